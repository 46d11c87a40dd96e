package rooms

import (
	"encoding/json"
	"net/http"
	"sync"

	"golang.org/x/text/language"
)

// code names why the gate refused or cut off somebody.
type code string

const (
	codeMissing   code = "token.missing"
	codeExpired   code = "token.expired"
	codeForeign   code = "token.foreign"
	codeUsed      code = "token.used"
	codeNoSession code = "session.none"
	codeOrigin    code = "origin.foreign"
	codePath      code = "not.found"
	codeMethod    code = "method.wrong"
	codeUpgrade   code = "signal.websocket"
	codeBad       code = "signal.bad"
	codeBusy      code = "signal.busy"
	codeDown      code = "signal.down"

	// After a connection was made: reasons of the WebSocket's end.
	codeLarge code = "signal.too-large"
	codeRate  code = "signal.too-many"
	codeIdle  code = "signal.idle"
	codeNewer code = "signal.newer"
	codeOut   code = "signal.out"
)

// Problem is what the gate answers to those it refuses (RFC 9457).
type Problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"` // a sentence for people, in the request's language
	Code   string `json:"code"`
}

type sentence struct {
	status int
	zh, en string
}

// sentences of refusals. The status decides what livekit-client does: after 401
// and 403 it gives up and tells its page, after 404 it tries an older protocol,
// after others it tries again.
var sentences = map[code]sentence{
	codeMissing:   {http.StatusUnauthorized, "缺少进入视频房间的凭证，请重新进入通话。", "The pass to the video room is missing. Please enter the call again."},
	codeExpired:   {http.StatusUnauthorized, "进入视频房间的凭证已过期，请重新进入通话。", "The pass to the video room has expired. Please enter the call again."},
	codeForeign:   {http.StatusForbidden, "这个凭证不能用来进入这个视频房间。", "This pass does not open this video room to you."},
	codeUsed:      {http.StatusForbidden, "这个凭证已经用过了，请重新进入通话。", "This pass was used already. Please enter the call again."},
	codeNoSession: {http.StatusUnauthorized, "您还没有登录，或登录已过期，请重新登录。", "You are not signed in, or your session has ended. Please sign in again."},
	codeOrigin:    {http.StatusForbidden, "这个请求来自别的网站，已拒绝。", "This request came from another site and was refused."},
	codePath:      {http.StatusForbidden, "没有这个视频地址。", "There is no such address of the video rooms."}, // not 404: see above
	codeMethod:    {http.StatusMethodNotAllowed, "这个地址不支持这种操作。", "This address does not take this kind of request."},
	codeUpgrade:   {http.StatusBadRequest, "这个地址只接受 WebSocket 连接。", "This address takes WebSocket connections only."},
	codeBad:       {http.StatusBadRequest, "视频连接的请求内容不对，请重新进入通话。", "The request for a video connection is not right. Please enter the call again."},
	codeBusy:      {http.StatusTooManyRequests, "视频连接太多，请稍后再试。", "There are too many video connections. Please try again in a moment."},
	codeDown:      {http.StatusServiceUnavailable, "视频服务暂时不能用，正在恢复，请稍后再试。", "The video service is not available just now. Please try again in a moment."},
}

func (g *Gate) refuse(w http.ResponseWriter, r *http.Request, c code) {
	g.count(c)
	s := sentences[c]
	detail := s.zh
	if english(r) {
		detail = s.en
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(s.status)
	if err := json.NewEncoder(w).Encode(Problem{Title: http.StatusText(s.status), Status: s.status, Detail: detail, Code: string(c)}); err != nil {
		g.config.Log.Debug("cannot answer a refused video connection", "err", err)
	}
}

func (g *Gate) count(c code) {
	g.refused.add(c)
	g.config.Log.Debug("a video connection was refused or cut off", "code", string(c))
}

// english reports whether the caller would rather read English than Chinese.
func english(r *http.Request) bool {
	_, which := language.MatchStrings(language.NewMatcher([]language.Tag{language.SimplifiedChinese, language.English}), r.Header.Get("Accept-Language"))
	return which == 1
}

// counters count by code.
type counters struct {
	mu sync.Mutex
	n  map[code]uint64
}

func (c *counters) add(k code) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[code]uint64{}
	}
	c.n[k]++
}

func (c *counters) all() map[string]uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make(map[string]uint64, len(c.n))
	for k, n := range c.n {
		all[string(k)] = n
	}
	return all
}

package rooms

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

const (
	maxQuery       = 64 << 10 // holds the offer of a browser that cannot compress
	maxJoinRequest = 1 << 20  // as LiveKit unpacks
)

// admission is a request that may go on.
type admission struct {
	pass   Pass
	raw    string // the token
	query  url.Values
	resume bool
}

// admit checks everything about a request but the limits and whether its token
// was used.
func (g *Gate) admit(r *http.Request) (*admission, code) {
	if len(r.URL.RawQuery) > maxQuery {
		return nil, codeBad
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, codeBad
	}
	raw := query.Get("access_token")
	if raw == "" {
		raw = bearer(r)
	}
	if raw == "" {
		return nil, codeMissing
	}
	pass, err := g.config.Upstream.ReadToken(raw)
	if errors.Is(err, ErrTokenExpired) {
		return nil, codeExpired
	}
	if err != nil {
		return nil, codeForeign
	}
	if err := g.config.Allow(r, pass.Claim); errors.Is(err, ErrNoSession) {
		return nil, codeNoSession
	} else if err != nil {
		return nil, codeForeign
	}
	query, resume, err := forward(query)
	if err != nil {
		return nil, codeBad
	}
	return &admission{pass: pass, raw: raw, query: query, resume: resume}, ""
}

func bearer(r *http.Request) string {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return "" // kiosks sign in with Basic, which is not LiveKit's
	}
	return token
}

// forward is what LiveKit is told of a query, and whether it asks to resume.
func forward(query url.Values) (url.Values, bool, error) {
	told := url.Values{}
	for key, values := range query {
		if len(values) != 1 {
			return nil, false, fmt.Errorf("%q is given more than once", key)
		}
		switch key {
		case "access_token": // goes into a header, where no log finds it
		case "publish", "attributes", "metadata":
			// Would make a second participant, or give one another description.
			return nil, false, fmt.Errorf("%q is not allowed", key)
		default:
			told[key] = values
		}
	}
	reconnect := query.Get("reconnect")
	resume := reconnect == "1" || reconnect == "true"
	if wrapped := query.Get("join_request"); wrapped != "" {
		join, err := readJoinRequest(wrapped)
		if err != nil {
			return nil, false, err
		}
		if join.Metadata != "" || len(join.ParticipantAttributes) > 0 {
			return nil, false, errors.New("the join request describes the participant")
		}
		resume = join.Reconnect // LiveKit reads the other one only without a join request
	}
	return told, resume, nil
}

// readJoinRequest reads what livekit-client sends to /rtc/v1, as LiveKit does.
func readJoinRequest(text string) (*livekit.JoinRequest, error) {
	data, err := base64.URLEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("cannot read the join request: %w", err)
	}
	var wrapped livekit.WrappedJoinRequest
	if err := proto.Unmarshal(data, &wrapped); err != nil {
		return nil, fmt.Errorf("cannot read the join request: %w", err)
	}
	data = wrapped.JoinRequest
	switch wrapped.Compression {
	case livekit.WrappedJoinRequest_NONE:
	case livekit.WrappedJoinRequest_GZIP:
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("cannot unpack the join request: %w", err)
		}
		if data, err = io.ReadAll(io.LimitReader(z, maxJoinRequest+1)); err != nil {
			return nil, fmt.Errorf("cannot unpack the join request: %w", err)
		}
		if len(data) > maxJoinRequest {
			return nil, errors.New("cannot unpack the join request: it is too large")
		}
	default:
		return nil, errors.New("cannot unpack the join request: it is packed in an unknown way")
	}
	var join livekit.JoinRequest
	if err := proto.Unmarshal(data, &join); err != nil {
		return nil, fmt.Errorf("cannot read the join request: %w", err)
	}
	return &join, nil
}

// spent reports whether the token cannot open this connection any more.
func (a *admission) spent(u *used) bool {
	return a.pass.ID != "" && !a.resume && u.has(a.pass.ID)
}

// used remembers tokens that opened a connection, until they expire.
type used struct {
	now  func() time.Time
	mu   sync.Mutex
	ids  map[string]time.Time // until when
	tidy time.Time
}

func (u *used) has(id string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	_, ok := u.ids[id]
	return ok
}

// take marks a token as used, unless it is.
func (u *used) take(p Pass) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := u.now()
	if now.After(u.tidy) {
		for id, until := range u.ids {
			if now.After(until) {
				delete(u.ids, id)
			}
		}
		u.tidy = now.Add(time.Minute)
	}
	if _, ok := u.ids[p.ID]; ok {
		return false
	}
	if u.ids == nil {
		u.ids = map[string]time.Time{}
	}
	u.ids[p.ID] = p.Expires.Add(earlyLeeway) // whatever leeway a reader of the token gives
	return true
}

// give lets a token be used again.
func (u *used) give(id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.ids, id)
}

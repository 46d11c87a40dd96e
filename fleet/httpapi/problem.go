package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/text/language"

	"lawkiosk/content"
	"lawkiosk/fleet"
)

// Problem is an error answer (RFC 9457). Detail is a sentence for people in
// the language of the request; code is for programs.
type Problem struct {
	Title  string              `json:"title" doc:"The status in words"`
	Status int                 `json:"status"`
	Detail string              `json:"detail" doc:"A sentence for people, in the request's language"`
	Code   string              `json:"code" doc:"What happened, for programs" example:"session.none"`
	Errors []*huma.ErrorDetail `json:"errors,omitempty"`
}

func problemType() reflect.Type { return reflect.TypeFor[Problem]() }

func (p *Problem) Error() string { return p.Detail }

// GetStatus is huma's.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is huma's.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// code names a problem; what it says is in sentences.
type code string

const (
	codeNoSession code = "session.none"
	codeBadLogin  code = "session.refused"
	codeLocked    code = "session.locked"
	codeTries     code = "session.tries"
	codeWanted    code = "session.code-wanted"
	codeWrong     code = "session.code-wrong"
	codeUnset     code = "session.code-unset"
	codeRole      code = "role.missing"
	codeOrigin    code = "origin.foreign"
	codeNotFound  code = "not.found"
	codeRetired   code = "kiosk.retired"
	codeInvalid   code = "input.invalid"
	codeBusy      code = "server.busy"
	codeInternal  code = "server.failed"
	codeStorage   code = "server.storage"
	codeMethod    code = "method.wrong"
	codeRighted   code = "rating.righted"
)

func sentence(c code) (status int, t content.Text) {
	switch c {
	case codeNoSession:
		return http.StatusUnauthorized, content.Text{ZH: "您还没有登录，或登录已过期，请重新登录。", EN: "You are not signed in, or your session has ended. Please sign in again."}
	case codeBadLogin:
		return http.StatusUnauthorized, content.Text{ZH: "用户名或密码不对，请再试一次。", EN: "The name or the password is not right. Please try again."}
	case codeLocked:
		return http.StatusTooManyRequests, content.Text{ZH: "连续输错次数太多，这个用户名已锁定5分钟，请稍后再试。", EN: "Too many wrong passwords: this name is locked for 5 minutes. Please try again later."}
	case codeTries:
		return http.StatusTooManyRequests, content.Text{ZH: "从您这里登录失败的次数太多,请几分钟后再试。", EN: "Too many sign-ins have failed from where you are. Please try again in a few minutes."}
	case codeWanted:
		return http.StatusUnauthorized, content.Text{ZH: "密码正确。请输入手机验证器上的六位动态码。", EN: "The password is right. Please enter the six-digit code that your authenticator shows."}
	case codeWrong:
		return http.StatusUnauthorized, content.Text{ZH: "动态码不对，或已经用过。请等验证器显示下一个动态码再试，也可以用一个备用码。", EN: "The code is not right, or was used already. Please wait for the next one, or use one of your recovery codes."}
	case codeUnset:
		return http.StatusForbidden, content.Text{ZH: "这个账号必须使用动态码登录，但还没有设置。请联系管理员。", EN: "This account needs a second factor and has none yet. Please ask the administrator."}
	case codeRole:
		return http.StatusForbidden, content.Text{ZH: "您的账号没有这项权限，请联系操作员。", EN: "Your account may not do this. Please ask an operator."}
	case codeOrigin:
		return http.StatusForbidden, content.Text{ZH: "这个请求来自别的网站，已拒绝。请从控制台页面操作。", EN: "This request came from another site and was refused. Please use the console's own page."}
	case codeNotFound:
		return http.StatusNotFound, content.Text{ZH: "没有找到您要的内容，它可能已被删除或编号有误。", EN: "This was not found. It may have been removed, or its number is wrong."}
	case codeRetired:
		return http.StatusConflict, content.Text{ZH: "这台终端已停用，不能再接收指令。", EN: "This kiosk is retired and takes no more commands."}
	case codeInvalid:
		return http.StatusUnprocessableEntity, content.Text{ZH: "请求里有内容填写不对，请检查后再试。", EN: "Something in the request is not right. Please check it and try again."}
	case codeBusy:
		return http.StatusServiceUnavailable, content.Text{ZH: "现在使用的人太多，请过一会儿再试。", EN: "Too many people are using this now. Please try again in a moment."}
	case codeMethod:
		return http.StatusMethodNotAllowed, content.Text{ZH: "这个地址不支持这种操作。", EN: "This address does not take this kind of request."}
	case codeRighted:
		return http.StatusConflict, content.Text{ZH: "这条评价已经有人整改过了，请刷新页面。", EN: "Somebody put this rating right already. Please load the page again."}
	case codeStorage:
		return http.StatusServiceUnavailable, content.Text{ZH: "服务器的数据库现在不能使用,这次操作没有完成。请联系管理员检查服务器的磁盘。", EN: "The server's database cannot be used now, so this was not done. Please ask the administrator to look at the server's disk."}
	default:
		if status, t, known := callSentence(c); known {
			return status, t
		}
		return http.StatusInternalServerError, content.Text{ZH: "服务器没能完成这个请求，数据没有丢失。请稍后再试；如果一直这样，请联系管理员。", EN: "The server could not do this. Nothing is lost. Please try again later, and tell the administrator if it stays so."}
	}
}

type langKey struct{}

func langOf(ctx context.Context) content.Lang {
	if l, ok := ctx.Value(langKey{}).(content.Lang); ok {
		return l
	}
	return content.Chinese
}

// preferred picks a language from an Accept-Language header.
func preferred(header string) content.Lang {
	_, i := language.MatchStrings(language.NewMatcher([]language.Tag{language.MustParse("zh-CN"), language.English}), header)
	if i == 1 {
		return content.English
	}
	return content.Chinese
}

func problem(ctx context.Context, c code) *Problem {
	status, t := sentence(c)
	return &Problem{Title: http.StatusText(status), Status: status, Detail: t.In(langOf(ctx)), Code: string(c)}
}

// fault turns a store's error into an answer; what nobody expected is logged.
func (a *API) fault(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, fleet.ErrNotFound):
		return problem(ctx, codeNotFound)
	case errors.Is(err, fleet.ErrRetired):
		return problem(ctx, codeRetired)
	case errors.Is(err, fleet.ErrRefused):
		return problem(ctx, codeInvalid)
	case errors.Is(err, context.Canceled):
		return problem(ctx, codeBusy)
	case errors.Is(err, fleet.ErrUnavailable):
		a.deps.Log.ErrorContext(ctx, "request failed for want of the database", "error", err)
		return problem(ctx, codeStorage)
	}
	a.deps.Log.ErrorContext(ctx, "request failed", "error", err)
	return problem(ctx, codeInternal)
}

// humanProblem puts a sentence for people on huma's own refusals.
func humanProblem(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	c := codeInvalid
	op := ctx.Operation()
	switch {
	case m.Status >= http.StatusInternalServerError:
		c = codeInternal
	case op != nil && slices.Contains(op.Tags, kioskTag) && m.Status == http.StatusRequestEntityTooLarge:
		c = codeCallTooLarge
	case op != nil && slices.Contains(op.Tags, kioskTag):
		c = codeCallBad
	}
	p := problem(ctx.Context(), c)
	p.Status, p.Title = m.Status, http.StatusText(m.Status)
	if c != codeInternal {
		for _, e := range m.Errors { // without the value: it may be a password
			p.Errors = append(p.Errors, &huma.ErrorDetail{Message: e.Message, Location: e.Location})
		}
	}
	return p, nil
}

// writeProblem answers outside of huma.
func writeProblem(w http.ResponseWriter, r *http.Request, c code) {
	p := problem(r.Context(), c)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the reader may be gone
}

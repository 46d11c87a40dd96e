package httpapi

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/password"
)

const cookieName = "lk_session"

// SessionDoc is what a browser knows of its session.
type SessionDoc struct {
	Name    string     `json:"name"`
	Display string     `json:"display" doc:"As others see it: a lawyer's shown name, else the name"`
	Role    fleet.Role `json:"role" enum:"operator,viewer,lawyer,lead"`
	Expires time.Time  `json:"expires"`
}

func (a *API) sessionDoc(s fleet.Session) SessionDoc {
	shown := s.Shown
	if shown == "" {
		shown = s.User
	}
	return SessionDoc{Name: s.User, Display: shown, Role: s.Role, Expires: a.expires(s)}
}

type sessionAnswer struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   SessionDoc
}

type signIn struct {
	Body struct {
		Name     string `json:"name" minLength:"1" maxLength:"64"`
		Password string `json:"password" minLength:"1" maxLength:"256"`
		Code     string `json:"code,omitempty" maxLength:"40" doc:"Six digits of the authenticator, or a recovery code; asked for with session.code-wanted"`
	}
}

func (a *API) sessionRoutes() {
	handle(a, route{method: "POST", path: "/api/session", id: "sign-in", summary: "Sign in", who: public}, a.signIn)
	handle(a, route{method: "GET", path: "/api/session", id: "get-session", summary: "Who is signed in", who: fleet.SignedIn},
		func(ctx context.Context, _ *struct{}) (*struct{ Body SessionDoc }, error) {
			return &struct{ Body SessionDoc }{a.sessionDoc(sessionOf(ctx))}, nil
		})
	handle(a, route{method: "DELETE", path: "/api/session", id: "sign-out", summary: "Sign out", who: fleet.SignedIn, status: http.StatusNoContent}, a.signOut)
}

func (a *API) cookie(value string, age int) http.Cookie {
	return http.Cookie{
		Name: cookieName, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: a.secure(), MaxAge: age,
	}
}

// signIn checks name and password, and then the second factor. Unknown,
// disabled and wrong are one answer after the same work; five failures of either
// factor lock the name, known or not.
func (a *API) signIn(ctx context.Context, in *signIn) (*sessionAnswer, error) {
	name := strings.TrimSpace(in.Body.Name)
	if !a.addresses.may(ipOf(ctx)) {
		return nil, problem(ctx, codeTries)
	}
	if may, news := a.lockout.try(name); !may {
		a.addresses.failed(ipOf(ctx))
		if news {
			if err := a.audit(ctx, name, "session.locked", "", ""); err != nil {
				return nil, err
			}
		}
		return nil, problem(ctx, codeLocked)
	}
	user, err := a.deps.Store.User(ctx, name)
	if err != nil && !errors.Is(err, fleet.ErrNotFound) {
		return nil, a.fault(ctx, err)
	}
	select {
	case a.hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, problem(ctx, codeBusy)
	}
	right := password.Verify(user.Password, in.Body.Password)
	<-a.hashing
	if !right || user.Disabled {
		a.addresses.failed(ipOf(ctx))
		if err := a.audit(ctx, name, "session.refused", "", ""); err != nil {
			return nil, err
		}
		return nil, problem(ctx, codeBadLogin)
	}
	how, err := a.secondFactor(ctx, user, in.Body.Code)
	if err != nil {
		return nil, err
	}
	a.lockout.succeeded(name)
	if err := a.audit(ctx, name, "session.open", "", string(user.Role)+how); err != nil {
		return nil, err
	}
	token, now := rand.Text()+rand.Text(), a.deps.Now()
	s := fleet.Session{Token: fleet.HashToken(token), User: user.Name, Role: user.Role, Began: now, Seen: now}
	if err := errors.Join(a.deps.Store.CloseSessions(ctx, now.Add(-a.cfg.Idle), now.Add(-a.cfg.Max)), a.deps.Store.OpenSession(ctx, s)); err != nil {
		return nil, a.fault(ctx, err)
	}
	s, err = a.deps.Store.Session(ctx, s.Token) // with the shown name
	if err != nil {
		return nil, a.fault(ctx, err)
	}
	return &sessionAnswer{Cookie: a.cookie(token, 0), Body: a.sessionDoc(s)}, nil
}

type cookieAnswer struct {
	Cookie http.Cookie `header:"Set-Cookie"`
}

func (a *API) signOut(ctx context.Context, _ *struct{}) (*cookieAnswer, error) {
	s := sessionOf(ctx)
	if err := a.deps.Store.CloseSession(ctx, s.Token); err != nil {
		return nil, a.fault(ctx, err)
	}
	if err := a.audit(ctx, s.User, "session.close", "", ""); err != nil {
		return nil, err
	}
	return &cookieAnswer{a.cookie("", -1)}, nil
}

// audit writes down what a person does. What cannot be written down is not done.
func (a *API) audit(ctx context.Context, who, action, target, detail string) error {
	e := fleet.AuditEntry{At: a.deps.Now(), Who: who, Action: action, Target: target, Detail: detail, IP: ipOf(ctx)}
	if err := a.deps.Store.Record(ctx, e); err != nil {
		return a.fault(ctx, err)
	}
	return nil
}

package httpapi

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/fleet"
)

// kioskDoor stands for the right of kiosks: they sign in with each request by
// HTTP Basic (RFC 7617), id and token, and with nothing else.
const kioskDoor fleet.Right = "kiosk"

// KioskTokens knows the tokens of enrolled kiosks.
type KioskTokens interface {
	// Token gives fleet.ErrNotFound and fleet.ErrRetired.
	Token(ctx context.Context, id string) (fleet.TokenHash, error)
}

type kioskKey struct{}

// kioskOf gives the kiosk of an admitted request.
func kioskOf(ctx context.Context) string {
	id, _ := ctx.Value(kioskKey{}).(string)
	return id
}

// admitKiosk lets a kiosk's request on, and none of a browser.
func (a *API) admitKiosk(c huma.Context, next func(huma.Context)) {
	for _, name := range browserHeaders() {
		if c.Header(name) != "" {
			a.answer(c, problem(c.Context(), codeBrowser))
			return
		}
	}
	id, why := a.kioskBy(c.Context(), c.Header("Authorization"))
	if why != "" {
		if why == codeKiosk {
			c.SetHeader("WWW-Authenticate", `Basic realm="kiosks"`)
		}
		a.answer(c, problem(c.Context(), why))
		return
	}
	next(huma.WithValue(c, kioskKey{}, id))
}

// browserHeaders are what a browser cannot leave out. kioskd sends none of
// them, so that no page, of whatever site, can use this door.
func browserHeaders() []string {
	return []string{"Origin", "Cookie", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"}
}

// kioskBy finds out which kiosk an Authorization header is of. A right token
// always passes; wrong ones are counted by the address they come from, and
// after a while answered without a word in the log.
func (a *API) kioskBy(ctx context.Context, authorization string) (id string, why code) {
	r := http.Request{Header: http.Header{"Authorization": {authorization}}}
	id, token, ok := r.BasicAuth()
	if !ok {
		return "", codeKiosk
	}
	var hash fleet.TokenHash
	known := fleet.ErrNotFound
	if len(id) <= 64 {
		hash, known = a.deps.Store.Token(ctx, id)
	}
	given := fleet.HashToken(token)
	same := subtle.ConstantTimeCompare(hash[:], given[:]) == 1
	switch {
	case known == nil && same:
		return id, ""
	case known != nil && !errors.Is(known, fleet.ErrNotFound) && !errors.Is(known, fleet.ErrRetired):
		a.deps.Log.ErrorContext(ctx, "kiosk's token cannot be checked", "error", known)
		return "", codeStorage
	}
	ip := ipOf(ctx)
	if !a.doorTries.may(ip) {
		return "", codeCallTries
	}
	a.doorTries.failed(ip)
	a.deps.Log.WarnContext(ctx, "request of an unknown kiosk, or with a wrong token, refused", "ip", ip)
	return "", codeKiosk
}

package httpapi

import (
	"context"
	"errors"
	"fmt"

	"lawkiosk/fleet"
	"lawkiosk/fleet/totp"
)

// secondFactor checks the code of a user whose password was right. It gives
// what the audit adds to the sign-in. Asking for a code counts as a try, like
// every sign-in that does not succeed: whoever has a stolen password learns that
// it is right, and no more than five times.
func (a *API) secondFactor(ctx context.Context, user fleet.User, code string) (how string, err error) {
	if len(user.Secret) == 0 {
		if !user.Role.NeedsCode() {
			return "", nil
		}
		if err := a.audit(ctx, user.Name, "session.code-unset", "", ""); err != nil {
			return "", err
		}
		return "", problem(ctx, codeUnset)
	}
	if code == "" {
		if err := a.audit(ctx, user.Name, "session.code-wanted", "", ""); err != nil {
			return "", err
		}
		return "", problem(ctx, codeWanted)
	}
	how, err = a.useCode(ctx, user, code)
	if errors.Is(err, fleet.ErrRefused) {
		a.addresses.failed(ipOf(ctx))
		if err := a.audit(ctx, user.Name, "session.code-refused", "", ""); err != nil {
			return "", err
		}
		return "", problem(ctx, codeWrong)
	}
	if err != nil {
		return "", a.fault(ctx, err)
	}
	return how, nil
}

// useCode takes a code, which is good once: ErrRefused for any other.
func (a *API) useCode(ctx context.Context, user fleet.User, code string) (how string, err error) {
	if hash, ok := totp.Recovery(user.Name, code); ok {
		left, err := a.deps.Store.UseRecovery(ctx, user.Name, hash)
		return fmt.Sprintf(", recovery code, %d left", left), err
	}
	if a.deps.Cipher == nil {
		return "", errors.New("cannot check a code: this server has no vault")
	}
	secret, err := totp.Secret(a.deps.Cipher, user.Name, user.Secret)
	if err != nil {
		return "", err
	}
	step, ok := totp.Step(secret, code, a.deps.Now())
	if !ok {
		return "", fmt.Errorf("cannot take a code: %w", fleet.ErrRefused)
	}
	return ", code", a.deps.Store.UseStep(ctx, user.Name, step)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"time"

	"lawkiosk/fleet/totp"
)

// The demo's lawyer answers in the kiosk's own county and for the whole city.
const (
	lawyer  = "lawyer"
	display = "演示律师"
)

// prepareLawyer gives the demo's lawyer a new password and a new second factor
// at each start; the first start adds the person.
func (o options) prepareLawyer(ctx context.Context, p *prepared) error {
	conf := o.path("fleetd.toml")
	passwd, err := o.command(ctx, "fleetd", "user", "passwd", "-config", conf, "-name", lawyer)
	if err != nil {
		out, err := o.command(ctx, "fleetd", "user", "add", "-config", conf, "-name", lawyer, "-role", "lead",
			"-display", display, "-licence", "15201202600000000", "-firm", "演示律师事务所", "-regions", "520103", "-pools", "city",
			"-skills", "unpaid-wages,work-injury", "-speaks", "mandarin,guizhou")
		if err != nil {
			return err
		}
		p.lawyer = labelled(out, "password")
		return o.keepSecret(labelled(out, "totp-secret"))
	}
	p.lawyer = lastWord(passwd)
	out, err := o.command(ctx, "fleetd", "user", "totp", "-config", conf, "-name", lawyer)
	if err != nil {
		return err
	}
	return o.keepSecret(labelled(out, "totp-secret"))
}

// keepSecret plays the lawyer's authenticator: it keeps the secret for "make code".
func (o options) keepSecret(secret string) error {
	if secret == "" {
		return errors.New("cannot prepare the demo's lawyer: fleetd named no totp-secret")
	}
	if err := os.WriteFile(o.path("keys", "lawyer.totp"), []byte(secret+"\n"), 0o600); err != nil {
		return fmt.Errorf("cannot keep the lawyer's second factor: %w", err)
	}
	return nil
}

// printCode prints the six digits that the lawyer's authenticator would show.
func (o options) printCode() error {
	secret, err := os.ReadFile(o.path("keys", "lawyer.totp"))
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("cannot tell the code: the demo has not been started yet, use make run")
	}
	if err != nil {
		return fmt.Errorf("cannot tell the code: %w", err)
	}
	now := time.Now()
	code, err := totp.Code(strings.TrimSpace(string(secret)), now)
	if err != nil {
		return err
	}
	fmt.Printf("%s   (good for %d more seconds, once)\n", code, 60-now.Unix()%30)
	return nil
}

// labelled finds "label: value" on a line of its own.
func labelled(out, label string) string {
	m := regexp.MustCompile(`(?m)^` + label + `: *(\S.*)$`).FindStringSubmatch(out)
	if m == nil {
		return ""
	}
	return strings.TrimSpace(m[1])
}

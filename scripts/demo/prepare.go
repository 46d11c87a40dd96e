package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// The demo's kiosk stands in a county centre of the sample content.
const (
	kioskID   = "520103-001"
	kioskName = "云岩区中心一号机"
	centreID  = "520103-centre"
	operator  = "demo"
)

// prepared is what the steps learn for those after them.
type prepared struct {
	key      string // public key that signs the pack, base64
	password string // of the demo's operator, made at this start
	lawyer   string // password of the demo's lawyer, made at this start
}

// buildPack signs the content with a key that is made at the first start, and
// only where the sources changed since the last one.
func (o options) buildPack(ctx context.Context, p *prepared) error {
	key, pack := o.path("keys", "content.key"), o.path("content.lkpack")
	if _, err := os.Stat(key); errors.Is(err, fs.ErrNotExist) {
		if _, err := o.command(ctx, "contentctl", "keygen", "-out", key); err != nil {
			return err
		}
	}
	out, err := o.command(ctx, "contentctl", "pubkey", key)
	if err != nil {
		return err
	}
	p.key = strings.TrimSpace(out)
	if newer, err := newerThan(o.content, pack); err != nil || !newer {
		return err
	}
	version := time.Now().UTC().Format("2006.01.02-150405")
	_, err = o.command(ctx, "contentctl", "build", "-dir", o.content, "-version", version, "-key", key, "-out", pack)
	return err
}

// newerThan reports whether a file below dir is newer than the file at path.
func newerThan(dir, path string) (newer bool, err error) {
	made, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	} else if err != nil {
		return false, fmt.Errorf("cannot look at the pack: %w", err)
	}
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		fi, err := d.Info()
		newer = newer || (err == nil && fi.ModTime().After(made.ModTime()))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("cannot look at the content: %w", err)
	}
	return newer, nil
}

func (o options) prepareFleet(ctx context.Context, p *prepared) error {
	conf := o.path("fleetd.toml")
	text := fmt.Sprintf(`# Written by "make run" at every start.
listen = %q
data_dir = %q
public_url = "http://%s"

[content]
pack = %q
keys = [%q]

[mqtt]
listen = %q

[meeting]
udp_port = %d
`, o.fleet, o.path("fleet"), o.fleet, o.path("content.lkpack"), p.key, o.mqtt, o.media)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return fmt.Errorf("cannot write the fleet's configuration: %w", err)
	}
	token := o.path("keys", kioskID+".token")
	if _, err := os.Stat(token); errors.Is(err, fs.ErrNotExist) {
		out, err := o.command(ctx, "fleetd", "kiosk", "add", "-config", conf, "-id", kioskID, "-centre", centreID, "-name", kioskName)
		if err != nil {
			return err
		}
		if err := os.WriteFile(token, []byte(lastWord(out)+"\n"), 0o600); err != nil {
			return fmt.Errorf("cannot keep the kiosk's token: %w", err)
		}
	}
	out, err := o.command(ctx, "fleetd", "user", "passwd", "-config", conf, "-name", operator)
	if err != nil { // the first start
		out, err = o.command(ctx, "fleetd", "user", "add", "-config", conf, "-name", operator, "-role", "operator")
	}
	p.password = lastWord(out)
	return err
}

func (o options) prepareKiosk(_ context.Context, p *prepared) error {
	text := fmt.Sprintf(`# Written by "make run" at every start. On real hardware only the last
# tables differ.
kiosk = %q
centre = %q
listen = %q
data_dir = %q
public_url = "http://%s"

[content]
pack = %q
keys = [%q]

[fleet]
url = "tcp://%s"
token_file = %q

[visit]
idle = %q

[idcard]
driver = "sdt"
port = %q

[printer]
driver = "ipp"
uri = "ipp://%s/ipp/print"

[lights]
driver = "sysfs"
path = %q

[camera]
document = "document"
`, kioskID, centreID, o.kiosk, o.path("kiosk"), o.fleet, o.path("content.lkpack"), p.key,
		o.mqtt, o.path("keys", kioskID+".token"), o.idle, o.path("vterm", "idcard"), o.ipp, o.path("vterm", "leds", "privacy"))
	if espeak, err := exec.LookPath("espeak-ng"); err == nil {
		text += fmt.Sprintf("\n[voice]\nespeak = %q\n", espeak)
	}
	if err := os.WriteFile(o.path("kioskd.toml"), []byte(text), 0o600); err != nil {
		return fmt.Errorf("cannot write the kiosk's configuration: %w", err)
	}
	return nil
}

// command runs one of the binaries to its end and gives what it printed.
func (o options) command(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, o.program(name), args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("cannot run %s %s: %w\n%s%s", name, args[0], err, out.String(), errs.String())
	}
	return out.String(), nil
}

func lastWord(s string) string {
	f := strings.Fields(s)
	if len(f) == 0 {
		return ""
	}
	return f[len(f)-1]
}

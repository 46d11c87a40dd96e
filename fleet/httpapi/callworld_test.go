package httpapi

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"lawkiosk/content"
	"lawkiosk/fleet"
	"lawkiosk/fleet/live"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/meeting/rooms"
	"lawkiosk/fleet/meeting/rooms/roomstest"
	"lawkiosk/fleet/vault"
	"lawkiosk/fleet/wire"
)

// callWorld is what a world needs for video calls.
type callWorld struct {
	service *meeting.Service
	vault   *vault.Vault
	rooms   *roomstest.Fake
	allow   Allow
	log     *slog.Logger

	mu    sync.Mutex
	down  time.Time
	words bytes.Buffer // of the log
}

type fakeGrants struct{ *roomstest.Fake }

func (g fakeGrants) Token(ctx context.Context, x meeting.Grant) (string, error) {
	return g.Fake.Token(ctx, rooms.Grant(x))
}

type fakeSealer struct{ key vault.Cipher }

func (s fakeSealer) Seal(_ context.Context, name string, plain []byte) ([]byte, error) {
	return vault.SealBytes(s.key, name, plain)
}

func (s fakeSealer) Open(_ context.Context, name string, sealed []byte) ([]byte, error) {
	return vault.OpenBytes(s.key, name, sealed)
}

type fakeNews struct{ *live.Hub }

func (n fakeNews) Call(id string, kiosks []string) {
	n.Calls(append([]string{CallViewer(id)}, kiosks...)...)
}
func (n fakeNews) Desks() { n.Desk() }

// Write takes the log's lines.
func (c *callWorld) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.words.Write(b)
}

func (c *callWorld) logged() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.words.String()
}

func (c *callWorld) roomsDown() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.down
}

func (c *callWorld) gate(allow Allow, _ func(*http.Request) string) http.Handler {
	c.allow = allow
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
}

// newCallWorld makes calls over the world's store and lets them run until the
// test ends.
func newCallWorld(w *world, p *content.Pack) *callWorld {
	w.Helper()
	c := &callWorld{rooms: roomstest.NewFake(w.now)}
	c.log = slog.New(slog.NewTextHandler(c, nil))
	dir := filepath.Join(w.TempDir(), "vault")
	key, err := vault.LoadKey(dir+".key", dir)
	if err == nil {
		c.vault, err = vault.New(
			vault.Config{Dir: dir, Spare: 1, Kinds: map[string]vault.Kind{RecordingKind: {Keep: time.Hour, MaxBytes: 8 << 20}}},
			vault.Deps{Cipher: key, Log: c.log, Now: w.now})
	}
	if err != nil {
		w.Fatal(err)
	}
	c.service, err = meeting.New(meeting.Config{E2EE: true}, meeting.Deps{
		Store: w.store, Rooms: fakeGrants{c.rooms}, Vault: fakeSealer{key}, People: w.store, Live: fakeNews{w.hub}, Audit: w.store.Record,
		Places: func() *content.Pack { return p }, Log: c.log, Now: w.now,
		Kiosk: func(ctx context.Context, id string) (fleet.Kiosk, error) {
			k, err := w.store.Kiosk(ctx, id, fleet.Day(w.now()))
			return k.Kiosk, err
		},
	})
	if err != nil {
		w.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(w.Context()))
	ended := make(chan error, 1)
	go func() { ended <- c.service.Run(ctx) }()
	w.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			w.Error(err)
		}
	})
	return c
}

// Personal data that must be in no log.
const (
	citizenName  = "测试甲"
	citizenID    = "11010119900307007X"
	citizenPhone = "13800001234"
)

func ask(visit string) string {
	b, _ := json.Marshal(wire.NewCall{
		Visit: visit, Topic: "", Lang: "zh-CN", Speech: "mandarin", Consent: wire.Consent{Video: true, Card: true},
		Citizen: &wire.Citizen{Name: citizenName, ID: citizenID, Phone: citizenPhone},
	})
	return string(b)
}

const kioskID = "520103-001"

// at is a kiosk's request.
func (w *world) at(kiosk, method, path, body string, header ...string) answer {
	w.Helper()
	return w.do(method, path, body, append(header, basic(kiosk, kiosk))...)
}

// want checks an answer and reads it.
func (w *world) want(a answer, status int, into any) {
	w.Helper()
	if a.status != status {
		w.Fatalf("%d, want %d: %s", a.status, status, a.body)
	}
	if into != nil {
		a.json(w, into)
	}
}

// refused checks status and code of a problem, and its sentence.
func (w *world) refused(what string, a answer, status int, c string) {
	w.Helper()
	var p Problem
	if json.Unmarshal([]byte(a.body), &p) != nil || a.status != status || p.Code != c || !strings.HasSuffix(p.Detail, "。") {
		w.Errorf("%s: %d %s, want %d %s", what, a.status, a.body, status, c)
	}
}

// onDuty puts lawyers on duty and gives their cookies.
func (w *world) onDuty(roles ...fleet.Role) (cookies []string) {
	w.Helper()
	for _, r := range roles {
		c := w.session(r)
		w.want(w.do("PUT", "/api/desk/duty", `{"state":"on"}`, c), 204, nil)
		cookies = append(cookies, c)
	}
	return cookies
}

// begin rings at the desks.
func (w *world) begin(kiosk string) wire.Call {
	w.Helper()
	var c wire.Call
	w.want(w.at(kiosk, "POST", wire.PathCalls, ask("visit-"+kiosk)), 200, &c)
	return c
}

// talking is a call that a lawyer answered.
func (w *world) talking(kiosk string) (c wire.Call, lawyer string) {
	w.Helper()
	lawyer = w.onDuty(fleet.RoleLawyer)[0]
	c = w.begin(kiosk)
	w.want(w.do("POST", "/api/desk/calls/"+c.ID+"/answer", "{}", lawyer), 200, nil)
	w.want(w.at(kiosk, "GET", "/kiosk/v1/calls/"+c.ID, ""), 200, &c)
	return c, lawyer
}

// events reads a stream's events until one satisfies is.
func (w *world) events(lines *bufio.Scanner, is func(name, data string) bool) {
	w.Helper()
	name := ""
	for lines.Scan() {
		if e, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			name = e
		} else if d, ok := strings.CutPrefix(lines.Text(), "data: "); ok && is(name, d) {
			return
		}
	}
	w.Fatal("the stream ended first")
}

// sealed seals as the lawyer's browser does.
func sealed(t *testing.T, recipient, text string) string {
	t.Helper()
	r, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to, err := age.Encrypt(&out, r)
	if err == nil {
		_, err = to.Write([]byte(text))
	}
	if err == nil {
		err = to.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

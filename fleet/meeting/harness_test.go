package meeting_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/store/sqlite"
	"lawkiosk/fleet/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// monday is 09:00 in Guiyang on a working day.
func monday() time.Time { return time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) }

// directory is the lawyers of a test.
type directory struct {
	mu      sync.Mutex
	lawyers []fleet.Lawyer
	duty    map[string]fleet.Duty
	roster  fleet.Roster
}

func (d *directory) LawyerList(context.Context) ([]fleet.Lawyer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.lawyers), nil
}

func (d *directory) SetDuty(_ context.Context, user string, s fleet.DutyState, at time.Time) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	changed := d.duty[user].State != s
	d.duty[user] = fleet.Duty{Lawyer: user, State: s, Since: at, Seen: at}
	return changed, nil
}

func (d *directory) SeeDesk(_ context.Context, user string, at time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := d.duty[user]
	x.Seen = at
	d.duty[user] = x
	return nil
}

func (d *directory) DutyList(context.Context) ([]fleet.Duty, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.SortedFunc(maps.Values(d.duty), func(a, b fleet.Duty) int { return strings.Compare(a.Lawyer, b.Lawyer) }), nil
}

func (d *directory) Roster(context.Context) (fleet.Roster, error) { return d.roster, nil }

// rooms notes what is open.
type rooms struct {
	mu   sync.Mutex
	open map[string]bool
	down bool
}

func (r *rooms) Open(_ context.Context, room string, _ int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return errors.New("the video rooms are not running")
	}
	r.open[room] = true
	return nil
}

func (r *rooms) Token(_ context.Context, g meeting.Grant) (string, error) {
	return g.Room + "/" + g.Identity, nil
}
func (r *rooms) Remove(context.Context, string, string) error { return nil }
func (r *rooms) Close(_ context.Context, room string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, room)
	return nil
}

// vault seals with a key of the test.
type vault struct{ aead cipher.AEAD }

func newVault() *vault {
	b, _ := aes.NewCipher(make([]byte, 32))
	a, _ := cipher.NewGCM(b)
	return &vault{a}
}

func (v *vault) Seal(_ context.Context, name string, plain []byte) ([]byte, error) {
	nonce := make([]byte, v.aead.NonceSize())
	_, _ = rand.Read(nonce)
	return v.aead.Seal(nonce, nonce, plain, []byte(name)), nil
}

func (v *vault) Open(_ context.Context, name string, sealed []byte) ([]byte, error) {
	n := v.aead.NonceSize()
	return v.aead.Open(nil, sealed[:n], sealed[n:], []byte(name))
}

type news struct {
	mu    sync.Mutex
	calls map[string]int // by kiosk
}

func (n *news) Call(_ string, kiosks []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, k := range kiosks {
		n.calls[k]++
	}
}
func (n *news) Desks()    {}
func (n *news) Meetings() {}

// world is a service on a real store, with a clock that the test turns.
type world struct {
	*testing.T
	*meeting.Service
	ctx   context.Context //nolint:containedctx // the test's
	mu    sync.Mutex
	clock time.Time
	path  string
	store *sqlite.Store
	dir   *directory
	rooms *rooms
	news  *news
	audit []fleet.AuditEntry
	logs  strings.Builder
	rules *meeting.Rules
}

func newWorld(t *testing.T, lawyers ...fleet.Lawyer) *world {
	t.Helper()
	w := &world{
		T: t, ctx: t.Context(), clock: monday(), path: filepath.Join(t.TempDir(), "fleet.db"),
		dir:   &directory{lawyers: lawyers, duty: map[string]fleet.Duty{}},
		rooms: &rooms{open: map[string]bool{}}, news: &news{calls: map[string]int{}}, rules: meeting.DefaultRules(),
	}
	w.rules.Neighbours = map[string][]string{"520103": {"520102"}}
	w.start()
	return w
}

// start makes a service over the same file, as a restarted server does.
func (w *world) start() {
	w.Helper()
	st, err := sqlite.Open(w.ctx, w.path)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { st.Close() })
	w.store = st
	s, err := meeting.New(meeting.Config{Rules: w.rules, E2EE: true}, meeting.Deps{
		Store: st, Rooms: w.rooms, Vault: newVault(), People: w.dir, Live: w.news,
		Kiosk: func(_ context.Context, id string) (fleet.Kiosk, error) {
			return fleet.Kiosk{ID: id, Region: id[:6], Centre: id[:6] + "-centre"}, nil
		},
		Audit: func(_ context.Context, e fleet.AuditEntry) error { w.audit = append(w.audit, e); return nil },
		Log:   slog.New(slog.NewTextHandler(&w.logs, nil)), Now: w.time,
	})
	if err != nil {
		w.Fatal(err)
	}
	w.Service = s
}

func (w *world) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.clock.IsZero() { // the test is in a bubble of testing/synctest
		return time.Now()
	}
	return w.clock
}

// pass lets time pass as Run does: from one due time to the next.
func (w *world) pass(d time.Duration) {
	w.Helper()
	end := w.time().Add(d)
	for i := 0; ; i++ {
		next, err := w.Sweep(w.ctx)
		if err != nil {
			w.Fatal(err)
		}
		now := w.time()
		if i > 1000 {
			w.Fatalf("the loop does not rest at %v: next is %v", now, next)
		}
		if !next.Before(end) || next.IsZero() {
			w.mu.Lock()
			w.clock = end
			w.mu.Unlock()
			if _, err := w.Sweep(w.ctx); err != nil {
				w.Fatal(err)
			}
			return
		}
		if !next.After(now) {
			next = now.Add(time.Millisecond)
		}
		w.mu.Lock()
		w.clock = next
		w.mu.Unlock()
	}
}

// alive lets time pass while kiosks and desks say that they are there.
func (w *world) alive(d time.Duration, who ...func()) {
	w.Helper()
	for d > 0 {
		for _, f := range who {
			f()
		}
		w.pass(min(d, 4*time.Second))
		d -= 4 * time.Second
	}
}

func (w *world) here(kiosk, id string) func() {
	return func() {
		w.Helper()
		_, err := w.Here(w.ctx, meeting.AtKiosk(kiosk), id, wire.Here{Camera: "on", Microphone: "on"})
		w.ok(err)
	}
}

func (w *world) desk(user string) func() { return func() { w.ok(w.SeeDesk(w.ctx, user)) } }

func (w *world) talks(user, id string) func() {
	return func() {
		_, err := w.Here(w.ctx, meeting.AtDesk(user), id, wire.Here{Joined: true, Camera: "on"})
		w.ok(err)
		w.ok(w.SeeDesk(w.ctx, user))
	}
}

func (w *world) on(users ...string) {
	w.Helper()
	for _, u := range users {
		w.ok(w.SetDuty(w.ctx, u, fleet.DutyOn))
	}
}

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) is(err, want error) {
	w.Helper()
	if !errors.Is(err, want) {
		w.Fatalf("got %v, want %v", err, want)
	}
}

const (
	citizenName  = "测试甲"
	citizenID    = "110101199003070070"
	citizenPhone = "13800001234"
)

func request(visit string) wire.NewCall {
	return wire.NewCall{
		Visit: visit, Topic: "wages", Lang: "zh-CN", Speech: "mandarin", Consent: wire.Consent{Video: true, Card: true},
		Citizen: &wire.Citizen{Name: citizenName, ID: citizenID, Phone: citizenPhone},
	}
}

func (w *world) begin(kiosk string) wire.Call {
	w.Helper()
	c, err := w.Begin(w.ctx, kiosk, request("visit-"+kiosk))
	w.ok(err)
	return c
}

func (w *world) view(kiosk, id string) wire.Call {
	w.Helper()
	c, err := w.View(w.ctx, meeting.AtKiosk(kiosk), id)
	w.ok(err)
	return c
}

func (w *world) rung(user string) []string {
	w.Helper()
	d, err := w.Desk(w.ctx, user)
	w.ok(err)
	var out []string
	for _, r := range d.Rings {
		out = append(out, r.ID)
	}
	return out
}

func lawyer(user, region string, more ...string) fleet.Lawyer {
	l := fleet.Lawyer{
		User: user, Role: fleet.RoleLawyer, Display: user + "律师", Licence: "11010120261100001", Firm: "测试律师事务所",
		Skills: []string{"wages"}, Speaks: []string{"mandarin"},
	}
	if region != "" {
		l.Regions = []string{region}
	}
	for _, m := range more {
		switch m {
		case "city":
			l.Pools = []string{fleet.PoolCity}
		case "lead":
			l.Role = fleet.RoleLead
		case "unskilled":
			l.Skills = nil
		}
	}
	return l
}

func (w *world) want(c wire.Call, state wire.CallState, how string) {
	w.Helper()
	if c.State != state || c.How != how {
		w.Fatalf("the call is %s %q, want %s %q", c.State, c.How, state, how)
	}
}

func kioskN(i int) string { return fmt.Sprintf("520103-%03d", i) }

package crashtest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"lawkiosk/scripts/rig"
)

// ledger is what the kiosk promised: a request that succeeded was written down.
type ledger struct {
	mu    sync.Mutex
	began map[string]bool
	ended map[string]bool
}

func (l *ledger) note(m map[string]bool, visit string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	m[visit] = true
}

// visitors keeps the kiosk busy with one visit after the other, whatever dies.
func visitors(ctx context.Context, h *rig.House, l *ledger) {
	var page *http.Client
	for ctx.Err() == nil {
		if page == nil {
			var err error
			if page, err = h.Launch(ctx); err != nil {
				page = nil
				continue
			}
		}
		var v struct{ ID, Token string }
		url := "http://" + h.Kiosk + "/api/visits"
		if _, err := rig.Call(ctx, page, http.MethodPost, url, nil, map[string]string{"lang": "zh-CN"}, &v); err != nil {
			page = nil // the kiosk died and wants its new one-time key
			continue
		}
		l.note(l.began, v.ID)
		as := map[string]string{"X-Visit": v.Token}
		_, _ = rig.Call(ctx, page, http.MethodGet, "http://"+h.Kiosk+"/api/content/guides/unpaid-wages?lang=zh-CN&via=tile", as, nil, nil)
		if _, err := rig.Call(ctx, page, http.MethodDelete, url+"/current", as, nil, nil); err != nil {
			page = nil
			continue
		}
		l.note(l.ended, v.ID)
	}
}

type event struct {
	Seq    uint64          `json:"seq"`
	Outbox string          `json:"outbox"`
	Kind   string          `json:"kind"`
	Data   json.RawMessage `json:"data"`
}

// waitDrained waits until the kiosk says that its outbox is empty.
func waitDrained(ctx context.Context, t *testing.T, h *rig.House, c *http.Client) {
	t.Helper()
	for {
		var k struct {
			Online bool `json:"online"`
			Health struct {
				At        time.Time `json:"at"`
				OutboxLen int       `json:"outbox_len"`
			} `json:"health"`
		}
		if _, err := rig.Call(ctx, c, http.MethodGet, "http://"+h.Fleet+"/api/kiosks/"+rig.KioskID, nil, nil, &k); err != nil {
			t.Fatal(err)
		}
		if k.Online && k.Health.OutboxLen == 0 {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the outbox never became empty: %d records", k.Health.OutboxLen)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// events reads all of the kiosk's records from the console's API.
func events(ctx context.Context, t *testing.T, h *rig.House, c *http.Client) (all []event) {
	t.Helper()
	before := ""
	for {
		var page struct {
			Items []event         `json:"items"`
			Next  json.RawMessage `json:"next"`
		}
		if _, err := rig.Call(ctx, c, http.MethodGet, "http://"+h.Fleet+"/api/kiosks/"+rig.KioskID+"/events?limit=200&before="+before, nil, nil, &page); err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Items...)
		var next any
		_ = json.Unmarshal(page.Next, &next)
		if next == nil || next == "" || next == 0.0 || len(page.Items) == 0 {
			return all
		}
		if s, ok := next.(string); ok {
			before = s
		} else {
			before = string(page.Next)
		}
	}
}

func rounds(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("LAWKIOSK_CRASH_ROUNDS"))
	if err != nil || n < 1 {
		t.Skip("the crash test kills real binaries: run make crash")
	}
	return n
}

// running is the two processes that are killed.
type running struct {
	t             *testing.T
	h             *rig.House
	kioskd, fleet *rig.Process
}

func (r *running) start(start func(context.Context) (*rig.Process, error)) *rig.Process {
	r.t.Helper()
	p, err := start(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

func newHouse(t *testing.T) *running {
	t.Helper()
	bin, err := filepath.Abs("../../bin")
	if err != nil {
		t.Fatal(err)
	}
	h, err := rig.New(t.Context(), rig.Options{Dir: t.TempDir(), Bin: bin, Content: "../../content"})
	if err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, h: h}
	r.fleet = r.start(h.StartFleet)
	r.kioskd = r.start(h.StartKiosk)
	t.Cleanup(func() { r.kioskd.Kill(); r.fleet.Kill() })
	return r
}

func TestNoRecordIsLostOrDoubledWhenEitherSideIsKilled(t *testing.T) {
	n := rounds(t)
	begin := time.Now()
	r := newHouse(t)
	t.Logf("the house stands after %v", time.Since(begin).Round(time.Millisecond))
	l := &ledger{began: map[string]bool{}, ended: map[string]bool{}}
	ctx, stop := context.WithCancel(t.Context())
	var busy sync.WaitGroup
	busy.Go(func() { visitors(ctx, r.h, l) })
	seed := rand.Uint64()
	t.Logf("%d rounds, seed %d", n, seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	killed := map[string]int{}
	for range n {
		time.Sleep(time.Duration(rng.IntN(250)) * time.Millisecond) // the random point
		who := rng.IntN(5)
		if who <= 2 {
			r.kioskd.Kill()
			killed["kioskd"]++
		}
		if who >= 2 {
			r.fleet.Kill()
			killed["fleetd"]++
			r.fleet = r.start(r.h.StartFleet)
		}
		if who <= 2 {
			r.kioskd = r.start(r.h.StartKiosk)
		}
	}
	stop()
	busy.Wait()
	t.Logf("all rounds done after %v", time.Since(begin).Round(time.Millisecond))

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c, err := r.h.SignIn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	waitDrained(ctx, t, r.h, c)
	t.Logf("the outbox is empty after %v", time.Since(begin).Round(time.Millisecond))
	l.check(t, events(ctx, t, r.h, c), killed)
}

// check compares the ledger with what the fleet holds.
func (l *ledger) check(t *testing.T, all []event, killed map[string]int) {
	t.Helper()
	began, ended, seen, last := map[string]int{}, map[string]int{}, map[string]bool{}, map[string]uint64{}
	for _, e := range all {
		id := fmt.Sprint(e.Outbox, "/", e.Seq)
		if seen[id] {
			t.Errorf("record %s stands twice", id)
		}
		seen[id] = true
		last[e.Outbox] = max(last[e.Outbox], e.Seq)
		var v struct {
			Visit string `json:"visit"`
		}
		_ = json.Unmarshal(e.Data, &v)
		switch e.Kind {
		case "visit.began":
			began[v.Visit]++
		case "visit.ended":
			ended[v.Visit]++
		case "outbox.damaged":
			t.Errorf("an outbox was damaged: %s", e.Data)
		}
	}
	for outbox, n := range last {
		for seq := uint64(1); seq <= n; seq++ {
			if !seen[fmt.Sprint(outbox, "/", seq)] {
				t.Errorf("record %d of outbox %s is lost", seq, outbox)
			}
		}
	}
	for v := range l.began {
		if began[v] != 1 {
			t.Errorf("visit %s began %d times at the fleet, once at the kiosk", v, began[v])
		}
	}
	for v := range l.ended {
		if ended[v] != 1 {
			t.Errorf("visit %s ended %d times at the fleet, once at the kiosk", v, ended[v])
		}
	}
	for v, n := range began {
		if n > 1 || ended[v] > 1 {
			t.Errorf("visit %s began %d times and ended %d times", v, n, ended[v])
		}
	}
	if len(l.ended) == 0 {
		t.Error("no visit ended: the kiosk was never busy")
	}
	t.Logf("%d kills of kioskd, %d of fleetd: %d visits promised, %d records stored, none lost, none double", killed["kioskd"], killed["fleetd"], len(l.ended), len(all))
}

// Package meetingtest is a fake fleet that speaks the contract of video calls
// as fleet/wire says it: HTTP with basic authentication, problems of RFC 9457,
// server-sent events and the WebSocket of the rooms. It has knobs for what
// goes wrong and keeps its calls when it is stopped and started again.
//
// Tests import it.
package meetingtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"lawkiosk/fleet/wire"
)

// Kiosk and Token are who may knock.
const (
	Kiosk = "520103-001"
	Token = "token-of-the-kiosk"
)

// Fleet is a fake fleet.
type Fleet struct {
	t    testing.TB
	addr string

	mu      sync.Mutex
	server  *http.Server // nil while stopped
	calls   map[string]*call
	order   []string
	streams map[chan wire.Call]bool
	refuse  string // code of the next answers' problems, "" for none
	vague   int    // status of the next answers, 0 for the true ones
	offers  wire.Offers
	seal    wire.SealKey
	signals []http.Header // of the WebSockets that came to the rooms
	made    int
	served  sync.WaitGroup
}

// call is a call and what was told of it.
type call struct {
	snap   wire.Call
	asked  wire.NewCall
	heres  []wire.Here
	papers map[string][]wire.PaperState
	voice  []byte
	kind   string // of the voice
	text   string
	ends   int
}

// New starts a fleet and stops it with the test.
func New(t testing.TB) *Fleet {
	t.Helper()
	f := &Fleet{
		t: t, addr: "127.0.0.1:0", calls: map[string]*call{}, streams: map[chan wire.Call]bool{},
		offers: wire.Offers{Available: true, OnDuty: 2, ExpectS: 30, Steps: []wire.Step{{Step: wire.StepOwn, Seconds: 60}}},
	}
	f.Start()
	t.Cleanup(f.Stop)
	return f
}

// SealFor gives kiosks a key to seal for; it is called before any kiosk starts.
func (f *Fleet) SealFor(k wire.SealKey) { f.seal = k }

// URL is where the fleet is.
func (f *Fleet) URL() string { return "http://" + f.addr }

// Start starts a stopped fleet at its old address, with its old calls.
func (f *Fleet) Start() {
	f.t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", f.addr)
	if err != nil {
		f.t.Fatal(err)
	}
	f.addr = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	s := &http.Server{Handler: f.handler(), ReadHeaderTimeout: time.Minute, BaseContext: func(net.Listener) context.Context { return ctx }}
	s.RegisterOnShutdown(cancel)
	f.mu.Lock()
	f.server = s
	f.mu.Unlock()
	f.served.Go(func() {
		_ = s.Serve(l)
		cancel()
	})
}

// Stop ends the fleet as a kill does: every connection breaks.
func (f *Fleet) Stop() {
	f.mu.Lock()
	s := f.server
	f.server = nil
	f.mu.Unlock()
	if s != nil {
		s.Close()
	}
	f.served.Wait()
}

// Refuse makes all answers problems of a code until it is "".
func (f *Fleet) Refuse(code string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refuse = code
}

// Vague makes all answers a status without a word of the contract until it is 0.
func (f *Fleet) Vague(status int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.vague = status
}

// Change changes a call, as a desk or the ladder does, and tells all streams.
func (f *Fleet) Change(id string, do func(*wire.Call)) {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.calls[id]
	if c == nil {
		f.t.Fatalf("the fleet has no call %q", id)
	}
	f.change(c, do)
}

// change changes a call; the caller holds mu.
func (f *Fleet) change(c *call, do func(*wire.Call)) wire.Call {
	do(&c.snap)
	c.snap.Version++
	c.snap.Now = time.Now().UTC()
	for s := range f.streams {
		select {
		case s <- c.snap:
		default: // a slow reader takes a snapshot when it comes back
		}
	}
	return c.snap
}

// Answer lets a lawyer answer a call.
func (f *Fleet) Answer(id string) {
	f.t.Helper()
	f.Change(id, func(c *wire.Call) {
		c.State, c.Queue, c.Room = wire.CallTalking, nil, "room-"+id
		c.People = append(c.People[:1:1], wire.Person{Identity: "l1", Role: "lawyer", Name: "测试律师", Licence: "15201202010000000", Firm: "贵州示例律师事务所", Here: true})
	})
}

// Send lets the lawyer send a paper.
func (f *Fleet) Send(id string, p wire.Paper) {
	f.t.Helper()
	p.State, p.Sent = "sent", time.Now().UTC()
	f.Change(id, func(c *wire.Call) { c.Papers = append(c.Papers[:len(c.Papers):len(c.Papers)], p) })
}

// Forget drops a call, as a fleet that lost its store.
func (f *Fleet) Forget(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.calls, id)
}

// Calls lists the names of all calls, the oldest first.
func (f *Fleet) Calls() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string{}, f.order...)
}

// Call gives a call's snapshot.
func (f *Fleet) Call(id string) wire.Call {
	return look(f, id, func(c *call) wire.Call { return c.snap })
}

// Asked gives what a kiosk asked for.
func (f *Fleet) Asked(id string) wire.NewCall {
	return look(f, id, func(c *call) wire.NewCall { return c.asked })
}

// Heres gives what was told of the citizen being there.
func (f *Fleet) Heres(id string) []wire.Here {
	return look(f, id, func(c *call) []wire.Here { return append([]wire.Here{}, c.heres...) })
}

// Paper gives what was told of a paper.
func (f *Fleet) Paper(id, paper string) []wire.PaperState {
	return look(f, id, func(c *call) []wire.PaperState { return append([]wire.PaperState{}, c.papers[paper]...) })
}

// Voice gives a spoken message and its media type.
func (f *Fleet) Voice(id string) (kind string, audio []byte) {
	c := look(f, id, func(c *call) call { return *c })
	return c.kind, c.voice
}

// Ends counts how often a call's end was told.
func (f *Fleet) Ends(id string) int { return look(f, id, func(c *call) int { return c.ends }) }

// Signals gives the headers of the WebSockets that reached the rooms.
func (f *Fleet) Signals() []http.Header {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]http.Header{}, f.signals...)
}

func look[T any](f *Fleet, id string, get func(*call) T) (v T) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.calls[id]; c != nil {
		v = get(c)
	}
	return v
}

// begin makes a call; the caller holds mu.
func (f *Fleet) begin(n wire.NewCall) *call {
	f.made++
	now := time.Now().UTC()
	c := &call{asked: n, papers: map[string][]wire.PaperState{}}
	c.snap = wire.Call{
		ID: fmt.Sprintf("call-%d", f.made), Version: 1, State: wire.CallWaiting, Topic: n.Topic, Began: now, Now: now, Me: "k1",
		Queue:  &wire.Queue{Place: 1, ExpectS: 30, OnDuty: 2, Steps: f.offers.Steps, Step: wire.StepOwn, StepEnd: now.Add(time.Minute)},
		People: []wire.Person{{Identity: "k1", Role: "citizen", Name: "测*", Here: true}}, Papers: []wire.Paper{},
		Options: wire.Options{Book: true, Message: true, ReplyBy: now.Add(48 * time.Hour), Hotline: "12348"},
	}
	f.calls[c.snap.ID] = c
	f.order = append(f.order, c.snap.ID)
	return c
}

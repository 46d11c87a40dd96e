package idcardtest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard"
)

// patience bounds every wait of a test; none depends on it when all is well.
const patience = 30 * time.Second

// session is one test of the suite: a harness, and Run in the background.
type session struct {
	Harness
	t    *testing.T
	news bell
}

// bell wakes a test that waits for a state.
type bell chan struct{}

func newBell() bell { return make(bell, 1) }

func (b bell) ring(drivers.Status) {
	select {
	case b <- struct{}{}:
	default:
	}
}

func (s *session) context() context.Context {
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	s.t.Cleanup(cancel)
	return ctx
}

// online starts Run and waits until the reader is usable. stop ends Run and
// waits for it; it is called at the end of the test at the latest.
func (s *session) online() (stop func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Reader.Run(ctx, s.news.ring) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			s.t.Errorf("Run ended with %v", err)
		}
	})
	s.t.Cleanup(stop)
	s.wantState(drivers.Online)
	return stop
}

// wantState waits for a state.
func (s *session) wantState(want drivers.State) {
	s.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for s.Reader.Status().State != want {
		select {
		case <-s.news:
		case <-late.C:
			st := s.Reader.Status()
			s.t.Fatalf("state is %q (%s), want %q", st.State, st.Detail, want)
		}
	}
}

func (s *session) put(id string) DemoCard {
	s.t.Helper()
	c, ok := CardByID(id)
	if !ok {
		s.t.Fatalf("there is no demo card %q", id)
	}
	s.Table.Put(c)
	return c
}

func (s *session) inject(f Fault) {
	s.t.Helper()
	if err := s.Table.Inject(f); err != nil {
		s.t.Fatal(err)
	}
}

// reading is a Read in the background.
type reading struct {
	t      *testing.T
	stages chan idcard.Stage
	done   chan struct{}
	card   idcard.Card
	failed error
}

func (s *session) read() *reading { return s.readCtx(s.context()) }

func (s *session) readCtx(ctx context.Context) *reading {
	r := &reading{t: s.t, stages: make(chan idcard.Stage, 8), done: make(chan struct{})}
	_, tells := s.Reader.(idcard.StageReader)
	go func() {
		defer close(r.done)
		r.card, r.failed = idcard.ReadStages(ctx, s.Reader, func(st idcard.Stage) {
			r.stages <- st
			if st == idcard.Waiting && !tells {
				r.stages <- idcard.Reading // a reader that cannot tell is not asked for more
			}
		})
	}()
	return r
}

// stage waits until the Read has come to a stage.
func (r *reading) stage(want idcard.Stage) {
	r.t.Helper()
	select {
	case got := <-r.stages:
		if got != want {
			r.t.Fatalf("stage is %q, want %q", got, want)
		}
	case <-time.After(patience):
		r.t.Fatalf("the Read never came to the stage %q", want)
	}
}

func (r *reading) err() error {
	<-r.done
	return r.failed
}

func (r *reading) wantCard(card DemoCard) {
	r.t.Helper()
	<-r.done
	compare(r.t, card, r.card, r.failed)
}

// StartSimulator starts a reader for a test, waits until it is plugged in and
// ends it with the test.
func StartSimulator(t testing.TB, o Options) *Simulator {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("simulator ended with %v", err)
		}
	})
	for late := time.After(patience); !s.State().Plugged; {
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("simulator did not start: %v", err)
		case <-late:
			t.Fatal("simulator did not start")
		case <-time.After(time.Millisecond):
		}
	}
	return s
}

package ipp

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/drivers/printer/printertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// quick are a driver's options for tests.
func quick(uri string) Options {
	return Options{URI: uri, Poll: 40 * time.Millisecond, Busy: 20 * time.Millisecond, Timeout: 2 * time.Second}
}

// simulate runs a simulator for the length of a test.
func simulate(t testing.TB, o printertest.Options) *printertest.Simulator {
	t.Helper()
	sim := printertest.NewSimulator(o)
	ended := make(chan error, 1)
	go func() { ended <- sim.Run(t.Context()) }()
	t.Cleanup(func() {
		if err := <-ended; err != nil {
			t.Errorf("simulator: %v", err)
		}
	})
	select {
	case <-sim.Ready():
	case err := <-ended:
		ended <- err
		t.FailNow()
	}
	return sim
}

func TestConformanceSimulator(t *testing.T) {
	printertest.Conformance(t, func(t *testing.T) *printertest.Peer {
		sim := simulate(t, printertest.Options{Dir: t.TempDir(), PageTime: 10 * time.Millisecond})
		p, err := New(quick(sim.URI()))
		if err != nil {
			t.Fatal(err)
		}
		peer := sim.Peer(t)
		peer.Printer = p
		return peer
	})
}

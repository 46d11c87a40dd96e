package load

import (
	"math"
	"strings"
	"testing"
	"time"

	"lawkiosk/fleet/wire"
)

func TestCheck(t *testing.T) {
	good := Config{URL: "tcp://127.0.0.1:1883", Duration: time.Second, Kiosks: []Identity{{ID: "520103-001"}}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Config){
		"are allowed":            func(c *Config) { c.URL = "http://127.0.0.1" },
		"it is not this machine": func(c *Config) { c.URL = "tcp://192.0.2.1:1883" },
		"there are no kiosks":    func(c *Config) { c.Kiosks = nil },
		"duration":               func(c *Config) { c.Duration = 0 },
		"ramp":                   func(c *Config) { c.Ramp = 2 * time.Second },
		"health must be":         func(c *Config) { c.Health = time.Millisecond },
		"visits of a kiosk":      func(c *Config) { c.Visits = math.NaN() },
		"cuts of a kiosk":        func(c *Config) { c.Cuts = -1 },
		"faults of a kiosk":      func(c *Config) { c.Faults = 1e9 },
	} {
		c := good
		change(&c)
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	remote := good
	remote.URL, remote.Remote = "tls://192.0.2.1:8883", true
	if err := remote.Check(); err != nil {
		t.Error(err)
	}
}

func TestOutboxSendsAgainUntilAcknowledged(t *testing.T) {
	o := outbox{name: "o", next: 1, more: make(chan struct{}, 1)}
	for range wire.MaxBatchRecords + 2 {
		if err := o.append(wire.KindVisitBegan, wire.VisitBegan{Visit: "v"}); err != nil {
			t.Fatal(err)
		}
	}
	first, again := o.peek()
	if again != 0 || first.First != 1 || len(first.Records) != wire.MaxBatchRecords || first.Check() != nil {
		t.Fatal(first.First, len(first.Records), again)
	}
	if same, again := o.peek(); again != wire.MaxBatchRecords || same.First != 1 {
		t.Fatal(same.First, again)
	}
	o.acked(first)
	rest, again := o.peek()
	if again != 0 || rest.First != wire.MaxBatchRecords+1 || len(rest.Records) != 2 {
		t.Fatal(rest.First, len(rest.Records), again)
	}
	o.acked(rest)
	if o.len() != 0 {
		t.Fatal(o.len())
	}
}

// Package load simulates kiosks as the fleet sees them: they connect, say that
// they are present, report their health, serve visitors, suffer device faults,
// answer commands, and send every record again until it is acknowledged.
// fleet/cmd/kioskload imports it.
package load

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"text/tabwriter"
	"time"
)

// Config says what to simulate. All of it is bounded by Kiosks and Duration.
type Config struct {
	URL      string        // "tcp://127.0.0.1:1883"
	Remote   bool          // allow an address that is not loopback
	Duration time.Duration // how long
	Visits   float64       // visits of one kiosk in an hour
	Faults   float64       // device faults of one kiosk in an hour
	Cuts     float64       // lost connections of one kiosk in an hour
	Calls    float64       // calls for a lawyer of one kiosk in an hour
	API      string        // "http://127.0.0.1:9000", for Calls
	Health   time.Duration // between health documents, 60 s
	Ramp     time.Duration // over which the kiosks connect
	Kiosks   []Identity
}

// Identity is a kiosk's name and token.
type Identity struct{ ID, Token string }

// Bounds of what one kiosk does, so that memory is bounded by the duration.
const (
	maxPerHour = 36000
	minHealth  = 50 * time.Millisecond
)

// Check says what is wrong with a configuration.
func (c Config) Check() error {
	u, err := url.Parse(c.URL)
	if err != nil || (u.Scheme != "tcp" && u.Scheme != "tls") || u.Host == "" {
		return fmt.Errorf("cannot use url %q: tcp://HOST:PORT and tls://HOST:PORT are allowed", c.URL)
	}
	if ip := net.ParseIP(u.Hostname()); !c.Remote && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("cannot load %s: it is not this machine; add -remote where you are sure", u.Host)
	}
	if c.Calls > 0 {
		api, err := url.Parse(c.API)
		if err != nil || (api.Scheme != "http" && api.Scheme != "https") || api.Host == "" {
			return fmt.Errorf("cannot use api %q: http://HOST:PORT and https://HOST:PORT are allowed", c.API)
		}
		if ip := net.ParseIP(api.Hostname()); !c.Remote && api.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fmt.Errorf("cannot load %s: it is not this machine; add -remote where you are sure", api.Host)
		}
	}
	if len(c.Kiosks) == 0 {
		return errors.New("cannot simulate: there are no kiosks")
	}
	if c.Duration <= 0 || c.Duration > 24*time.Hour {
		return errors.New("cannot simulate: the duration must be more than 0 and at most 24h")
	}
	if c.Ramp < 0 || c.Ramp > c.Duration {
		return errors.New("cannot simulate: the ramp must be 0 to the duration, or kiosks never connect")
	}
	if c.Health < 0 || c.Health > 0 && c.Health < minHealth {
		return fmt.Errorf("cannot simulate: health must be at least %v", minHealth)
	}
	for name, perHour := range map[string]float64{"visits": c.Visits, "faults": c.Faults, "cuts": c.Cuts, "calls": c.Calls} {
		if !(perHour >= 0 && perHour <= maxPerHour) { // the form refuses what is no number
			return fmt.Errorf("cannot simulate %g %s of a kiosk in an hour: 0 to %d are allowed", perHour, name, maxPerHour)
		}
	}
	return nil
}

// Run simulates the kiosks until the duration has passed or ctx ends, and gives
// what happened. After the duration each kiosk sends what is left, for up to 10 s.
func Run(ctx context.Context, c Config) (*Stats, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if c.Health <= 0 {
		c.Health = time.Minute
	}
	stats := &Stats{began: time.Now()}
	web := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	defer web.CloseIdleConnections()
	serving, cancel := context.WithTimeout(ctx, c.Duration)
	defer cancel()
	var wg sync.WaitGroup
	for i, id := range c.Kiosks {
		wait := time.Duration(0)
		if len(c.Kiosks) > 1 {
			wait = c.Ramp * time.Duration(i) / time.Duration(len(c.Kiosks))
		}
		k := &kiosk{cfg: &c, id: id, stats: stats, web: web, boot: rand.Text()[:12], outbox: outbox{name: rand.Text()[:12], next: 1}}
		k.outbox.more = make(chan struct{}, 1)
		wg.Go(func() {
			if pause(serving, wait) {
				k.run(ctx, serving)
			}
		})
	}
	wg.Wait()
	stats.took = time.Since(stats.began)
	return stats, nil
}

// pause waits and reports whether the whole time passed.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// Stats count what was sent and acknowledged.
type Stats struct {
	mu       sync.Mutex
	began    time.Time
	took     time.Duration
	Connects int
	Refused  int // connections that were not admitted
	Lost     int // connections that ended otherwise than asked
	Cut      int // connections that the simulation cut
	Made     int // records written down
	Acked    int // records acknowledged
	Resent   int // records sent again
	Left     int // records not acknowledged at the end
	Batches  int
	Health   int
	Commands int
	Visits   int
	Prints   int
	Faults   int

	Calls, CallsRefused, CallsAnswered, CallsUnanswered int
	CallFaults                                          int // requests of a call that failed
	LongestQueue                                        int

	latencies   []time.Duration // of acknowledged messages
	latencySkip int
}

// latencyKeep bounds the memory of latencies; beyond it every nth is kept.
const latencyKeep = 1 << 20

func (s *Stats) add(f func(s *Stats)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s)
}

func (s *Stats) acked(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.latencies) < latencyKeep {
		s.latencies = append(s.latencies, d)
		return
	}
	s.latencySkip++
	s.latencies[s.latencySkip%latencyKeep] = d
}

// Write prints the table.
func (s *Stats) Write(w io.Writer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(name string, v any) { fmt.Fprintf(t, "%s\t%v\t\n", name, v) }
	line("seconds", fmt.Sprintf("%.1f", s.took.Seconds()))
	line("connections", s.Connects)
	line("connections refused", s.Refused)
	line("connections lost", s.Lost)
	line("connections cut on purpose", s.Cut)
	line("visits", s.Visits)
	line("prints", s.Prints)
	line("device faults", s.Faults)
	line("calls", s.Calls)
	line("calls refused", s.CallsRefused)
	line("calls answered", s.CallsAnswered)
	line("calls to the ladder's end", s.CallsUnanswered)
	line("requests of calls failed", s.CallFaults)
	line("longest queue", s.LongestQueue)
	line("health documents acknowledged", s.Health)
	line("commands answered", s.Commands)
	line("records made", s.Made)
	line("records sent again", s.Resent)
	line("records acknowledged", s.Acked)
	line("records left", s.Left)
	line("records/s acknowledged", fmt.Sprintf("%.1f", float64(s.Acked)/max(s.took.Seconds(), 0.001)))
	for _, q := range []float64{0.5, 0.95, 0.99, 1} {
		line(fmt.Sprintf("acknowledged within, %g %%", q*100), s.quantile(q))
	}
	return t.Flush()
}

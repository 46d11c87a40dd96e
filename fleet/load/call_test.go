package load

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"lawkiosk/fleet/wire"
)

// fleet answers as the door for kiosks does: the third word of a citizen who is
// there finds the ladder's end.
type fleet struct {
	mu    sync.Mutex
	here  int
	ended []string
}

func (f *fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if id, token, ok := r.BasicAuth(); !ok || id != "520103-001" || token != "t" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	c := wire.Call{ID: "c1", State: wire.CallWaiting, Queue: &wire.Queue{Place: 3}}
	switch {
	case strings.HasSuffix(r.URL.Path, "/here"):
		if f.here++; f.here >= 3 {
			c.State = wire.CallUnanswered
		}
	case strings.HasSuffix(r.URL.Path, "/end"):
		f.ended = append(f.ended, r.URL.Path)
	}
	_ = json.NewEncoder(w).Encode(c)
}

// pipe is a transport without a network, so that time in a bubble can pass.
type pipe struct{ h http.Handler }

func (p pipe) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestACallWaitsAndEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{}
		k := &kiosk{cfg: &Config{API: "http://fleet"}, id: Identity{"520103-001", "t"}, stats: &Stats{}, web: &http.Client{Transport: pipe{f}}}
		k.patience = mostPatient
		k.call(t.Context())
		if k.stats.Calls != 1 || k.stats.CallsUnanswered != 1 || k.stats.LongestQueue != 3 || len(f.ended) != 1 || f.here != 3 {
			t.Errorf("%+v, here %d, ended %v", k.stats, f.here, f.ended)
		}
		k.id.Token = "wrong"
		k.call(t.Context())
		if k.stats.CallsRefused != 1 || len(f.ended) != 1 {
			t.Errorf("a refused call: %+v", k.stats)
		}
	})
}

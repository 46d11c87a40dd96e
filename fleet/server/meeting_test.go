package server

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lawkiosk/fleet/wire"
)

// kioskAsks sends a request at the kiosks' door of a running server.
func kioskAsks(t *testing.T, s *Server, e Enrolled, method, path, body string, into any) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://"+s.HTTPAddr().String()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(e.ID, e.Token)
	req.Header.Set("Content-Type", "application/json")
	client := &http.Client{}
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			t.Fatalf("%d %s: %v", resp.StatusCode, b, err)
		}
	}
	return resp.StatusCode
}

const askForLawyer = `{"visit":"v1","topic":"","lang":"zh-CN","consent":{"video":true,"card":false}}`

// ready waits until calls are offered.
func ready(t *testing.T, s *Server, e Enrolled) {
	t.Helper()
	for o := (wire.Offers{}); !o.Available; {
		if got := kioskAsks(t, s, e, "GET", wire.PathOffers, "", &o); got != http.StatusOK {
			t.Fatal(got)
		}
	}
}

func TestARestartLosesNoWaitingCitizen(t *testing.T) {
	h := newHouse(t)
	enrolled, err := EnrolSimulated(t.Context(), h.config, 1)
	if err != nil {
		t.Fatal(err)
	}
	e := enrolled[0]
	s, stop := h.serve()
	ready(t, s, e)
	var c, again wire.Call
	if got := kioskAsks(t, s, e, "POST", wire.PathCalls, askForLawyer, &c); got != http.StatusOK || c.State != wire.CallWaiting {
		t.Fatalf("%d %+v", got, c)
	}
	stop()
	s, stop = h.serve()
	defer stop()
	if got := kioskAsks(t, s, e, "GET", "/kiosk/v1/calls/"+c.ID, "", &again); got != http.StatusOK || again.ID != c.ID || again.State == wire.CallEnded {
		t.Fatalf("%d %+v", got, again)
	}
	if got := kioskAsks(t, s, e, "POST", "/kiosk/v1/calls/"+c.ID+"/end", `{"how":"left"}`, &again); got != http.StatusOK || again.State != wire.CallEnded {
		t.Fatalf("%d %+v", got, again)
	}
}

func TestCallsMayBeOff(t *testing.T) {
	h := newHouse(t)
	text, err := os.ReadFile(h.config)
	if err != nil {
		t.Fatal(err)
	}
	h.write(h.config, string(text)+"[meeting]\nenabled = false\n")
	enrolled, err := EnrolSimulated(t.Context(), h.config, 1)
	if err != nil {
		t.Fatal(err)
	}
	s, stop := h.serve()
	defer stop()
	var o wire.Offers
	if got := kioskAsks(t, s, enrolled[0], "GET", wire.PathOffers, "", &o); got != http.StatusOK || o.Available {
		t.Errorf("%d %+v", got, o)
	}
	if got := kioskAsks(t, s, enrolled[0], "POST", wire.PathCalls, askForLawyer, nil); got != http.StatusServiceUnavailable {
		t.Error(got)
	}
}

func TestCheckReadsTheRules(t *testing.T) {
	h := newHouse(t)
	rules := filepath.Join(h.dir, "rules.toml")
	text, err := os.ReadFile(h.config)
	if err != nil {
		t.Fatal(err)
	}
	h.write(h.config, string(text)+"[meeting]\nrules = \""+rules+"\"\n")
	h.write(rules, "[[ladder]]\nregion = \"*\"\nown = \"1m\"\n")
	h.must("check", "-config", h.config)
	h.write(rules, "[[ladder]]\nregion = \"*\"\nown = \"1h\"\n")
	if code, _, errs := h.run("", "check", "-config", h.config); code != exitUsage || !strings.Contains(errs, rules+":3: ladder.own: allowed is") {
		t.Errorf("%d %s", code, errs)
	}
}

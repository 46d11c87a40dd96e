package rooms

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestBridgeKeepsSecretsAndNames(t *testing.T) {
	k := fixedKeys()
	token, err := k.token(Grant{Room: "r", Identity: "a", Name: "测试甲"})
	if err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	var to atomic.Pointer[slog.Logger]
	to.Store(slog.New(slog.NewTextHandler(&words, nil)))
	log := bridge{log: &to}.WithValues("room", "r", "name", "测试甲", "metadata", "secret words")
	log.Infow("starting RTC session", "participantInit", "测试甲")
	if words.Len() > 0 {
		t.Errorf("information is passed on: %s", words.String())
	}
	log.Warnw("error handling request", errors.New("invalid token: "+token), "participant", "a", "clientIP", "192.0.2.7", "request", "测试甲")
	log.WithComponent("transport").WithComponent("pion.ice").Warnw("cannot send to 192.0.2.7", nil)
	log.Warnw("long", errors.New(strings.Repeat("界", 1000)))
	log.WithUnlikelyValues("name", "测试甲").Warnw("unlikely", nil)
	said := words.String()
	for _, secret := range []string{token, token[:30], "测试甲", "secret words", "192.0.2.7", "participantInit"} {
		if strings.Contains(said, secret) {
			t.Errorf("the log says %q:\n%s", secret, said)
		}
	}
	for _, word := range []string{"error handling request", "[token]", "room=r", "participant=a", "unlikely"} {
		if !strings.Contains(said, word) {
			t.Errorf("the log does not say %q:\n%s", word, said)
		}
	}
	if !strings.Contains(said, "level=WARN") || len(said) > 3000 {
		t.Errorf("%s", said)
	}
}

func TestOneServerInAProcess(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	first := mustNew(t, Config{NodeIP: "127.0.0.1", Log: log})
	second := mustNew(t, Config{NodeIP: "127.0.0.1", Log: log})
	if err := first.Open(t.Context(), "r", 2); !errors.Is(err, ErrNotRunning) {
		t.Errorf("a room before the start: %v", err)
	}
	if first.URL() != nil {
		t.Errorf("it serves at %v before the start", first.URL())
	}
	stop := running(t, first)
	if err := second.Run(t.Context()); !errors.Is(err, ErrSecond) {
		t.Errorf("a second server: %v", err)
	}
	if err := first.Open(t.Context(), "r", 2); err != nil {
		t.Error(err)
	}
	stop()
	if err := first.Ready(t.Context()); !errors.Is(err, ErrNotRunning) {
		t.Errorf("ready after the end: %v", err)
	}
	stop = running(t, first) // a supervisor may start it again
	if err := first.Open(t.Context(), "r", 2); err != nil {
		t.Error(err)
	}
	stop()
}

// Media and HTTP must be found on the address given and nowhere else.
func TestServerBindsWhatItIsTold(t *testing.T) {
	udp, err := portOf("udp", 0)
	if err != nil {
		t.Fatal(err)
	}
	http, err := portOf("tcp", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer running(t, mustNew(t, Config{NodeIP: "127.0.0.1", UDPPort: udp, HTTPPort: http, Log: slog.New(slog.DiscardHandler)}))()
	other := net.IPv4(127, 0, 0, 2)
	if c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: other, Port: udp}); err != nil {
		t.Errorf("UDP port %d is bound on %v too: %v", udp, other, err)
	} else {
		c.Close()
	}
	if c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: udp}); err == nil {
		t.Errorf("UDP port %d is free on the address given", udp)
		c.Close()
	}
	if l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: other, Port: http}); err != nil {
		t.Errorf("TCP port %d is bound on %v too: %v", http, other, err)
	} else {
		l.Close()
	}
}

func TestTakenPortsAreNamed(t *testing.T) {
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	udp, err := portOf("udp", 0)
	if err != nil {
		t.Fatal(err)
	}
	e := mustNew(t, Config{NodeIP: "127.0.0.1", UDPPort: udp, HTTPPort: l.Addr().(*net.TCPAddr).Port, Log: slog.New(slog.DiscardHandler)})
	for range 2 { // the first has given the media port back
		if err := e.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "HTTP port") {
			t.Errorf("a taken HTTP port: %v", err)
		}
	}
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	e = mustNew(t, Config{NodeIP: "127.0.0.1", UDPPort: c.LocalAddr().(*net.UDPAddr).Port, Log: slog.New(slog.DiscardHandler)})
	if err := e.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "UDP port") {
		t.Errorf("a taken UDP port: %v", err)
	}
}

func TestSettings(t *testing.T) {
	for name, c := range map[string]Config{
		"an address that is none":  {NodeIP: "video.example"},
		"a port that is none":      {UDPPort: 70000},
		"a short secret":           {Key: "k", Secret: "s"},
		"a secret without a key":   {Secret: strings.Repeat("s", 40)},
		"a TURN server of no kind": {TURN: []TURNServer{{Host: "turn.example", Port: 443, Protocol: "sctp", Secret: "s"}}},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s is allowed", name)
		}
	}
	e := mustNew(t, Config{TURN: []TURNServer{{Host: "turn.example", Port: 443, Protocol: "tls", Secret: "s", TTL: time.Hour}}})
	s, err := e.settings()
	if err != nil {
		t.Fatal(err)
	}
	if s.Development || s.Room.AutoCreate || s.TURN.Enabled || s.Redis.IsConfigured() || s.RTC.TCPPort != 0 || s.Prometheus.Port != 0 {
		t.Errorf("something is on that must be off: %+v", s)
	}
	if len(s.RTC.TURNServers) != 1 || s.RTC.TURNServers[0].TTL != 3600 || len(s.RTC.STUNServers) != 0 {
		t.Errorf("TURN %+v, STUN %v", s.RTC.TURNServers, s.RTC.STUNServers)
	}
	if s.RTC.NodeIP.IsEmpty() || s.RTC.NodeIPAutoGenerated || s.RTC.UseExternalIP {
		t.Errorf("the address is %+v", s.RTC.NodeIP)
	}
	if s, err = mustNew(t, Config{NodeIP: "192.0.2.7"}).settings(); err != nil {
		t.Fatal(err)
	}
	if len(s.RTC.STUNServers) != 1 || s.RTC.STUNServers[0] != noSTUN {
		t.Errorf("browsers would be sent to %v", s.RTC.STUNServers)
	}
	if len(s.RTC.IPs.Includes) != 0 {
		t.Errorf("media is received on %v alone, which this machine has not", s.RTC.IPs.Includes)
	}
}

func mustNew(t *testing.T, c Config) *Embedded {
	t.Helper()
	e, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// running runs a server until the function it gives is called.
func running(t *testing.T, e *Embedded) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	wait, giveUp := context.WithTimeout(t.Context(), 30*time.Second)
	defer giveUp()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for {
		err := e.Ready(wait)
		if err == nil {
			break
		}
		if !errors.Is(err, ErrNotRunning) { // which may be that of the run before
			t.Fatal(err)
		}
		<-look.C
	}
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	}
}

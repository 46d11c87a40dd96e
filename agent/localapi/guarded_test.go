package localapi

import (
	"log/slog"
	"net"
	"net/http"
	"testing"
)

// at is a listener that is only an address.
type at struct {
	net.Listener
	addr net.TCPAddr
}

func (a at) Addr() net.Addr { return &a.addr }

// guarded gives the checks before a handler that lets everything in.
func guarded(t *testing.T) http.Handler {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	s := &Server{
		cfg:  Config{Listener: at{addr: net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}}},
		deps: Deps{Log: log},
		gate: &gate{dir: t.TempDir(), log: log, token: "only-the-launch-file-knows"},
	}
	return s.guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
}

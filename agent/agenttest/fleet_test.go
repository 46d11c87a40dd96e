package agenttest_test

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/config"
	"lawkiosk/agent/localapi"
)

// TestAKioskWorksWithoutItsFleet gives the kiosk a fleet that is not there.
func TestAKioskWorksWithoutItsFleet(t *testing.T) {
	away, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "tcp://" + away.Addr().String()
	away.Close()
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"fleet away": token, "token missing": token + ".none"} {
		t.Run(name, func(t *testing.T) {
			k := agenttest.Start(t, agenttest.Options{NoReader: true, Fleet: &config.Fleet{URL: url, TokenFile: file}})
			page := k.Launch()
			page.Listen()
			awaitPrinter(page, func(d localapi.Device) bool { return d.Ready })
			page.Begin()
			page.AwaitPrint(page.Print("guide", agenttest.Guide, 1, nil), "printed")
			var now localapi.Terminal
			page.Must(http.MethodGet, "/api/terminal", nil, &now)
			if now.Fleet.Connected {
				t.Fatal("connected to nobody")
			}
			page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
			if n := len(k.Records()); n < 5 {
				t.Fatalf("only %d records wait for the fleet", n)
			}
		})
	}
}

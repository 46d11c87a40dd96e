package health

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"lawkiosk/drivers"
	"lawkiosk/fleet/wire"
)

type device drivers.Status

func (device) Info() drivers.Info {
	return drivers.Info{Class: drivers.ClassPrinter, Driver: "ipp", Model: "M"}
}
func (d device) Status() drivers.Status { return drivers.Status(d) }

func (device) Run(ctx context.Context, _ func(drivers.Status)) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestTheDocument(t *testing.T) {
	version := ""
	m := New(Sources{
		Agent: "1.0",
		Devices: []drivers.Device{device{
			State: drivers.Online, Reasons: []string{"media-empty"},
			Supplies: []drivers.Supply{{Kind: "paper", Name: "tray-1", Level: drivers.Out}},
		}},
		Content:  func() string { return version },
		Visiting: func() bool { return true },
		Outbox:   func() (int, int64) { return 3, 4096 },
		DataDir:  t.TempDir(),
	})
	h := m.Document()
	if h.InService {
		t.Error("a kiosk without content is in service")
	}
	version = "2026.11.22-1"
	next := m.Document()
	if !next.InService || next.N != h.N+1 || next.Boot != h.Boot || next.OutboxLen != 3 || !next.Visiting {
		t.Errorf("second document %+v after %+v", next, h)
	}
	if len(next.Devices) != 1 || next.Devices[0].Supplies[0].Level != "out" || next.Devices[0].Reasons[0] != "media-empty" {
		t.Errorf("devices %+v", next.Devices)
	}
	if next.DiskFree <= 0 || next.MemPSS == 0 || next.V != wire.Version {
		t.Errorf("machine %+v", next)
	}
}

func TestChangesAreToldOnce(t *testing.T) {
	m := New(Sources{})
	m.Poke()
	m.Poke()
	<-m.Changed()
	select {
	case <-m.Changed():
		t.Fatal("told twice")
	default:
	}
}

func TestMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "smaps_rollup")
	for text, want := range map[string]int64{
		"00400000-7ffe ---p 00000000 00:00 0 [rollup]\nRss:  900 kB\nPss:  512 kB\nPss_Anon: 7 kB\n": 512 << 10,
		"Pss: many kB\n": -1,
		"":               -1,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := memPSS(path); got != want {
			t.Errorf("%q gave %d, want %d", text, got, want)
		}
	}
	if memPSS(path+".none") != -1 || diskFree(path+"/none") != -1 {
		t.Error("what cannot be known is not -1")
	}
}

package sdt_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard"
	"lawkiosk/drivers/idcard/idcardtest"
	"lawkiosk/drivers/idcard/sdt"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs a reader on a port and gives its changes of status.
func start(t testing.TB, port string) (*sdt.Reader, <-chan drivers.Status) {
	t.Helper()
	o := sdt.DefaultOptions(port)
	o.Poll, o.Find = 100*time.Millisecond, 50*time.Millisecond
	r, err := sdt.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	changes, ended := make(chan drivers.Status, 64), make(chan error, 1)
	go func() { ended <- r.Run(ctx, func(s drivers.Status) { changes <- s }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	})
	return r, changes
}

// await waits for a change to a state and gives its detail.
func await(t testing.TB, changes <-chan drivers.Status, want drivers.State) string {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		select {
		case s := <-changes:
			if s.State == want {
				return s.Detail
			}
		case <-late:
			t.Fatalf("state never became %q", want)
		}
	}
}

func TestStatusTellsWhatToDo(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		port   string
		fault  *idcardtest.Fault
		state  drivers.State
		detail string
	}{
		"no such port":      {port: filepath.Join(dir, "none"), state: drivers.NoDevice, detail: "does not exist: check the cable"},
		"not a terminal":    {port: file, state: drivers.HardwareError, detail: "not a serial device"},
		"silent reader":     {fault: &idcardtest.Fault{Kind: "silent"}, state: drivers.Offline, detail: "does not answer: check its power"},
		"self-test failed":  {fault: &idcardtest.Fault{Kind: "status", Step: "status", Code: 0x60}, state: drivers.HardwareError, detail: "self-test"},
		"always bad answer": {fault: &idcardtest.Fault{Kind: "bad-checksum"}, state: drivers.HardwareError, detail: "damaged data: check its cable"},
	} {
		t.Run(name, func(t *testing.T) {
			port := tt.port
			if tt.fault != nil {
				port = filepath.Join(t.TempDir(), "idcard")
				sim := idcardtest.StartSimulator(t, idcardtest.Options{Link: port})
				if err := sim.Inject(*tt.fault); err != nil {
					t.Fatal(err)
				}
			}
			_, changes := start(t, port)
			if got := await(t, changes, tt.state); !strings.Contains(got, tt.detail) {
				t.Errorf("detail is %q, want %q in it", got, tt.detail)
			}
		})
	}
}

// TestEveryCode has the simulator answer select and read with each code.
func TestEveryCode(t *testing.T) {
	port := filepath.Join(t.TempDir(), "idcard")
	sim := idcardtest.StartSimulator(t, idcardtest.Options{Link: port})
	r, changes := start(t, port)
	await(t, changes, drivers.Online)
	want := map[byte]error{
		0x21: idcard.ErrReadFailed, 0x24: idcard.ErrReadFailed, 0x31: idcard.ErrWrongCard, 0x32: idcard.ErrWrongCard,
		0x33: idcard.ErrBadData, 0x40: idcard.ErrWrongCard, 0x41: idcard.ErrReadFailed, 0x47: idcard.ErrReadFailed,
		0x60: drivers.ErrOffline, 0x66: drivers.ErrOffline, 0x80: idcard.ErrReadFailed, 0x81: idcard.ErrReadFailed,
		0x91: idcard.ErrReadFailed, 0x10: idcard.ErrReadFailed, 0x11: idcard.ErrReadFailed, 0xEE: idcard.ErrReadFailed,
	}
	card, _ := idcardtest.CardByID("citizen")
	for _, step := range []string{"select", "read"} {
		for code, wanted := range want {
			if err := sim.Inject(idcardtest.Fault{Kind: "status", Step: step, Code: code}); err != nil {
				t.Fatal(err)
			}
			sim.Put(card)
			_, err := r.Read(t.Context())
			if !errors.Is(err, wanted) {
				t.Errorf("%s answered %02X: error is %v, want one wrapping %q", step, code, err, wanted)
			}
			sim.Clear()
			sim.Lift()
		}
	}
	sim.Put(card)
	if _, err := r.Read(t.Context()); err != nil {
		t.Errorf("after all faults: %v", err)
	}
}

func TestReaderGoesSilentWhileReadWaits(t *testing.T) {
	port := filepath.Join(t.TempDir(), "idcard")
	sim := idcardtest.StartSimulator(t, idcardtest.Options{Link: port})
	r, changes := start(t, port)
	await(t, changes, drivers.Online)
	if got := r.Info().Serial; got != "05.03-20140101-0000000001-0000000002" {
		t.Errorf("serial is %q", got)
	}
	if err := sim.Inject(idcardtest.Fault{Kind: "silent"}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(t.Context()); !errors.Is(err, drivers.ErrOffline) {
		t.Errorf("error is %v, want one wrapping %q", err, drivers.ErrOffline)
	}
	await(t, changes, drivers.Offline)
	sim.Clear()
	await(t, changes, drivers.Online)
}

func TestFragmentsWithPauses(t *testing.T) {
	port := filepath.Join(t.TempDir(), "idcard")
	sim := idcardtest.StartSimulator(t, idcardtest.Options{Link: port})
	r, changes := start(t, port)
	await(t, changes, drivers.Online)
	if err := sim.Inject(idcardtest.Fault{Kind: "fragments", Step: "read", Bytes: 97, Delay: 30 * time.Millisecond, Times: 1}); err != nil {
		t.Fatal(err)
	}
	card, _ := idcardtest.CardByID("foreigner-v2")
	sim.Put(card)
	if _, err := r.Read(t.Context()); err != nil {
		t.Error(err)
	}
}

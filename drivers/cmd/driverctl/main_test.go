package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/drivers/idcard/idcardtest"
	"lawkiosk/drivers/printer/printertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// output collects what a command writes, from any goroutine, and tells of it.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
	news chan struct{}
}

func newOutput() *output { return &output{news: make(chan struct{}, 1000)} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.news <- struct{}{}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// until waits for a text in the output.
func (o *output) until(t *testing.T, want string) {
	t.Helper()
	for !strings.Contains(o.String(), want) {
		select {
		case <-o.news:
		case <-time.After(20 * time.Second):
			t.Fatalf("no %q in:\n%s", want, o)
		}
	}
}

func printerAt(t *testing.T, o printertest.Options) *printertest.Simulator {
	t.Helper()
	sim := printertest.NewSimulator(o)
	simulate(t, sim.Run)
	<-sim.Ready()
	return sim
}

func simulate(t *testing.T, run func(context.Context) error) {
	ended := make(chan error, 1)
	go func() { ended <- run(t.Context()) }()
	t.Cleanup(func() {
		if err := <-ended; err != nil {
			t.Errorf("simulator: %v", err)
		}
	})
}

func TestCommands(t *testing.T) {
	sim := printerAt(t, printertest.Options{Dir: t.TempDir(), PageTime: time.Millisecond})
	empty := printerAt(t, printertest.Options{Sheets: -1})
	fussy := printerAt(t, printertest.Options{PageTime: time.Millisecond})
	if err := fussy.Inject(printertest.Abort); err != nil {
		t.Fatal(err)
	}
	lossy := printerAt(t, printertest.Options{PageTime: time.Millisecond})
	if err := lossy.Inject(printertest.LoseReply); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good.toml", "kiosk = \"k\"\n[printer]\ndriver = \"ipp\"\nuri = \""+sim.URI()+"\"\n")
	badKey := file("badkey.toml", "kiosk = \"k\"\n\n[printer]\ndriver = \"ipp\"\nurl = \"x\"\n")
	badDriver := file("baddriver.toml", "[printer]\ndriver = \"lpd\"\n")
	notTOML := file("not.toml", "kiosk = \"k\"\n[printer\n")
	none := file("none.toml", "kiosk = \"k\"\n")
	one := func(uri string, more ...string) []string {
		return append([]string{"-driver", "ipp", "-set", "uri=" + uri}, more...)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		want string // in either output
	}{
		{"no command", nil, 2, "usage: driverctl"},
		{"help", []string{"-h"}, 0, "usage: driverctl"},
		{"unknown command", []string{"format"}, 2, `"format" is not a command`},
		{"help of a command", []string{"probe", "-h"}, 0, "-config"},
		{"list", []string{"list"}, 0, "printer  ipp"},
		{"list has readers", []string{"list"}, 0, "idcard   sdt"},
		{"no device", []string{"probe"}, 2, "which device?"},
		{"two choices", []string{"probe", "-config", good, "-driver", "ipp"}, 2, "exclude each other"},
		{"stray word", []string{"probe", "printer"}, 2, `"printer" is not a flag`},
		{"unknown flag", []string{"probe", "-x"}, 2, "see driverctl probe -h"},
		{"bad set", []string{"probe", "-set", "uri"}, 2, "write key=value"},
		{"unknown driver", []string{"probe", "-class", "printer", "-driver", "lpd"}, 2, "use one of: ipp"},
		{"unknown key", append([]string{"probe", "-class", "printer"}, one(sim.URI(), "-set", "speed=3")...), 2, `key "speed" is not known`},
		{"probe", append([]string{"probe", "-class", "printer"}, one(sim.URI())...), 0, "Lawkiosk Virtual A4"},
		{"probe by configuration", []string{"probe", "-config", good}, 0, "online, ready"},
		{"status", []string{"status", "-config", good}, 0, "paper \"Tray 1\" full 100%"},
		{"probe without paper", append([]string{"probe", "-class", "printer"}, one(empty.URI())...), 1, "not ready: printer"},
		{"nobody there", append([]string{"probe", "-class", "printer"}, one("ipp://127.0.0.1:1/")...), 1, "offline"},
		{"key's line", []string{"probe", "-config", badKey}, 2, "badkey.toml:5: "},
		{"driver's line", []string{"probe", "-config", badDriver}, 2, "baddriver.toml:2: "},
		{"syntax's line", []string{"probe", "-config", notTOML}, 2, "not.toml:2: "},
		{"no such file", []string{"probe", "-config", filepath.Join(dir, "x")}, 2, "cannot read the configuration"},
		{"no table", []string{"probe", "-config", none}, 2, "has no device"},
		{"test page", append([]string{"test-page"}, one(sim.URI())...), 0, "completed, 1 sides"},
		{"test page aborted", append([]string{"test-page"}, one(fussy.URI())...), 1, "the job is aborted"},
		{"test page lost", append([]string{"test-page"}, one(lossy.URI())...), 0, "looking for the job"},
		{"test page too late", append([]string{"test-page", "-wait", "3s"}, one(empty.URI())...), 1, "its job is canceled"},
		{"test page nowhere", append([]string{"test-page"}, one("ipp://127.0.0.1:1/")...), 1, "device is offline"},
		{"no reader", []string{"read-card", "-driver", "sdt", "-set", "port=" + filepath.Join(dir, "no-port"), "-wait", "2s"}, 1, "cannot read a card"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := newOutput()
			if code := run(t.Context(), c.args, out, out); code != c.code || !strings.Contains(out.String(), c.want) {
				t.Errorf("exit code %d, want %d with %q in:\n%s", code, c.code, c.want, out)
			}
		})
	}
}

func TestStatusWatch(t *testing.T) {
	sim := printerAt(t, printertest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, ended := newOutput(), make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"status", "-watch", "-class", "printer", "-driver", "ipp", "-set", "uri=" + sim.URI(), "-set", "poll=20ms"}, out, out)
	}()
	out.until(t, "online, ready")
	sim.SetJam(true)
	out.until(t, "reasons: media-jam")
	cancel()
	if code := <-ended; code != 0 {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}

func TestReadCard(t *testing.T) {
	port := filepath.Join(t.TempDir(), "reader")
	sim, err := idcardtest.New(idcardtest.Options{Link: port})
	if err != nil {
		t.Fatal(err)
	}
	plugged := sim.Changed()
	simulate(t, sim.Run)
	for !sim.State().Plugged {
		<-plugged
		plugged = sim.Changed()
	}
	demo := idcardtest.Cards()[0]
	name, number := demo.Want.Name.Reveal(), demo.Want.ID.Reveal()
	for _, c := range []struct {
		name   string
		flags  []string
		reveal bool
	}{{"masked", nil, false}, {"revealed", []string{"-reveal"}, true}} {
		t.Run(c.name, func(t *testing.T) {
			sim.Put(demo)
			defer sim.Lift()
			out := newOutput()
			args := append([]string{"read-card", "-driver", "sdt", "-set", "port=" + port, "-wait", "20s"}, c.flags...)
			if code := run(t.Context(), args, out, out); code != 0 {
				t.Fatalf("exit code %d:\n%s", code, out)
			}
			if shown := strings.Contains(out.String(), name) || strings.Contains(out.String(), number); shown != c.reveal {
				t.Errorf("personal data shown: %v, want %v:\n%s", shown, c.reveal, out)
			}
			if strings.Contains(out.String(), "WARNING") != c.reveal {
				t.Errorf("the warning goes with -reveal:\n%s", out)
			}
		})
	}
}

func TestPageIsPDF(t *testing.T) {
	pdf := page([]string{"lawkiosk (test) page", `back\slash`, "中文"})
	if n, err := printertest.CountPages(pdf); n != 1 || err != nil {
		t.Errorf("got %d pages, %v", n, err)
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("LAWKIOSK_PEERS") == "required" {
			t.Fatal("pdftotext is not installed: apt-get install poppler-utils")
		}
		t.Skip("pdftotext is not installed: apt-get install poppler-utils")
	}
	cmd := exec.Command(tool, "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	text, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(text), "lawkiosk (test) page") || !strings.Contains(string(text), `back\slash`) || strings.Contains(string(text), "Error") {
		t.Errorf("pdftotext: %v\n%s", err, text)
	}
}

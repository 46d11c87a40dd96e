package printing

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"

	"lawkiosk/agent/printing/printingtest"
	"lawkiosk/drivers/printer"
)

// points are the moments between two steps at which power may go.
var points = []string{
	"paper written", "row written", "try written", "submitted", "reference written",
	"before outcome", "outcome written", "outcome reported",
}

// TestPowerGoesBetweenAnyTwoSteps stops a job's goroutine at each point, puts
// the spool back as it was then, and starts anew: the printer must have been
// given the job at most once, and every job that was written down must end.
func TestPowerGoesBetweenAnyTwoSteps(t *testing.T) {
	for _, point := range points {
		for _, req := range []Request{guideRequest(), formRequest()} {
			t.Run(point+"/"+req.Kind, func(t *testing.T) {
				within(t, func(t *testing.T) { crash(t, point, req) })
			})
		}
	}
}

func crash(t *testing.T, point string, req Request) {
	prn := printingtest.New()
	dir, then := t.TempDir(), t.TempDir()
	struck := false
	k := open(t, dir, prn, func(at string) {
		if at == point && !struck {
			struck = true
			if err := os.CopyFS(then, os.DirFS(dir)); err != nil {
				t.Error(err)
			}
			runtime.Goexit() // nothing more is written
		}
	})
	go func() { _, _ = k.svc.Print(t.Context(), req) }()
	for range 20 {
		synctest.Wait()
		k.svc.DeviceChanged()
	}
	k.waitStruck(&struck)
	k.stop()
	k.mu.Lock()
	before := len(k.ended)
	k.mu.Unlock()

	rows, err := filepath.Glob(filepath.Join(then, "spool", "*"+rowExt))
	if err != nil {
		t.Fatal(err)
	}
	k2 := open(t, then, prn, nil)
	if point == "paper written" { // never promised to anyone
		k2.empty()
		if len(rows) != 0 || prn.Tried() != 0 {
			t.Errorf("%d rows, %d submissions", len(rows), prn.Tried())
		}
		return
	}
	if len(rows) != 1 {
		t.Fatalf("%d rows survived", len(rows))
	}
	id := filepath.Base(rows[0])
	e := k2.outcome(id[:len(id)-len(rowExt)])
	if n := len(k2.papers()); n != 0 {
		t.Errorf("%d papers left", n)
	}
	if len(prn.Taken()) > 1 || prn.Tried() > 1 {
		t.Errorf("submitted %d times", prn.Tried())
	}
	want := map[string]string{"row written": "unknown", "try written": "unknown"}[point]
	if want == "" {
		want = "printed"
		if req.Kind == KindForm && (point == "submitted" || point == "reference written") {
			want = "canceled" // its owner has left
		}
	}
	if e.Outcome != want {
		t.Errorf("ended %+v, want %s", e, want)
	}
	if again := before > 0; again != (point == "outcome reported") {
		t.Errorf("reported %d times before", before)
	}
	k2.empty()
}

func (k *kit) waitStruck(struck *bool) {
	for range 1000 {
		synctest.Wait()
		if *struck {
			return
		}
		tick()
	}
	k.t.Fatal("the point was never reached")
}

func TestRestartAsksAPrinterThatIsAway(t *testing.T) {
	within(t, func(t *testing.T) {
		dir, prn := t.TempDir(), printingtest.New()
		prn.Script(printer.Job{State: printer.Processing, Impressions: 1})
		k := open(t, dir, prn, nil)
		p := k.print(formRequest())
		k.until(p.Job, Printing)
		k.stop()
		prn.Away(errOffline())
		k2 := open(t, dir, prn, nil)
		k2.until(p.Job, Stopped)
		prn.Away(nil)
		if e := k2.outcome(p.Job); e.Outcome != "canceled" || e.Reason != "restart" || prn.Tried() != 1 {
			t.Errorf("record is %+v", e)
		}
	})
}

func TestRestartWithAJobThatWasNeverTaken(t *testing.T) {
	within(t, func(t *testing.T) {
		dir, prn := t.TempDir(), printingtest.New()
		prn.Away(errOffline())
		k := open(t, dir, prn, nil)
		p := k.print(formRequest())
		synctest.Wait()
		k.stop()
		k2 := open(t, dir, prn, nil) // the printer is still away, and need not be asked
		if e := k2.outcome(p.Job); e.Outcome != "canceled" || e.Reason != "restart" {
			t.Errorf("record is %+v", e)
		}
		k2.empty()
	})
}

func TestDamagedRowsAreDropped(t *testing.T) {
	within(t, func(t *testing.T) {
		dir := t.TempDir()
		folder := filepath.Join(dir, "spool")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"a.json": "{", "b.json": `{"v":1,"job":"c"}`, "d.pdf": "%PDF", "e.json.new": "x"} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		k := open(t, dir, printingtest.New(), nil)
		k.empty()
		k.outcome(k.print(guideRequest()).Job)
	})
}

package printing

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/agent/printing/printingtest"
	"lawkiosk/content"
	"lawkiosk/drivers"
	"lawkiosk/fleet/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// kit is a Service on a scripted printer, with all that it told.
type kit struct {
	t    *testing.T
	dir  string
	svc  *Service
	prn  *printingtest.Printer
	ren  *printingtest.Renderer
	stop func()

	mu     sync.Mutex
	ended  []wire.PrintEnded
	events []Progress
}

func samplePack() *content.Pack {
	guide := &content.Guide{ID: "unpaid-wages", Lang: content.Chinese, Title: "老板不发工资怎么办"}
	return &content.Pack{
		Version: "2026.11.22-1",
		Guides:  map[content.Lang]map[string]*content.Guide{content.Chinese: {guide.ID: guide}},
		Forms: map[string]*content.Form{"arbitration": {
			ID: "arbitration", Title: content.Text{ZH: "仲裁申请书", EN: "Application for arbitration"},
			Parts: []content.FormPart{{Title: content.Text{ZH: "申请人"}, Fields: []content.Field{{ID: "name", Label: content.Text{ZH: "姓名"}, Type: "name"}}}},
		}},
		Centres: []content.Centre{{ID: "520103-centre", Name: content.Text{ZH: "南明区公共法律服务中心"}, Sample: true}},
	}
}

// open starts a Service over a folder; the same printer may be given again.
func open(t *testing.T, dir string, prn *printingtest.Printer, hook func(string)) *kit {
	t.Helper()
	k := &kit{t: t, dir: dir, prn: prn, ren: &printingtest.Renderer{}}
	pack := samplePack()
	k.svc = New(Config{Dir: dir, Kiosk: "520103-001", Centre: "520103-centre", PublicURL: "http://127.0.0.1:9000"}, Deps{
		Printer: prn, Content: func() *content.Pack { return pack }, Render: k.ren, Now: time.Now,
		Log: slog.New(slog.DiscardHandler),
		Progress: func(p Progress) {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.events = append(k.events, p)
		},
		Ended: func(e wire.PrintEnded) {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.ended = append(k.ended, e)
		},
	})
	if hook != nil {
		k.svc.hook = hook
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- k.svc.Run(ctx) }()
	synctest.Wait()
	k.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(k.stop)
	return k
}

func guideRequest() Request {
	return Request{Visit: "v1", Kind: KindGuide, Item: "unpaid-wages", Copies: 1, Lang: content.Chinese}
}

func formRequest() Request {
	return Request{Visit: "v1", Kind: KindForm, Item: "arbitration", Copies: 2, Lang: content.Chinese, Values: map[string]string{"name": "测试甲"}}
}

func (k *kit) print(r Request) Progress {
	k.t.Helper()
	p, err := k.svc.Print(k.t.Context(), r)
	if err != nil {
		k.t.Fatalf("Print: %v", err)
	}
	return p
}

// until waits in the bubble's time until a job is in a state.
func (k *kit) until(id string, st State) Progress {
	k.t.Helper()
	for range 5000 {
		synctest.Wait()
		if p, ok := k.svc.Job(id); ok && p.State == st {
			return p
		}
		time.Sleep(50 * time.Millisecond) // the bubble's clock
	}
	p, _ := k.svc.Job(id)
	k.t.Fatalf("job never became %q, it is %+v", st, p)
	return p
}

// outcome waits for a job's record.
func (k *kit) outcome(id string) wire.PrintEnded {
	k.t.Helper()
	for range 50000 {
		synctest.Wait()
		k.mu.Lock()
		for _, e := range k.ended {
			if e.Job == id {
				k.mu.Unlock()
				return e
			}
		}
		k.mu.Unlock()
		time.Sleep(100 * time.Millisecond)
	}
	k.t.Fatalf("job %s never ended", id)
	return wire.PrintEnded{}
}

func (k *kit) states(id string) []State {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []State
	for _, e := range k.events {
		if e.Job == id && (len(out) == 0 || out[len(out)-1] != e.State) {
			out = append(out, e.State)
		}
	}
	return out
}

// papers lists the PDF files that are in the spool.
func (k *kit) papers() []string {
	files, err := filepath.Glob(filepath.Join(k.dir, "spool", "*"+pdfExt))
	if err != nil {
		k.t.Fatal(err)
	}
	return files
}

func (k *kit) empty() {
	k.t.Helper()
	synctest.Wait()
	entries, err := os.ReadDir(filepath.Join(k.dir, "spool"))
	if err != nil || len(entries) > 0 {
		k.t.Errorf("spool is not empty: %v %v", entries, err)
	}
}

func errOffline() error { return fmt.Errorf("cannot reach the printer: %w", drivers.ErrOffline) }

func within(t *testing.T, f func(t *testing.T)) { t.Helper(); synctest.Test(t, f) }

// tick lets the bubble's clock go on a little.
func tick() { time.Sleep(50 * time.Millisecond) }

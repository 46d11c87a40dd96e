package printertest

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/OpenPrinting/goipp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// runSimulator runs a printer for the length of a test.
func runSimulator(t *testing.T, o Options) *Simulator {
	t.Helper()
	s := NewSimulator(o)
	ended := make(chan error, 1)
	go func() { ended <- s.Run(t.Context()) }()
	t.Cleanup(func() {
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	select {
	case <-s.Ready():
	case err := <-ended:
		ended <- err
		t.Fatalf("Run: %v", err)
	}
	return s
}

// post sends a request as a program without any driver would.
func post(t *testing.T, s *Simulator, msg *goipp.Message, doc []byte) (*goipp.Message, error) {
	t.Helper()
	head, err := msg.EncodeBytes()
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	r, err := client.Post("http://"+s.Addr()+path, goipp.ContentType, bytes.NewReader(append(head, doc...)))
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	reply := &goipp.Message{}
	return reply, reply.Decode(r.Body)
}

func request1(s *Simulator, op goipp.Op, attrs ...goipp.Attribute) *goipp.Message {
	m := goipp.NewRequest(goipp.DefaultVersion, op, 7)
	m.Operation.Add(keywords("attributes-charset", goipp.TagCharset, "utf-8"))
	m.Operation.Add(keywords("attributes-natural-language", goipp.TagLanguage, "en"))
	m.Operation.Add(keywords("printer-uri", goipp.TagURI, s.URI()))
	for _, a := range attrs {
		m.Operation.Add(a)
	}
	return m
}

// until waits for a condition of the printer.
func until(t *testing.T, s *Simulator, what string, holds func(Snapshot) bool) Snapshot {
	t.Helper()
	for {
		snap, changed := s.Snapshot()
		if holds(snap) {
			return snap
		}
		select {
		case <-changed:
		case <-t.Context().Done():
			t.Fatalf("the printer never came to this: %s; it is %+v", what, snap)
		}
	}
}

func TestTakenPortNamesTheAddress(t *testing.T) {
	first := runSimulator(t, Options{})
	err := NewSimulator(Options{Addr: first.Addr()}).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), first.Addr()) {
		t.Errorf("got %v, want an error that names %s", err, first.Addr())
	}
}

// asked posts a request and fails the test unless the answer has that status.
func asked(t *testing.T, s *Simulator, want goipp.Status, m *goipp.Message, doc []byte) *goipp.Message {
	t.Helper()
	reply, err := post(t, s, m, doc)
	if err != nil {
		t.Fatal(err)
	}
	if goipp.Status(reply.Code) != want {
		t.Fatalf("%s: got %s, want %s", goipp.Op(m.Code), goipp.Status(reply.Code), want)
	}
	return reply
}

func TestPrintsAsTicketed(t *testing.T) {
	dir := t.TempDir()
	s := runSimulator(t, Options{Dir: dir, PageTime: 1, Sheets: 100})
	m := request1(s, goipp.OpPrintJob, keywords("job-name", goipp.TagName, "../a job\\name 甲"),
		keywords("document-format", goipp.TagMimeType, formatPDF))
	m.Job = goipp.Attributes{
		integer("copies", 2), keywords("media", goipp.TagKeyword, mediaA4), keywords("sides", goipp.TagKeyword, "two-sided-long-edge"),
	}
	asked(t, s, goipp.StatusOk, m, PDF(3, "x"))
	snap := until(t, s, "completed", func(n Snapshot) bool { return n.Jobs[0].State == "completed" })
	j := snap.Jobs[0]
	if j.Impressions != 6 || j.Pages != 3 || j.Media != mediaA4 || snap.Sheets != 96 {
		t.Errorf("got %+v with %d sheets left, want 6 sides on 4 sheets of A4", j, snap.Sheets)
	}
	if !strings.HasSuffix(j.File, "-.._a_job_name__.pdf") {
		t.Errorf("file: got %q", j.File)
	}
	if out := printed(t, dir, "job_name"); len(out) != 1 || !bytes.Equal(out[0], PDF(3, "x")) {
		t.Errorf("%d files came out, want one, byte for byte", len(out))
	}
}

func TestCreateJobAndSendDocument(t *testing.T) {
	s := runSimulator(t, Options{PageTime: 1})
	asked(t, s, goipp.StatusOk, request1(s, goipp.OpValidateJob), nil)
	reply := asked(t, s, goipp.StatusOk, request1(s, goipp.OpCreateJob), nil)
	id := num(reply.Job, "job-id", 0)
	if state := num(reply.Job, "job-state", 0); id == 0 || state != jobHeld {
		t.Errorf("created: got job %d in state %d, want one that is held", id, state)
	}
	send := func() *goipp.Message {
		return request1(s, goipp.OpSendDocument, integer("job-id", id), boolean("last-document", true))
	}
	asked(t, s, goipp.StatusOk, send(), PDF(1, "x"))
	until(t, s, "completed", func(n Snapshot) bool { return n.Jobs[0].State == "completed" })
	asked(t, s, goipp.StatusErrorMultipleJobsNotSupported, send(), PDF(1, "x"))
}

func TestListsJobs(t *testing.T) {
	s := runSimulator(t, Options{PageTime: 1})
	printAs := func(user string) {
		asked(t, s, goipp.StatusOk, request1(s, goipp.OpPrintJob, keywords("requesting-user-name", goipp.TagName, user)), PDF(1, "x"))
	}
	printAs("a")
	printAs("b")
	until(t, s, "completed", func(n Snapshot) bool { return n.Jobs[0].State == "completed" && n.Jobs[1].State == "completed" })
	s.SetPaper(0)
	printAs("a")
	for _, c := range []struct {
		which string
		mine  bool
		limit int
		want  []int
	}{
		{"not-completed", false, 9, []int{3}},
		{"completed", false, 9, []int{2, 1}},
		{"completed", false, 1, []int{2}},
		{"completed", true, 9, []int{1}},
		{"all", false, 9, []int{1, 2, 3}},
	} {
		m := request1(s, goipp.OpGetJobs, keywords("requesting-user-name", goipp.TagName, "a"),
			keywords("which-jobs", goipp.TagKeyword, c.which), boolean("my-jobs", c.mine), integer("limit", c.limit))
		var got []int
		for _, g := range asked(t, s, goipp.StatusOk, m, nil).Groups {
			if g.Tag == goipp.TagJobGroup {
				got = append(got, num(g.Attrs, "job-id", 0))
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %v", c, got)
		}
	}
	asked(t, s, goipp.StatusErrorAttributesOrValues, request1(s, goipp.OpGetJobs, keywords("which-jobs", goipp.TagKeyword, "lost")), nil)
}

func TestRefusesWrongRequests(t *testing.T) {
	s := runSimulator(t, Options{})
	asked(t, s, goipp.StatusErrorOperationNotSupported, request1(s, goipp.OpPausePrinter), nil)
	asked(t, s, goipp.StatusErrorNotFound, request1(s, goipp.OpGetJobAttributes, integer("job-id", 9)), nil)
	asked(t, s, goipp.StatusErrorDocumentFormatError, request1(s, goipp.OpPrintJob, keywords("document-format", goipp.TagMimeType, formatPDF)), []byte("no"))
	asked(t, s, goipp.StatusErrorBadRequest, goipp.NewRequest(goipp.DefaultVersion, goipp.OpGetPrinterAttributes, 1), nil)
	old := request1(s, goipp.OpGetPrinterAttributes)
	old.Version = goipp.MakeVersion(9, 0)
	asked(t, s, goipp.StatusErrorVersionNotSupported, old, nil)
	strict := request1(s, goipp.OpPrintJob, boolean("ipp-attribute-fidelity", true))
	strict.Job = goipp.Attributes{integer("copies", 1000)}
	asked(t, s, goipp.StatusErrorAttributesOrValues, strict, PDF(1, "x"))
}

// TestDamagedDocument: a printer finds out only when it prints.
func TestDamagedDocument(t *testing.T) {
	s := runSimulator(t, Options{})
	asked(t, s, goipp.StatusOk, request1(s, goipp.OpPrintJob), []byte("%PDF-1.4 and nothing else"))
	snap := until(t, s, "over", func(n Snapshot) bool { return n.Jobs[0].State == "aborted" })
	if !slices.Equal(snap.Jobs[0].Reasons, []string{"document-format-error"}) {
		t.Errorf("got %v", snap.Jobs[0].Reasons)
	}
}

func TestKnobsRefuseUnknownWords(t *testing.T) {
	s := NewSimulator(Options{})
	if err := s.SetNetwork("sunny"); err == nil {
		t.Error("SetNetwork took a strange word")
	}
	if err := s.Inject("sabotage"); err == nil {
		t.Error("Inject took a strange word")
	}
}

func TestRestartAndKeep(t *testing.T) {
	s := runSimulator(t, Options{PageTime: 1, Keep: 2})
	for range 4 {
		asked(t, s, goipp.StatusOk, request1(s, goipp.OpPrintJob), PDF(1, "x"))
	}
	until(t, s, "two finished jobs kept", func(n Snapshot) bool {
		return len(n.Jobs) == 2 && n.Jobs[0].ID == 4 && n.Jobs[0].State == "completed"
	})
	s.SetPaper(0)
	asked(t, s, goipp.StatusOk, request1(s, goipp.OpPrintJob), PDF(1, "x"))
	s.Restart()
	if snap, _ := s.Snapshot(); len(snap.Jobs) != 0 {
		t.Errorf("jobs after a restart: %+v", snap.Jobs)
	}
	s.SetPaper(9)
	until(t, s, "idle", func(n Snapshot) bool { return n.State == "idle" })
}

package printertest

import (
	"bytes"
	"net/http"
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

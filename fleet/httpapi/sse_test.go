package httpapi

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// timed is an answer that notes until when it may be written.
type timed struct {
	*httptest.ResponseRecorder
	until   time.Time
	flushed time.Time // until, at the last flush
}

func (t *timed) SetWriteDeadline(at time.Time) error { t.until = at; return nil }
func (t *timed) FlushError() error                   { t.flushed = t.until; return nil }

// TestQuietStreamsStayOpen: HTTP/2 ends an answer at its deadline although
// nothing is to be written, so none may be left between two parts.
func TestQuietStreamsStayOpen(t *testing.T) {
	answer := &timed{ResponseRecorder: httptest.NewRecorder()}
	w := &writer{w: answer, control: http.NewResponseController(answer)}
	if !w.write(": beat\n\n") || answer.Body.String() != ": beat\n\n" {
		t.Fatalf("wrote %q", answer.Body)
	}
	if answer.flushed.IsZero() {
		t.Error("a part was written without a deadline")
	}
	if !answer.until.IsZero() {
		t.Errorf("after a part the deadline %v is left", answer.until)
	}
	if w.end(); answer.until.IsZero() {
		t.Error("the end of the answer has no deadline")
	}
}

package ipp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/OpenPrinting/goipp"

	"lawkiosk/drivers"
)

const (
	maxAnswer = 1 << 20         // bytes; real answers are under 64 KiB
	keepFor   = 4 * time.Second // how long a connection may lie idle: over the poll's pause, under every printer's patience
)

// link carries requests to the printer and answers back.
type link struct {
	transport *http.Transport
	silence   time.Duration // the longest time in which nothing moves
}

func newLink(silence time.Duration, pin []byte) *link {
	t := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: silence}).DialContext,
		DisableCompression:  true,
		MaxIdleConnsPerHost: 4,
		IdleConnTimeout:     keepFor,
		TLSHandshakeTimeout: silence,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
	}
	if pin != nil {
		t.TLSClientConfig.InsecureSkipVerify = true //nolint:gosec // replaced by the comparison below
		t.TLSClientConfig.VerifyConnection = func(s tls.ConnectionState) error {
			sum := sha256.Sum256(s.PeerCertificates[0].Raw)
			if subtle.ConstantTimeCompare(sum[:], pin) != 1 {
				return errPin
			}
			return nil
		}
	}
	return &link{transport: t, silence: silence}
}

func (l *link) close() { l.transport.CloseIdleConnections() }

// Failures of an exchange, by what is known of the request.
var (
	errNotSent = errors.New("not sent")          // the printer got none of it
	errNoReply = errors.New("no answer")         // it may have got it
	errGarbled = errors.New("the answer is bad") // it got it, what it did is not known
	errSilent  = errors.New("the printer is silent")
	errPin     = errors.New("the printer's certificate has another fingerprint than the configured one")
)

// httpError is an answer without IPP in it: the request was not carried out.
type httpError struct{ code int }

func (e *httpError) Error() string {
	text := fmt.Sprintf("HTTP status %d %s", e.code, http.StatusText(e.code))
	switch e.code {
	case http.StatusUpgradeRequired:
		text += ": the printer wants a secure connection, use ipps://"
	case http.StatusUnauthorized, http.StatusForbidden:
		text += ": switch off the printer's access control for this kiosk"
	case http.StatusNotFound:
		text += ": check the path in the printer's address"
	}
	return text
}

// exchange posts a request with its document, if any, and decodes the answer.
// idempotent requests may be sent again by the transport when a kept
// connection turns out to be dead.
func (l *link) exchange(ctx context.Context, target string, msg *goipp.Message, open func() (io.ReadCloser, error)) (*goipp.Message, error) {
	head, err := msg.EncodeBytes()
	if err != nil {
		return nil, fmt.Errorf("cannot encode the request: %w", err)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(l.silence, func() { cancel(errSilent) })
	defer watch.Stop()
	r, sent, err := l.request(ctx, target, head, open, func() { watch.Reset(l.silence) })
	if err != nil {
		return nil, err
	}
	resp, err := l.transport.RoundTrip(r)
	if err != nil {
		return nil, lost(ctx, sent.Load(), err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, &httpError{resp.StatusCode}
	}
	if kind := resp.Header.Get("Content-Type"); !strings.HasPrefix(kind, goipp.ContentType) {
		return nil, fmt.Errorf("%w: it is %.60q, not IPP; check the path in the printer's address", errGarbled, kind)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, lost(ctx, true, err)
	}
	return decode(data, msg.RequestID)
}

// request makes the HTTP request. sent becomes true once the transport has
// taken the first bytes of the body to send them; moved is called with each
// piece of a document.
func (l *link) request(ctx context.Context, target string, head []byte, open func() (io.ReadCloser, error), moved func(),
) (r *http.Request, sent *atomic.Bool, err error) {
	sent = new(atomic.Bool)
	r, err = http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(head))
	if err != nil {
		return nil, nil, fmt.Errorf("cannot make the request: %w", err)
	}
	r.Header.Set("Content-Type", goipp.ContentType)
	r.Header.Set("User-Agent", "lawkiosk")
	if open == nil {
		// An empty list makes the transport send it again over a fresh
		// connection, and is not sent itself (net/http, Transport).
		r.Header["Idempotency-Key"] = []string{}
		sent.Store(true)
		return r, sent, nil
	}
	size := int64(-1)
	r.GetBody = func() (io.ReadCloser, error) {
		document, err := open()
		if err != nil {
			return nil, fmt.Errorf("cannot open the document: %w", err)
		}
		sent.Store(false) // the transport asks again only if nothing was written
		if n := length(document); n >= 0 {
			size = int64(len(head)) + n
		}
		return &body{Reader: io.MultiReader(bytes.NewReader(head), document), Closer: document, sent: sent, moved: moved}, nil
	}
	if r.Body, err = r.GetBody(); err != nil {
		return nil, nil, err
	}
	r.ContentLength = size // -1: chunked
	return r, sent, nil
}

// body is a request's body that notes its own progress.
type body struct {
	io.Reader
	io.Closer
	sent  *atomic.Bool
	moved func()
}

func (b *body) Read(p []byte) (int, error) {
	b.sent.Store(true)
	b.moved()
	return b.Reader.Read(p)
}

// length is the size of a document whose reader knows it, else -1. Some
// printers do not understand chunked requests.
func length(document io.Reader) int64 {
	switch d := document.(type) {
	case interface{ Len() int }:
		return int64(d.Len())
	case io.Seeker:
		here, err := d.Seek(0, io.SeekCurrent)
		if err != nil {
			return -1
		}
		end, err := d.Seek(0, io.SeekEnd)
		if err != nil {
			return -1
		}
		if _, err = d.Seek(here, io.SeekStart); err != nil {
			return -1
		}
		return end - here
	default:
		return -1
	}
}

// lost wraps a failure of the connection by whether the request had left.
func lost(ctx context.Context, sent bool, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	var dial *net.OpError
	if !sent || errors.As(err, &dial) && dial.Op == "dial" {
		return fmt.Errorf("%w: %w", errNotSent, err)
	}
	return fmt.Errorf("%w: %w", errNoReply, err)
}

// decode reads an answer to the request of that number.
func decode(data []byte, number uint32) (*goipp.Message, error) {
	if len(data) > maxAnswer {
		return nil, fmt.Errorf("%w: it is longer than %d bytes", errGarbled, maxAnswer)
	}
	var m goipp.Message
	if err := m.DecodeBytes(data); err != nil {
		return nil, fmt.Errorf("%w: %w", errGarbled, err)
	}
	if v := m.Version.Major(); v != 1 && v != 2 {
		return nil, fmt.Errorf("%w: it speaks IPP %s", errGarbled, m.Version)
	}
	if m.RequestID != number {
		return nil, fmt.Errorf("%w: it belongs to another request", errGarbled)
	}
	return &m, nil
}

// unreachable is the status after a failed poll. Its sentence stays the same
// while the cause stays the same: no port numbers, no times.
func unreachable(err error) drivers.Status {
	s := drivers.Status{State: drivers.Offline}
	var dns *net.DNSError
	var web *httpError
	var certificate *tls.CertificateVerificationError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.Is(err, errGarbled):
		s.State, s.Detail = drivers.HardwareError, "the printer answers, but not in IPP"
	case errors.As(err, &web):
		s.State, s.Detail = drivers.HardwareError, web.Error()
	case errors.Is(err, syscall.ECONNREFUSED):
		s.Detail = "the printer refuses the connection: is it on, and is the port right?"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		s.Detail = "there is no way to the printer: check cable and network"
	case errors.As(err, &dns):
		s.Detail = "the printer's name is not known: check the address"
	case errors.As(err, &certificate), errors.As(err, &invalid), errors.Is(err, errPin):
		s.Detail = "the printer's certificate is not trusted: set its fingerprint"
	case errors.Is(err, errSilent), errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		s.Detail = "the printer does not answer"
	default:
		s.Detail = "the connection to the printer breaks"
	}
	return s
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

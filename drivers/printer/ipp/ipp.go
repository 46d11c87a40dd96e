// Package ipp drives printers that speak the Internet Printing Protocol
// (RFC 8010 encoding, RFC 8011 operations, PWG 5100.x attributes) directly,
// without a print server between: what the printer says of a job is what the
// citizen is told. Only the agent's wiring and driverctl import it; everybody
// else uses package printer.
package ipp

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/printer"
)

// Name is the driver's name in the configuration.
const Name = "ipp"

// Options set up a Printer. Only URI is needed.
type Options struct {
	URI     string        // ipp://, ipps://, http:// or https://; port 631 and path /ipp/print unless told
	Poll    time.Duration // how often an idle printer is asked; 2 s when 0
	Busy    time.Duration // how often it is asked around a job or a fault; 500 ms when 0, at most Poll
	Timeout time.Duration // how long it may be silent before it counts as unreachable; 10 s when 0
	User    string        // requesting-user-name; "kiosk" when empty
	// Fingerprint is the SHA-256 of the printer's certificate in hex, for ipps
	// printers with a certificate of their own making. Without it the
	// certificate must be valid for the system.
	Fingerprint string
	Now         func() time.Time // time.Now when nil
}

// Printer is one IPP printer.
type Printer struct {
	opts   Options
	target string // where requests are posted, http:// or https://
	uri    string // printer-uri
	link   *link
	number atomic.Uint32 // of the last request
	kick   chan struct{} // wakes the poll

	mu     sync.Mutex
	info   drivers.Info
	status drivers.Status
	can    *abilities // nil until the printer told them
	hurry  time.Time  // until when to poll at the busy pace
}

var _ printer.Printer = (*Printer)(nil)

// Open makes a Printer from the keys uri, poll, busy, timeout, user and fingerprint.
func Open(o drivers.Options) (drivers.Device, error) {
	r := drivers.ReadOptions(o)
	opts := Options{
		URI: r.String("uri", ""), Poll: r.Duration("poll", 0), Busy: r.Duration("busy", 0),
		Timeout: r.Duration("timeout", 0), User: r.String("user", ""), Fingerprint: r.String("fingerprint", ""),
	}
	if err := r.Done(); err != nil {
		return nil, err
	}
	p, err := New(opts)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// New makes a Printer; it connects to nothing. A wrong option is a
// *drivers.OptionError.
func New(o Options) (*Printer, error) {
	target, uri, err := addresses(o.URI)
	if err != nil {
		return nil, err
	}
	pin, err := fingerprint(o.Fingerprint, target)
	if err != nil {
		return nil, err
	}
	if o.Poll == 0 {
		o.Poll = 2 * time.Second
	}
	if o.Busy == 0 {
		o.Busy = 500 * time.Millisecond
	}
	o.Busy = min(o.Busy, o.Poll)
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.User == "" {
		o.User = "kiosk"
	}
	if len(o.User) > maxName {
		return nil, &drivers.OptionError{Key: "user", Problem: fmt.Sprintf("must be at most %d bytes long", maxName)}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Printer{
		opts: o, target: target, uri: uri, link: newLink(o.Timeout, pin), kick: make(chan struct{}, 1),
		info:   drivers.Info{Class: drivers.ClassPrinter, Driver: Name, Address: o.URI},
		status: drivers.Status{State: drivers.Starting, At: o.Now()},
	}, nil
}

const maxName = 255 // bytes of an IPP name (RFC 8011 section 5.1.3)

// Info tells what the printer is; model and serial number come with the first answer.
func (p *Printer) Info() drivers.Info {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.info
}

// Status is what the printer last told of itself.
func (p *Printer) Status() drivers.Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status
}

// addresses makes the HTTP address and the printer-uri of a configured one
// (RFC 8010 section 4: ipp is HTTP on port 631).
func addresses(raw string) (target, uri string, err error) {
	bad := func(problem string) (string, string, error) {
		return "", "", &drivers.OptionError{Key: "uri", Problem: problem}
	}
	const example = `such as "ipp://192.168.1.20/ipp/print"`
	if raw == "" {
		return bad("is missing: write the printer's address " + example)
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" {
		return bad("must be a printer's address " + example)
	}
	web := *u
	switch u.Scheme {
	case "ipp":
		web.Scheme = "http"
	case "ipps":
		web.Scheme = "https"
	case "http":
		u.Scheme = "ipp"
	case "https":
		u.Scheme = "ipps"
	default:
		return bad("must begin with ipp://, ipps://, http:// or https://, " + example)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return bad("must be only scheme, host, port and path, " + example)
	}
	if u.Port() == "" && web.Scheme != raw[:len(web.Scheme)] {
		web.Host = net.JoinHostPort(u.Hostname(), "631")
	}
	if u.Path == "" || u.Path == "/" {
		u.Path, web.Path = "/ipp/print", "/ipp/print"
	}
	return web.String(), u.String(), nil
}

// fingerprint reads a SHA-256 in hex, with or without colons.
func fingerprint(text, target string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	sum, err := hex.DecodeString(strings.ReplaceAll(text, ":", ""))
	if err != nil || len(sum) != 32 {
		return nil, &drivers.OptionError{Key: "fingerprint", Problem: "must be the SHA-256 of the printer's certificate, 64 hex digits"}
	}
	if !strings.HasPrefix(target, "https:") {
		return nil, &drivers.OptionError{Key: "fingerprint", Problem: "belongs to an ipps:// address only"}
	}
	return sum, nil
}

// wake makes the poll come now and keeps it at the busy pace for a while.
func (p *Printer) wake() {
	p.mu.Lock()
	p.hurry = p.opts.Now().Add(hurryFor)
	p.mu.Unlock()
	select {
	case p.kick <- struct{}{}:
	default:
	}
}

const hurryFor = 10 * time.Second

// Run asks the printer how it is until ctx ends, and then returns nil.
func (p *Printer) Run(ctx context.Context, changed func(drivers.Status)) error {
	defer p.link.close()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-p.kick:
		case <-timer.C:
		}
		status, err := p.ask(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the end of ctx is the reason for err
		}
		if err != nil {
			status = unreachable(err)
		}
		timer.Reset(p.learn(status, changed))
	}
}

// learn keeps a status, tells it if it is news, and says when to ask again.
func (p *Printer) learn(status drivers.Status, changed func(drivers.Status)) time.Duration {
	now := p.opts.Now()
	status.At = now
	p.mu.Lock()
	news := !p.status.Same(status)
	p.status = status
	if news {
		p.hurry = now.Add(hurryFor)
	}
	pause := p.opts.Poll
	if status.State == drivers.DeviceBusy || now.Before(p.hurry) {
		pause = p.opts.Busy
	}
	p.mu.Unlock()
	if news {
		changed(status)
	}
	return pause
}

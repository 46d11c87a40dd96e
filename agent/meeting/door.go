package meeting

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"lawkiosk/fleet/wire"
)

// ErrOffline is wrapped where the fleet was not reached or did not answer in
// its contract's words. What was asked for may or may not have happened; the
// next snapshot tells.
var ErrOffline = errors.New("the fleet is not reached")

// Fault is what the fleet answered instead of doing what it was asked.
type Fault struct {
	Code   string // one of wire.CallCode…
	Status int    // of HTTP
}

// Error gives the code.
func (f *Fault) Error() string { return "the fleet answered " + f.Code }

// Is lets errors.Is compare codes.
func (f *Fault) Is(other error) bool {
	o, ok := other.(*Fault)
	return ok && o.Code == f.Code
}

// Limits of the fleet's answers and of waiting for them.
const (
	maxAnswer  = 1 << 20
	callWithin = 10 * time.Second
)

// Door is the fleet's HTTP door for this kiosk. It keeps no state but
// connections.
type Door struct {
	base   *url.URL
	kiosk  string
	token  func() (string, error)
	client *http.Client
}

// DoorConfig says where the door is and who knocks.
type DoorConfig struct {
	API   string // "https://law.example"
	CA    string // PEM file of the authority to trust instead of the system's; "" for those
	Kiosk string
	Token func() (string, error) // read for each call, so that a token that comes later is used then
}

// NewDoor makes a door; it connects to nothing.
func NewDoor(c DoorConfig) (*Door, error) {
	base, err := url.Parse(strings.TrimRight(c.API, "/"))
	if err != nil {
		return nil, fmt.Errorf("cannot use the fleet's address: %w", err)
	}
	roots, err := authorities(c.CA)
	if err != nil {
		return nil, err
	}
	return &Door{
		base: base, kiosk: c.Kiosk, token: c.Token,
		client: &http.Client{
			// A redirect would carry the kiosk's token to wherever it leads.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport: &http.Transport{
				DialContext:         (&net.Dialer{Timeout: 4 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
				TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
				TLSHandshakeTimeout: 5 * time.Second, MaxIdleConnsPerHost: 3, IdleConnTimeout: 30 * time.Second,
				ReadBufferSize: 2 << 10, WriteBufferSize: 2 << 10,
			},
		},
	}, nil
}

func authorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // crypto/tls takes nil for the system's
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the fleet's authority, change the key fleet.ca: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("cannot use %s as the fleet's authority: it holds no certificate in PEM", file)
	}
	return pool, nil
}

// Close lets go of idle connections.
func (d *Door) Close() { d.client.CloseIdleConnections() }

// nameOfCall tells whether a text can be a call's name: it stands in paths of
// the door and of the disk.
func nameOfCall(id string) bool {
	other := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	}
	return id != "" && len(id) <= 64 && !strings.ContainsFunc(id, other)
}

// path fills in a path of the contract.
func path(pattern, call string) string { return strings.Replace(pattern, "{id}", call, 1) }

// post sends in and reads the answer into out; get is the same without in.
func (d *Door) post(ctx context.Context, path string, in, out any) error {
	data, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("cannot ask the fleet: %w", err)
	}
	return d.do(ctx, http.MethodPost, path, "application/json", data, out)
}

func (d *Door) get(ctx context.Context, path string, out any) error {
	return d.do(ctx, http.MethodGet, path, "", nil, out)
}

func (d *Door) do(ctx context.Context, method, path, kind string, body []byte, out any) error {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	resp, err := d.send(ctx, method, path, kind, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return fmt.Errorf("cannot read the fleet's answer: %w: %w", ErrOffline, err)
	}
	return read(resp.StatusCode, data, out)
}

// read takes an answer apart.
func read(status int, data []byte, out any) error {
	switch {
	case len(data) > maxAnswer:
		return fmt.Errorf("cannot read the fleet's answer, it has more than %d bytes: %w", maxAnswer, ErrOffline)
	case status >= 200 && status < 300:
		if err := json.Unmarshal(data, out); err != nil {
			// The decoder's own words may quote what a citizen said.
			return fmt.Errorf("cannot understand the fleet's answer: %w", ErrOffline)
		}
		return nil
	}
	var p struct {
		Code string `json:"code"`
	}
	if json.Unmarshal(data, &p) == nil && strings.HasPrefix(p.Code, "call.") && len(p.Code) < 40 {
		return &Fault{Code: p.Code, Status: status}
	}
	switch status {
	case http.StatusRequestEntityTooLarge:
		return &Fault{Code: wire.CallCodeTooLarge, Status: status}
	case http.StatusTooManyRequests:
		return &Fault{Code: wire.CallCodeTries, Status: status}
	default: // a gateway's page, a fleet that does not know this kiosk, a fleet in trouble
		return fmt.Errorf("the fleet answered with status %d: %w", status, ErrOffline)
	}
}

func (d *Door) send(ctx context.Context, method, path, kind string, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, d.base.String()+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("cannot ask the fleet: %w", err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	req.Header.Set("Accept", "application/json, application/problem+json, text/event-stream")
	if err := d.sign(req); err != nil {
		return nil, err
	}
	resp, err := d.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("cannot reach the fleet: %w: %w", ErrOffline, err)
	}
	return resp, nil
}

// sign puts the kiosk's name and token on a request.
func (d *Door) sign(req *http.Request) error {
	token, err := d.token()
	if err != nil {
		return fmt.Errorf("cannot read the fleet's token: %w: %w", ErrOffline, err)
	}
	req.SetBasicAuth(d.kiosk, strings.TrimSpace(token))
	return nil
}

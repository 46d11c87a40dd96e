package agenttest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"lawkiosk/agent/localapi"
)

// Page is a client that behaves as kiosk-ui does.
type Page struct {
	k      *Kiosk
	client *http.Client
	Lang   string // Accept-Language
	Visit  string // token of the visit, sent as X-Visit

	conn *websocket.Conn
	mu   sync.Mutex
	got  []Event
	news chan struct{}
	over chan struct{} // closed when the connection is
	why  error         // set before over is closed
}

// Event is an event as the page gets it.
type Event struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// LaunchURL reads the address to open.
func (k *Kiosk) LaunchURL() string {
	k.t.Helper()
	data, err := os.ReadFile(filepath.Join(k.DataDir, "launch-url"))
	if err != nil {
		k.t.Fatal(err)
	}
	return strings.TrimSpace(string(data))
}

// Stranger gives a page without the cookie.
func (k *Kiosk) Stranger() *Page {
	k.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		k.t.Fatal(err)
	}
	transport := &http.Transport{}
	k.t.Cleanup(transport.CloseIdleConnections)
	return &Page{k: k, client: &http.Client{Jar: jar, Transport: transport, Timeout: patience}, Lang: "zh-CN", news: make(chan struct{}, 1)}
}

// Launch opens the page as the kiosk's browser does.
func (k *Kiosk) Launch() *Page {
	k.t.Helper()
	p := k.Stranger()
	req, err := http.NewRequestWithContext(k.t.Context(), http.MethodGet, k.LaunchURL(), nil)
	if err != nil {
		k.t.Fatal(err)
	}
	resp, err := p.client.Do(req)
	if err != nil {
		k.t.Fatal(err)
	}
	resp.Body.Close()
	if resp.Request.URL.Path != "/" || len(p.client.Jar.Cookies(resp.Request.URL)) != 1 {
		k.t.Fatalf("the launch led to %s without a cookie", resp.Request.URL)
	}
	return p
}

// Answer is what the API answered.
type Answer struct {
	Status  int
	Problem localapi.Problem // where Status is 400 or more
	Body    []byte
	Header  http.Header
}

// Do calls the API; in and out may be nil.
func (p *Page) Do(method, path string, in, out any) Answer {
	p.k.t.Helper()
	return p.Send(p.request(p.k.t.Context(), method, path, in), out)
}

// Abandon calls the API and goes away when ctx ends; an answer before that
// fails the test.
func (p *Page) Abandon(ctx context.Context, method, path string, in any) {
	p.k.t.Helper()
	resp, err := p.client.Do(p.request(ctx, method, path, in))
	if err == nil {
		resp.Body.Close()
		p.k.t.Errorf("%s %s answered %s before the page went away", method, path, resp.Status)
	}
}

func (p *Page) request(ctx context.Context, method, path string, in any) *http.Request {
	p.k.t.Helper()
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			p.k.t.Fatal(err)
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, p.k.URL+path, body)
	if err != nil {
		p.k.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", p.Lang)
	req.Header.Set("Origin", p.k.URL)
	req.Header.Set("Content-Type", "application/json")
	if p.Visit != "" {
		req.Header.Set("X-Visit", p.Visit)
	}
	return req
}

// Send sends any request with the page's cookie.
func (p *Page) Send(req *http.Request, out any) Answer {
	p.k.t.Helper()
	resp, err := p.client.Do(req)
	if err != nil {
		p.k.t.Fatal(err)
	}
	defer resp.Body.Close()
	a := Answer{Status: resp.StatusCode, Header: resp.Header}
	if a.Body, err = io.ReadAll(resp.Body); err != nil {
		p.k.t.Fatal(err)
	}
	switch {
	case a.Status >= 400:
		_ = json.Unmarshal(a.Body, &a.Problem) // a page for people has none
	case out != nil:
		if err := json.Unmarshal(a.Body, out); err != nil {
			p.k.t.Fatalf("%s %s answered %q: %v", req.Method, req.URL.Path, a.Body, err)
		}
	}
	return a
}

// Must is Do for what must succeed.
func (p *Page) Must(method, path string, in, out any) {
	p.k.t.Helper()
	if a := p.Do(method, path, in, out); a.Status >= 300 {
		p.k.t.Fatalf("%s %s answered %d %s", method, path, a.Status, a.Body)
	}
}

// Begin begins a visit.
func (p *Page) Begin() localapi.NewVisit {
	p.k.t.Helper()
	p.Visit = ""
	var v localapi.NewVisit
	p.Must(http.MethodPost, "/api/visits", map[string]string{"lang": p.Lang}, &v)
	p.Visit = v.Token
	return v
}

// Print prints and gives the job's id.
func (p *Page) Print(kind, id string, copies int, fields map[string]string) string {
	p.k.t.Helper()
	var n localapi.NewPrint
	p.Must(http.MethodPost, "/api/prints", map[string]any{"kind": kind, "id": id, "lang": Lang, "copies": copies, "fields": fields}, &n)
	return n.Job.Job
}

// Listen connects the page's WebSocket.
func (p *Page) Listen() {
	p.k.t.Helper()
	d := websocket.Dialer{Jar: p.client.Jar, HandshakeTimeout: patience}
	conn, resp, err := d.Dial("ws"+strings.TrimPrefix(p.k.URL, "http")+"/api/events", http.Header{"Origin": {p.k.URL}})
	if err != nil {
		p.k.t.Fatal(err)
	}
	resp.Body.Close()
	p.conn, p.over = conn, make(chan struct{})
	p.k.t.Cleanup(func() { conn.Close(); <-p.over })
	go func() {
		defer close(p.over)
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				p.why = err
				return
			}
			var e Event
			if json.Unmarshal(data, &e) == nil {
				p.mu.Lock()
				p.got = append(p.got, e)
				p.mu.Unlock()
				select {
				case p.news <- struct{}{}:
				default:
				}
			}
		}
	}()
}

// Say sends a text to the kiosk over the WebSocket.
func (p *Page) Say(text string) {
	p.k.t.Helper()
	if err := p.conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		p.k.t.Fatal(err)
	}
}

// Closed waits until the kiosk closes the WebSocket and tells with which code.
func (p *Page) Closed() int {
	p.k.t.Helper()
	select {
	case <-p.over:
	case <-time.After(patience):
		p.k.t.Fatal("the connection stays open")
	}
	var c *websocket.CloseError
	if errors.As(p.why, &c) {
		return c.Code
	}
	return websocket.CloseAbnormalClosure
}

// Await waits for an event of a type that fits and drops those before it. into
// may be nil; fits may be nil.
func (p *Page) Await(kind string, into any, fits func() bool) {
	p.k.t.Helper()
	late := time.After(patience)
	var seen []string
	for {
		p.mu.Lock()
		waiting := p.got
		p.got = nil
		p.mu.Unlock()
		for i, e := range waiting {
			seen = append(seen, e.Type+" "+string(e.Data))
			if e.Type != kind {
				continue
			}
			if into != nil {
				if err := json.Unmarshal(e.Data, into); err != nil {
					p.k.t.Fatal(err)
				}
			}
			if fits == nil || fits() {
				p.mu.Lock()
				p.got = append(waiting[i+1:len(waiting):len(waiting)], p.got...)
				p.mu.Unlock()
				return
			}
		}
		select {
		case <-p.news:
		case <-late:
			p.k.t.Fatalf("waited in vain for the event %s; there were:\n%s", kind, strings.Join(seen, "\n"))
		}
	}
}

// AwaitPrint waits until a job is in a state.
func (p *Page) AwaitPrint(job, state string) (now localapi.Progress) {
	p.k.t.Helper()
	p.Await("print.progress", &now, func() bool { return now.Job == job && now.State == state })
	return now
}

// Cookie gives the page's cookie.
func (p *Page) Cookie() *http.Cookie {
	p.k.t.Helper()
	req, err := http.NewRequestWithContext(p.k.t.Context(), http.MethodGet, p.k.URL, nil)
	if err != nil {
		p.k.t.Fatal(err)
	}
	for _, c := range p.client.Jar.Cookies(req.URL) {
		return c
	}
	p.k.t.Fatal("the page has no cookie")
	return nil
}

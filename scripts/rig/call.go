package rig

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"strings"
	"time"
)

// StatusError is an answer that says no.
type StatusError struct {
	Status int
	Body   string
}

// Error gives the status and what the answer said.
func (e *StatusError) Error() string {
	return fmt.Sprintf("answer %d: %s", e.Status, strings.TrimSpace(e.Body))
}

// Call asks one of the products' APIs: JSON in, JSON out; out may be nil, or a
// *[]byte for the plain body.
func Call(ctx context.Context, c *http.Client, method, url string, header map[string]string, in, out any) (http.Header, error) {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("cannot encode a request: %w", err)
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return nil, fmt.Errorf("cannot make a request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 300 {
		return nil, &StatusError{resp.StatusCode, string(data)}
	}
	switch out := out.(type) {
	case nil:
	case *[]byte:
		*out = data
	default:
		if err := json.Unmarshal(data, out); err != nil {
			return nil, fmt.Errorf("cannot read the answer of %s: %w", url, err)
		}
	}
	return resp.Header, nil
}

// Launch opens the kiosk's page with the one-time key that kioskd wrote and
// gives the page's client.
func (h *House) Launch(ctx context.Context) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &http.Client{Jar: jar, Timeout: 10 * time.Second}
	url, err := os.ReadFile(h.Path("kiosk", "launch-url"))
	if err != nil {
		return nil, fmt.Errorf("cannot read the launch URL: %w", err)
	}
	if _, err := Call(ctx, c, http.MethodGet, strings.TrimSpace(string(url)), nil, nil, nil); err != nil {
		return nil, err
	}
	return c, nil
}

// SignIn opens the console as Operator.
func (h *House) SignIn(ctx context.Context) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &http.Client{Jar: jar}
	_, err = Call(ctx, c, http.MethodPost, "http://"+h.Fleet+"/api/session", map[string]string{"Origin": "http://" + h.Fleet},
		map[string]string{"name": Operator, "password": h.Password}, nil)
	return c, err
}

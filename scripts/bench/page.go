package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/gorilla/websocket"

	"lawkiosk/scripts/rig"
)

// page is the kiosk's page as the benchmark plays it: a visit and its events.
type page struct {
	h      *rig.House
	client *http.Client
	conn   *websocket.Conn
	visit  map[string]string // header of the visit
}

type event struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

func openPage(ctx context.Context, h *rig.House) (*page, error) {
	client, err := h.Launch(ctx)
	if err != nil {
		return nil, err
	}
	p := &page{h: h, client: client}
	origin := "http://" + h.Kiosk
	dialer := websocket.Dialer{Jar: client.Jar}
	conn, resp, err := dialer.DialContext(ctx, "ws://"+h.Kiosk+"/api/events", http.Header{"Origin": {origin}})
	if err != nil {
		return nil, fmt.Errorf("cannot open the page's events: %w", err)
	}
	_ = resp.Body.Close()
	p.conn = conn
	var v struct{ Token string }
	if err := p.post(ctx, "/api/visits", map[string]string{"lang": "zh-CN"}, &v); err != nil {
		return nil, err
	}
	p.visit = map[string]string{"X-Visit": v.Token}
	return p, nil
}

func (p *page) close() { _ = p.conn.Close() }

func (p *page) post(ctx context.Context, path string, in, out any) error {
	_, err := rig.Call(ctx, p.client, http.MethodPost, "http://"+p.h.Kiosk+path, p.visit, in, out)
	return err
}

func (p *page) get(ctx context.Context, path string, out any) error {
	_, err := rig.Call(ctx, p.client, http.MethodGet, "http://"+p.h.Kiosk+path, p.visit, nil, out)
	return err
}

// endVisit ends the visit, as the button does.
func (p *page) endVisit(ctx context.Context) error {
	_, err := rig.Call(ctx, p.client, http.MethodDelete, "http://"+p.h.Kiosk+"/api/visits/current", p.visit, nil, nil)
	return err
}

// wait reads events until one is right.
func (p *page) wait(right func(event) bool) error {
	for {
		var e event
		if err := p.conn.ReadJSON(&e); err != nil {
			return fmt.Errorf("cannot read an event: %w", err)
		}
		if right(e) {
			return nil
		}
	}
}

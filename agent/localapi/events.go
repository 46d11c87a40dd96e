package localapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// Limits of the page's connection.
const (
	maxMessage    = 1 << 10          // bytes of one message from the page
	maxRate       = 20               // messages a second from the page
	pingEvery     = 20 * time.Second // a page that is alive answers
	pongWithin    = 50 * time.Second
	writeWithin   = 5 * time.Second
	closeReplaced = 4001 // another page took over; the old one must not come back by itself
	closeTooMuch  = 4002 // the page reads too slowly or sends too much
)

// pageMessage is what a page may send.
type pageMessage struct {
	Type string `json:"type"` // "hello", "ping"
}

var errMessage = errors.New("not a message of the page")

// parseMessage reads a message of the page.
func parseMessage(data []byte) (pageMessage, error) {
	if len(data) > maxMessage {
		return pageMessage{}, errMessage
	}
	var m pageMessage
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&m); err != nil || d.More() || m.Type == "" || len(m.Type) > 32 {
		return pageMessage{}, errMessage
	}
	return m, nil
}

// events answers GET /api/events: the page's WebSocket.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	hosts := ownHosts(s.cfg.Listener.Addr().String())
	upgrader := websocket.Upgrader{
		HandshakeTimeout: writeWithin,
		// Every browser sends Origin with a WebSocket; guard has compared it
		// to Host, so here it only must be there.
		CheckOrigin: func(r *http.Request) bool { return r.Header.Get("Origin") != "" && !foreign(r, hosts) },
		Error: func(w http.ResponseWriter, r *http.Request, _ int, _ error) {
			s.refuse(w, r, "request.bad")
		},
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // answered above
	}
	defer conn.Close()
	p, ok := s.deps.Events.join()
	if !ok {
		return
	}
	defer s.deps.Events.leave(p)
	s.deps.Events.Refresh(EventTerminal, func() any { return s.deps.Terminal() })
	s.deps.Visits.Remind()
	s.deps.Meetings.Remind()
	reading := make(chan struct{})
	pongs := make(chan struct{}, 1)
	go func() {
		defer close(reading)
		readPage(conn, pongs)
	}()
	s.write(conn, p, reading, pongs)
	conn.Close() // ends the reading
	<-reading
}

// write sends events until the page is gone; it is the only writer of conn.
func (s *Server) write(conn *websocket.Conn, p *page, reading <-chan struct{}, pongs <-chan struct{}) {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		var err error
		select {
		case <-reading:
			return
		case <-p.gone:
			code := closeTooMuch
			switch p.why {
			case "replaced":
				code = closeReplaced
			case "stopping":
				code = websocket.CloseGoingAway
			}
			_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, p.why), deadline(writeWithin)) // closed in any case
			return
		case msg := <-p.events:
			err = errors.Join(conn.SetWriteDeadline(deadline(writeWithin)), conn.WriteMessage(websocket.TextMessage, msg))
		case <-pongs:
			err = errors.Join(conn.SetWriteDeadline(deadline(writeWithin)), conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"pong","data":{}}`)))
		case <-ping.C:
			err = conn.WriteControl(websocket.PingMessage, nil, deadline(writeWithin))
		}
		if err != nil {
			return
		}
	}
}

func deadline(d time.Duration) time.Time { return time.Now().Add(d) }

// readPage reads until the page goes or sends what it must not.
func readPage(conn *websocket.Conn, pongs chan<- struct{}) {
	conn.SetReadLimit(maxMessage)
	alive := func(string) error { return conn.SetReadDeadline(deadline(pongWithin)) }
	conn.SetPongHandler(alive)
	if alive("") != nil {
		return
	}
	second, count := time.Now(), 0
	for {
		kind, data, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if now := time.Now(); now.Sub(second) >= time.Second {
			second, count = now, 0
		}
		if count++; count > maxRate || kind != websocket.TextMessage {
			return
		}
		m, err := parseMessage(data)
		if err != nil || alive("") != nil {
			return
		}
		if m.Type == "ping" {
			select {
			case pongs <- struct{}{}:
			default: // one is on its way
			}
		}
	}
}

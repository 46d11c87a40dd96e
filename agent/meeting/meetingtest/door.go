package meetingtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"lawkiosk/fleet/wire"
)

// handler is the contract's HTTP door.
func (f *Fleet) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+wire.PathCalls, f.newCall)
	mux.HandleFunc("GET "+wire.PathCall, f.of(func(c *call, _ []byte) (wire.Call, string) { return c.snap, "" }))
	mux.HandleFunc("GET "+wire.PathOffers, func(w http.ResponseWriter, _ *http.Request) { reply(w, f.offers) })
	mux.HandleFunc("GET "+wire.PathCallsLive, f.live)
	mux.HandleFunc("GET "+wire.PathSealKey, func(w http.ResponseWriter, _ *http.Request) { reply(w, f.seal) })
	mux.HandleFunc("POST "+wire.PathHere, f.of(func(c *call, in []byte) (wire.Call, string) {
		var h wire.Here
		if c.snap.State == wire.CallEnded {
			return c.snap, wire.CallCodeOver
		}
		if json.Unmarshal(in, &h) != nil {
			return c.snap, wire.CallCodeBad
		}
		c.heres = append(c.heres, h)
		return c.snap, ""
	}))
	mux.HandleFunc("POST "+wire.PathEnd, f.of(func(c *call, _ []byte) (wire.Call, string) {
		c.ends++
		if c.snap.State == wire.CallEnded {
			return c.snap, wire.CallCodeOver
		}
		how := map[wire.CallState]string{wire.CallWaiting: wire.CallAbandoned, wire.CallTalking: wire.CallLeft, wire.CallUnanswered: wire.CallNoAnswer}[c.snap.State]
		return f.change(c, func(s *wire.Call) { s.State, s.How, s.Queue = wire.CallEnded, how, nil }), ""
	}))
	mux.HandleFunc("POST "+wire.PathToken, func(w http.ResponseWriter, _ *http.Request) {
		reply(w, wire.RoomToken{Token: "room-token", Identity: "k1"})
	})
	mux.HandleFunc("POST "+wire.PathStaff, f.of(func(c *call, _ []byte) (wire.Call, string) {
		return f.change(c, func(s *wire.Call) { s.Staff = true }), ""
	}))
	mux.HandleFunc("POST "+wire.PathPaper, f.paper)
	mux.HandleFunc("GET "+wire.PathSlots, func(w http.ResponseWriter, _ *http.Request) {
		at := time.Now().Add(24 * time.Hour).UTC()
		reply(w, []wire.Slot{{ID: "slot-1", Begin: at, End: at.Add(30 * time.Minute)}})
	})
	mux.HandleFunc("POST "+wire.PathBooking, f.of(func(c *call, in []byte) (wire.Call, string) {
		return f.receipt(c, in, "booking", wire.CallBooked)
	}))
	mux.HandleFunc("POST "+wire.PathMessage, f.of(func(c *call, in []byte) (wire.Call, string) {
		var m wire.NewMessage
		if json.Unmarshal(in, &m) != nil {
			return c.snap, wire.CallCodeBad
		}
		c.text = m.Text
		return f.receipt(c, in, "message", wire.CallMessage)
	}))
	mux.HandleFunc("POST "+wire.PathVoice, f.of(func(c *call, in []byte) (wire.Call, string) {
		if len(in) > wire.MaxVoiceBytes {
			return c.snap, wire.CallCodeTooLarge
		}
		c.voice = in
		return f.receipt(c, nil, "message", wire.CallMessage)
	}))
	mux.HandleFunc("POST "+wire.PathRating, f.of(func(c *call, _ []byte) (wire.Call, string) {
		if c.snap.Rated {
			return c.snap, wire.CallCodeRated
		}
		return f.change(c, func(s *wire.Call) { s.Rated = true }), ""
	}))
	mux.HandleFunc("POST "+wire.PathJoin, func(w http.ResponseWriter, _ *http.Request) { problem(w, http.StatusNotFound, wire.CallCodeInvitation) })
	mux.HandleFunc("POST "+wire.PathReceipt, f.query)
	mux.HandleFunc(wire.PathSignal, f.signal)
	mux.HandleFunc(wire.PathSignal+"/", f.signal)
	return f.guard(mux)
}

// guard checks who knocks and answers as the knobs say.
func (f *Fleet) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		code, vague := f.refuse, f.vague
		f.mu.Unlock()
		name, token, _ := r.BasicAuth()
		switch {
		case name != Kiosk || token != Token:
			w.WriteHeader(http.StatusUnauthorized)
		case vague != 0:
			w.WriteHeader(vague)
			_, _ = io.WriteString(w, "<html>a gateway's page</html>")
		case code != "":
			problem(w, http.StatusConflict, code)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// of answers for one call.
func (f *Fleet) of(do func(c *call, in []byte) (wire.Call, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		c := f.calls[r.PathValue("id")]
		if c == nil {
			problem(w, http.StatusNotFound, wire.CallCodeUnknown)
			return
		}
		if strings.HasPrefix(r.Header.Get("Content-Type"), "audio/") {
			c.kind = r.Header.Get("Content-Type")
		}
		snap, code := do(c, in)
		if code != "" {
			problem(w, http.StatusConflict, code)
			return
		}
		reply(w, snap)
	}
}

func (f *Fleet) newCall(w http.ResponseWriter, r *http.Request) {
	var n wire.NewCall
	if json.NewDecoder(r.Body).Decode(&n) != nil || n.Visit == "" || !n.Consent.Video {
		problem(w, http.StatusUnprocessableEntity, wire.CallCodeBad)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		if c.snap.State != wire.CallEnded && c.asked.Visit != n.Visit {
			problem(w, http.StatusConflict, wire.CallCodeBusy)
			return
		}
	}
	reply(w, f.begin(n).snap)
}

func (f *Fleet) paper(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("paper")
	f.of(func(c *call, in []byte) (wire.Call, string) {
		var p wire.PaperState
		if json.Unmarshal(in, &p) != nil {
			return c.snap, wire.CallCodeBad
		}
		for i := range c.snap.Papers {
			if c.snap.Papers[i].ID != id {
				continue
			}
			c.papers[id] = append(c.papers[id], p)
			return f.change(c, func(s *wire.Call) {
				s.Papers = append([]wire.Paper{}, s.Papers...)
				s.Papers[i].State, s.Papers[i].Detail = p.State, p.Detail
			}), ""
		}
		return c.snap, wire.CallCodeBad
	})(w, r)
}

// receipt ends a call with a receipt; the caller holds mu.
func (f *Fleet) receipt(c *call, _ []byte, kind, how string) (wire.Call, string) {
	if c.snap.State == wire.CallEnded {
		return c.snap, wire.CallCodeOver
	}
	now := time.Now().UTC()
	return f.change(c, func(s *wire.Call) {
		s.State, s.How, s.Queue = wire.CallEnded, how, nil
		s.Receipt = &wire.Receipt{Number: "520103000018", Kind: kind, Issued: now, ReplyBy: now.Add(48 * time.Hour), Centre: "520103-centre", Topic: s.Topic, State: "open"}
	}), ""
}

func (f *Fleet) query(w http.ResponseWriter, r *http.Request) {
	var q wire.ReceiptQuery
	if json.NewDecoder(r.Body).Decode(&q) != nil || q.Number != "520103000018" {
		problem(w, http.StatusNotFound, wire.CallCodeReceipt)
		return
	}
	reply(w, wire.Receipt{Number: q.Number, Kind: "message", Issued: time.Now().UTC(), Centre: "520103-centre", State: "done", Reply: "可以申请劳动仲裁。", Replied: time.Now().UTC()})
}

// live streams the snapshots of all calls of the kiosk.
func (f *Fleet) live(w http.ResponseWriter, r *http.Request) {
	news := make(chan wire.Call, 64)
	f.mu.Lock()
	f.streams[news] = true
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		delete(f.streams, news)
		f.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	_, _ = io.WriteString(w, ": here\n\n")
	for {
		if out.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case c := <-news:
			data, err := json.Marshal(c)
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(w, "event: call\ndata: %s\n\n", data); err != nil {
				return
			}
		}
	}
}

// signal is the rooms' WebSocket: it sends back what it gets.
func (f *Fleet) signal(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.signals = append(f.signals, r.Header.Clone())
	f.mu.Unlock()
	if r.URL.Path == wire.PathSignal+"/validate" {
		w.Header().Set("Set-Cookie", "stray=1")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		_, _ = io.WriteString(w, "success")
		return
	}
	switch r.URL.Query().Get("access_token") {
	case "room-token":
	case "slow-token": // the rooms take their time
		<-r.Context().Done()
		return
	default:
		w.WriteHeader(http.StatusUnauthorized) // used up or expired
		return
	}
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	for {
		kind, data, err := conn.ReadMessage()
		if err != nil || conn.WriteMessage(kind, data) != nil {
			return
		}
	}
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client went away
}

func problem(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "detail": "not for people", "code": code})
}

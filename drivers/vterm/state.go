package vterm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"lawkiosk/drivers/idcard/idcardtest"
	"lawkiosk/drivers/lights/lightstest"
	"lawkiosk/drivers/printer/printertest"
)

// State is all that the panel shows.
type State struct {
	IDCard  ReaderState          `json:"idcard"`
	Cards   []Card               `json:"cards"`
	Printer printertest.Snapshot `json:"printer"`
	Light   lightstest.Snapshot  `json:"light"`   // beside the camera
	Printed []Paper              `json:"printed"` // the newest first, at most maxPapers
	Kiosk   bool                 `json:"kiosk"`   // GET /kiosk opens the kiosk's page
}

// ReaderState is the card reader's part.
type ReaderState struct {
	Port string `json:"port"` // what to write as the driver's port
	idcardtest.State
}

// Card is a demo card that can be laid on the reader.
type Card struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	English string `json:"english"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Number  string `json:"number"`
}

func (t *Terminal) state() State {
	s, _ := t.watch()
	return s
}

// watch gives the state and channels that are closed at its next change.
func (t *Terminal) watch() (State, [3]<-chan struct{}) {
	reader := t.reader.Changed()
	snap, printer := t.printer.Snapshot()
	light := t.light.Changed()
	return State{
		IDCard:  ReaderState{Port: t.ReaderPort(), State: t.reader.State()},
		Cards:   cards(),
		Printer: snap,
		Light:   t.light.Snapshot(),
		Printed: t.printed(),
		Kiosk:   t.o.LaunchURL != "",
	}, [3]<-chan struct{}{reader, printer, light}
}

// cards lists the demo cards. Their names and numbers are shown plainly: the
// people on them do not exist.
func cards() []Card {
	demo := idcardtest.Cards()
	list := make([]Card, 0, len(demo))
	for _, d := range demo {
		list = append(list, Card{
			ID: d.ID, Title: d.Title, English: d.English, Kind: string(d.Kind),
			Name: d.Want.Name.Reveal(), Number: d.Want.ID.Reveal(),
		})
	}
	return list
}

// Times of the live stream.
const (
	calm      = 50 * time.Millisecond // changes that come closer together are sent as one
	heartbeat = 15 * time.Second
)

// events streams the state at the beginning and after each change.
func (t *Terminal) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	for {
		s, changed := t.watch()
		b, err := json.Marshal(s)
		if err != nil {
			t.log.Error("cannot encode the state", "error", err)
			return
		}
		if _, err := fmt.Fprintf(w, "event: state\ndata: %s\n\n", b); err != nil {
			return
		}
		for again := false; !again; {
			if out.Flush() != nil {
				return
			}
			select {
			case <-r.Context().Done():
				return
			case <-changed[0]:
				again = true
			case <-changed[1]:
				again = true
			case <-changed[2]:
				again = true
			case <-time.After(heartbeat):
				if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil {
					return
				}
			}
		}
		select {
		case <-r.Context().Done():
			return
		case <-time.After(calm):
		}
	}
}

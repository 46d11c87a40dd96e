package vterm

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"lawkiosk/drivers/idcard/idcardtest"
	"lawkiosk/drivers/printer/printertest"
)

func (t *Terminal) putCard(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Card string `json:"card"`
	}
	if !take(w, r, &in) {
		return
	}
	c, ok := idcardtest.CardByID(in.Card)
	if !ok {
		ids := make([]string, 0, len(cards()))
		for _, k := range cards() {
			ids = append(ids, k.ID)
		}
		refuse(w, http.StatusUnprocessableEntity, fmt.Sprintf("There is no demo card %q. Use one of: %s.", in.Card, strings.Join(ids, ", ")))
		return
	}
	t.reader.Put(c)
	reply(w, t.state())
}

// cardFault takes a fault of idcardtest, its delay in milliseconds.
func (t *Terminal) cardFault(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Kind  string `json:"kind"`
		Step  string `json:"step"`
		Code  byte   `json:"code"`
		Times int    `json:"times"`
		Bytes int    `json:"bytes"`
		Delay int    `json:"delay_ms"`
	}
	if !take(w, r, &in) {
		return
	}
	err := t.reader.Inject(idcardtest.Fault{
		Kind: in.Kind, Step: in.Step, Code: in.Code, Times: in.Times, Bytes: in.Bytes,
		Delay: time.Duration(in.Delay) * time.Millisecond,
	})
	if err != nil {
		refuse(w, http.StatusUnprocessableEntity, sentence(err))
		return
	}
	reply(w, t.state())
}

// printerKnobs are what a request may turn; what it leaves out stays.
type printerKnobs struct {
	Paper   *int                 `json:"paper"` // sheets in the tray
	Toner   *int                 `json:"toner"` // percent
	Jam     *bool                `json:"jam"`
	Cover   *bool                `json:"cover"`   // open
	Offline *bool                `json:"offline"` // cable pulled
	Network *printertest.Network `json:"network"` // "ok", "offline", "hang", "garbage", "flood"
	Fault   *printertest.Fault   `json:"fault"`   // happens once, "lose-reply"…
	PageMS  *int                 `json:"page_ms"` // time to print one side
	Restart bool                 `json:"restart"` // switched off and on: all jobs gone
}

func (k printerKnobs) check() string {
	outside := func(v *int, from, to int) bool { return v != nil && (*v < from || *v > to) }
	switch {
	case outside(k.Paper, 0, 10000):
		return "paper is a number of sheets: 0 takes all out."
	case outside(k.Toner, 0, 100):
		return "toner is a percentage from 0 to 100."
	case outside(k.PageMS, 0, 600_000):
		return "page_ms is the time of one side in milliseconds, at most 600000."
	case k.Offline != nil && k.Network != nil:
		return "offline and network say the same thing: send one of them."
	}
	return ""
}

func (t *Terminal) setPrinter(w http.ResponseWriter, r *http.Request) {
	var k printerKnobs
	if !take(w, r, &k) {
		return
	}
	if wrong := k.check(); wrong != "" {
		refuse(w, http.StatusUnprocessableEntity, wrong)
		return
	}
	if k.Offline != nil {
		network := printertest.NetworkOK
		if *k.Offline {
			network = printertest.NetworkOffline
		}
		k.Network = &network
	}
	if err := t.turn(k); err != nil {
		refuse(w, http.StatusUnprocessableEntity, sentence(err))
		return
	}
	reply(w, t.state())
}

// turn turns the printer's knobs; those that can fail go first.
func (t *Terminal) turn(k printerKnobs) error {
	if k.Network != nil {
		if err := t.printer.SetNetwork(*k.Network); err != nil {
			return err
		}
	}
	if k.Fault != nil {
		if err := t.printer.Inject(*k.Fault); err != nil {
			return err
		}
	}
	if k.Paper != nil {
		t.printer.SetPaper(*k.Paper)
	}
	if k.Toner != nil {
		t.printer.SetToner(*k.Toner)
	}
	if k.Jam != nil {
		t.printer.SetJam(*k.Jam)
	}
	if k.Cover != nil {
		t.printer.SetCover(*k.Cover)
	}
	if k.PageMS != nil {
		t.printer.SetPageTime(time.Duration(*k.PageMS) * time.Millisecond)
	}
	if k.Restart {
		t.printer.Restart()
	}
	return nil
}

// setLight pulls the light's cable, puts it back or breaks the light.
func (t *Terminal) setLight(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Do string `json:"do"` // "unplug", "plug", "break"
	}
	if !take(w, r, &in) {
		return
	}
	var err error
	switch in.Do {
	case "unplug":
		err = t.light.Unplug()
	case "plug":
		err = t.light.Plug()
	case "break":
		err = t.light.Break()
	default:
		refuse(w, http.StatusUnprocessableEntity, "do is one of unplug, plug and break.")
		return
	}
	if err != nil {
		refuse(w, http.StatusInternalServerError, sentence(err))
		return
	}
	reply(w, t.state())
}

// sentence makes a sentence of an error.
func sentence(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

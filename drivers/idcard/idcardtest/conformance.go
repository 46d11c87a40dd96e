package idcardtest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"go.uber.org/goleak"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard"
)

// Table is what a test does with the cards and the cable of a reader: by hand
// with real hardware, by a Simulator otherwise.
type Table interface {
	Put(DemoCard)
	Lift()
	Plug()
	Unplug()
	Inject(Fault) error
	Clear()
}

// Harness is a reader that is not running yet and the table it stands on. What
// it starts it must end in t.Cleanup.
type Harness struct {
	Reader idcard.Reader
	Table  Table
}

// Conformance is what every idcard.Reader must do. make is called for each
// test and gives a fresh, plugged-in reader without a card on it.
func Conformance(t *testing.T, make func(t *testing.T) Harness) {
	tests := map[string]func(*testing.T, *session){
		"offline before Run":          beforeRun,
		"reads each kind":             eachKind,
		"waits for a card":            waits,
		"context ends a wait":         cancelled,
		"card must be lifted":         liftAndLay,
		"wrong card":                  wrongCard,
		"failed read, then success":   failedRead,
		"lifted too early":            liftedEarly,
		"damaged data":                damagedData,
		"noise on the line":           noisyLine,
		"unplug while idle, replug":   unplugIdle,
		"unplug while reading":        unplugReading,
		"Run ends while a Read waits": runEnds,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			leaks := goleak.IgnoreCurrent()
			t.Cleanup(func() { goleak.VerifyNone(t, leaks) })
			h := make(t)
			test(t, &session{Harness: h, t: t, news: newBell()})
		})
	}
}

func beforeRun(t *testing.T, s *session) {
	if got := s.Reader.Status().State; got != drivers.Starting {
		t.Errorf("state before Run is %q, want %q", got, drivers.Starting)
	}
	_, err := s.Reader.Read(s.context())
	s.wantErr(err, drivers.ErrOffline)
	if got := s.Reader.Info().Class; got != drivers.ClassIDCard {
		t.Errorf("class is %q, want %q", got, drivers.ClassIDCard)
	}
}

func eachKind(t *testing.T, s *session) {
	s.online()
	for _, card := range Cards() {
		if card.Strange {
			continue
		}
		s.Table.Put(card)
		s.wantCard(card)
		s.Table.Lift()
	}
}

func waits(t *testing.T, s *session) {
	s.online()
	r := s.read()
	r.stage(idcard.Waiting)
	card := s.put("citizen")
	r.stage(idcard.Reading)
	r.wantCard(card)
}

func cancelled(t *testing.T, s *session) {
	s.online()
	ctx, cancel := context.WithCancel(s.context())
	r := s.readCtx(ctx)
	r.stage(idcard.Waiting)
	cancel()
	s.wantErr(r.err(), context.Canceled)
	s.wantCard(s.put("citizen")) // the reader serves the next visitor
}

func liftAndLay(t *testing.T, s *session) {
	s.online()
	s.wantCard(s.put("citizen"))
	// The card still lies there: a second Read must wait for the next one.
	r := s.read()
	r.stage(idcard.Waiting)
	s.Table.Lift()
	r.wantCard(s.put("elder"))
}

func wrongCard(t *testing.T, s *session) {
	s.online()
	s.put("other")
	_, err := s.Reader.Read(s.context())
	s.wantErr(err, idcard.ErrWrongCard)
	s.Table.Lift()
	s.wantCard(s.put("citizen"))
}

func failedRead(t *testing.T, s *session) {
	s.online()
	s.inject(Fault{Kind: "status", Step: "read", Code: 0x41, Times: 1})
	s.put("citizen")
	_, err := s.Reader.Read(s.context())
	s.wantErr(err, idcard.ErrReadFailed)
	s.Table.Lift()
	s.wantCard(s.put("citizen"))
}

func liftedEarly(t *testing.T, s *session) {
	s.online()
	s.inject(Fault{Kind: "lift", Step: "read", Times: 1})
	s.put("citizen")
	_, err := s.Reader.Read(s.context())
	s.wantErr(err, idcard.ErrReadFailed)
	s.wantCard(s.put("citizen"))
}

func damagedData(t *testing.T, s *session) {
	s.online()
	card, _ := CardByID("citizen")
	card.Text = append([]byte{}, card.Text...)
	card.Text[122+2*17]++ // the check digit
	s.Table.Put(card)
	_, err := s.Reader.Read(s.context())
	s.wantErr(err, idcard.ErrBadData)
	s.Table.Lift()
	s.wantCard(s.put("residence"))
}

func noisyLine(t *testing.T, s *session) {
	s.online()
	for _, f := range []Fault{
		{Kind: "bad-checksum", Step: "find", Times: 1},
		{Kind: "bad-checksum", Step: "select", Times: 1},
		{Kind: "bad-checksum", Step: "read", Times: 1},
		{Kind: "garbage", Step: "read", Bytes: 64, Times: 1},
		{Kind: "status", Step: "read", Code: 0x10, Times: 1},
		{Kind: "fragments", Step: "select", Bytes: 3, Times: 1},
	} {
		s.inject(f)
		card := s.put("citizen")
		s.wantCard(card)
		s.Table.Lift()
		s.Table.Clear()
	}
}

func unplugIdle(t *testing.T, s *session) {
	s.online()
	s.Table.Unplug()
	s.wantState(drivers.Offline)
	_, err := s.Reader.Read(s.context())
	s.wantErr(err, drivers.ErrOffline)
	s.Table.Plug()
	s.wantState(drivers.Online)
	s.wantCard(s.put("citizen"))
}

func unplugReading(t *testing.T, s *session) {
	s.online()
	r := s.read()
	r.stage(idcard.Waiting)
	s.Table.Unplug()
	s.wantErr(r.err(), drivers.ErrOffline)
	s.wantState(drivers.Offline)
	s.Table.Plug()
	s.wantState(drivers.Online)
	s.wantCard(s.put("foreigner"))
}

func runEnds(t *testing.T, s *session) {
	stop := s.online()
	r := s.read()
	r.stage(idcard.Waiting)
	stop()
	s.wantErr(r.err(), drivers.ErrOffline)
}

// wantErr checks what an operation ended with.
func (s *session) wantErr(err, want error) {
	s.t.Helper()
	if !errors.Is(err, want) {
		s.t.Fatalf("error is %v, want one wrapping %q", err, want)
	}
}

// wantCard reads a card and compares it with what the demo card says.
func (s *session) wantCard(card DemoCard) {
	s.t.Helper()
	got, err := s.Reader.Read(s.context())
	compare(s.t, card, got, err)
}

func compare(t *testing.T, card DemoCard, got idcard.Card, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("reading card %q: %v", card.ID, err)
	}
	a, b := reflect.ValueOf(got), reflect.ValueOf(card.Want)
	for i := range a.NumField() {
		if !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) {
			t.Errorf("card %q: field %s differs from what lies on the reader", card.ID, a.Type().Field(i).Name)
		}
	}
}

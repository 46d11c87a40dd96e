package card_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/agent/card"
	"lawkiosk/agent/visit"
	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard"
	"lawkiosk/fleet/wire"
	"lawkiosk/personal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// reader is a reader on which a test lays cards.
type reader struct {
	state drivers.State
	cards chan any // idcard.Card or error
}

func (r *reader) Info() drivers.Info { return drivers.Info{Class: drivers.ClassIDCard} }

func (r *reader) Status() drivers.Status { return drivers.Status{State: r.state} }

func (r *reader) Run(ctx context.Context, _ func(drivers.Status)) error {
	<-ctx.Done()
	return ctx.Err()
}

func (r *reader) Read(ctx context.Context) (idcard.Card, error) {
	return r.ReadStages(ctx, func(idcard.Stage) {})
}

func (r *reader) ReadStages(ctx context.Context, stage func(idcard.Stage)) (idcard.Card, error) {
	stage(idcard.Waiting)
	select {
	case <-ctx.Done():
		return idcard.Card{}, ctx.Err()
	case c := <-r.cards:
		stage(idcard.Reading)
		if err, bad := c.(error); bad {
			return idcard.Card{}, err
		}
		return c.(idcard.Card), nil
	}
}

func someone() idcard.Card {
	return idcard.Card{
		Kind: idcard.Citizen, Name: personal.NewName("测试甲"), Sex: "女", Nation: "汉",
		Birth: personal.Date{}, ID: personal.NewIDNumber("11010119900307002X"), Photo: []byte{1, 2, 3},
	}
}

type counter struct {
	*card.Desk
	reader  *reader
	mu      sync.Mutex
	events  []string
	records []wire.CardRead
	over    bool // the visit is over
}

func open(t *testing.T) (c *counter, stop func()) {
	c = &counter{reader: &reader{state: drivers.Online, cards: make(chan any)}}
	note := func(f func()) { c.mu.Lock(); defer c.mu.Unlock(); f() }
	c.Desk = card.New(card.Deps{
		Reader: c.reader,
		Record: func(_ wire.Kind, b any) { note(func() { c.records = append(c.records, b.(wire.CardRead)) }) },
		Publish: func(kind string, data any) {
			note(func() { c.events = append(c.events, fmt.Sprintf("%s %+v", kind, data)) })
		},
		Noted: func(string) error {
			if c.over {
				return visit.ErrOver
			}
			return nil
		},
		Log: slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = c.Run(ctx) }()
	return c, func() { cancel(); <-done }
}

func TestACardIsReadAfterConsentAndForgottenAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, stop := open(t)
		defer stop()
		if err := c.Start("v1", "zh-CN", nil); !errors.Is(err, card.ErrConsent) {
			t.Fatalf("without consent: %v", err)
		}
		c.Consent("v1", true)
		if err := c.Start("v1", "zh-CN", nil); err != nil {
			t.Fatal(err)
		}
		if err := c.Start("v1", "zh-CN", nil); !errors.Is(err, card.ErrBusy) {
			t.Fatalf("a second read at once: %v", err)
		}
		c.reader.cards <- someone()
		synctest.Wait()
		want := []string{"card.waiting {}", "card.reading {}", "card.read {Present:true NameMasked:测** IDMasked:1****************X GreetingName:测女士}"}
		if !slices.Equal(c.events, want) {
			t.Fatalf("events %v", c.events)
		}
		if got, err := c.Card("v1"); err != nil || got.ID.Reveal() != "11010119900307002X" {
			t.Fatalf("card %v, error %v", got.ID, err)
		}
		if _, err := c.Card("v2"); err == nil {
			t.Fatal("another visit gets the card")
		}
		c.Wipe("v1")
		if _, err := c.Card("v1"); err == nil || c.Seen("v1").Present {
			t.Fatal("the card outlived the wipe")
		}
		if len(c.records) != 1 || c.records[0].Outcome != "read" || c.records[0].Kind != "citizen" {
			t.Fatalf("records %+v", c.records)
		}
		if strings.Contains(fmt.Sprintf("%+v %+v", c.records, c.events), "11010119900307002X") {
			t.Fatal("the number was told to somebody")
		}
	})
}

func TestHowAReadFails(t *testing.T) {
	cases := []struct {
		name    string
		do      func(*counter, chan struct{})
		outcome string
		event   string // "" for none after card.waiting and card.reading
	}{
		{"wrong card", func(c *counter, _ chan struct{}) { c.reader.cards <- fmt.Errorf("x: %w", idcard.ErrWrongCard) }, "failed", "{Code:wrong-card"},
		{"lifted", func(c *counter, _ chan struct{}) { c.reader.cards <- idcard.ErrReadFailed }, "failed", "{Code:read-failed"},
		{"damaged", func(c *counter, _ chan struct{}) { c.reader.cards <- idcard.ErrBadData }, "failed", "{Code:bad-data"},
		{"unplugged", func(c *counter, _ chan struct{}) { c.reader.cards <- drivers.ErrOffline }, "failed", "{Code:offline"},
		{"no card for a minute", func(*counter, chan struct{}) { time.Sleep(61 * time.Second) }, "timeout", "{Code:timeout"},
		{"visitor goes back", func(c *counter, _ chan struct{}) { c.Stop("v1") }, "canceled", ""},
		{"visit ends", func(_ *counter, done chan struct{}) { close(done) }, "canceled", ""},
		{"wiped", func(c *counter, _ chan struct{}) { c.Wipe("v1") }, "canceled", ""},
		{"card comes after the end", func(c *counter, _ chan struct{}) { c.over = true; c.reader.cards <- someone() }, "canceled", ""},
	}
	for _, k := range cases {
		t.Run(k.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, stop := open(t)
				defer stop()
				done := make(chan struct{})
				c.Consent("v1", true)
				if err := c.Start("v1", "en", done); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				k.do(c, done)
				synctest.Wait()
				if len(c.records) != 1 || c.records[0].Outcome != k.outcome || c.records[0].Visit != "v1" {
					t.Fatalf("records %+v, want one %q", c.records, k.outcome)
				}
				last := c.events[len(c.events)-1]
				if k.event != "" && !strings.HasPrefix(last, "card.failed "+k.event) {
					t.Fatalf("last event %q", last)
				}
				if k.event == "" && strings.HasPrefix(last, "card.failed") {
					t.Fatalf("event %q for a read that nobody waits for", last)
				}
				if c.Seen("v1").Present {
					t.Fatal("a card is there")
				}
			})
		})
	}
}

func TestARefusalIsRecordedAndForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, stop := open(t)
		defer stop()
		c.Consent("v1", true)
		if err := c.Start("v1", "zh-CN", nil); err != nil {
			t.Fatal(err)
		}
		c.reader.cards <- someone()
		synctest.Wait()
		c.Consent("v1", false)
		if c.Seen("v1").Present {
			t.Fatal("the card is still there")
		}
		if n := len(c.records); n != 2 || c.records[1].Outcome != "refused" {
			t.Fatalf("records %+v", c.records)
		}
	})
}

func TestAReaderThatIsNotThere(t *testing.T) {
	c, stop := open(t)
	defer stop()
	c.reader.state = drivers.Offline
	c.Consent("v1", true)
	if err := c.Start("v1", "zh-CN", nil); !errors.Is(err, card.ErrNoReader) {
		t.Fatalf("error %v", err)
	}
}

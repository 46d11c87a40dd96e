package feedback

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"filippo.io/age"

	"lawkiosk/content"
	"lawkiosk/fleet/wire"
)

type book struct {
	records []any
	err     error
}

func (b *book) keep(_ wire.Kind, body any) error {
	if b.err == nil {
		b.records = append(b.records, body)
	}
	return b.err
}

func desk(t *testing.T, ask func(context.Context) (wire.SealKey, error)) (*Desk, *book) {
	t.Helper()
	b := &book{}
	return New(filepath.Join(t.TempDir(), "feedback"), Deps{Keep: b.keep, Ask: ask, Log: slog.New(slog.DiscardHandler)}), b
}

func draft() *content.Opinion {
	two := []content.Text{{ZH: "赞成"}, {ZH: "不赞成"}}
	return &content.Opinion{
		ID: "draft", Code: 101, From: "2026-01-01", Until: "2026-12-31",
		Questions: []content.OpinionAsk{{ID: "whole", Answers: two}, {ID: "times", Answers: two}},
	}
}

func said(answers map[string]int, text string) Said {
	return Said{Draft: draft(), Day: "2026-11-22", Lang: "zh-CN", Answers: answers, Text: text}
}

func TestGiveRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		s    Said
		want error
	}{
		"closed":          {Said{Draft: draft(), Day: "2027-01-01", Answers: map[string]int{"whole": 1}}, ErrClosed},
		"not yet open":    {Said{Draft: draft(), Day: "2025-12-31", Answers: map[string]int{"whole": 1}}, ErrClosed},
		"nothing":         {said(nil, " \n"), ErrEmpty},
		"unknown asked":   {said(map[string]int{"other": 1}, ""), ErrBad},
		"place 0":         {said(map[string]int{"whole": 0}, ""), ErrBad},
		"place too large": {said(map[string]int{"whole": 3}, ""), ErrBad},
		"too long":        {said(nil, strings.Repeat("长", wire.MaxOpinionText+1)), ErrBad},
		"broken text":     {said(nil, "\xff"), ErrBad},
		"a zero":          {said(nil, "a\x00b"), ErrBad},
		"no key":          {said(nil, "我有话说"), ErrNoKey},
	} {
		t.Run(name, func(t *testing.T) {
			d, b := desk(t, nil)
			if _, err := d.Give("v", c.s); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if len(b.records) != 0 || len(d.Given("v")) != 0 {
				t.Error("it was written down all the same")
			}
		})
	}
}

func TestAVisitGivesItsOpinionOnce(t *testing.T) {
	d, b := desk(t, nil)
	number, err := d.Give("v1", said(map[string]int{"whole": 2}, ""))
	if err != nil {
		t.Fatal(err)
	}
	if !wire.GoodNumber(number) || !strings.HasPrefix(number, "9101") {
		t.Errorf("number %s", number)
	}
	if _, err := d.Give("v1", said(map[string]int{"whole": 1}, "")); !errors.Is(err, ErrGiven) {
		t.Errorf("a second one gave %v", err)
	}
	other := said(map[string]int{"whole": 1}, "")
	other.Draft.ID = "other"
	if _, err := d.Give("v1", other); err != nil {
		t.Errorf("another draft: %v", err)
	}
	if g := d.Given("v1"); len(g) != 2 || g["draft"] != number {
		t.Errorf("given: %v", g)
	}
	d.EndVisit("v1")
	if len(d.Given("v1")) != 0 {
		t.Error("the visit is remembered after its end")
	}
	if _, err := d.Give("v2", said(map[string]int{"whole": 1}, "")); err != nil {
		t.Errorf("the next visit: %v", err)
	}
	if len(b.records) != 3 {
		t.Errorf("%d records", len(b.records))
	}
}

func TestAnOpinionThatCannotBeKeptGivesNoReceipt(t *testing.T) {
	d, b := desk(t, nil)
	b.err = errors.New("disk is full")
	if n, err := d.Give("v", said(map[string]int{"whole": 1}, "")); err == nil || n != "" {
		t.Fatalf("got %q, %v", n, err)
	}
	b.err = nil
	if _, err := d.Give("v", said(map[string]int{"whole": 1}, "")); err != nil {
		t.Fatalf("again: %v", err)
	}
}

func TestATextIsSealedToTheFleet(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	d, b := desk(t, nil)
	key := wire.SealKey{Name: wire.SealAgeX25519, Key: id.Recipient().String()}
	if changed, err := d.keys.put(key); err != nil || !changed || !d.CanSeal() {
		t.Fatal(changed, err)
	}
	text := strings.Repeat("意见", wire.MaxOpinionText/2)
	number, err := d.Give("v", said(nil, text))
	if err != nil {
		t.Fatal(err)
	}
	o := b.records[0].(wire.OpinionGiven)
	if _, err := wire.NewRecord(time.Now(), wire.KindOpinionGiven, o); err != nil {
		t.Fatalf("the longest text does not fit: %v", err)
	}
	if bytes.Contains(o.Text, []byte("意见")) {
		t.Fatal("the text is readable")
	}
	r, err := age.Decrypt(bytes.NewReader(o.Text), id)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil || string(plain) != wire.SealLabel(number)+"\x00"+text {
		t.Fatalf("opens as %d bytes, %v", len(plain), err)
	}
}

func TestTheKeyIsKeptAndAWrongOneChangesNothing(t *testing.T) {
	id, _ := age.GenerateX25519Identity()
	good := wire.SealKey{Name: wire.SealAgeX25519, Key: id.Recipient().String()}
	d, _ := desk(t, nil)
	if _, err := d.keys.put(good); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []wire.SealKey{{}, {Name: "sm2", Key: good.Key}, {Name: good.Name, Key: "age1nothing"}} {
		if _, err := d.keys.put(bad); err == nil || d.keys.get() != good {
			t.Errorf("%v was taken", bad)
		}
	}
	again := keys{file: d.keys.file}
	if err := again.load(); err != nil || again.get() != good {
		t.Fatalf("read back: %v %v", again.get(), err)
	}
	for _, text := range []string{"", "{", `{"name":"age-x25519","key":"x"}`} {
		if err := os.WriteFile(d.keys.file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		broken := keys{file: d.keys.file}
		if err := broken.load(); err == nil || broken.get() != (wire.SealKey{}) {
			t.Errorf("%q was read", text)
		}
	}
}

func TestTheKeyIsAskedForUntilTheFleetAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		id, _ := age.GenerateX25519Identity()
		key := wire.SealKey{Name: wire.SealAgeX25519, Key: id.Recipient().String()}
		tries := 0
		d, _ := desk(t, func(context.Context) (wire.SealKey, error) {
			if tries++; tries < 3 {
				return wire.SealKey{}, errors.New("away")
			}
			return key, nil
		})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- d.Run(ctx) }()
		time.Sleep(3 * askAgain)
		synctest.Wait()
		if d.keys.get() != key || tries != 3 {
			t.Errorf("after %d tries: %v", tries, d.keys.get())
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestWhoHasLeftRatesWithATicket(t *testing.T) {
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	d, b := desk(t, nil)
	d.deps.Now = func() time.Time { return now }
	of := wire.ServiceRated{Service: "form", Item: "iou", Theme: "private-loan"}
	ticket, err := d.Later("v", of)
	if err != nil || len(ticket) < 20 {
		t.Fatalf("%q, %v", ticket, err)
	}
	if _, err := d.Later("v", of); !errors.Is(err, ErrRated) {
		t.Errorf("a second ticket gave %v", err)
	}
	d.EndVisit("v")
	for _, wrong := range []string{"", "x", ticket + "x"} {
		if err := d.RateLate(wrong, 5, nil); !errors.Is(err, ErrRated) {
			t.Errorf("%q gave %v", wrong, err)
		}
	}
	b.err = errors.New("disk is full")
	if err := d.RateLate(ticket, 2, []string{"slow"}); err == nil {
		t.Error("a rating that is lost counts as given")
	}
	b.err = nil
	if err := d.RateLate(ticket, 2, []string{"slow"}); err != nil {
		t.Fatal(err)
	}
	if err := d.RateLate(ticket, 2, nil); !errors.Is(err, ErrRated) {
		t.Errorf("a second rating gave %v", err)
	}
	if len(b.records) != 1 {
		t.Fatalf("%d records", len(b.records))
	}
	ticket, err = d.Later("w", of)
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(lateTime + time.Second)
	if err := d.RateLate(ticket, 5, nil); !errors.Is(err, ErrRated) {
		t.Errorf("a ticket that is too old gave %v", err)
	}
}

func TestAVisitRatesOnce(t *testing.T) {
	d, b := desk(t, nil)
	r := wire.ServiceRated{Service: "guide", Item: "wages", Grade: 5}
	if d.Rated("v") {
		t.Fatal("asked already")
	}
	if err := d.Rate("v", r); err != nil || !d.Rated("v") {
		t.Fatal(err)
	}
	if err := d.Rate("v", r); !errors.Is(err, ErrRated) {
		t.Errorf("a second one gave %v", err)
	}
	d.NoRating("w")
	if err := d.Rate("w", r); !errors.Is(err, ErrRated) || d.Rated("v") {
		t.Errorf("a visit that did not want to: %v", err)
	}
	if len(b.records) != 1 {
		t.Errorf("%d records", len(b.records))
	}
	b.err = errors.New("disk is full")
	if err := d.Rate("x", r); err == nil || d.Rated("x") {
		t.Error("a rating that is lost counts as given")
	}
}

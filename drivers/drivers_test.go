package drivers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

type nothing struct{ name string }

func (nothing) Info() Info     { return Info{} }
func (nothing) Status() Status { return Status{} }

func (nothing) Run(ctx context.Context, _ func(Status)) error { <-ctx.Done(); return nil }

func TestRegistry(t *testing.T) {
	var r Registry
	opens := func(name string) Opener {
		return func(o Options) (Device, error) {
			if o["bad"] != nil {
				return nil, &OptionError{Key: "bad", Problem: "is not known"}
			}
			return nothing{name}, nil
		}
	}
	r.Add(ClassPrinter, "ipp", opens("first"))
	r.Add(ClassPrinter, "escp", opens("escp"))
	r.Add(ClassPrinter, "ipp", opens("second"))
	r.Add(ClassIDCard, "sdt", opens("sdt"))

	if got := r.Names(ClassPrinter); !slices.Equal(got, []string{"escp", "ipp"}) {
		t.Errorf("Names: got %v", got)
	}
	if got := r.Names("camera"); len(got) != 0 {
		t.Errorf("Names of a class without drivers: got %v", got)
	}
	d, err := r.Open(ClassPrinter, "ipp", nil)
	if err != nil || d != (nothing{"second"}) {
		t.Errorf("Open: got %v, %v, want the driver added last", d, err)
	}
	if _, err := r.Open(ClassPrinter, "lpd", nil); err == nil || !strings.Contains(err.Error(), `"lpd" is not known, use one of: escp, ipp`) {
		t.Errorf("unknown driver: got %v", err)
	}
	var mistake *OptionError
	if _, err := r.Open(ClassPrinter, "ipp", Options{"bad": 1}); !errors.As(err, &mistake) {
		t.Errorf("bad options: got %v, want an *OptionError within", err)
	}
}

func TestStatusSame(t *testing.T) {
	percent := func(n int) *int { return &n }
	base := func() Status {
		return Status{
			State: Online, Reasons: []string{"media-low"}, Detail: "d", At: time.Unix(1, 0),
			Supplies: []Supply{{Kind: "paper", Name: "Tray 1", Level: Low, Percent: percent(8)}},
		}
	}
	for name, change := range map[string]func(*Status){
		"state":      func(s *Status) { s.State = Offline },
		"reasons":    func(s *Status) { s.Reasons = nil },
		"detail":     func(s *Status) { s.Detail = "" },
		"level":      func(s *Status) { s.Supplies[0].Level = Full },
		"percent":    func(s *Status) { s.Supplies[0].Percent = percent(9) },
		"no percent": func(s *Status) { s.Supplies[0].Percent = nil },
		"supplies":   func(s *Status) { s.Supplies = nil },
	} {
		other := base()
		change(&other)
		if base().Same(other) || other.Same(base()) {
			t.Errorf("a different %s counts as the same", name)
		}
	}
	later := base()
	later.At = time.Unix(2, 0)
	if !base().Same(later) {
		t.Error("the same learned later counts as different")
	}
}

func TestStatusReady(t *testing.T) {
	for _, c := range []struct {
		status Status
		want   bool
	}{
		{Status{State: Online}, true},
		{Status{State: DeviceBusy, Supplies: []Supply{{Level: Low}, {Level: Unknown}}}, true},
		{Status{State: Starting}, false},
		{Status{State: Offline}, false},
		{Status{State: Online, Supplies: []Supply{{Kind: KindPaper, Level: Full}, {Kind: KindToner, Level: Out}}}, false},
		{Status{State: Online, Supplies: []Supply{{Kind: KindPaper, Level: Out}}}, false},
		{Status{State: Online, Supplies: []Supply{{Kind: KindPaper, Level: Out}, {Kind: KindPaper, Level: Low}}}, true},
		{Status{State: Online, Supplies: []Supply{{Level: Jammed}}}, false},
	} {
		if got := c.status.Ready(); got != c.want {
			t.Errorf("%+v: got %v, want %v", c.status, got, c.want)
		}
	}
}

package visit

import (
	"fmt"
	"time"
)

// Act notes that the visitor touched the screen. Resumed reports that this
// took back a warning.
func (v *Visit) Act(now time.Time) (resumed bool, err error) {
	if v.state == Over {
		return false, ErrOver
	}
	resumed = v.state == Warned
	v.state, v.warned = Active, time.Time{}
	if now.After(v.last) {
		v.last = now
	}
	return resumed, nil
}

// Advance lets time do its part and tells what changed: Warned when the
// warning is to be shown now, Over when the visit is to be ended by
// End(ByTimeout), Active when there is nothing to do. At most one step is
// taken, so that the whole warning is given even if the caller was late (a
// machine that slept, a loaded processor).
func (v *Visit) Advance(now time.Time) State {
	if v.state == Over || v.held || now.Before(v.Next()) {
		return Active
	}
	if v.state == Active {
		v.state, v.warned = Warned, now
		return Warned
	}
	return Over
}

// Hold keeps the visit from timing out while somebody who does not touch the
// screen is still served, as in a talk by video. It counts as activity.
func (v *Visit) Hold(now time.Time) (resumed bool, err error) {
	if resumed, err = v.Act(now); err == nil {
		v.held = true
	}
	return resumed, err
}

// Release ends a hold; the visitor's time begins anew.
func (v *Visit) Release(now time.Time) error {
	if v.state == Over {
		return ErrOver
	}
	if !v.held {
		return nil
	}
	v.held = false
	_, err := v.Act(now)
	return err
}

// Set changes settings. It counts as activity.
func (v *Visit) Set(c Change, now time.Time) (resumed bool, err error) {
	if c.Lang != nil && *c.Lang != Chinese && *c.Lang != English {
		return false, fmt.Errorf("cannot set language %q: %w", *c.Lang, ErrLang)
	}
	if resumed, err = v.Act(now); err != nil {
		return false, err
	}
	set(&v.settings.Lang, c.Lang)
	set(&v.settings.Elder, c.Elder)
	set(&v.settings.Contrast, c.Contrast)
	set(&v.settings.Lowered, c.Lowered)
	set(&v.settings.Spoken, c.Spoken)
	return resumed, nil
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// ViewGuide counts a guide that was opened.
func (v *Visit) ViewGuide() error {
	if v.state == Over {
		return ErrOver
	}
	v.counters.Guides++
	return nil
}

// TakePrint counts a print, or refuses it by the limits.
func (v *Visit) TakePrint(copies int) error {
	switch {
	case v.state == Over:
		return ErrOver
	case copies < 1 || copies > v.limits.Copies:
		return fmt.Errorf("cannot print %d copies, 1 to %d are allowed: %w", copies, v.limits.Copies, ErrCopies)
	case v.counters.Prints >= v.limits.Prints:
		return fmt.Errorf("cannot print more than %d times: %w", v.limits.Prints, ErrPrints)
	}
	v.counters.Prints++
	return nil
}

// GiveBackPrint undoes TakePrint for a print that never came about.
func (v *Visit) GiveBackPrint() {
	if v.counters.Prints > 0 {
		v.counters.Prints--
	}
}

// ReadCard notes that a card was read, so that its owner is reminded of it.
func (v *Visit) ReadCard() error {
	if v.state == Over {
		return ErrOver
	}
	v.counters.Card = true
	return nil
}

// End ends the visit. Ending it again gives ErrOver.
func (v *Visit) End(how How, now time.Time) (Summary, error) {
	if v.state == Over {
		return Summary{}, ErrOver
	}
	v.state, v.held = Over, false
	return Summary{
		ID:           v.id,
		How:          how,
		Seconds:      max(0, int(now.Sub(v.began)/time.Second)),
		Settings:     v.settings,
		Counters:     v.counters,
		CardReminder: v.counters.Card,
	}, nil
}

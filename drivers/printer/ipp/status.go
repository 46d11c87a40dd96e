package ipp

import (
	"slices"
	"strings"

	"github.com/OpenPrinting/goipp"

	"lawkiosk/drivers"
)

// Printer states as RFC 8011 section 5.4.11 numbers them.
const (
	stateIdle       = 3
	stateProcessing = 4
	stateStopped    = 5
)

// meanings tells what a printer-state-reason makes of the device, the gravest
// first. Used-up supplies are not here: they leave the device online, and the
// supply is out. hard ones count only as errors, not as warnings.
var meanings = []struct {
	reason string
	state  drivers.State
	hard   bool
	detail string
}{
	{"shutdown", drivers.PowerOff, false, "the printer is shutting down"},
	{"media-jam", drivers.HardwareError, false, "paper is jammed"},
	{"cover-open", drivers.UserError, false, "a cover is open"},
	{"door-open", drivers.UserError, false, "a door is open"},
	{"interlock-open", drivers.UserError, false, "a cover or door is open"},
	{"input-tray-missing", drivers.UserError, false, "the paper tray is missing"},
	{"output-area-full", drivers.UserError, false, "the output tray is full"},
	{"output-tray-missing", drivers.UserError, true, "the output tray is missing"},
	{"marker-waste-full", drivers.HardwareError, true, "the waste toner box is full"},
	{"fuser-over-temp", drivers.HardwareError, true, "the fuser is too hot"},
	{"fuser-under-temp", drivers.HardwareError, true, "the fuser is too cold"},
	{"opc-life-over", drivers.HardwareError, true, "the drum is worn out"},
	{"subunit-missing", drivers.HardwareError, true, "a part is missing"},
	{"power-down", drivers.PowerOff, true, "the printer is powered down"},
	{"paused", drivers.UserError, false, "somebody paused the printer"},
	{"moving-to-paused", drivers.UserError, false, "somebody paused the printer"},
	{"connecting-to-device", drivers.Starting, false, "the printer is starting"},
	{"timed-out", drivers.Offline, false, "the print engine does not answer"},
}

const maxReasons = 32 // that are passed on

// severity of a reason, from its suffix (RFC 8011 section 5.4.12).
type severity int

const (
	report severity = iota
	warning
	grave // "-error", or no suffix at all
)

// reason is a printer-state-reason without its suffix.
type reason struct {
	word  string
	grave severity
}

// reasons reads the printer-state-reasons, each word once.
func reasons(attrs goipp.Attributes) []reason {
	var out []reason
	for _, word := range texts(attrs, "printer-state-reasons") {
		r := reason{word, grave}
		for suffix, s := range map[string]severity{"-report": report, "-warning": warning, "-error": grave} {
			if stem, ok := strings.CutSuffix(word, suffix); ok {
				r = reason{stem, s}
				break
			}
		}
		known := slices.IndexFunc(out, func(o reason) bool { return o.word == r.word })
		switch {
		case r.word == "" || r.word == "none":
		case known >= 0:
			out[known].grave = max(out[known].grave, r.grave)
		case len(out) < maxReasons:
			out = append(out, r)
		}
	}
	return out
}

// status maps what the printer says of itself to the words of all devices.
func status(attrs goipp.Attributes) drivers.Status {
	why := reasons(attrs)
	var s drivers.Status
	for _, r := range why {
		s.Reasons = append(s.Reasons, r.word)
	}
	number := integer(attrs, "printer-state", 0)
	stopped := number == stateStopped
	s.Supplies = supplies(attrs, why, stopped)
	switch number {
	case stateProcessing:
		s.State = drivers.DeviceBusy
	case stateIdle, stateStopped:
		s.State = drivers.Online
	default:
		s.State, s.Detail = drivers.HardwareError, "the printer does not tell its state"
	}
	for _, m := range meanings {
		i := slices.IndexFunc(why, func(r reason) bool { return r.word == m.reason })
		if i >= 0 && (!m.hard || why[i].grave == grave) {
			s.State, s.Detail = m.state, m.detail
			return s
		}
	}
	if s.Detail == "" {
		s.Detail = missing(s.Supplies)
	}
	switch accepting, told := flag(attrs, "printer-is-accepting-jobs"); {
	case told && !accepting:
		s.State, s.Detail = drivers.UserError, "the printer is set to take no jobs"
	case stopped && s.Ready():
		// It stands still for a reason this driver has no word for.
		s.State = drivers.HardwareError
		s.Detail = strings.TrimPrefix(s.Detail+"; the printer has stopped: look at its display", "; ")
	}
	return s
}

// missing is a sentence on what is used up, "" if nothing is.
func missing(supplies []drivers.Supply) string {
	var out []string
	for _, s := range supplies {
		if s.Level == drivers.Out && !slices.Contains(out, s.Kind+" is out") {
			out = append(out, s.Kind+" is out")
		}
	}
	return strings.Join(out, ", ")
}

func flag(attrs goipp.Attributes, name string) (value, told bool) {
	for _, v := range values(attrs, name) {
		if b, ok := v.(goipp.Boolean); ok {
			return bool(b), true
		}
	}
	return false, false
}

package ipp

import (
	"slices"
	"strconv"
	"strings"

	"github.com/OpenPrinting/goipp"

	"lawkiosk/drivers"
)

const (
	maxSupplies = 16 // of a kind that are passed on
	lowPercent  = 10 // where the printer does not say what it calls low
)

// Levels that are no quantity, of the Printer MIB (RFC 3805, prtInputCurrentLevel
// and prtMarkerSuppliesLevel); PWG 5100.13 passes them through.
const (
	levelUnknown = -2
	levelSome    = -3
)

// supplies tells the paper trays and the toners or inks.
func supplies(attrs goipp.Attributes, why []reason, stopped bool) []drivers.Supply {
	has := func(word string) bool {
		return slices.ContainsFunc(why, func(r reason) bool { return r.word == word })
	}
	paper := trays(attrs)
	if paper == nil {
		// Without levels the reasons are all there is: no complaint means paper.
		paper = []drivers.Supply{{Kind: drivers.KindPaper, Name: "paper", Level: drivers.Full}}
	}
	switch {
	case has("media-jam"):
		mark(paper, drivers.Jammed)
	case has("media-empty") || has("media-needed"):
		if len(paper) == 1 || stopped && !slices.ContainsFunc(paper, isOut) {
			mark(paper, drivers.Out)
		}
	case has("media-low"):
		if len(paper) == 1 && paper[0].Level != drivers.Out {
			mark(paper, drivers.Low)
		}
	}
	color := markers(attrs)
	empty := has("toner-empty") || has("marker-supply-empty")
	low := has("toner-low") || has("marker-supply-low")
	if color == nil && (empty || low) {
		color = []drivers.Supply{{Kind: drivers.KindToner, Name: "toner", Level: drivers.Unknown}}
	}
	if worst := lowest(color); worst != nil {
		switch {
		case empty && !slices.ContainsFunc(color, isOut):
			worst.Level = drivers.Out
		case low && (worst.Level == drivers.Full || worst.Level == drivers.Unknown):
			worst.Level = drivers.Low
		}
	}
	return append(paper, color...)
}

func isOut(s drivers.Supply) bool     { return s.Level == drivers.Out }
func isUnknown(s drivers.Supply) bool { return s.Level == drivers.Unknown }

func mark(all []drivers.Supply, l drivers.Level) {
	for i := range all {
		all[i].Level = l
	}
}

// lowest is the supply with the least left, nil if there is none.
func lowest(all []drivers.Supply) *drivers.Supply {
	percent := func(s *drivers.Supply) int {
		if s.Percent == nil {
			return 100
		}
		return *s.Percent
	}
	var worst *drivers.Supply
	for i := range all {
		if worst == nil || percent(&all[i]) < percent(worst) {
			worst = &all[i]
		}
	}
	return worst
}

// trays reads printer-input-tray (PWG 5100.13 section 5.6.4):
// "type=sheetFeedAutoRemovableTray;maxcapacity=250;level=100;name=Tray 1;".
// The manual feed is left out: it is empty until somebody stands before it.
func trays(attrs goipp.Attributes) []drivers.Supply {
	var out []drivers.Supply
	for i, raw := range texts(attrs, "printer-input-tray") {
		f := fields(raw)
		if len(out) == maxSupplies || f["type"] == "sheetFeedManual" || f["level"] == "" {
			continue
		}
		s := drivers.Supply{Kind: drivers.KindPaper, Name: f["name"]}
		if s.Name == "" {
			s.Name = "tray " + strconv.Itoa(i+1)
		}
		s.Level, s.Percent = level(number(f["level"]), number(f["maxcapacity"]), lowPercent)
		out = append(out, s)
	}
	// Next to trays that know, one that does not is the "auto" pseudo-tray or a
	// bypass slot: nothing to count on.
	if known := slices.DeleteFunc(slices.Clone(out), isUnknown); len(known) > 0 {
		return known
	}
	return out
}

// markers reads printer-supply (PWG 5100.13 section 5.6.15), or where the
// printer lacks it the older marker-levels, marker-names, marker-types.
func markers(attrs goipp.Attributes) []drivers.Supply {
	var out []drivers.Supply
	names := texts(attrs, "printer-supply-description")
	for i, raw := range texts(attrs, "printer-supply") {
		f := fields(raw)
		kind := markerKind(f["type"])
		if len(out) == maxSupplies || kind == "" || f["class"] == "receptacleThatIsFilled" || f["level"] == "" {
			continue
		}
		s := drivers.Supply{Kind: kind, Name: f["colorantname"]}
		if i < len(names) && names[i] != "" {
			s.Name = names[i]
		}
		s.Level, s.Percent = level(number(f["level"]), number(f["maxcapacity"]), lowPercent)
		out = append(out, s)
	}
	if out != nil {
		return out
	}
	names, lows := texts(attrs, "marker-names"), integers(attrs, "marker-low-levels")
	types := texts(attrs, "marker-types")
	for i, n := range integers(attrs, "marker-levels") {
		kind := drivers.KindToner
		if i < len(types) {
			kind = markerKind(types[i])
		}
		if len(out) == maxSupplies || kind == "" {
			continue
		}
		s := drivers.Supply{Kind: kind, Name: kind}
		if i < len(names) && names[i] != "" {
			s.Name = names[i]
		}
		low := lowPercent
		if i < len(lows) {
			low = lows[i]
		}
		s.Level, s.Percent = level(n, 100, low)
		out = append(out, s)
	}
	return out
}

// markerKind sorts the types of the Printer MIB (PrtMarkerSuppliesTypeTC);
// "" is what a page does not use up, a drum or a waste box.
func markerKind(kind string) string {
	switch strings.ToLower(strings.ReplaceAll(kind, "-", "")) {
	case "toner", "tonercartridge":
		return drivers.KindToner
	case "ink", "inkcartridge", "inkribbon", "solidwax", "ribbonwax":
		return drivers.KindInk
	default:
		return ""
	}
}

// level makes a level and a percentage of a quantity and its maximum.
func level(have, most, low int) (drivers.Level, *int) {
	switch {
	case have == levelSome:
		return drivers.Full, nil
	case have < 0:
		return drivers.Unknown, nil
	case have == 0:
		return drivers.Out, new(int)
	case most <= 0: // the maximum is not known
		return drivers.Full, nil
	}
	percent := int(min(int64(have)*100/int64(most), 100))
	if percent <= low {
		return drivers.Low, &percent
	}
	return drivers.Full, &percent
}

// fields takes "key=value;key=value;" apart.
func fields(raw string) map[string]string {
	out := map[string]string{}
	for pair := range strings.SplitSeq(raw, ";") {
		if key, value, ok := strings.Cut(pair, "="); ok {
			out[strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(value)
		}
	}
	return out
}

// number reads a quantity; what is no number of 32 bits is unknown.
func number(s string) int {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return levelUnknown
	}
	return int(n)
}

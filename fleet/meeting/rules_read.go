package meeting

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// RuleFault is a mistake in a rules file.
type RuleFault struct {
	File, Key, Why string
	Line           int // 0: unknown
}

// Error is FILE:LINE: KEY: what is allowed.
func (f *RuleFault) Error() string {
	where := f.File
	if f.Line > 0 {
		where += ":" + strconv.Itoa(f.Line)
	}
	if f.Key != "" {
		where += ": " + f.Key
	}
	return where + ": " + f.Why
}

// rulesFile is the file as it is written. Pointers tell what is not there.
type rulesFile struct {
	Hotline string        `toml:"hotline"`
	Ladder  []ladderTable `toml:"ladder"`
	Alarm   struct {
		AnswerRate *float64 `toml:"answer_rate"`
		WaitP95    *string  `toml:"wait_p95"`
		MinCalls   *int     `toml:"min_calls"`
		Window     *string  `toml:"window"`
	} `toml:"alarm"`
	Neighbours map[string][]string `toml:"neighbours"`
	Calendar   struct {
		Off  []string `toml:"off"`
		Work []string `toml:"work"`
	} `toml:"calendar"`
	Keep struct {
		Personal *string `toml:"personal"`
	} `toml:"keep"`
}

type ladderTable struct {
	Region     *string `toml:"region"`
	Days       *string `toml:"days"`
	Hours      *string `toml:"hours"`
	Own        *string `toml:"own"`
	City       *string `toml:"city"`
	Neighbours *string `toml:"neighbours"`
	Book       *bool   `toml:"book"`
	Message    *bool   `toml:"message"`
	Reply      *string `toml:"reply"`
}

// allowedRules says what may stand for each key.
var allowedRules = map[string]string{
	"hotline":           `a phone number to show, "12348"`,
	"ladder.region":     `"*" or a county's code, "520103"`,
	"ladder.days":       `weekdays from 1 (Monday) to 7, "1-5" or "1-5,7"`,
	"ladder.hours":      `a time of the day, "09:00-17:00", at most "00:00-24:00"`,
	"ladder.own":        `"0s" (leave it out) or "5s" to "10m"`,
	"ladder.city":       `"0s" (leave it out) or "5s" to "10m"`,
	"ladder.neighbours": `"0s" (leave it out) or "5s" to "10m"`,
	"ladder.book":       `true or false`,
	"ladder.message":    `true or false; with book = false it must be true, so that nobody goes with nothing`,
	"ladder.reply":      `"1 working day" to "30 working days"`,
	"alarm.answer_rate": `a share from 0 to 1, 0.8`,
	"alarm.wait_p95":    `"10s" to "1h"`,
	"alarm.min_calls":   `a number from 1 to 1000`,
	"alarm.window":      `"10m" to "24h"`,
	"neighbours":        `lists of counties by county, 520103 = ["520102"]`,
	"calendar.off":      `a list of days that are free, ["2026-10-01"]`,
	"calendar.work":     `a list of Saturdays and Sundays that are worked, ["2026-10-10"]`,
	"keep.personal":     `"1 day" to "365 days"`,
}

// ReadRules reads and checks a rules file. Its errors join RuleFaults, all at once.
func ReadRules(path string) (*Rules, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &RuleFault{File: path, Why: "cannot read the rules: " + errors.Unwrap(err).Error()}
	}
	return ParseRules(path, text)
}

// ParseRules is ReadRules for a text; path is for its faults.
func ParseRules(path string, text []byte) (*Rules, error) {
	var f rulesFile
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&f); err != nil {
		return nil, ruleFaults(path, err)
	}
	r := rulesReader{path: path, lines: ruleLines(text)}
	out := DefaultRules()
	if f.Hotline != "" {
		out.Hotline = f.Hotline
		r.want("hotline", "hotline", regexp.MustCompile(`^[0-9 -]{3,20}$`).MatchString(f.Hotline))
	}
	if len(f.Ladder) > 0 {
		def := out.Ladders[0]
		out.Ladders = nil
		for i, t := range f.Ladder {
			out.Ladders = append(out.Ladders, r.ladder(i, t, def))
		}
	}
	if v := f.Alarm.AnswerRate; v != nil {
		out.Alarm.AnswerRate = *v
		r.want("alarm.answer_rate", "alarm.answer_rate", *v >= 0 && *v <= 1)
	}
	if v := f.Alarm.MinCalls; v != nil {
		out.Alarm.MinCalls = *v
		r.want("alarm.min_calls", "alarm.min_calls", *v >= 1 && *v <= 1000)
	}
	r.span("alarm.wait_p95", "alarm.wait_p95", f.Alarm.WaitP95, &out.Alarm.WaitP95, 10*time.Second, time.Hour, false)
	r.span("alarm.window", "alarm.window", f.Alarm.Window, &out.Alarm.Window, 10*time.Minute, 24*time.Hour, false)
	out.Neighbours = map[string][]string{}
	for region, list := range f.Neighbours {
		ok := isRegion(region)
		for _, n := range list {
			ok = ok && isRegion(n) && n != region
		}
		r.want("neighbours."+region, "neighbours", ok)
		out.Neighbours[region] = list
	}
	out.Off, out.Work = r.dates("calendar.off", f.Calendar.Off), r.dates("calendar.work", f.Calendar.Work)
	if v := f.Keep.Personal; v != nil {
		n, ok := count(*v, "day", 365)
		r.want("keep.personal", "keep.personal", ok)
		out.Keep = time.Duration(n) * 24 * time.Hour
	}
	if len(r.faults) > 0 {
		return nil, errors.Join(r.faults...)
	}
	return out, nil
}

type rulesReader struct {
	path   string
	lines  map[string]int
	faults []error
}

// want notes a fault at a place unless ok; key is the name in allowedRules.
func (r *rulesReader) want(place, key string, ok bool) {
	if !ok {
		line := r.lines[place]
		if line == 0 { // left out: the table's own line
			line = r.lines[place[:max(0, strings.LastIndexByte(place, '.'))]]
		}
		r.faults = append(r.faults, &RuleFault{File: r.path, Line: line, Key: key, Why: "allowed is " + allowedRules[key]})
	}
}

func (r *rulesReader) ladder(i int, t ladderTable, l Ladder) Ladder {
	at := func(key string) string { return "ladder." + strconv.Itoa(i) + "." + key }
	if t.Region != nil {
		l.Region = *t.Region
		r.want(at("region"), "ladder.region", l.Region == "*" || isRegion(l.Region))
	}
	if t.Days != nil {
		var ok bool
		l.Days, ok = parseDays(*t.Days)
		r.want(at("days"), "ladder.days", ok)
	}
	if t.Hours != nil {
		from, to, _ := strings.Cut(*t.Hours, "-")
		l.From, l.To = strings.TrimSpace(from), strings.TrimSpace(to)
		r.want(at("hours"), "ladder.hours", isClock(l.From) && (isClock(l.To) || l.To == "24:00") && l.From < l.To)
	}
	for _, s := range []struct {
		key  string
		text *string
		to   *time.Duration
	}{{"own", t.Own, &l.Own}, {"city", t.City, &l.City}, {"neighbours", t.Neighbours, &l.Neighbours}} {
		r.span(at(s.key), "ladder."+s.key, s.text, s.to, 5*time.Second, 10*time.Minute, true)
	}
	if t.Book != nil {
		l.Book = *t.Book
	}
	if t.Message != nil {
		l.Message = *t.Message
	}
	r.want(at("message"), "ladder.message", l.Book || l.Message)
	if t.Reply != nil {
		n, ok := count(*t.Reply, "working day", 30)
		r.want(at("reply"), "ladder.reply", ok)
		l.ReplyIn = n
	}
	return l
}

func (r *rulesReader) span(place, key string, text *string, to *time.Duration, low, high time.Duration, none bool) {
	if text == nil {
		return
	}
	d, err := time.ParseDuration(*text)
	r.want(place, key, err == nil && (d >= low && d <= high || none && d == 0) && d%time.Second == 0)
	*to = d
}

func (r *rulesReader) dates(key string, list []string) map[string]bool {
	out := map[string]bool{}
	for _, d := range list {
		_, err := time.Parse(time.DateOnly, d)
		r.want(key, key, err == nil)
		out[d] = true
	}
	return out
}

func isRegion(s string) bool { return regexp.MustCompile(`^[0-9]{6}$`).MatchString(s) }

func isClock(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == 5
}

// parseDays reads "1-5,7".
func parseDays(text string) (days [8]bool, ok bool) {
	for _, part := range strings.Split(text, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			to = from
		}
		a, err := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err != nil || err2 != nil || a < 1 || b > 7 || a > b {
			return days, false
		}
		for d := a; d <= b; d++ {
			days[d] = true
		}
	}
	return days, true
}

// count reads "2 working days".
func count(text, unit string, most int) (int, bool) {
	number, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	n, err := strconv.Atoi(number)
	return n, err == nil && n >= 1 && n <= most && strings.TrimSuffix(strings.TrimSpace(rest), "s") == unit
}

// ruleFaults turns the decoder's errors into faults.
func ruleFaults(path string, err error) error {
	var strict *toml.StrictMissingError
	var one *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		out := make([]error, 0, len(strict.Errors))
		for i := range strict.Errors {
			e := &strict.Errors[i]
			row, _ := e.Position()
			out = append(out, &RuleFault{File: path, Line: row, Key: strings.Join(e.Key(), "."), Why: "unknown key; allowed are " + ruleKeys()})
		}
		return errors.Join(out...)
	case errors.As(err, &one):
		row, _ := one.Position()
		key := strings.Join(one.Key(), ".")
		why := strings.TrimPrefix(one.Error(), "toml: ")
		if a, known := allowedRules[key]; known {
			why = "allowed is " + a
		}
		return &RuleFault{File: path, Line: row, Key: key, Why: why}
	}
	return &RuleFault{File: path, Why: fmt.Sprintf("cannot read the rules: %v", err)}
}

func ruleKeys() string {
	return "hotline, ladder (region, days, hours, own, city, neighbours, book, message, reply), alarm (answer_rate, wait_p95, min_calls, window), " +
		"neighbours, calendar (off, work), keep (personal)"
}

// ruleLines finds the lines of keys in a file that the decoder has accepted:
// "ladder.0.own", "alarm.window", and of each table.
func ruleLines(text []byte) map[string]int {
	out, table, ladders := map[string]int{}, "", 0
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "[["):
			table = "ladder." + strconv.Itoa(ladders)
			ladders++
			out[table] = i + 1
		case strings.HasPrefix(line, "["):
			table = strings.Trim(line[:max(1, strings.IndexByte(line, ']'))], "[] ")
			out[table] = i + 1
		case strings.HasPrefix(line, "#"):
		default:
			if key, _, ok := strings.Cut(line, "="); ok {
				place := strings.Trim(strings.TrimSpace(key), `"`)
				if table != "" {
					place = table + "." + place
				}
				out[place] = i + 1
			}
		}
	}
	return out
}

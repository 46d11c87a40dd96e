package meeting_test

import (
	"strings"
	"testing"
	"time"

	"lawkiosk/fleet/meeting"
)

const goodRules = `hotline = "12348"

[[ladder]]
region = "*"
days = "1-5"
hours = "09:00-17:00"
own = "60s"
city = "45s"
neighbours = "0s"
book = true
message = true
reply = "2 working days"

[[ladder]]
region = "520103"
days = "1-5,7"
hours = "09:00-24:00"
own = "30s"
reply = "1 working day"

[alarm]
answer_rate = 0.8
wait_p95 = "3m"
min_calls = 5

[neighbours]
520103 = ["520102", "520111"]

[calendar]
off = ["2026-11-24"]
work = ["2026-11-28"]

[keep]
personal = "10 days"
`

func TestRules(t *testing.T) {
	r, err := meeting.ParseRules("rules.toml", []byte(goodRules))
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, clock string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, time.FixedZone("", 8*3600))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		region, day, clock string
		own, city          time.Duration
		reply              int
	}{
		{"520102", "2026-11-23", "09:00", time.Minute, 45 * time.Second, 2},
		{"520103", "2026-11-23", "09:00", 30 * time.Second, time.Minute, 1},
		{"520103", "2026-11-22", "23:59", 30 * time.Second, time.Minute, 1}, // Sunday
		{"520102", "2026-11-22", "12:00", 0, 0, 2},                          // nobody: straight to the choices
		{"520102", "2026-11-23", "17:00", 0, 0, 2},
	} {
		l := r.For(c.region, at(c.day, c.clock))
		if l.Own != c.own || l.City != c.city || l.ReplyIn != c.reply || !l.Message {
			t.Errorf("%+v: %+v", c, l)
		}
	}
	if r.Keep != 10*24*time.Hour || len(r.Neighbours["520103"]) != 2 || !r.Off["2026-11-24"] {
		t.Errorf("%+v", r)
	}
}

func TestRulesFaults(t *testing.T) {
	for text, want := range map[string]string{
		"[[ladder]]\nown = \"1h\"":                             `r.toml:2: ladder.own: allowed is "0s"`,
		"[[ladder]]\n[[ladder]]\n\ndays = \"0-5\"":             `r.toml:4: ladder.days: allowed is weekdays`,
		"[[ladder]]\nhours = \"17:00-09:00\"":                  `r.toml:2: ladder.hours: allowed is`,
		"[[ladder]]\nbook = false\nmessage = false":            `r.toml:3: ladder.message: allowed is true or false`,
		"[[ladder]]\nreply = \"soon\"":                         `r.toml:2: ladder.reply: allowed is "1 working day"`,
		"[[ladder]]\nbook = \"yes\"":                           `r.toml:2: ladder.book: allowed is true or false`,
		"[alarm]\nanswer_rate = 80.0":                          `r.toml:2: alarm.answer_rate: allowed is a share`,
		"[neighbours]\n520103 = [\"520103\"]":                  `r.toml:2: neighbours: allowed is lists`,
		"[calendar]\noff = [\"1 October\"]":                    `r.toml:2: calendar.off: allowed is`,
		"[keep]\npersonal = \"400 days\"":                      `r.toml:2: keep.personal: allowed is`,
		"[ladders]\nown = \"1m\"":                              `r.toml:1: ladders: unknown key; allowed are hotline, ladder`,
		"[[ladder]]\nregion = \"x\"\n[[ladder]]\nown = \"1x\"": "r.toml:4: ladder.own",
		"= 1": "r.toml:1",
	} {
		_, err := meeting.ParseRules("r.toml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if _, err := meeting.ReadRules(t.TempDir() + "/none.toml"); err == nil || !strings.Contains(err.Error(), "cannot read the rules") {
		t.Error(err)
	}
}

func FuzzRules(f *testing.F) {
	f.Add(goodRules)
	f.Add("[[ladder]]\ndays=\"1-\"")
	f.Add("[neighbours]\n\"a\"=[]")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := meeting.ParseRules("f", []byte(text))
		if (r == nil) == (err == nil) {
			t.Fatal("rules or a fault, not both")
		}
		if r != nil {
			r.For("520103", monday())
		}
	})
}

func FuzzNumber(f *testing.F) {
	f.Add("1234 5678 9015")
	f.Add("799273987130")
	f.Add("１２３４５６７８９０１２")
	f.Fuzz(func(t *testing.T, text string) {
		n, ok := meeting.CheckNumber(text)
		if !ok {
			return
		}
		for i := range n { // one wrong digit is always seen
			for d := byte('0'); d <= '9'; d++ {
				if d != n[i] {
					if _, ok := meeting.CheckNumber(n[:i] + string(d) + n[i+1:]); ok {
						t.Fatalf("%s passes with another digit at %d", n, i)
					}
				}
			}
		}
	})
}

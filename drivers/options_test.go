package drivers

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestOptionReader(t *testing.T) {
	for _, c := range []struct {
		name    string
		options Options
		key     string // of the expected mistake, "" for none
		problem string
	}{
		{"nothing given", nil, "", ""},
		{"all given", Options{"uri": "ipp://p/", "poll": "3s", "tries": int64(4), "bold": true}, "", ""},
		{"plain int", Options{"tries": 4}, "", ""},
		{"unknown key", Options{"url": "x"}, "url", "is not known, use one of: bold, poll, tries, uri"},
		{"wrong type", Options{"uri": int64(5)}, "uri", "must be a text in quotes, not 5"},
		{"number for a span", Options{"poll": int64(5)}, "poll", "must be a time span"},
		{"bad span", Options{"poll": "soon"}, "poll", `not "soon"`},
		{"empty span", Options{"poll": ""}, "poll", "must be a time span"},
		{"negative span", Options{"poll": "-1s"}, "poll", `not "-1s"`},
		{"text for a number", Options{"tries": "4"}, "tries", "must be a whole number, not 4"},
		{"text for a flag", Options{"bold": "yes"}, "bold", "must be true or false"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := ReadOptions(c.options)
			uri, poll := r.String("uri", "none"), r.Duration("poll", time.Second)
			tries, bold := r.Int("tries", 1), r.Bool("bold", false)
			err := r.Done()
			if c.key == "" {
				if err != nil {
					t.Fatal(err)
				}
				if c.options == nil && (uri != "none" || poll != time.Second || tries != 1 || bold) {
					t.Errorf("fallbacks: got %q %v %d %v", uri, poll, tries, bold)
				}
				if c.options["tries"] != nil && tries != 4 {
					t.Errorf("tries: got %d, want 4", tries)
				}
				return
			}
			var mistake *OptionError
			if !errors.As(err, &mistake) || mistake.Key != c.key || !strings.Contains(mistake.Problem, c.problem) {
				t.Errorf("got %v, want key %q and %q", err, c.key, c.problem)
			}
		})
	}
}

func TestOptionReaderKeepsTheFirstMistake(t *testing.T) {
	r := ReadOptions(Options{"a": int64(1), "z": 1})
	r.String("a", "")
	r.Fail("b", "is wrong as well")
	if err := r.Done(); err == nil || !strings.Contains(err.Error(), `key "a"`) {
		t.Errorf("got %v, want the mistake of key a", err)
	}
}

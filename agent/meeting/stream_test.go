package meeting

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"go.uber.org/goleak"

	"lawkiosk/fleet/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func events(t *testing.T, text string) (list []string, err error) {
	t.Helper()
	const short = 4 << 10 // reading byte by byte looks at a line again for each
	for _, r := range []bool{false, true} {
		if r && len(text) > short {
			continue
		}
		var got []string
		in := strings.NewReader(text)
		tell := func(e event) error { got = append(got, e.name+"|"+string(e.data)); return nil }
		var bad error
		if r {
			bad = readEvents(iotest.OneByteReader(in), func() {}, tell)
		} else {
			bad = readEvents(in, func() {}, tell)
		}
		if r && !slices.Equal(got, list) {
			t.Errorf("byte by byte %q, at once %q", got, list)
		}
		list, err = got, bad
	}
	return list, err
}

func TestEventsAreReadAsTheStandardSays(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"nothing":              {"", nil},
		"a comment":            {": here\n\n", nil},
		"one":                  {"event: call\ndata: {}\n\n", []string{"call|{}"}},
		"no space":             {"event:call\ndata:{}\n\n", []string{"call|{}"}},
		"only one space":       {"data:  x\n\n", []string{"| x"}},
		"two lines":            {"data: a\ndata: b\n\n", []string{"|a\nb"}},
		"CR LF":                {"event: e\r\ndata: a\r\n\r\n", []string{"e|a"}},
		"CR":                   {"event: e\rdata: a\r\r", []string{"e|a"}},
		"not ended":            {"data: a\n", nil},
		"the name is for one":  {"event: e\ndata: a\n\ndata: b\n\n", []string{"e|a", "|b"}},
		"a name without data":  {"event: e\n\ndata: b\n\n", []string{"|b"}},
		"other fields":         {"id: 1\nretry: 5\nnonsense\ndata: a\n\n", []string{"|a"}},
		"data without a value": {"data\n\n", []string{"|"}},
	} {
		got, err := events(t, c.in)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v, want %q", name, got, err, c.want)
		}
	}
	for name, in := range map[string]string{
		"a long line":   "data: " + strings.Repeat("x", maxEvent+1) + "\n\n",
		"a long event":  strings.Repeat("data: "+strings.Repeat("x", 1000)+"\n", maxEvent/1000+1) + "\n",
		"no line's end": strings.Repeat("x", maxEvent+1),
	} {
		if _, err := events(t, in); !errors.Is(err, errStream) {
			t.Errorf("%s gave %v", name, err)
		}
	}
}

func FuzzEvents(f *testing.F) {
	for _, s := range []string{"event: call\ndata: {\"id\":\"c\"}\n\n", ": x\r\n\r\ndata\r\r", "data: a\n\ndata: \n\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := events(t, in)
		for _, e := range got {
			if len(e) > maxEvent+len(in) {
				t.Errorf("an event of %d bytes", len(e))
			}
		}
		if err != nil && !errors.Is(err, errStream) {
			t.Errorf("error %v", err)
		}
	})
}

// FuzzAnswers reads any answer: it gives a snapshot, a code of the contract or
// ErrOffline, and never words of the answer.
func FuzzAnswers(f *testing.F) {
	f.Add(200, `{"id":"c1","version":1,"state":"waiting"}`)
	f.Add(409, `{"code":"call.over","status":409}`)
	f.Add(502, `<html>`)
	f.Add(413, ``)
	f.Add(302, `{"code":"../x"}`)
	f.Fuzz(func(t *testing.T, status int, in string) {
		var c wire.Call
		err := read(status, []byte(in), &c)
		var fault *Fault
		switch {
		case err == nil:
			if status < 200 || status > 299 {
				t.Errorf("status %d is a success", status)
			}
			whole(c)
		case errors.As(err, &fault):
			if !strings.HasPrefix(fault.Code, "call.") || len(fault.Code) > 40 {
				t.Errorf("code %q", fault.Code)
			}
		case !errors.Is(err, ErrOffline):
			t.Errorf("error %v", err)
		}
	})
}

func TestSignalPaths(t *testing.T) {
	for path, want := range map[string]bool{
		"/rtc": true, "/rtc/": true, "/rtc/v1": true, "/rtc/v1/validate": true,
		"/rtcx": false, "/kiosk/v1/calls": false, "/rtc/../kiosk/v1/calls": false, "/rtc//x": false,
	} {
		if signalPath(path) != want {
			t.Errorf("%s is passed on: %v", path, !want)
		}
	}
}

func TestSignatures(t *testing.T) {
	for name, data := range map[string][]byte{"nothing": nil, "text": []byte("x"), "a head only": []byte("\x89PNG\r\n\x1a\n"), "too much": make([]byte, MaxSignatureBytes+1)} {
		if err := CheckSignature(data); !errors.Is(err, ErrSignature) {
			t.Errorf("%s gave %v", name, err)
		}
	}
}

func FuzzSignature(f *testing.F) {
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := CheckSignature(data); err != nil && !errors.Is(err, ErrSignature) {
			t.Errorf("error %v", err)
		}
	})
}

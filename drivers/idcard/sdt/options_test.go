package sdt

import (
	"strings"
	"testing"

	"lawkiosk/drivers"
)

func TestOpenChecksEveryKey(t *testing.T) {
	for name, tt := range map[string]struct {
		options drivers.Options
		want    string // part of the error, "" for none
	}{
		"port only":      {drivers.Options{"port": "x"}, ""},
		"all":            {drivers.Options{"port": "x", "model": "cvr", "baud": int64(9600), "poll": "2s", "find": "300ms"}, ""},
		"no port":        {drivers.Options{}, `key "port" is missing`},
		"unknown key":    {drivers.Options{"port": "x", "prot": "y"}, `key "prot" is not known, use one of: baud, find, model, poll, port`},
		"port a number":  {drivers.Options{"port": int64(1)}, `key "port" must be a text in quotes, not 1`},
		"unknown model":  {drivers.Options{"port": "x", "model": "z"}, `key "model" must be one of: cvr, generic, not "z"`},
		"odd baud":       {drivers.Options{"port": "x", "baud": int64(12)}, `key "baud" must be one of: 9600`},
		"baud as text":   {drivers.Options{"port": "x", "baud": "9600"}, `key "baud" must be a whole number`},
		"poll no unit":   {drivers.Options{"port": "x", "poll": "5"}, `key "poll" must be a time span`},
		"poll a number":  {drivers.Options{"port": "x", "poll": int64(5)}, `key "poll" must be a time span`},
		"poll too often": {drivers.Options{"port": "x", "poll": "1ms"}, `key "poll" must be from 100ms to 1m, not 1ms`},
		"find too often": {drivers.Options{"port": "x", "find": "1ms"}, `key "find" must be from 50ms to 2s, not 1ms`},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Open(tt.options)
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("error is %v, want none", err)
			case tt.want == "" && d.Info().Address != "x":
				t.Errorf("address is %q, want the port", d.Info().Address)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("error is %v, want %q in it", err, tt.want)
			}
		})
	}
}

package sdt

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

// unhex reads bytes written like in a protocol's description.
func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCommandFrames(t *testing.T) {
	generic, cvr := profiles()["generic"], profiles()["cvr"]
	for name, tt := range map[string]struct {
		command command
		want    string
	}{
		"reset":      {generic.reset, "AAAAAA9669 0003 10FF EC"},
		"status":     {generic.status, "AAAAAA9669 0003 11FF ED"},
		"SAM id":     {generic.samID, "AAAAAA9669 0003 12FF EE"},
		"find":       {generic.find, "AAAAAA9669 0003 2001 22"},
		"select":     {generic.select_, "AAAAAA9669 0003 2002 21"},
		"read":       {generic.read, "AAAAAA9669 0003 3001 32"},
		"cvr find":   {cvr.find, "AAAAAA9669 0003 0081 82"},
		"cvr select": {cvr.select_, "AAAAAA9669 0003 0082 81"},
		"cvr read":   {cvr.read, "AAAAAA9669 0003 0083 80"},
	} {
		if got := tt.command.frame(); !bytes.Equal(got, unhex(t, tt.want)) {
			t.Errorf("%s is % X, want %s", name, got, tt.want)
		}
	}
}

const (
	found    = "AAAAAA9669 0008 00009F 00000000 97"
	ok       = "AAAAAA9669 0004 000090 94"
	selected = "AAAAAA9669 000C 000090 0000000000000000 9C"
)

func TestDecoder(t *testing.T) {
	for name, tt := range map[string]struct {
		stream string
		want   []code // 0 stands for a damaged frame
	}{
		"one":                            {found, []code{codeFound}},
		"three":                          {found + selected + ok, []code{codeFound, codeOK, codeOK}},
		"garbage before":                 {"00 69 96 AA 55" + ok, []code{codeOK}},
		"preamble bytes before":          {"AA AA" + ok, []code{codeOK}},
		"garbage between":                {found + "FFFFAA" + ok, []code{codeFound, codeOK}},
		"length 0":                       {"AAAAAA9669 0000" + ok, []code{codeOK}},
		"length too large":               {"AAAAAA9669 FFFF" + ok, []code{codeOK}},
		"wrong checksum":                 {"AAAAAA9669 0004 000090 95" + ok, []code{0, codeOK}},
		"length damaged, frame within":   {"AAAAAA9669 000F 000090 94" + ok + "FF", []code{0, codeOK}},
		"checksum damaged, SW3 damaged":  {"AAAAAA9669 0004 000091 94", []code{0}},
		"unfinished":                     {"AAAAAA9669 0004 0000", nil},
		"header only":                    {"AAAAAA9669 00", nil},
		"nothing":                        {"", nil},
		"text length damaged, then good": {"AAAAAA9669 0008 00009F 00000000 98" + found, []code{0, codeFound}},
	} {
		t.Run(name, func(t *testing.T) {
			stream := unhex(t, tt.stream)
			for piece := 1; piece <= len(stream)+1; piece++ {
				if got := decodeAll(stream, piece); !equal(got, tt.want) {
					t.Errorf("in pieces of %d: got % X, want % X", piece, got, tt.want)
				}
			}
		})
	}
}

func TestResyncFindsFrameBehindFalseStart(t *testing.T) {
	var d decoder
	d.feed(unhex(t, "AAAAAA9669 0400 0000"+ok)) // claims 1024 bytes that never come
	if _, err := d.next(); !errors.Is(err, errShort) {
		t.Fatalf("error is %v, want %v", err, errShort)
	}
	d.resync()
	r, err := d.next()
	if err != nil || r.code() != codeOK {
		t.Errorf("after resync: code %v, error %v", r.code(), err)
	}
}

func decodeAll(stream []byte, piece int) (codes []code) {
	var d decoder
	for len(stream) > 0 {
		n := min(piece, len(stream))
		d.feed(stream[:n])
		stream = stream[n:]
		for {
			r, err := d.next()
			if errors.Is(err, errShort) {
				break
			}
			if err != nil {
				codes = append(codes, 0)
				continue
			}
			codes = append(codes, r.code())
		}
	}
	return codes
}

func equal(a, b []code) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// FuzzDecoder feeds anything in pieces: no panic, no endless loop, and a sound
// frame that comes after a silence is always found.
func FuzzDecoder(f *testing.F) {
	for _, s := range []string{found, ok, "AAAAAA9669 FFFF", "AAAAAAAAAA", "AAAAAA9669 000F 000090 94"} {
		f.Add(unhex(f, s), uint8(3))
	}
	f.Fuzz(func(t *testing.T, stream []byte, piece uint8) {
		decodeAll(stream, int(piece)+1)
		var d decoder
		d.feed(stream)
		for range len(stream) + 1 { // as in a silence: what is unfinished is given up
			if _, err := d.next(); errors.Is(err, errShort) {
				d.resync()
			}
		}
		d.feed(unhex(t, found))
		if r, err := d.next(); err != nil || r.code() != codeFound {
			t.Errorf("the sound frame after % X was not found: %v", stream, err)
		}
	})
}

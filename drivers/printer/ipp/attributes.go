package ipp

import (
	"strings"
	"unicode/utf8"

	"github.com/OpenPrinting/goipp"
)

const (
	maxValues = 1024 // of one attribute that are looked at: media-supported may be long
	maxText   = 255  // bytes of a text that is kept
)

// texts are an attribute's values that are texts or octet strings, cut to a
// sane length; nil where it is missing or has none.
func texts(attrs goipp.Attributes, name string) []string {
	all := values(attrs, name)
	if len(all) == 0 {
		return nil
	}
	out := make([]string, 0, len(all))
	for _, v := range all {
		var s string
		switch t := v.(type) {
		case goipp.String:
			s = string(t)
		case goipp.TextWithLang:
			s = t.Text
		case goipp.Binary:
			s = string(t)
		default:
			continue
		}
		out = append(out, clean(s))
	}
	return out
}

func text(attrs goipp.Attributes, name string) string {
	if all := texts(attrs, name); len(all) > 0 {
		return all[0]
	}
	return ""
}

// integers are an attribute's integer and enum values.
func integers(attrs goipp.Attributes, name string) []int {
	var out []int
	for _, v := range values(attrs, name) {
		if n, ok := v.(goipp.Integer); ok {
			out = append(out, int(n))
		}
	}
	return out
}

func integer(attrs goipp.Attributes, name string, fallback int) int {
	if all := integers(attrs, name); len(all) > 0 {
		return all[0]
	}
	return fallback
}

// values are an attribute's values, at most maxValues of them.
func values(attrs goipp.Attributes, name string) []goipp.Value {
	for _, a := range attrs {
		if a.Name != name {
			continue
		}
		n := min(len(a.Values), maxValues)
		out := make([]goipp.Value, 0, n)
		for _, v := range a.Values[:n] {
			out = append(out, v.V)
		}
		return out
	}
	return nil
}

// clean makes a printer's text safe for logs and screens: valid UTF-8, no
// control characters, of limited length.
func clean(s string) string {
	s = strings.ToValidUTF8(s[:min(len(s), maxText)], "")
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}

// group finds the first group of a kind.
func group(m *goipp.Message, tag goipp.Tag) goipp.Attributes {
	for _, g := range m.Groups {
		if g.Tag == tag {
			return g.Attrs
		}
	}
	return nil
}

func keywords(name string, tag goipp.Tag, values ...string) goipp.Attribute {
	a := goipp.Attribute{Name: name}
	for _, v := range values {
		a.Values.Add(tag, goipp.String(v))
	}
	return a
}

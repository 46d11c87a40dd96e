package sdt

import (
	"time"

	"lawkiosk/personal"
)

// parser reads fields and keeps the first error.
type parser struct {
	text text
	err  error
}

func (p *parser) fail(name, why string) {
	if p.err == nil {
		p.err = bad(name, "%s", why)
	}
}

func (p *parser) keep(s string, err error) string {
	if err != nil && p.err == nil {
		p.err = err
	}
	return s
}

func (p *parser) optional(name string, f field) string { return p.keep(p.text.get(name, f)) }

func (p *parser) raw(name string, f field) string { return p.keep(p.text.rawField(name, f)) }

func (p *parser) required(name string, f field) string {
	s := p.optional(name, f)
	if s == "" {
		p.fail(name, "it is empty")
	}
	return s
}

// oneName gives the name a person is called by: the Chinese one, else the English.
func (p *parser) oneName(chinese, english string) personal.Name {
	if chinese == "" {
		chinese = english
	}
	if chinese == "" {
		p.fail("name", "it is empty")
	}
	return personal.NewName(chinese)
}

// sex reads a code of GB/T 2261.1; 0 (unknown) and 9 (not stated) give "".
func (p *parser) sex(f field) string {
	switch p.optional("sex", f) {
	case "1":
		return "男"
	case "2":
		return "女"
	case "0", "9":
		return ""
	}
	p.fail("sex", "it is not a code of GB/T 2261.1")
	return ""
}

func (p *parser) date(name string, f field) time.Time {
	d, err := time.ParseInLocation("20060102", p.optional(name, f), china())
	if err != nil {
		p.fail(name, "it is not a date YYYYMMDD")
		return time.Time{}
	}
	return d
}

func (p *parser) birth(f field) personal.Date {
	return personal.NewDate(p.date("birth", f).Format(time.DateOnly))
}

// validity reads from and to; to may be 长期, without end, which gives zero.
func (p *parser) validity(from, to field) (begin, end time.Time) {
	begin = p.date("valid from", from)
	if p.optional("valid to", to) == "长期" {
		return begin, time.Time{}
	}
	if end = p.date("valid to", to); p.err == nil && end.Before(begin) {
		p.fail("valid to", "it lies before the first day")
	}
	return begin, end
}

// number reads an 18-character number with its check digit.
func (p *parser) number(f field) personal.IDNumber {
	s := p.required("number", f)
	if p.err == nil && !checkDigit(s) {
		p.fail("number", "its check digit is wrong")
	}
	return personal.NewIDNumber(s)
}

// checkDigit checks a number of 18 characters by GB 11643, which is ISO 7064
// MOD 11-2: the last character is 0-9 or X.
func checkDigit(s string) bool {
	if len(s) != 18 {
		return false
	}
	sum := 0
	for i := range 17 {
		d := s[i]
		if d < '0' || d > '9' {
			return false
		}
		sum = (sum + int(d-'0')) * 2 % 11
	}
	want := byte('X')
	if n := (12 - sum) % 11; n < 10 {
		want = '0' + byte(n)
	}
	return s[17] == want
}

// oldPermitNumber checks the shape of a number of the permit I: the country in
// three letters and twelve digits.
func oldPermitNumber(s string) bool {
	if len(s) != 15 {
		return false
	}
	for i := range len(s) {
		letter, digit := s[i] >= 'A' && s[i] <= 'Z', s[i] >= '0' && s[i] <= '9'
		if i < 3 && !letter || i >= 3 && !digit {
			return false
		}
	}
	return true
}

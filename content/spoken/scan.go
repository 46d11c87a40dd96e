package spoken

import (
	"strings"
)

// scanner goes through a text once.
type scanner struct {
	in  []rune
	at  int
	out strings.Builder
}

// peek gives the rune at a place from here, 0 beyond the ends.
func (s *scanner) peek(from int) rune {
	if from < 0 || from >= len(s.in) {
		return 0
	}
	return s.in[from]
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// run gives the digits from a place on and where they end. With commas,
// thousands may be set off by them.
func (s *scanner) run(from int, commas bool) (text string, end int) {
	var b strings.Builder
	for end = from; end < len(s.in); end++ {
		r := s.in[end]
		if commas && r == ',' && b.Len() > 0 && s.thousands(end+1) {
			continue
		}
		if !isDigit(r) {
			break
		}
		b.WriteRune(r)
	}
	return b.String(), end
}

// thousands tells whether exactly three digits stand here.
func (s *scanner) thousands(from int) bool {
	return isDigit(s.peek(from)) && isDigit(s.peek(from+1)) && isDigit(s.peek(from+2)) && !isDigit(s.peek(from+3))
}

// number says the number that stands here, with the sign before or after it.
func (s *scanner) number() bool {
	at, money := s.at, false
	if s.in[at] == '¥' && isDigit(s.peek(at+1)) {
		at, money = at+1, true
	}
	if !isDigit(s.peek(at)) {
		return false
	}
	start := s.at
	if !money && (s.isoDate() || s.clock() || s.phone()) {
		s.span(start)
		return true
	}
	whole, end := s.run(at, true)
	part := ""
	if s.peek(end) == '.' && isDigit(s.peek(end+1)) {
		part, end = s.run(end+1, false)
	}
	next := s.peek(end)
	said := s.say(start, whole, part, next)
	switch {
	case next == '%':
		said, end = "百分之"+said, end+1
	case next == '‰':
		said, end = "千分之"+said, end+1
	case next == '/' && part == "" && isDigit(s.peek(end+1)):
		var below string
		below, end = s.run(end+1, false)
		said = counted(below) + "分之" + counted(whole)
	case money:
		said += "元"
	}
	s.at = end
	s.out.WriteString(said)
	s.span(start)
	return true
}

// span says the dash between two figures as "to".
func (s *scanner) span(int) {
	next := s.peek(s.at)
	if (next == '-' || next == '~') && (isDigit(s.peek(s.at+1)) || s.peek(s.at+1) == '¥') {
		s.out.WriteString("到")
		s.at++
	}
}

// say says a number by what stands before and after it.
func (s *scanner) say(start int, whole, part string, next rune) string {
	before := s.peek(start - 1)
	switch {
	case part != "":
		return counted(whole) + "点" + year(part)
	case next == '年' && len(whole) == 4 && whole[0] != '0' && before != '第':
		return year(whole)
	case len(whole) > 1 && whole[0] == '0', hotline(whole) && !strings.ContainsRune(measures, next) && next != '%' && next != '‰':
		return oneByOne(whole)
	case whole == "2" && before != '第' && strings.ContainsRune(pairs, next) && (next != '月' && next != '日' && next != '号'):
		return "两"
	}
	return counted(whole)
}

// hotline tells numbers that are said digit by digit where they count nothing.
func hotline(n string) bool {
	switch n {
	case "110", "119", "120", "122":
		return true
	}
	return len(n) >= 5 && n[0] == '1' || len(n) >= 7
}

// measures follow a number that counts; pairs follow a 两.
const (
	pairs    = "个年天份次人名倍周小张位家套种页条件只项级句笔处分千万亿元块岁米间层样步边方" // 2 before them is 两
	measures = pairs + "月日时号公斤度亩平号厘毫多余以至~-"
)

// isoDate says 2027-03-14.
func (s *scanner) isoDate() bool {
	y, a := s.run(s.at, false)
	if len(y) != 4 || y[0] == '0' || s.peek(a) != '-' {
		return false
	}
	m, b := s.run(a+1, false)
	if len(m) != 2 || m > "12" || m == "00" || s.peek(b) != '-' {
		return false
	}
	d, end := s.run(b+1, false)
	if len(d) != 2 || d > "31" || d == "00" {
		return false
	}
	s.out.WriteString(year(y) + "年" + counted(m) + "月" + counted(d) + "日")
	s.at = end
	return true
}

// clock says 9:00 and 17:30.
func (s *scanner) clock() bool {
	h, a := s.run(s.at, false)
	if len(h) > 2 || len(h) == 2 && h > "24" || (s.peek(a) != ':' && s.peek(a) != '：') {
		return false
	}
	m, end := s.run(a+1, false)
	if len(m) != 2 || m > "59" {
		return false
	}
	said := counted(h) + "点"
	if h == "2" || h == "02" {
		said = "两点"
	}
	switch {
	case m == "00":
	case m[0] == '0':
		said += "零" + counted(m) + "分"
	default:
		said += counted(m) + "分"
	}
	s.out.WriteString(said)
	s.at = end
	return true
}

// phone says 0851-12345678.
func (s *scanner) phone() bool {
	area, a := s.run(s.at, false)
	if len(area) < 3 || len(area) > 4 || area[0] != '0' || s.peek(a) != '-' {
		return false
	}
	rest, end := s.run(a+1, false)
	if len(rest) < 7 {
		return false
	}
	s.out.WriteString(oneByOne(area) + "，" + oneByOne(rest))
	s.at = end
	return true
}

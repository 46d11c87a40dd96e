package spoken

import (
	"strings"
)

const digits = "零一二三四五六七八九"

// oneByOne says digits as a telephone number is said: 1 is 幺.
func oneByOne(s string) string {
	return strings.ReplaceAll(year(s), "一", "幺")
}

// year says digits one after the other.
func year(s string) string {
	names := []rune(digits)
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' {
			b.WriteRune(names[r-'0'])
		}
	}
	return b.String()
}

// most is how many digits a counted number has; longer ones are said one by one.
const most = 16

// counted says a whole number: 10500 is 一万零五百.
func counted(s string) string {
	s = strings.TrimLeft(s, "0")
	if s == "" {
		return "零"
	}
	if len(s) > most {
		return year(s)
	}
	units := []string{"", "万", "亿", "万亿"}
	var groups []string // of four digits, the lowest first
	for len(s) > 0 {
		cut := max(0, len(s)-4)
		groups, s = append(groups, s[cut:]), s[:cut]
	}
	var b strings.Builder
	gap := false // a zero is to be said before what follows
	for i := len(groups) - 1; i >= 0; i-- {
		said := group(groups[i])
		if said == "" {
			gap = b.Len() > 0
			continue
		}
		if b.Len() > 0 && (gap || groups[i][0] == '0') {
			b.WriteString("零")
		}
		b.WriteString(said + units[i])
		gap = false
	}
	out := b.String()
	if strings.HasPrefix(out, "一十") {
		out = strings.TrimPrefix(out, "一")
	}
	return out
}

// group says up to four digits without their unit, "" for zero.
func group(s string) string {
	names, units := []rune(digits), []string{"", "十", "百", "千"}
	var b strings.Builder
	gap := false
	for i, r := range s {
		if r == '0' {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteString("零")
			gap = false
		}
		b.WriteRune(names[r-'0'])
		b.WriteString(units[len(s)-1-i])
	}
	return b.String()
}

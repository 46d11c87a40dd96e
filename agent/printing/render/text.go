package render

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lawkiosk/content"
)

// clean makes a text printable: composed (NFC), one kind of line end, no
// control characters and none of the invisible ones that only direct software
// (joiners, direction marks, variation selectors, soft hyphens). Nothing that
// a reader could see is dropped; tabs and odd spaces become spaces.
func clean(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n", "\v", "\n", "\f", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\u3000' || r == '\u200b':
			return r // the zero-width space allows a line break and is dropped when drawn
		case r == '\t' || unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, s)
}

// oneLine is clean for texts that are one line by nature.
func oneLine(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(clean(s), "\n", " "))
}

// d2 chooses between the two languages of the product.
func d2(l content.Lang, zh, en string) string {
	if l == content.English {
		return en
	}
	return zh
}

// blank reports a character that leaves no ink.
func blank(r rune) bool { return r == ' ' || r == '\u3000' || r == '\u200b' || r == '\n' }

// Characters that must not begin or end a line (避头尾), beyond what UAX#14 forbids.
const (
	noStart = "!%),.:;>?]}¢°·、。〃〉》」』】〕〗〞々ゝゞー" +
		"\u2019\u201D\u2026\u2014\u2030\u2032\u2033\u203A\u2103" + // closing quotes, ellipsis, dash
		"\uFF01\uFF02\uFF07\uFF09\uFF0C\uFF0E\uFF1A\uFF1B\uFF1F\uFF3D\uFF5D\uFF5E\uFF05\uFF61\uFF63\uFF64" // full-width ! , . : ; ? ) ] }
	noEnd = "([{¥£§〈《「『【〔〖〝" + "\u2018\u201C\u2039\uFF08\uFF3B\uFF5B\uFF04\uFF03\uFFE5"
	// units stay with the number before them.
	units = "年月日天周时分秒元角万亿条款项号个份页人次倍周岁种级点名户套张封套米里斤吨亩位期届℃"
)

// holdTogether reports that a line must not end between two characters.
func holdTogether(prev, next rune) bool {
	if prev == ' ' || prev == '\u200b' || prev == '\n' {
		return false
	}
	if strings.ContainsRune(noStart, next) || strings.ContainsRune(noEnd, prev) {
		return true
	}
	digit := prev >= '0' && prev <= '9'
	if digit && strings.ContainsRune(units, next) {
		return true
	}
	return (prev == '第' || prev == '¥' || prev == '\uFFE5') && next >= '0' && next <= '9'
}

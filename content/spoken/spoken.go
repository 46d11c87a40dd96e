// Package spoken turns written Chinese into what is said: digits, dates, sums
// and signs become words, and words become pinyin with tones, which a
// synthesiser that knows no characters can say. The readings come from
// kiosk-ui/dict/spoken.mjs.
//
// Package agent/voice imports it; it imports nothing of the product.
package spoken

import (
	"strings"
	"unicode"
)

// Words spells a Chinese text out: what it gives has no digit and no sign that
// is said otherwise than it is written.
func Words(text string) string {
	s := scanner{in: []rune(plain(text))}
	for s.at < len(s.in) {
		if !s.number() && !s.sign() {
			s.out.WriteRune(s.in[s.at])
			s.at++
		}
	}
	return s.out.String()
}

// plain brings full-width digits, letters and signs to their simple form and
// drops what nobody says.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
			return r - 0xfee0
		case r == '％':
			return '%'
		case r == '．':
			return '.'
		case r == '￥':
			return '¥'
		case r == '－' || r == '–' || r == '—':
			return '-'
		case r == '～' || r == '〜':
			return '~'
		case r == '\t' || r == '\r' || r == '\u00a0' || r == '\u3000':
			return ' '
		case r == '\n':
			return '。'
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
}

// sign says a sign in words, where there is one.
func (s *scanner) sign() bool {
	said, ok := signs()[s.in[s.at]]
	if ok {
		s.out.WriteString(said)
		s.at++
	}
	return ok
}

func signs() map[rune]string {
	return map[rune]string{
		'+': "加", '×': "乘", '÷': "除以", '=': "等于", '≈': "约等于", '>': "大于", '<': "小于", '≥': "不小于", '≤': "不大于",
		'&': "和", '/': "或", '%': "百分", '‰': "千分", '℃': "摄氏度", '¥': "元", '②': "二", '①': "一", '③': "三", '~': "到", '㎡': "平方米", '№': "号",
	}
}

// English makes a text safe for a synthesiser: no mark-up, no control
// characters, and sums as they are said.
func English(text string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case r == '[' || r == ']' || r == '<' || r == '>' || r == '{' || r == '}' || r == '|':
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar:
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	return strings.NewReplacer("¥", "yuan ", "×", " times ", "÷", " divided by ", "≥", " at least ", "≤", " at most ", "—", ", ", "–", " to ").Replace(out)
}

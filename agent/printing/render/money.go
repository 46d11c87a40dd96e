package render

import (
	"fmt"
	"strings"
)

const mostFen = 1e13 // below a trillion yuan, as many digits as can be entered

// parseMoney reads a sum of yuan as forms take it ("18600", "18600.5") in fen.
func parseMoney(s string) (fen int64, ok bool) {
	whole, part, dot := strings.Cut(strings.TrimSpace(s), ".")
	if whole == "" || len(whole) > 11 || len(part) > 2 || (dot && part == "") {
		return 0, false
	}
	for _, r := range whole + (part + "00")[:2] {
		if r < '0' || r > '9' {
			return 0, false
		}
		fen = fen*10 + int64(r-'0')
	}
	return fen, true
}

// yuan writes fen as yuan with two decimals.
func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

// capitalMoney writes a sum in the capitals that notes and receipts are written
// in, after the rules for filling in bills (正确填写票据和结算凭证的基本规定): a
// run of zeros is one 零, 整 ends a sum without fen. It gives nothing for a sum
// that is negative or too large to be entered.
func capitalMoney(fen int64) string {
	if fen < 0 || fen >= mostFen {
		return ""
	}
	if fen == 0 {
		return "零元整"
	}
	digits := []rune("零壹贰叁肆伍陆柒捌玖")
	whole, jiao, cent := fen/100, fen/10%10, fen%10
	var b strings.Builder
	if whole > 0 {
		b.WriteString(capitalWhole(whole, digits) + "元")
	}
	if jiao > 0 {
		b.WriteString(string(digits[jiao]) + "角")
	} else if cent > 0 && whole > 0 {
		b.WriteRune('零')
	}
	if cent > 0 {
		b.WriteString(string(digits[cent]) + "分")
	} else {
		b.WriteRune('整')
	}
	return b.String()
}

// capitalWhole writes a whole number above 0 in groups of four digits.
func capitalWhole(n int64, digits []rune) string {
	units := []string{"", "拾", "佰", "仟"}
	groups := []string{"", "万", "亿"}
	var b strings.Builder
	zero := false // a 零 is due before the next digit
	for g := len(groups) - 1; g >= 0; g-- {
		part := n / pow10(4*g) % 10_000
		for u := len(units) - 1; u >= 0; u-- {
			digit := part / pow10(u) % 10
			if digit == 0 {
				zero = zero || b.Len() > 0
				continue
			}
			if zero {
				b.WriteRune('零')
				zero = false
			}
			b.WriteString(string(digits[digit]) + units[u])
		}
		if part > 0 {
			b.WriteString(groups[g])
		}
	}
	return b.String()
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

package reading

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The limits, which are the house's own: what a reader with eight years of school
// follows without reading twice.
const (
	LongestSentence = 48 // characters between 。！？；
	LongestStretch  = 26 // characters between any two marks
	MeanSentence    = 24 // characters, over a guide
)

// levelOne is how many characters level 1 of GB 2312 has.
const levelOne = 3755

// sentences splits a text at what ends a sentence. A list before a colon is a
// sentence of its own, as one reads it.
func sentences(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。！？；：\n", r) })
}

// stretches splits at every mark at which a reader takes breath.
func stretches(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsPunct(r) && r != '%' && r != '.' && r != '-' || r == '\n' || r == '→'
	})
}

// length counts Chinese characters, and a number or a Latin word as one: both
// are read at a glance.
func length(s string) int {
	n, inWord := 0, false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			n, inWord = n+1, false
		case unicode.IsDigit(r) || unicode.IsLetter(r) || r == '%' || r == '.':
			if !inWord {
				n++
			}
			inWord = true
		default:
			inWord = false
		}
	}
	return n
}

func meanSentence(texts []string) float64 {
	n, all := 0, 0
	for _, t := range texts {
		for _, s := range sentences(t) {
			if l := length(s); l > 0 {
				n, all = n+1, all+l
			}
		}
	}
	if n == 0 {
		return 0
	}
	return float64(all) / float64(n)
}

// untaught gives the characters outside level 1 of GB 2312: the 3755 in common
// use, which hold the 3500 that compulsory school teaches but for a few. In
// its encoding they are the rows B0 to D7, so that no list need be kept.
func untaught(text string) (out []rune) {
	encoder := simplifiedchinese.GBK.NewEncoder()
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) || strings.ContainsRune(lawsOwn, r) {
			continue
		}
		b, err := encoder.Bytes([]byte(string(r)))
		if err != nil || len(b) != 2 || b[0] < 0xb0 || b[0] > 0xd7 || b[1] < 0xa1 {
			out = append(out, r)
		}
	}
	return out
}

// lawsOwn are characters beyond level 1 in words that the law and everybody use
// and that no other word can stand for: 辍学. A guide that needs another adds it.
const lawsOwn = "辍"

// word is a stiff word and its plain twin.
type word struct{ stiff, plain string }

func plainWords() []word {
	return []word{
		{"之日起", "那天起"},
		{"逾期", "过期"},
		{"予以", "给"},
		{"应当", "要"},
		{"届满", "到期"},
		{"前款", "上面"},
		{"尚未", "还没有"},
		{"鉴于", "因为"},
		{"据此", "所以"},
		{"该等", "这些"},
		{"亦可", "也可以"},
		{"若干", "几个"},
		{"系指", "是"},
		{"须经", "要先经过"},
		{"缴纳", "交"},
		{"给付", "给"},
	}
}

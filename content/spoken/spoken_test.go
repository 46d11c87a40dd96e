package spoken_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"lawkiosk/content/spoken"
)

func TestWords(t *testing.T) {
	for _, c := range []struct{ written, said string }{
		{"", ""},
		{"没有数字", "没有数字"},
		{"2027年3月14日", "二零二七年三月十四日"},
		{"2027-03-14前", "二零二七年三月十四日前"},
		{"1年内", "一年内"},
		{"2年", "两年"},
		{"2个月", "两个月"},
		{"2月2日", "二月二日"},
		{"12个月", "十二个月"},
		{"第27条", "第二十七条"},
		{"第2条", "第二条"},
		{"第1079条", "第一千零七十九条"},
		{"10元", "十元"},
		{"110元", "一百一十元"},
		{"1,500元", "一千五百元"},
		{"10500元", "一万零五百元"},
		{"100500元", "十万零五百元"},
		{"20000元", "二万元"},
		{"3000000元", "三百万元"},
		{"100000001元", "一亿零一元"},
		{"¥100", "一百元"},
		{"￥99.50", "九十九点五零元"},
		{"3.5倍", "三点五倍"},
		{"50%", "百分之五十"},
		{"0.5‰", "千分之零点五"},
		{"1/3", "三分之一"},
		{"打12348", "打幺二三四八"},
		{"拨打110报警", "拨打幺幺零报警"},
		{"12333或12345", "幺二三三三或幺二三四五"},
		{"0851-85550000", "零八五幺，八五五五零零零零"},
		{"9:00-17:30", "九点到十七点三十分"},
		{"14:05", "十四点零五分"},
		{"5-7天", "五到七天"},
		{"1万~2万元", "一万到两万元"},
		{"15日", "十五日"},
		{"365天", "三百六十五天"},
		{"有/没有", "有或没有"},
		{"本金×利率", "本金乘利率"},
		{"３０天", "三十天"},
		{"0元", "零元"},
		{"12345678901234567", "幺二三四五六七八九零幺二三四五六七"},
		{"A4纸2份", "A四纸两份"},
		{"第一行\n第二行", "第一行。第二行"},
	} {
		if got := spoken.Words(c.written); got != c.said {
			t.Errorf("%q is said %q, want %q", c.written, got, c.said)
		}
	}
}

func TestPinyin(t *testing.T) {
	for _, c := range []struct{ written, said string }{
		{"", ""},
		{"欠你钱的是老板还是包工头？", "qian4 ni3 qian2 de5 shi4 lao3ban3 hai2shi4 bao1gong1tou2."},
		{"还款、还钱", "huan2kuan3, huan2qian2"},
		{"银行调解，重新会计", "yin2hang2 tiao2jie3, chong2xin1 kuai4ji4"},
		{"一年", "yi4nian2"},
		{"一个", "yi2ge4"},
		{"第一个", "di4yi1ge4"},
		{"不要", "bu2yao4"},
		{"不知道", "bu4zhi1dao4"},
		{"11元", "shi2yi1 yuan2"},
		{"女儿", "nv3er2"},
		{"A4", "ei1 si4"},
		{"“好”", "hao3"},
		{"???", ""},
	} {
		if got := spoken.Pinyin(c.written); got != c.said {
			t.Errorf("%q is said %q, want %q", c.written, got, c.said)
		}
	}
}

func TestEnglish(t *testing.T) {
	if got := spoken.English("Pay ¥100 [[kill]] <b>now</b>\x00\u200b"); strings.ContainsAny(got, "[]<>\x00\u200b¥") || !strings.Contains(got, "yuan 100") {
		t.Errorf("%q", got)
	}
}

// FuzzPinyin: whatever is written, only what the synthesiser takes comes out,
// no digit is left in words, and the text does not grow without bounds.
func FuzzPinyin(f *testing.F) {
	for _, s := range []string{"2027年3月14日", "9:00-17:30", "¥1,000,000.05", "0851-1", "1/0", "第2条", "[[x]]", "\xff\xfe", "１２", "¥", "2-", "一不一不", "㐀𠮷"} {
		f.Add(s)
	}
	only := regexp.MustCompile(`^[a-z1-5 ,.]*$`)
	f.Fuzz(func(t *testing.T, s string) {
		words := spoken.Words(s)
		if strings.ContainsFunc(words, func(r rune) bool { return r >= '0' && r <= '9' }) {
			t.Fatalf("%q keeps a digit: %q", s, words)
		}
		if p := spoken.Pinyin(s); !only.MatchString(p) || len(p) > 80*len(s)+80 {
			t.Fatalf("%q is said %q", s, p)
		}
		if e := spoken.English(s); strings.ContainsAny(e, "[]<>{}|") || strings.ContainsFunc(e, unicode.IsControl) {
			t.Fatalf("%q in English %q", s, e)
		}
	})
}

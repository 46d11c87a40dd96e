package reading

import (
	"strings"
	"testing"
	"unicode/utf8"

	"lawkiosk/content"
)

func TestMeasures(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"先留证据，再去劳动监察投诉。两样都不收钱。", ""},
		{"打12348问一问，这个电话不收钱，2027年3月14日以前都行。", ""},
		{"一年内申请，一个月以内有结果，第二天就能去，二审、一万块。", ""},
		{"收到以后十五天内去法院起诉。", `"十五天": write the number in digits`},
		{"自受理之日起算。", `"之日起" is officialese; say "那天起"`},
		{"他实在龌龊。", `"龌龊" is not among`},
		{"赡养费要给，孩子不能辍学。", ""},
		{strings.Repeat("你们这些人，", 10) + "走吧。", "a sentence of 52 characters, at most 48"},
		{strings.Repeat("你们这些人", 6) + "走吧。", "32 characters without a pause, at most 26"},
		{"两份申请书、三个人都到场", ""},
		{"两年以内", `"两年": write`},
	} {
		c := newChecker()
		c.text("f", "x", tt.text, everything)
		got := ""
		if len(c.list) > 0 {
			got = c.list[0].Message
		}
		if tt.want == "" && got != "" || !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestLengthCountsWhatIsReadAtAGlanceOnce(t *testing.T) {
	for text, want := range map[string]int{"": 0, "法院": 2, "12348": 1, "打12348": 2, "50%到100%": 3, "LPR的4倍": 4, "3.1": 1} {
		if got := length(text); got != want {
			t.Errorf("%q has %d, want %d", text, got, want)
		}
	}
}

// Level 1 of GB 2312 is a known number of characters, 啊 to 座.
func TestLevelOneIsWhole(t *testing.T) {
	n := 0
	for r := rune(0x4e00); r <= 0x9fff; r++ {
		if len(untaught(string(r))) == 0 && !strings.ContainsRune(lawsOwn, r) {
			n++
		}
	}
	if n != levelOne {
		t.Errorf("%d characters, GB 2312 level 1 has %d", n, levelOne)
	}
}

func TestGuidesOnAverage(t *testing.T) {
	long := strings.Repeat("这句话很长", 6) + "。"
	g := &content.Guide{ID: "g", Summary: long}
	c := newChecker()
	c.guide(g)
	if last := c.list[len(c.list)-1]; last.Field != "title" || !strings.Contains(last.Message, "30 characters on average") {
		t.Errorf("%v", c.list)
	}
}

func FuzzText(f *testing.F) {
	f.Add("先留证据，十五天内去法院。")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		c := newChecker()
		c.text("f", "x", text, everything)
		for _, x := range c.list {
			if !x.Warning || !utf8.ValidString(x.Message) {
				t.Fatalf("%q: %+v", text, x)
			}
		}
	})
}

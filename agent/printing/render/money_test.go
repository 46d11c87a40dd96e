package render

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lawkiosk/content"
)

func TestCapitalMoney(t *testing.T) {
	for in, want := range map[string]string{
		"0": "零元整", "0.05": "伍分", "0.5": "伍角整", "0.50": "伍角整", "0.55": "伍角伍分",
		"1": "壹元整", "1.05": "壹元零伍分", "1.5": "壹元伍角整", "10": "壹拾元整", "10.07": "壹拾元零柒分",
		"15": "壹拾伍元整", "101": "壹佰零壹元整", "110": "壹佰壹拾元整", "1001": "壹仟零壹元整", "1010": "壹仟零壹拾元整",
		"10000": "壹万元整", "10001": "壹万零壹元整", "12000": "壹万贰仟元整", "18600.5": "壹万捌仟陆佰元伍角整",
		"20300": "贰万零叁佰元整", "100000": "壹拾万元整", "100500.01": "壹拾万零伍佰元零壹分", "1000000": "壹佰万元整",
		"1409.50": "壹仟肆佰零玖元伍角整", "6007.14": "陆仟零柒元壹角肆分", "325.04": "叁佰贰拾伍元零肆分",
		"107000.53": "壹拾万零柒仟元伍角叁分", "100000000": "壹亿元整", "100000001": "壹亿零壹元整", "100010000": "壹亿零壹万元整",
		"99999999999.99": "玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
	} {
		fen, ok := parseMoney(in)
		if got := capitalMoney(fen); !ok || got != want {
			t.Errorf("%s: %s, not %s", in, got, want)
		}
	}
	for _, in := range []string{"", ".", ".5", "1.", "1.234", "-1", "1,000", "一万", "1e5", "123456789012", "1.2.3", "+5", "１２"} {
		if _, ok := parseMoney(in); ok {
			t.Errorf("%q was taken for money", in)
		}
	}
	if got := capitalMoney(-1) + capitalMoney(1e15); got != "" {
		t.Errorf("a sum beyond all bounds became %s", got)
	}
}

// TestCapitalMoneyReadsBack reads the capitals as people do and finds the sum.
func TestCapitalMoneyReadsBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		fen := rapid.Int64Range(0, mostFen-1).Draw(r, "fen")
		said := capitalMoney(fen)
		if got := readCapitals(said); got != fen {
			r.Fatalf("%d became %s, which is %d", fen, said, got)
		}
		if strings.Contains(said, "零零") || strings.HasPrefix(said, "零") && fen > 0 {
			r.Fatalf("%d became %s", fen, said)
		}
		if got, ok := parseMoney(yuan(fen)); fen < 1e13 && (!ok || got != fen) {
			r.Fatalf("%d is written %s, which is %d", fen, yuan(fen), got)
		}
	})
}

func readCapitals(s string) int64 {
	var total, group, digit int64
	for _, r := range s {
		if n := strings.IndexRune("零壹贰叁肆伍陆柒捌玖", r); n >= 0 {
			digit = int64(n / len("零"))
			continue
		}
		switch r {
		case '拾', '佰', '仟':
			group += digit * map[rune]int64{'拾': 10, '佰': 100, '仟': 1000}[r]
		case '万':
			total += (group + digit) * 1e4 * 100
			group = 0
		case '亿':
			total += (group + digit) * 1e8 * 100
			group = 0
		case '元':
			total += (group + digit) * 100
			group = 0
		case '角':
			total += digit * 10
		case '分':
			total += digit
		}
		digit = 0
	}
	return total
}

func text(zh string) content.Text { return content.Text{ZH: zh, EN: zh} }

func said(cells []cell) string {
	lines := make([]string, 0, len(cells))
	for _, c := range cells {
		lines = append(lines, c.l.String())
	}
	return strings.Join(lines, "\n")
}

func TestAnswerInCapitals(t *testing.T) {
	d := testDoc(t)
	f := content.Field{Type: "money", Capitals: true}
	for value, want := range map[string][]string{
		"18600": {"小写：￥18600.00 元", "大写：人民币壹万捌仟陆佰元整"},
		"约一万多":  {"小写：￥约一万多", "大写："},
		"":      {"小写：￥", "大写：人民币"},
	} {
		got := said(d.answer(f, value, 300).cells)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%q became %q, without %q", value, got, w)
			}
		}
	}
}

func TestChoiceTicks(t *testing.T) {
	d := testDoc(t)
	f := content.Field{Type: "choice", Many: true, Options: []content.Text{text("甲"), text("乙"), text("丙")}}
	for value, want := range map[string]int{"": 0, "乙": 1, "甲\n丙": 2, "甲\n乙\n丙": 3, "丁": 0, "甲\n丁": 1} {
		on, all := 0, 0
		cells := d.answer(f, value, 300).cells
		for _, c := range cells {
			for _, tick := range c.ticks {
				all++
				if tick.on {
					on++
				}
			}
		}
		if on != want || all != 3 {
			t.Errorf("%q: %d of %d ticked, not %d of 3", value, on, all, want)
		}
		if strings.Contains(value, "丁") && !strings.Contains(said(cells), "丁") {
			t.Errorf("%q: an answer that is no option is lost", value)
		}
	}
}

func TestTableAddsUp(t *testing.T) {
	d := testDoc(t)
	p := content.FormPart{ID: "sum", Each: text("款"), Repeat: 3, Columns: []content.Field{
		{ID: "item", Type: "text", Width: 50}, {ID: "yuan", Type: "money", Width: 50, Total: true},
	}}
	for name, c := range map[string]struct {
		values map[string]string
		want   string
	}{
		"nothing":     {nil, ""},
		"two":         {map[string]string{"sum.1.yuan": "10.5", "sum.3.yuan": "2"}, "12.50"},
		"not a sum":   {map[string]string{"sum.1.yuan": "10.5", "sum.2.yuan": "许多"}, ""},
		"only a name": {map[string]string{"sum.1.item": "本金"}, ""},
	} {
		tracks, found := d.sum(p, c.values, rowsOf(p, c.values))
		if got := said(tracks[2].cells); !found || got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

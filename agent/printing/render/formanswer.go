package render

import (
	"slices"
	"strings"

	"lawkiosk/content"
)

func answerStyle() style { return style{size: 11.5, leading: 18, color: black()} }

// answer is the column with a field's value, or with room for a pen.
func (d *doc) answer(f content.Field, value string, width float64) track {
	st := answerStyle()
	t := track{w: width, flow: true}
	switch {
	case f.Type == "choice":
		st.leading = 20
		t.cells = d.choice(f, value, st, width-2*cellPadX)
	case f.Type == "money" && f.Capitals:
		t.cells = d.capitals(value, st, width)
	case value == "":
		t.cells = d.room(f, st, width)
	default:
		t.cells = d.set(d.spoken(f, value), st, width)
		if n := 3 - len(t.cells); f.Type == "area" && n > 0 {
			t.cells = append(t.cells, slices.Repeat([]cell{{st: st}}, n)...)
		}
	}
	return t
}

// spoken is a value as a paper says it.
func (d *doc) spoken(f content.Field, value string) string {
	switch f.Type {
	case "date":
		return d.dateWords(value)
	case "money":
		return d.say(value+" 元", "CNY "+value)
	}
	return value
}

// room is an empty field, made to be filled in by hand.
func (d *doc) room(f content.Field, st style, width float64) []cell {
	if f.Type == "area" {
		st.leading = 24
		lines := 6
		if f.Max > 0 && f.Max <= 200 {
			lines = 3
		}
		return slices.Repeat([]cell{{st: st, write: true}}, lines)
	}
	st.leading = 26
	text, gap := "", strings.Repeat(" ", max(3, int(width/30)))
	switch {
	case f.Type == "money":
		text = d.say(gap+gap+gap+"元", "CNY")
	case f.Type == "date" && d.o.Lang == content.Chinese:
		text = gap + gap + "年" + gap + "月" + gap + "日"
	}
	return []cell{{l: d.single(text, st), st: st}}
}

// capitals sets a sum in figures and in Chinese capitals.
func (d *doc) capitals(value string, st style, width float64) []cell {
	figures, words := "￥"+value, "" // what is no sum stands as it was written
	if fen, ok := parseMoney(value); ok {
		figures, words = "￥"+yuan(fen)+d.say(" 元", " CNY"), "人民币"+capitalMoney(fen)
	}
	if value == "" {
		st.leading = 26
		figures, words = "￥"+d.say(strings.Repeat(" ", 36)+"元", ""), "人民币"
	}
	out := d.set(d.say("小写：", "In figures: ")+figures, st, width)
	return append(out, d.set(d.say("大写：", "In Chinese capitals: ")+words, st, width)...)
}

// single sets a text that is known to fit on a line.
func (d *doc) single(s string, st style) line {
	in := d.flatten([]content.Span{{Text: s}}, st)
	return in.line(0, len(in.runes))
}

// choice sets tick boxes with their words one after the other. An answer that
// is none of the options is not lost: it stands behind them.
func (d *doc) choice(f content.Field, value string, st style, width float64) []cell {
	s := ticks{d: d, st: st, width: width, cur: cell{st: st}}
	var unknown []string
	chosen := strings.Split(value, "\n")
	for _, c := range chosen {
		if c != "" && !slices.ContainsFunc(f.Options, func(o content.Text) bool { return isOption(o, c) }) {
			unknown = append(unknown, c)
		}
	}
	for _, o := range f.Options {
		on := slices.ContainsFunc(chosen, func(c string) bool { return isOption(o, c) })
		s.add(oneLine(o.In(d.o.Lang)), true, on)
	}
	if len(unknown) > 0 {
		s.add(strings.Join(unknown, "\n"), false, false)
	}
	return append(s.out, s.cur)
}

func isOption(o content.Text, said string) bool {
	return said != "" && (said == clean(o.ZH) || said == clean(o.EN))
}

// ticks sets words with boxes before them, as many on a line as fit.
type ticks struct {
	d     *doc
	st    style
	width float64
	x     float64
	cur   cell
	out   []cell
}

func (s *ticks) add(text string, boxed, on bool) {
	const box, gap = 16.0, 18.0
	room := 0.0
	if boxed {
		room = box
	}
	for i, l := range s.d.wrap(plain(text), s.st, s.width-room) {
		if i > 0 || (s.x > 0 && s.x+room+l.width > s.width) {
			s.turn()
		}
		if boxed && i == 0 {
			s.cur.ticks = append(s.cur.ticks, tickAt{x: s.x, on: on})
		}
		for _, f := range l.frags {
			f.x += s.x + room
			s.cur.l.frags = append(s.cur.l.frags, f)
		}
		s.x += room + l.width + gap
	}
}

// turn begins a new line.
func (s *ticks) turn() {
	s.out = append(s.out, s.cur)
	s.cur, s.x = cell{st: s.st}, 0
}

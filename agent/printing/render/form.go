package render

import (
	"fmt"
	"strings"

	"lawkiosk/content"
)

const (
	labelW   = 122.0 // of a form's left column
	cellPadX = 8.0
	cellPadY = 5.0
	tightPad = 3.0  // cellPadY of a form that saves a page by it
	tightGap = 0.5  // and what is left of the gaps
	halfW    = 82.0 // of a label of two that share a row
	formFoot = pageH - 46
)

// fitForm lays a form out, and closer where that saves a page: a last page with
// two lines of notes on it is lost, and an office wants few sheets.
func (d *doc) fitForm(f *content.Form, values map[string]string) []block {
	d.padY = cellPadY
	wide := d.form(f, values)
	d.padY = tightPad
	tight := d.form(f, values)
	for i := range tight {
		tight[i].gap *= tightGap
	}
	around := formFrame(d, f)
	if pagesOf(paginate(tight, around)) < pagesOf(paginate(wide, around)) {
		return tight
	}
	return wide
}

// form lays a form out as the two-column table that offices expect: what is
// asked at the left, the answer at the right. Order and wording are the
// form's; rows grow with their answers, and a part's heading is repeated
// where the part goes on over the page.
func (d *doc) form(f *content.Form, values map[string]string) []block {
	var out []block
	title := style{size: 20, leading: 32, bold: true, color: black()}
	for _, l := range d.wrap(plain(f.Title.In(d.o.Lang)), title, bodyW) {
		out = append(out, block{h: title.leading, keep: true, draw: func(x, y float64, _ edge) {
			d.line(l, x+(bodyW-l.width)/2, baseline(y, title), title)
		}})
	}
	st := style{size: 12, leading: 20, color: black()}
	if to := f.To.In(d.o.Lang); to != "" && !f.Between {
		out = append(out, d.paragraph(d.wrap([]content.Span{{Text: d.say("致：", "To: ")}, {Text: to, Strong: true}}, st, bodyW), 0, 8, st, nil)...)
	}
	if preface := f.Preface.In(d.o.Lang); preface != "" {
		small := smallStyle()
		small.color = black()
		out = append(out, d.paragraph(d.wrap(plain(preface), small, bodyW), 0, 8, small, nil)...)
	}
	for _, p := range f.Parts {
		out = append(out, d.part(p, values)...)
	}
	out = append(out, d.signature(f)...)
	out = append(out, d.enclosed(f)...)
	out = append(out, d.offices(f)...)
	out = append(out, d.formNotes(f)...)
	if d.missing != 0 {
		small := smallStyle()
		text := d.say("表中的空方框是打印机没有的字，请用黑色水笔在方框里写上。", "An empty box stands for a character that cannot be printed: please write it in with a black pen.")
		out = append(out, d.paragraph(d.wrap(plain(text), small, bodyW), 0, 6, small, nil)...)
	}
	return out
}

// part is a band with the part's title and its rows.
func (d *doc) part(p content.FormPart, values map[string]string) []block {
	st := style{size: 11.5, leading: 20, bold: true, color: black()}
	title := oneLine(p.Title.In(d.o.Lang))
	lines := d.wrap(plain(title), st, bodyW-2*cellPadX)
	h := float64(len(lines))*st.leading + 4
	again := d.say("（续）", " (continued)")
	if d.measure(title+again, st) > bodyW-2*cellPadX {
		again = ""
	}
	band := block{h: h, gap: 8, keep: true, draw: func(x, y float64, at edge) {
		d.fill(x, y, bodyW, h, wash())
		d.box(x, y, bodyW, h, 0.8, black())
		for i, l := range lines {
			base := baseline(y+2+float64(i)*st.leading, st)
			d.line(l, x+cellPadX, base, st)
			if at.again && i == len(lines)-1 && again != "" {
				d.words(again, x+cellPadX+l.width, base, st)
			}
		}
	}}
	if p.Table() {
		return d.table(p, values, band)
	}
	if len(p.Columns) > 0 {
		return append([]block{band}, d.stack(p, values, &band)...)
	}
	return append([]block{band}, d.rows(p.Fields, values, &band)...)
}

// rows makes the rows of fields. Two half fields one after the other share a
// row, unless an answer is too long for that.
func (d *doc) rows(fields []content.Field, values map[string]string, head *block) []block {
	var out []block
	for i := 0; i < len(fields); i++ {
		f := fields[i]
		value := written(values[f.ID])
		if f.Half && i+1 < len(fields) && fields[i+1].Half {
			g := fields[i+1]
			other := written(values[g.ID])
			const w = bodyW/2 - halfW
			pair := []track{d.label(f, value, halfW), d.answer(f, value, w), d.label(g, other, halfW), d.answer(g, other, w)}
			if !tall(pair) {
				out = append(out, d.row(pair, head)...)
				i++
				continue
			}
		}
		out = append(out, d.row([]track{d.label(f, value, labelW), d.answer(f, value, bodyW-labelW)}, head)...)
	}
	return out
}

// written is a value without what leaves no ink at its end.
func written(value string) string { return strings.TrimRight(clean(value), " \n\u3000") }

// formNotes tells how to hand the form in.
func (d *doc) formNotes(f *content.Form) []block {
	st := smallStyle()
	st.color = black()
	var lines []string
	if f.Copies > 0 && !f.Between {
		lines = append(lines, d.say(fmt.Sprintf("本表一般要交 %d 份，自己另留 1 份。每一份都要亲笔签名并按指印，用黑色或蓝黑色水笔。", f.Copies),
			fmt.Sprintf("Usually %d copies are handed in; keep one more for yourself. Sign every copy by hand in black or blue-black ink.", f.Copies)))
	}
	if d.mark != nil {
		lines = append(lines, d.say("表上印出的签名是在终端屏幕上签的。收件的单位要亲笔签名的，请用黑色水笔在旁边再签一次。",
			"The printed signature was made on the kiosk's screen. Where the office wants it in ink, sign beside it again with a black pen."))
	}
	if n := f.Note.In(d.o.Lang); n != "" {
		lines = append(lines, n)
	}
	for _, b := range f.Basis {
		s := oneLine(b.Law.In(d.o.Lang))
		if a := strings.ReplaceAll(oneLine(b.Article), ", ", d.say("、", ", ")); a != "" {
			s += d.say(" 第"+a+"条", " Art. "+a)
		}
		if says := oneLine(b.Says.In(d.o.Lang)); says != "" {
			s += d.say("\uFF1A", ": ") + says
		}
		lines = append(lines, d.say("依据：", "Basis: ")+s)
	}
	out := make([]block, 0, len(lines))
	for i, l := range lines {
		gap := 3.0
		if i == 0 {
			gap = 10
		}
		out = append(out, d.paragraph(d.wrap(plain(l), st, bodyW-12), 12, gap, st, func(x, base float64) { d.disc(x+4, base-3.2, 1.4, black()) })...)
	}
	return out
}

// formFrame is a form's foot, and the title again from page 2 on.
func formFrame(d *doc, f *content.Form) frame {
	st := tinyStyle()
	return frame{
		top: func(page int) float64 {
			if page == 1 {
				return 50
			}
			return 72
		},
		bottom: formFoot - 16,
		draw: func(page, pages int) {
			if page > 1 {
				d.words(fit(d, f.Title.In(d.o.Lang), style{size: 9, color: grey()}, bodyW), left, 56, style{size: 9, color: grey()})
				d.rule(left, 62, right, 62, 0.5, hair())
			}
			n := d.pageOf(page, pages)
			d.words(n, pageW/2-d.measure(n, st)/2, formFoot, st)
			from := d.printedAt(byMinute)
			if name := oneLine(d.o.Centre.Name.In(d.o.Lang)); name != "" {
				from = name + " " + from
			}
			d.words(fit(d, from, st, bodyW), left, formFoot+12, st)
		},
	}
}

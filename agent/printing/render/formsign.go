package render

import (
	"time"

	"lawkiosk/content"
)

// signature is the closing statement and the boxes of those who sign, each with
// room for wet ink, the date and, where it is asked for, a fingerprint. The
// statement stays with the first box.
func (d *doc) signature(f *content.Form) []block {
	st := style{size: 11.5, leading: 19, color: black()}
	out := d.paragraph(d.wrap(plain(f.Closing.In(d.o.Lang)), st, bodyW), 0, 14, st, nil)
	for i := range out {
		out[i].keep = true
	}
	signers := f.Signers
	if len(signers) == 0 {
		signers = []content.Signer{{Label: content.Text{ZH: "签名", EN: "Signature"}, Finger: true}}
	}
	for i, s := range signers {
		var mark *picture
		if i == 0 {
			mark = d.mark
		}
		b := d.signBox(s, mark)
		if i == 0 {
			b.gap = 10
		}
		out = append(out, b)
	}
	return out
}

// signBox is the box of one who signs, with what was signed on a screen where
// there is something.
func (d *doc) signBox(s content.Signer, mark *picture) block {
	const h, side = 76.0, 52.0
	tracks := []track{{w: labelW, cells: d.set(oneLine(s.Label.In(d.o.Lang)), labelStyle(), labelW)}, {w: bodyW - labelW}}
	return block{h: h, draw: func(x, y float64, _ edge) {
		d.grid(tracks, x, y, h, true, true)
		d.cells(tracks[0].cells, x+cellPadX, y+(h-tracks[0].height())/2, labelW)
		end := x + bodyW - cellPadX
		if s.Finger {
			end -= side + 6
			d.pdf.SetLineType("dashed")
			d.box(end+6, y+6, side, h-24, 0.7, grey())
			d.pdf.SetLineType("solid")
			small := tinyStyle()
			print := d.say("指印", "Fingerprint")
			d.words(print, end+6+side/2-d.measure(print, small)/2, y+h-7, small)
		}
		from := x + labelW + cellPadX
		if mark == nil {
			d.dateLine(end, y+h-10, time.Time{})
			return
		}
		mark.draw(d, from, y+5, end-from, h-31)
		d.words(d.say("在终端屏幕上签名", "Signed on the kiosk's screen"), from, y+h-10, tinyStyle())
		d.dateLine(end, y+h-10, d.o.Now)
	}}
}

// dateLine leaves room for a date, ending at x on the baseline y, or writes the
// date of whoever signed on a screen.
func (d *doc) dateLine(x, y float64, signed time.Time) {
	st := style{size: 10.5, color: black()}
	if !signed.IsZero() {
		date := d.say("日期：", "Date: ") + d.say(signed.Format("2006年1月2日"), signed.Format("2 January 2006"))
		d.words(date, x-d.measure(date, st), y, st)
		return
	}
	if d.o.Lang == content.English {
		const room = 90.0
		date := "Date:"
		d.rule(x-room-12, y+3, x-12, y+3, 0.6, black())
		d.words(date, x-room-16-d.measure(date, st), y, st)
		return
	}
	for i, word := range []string{"日", "月", "年", "日期："} {
		at := x - 22 - float64(i)*36
		if i == 3 {
			at -= 34
		}
		d.words(word, at, y, st)
	}
}

// enclosed lists what is handed in with the form, to be ticked off.
func (d *doc) enclosed(f *content.Form) []block {
	if len(f.Attachments) == 0 {
		return nil
	}
	name := track{w: labelW, cells: d.set(d.say("附件", "Attachments"), labelStyle(), labelW)}
	name.cells = append(name.cells, d.set(d.say("一起交的打勾", "Tick what you hand in"), hintStyle(), labelW)...)
	st := style{size: 11, leading: 19, color: black()}
	s := ticks{d: d, st: st, width: bodyW - labelW - 2*cellPadX, cur: cell{st: st}}
	for i, a := range f.Attachments {
		if i > 0 {
			s.turn()
		}
		s.add(oneLine(a.In(d.o.Lang)), true, false)
	}
	out := d.row([]track{name, {w: bodyW - labelW, cells: append(s.out, s.cur), flow: true}}, nil)
	out[0].gap = 10
	return out
}

// offices are the boxes that stay empty for an office.
func (d *doc) offices(f *content.Form) []block {
	const h = 92.0
	hint := hintStyle()
	sign := style{size: 10.5, color: black()}
	out := make([]block, 0, len(f.Office))
	for i, o := range f.Office {
		name := track{w: labelW, cells: d.set(oneLine(o.Title.In(d.o.Lang)), labelStyle(), labelW)}
		name.cells = append(name.cells, d.set(d.say("由单位填写，请留空", "For the office: leave empty"), hint, labelW)...)
		tracks := []track{name, {w: bodyW - labelW}}
		words := d.wrap(plain(oneLine(o.Sign.In(d.o.Lang))), sign, bodyW-labelW-2*cellPadX)
		height := max(h, name.height()+2*cellPadY)
		if len(words) == 0 {
			height = max(h/2, name.height()+2*cellPadY)
		}
		b := block{h: height, draw: func(x, y float64, _ edge) {
			d.grid(tracks, x, y, height, true, true)
			d.cells(name.cells, x+cellPadX, y+cellPadY, labelW)
			for n, l := range words {
				d.line(l, x+labelW+cellPadX, y+height-32-float64(len(words)-1-n)*15, sign)
			}
			if len(words) > 0 {
				d.dateLine(x+bodyW-cellPadX, y+height-10, time.Time{})
			}
		}}
		if i == 0 {
			b.gap = 10
		}
		out = append(out, b)
	}
	return out
}

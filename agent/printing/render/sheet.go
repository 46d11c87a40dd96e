package render

import (
	"io"
	"strings"

	"lawkiosk/content"
)

// Sheet is a paper of a talk by video: notes, a text to sign, a record or a
// receipt. Its texts are in the language of the options.
type Sheet struct {
	Kicker string      `json:"kicker"`           // what kind of paper, above the title
	Title  string      `json:"title"`            //
	Number string      `json:"number,omitempty"` // of a receipt, shown large, four digits a group
	Asked  string      `json:"asked,omitempty"`  // when the number is asked for, in words; as a receipt's where empty
	Rows   []SheetRow  `json:"rows,omitempty"`   //
	Parts  []SheetPart `json:"parts,omitempty"`  //
	Scan   string      `json:"scan,omitempty"`   // what Options.URL leads to, under its QR code
	// Sign gives room to sign, or shows the signature that is there.
	Sign      bool       `json:"sign,omitempty"`
	Signature *Signature `json:"signature,omitempty"`
}

// SheetRow is a fact of a Sheet.
type SheetRow struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Strong bool   `json:"strong,omitempty"`
}

// SheetPart is a text of a Sheet under a heading; Title may be empty.
type SheetPart struct {
	Title string   `json:"title,omitempty"`
	Lines []string `json:"lines"` // paragraphs
	Steps bool     `json:"steps,omitempty"`
}

// Signature is a picture of a signature made on the screen.
type Signature struct {
	PNG  []byte `json:"png"`
	Name string `json:"name,omitempty"` // as the paper may show it
	At   string `json:"at,omitempty"`   // when, in words
}

// WriteSheet writes a Sheet and gives its number of pages. Characters that the
// fonts lack become empty boxes, as in a form, and the paper says so. Errors
// hold nothing of the texts.
func WriteSheet(w io.Writer, s *Sheet, o Options) (pages int, err error) {
	// The document's own title is seen in print queues: it says the kind only.
	d, err := newDoc(o, s.Kicker, o.Now)
	if err != nil {
		return 0, err
	}
	var mark *picture
	if s.Signature != nil {
		if mark, err = readPicture(s.Signature.PNG); err != nil {
			return 0, err
		}
	}
	pages = d.run(d.sheet(s, mark), sheetFrame(d, s))
	return pages, d.finish(w, pages)
}

// sheet lays a Sheet out.
func (d *doc) sheet(s *Sheet, mark *picture) []block {
	width := bodyW
	if d.o.URL != "" {
		width -= codeRoom
	}
	out := d.paragraph(d.wrap(plain(s.Title), titleStyle(), width), 0, 0, titleStyle(), nil)
	if s.Number != "" {
		out = append(out, d.receiptNumber(s, width))
	}
	if room := codeTop + codeSide + 18 - leafFirst - height(out, true); d.o.URL != "" && room > 0 {
		out = append(out, block{h: room, draw: func(_, _ float64, _ edge) {}})
	}
	for i := range out {
		out[i].keep = true
	}
	out = append(out, d.facts(s.Rows)...)
	for _, p := range s.Parts {
		out = append(out, d.partOf(p)...)
	}
	if s.Sign || mark != nil {
		out = append(out, d.signed(s.Signature, mark))
	}
	if d.missing != 0 {
		small := smallStyle()
		text := d.say("空方框是打印机没有的字，请用黑色水笔在方框里写上。", "An empty box stands for a character that cannot be printed: please write it in with a black pen.")
		out = append(out, d.paragraph(d.wrap(plain(text), small, bodyW), 0, 8, small, nil)...)
	}
	return out
}

// receiptNumber is a receipt's number in a frame, large enough to be read out on
// the telephone by anybody.
func (d *doc) receiptNumber(s *Sheet, width float64) block {
	const h = 74.0
	small := style{size: 10.5, color: grey()}
	big := style{size: 31, bold: true, color: black()}
	asked := s.Asked
	if asked == "" {
		asked = d.say("回执号：查询时报这个号码", "Receipt number: give it when you ask")
	}
	return block{h: h, gap: 12, draw: func(x, y float64, _ edge) {
		d.fill(x, y, width, h, wash())
		d.box(x, y, width, h, 1.1, ink())
		d.words(asked, x+16, y+21, small)
		d.words(groups(s.Number), x+16, y+58, big)
	}}
}

// groups sets digits in fours.
func groups(number string) string {
	var b strings.Builder
	for i, r := range []rune(oneLine(number)) {
		if i > 0 && i%4 == 0 {
			b.WriteString("  ")
		}
		b.WriteRune(r)
	}
	return b.String()
}

// facts is the table of rows, between two heavier lines.
func (d *doc) facts(rows []SheetRow) []block {
	if len(rows) == 0 {
		return nil
	}
	const keyW = 126.0
	key := style{size: 11, leading: 19.5, color: grey()}
	val := style{size: 11.5, leading: 19.5, color: black()}
	out := []block{{h: 3, gap: 14, keep: true, draw: func(x, y float64, _ edge) { d.rule(x, y+1, x+bodyW, y+1, 0.9, ink()) }}}
	for i, r := range rows {
		k := d.wrap(plain(oneLine(r.Key)), key, keyW-10)
		v := d.wrap([]content.Span{{Text: r.Value, Strong: r.Strong}}, val, bodyW-keyW)
		last := i == len(rows)-1
		for n := range max(len(k), len(v)) {
			out = append(out, block{h: key.leading, keep: true, draw: func(x, y float64, _ edge) {
				if n < len(k) {
					d.line(k[n], x, baseline(y, val), key)
				}
				if n < len(v) {
					d.line(v[n], x+keyW, baseline(y, val), val)
				}
			}})
		}
		out = append(out, block{h: 4, draw: func(x, y float64, _ edge) {
			if last {
				d.rule(x, y+2, x+bodyW, y+2, 0.9, ink())
			} else {
				d.rule(x, y+2, x+bodyW, y+2, 0.4, hair())
			}
		}})
	}
	return out
}

// partOf is a part: its heading and its paragraphs or steps.
func (d *doc) partOf(p SheetPart) []block {
	var out []block
	if p.Title != "" {
		out = d.heading(p.Title, 16)
	}
	st := style{size: 12, leading: 19.5, color: black()}
	n := 0
	for _, l := range p.Lines {
		if strings.TrimSpace(clean(l)) == "" {
			continue
		}
		n++
		gap := 6.0
		if n == 1 && p.Title == "" {
			gap = 18
		}
		if p.Steps {
			out = append(out, d.paragraph(d.wrap(plain(l), st, bodyW-indentW-8), indentW+8, gap, st, d.number(n))...)
			continue
		}
		out = append(out, d.paragraph(d.wrap(plain(l), st, bodyW), 0, gap, st, nil)...)
	}
	return out
}

// signed is the place of the signature with its name and date. It stays in one
// piece.
func (d *doc) signed(s *Signature, mark *picture) block {
	const h, w = 118.0, 250.0
	label := style{size: 11, color: grey()}
	value := style{size: 11.5, color: black()}
	return block{h: h, gap: 22, draw: func(x, y float64, _ edge) {
		at := x + bodyW - w
		d.words(d.say("本人签名", "Signature"), at, y+12, label)
		d.box(at, y+18, w, 68, 0.8, ink())
		if mark != nil {
			mark.draw(d, at+10, y+22, w-20, 60)
		}
		name, date := d.say("姓名：", "Name: "), d.say("日期：", "Date: ")
		if s != nil && s.Name != "" {
			d.words(name+s.Name, at, y+106, value)
		} else {
			nw := d.words(name, at, y+106, value)
			d.rule(at+nw+2, y+109, at+104, y+109, 0.6, grey())
		}
		if s != nil && s.At != "" {
			d.words(date+s.At, at+112, y+106, value)
		} else {
			dw := d.words(date, at+112, y+106, value)
			d.rule(at+112+dw+2, y+109, at+w, y+109, 0.6, grey())
		}
		if mark != nil {
			d.words(d.say("在终端屏幕上签名", "Signed on the kiosk's screen"), x, y+106, tinyStyle())
		}
	}}
}

// sheetFrame is a guide's head and foot, with the time to the minute.
func sheetFrame(d *doc, s *Sheet) frame {
	leaf := guideFrame(d, &content.Guide{})
	leaf.draw = func(page, pages int) {
		if page == 1 {
			d.firstHead(s.Kicker, s.Scan)
		} else {
			d.laterHead(s.Title)
		}
		d.guideFoot(byMinute, page, pages)
	}
	return leaf
}

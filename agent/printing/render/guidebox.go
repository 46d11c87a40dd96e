package render

import "lawkiosk/content"

// deadlines is the box of time limits: a heavy bar at its left and a full
// outline, so that it stands out without colour too.
func (d *doc) deadlines(rows []content.Deadline) []block {
	if len(rows) == 0 {
		return nil
	}
	const pad = 16.0
	head := style{size: 12.5, leading: 22, bold: true, color: black()}
	what := style{size: 12, leading: 20, color: black()}
	small := smallStyle()
	var out []block
	add := func(h float64, draw func(x, y float64)) {
		out = append(out, block{h: h, keep: true, draw: func(x, y float64, at edge) {
			d.rule(x+bodyW, y, x+bodyW, y+h, 0.9, black())
			d.fill(x, y, 6, h, amber())
			if at.top {
				d.rule(x, y, x+bodyW, y, 0.9, black())
			}
			if at.bottom {
				d.rule(x, y+h, x+bodyW, y+h, 0.9, black())
			}
			draw(x+pad, y)
		}})
	}
	text := func(lines []line, st style) {
		for _, l := range lines {
			add(st.leading, func(x, y float64) { d.line(l, x, baseline(y, st), st) })
		}
	}
	add(8, func(x, y float64) { d.rule(x-pad, y, x-pad+bodyW, y, 0.9, black()) })
	out[0].gap = 10
	text(d.wrap(plain(d.say("时间限制，过期可能丧失权利", "Time limits: after them you may lose your rights")), head, bodyW-2*pad), head)
	for i, r := range rows {
		if i > 0 {
			add(7, func(x, y float64) { d.rule(x, y+3.5, x+bodyW-2*pad, y+3.5, 0.4, hair()) })
		}
		colon := d.say("\uFF1A", ": ")
		from := oneLine(r.From)
		if from != "" {
			from = d.say("\uFF0C", ", ") + from
		}
		spans := []content.Span{{Text: oneLine(r.What) + colon}, {Text: oneLine(r.Within), Strong: true}, {Text: from}}
		text(d.wrap(spans, what, bodyW-2*pad), what)
		if b := oneLine(r.Basis); b != "" {
			text(d.wrap(plain(b), small, bodyW-2*pad), small)
		}
	}
	add(8, func(x, y float64) { d.rule(x-pad, y+8, x-pad+bodyW, y+8, 0.9, black()) })
	out[len(out)-1].keep = false
	return out
}

// guideFrame is a leaflet's head and foot.
func guideFrame(d *doc, g *content.Guide) frame {
	return frame{
		top: func(page int) float64 {
			if page == 1 {
				return leafFirst
			}
			return 86
		},
		bottom: footTop - 12,
		draw: func(page, pages int) {
			if page == 1 {
				d.firstHead(d.say("普法指南", "Guide"), d.say("扫码在手机上看", "Scan to read on a phone"))
			} else {
				d.laterHead(g.Title)
			}
			d.guideFoot(byDay, page, pages)
		},
	}
}

// firstHead is the head of a first page: what kind of paper it is, and a QR
// code with its caption where the paper has one.
func (d *doc) firstHead(kind, caption string) {
	x := left + d.words(d.say("公共法律服务", "Public legal services"), left, topY+8, style{size: 10, bold: true, color: ink()})
	d.words(kind, x+10, topY+8, style{size: 10, color: grey()})
	d.rule(left, topY+16, right, topY+16, 1.1, ink())
	if d.o.URL == "" {
		return
	}
	d.code(d.o.URL, right-codeSide, codeTop, codeSide)
	st := captionStyle()
	w := d.measure(caption, st)
	d.words(caption, min(right-codeSide/2-w/2, right-w), codeTop+codeSide+12, st)
}

// laterHead repeats a paper's title on its later pages.
func (d *doc) laterHead(title string) {
	st := style{size: 9, color: grey()}
	d.words(fit(d, title, st, bodyW), left, topY+8, st)
	d.rule(left, topY+16, right, topY+16, 1.1, ink())
}

func (d *doc) guideFoot(layout string, page, pages int) {
	st := tinyStyle()
	name := d.o.Centre.Name.In(d.o.Lang)
	y := footTop
	d.rule(left, y, right, y, 0.6, ink())
	y += 14
	strong := style{size: 9, bold: true, color: ink()}
	call := d.say("免费法律咨询热线 12348", "Free legal advice: call 12348")
	cw := d.measure(call, strong)
	d.words(fit(d, name, strong, bodyW-cw-12), left, y, strong)
	d.words(call, right-cw, y, strong)
	y += 12.5
	d.words(fit(d, d.centreLine(), st, bodyW), left, y, st)
	y += 12.5
	d.words(d.printedAt(layout), left, y, st)
	n := d.pageOf(page, pages)
	d.words(n, right-d.measure(n, st), y, st)
}

// fit shortens a text of a page's head or foot to a width, with an ellipsis.
// What it shortens stands in full elsewhere or is not the paper's own text.
func fit(d *doc, s string, st style, width float64) string {
	s = oneLine(s)
	if d.measure(s, st) <= width {
		return s
	}
	r := []rune(s)
	for len(r) > 0 && d.measure(string(r)+"…", st) > width {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

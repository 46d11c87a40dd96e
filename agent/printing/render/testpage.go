package render

// testPage lays out what shows a printer's faults: fine and heavy type, rare
// characters, greys, thin lines and the edges of the page.
func (d *doc) testPage() []block {
	out := d.paragraph(d.wrap(plain(d.title), titleStyle(), bodyW), 0, 0, titleStyle(), nil)
	st := textStyle()
	for _, s := range []string{
		d.say("看得清每一行字、四角的直角线完整、灰块由浅到深，打印机就是好的。",
			"The printer is well if every line is readable, the four corner marks are whole and the greys go from light to dark."),
		"公共法律服务 The quick brown fox 0123456789 ¥1,234.56 50% 第27条",
		"𬭎 㼆 䶮 喆 堃 龘 鱻 镕 玥 犇",
	} {
		out = append(out, d.paragraph(d.wrap(plain(s), st, bodyW), 0, 8, st, nil)...)
	}
	for _, size := range []float64{6, 7, 8, 10, 12, 16} {
		s := style{size: size, leading: size * 1.6, color: black()}
		out = append(out, d.paragraph(d.wrap(plain("法律援助 12348 Legal aid"), s, bodyW), 0, 4, s, nil)...)
	}
	out = append(out, block{h: 90, gap: 14, draw: func(x, y float64, _ edge) {
		for i := range 10 {
			v := uint8(255 - i*255/9)
			d.fill(x+float64(i)*bodyW/10, y, bodyW/10, 40, color{v, v, v})
		}
		d.box(x, y, bodyW, 40, 0.5, black())
		for i := range 60 {
			d.rule(x+float64(i)*2, y+52, x+float64(i)*2, y+84, 0.3, black())
		}
		for i, s := range []bool{false, true} {
			d.tick(x+150+float64(i)*30, y+74, 14, s)
		}
	}})
	return append(out, block{h: 110, gap: 10, draw: func(x, y float64, _ edge) {
		d.code("lawkiosk test page "+oneLine(d.o.Terminal), x, y, 100)
	}})
}

func testFrame(d *doc) frame {
	return frame{
		top:    func(int) float64 { return 96 },
		bottom: footTop - 12,
		draw: func(page, pages int) {
			const m, l = 20.0, 26.0
			for _, c := range [][4]float64{{m, m, 1, 1}, {pageW - m, m, -1, 1}, {m, pageH - m, 1, -1}, {pageW - m, pageH - m, -1, -1}} {
				d.rule(c[0], c[1], c[0]+c[2]*l, c[1], 0.8, black())
				d.rule(c[0], c[1], c[0], c[1]+c[3]*l, 0.8, black())
			}
			d.guideFoot(byMinute, page, pages)
		},
	}
}

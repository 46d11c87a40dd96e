package render

import (
	"fmt"
	"strings"
	"time"

	"lawkiosk/content"
)

// say gives a fixed text of the papers in the paper's language.
func (d *doc) say(zh, en string) string { return d2(d.o.Lang, zh, en) }

// pageOf is "第 1 页 / 共 2 页".
func (d *doc) pageOf(page, pages int) string {
	if d.o.Lang == content.English {
		return fmt.Sprintf("Page %d of %d", page, pages)
	}
	return fmt.Sprintf("第 %d 页 / 共 %d 页", page, pages)
}

// centreLine is the centre's address and phone, marked where they are samples.
func (d *doc) centreLine() string {
	c := d.o.Centre
	sample := ""
	if c.Sample {
		sample = d.say("（示例）", " (sample)")
	}
	var parts []string
	if a := oneLine(c.Address.In(d.o.Lang)); a != "" {
		parts = append(parts, d.say("地址：", "Address: ")+a+sample)
	}
	if p := oneLine(c.Phone); p != "" {
		parts = append(parts, d.say("电话：", "Phone: ")+p+sample)
	}
	return strings.Join(parts, " ")
}

// How papers bear the time. A leaflet is made ahead and tells the day only.
const (
	byDay    = "2006-01-02"
	byMinute = "2006-01-02 15:04"
)

// printedAt is when and where a paper was made.
func (d *doc) printedAt(layout string) string {
	s := d.say("打印时间 ", "Printed ") + d.o.Now.Format(layout)
	if t := oneLine(d.o.Terminal); t != "" {
		s += d.say(" 终端 ", " Terminal ") + t
	}
	return s
}

// dateWords writes YYYY-MM-DD as people do; any other text stays as it is.
func (d *doc) dateWords(s string) string {
	t, err := time.Parse("2006-01-02", strings.TrimSpace(s))
	if err != nil {
		return s
	}
	if d.o.Lang == content.English {
		return t.Format("2 January 2006")
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), int(t.Month()), t.Day())
}

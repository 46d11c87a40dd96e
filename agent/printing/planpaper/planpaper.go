// Package planpaper says what the paper of a dated plan says: the days not to
// miss, the steps, what to bring and where to go. It names nobody, and above the
// title it names no problem either: it may lie in the tray for a moment.
//
// Package agent imports it; it imports render, content and content/plan.
package planpaper

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
	"lawkiosk/content/plan"
)

// Place is where a paper is made.
type Place struct {
	Lang   content.Lang
	Pack   *content.Pack
	Centre string // id of the kiosk's own centre
}

func (p Place) say(zh, en string) string {
	if p.Lang == content.English {
		return en
	}
	return zh
}

// Sheet lays out a plan. ticked are the things to bring that are at hand, by
// their number from 0.
func Sheet(d plan.Document, ticked []int, p Place) *render.Sheet {
	s := &render.Sheet{Kicker: p.say("办事计划", "A plan"), Title: d.Plan.Title.In(p.Lang), Scan: p.say("手机扫码看办法", "Scan to read more")}
	s.Rows = append(s.Rows, render.SheetRow{Key: p.say("算这份计划的日子", "Worked out on"), Value: p.date(d.Today)})
	for _, c := range d.Periods {
		s.Rows = append(s.Rows, render.SheetRow{Key: c.Period.Title.In(p.Lang), Value: p.due(c), Strong: c.Result != nil})
	}
	first := render.SheetPart{Lines: []string{d.Plan.Say.In(p.Lang)}}
	if urgent := d.Plan.Urgent.In(p.Lang); urgent != "" {
		first.Lines = slices.Insert(first.Lines, 0, urgent)
	}
	s.Parts = append(s.Parts, first,
		render.SheetPart{Title: p.say("一步一步做", "Step by step"), Lines: p.all(d.Plan.Steps), Steps: true},
		render.SheetPart{Title: p.say("要带的东西", "What to bring"), Lines: p.bring(d.Plan.Bring, ticked)},
		render.SheetPart{Title: p.say("去哪里", "Where to go"), Lines: p.where(d.Plan.Offices)},
		render.SheetPart{Title: p.say("大概能要多少", "About how much"), Lines: p.sums(d.Amounts)},
		render.SheetPart{Title: p.say("要填的表", "Forms to fill in"), Lines: p.forms(d.Forms)},
		render.SheetPart{Title: p.say("日子是怎么算的", "How the days were counted"), Lines: p.counting(d.Periods)},
		render.SheetPart{Title: p.say("请注意", "Please note"), Lines: p.notes(d)})
	s.Parts = slices.DeleteFunc(s.Parts, func(part render.SheetPart) bool { return len(part.Lines) == 0 })
	return s
}

func (p Place) all(list []content.Text) (lines []string) {
	for _, t := range list {
		lines = append(lines, t.In(p.Lang))
	}
	return lines
}

// due is a period's last day and how far it is, or the question that is open.
func (p Place) due(c plan.Counted) string {
	if c.Result == nil {
		if c.Missing == nil {
			return ""
		}
		return p.say("还没有算，要先知道：", "Not counted yet; first: ") + c.Missing.In(p.Lang)
	}
	last, left := p.date(c.Last), c.Result.Left
	switch {
	case c.Period.Unit == content.Hours:
		return p.say("到 "+last+" 为止", "until "+last)
	case c.Result.State == "over":
		return fmt.Sprintf(p.say("%s，已经过了 %d 天，请问律师还有没有办法", "%s, over for %d days: ask a lawyer what can still be done"), last, -left)
	case left == 0:
		return p.say(last+"，就是今天", last+", that is today")
	case left == 1:
		return p.say(last+"，还剩 1 天", last+", 1 day left")
	default:
		return fmt.Sprintf(p.say("%s，还剩 %d 天", "%s, %d days left"), last, left)
	}
}

func (p Place) bring(list []content.Text, ticked []int) (lines []string) {
	for i, t := range list {
		mark := "□ "
		if slices.Contains(ticked, i) {
			mark = "√ "
		}
		lines = append(lines, mark+t.In(p.Lang))
	}
	return lines
}

// where names the offices and gives the address of the kiosk's own centre, the
// only one that it knows.
func (p Place) where(offices []string) (lines []string) {
	var names []string
	for _, o := range offices {
		if t := OfficeName(o); o != "centre" && t.ZH != "" {
			names = append(names, t.In(p.Lang))
		}
	}
	if len(names) > 0 {
		lines = append(lines, strings.Join(names, p.say("、", ", ")))
	}
	for _, c := range p.Pack.Centres {
		if c.ID == p.Centre {
			lines = append(lines, p.say("离您最近：", "Nearest to you: ")+strings.Join([]string{c.Name.In(p.Lang), c.Address.In(p.Lang), c.Phone, c.Hours.In(p.Lang)}, p.say("，", ", ")))
		}
	}
	return append(lines, p.say("没写地址的，地址和时间请打 12348 问。", "Where no address stands, call 12348 for it and for the hours."))
}

func (p Place) sums(amounts []plan.Reckoned) (lines []string) {
	for _, r := range amounts {
		for _, l := range r.Lines {
			if l.Total {
				lines = append(lines, fmt.Sprintf(p.say("%s：%s %s", "%s: %s %s"), r.Amount.Title.In(p.Lang), l.Label.In(p.Lang), money(l.Value)))
			}
		}
	}
	return lines
}

func (p Place) forms(ids []string) (lines []string) {
	for _, id := range ids {
		if f := p.Pack.Forms[id]; f != nil {
			lines = append(lines, "□ "+f.Title.In(p.Lang))
		}
	}
	return lines
}

func (p Place) counting(periods []plan.Counted) (lines []string) {
	for _, c := range periods {
		if c.Result == nil {
			continue
		}
		lines = append(lines, c.Period.Title.In(p.Lang)+p.say("：", ": ")+strings.Join(p.all(c.Result.Steps), p.say("；", "; "))+p.law(c.Period.Law, c.Period.Article))
		lines = append(lines, p.all(c.Result.Cautions)...)
	}
	return lines
}

func (p Place) law(law, article string) string {
	if law == "" || article == "" {
		return ""
	}
	return p.say("（"+law+"第"+article+"条）", " ("+law+", article "+article+")")
}

func (p Place) notes(d plan.Document) (lines []string) {
	if len(d.Basis) > 0 {
		lines = append(lines, p.say("依据：", "Basis: ")+strings.Join(d.Basis, p.say("、", "; ")))
	}
	return append(lines, p.say(
		"还剩的天数是从上面写的那天算起的。这是一般的办法，不能代替律师的意见。有疑问请打 12348，免费，全天有人接听。",
		"The days left are counted from the day above. This is the general way and does not replace a lawyer's advice. Call 12348, free of charge, day and night."))
}

// date says a day or a moment as people do.
func (p Place) date(text string) string {
	for layout, as := range map[string][2]string{
		time.DateOnly:      {"2006年1月2日", "2 January 2006"},
		"2006-01-02T15:04": {"2006年1月2日 15:04", "2 January 2006, 15:04"},
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format(p.say(as[0], as[1]))
		}
	}
	return text
}

// money sets thousands apart and leaves out cents that are none.
func money(v float64) string {
	whole, cents, _ := strings.Cut(fmt.Sprintf("%.2f", v), ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 && whole[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if cents != "00" {
		return b.String() + "." + cents
	}
	return b.String()
}

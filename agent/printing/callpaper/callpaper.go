// Package callpaper says what the papers of a talk by video say: the lawyer's
// notes, a text to sign, the record and the receipt; and the paper with the
// code of a form that was kept half-filled, an item of the service list and the
// receipt of an opinion. They carry the lawyer's
// words and no personal data of their own.
//
// Package agent imports it; it imports render, content and fleet/wire.
package callpaper

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
	"lawkiosk/fleet/wire"
)

// Place is where a paper is made: the kiosk's language and content.
type Place struct {
	Lang content.Lang
	Pack *content.Pack // nil: names of topics and guides are left out
	Now  time.Time
}

func (p Place) say(zh, en string) string {
	if p.Lang == content.English {
		return en
	}
	return zh
}

// topic says what a talk was about; not of themes that nobody else may read.
func (p Place) topic(id string) string {
	if p.Pack != nil {
		for _, t := range p.Pack.Themes {
			if t.ID == id && !t.Discreet {
				return t.Say.In(p.Lang)
			}
		}
	}
	return ""
}

func (p Place) discreet(topic string) bool {
	return p.Pack != nil && slices.ContainsFunc(p.Pack.Themes, func(t content.Theme) bool { return t.ID == topic && t.Discreet })
}

func (p Place) centre(id string) string {
	if p.Pack != nil {
		for _, c := range p.Pack.Centres {
			if c.ID == id {
				return c.Name.In(p.Lang)
			}
		}
	}
	return ""
}

// guides gives the titles of guides that the pack has.
func (p Place) guides(ids []string) (titles []string, first string) {
	if p.Pack == nil {
		return nil, ""
	}
	for _, id := range ids {
		g := p.Pack.Guides[p.Lang][id]
		if g == nil {
			g = p.Pack.Guides[content.Chinese][id]
		}
		if g == nil {
			continue
		}
		if first == "" {
			first = id
		}
		titles = append(titles, p.say("《"+g.Title+"》", g.Title))
	}
	return titles, first
}

// hotline is the last thing that every paper says.
func (p Place) hotline() render.SheetPart {
	return render.SheetPart{Title: p.say("还有问题", "Any questions"), Lines: []string{
		p.say("拨打 12348 公共法律服务热线，免费，全天有人接听。也可以带着这张纸到任何一家公共法律服务中心。",
			"Call the legal service hotline 12348, free of charge, day and night, or take this paper to any public legal service centre."),
	}}
}

func rows(list ...render.SheetRow) (kept []render.SheetRow) {
	for _, r := range list {
		if r.Value != "" {
			kept = append(kept, r)
		}
	}
	return kept
}

// lawyer gives whom a citizen talked to, from the people of a call.
func lawyer(people []wire.Person) (p wire.Person) {
	for _, one := range people {
		if one.Role == "lawyer" || p.Name == "" && one.Role == "mediator" {
			p = one
		}
	}
	return p
}

func (p Place) lawyerRows(name, licence, firm string) []render.SheetRow {
	return []render.SheetRow{
		{Key: p.say("律师", "Lawyer"), Value: name, Strong: true},
		{Key: p.say("执业证号", "Licence"), Value: licence},
		{Key: p.say("律师事务所", "Law firm"), Value: firm},
	}
}

// Notes is what a lawyer wrote for the citizen during the call.
func Notes(paper wire.Paper, c *wire.Call, p Place) *render.Sheet {
	s := &render.Sheet{
		Kicker: p.say("律师写的要点", "A lawyer's notes"), Title: titled(paper.Title, p.say("律师写给您的要点", "The lawyer's notes for you")),
		Rows:  p.paperRows(paper, c),
		Parts: []render.SheetPart{{Lines: paragraphs(paper.Text)}, p.hotline()},
	}
	return s
}

// ToSign is a text that the citizen signs, with the signature where there is one.
func ToSign(paper wire.Paper, signature []byte, c *wire.Call, p Place) *render.Sheet {
	s := &render.Sheet{
		Kicker: p.say("签名的文件", "A paper to sign"), Title: titled(paper.Title, p.say("请阅读后签名", "Please read and sign")),
		Rows:  p.paperRows(paper, c),
		Parts: []render.SheetPart{{Lines: paragraphs(paper.Text)}}, Sign: true,
	}
	if len(signature) > 0 {
		s.Signature = &render.Signature{PNG: signature, At: day(p.Now, p.Lang)}
	}
	return s
}

func (p Place) paperRows(paper wire.Paper, c *wire.Call) []render.SheetRow {
	list := []render.SheetRow{}
	if c != nil {
		l := lawyer(c.People)
		list = append(list, p.lawyerRows(l.Name, l.Licence, l.Firm)...)
		list = append(list, render.SheetRow{Key: p.say("咨询事项", "Topic"), Value: p.topic(c.Topic)})
	}
	return rows(append(list, render.SheetRow{Key: p.say("发送时间", "Sent"), Value: when(paper.Sent, p.Lang)})...)
}

// Record is the record of a talk that has ended; guide is the id of the first
// guide it names, for its QR code.
func Record(c *wire.Call, p Place) (s *render.Sheet, guide string) {
	r := c.Record
	list := append(p.lawyerRows(r.Lawyer, r.Licence, r.Firm),
		render.SheetRow{Key: p.say("咨询事项", "Topic"), Value: p.topic(c.Topic)},
		render.SheetRow{Key: p.say("时间", "Time"), Value: p.span(r.Answered, r.Ended)},
		render.SheetRow{Key: p.say("结果", "Outcome"), Value: p.outcome(r.Outcome), Strong: true})
	if !r.Callback.IsZero() {
		list = append(list, render.SheetRow{Key: p.say("律师回电", "The lawyer calls back"), Value: p.say(when(r.Callback, p.Lang)+" 前", "by "+when(r.Callback, p.Lang)), Strong: true})
	}
	if c.Receipt != nil {
		list = append(list, render.SheetRow{Key: p.say("回执号", "Receipt number"), Value: Groups(c.Receipt.Number), Strong: true})
	}
	s = &render.Sheet{Kicker: p.say("视频咨询记录", "Record of a video consultation"), Title: p.say("视频咨询记录", "Record of your video consultation"), Rows: rows(list...)}
	if lines := paragraphs(r.Summary); len(lines) > 0 {
		s.Parts = append(s.Parts, render.SheetPart{Title: p.say("接下来怎么做", "What to do next"), Lines: lines, Steps: len(lines) > 1})
	}
	var titles []string
	if !p.discreet(c.Topic) {
		titles, guide = p.guides(r.Guides)
	}
	if len(titles) > 0 {
		s.Parts = append(s.Parts, render.SheetPart{Title: p.say("可以看的指南", "Guides to read"), Lines: []string{strings.Join(titles, p.say("", "; "))}})
		s.Scan = p.say("扫码看指南", "Scan for the guide")
	}
	s.Parts = append(s.Parts, p.hotline())
	return s, guide
}

// Receipt is a receipt with what became of it.
func Receipt(r *wire.Receipt, p Place) *render.Sheet {
	s := &render.Sheet{Kicker: p.say("回执", "Receipt"), Number: r.Number}
	list := []render.SheetRow{
		{Key: p.say("咨询事项", "Topic"), Value: p.topic(r.Topic)},
		{Key: p.say("办理时间", "Issued"), Value: when(r.Issued, p.Lang)},
		{Key: p.say("办理地点", "Issued at"), Value: p.centre(r.Centre)},
		{Key: p.say("当前状态", "State"), Value: p.state(r.State)},
	}
	var next []string
	switch r.Kind {
	case "booking":
		s.Title = p.say("视频咨询预约回执", "Receipt of your booking")
		list = append([]render.SheetRow{{Key: p.say("预约时间", "Booked for"), Value: when(r.Begin, p.Lang), Strong: true}, {Key: p.say("律师", "Lawyer"), Value: r.Lawyer}}, list...)
		next = []string{
			p.say("请在预约时间前5分钟到任何一台公共法律服务终端。", "Come to any legal service kiosk five minutes before the time."),
			p.say("点“视频咨询律师”，输入上面的回执号，就会接到为您预约的律师。", "Touch “Talk to a lawyer” and enter the receipt number: you are put through to your lawyer."),
			p.say("来不了的，请拨打 12348 改约。", "If you cannot come, call 12348 to change it."),
		}
	case "callback":
		s.Title = p.say("律师回电回执", "Receipt: a lawyer will call you back")
		next = []string{
			p.say("同一位律师会在上面写的时间以前给您回电话，请保持电话畅通。", "The same lawyer calls you back by the time above. Please keep your phone at hand."),
			p.say("没有接到电话的，请拨打 12348，报上回执号。", "If nobody called, dial 12348 and give the receipt number."),
		}
	default:
		s.Title = p.say("留言回执", "Receipt of your message")
		next = []string{
			p.say("律师会在上面写的时间以前答复。", "A lawyer answers by the time above."),
			p.say("到任何一台公共法律服务终端点“查询回执”，输入回执号，就能看到并打印答复。", "At any legal service kiosk touch “Look up a receipt” and enter the number to read and print the answer."),
			p.say("过了时间还没有答复的，请拨打 12348，报上回执号。", "If there is no answer by then, call 12348 and give the number."),
		}
	}
	if !r.ReplyBy.IsZero() {
		list = append([]render.SheetRow{{Key: p.say("答复期限", "Answer by"), Value: when(r.ReplyBy, p.Lang), Strong: true}}, list...)
	}
	s.Rows = rows(list...)
	if reply := paragraphs(r.Reply); len(reply) > 0 {
		from := p.say("律师的答复", "The lawyer's answer")
		if r.Lawyer != "" {
			from = p.say(r.Lawyer+"律师的答复", "Answer of "+r.Lawyer)
		}
		if !r.Replied.IsZero() {
			from += p.say("（", " (") + when(r.Replied, p.Lang) + p.say("）", ")")
		}
		s.Parts = append(s.Parts, render.SheetPart{Title: from, Lines: reply})
	}
	if r.State != "done" && r.State != "canceled" {
		s.Parts = append(s.Parts, render.SheetPart{Title: p.say("接下来怎么做", "What to do next"), Lines: next, Steps: true})
	}
	s.Parts = append(s.Parts, p.hotline())
	return s
}

func (p Place) outcome(id string) string {
	t, ok := map[string][2]string{
		"advice":      {"已解答", "Advice given"},
		"legal-aid":   {"建议申请法律援助", "Apply for legal aid"},
		"mediation":   {"建议申请调解", "Ask for mediation"},
		"arbitration": {"建议申请仲裁", "Apply for arbitration"},
		"court":       {"建议向法院起诉", "Go to court"},
		"other":       {"见下面的说明", "See below"},
	}[id]
	if !ok {
		return ""
	}
	return p.say(t[0], t[1])
}

func (p Place) state(id string) string {
	switch id {
	case "open":
		return p.say("等待办理", "Waiting")
	case "done":
		return p.say("已办结", "Done")
	case "canceled":
		return p.say("已取消", "Canceled")
	default:
		return ""
	}
}

func (p Place) span(from, to time.Time) string {
	if from.IsZero() || to.Before(from) {
		return when(to, p.Lang)
	}
	minutes := max(1, int(to.Sub(from).Round(time.Minute)/time.Minute))
	return when(from, p.Lang) + p.say(fmt.Sprintf("，约 %d 分钟", minutes), fmt.Sprintf(", about %d min", minutes))
}

// Groups sets a receipt's number in fours.
func Groups(number string) string {
	var parts []string
	for len(number) > 4 {
		parts, number = append(parts, number[:4]), number[4:]
	}
	return strings.Join(append(parts, number), " ")
}

func titled(title, or string) string {
	if t := strings.TrimSpace(title); t != "" {
		return t
	}
	return or
}

func paragraphs(text string) (list []string) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, l)
		}
	}
	return list
}

// zone is the centres' own time; a kiosk's clock runs in UTC.
func zone() *time.Location { return time.FixedZone("CST", 8*3600) }

func when(t time.Time, l content.Lang) string {
	switch {
	case t.IsZero():
		return ""
	case l == content.English:
		return t.In(zone()).Format("2 January 2006, 15:04")
	default:
		return t.In(zone()).Format("2006年1月2日 15:04")
	}
}

func day(t time.Time, l content.Lang) string {
	if l == content.English {
		return t.In(zone()).Format("2 January 2006")
	}
	return t.In(zone()).Format("2006年1月2日")
}

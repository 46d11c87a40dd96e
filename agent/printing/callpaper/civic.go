package callpaper

import (
	"strings"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
)

// Service is an item of the service list on a sheet; guide is the id of the
// first guide it names, for its QR code.
func Service(s *content.Service, p Place) (sheet *render.Sheet, guide string) {
	sheet = &render.Sheet{
		Kicker: p.say("服务事项", "Service"), Title: s.Name.In(p.Lang),
		Rows: rows(
			render.SheetRow{Key: p.say("做什么", "What it does"), Value: s.Does.In(p.Lang), Strong: true},
			render.SheetRow{Key: p.say("谁可以办", "For whom"), Value: s.For.In(p.Lang)},
			render.SheetRow{Key: p.say("找谁办", "Handled by"), Value: s.Handler.In(p.Lang)},
			render.SheetRow{Key: p.say("多久", "How long"), Value: s.Limit.In(p.Lang)},
			render.SheetRow{Key: p.say("怎么办", "How"), Value: s.Channel.In(p.Lang)},
			render.SheetRow{Key: p.say("费用", "Cost"), Value: s.Cost.In(p.Lang)},
		),
	}
	part := func(title string, lines []string, steps bool) {
		if len(lines) > 0 {
			sheet.Parts = append(sheet.Parts, render.SheetPart{Title: title, Lines: lines, Steps: steps})
		}
	}
	bring := make([]string, 0, len(s.Materials))
	for _, m := range s.Materials {
		bring = append(bring, m.In(p.Lang))
	}
	part(p.say("要带的东西", "What to bring"), bring, true)
	var forms, basis []string
	if p.Pack != nil {
		for _, id := range s.Forms {
			if f, ok := p.Pack.Form(id); ok {
				forms = append(forms, p.say("《"+f.Title.ZH+"》", f.Title.In(p.Lang)))
			}
		}
		for _, c := range s.Basis {
			basis = append(basis, p.cite(c))
		}
	}
	if len(forms) > 0 {
		part(p.say("要填的表：终端上可以填好打印", "Forms, to fill in and print at the kiosk"), []string{strings.Join(forms, p.say("", "; "))}, false)
	}
	titles, guide := p.guides(s.Guides)
	if len(titles) > 0 {
		part(p.say("详细的办法", "Guides to read"), []string{strings.Join(titles, p.say("", "; "))}, false)
		sheet.Scan = p.say("扫码看指南", "Scan for the guide")
	}
	if len(basis) > 0 {
		part(p.say("依据", "Basis"), []string{strings.Join(basis, p.say("；", "; "))}, false)
	}
	checked := p.say("核对日期："+s.CheckedAt+"。", "Checked on "+s.CheckedAt+".")
	if note := s.Note.In(p.Lang); note != "" {
		checked = note + p.say("", " ") + checked
	}
	part(p.say("请注意", "Please note"), []string{checked}, false)
	sheet.Parts = append(sheet.Parts, p.hotline())
	return sheet, guide
}

// cite writes "法律援助法 41" as people read it, with the law's whole name.
func (p Place) cite(citation string) string {
	law, article, _ := strings.Cut(citation, " ")
	name := law
	for _, l := range p.Pack.Laws {
		if l.Short == law {
			name = l.Name.In(p.Lang)
		}
	}
	return content.Cite(p.Lang, p.say("《"+name+"》", name), article)
}

// Opinion is the receipt of an opinion on a draft. It says nothing of what was
// said.
func Opinion(number string, o *content.Opinion, centre, kiosk string, p Place) *render.Sheet {
	s := &render.Sheet{
		Kicker: p.say("立法意见回执", "Receipt of an opinion"), Title: o.Title.In(p.Lang), Number: number,
		Asked: p.say("回执号：查处理情况时输入", "Receipt number: enter it to look up what became of it"),
		Rows: rows(
			render.SheetRow{Key: p.say("征求意见的单位", "Asked by"), Value: o.By.In(p.Lang)},
			render.SheetRow{Key: p.say("收下的时间", "Taken"), Value: when(p.Now, p.Lang), Strong: true},
			render.SheetRow{Key: p.say("收到哪天为止", "Open until"), Value: o.Until},
			render.SheetRow{Key: p.say("收下的地方", "Taken at"), Value: p.centre(centre)},
			render.SheetRow{Key: p.say("终端编号", "Kiosk"), Value: kiosk},
		),
		Parts: []render.SheetPart{
			{Title: p.say("接下来怎么看结果", "How to see what becomes of it"), Steps: true, Lines: []string{
				p.say("意见收齐以后，单位会公布采纳了哪些、没采纳的是为什么。", "When all opinions are in, the body publishes which it followed, and why not the others."),
				p.say("到任何一台公共法律服务终端，点“查进度”，输入上面的回执号；或者在“征求意见”里找到这一份。", "At any legal service kiosk touch “Progress” and enter the number above, or find the draft under “Draft rules”."),
			}},
			{Title: p.say("您写的内容", "What you said"), Lines: []string{
				p.say("这张纸上没有您的意见，也没有您的名字。您写的话已经加密，只有征求意见的单位能看。", "This paper holds neither your opinion nor your name. What you wrote is sealed: only the body that asks can read it."),
			}},
			p.hotline(),
		},
	}
	if o.Sample {
		s.Parts = append([]render.SheetPart{{Lines: []string{p.say("这是示例：没有这样一份草案，意见只用来演示。", "This is a sample: no such draft exists, and the opinion serves to show how it works.")}}}, s.Parts...)
	}
	return s
}

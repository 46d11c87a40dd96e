package contenttest

import (
	"fmt"
	"math/rand/v2"

	"lawkiosk/content"
)

// synthesis puts texts together by chance.
type synthesis struct{ r *rand.Rand }

func (s *synthesis) pick(list []string) string { return list[s.r.IntN(len(list))] }

func causes() []string {
	return []string{
		"老板不发工资", "想离婚", "被车撞了", "借钱不还", "被辞退", "房东不退押金", "邻居漏水", "买到假货", "遗产分割", "被家暴",
		"工伤认定", "赡养老人", "探望孩子", "土地承包", "征地补偿", "物业纠纷", "网络诈骗", "校园欺凌", "强制执行", "行政复议",
	}
}

func words() []string {
	return []string{
		"欠薪", "仲裁", "调解", "起诉", "赔偿", "合同", "证据", "押金", "租房", "抚养费", "彩礼", "继承", "遗嘱", "借条", "担保",
		"工伤", "社保", "加班费", "交通事故", "保险", "物业费", "宅基地", "征地", "消费", "退款", "家暴", "保护令", "法律援助", "公证", "执行",
	}
}

func sentences() []string {
	return []string{
		"先把事情经过写在一张纸上，写清楚时间、地点和人。", "带上身份证原件和复印件，到窗口领取受理通知。", "原始的聊天记录和转账记录不要删，可以截图备份。",
		"对方不同意的，您可以向有管辖权的机构提出申请。", "收到决定书以后，在规定的天数里可以起诉。", "拿不准的，打12348问一问，这个电话不收钱。",
		"家里困难的，可以申请法律援助，请律师不花钱。", "双方愿意的，人民调解也不收费，一般一个月以内有结果。", "超过时间可能就不受理了，所以越早越好。",
		"证人愿意出面的，把他的姓名和电话也写上。", "材料不全的，窗口会一次告诉您还缺什么。", "协议写好以后，双方签名、按手印、写日期。",
	}
}

func englishSentences() []string {
	return []string{
		"Write down what happened on one sheet: when, where and who.", "Bring your ID card and a copy, and ask for a receipt.",
		"Keep the original messages and transfer records.", "If the other side disagrees, you can apply to the competent body.",
		"After the decision you may sue within the days stated.", "If in doubt, call 12348; the call is free.",
		"If your household is poor, you can apply for legal aid.", "Mediation is free if both sides agree.",
	}
}

func (s *synthesis) chinese(id, theme string, i int) *content.Guide {
	article := fmt.Sprint(s.r.IntN(300) + 1)
	g := &content.Guide{
		ID: id, Lang: content.Chinese, Theme: theme,
		Title:     s.pick(causes()) + fmt.Sprintf("怎么办之%d", i+1),
		Summary:   s.pick(sentences()) + s.pick(sentences()),
		Basis:     []content.Basis{{Law: "合成法", Article: article, Says: "合成的一条"}},
		Deadlines: []content.Deadline{{What: "申请仲裁", Within: "1年", From: "从知道那天算起", Law: "合成法", Article: article, Basis: content.Cite(content.Chinese, "合成法", article)}},
		Forms:     []string{"synthetic-form"},
		CheckedAt: "2026-11-22", ReviewBy: "2027-05-31",
	}
	for range 8 {
		g.Keywords = append(g.Keywords, s.pick(words()))
	}
	g.Sections = s.sections(content.Chinese, sentences())
	return g
}

func (s *synthesis) english(zh *content.Guide, i int) *content.Guide {
	g := *zh
	g.Lang, g.Title = content.English, fmt.Sprintf("Synthetic guide %d", i+1)
	g.Summary, g.Keywords = s.pick(englishSentences()), []string{"synthetic", fmt.Sprintf("guide %d", i+1)}
	g.Basis = []content.Basis{{Law: "Synthetic Law", Article: zh.Basis[0].Article, Says: "A synthetic article"}}
	g.Deadlines = []content.Deadline{{
		What: "Apply for arbitration", Within: "1 year", From: "from the day you knew", Law: "Synthetic Law",
		Article: zh.Basis[0].Article, Basis: content.Cite(content.English, "Synthetic Law", zh.Basis[0].Article),
	}}
	g.Sections = s.sections(content.English, englishSentences())
	return &g
}

func (s *synthesis) sections(l content.Lang, from []string) []content.Section {
	out := make([]content.Section, 0, len(content.SectionOrder()))
	for _, k := range content.SectionOrder() {
		kind := "ul"
		if k == content.Steps {
			kind = "ol"
		}
		intro := content.Block{Kind: "p", Items: [][]content.Span{s.item(from)}}
		list := content.Block{Kind: kind}
		for range 3 + s.r.IntN(4) {
			list.Items = append(list.Items, s.item(from))
		}
		out = append(out, content.Section{Key: k, Title: content.SectionTitle(l, k), Blocks: []content.Block{intro, list}})
	}
	return out
}

func (s *synthesis) item(from []string) []content.Span {
	return []content.Span{{Text: s.pick(from)}, {Text: s.pick(from), Strong: true}}
}

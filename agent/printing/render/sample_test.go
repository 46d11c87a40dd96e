package render_test

import (
	"time"

	"lawkiosk/content"
)

func sampleCentre() content.Centre {
	return content.Centre{
		ID: "520103-centre", Region: "520103", Sample: true, Phone: "0851-00000000",
		Name:    content.Text{ZH: "南明区公共法律服务中心", EN: "Nanming District Public Legal Service Centre"},
		Address: content.Text{ZH: "贵阳市南明区示例路1号", EN: "1 Sample Road, Nanming District, Guiyang"},
	}
}

func sampleTime() time.Time {
	return time.Date(2026, 11, 22, 20, 10, 0, 0, time.FixedZone("CST", 8*3600))
}

func span(s string) []content.Span { return []content.Span{{Text: s}} }

func sampleGuide() *content.Guide {
	return &content.Guide{
		ID: "unpaid-wages", Lang: content.Chinese, Theme: "wages", Title: "老板不发工资怎么办",
		Summary: "干了活就该拿到钱。先留好证据，再找劳动监察投诉或者申请劳动仲裁，都不收费。",
		Deadlines: []content.Deadline{
			{What: "申请劳动仲裁", Within: "1年", From: "还在职时不受限制，离职的从离开那天算起", Basis: "劳动争议调解仲裁法 第27条"},
			{What: "向劳动监察投诉", Within: "2年", From: "从欠薪行为发生或终了那天算起", Basis: "劳动保障监察条例 第20条"},
			{What: "不服仲裁裁决去法院起诉", Within: "15天", From: "从收到裁决书那天算起", Basis: "劳动争议调解仲裁法 第50条"},
		},
		Sections: []content.Section{
			{Key: content.Who, Title: "什么人适用", Blocks: []content.Block{
				{Kind: "p", Items: [][]content.Span{{{Text: "在"}, {Text: "工厂、工地、商店、饭馆", Strong: true}, {Text: "等地方干活，老板到期没有足额发工资的人，不管有没有签合同、办没办社保，都可以照这份指南去做。建筑工地上的农民工，包工头不给钱的，可以找总承包单位先行清偿（见《保障农民工工资支付条例》第三十条）。"}}}},
			}},
			{Key: content.Keep, Title: "先把这些证据留好", Blocks: []content.Block{
				{Kind: "ul", Items: [][]content.Span{
					span("劳动合同、入职登记表、工牌、工作服照片"), span("工资条、银行流水、微信或支付宝转账记录"),
					span("考勤记录、工作群聊天记录（不要删，换手机前先备份）"), span("欠条、结算单；没有的，请老板写一张，写明欠哪几个月、一共多少元，签名按指印"),
				}},
			}},
			{Key: content.Bring, Title: "要带的东西", Blocks: []content.Block{
				{Kind: "ul", Items: [][]content.Span{
					span("身份证原件和复印件2份"), span("仲裁申请书：被申请人有几个就交几份，另加1份，自己再留1份"),
					span("证据复印件和证据清单"), span("用人单位的营业执照信息（可在国家企业信用信息公示系统 https://www.gsxt.gov.cn/index.html 查到）"),
				}},
			}},
			{Key: content.Where, Title: "去哪里办", Blocks: []content.Block{
				{Kind: "p", Items: [][]content.Span{span("劳动合同履行地（就是实际上班的地方）或者用人单位所在地的劳动人事争议仲裁委员会。两个地方都有人申请的，由履行地的管。")}},
			}},
			{Key: content.Steps, Title: "怎么做", Blocks: []content.Block{
				{Kind: "ol", Items: [][]content.Span{
					{{Text: "先协商。", Strong: true}, {Text: "找老板把欠的钱对清楚，写成书面的还款计划，双方签名。"}},
					{{Text: "投诉。", Strong: true}, {Text: "打12333或者到人社局劳动保障监察大队，说清单位名称、地址、欠了谁多少钱。受理后一般60个工作日内调查完，情况复杂的可以延长30个工作日。"}},
					{{Text: "申请仲裁。", Strong: true}, {Text: "写好申请书递交，5天内会告诉你受不受理；受理后45天内裁决，案情复杂的最多延长15天。"}},
					{{Text: "起诉或者申请执行。", Strong: true}, {Text: "裁决书生效后老板还不给，2年内可以向法院申请强制执行。"}},
				}},
			}},
			{Key: content.Costs, Title: "要花多少钱", Blocks: []content.Block{{Kind: "p", Items: [][]content.Span{span("投诉和仲裁都不收费。经济困难的可以申请法律援助；农民工请求支付劳动报酬的，不审查经济困难状况。")}}}},
			{Key: content.Fails, Title: "还是拿不到怎么办", Blocks: []content.Block{{Kind: "p", Items: [][]content.Span{span("老板有钱不给或者逃跑躲债，经政府责令仍不支付的，可能构成拒不支付劳动报酬罪，可以到公安机关报案。工会、妇联也能帮忙。实在困难的，问问有没有临时救助。")}}}},
		},
		Basis: []content.Basis{
			{Law: "劳动法", Article: "50", Says: "工资应当以货币形式按月支付给劳动者本人，不得克扣或者无故拖欠"},
			{Law: "劳动争议调解仲裁法", Article: "27", Says: "仲裁时效1年；在职期间因拖欠劳动报酬发生争议不受限制"},
			{Law: "保障农民工工资支付条例", Article: "30", Says: "分包单位拖欠的，由施工总承包单位先行清偿"},
		},
		CheckedAt: "2026-11-20", ReviewBy: "2027-05-20", Note: "各地仲裁委员会的地址和上班时间不同，去之前先打电话问清楚。",
	}
}

package render_test

import "lawkiosk/content"

func both(zh, en string) content.Text { return content.Text{ZH: zh, EN: en} }

func sampleForm() *content.Form {
	return &content.Form{
		ID: "labour-arbitration", Title: both("劳动人事争议仲裁申请书", "Application for labour arbitration"),
		Purpose: both("请求用人单位支付工资、补偿金等，交给劳动人事争议仲裁委员会。", "To claim wages or compensation before the labour arbitration commission."),
		To:      both("劳动人事争议仲裁委员会", "Labour and personnel dispute arbitration commission"),
		Parts: []content.FormPart{
			{Title: both("申请人（劳动者）", "Applicant (worker)"), Fields: []content.Field{
				{ID: "name", Label: both("姓名", "Name"), Type: "name", Required: true},
				{ID: "sex", Label: both("性别", "Sex"), Type: "choice", Options: []content.Text{both("男", "Male"), both("女", "Female")}},
				{ID: "birth", Label: both("出生日期", "Date of birth"), Type: "date"},
				{ID: "id", Label: both("证件号码", "ID number"), Type: "idnumber", Required: true},
				{ID: "address", Label: both("住所", "Address"), Type: "text"},
				{ID: "post", Label: both("通讯地址（文书送达用）", "Postal address"), Type: "text"},
				{ID: "phone", Label: both("联系电话", "Phone"), Type: "phone"},
			}},
			{Title: both("被申请人（用人单位）", "Respondent (employer)"), Fields: []content.Field{
				{ID: "employer", Label: both("单位名称", "Name"), Type: "text", Required: true},
				{ID: "kind", Label: both("单位类型", "Kind"), Type: "choice", Options: []content.Text{both("有限责任公司", "Limited company"), both("股份有限公司", "Joint-stock company"), both("个体工商户", "Sole trader"), both("合伙企业", "Partnership"), both("机关或事业单位", "Public body"), both("其他", "Other")}},
				{ID: "boss", Label: both("法定代表人及职务", "Legal representative"), Type: "text"},
			}},
			{Title: both("仲裁请求", "Claims"), Fields: []content.Field{
				{ID: "sum", Label: both("请求支付的金额", "Sum claimed"), Type: "money"},
				{ID: "claims", Label: both("请求事项", "Claims"), Help: both("一项一项写，写明哪几个月、多少元", "One by one, with months and sums"), Type: "area"},
			}},
			{Title: both("事实和理由", "Facts and reasons"), Fields: []content.Field{
				{ID: "facts", Label: both("事实和理由", "Facts and reasons"), Type: "area"},
				{ID: "proof", Label: both("证据和证据来源", "Evidence and its source"), Type: "area"},
			}},
		},
		Closing: both("以上内容属实，如有虚假，本人愿承担相应的法律责任。", "The above is true; I bear the legal consequences of false statements."),
		Basis: []content.FormBasis{{
			Law: content.Text{ZH: "劳动人事争议仲裁办案规则", EN: "Rules on Handling Labour Arbitration Cases"}, Article: "29",
			Says: content.Text{ZH: "申请书应当载明的事项", EN: "what the application must state"},
		}},
		Copies: 3, Note: both("各地仲裁委员会可能有自己的格式，以窗口要求为准。", "Local offices may have their own layout."),
	}
}

func sampleValues() map[string]string {
	return map[string]string{
		"name": "测试甲𬭎", "sex": "女", "birth": "1990-01-01", "id": "110101199001010015", "address": "北京市东城区某某街道某某社区某某小区12号楼3单元1502室（与人合租，门铃按两下）",
		"phone": "13800001234", "employer": "贵阳某某劳务有限公司", "kind": "有限责任公司", "sum": "18600",
		"claims": "一、请求支付2026年6月至8月的工资18600元；\n二、请求支付未签订书面劳动合同的二倍工资差额12400元。",
	}
}

package planpaper

import "lawkiosk/content"

// OfficeName says a kind of office as the screen does; empty for an unknown kind.
func OfficeName(kind string) content.Text {
	names := map[string]content.Text{
		"centre":             {ZH: "公共法律服务中心", EN: "Public legal service centre"},
		"labour-inspection":  {ZH: "劳动监察大队", EN: "Labour inspection"},
		"labour-arbitration": {ZH: "劳动人事争议仲裁委员会", EN: "Labour arbitration commission"},
		"court":              {ZH: "法院", EN: "Court"},
		"legal-aid":          {ZH: "法律援助中心", EN: "Legal aid centre"},
		"mediation":          {ZH: "人民调解委员会", EN: "People's mediation committee"},
		"police":             {ZH: "派出所", EN: "Police station"},
		"notary":             {ZH: "公证处", EN: "Notary office"},
		"review-body":        {ZH: "行政复议机构", EN: "Reconsideration body"},
		"social-insurance":   {ZH: "社保、工伤窗口", EN: "Social insurance, work injury counter"},
		"market-regulation":  {ZH: "市场监管所", EN: "Market regulation office"},
		"civil-affairs":      {ZH: "民政局婚姻登记处", EN: "Marriage registry"},
		"village":            {ZH: "村（居）委会", EN: "Village committee"},
		"natural-resources":  {ZH: "自然资源部门", EN: "Natural resources office"},
		"school":             {ZH: "学校", EN: "School"},
		"bank":               {ZH: "银行", EN: "Bank"},
		"procuratorate":      {ZH: "检察院", EN: "Procuratorate"},
		"women-federation":   {ZH: "妇联", EN: "Women's federation"},
		"petition":           {ZH: "信访窗口", EN: "Petitions counter"},
	}
	return names[kind]
}

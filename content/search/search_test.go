package search_test

import (
	"strings"
	"testing"

	"lawkiosk/content"
	"lawkiosk/content/contenttest"
	"lawkiosk/content/search"
)

// Words of the law whose reading the dictionary of single characters would miss,
// and everyday ones that must stay right.
func TestSyllables(t *testing.T) {
	p := search.NewPinyin()
	for word, want := range map[string]string{
		"重庆": "chongqing", "重婚": "chonghun", "调解": "tiaojie", "人民调解": "renmintiaojie", "调查": "diaocha", "调岗": "diaogang",
		"行政复议": "xingzhengfuyi", "银行": "yinhang", "执行": "zhixing", "长期": "changqi", "家长": "jiazhang", "延长": "yanchang",
		"处分": "chufen", "传票": "chuanpiao", "还款": "huankuan", "借钱不还": "jieqianbuhuan", "还在上班": "haizaishangban",
		"欠债还钱": "qianzhaihuanqian", "会计": "kuaiji", "开会": "kaihui", "给付": "jifu", "给钱": "geiqian", "没收": "moshou", "没签合同": "meiqianhetong",
		"恐吓": "konghe", "虐待": "nuedai", "律师": "lvshi", "妇女": "funv", "策略": "celue", "征地": "zhengdi", "地址": "dizhi",
		"便宜": "pianyi", "出差": "chuchai", "赡养": "shanyang", "抚养费": "fuyangfei", "讨薪": "taoxin", "劳动仲裁": "laodongzhongcai",
		"公证": "gongzheng", "取保候审": "qubaohoushen", "宅基地": "zhaijidi", "彩礼": "caili", "强制执行": "qiangzhizhixing",
		"观山湖区": "guanshanhuqu", "乌当区": "wudangqu", "息烽县": "xifengxian", "贵阳": "guiyang", "拨打12348": "boda12348",
	} {
		runs := p.Syllables(word)
		if len(runs) != 1 || strings.Join(runs[0], "") != want {
			t.Errorf("%s: %v, want %s", word, runs, want)
		}
	}
}

func TestTokens(t *testing.T) {
	tests := []struct{ text, full, initials string }{
		{"欠薪", "qianxin", "qx"},
		{"钱", "qian", "q"},
		{"劳动仲裁", "laodongzhongcai dongzhongcai zhongcai", "ldzc dzc zc"},
		{"老板不发工资，怎么办", "laobanbufagongzi banbufagongzi bufagongzi fagongzi gongzi zenmeban meban", "lbbfgz bbfgz bfgz fgz gz zmb mb"},
		{"打12348", "da12348", "d12348"},
		{"AA制", "aazhi", "az"},
		{"", "", ""},
		{"，。", "", ""},
	}
	for _, tt := range tests {
		full, initials := search.NewPinyin().Tokens(tt.text)
		if full != tt.full || initials != tt.initials {
			t.Errorf("%s:\n%s\n%s\nwant\n%s\n%s", tt.text, full, initials, tt.full, tt.initials)
		}
	}
	if full, _ := search.NewPinyin().Tokens("欠薪", "讨薪", "欠薪"); full != "qianxin taoxin" {
		t.Errorf("a word twice gave %q", full)
	}
}

// matches does what the page's search engine does: a query finds a document when
// it is the beginning of one of its tokens.
func matches(d content.SearchDoc, query string) bool {
	for token := range strings.FieldsSeq(d.Pinyin + " " + d.Initials) {
		if strings.HasPrefix(token, query) {
			return true
		}
	}
	return false
}

func TestPrefixSearchFinds(t *testing.T) {
	p := contenttest.Synthetic(1)
	g := p.Guides[content.Chinese]["guide-1"]
	g.Title, g.Keywords = "怎么申请劳动仲裁", []string{"欠薪", "农民工"}
	d := search.Docs(p)[content.Chinese][0]
	for _, query := range []string{"ldzc", "laodongzhongcai", "laodong", "laod", "zhongcai", "qianx", "qx", "nmg", "zenmesh", "zmsq"} {
		if !matches(d, query) {
			t.Errorf("%q finds nothing in %q, %q", query, d.Pinyin, d.Initials)
		}
	}
	for _, query := range []string{"lihun", "lh", "aodong"} {
		if matches(d, query) {
			t.Errorf("%q finds %q", query, d.Pinyin)
		}
	}
}

func TestDocs(t *testing.T) {
	docs := search.Docs(contenttest.Synthetic(5))
	for _, l := range content.Languages() {
		if len(docs[l]) != 6 { // five guides and a form
			t.Errorf("%s: %d documents", l, len(docs[l]))
		}
		for _, d := range docs[l] {
			if d.Title == "" || d.Say == "" || d.Body == "" || d.Summary == "" {
				t.Errorf("%s: %+v", l, d)
			}
			if (d.Pinyin != "") != (l == content.Chinese) {
				t.Errorf("%s: pinyin %q", l, d.Pinyin)
			}
		}
	}
	if form := docs[content.Chinese][5]; form.Kind != "form" || !matches(form, "hcsqs") {
		t.Errorf("form %+v", form)
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("老板不发工资，怎么办12348")
	f.Add("a\xff重")
	f.Fuzz(func(t *testing.T, s string) {
		full, initials := search.NewPinyin().Tokens(s)
		if (full == "") != (initials == "") {
			t.Errorf("%q: %q, %q", s, full, initials)
		}
	})
}

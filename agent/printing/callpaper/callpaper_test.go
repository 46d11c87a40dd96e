package callpaper_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lawkiosk/agent/printing/callpaper"
	"lawkiosk/agent/printing/fonts"
	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
	"lawkiosk/fleet/wire"
)

func moment(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func pack() *content.Pack {
	return &content.Pack{
		Themes: []content.Theme{{ID: "wages", Say: content.Text{ZH: "老板不发工资", EN: "My boss does not pay me"}}},
		Guides: map[content.Lang]map[string]*content.Guide{
			content.Chinese: {"unpaid-wages": {Title: "老板不发工资怎么办"}, "arbitration": {Title: "怎样申请劳动仲裁"}},
			content.English: {"unpaid-wages": {Title: "When your boss does not pay you"}},
		},
		Centres: []content.Centre{{
			ID: "520103-centre", Sample: true, Phone: "0851-00000000",
			Name:    content.Text{ZH: "南明区公共法律服务中心", EN: "Nanming District Public Legal Service Centre"},
			Address: content.Text{ZH: "贵阳市南明区示例路1号", EN: "1 Sample Road, Nanming District, Guiyang"},
		}},
	}
}

func place(l content.Lang) callpaper.Place {
	return callpaper.Place{Lang: l, Pack: pack(), Now: moment("2026-11-22T12:31:00Z")}
}

func call() *wire.Call {
	return &wire.Call{
		ID: "c1", Topic: "wages", State: wire.CallEnded, People: []wire.Person{
			{Identity: "k", Role: "citizen", Name: "测*"},
			{Identity: "l", Role: "lawyer", Name: "测试律师", Licence: "15201202010000000", Firm: "贵州示例律师事务所"},
		},
		Record: &wire.CallRecord{
			Lawyer: "测试律师", Licence: "15201202010000000", Firm: "贵州示例律师事务所",
			Answered: moment("2026-11-22T12:05:00Z"), Ended: moment("2026-11-22T12:29:00Z"), Outcome: "arbitration",
			Summary: "先把欠的工资写成清单，写明哪几个月、一共多少元，请老板签名；他不签也要留下聊天记录。\n" +
				"带上身份证、工资条和清单，到上班地方的劳动人事争议仲裁委员会申请仲裁，不收费。离职的从离开那天算起1年内都可以申请。\n" +
				"仲裁委员会5天内会告诉您受不受理；不受理的，拿着书面通知到法院起诉。",
			Guides: []string{"unpaid-wages", "arbitration", "gone"}, Callback: moment("2026-11-25T09:00:00Z"),
		},
		Receipt: &wire.Receipt{Number: "520103000018", Kind: "callback"},
	}
}

// ink is a signature as a finger draws it.
func ink(t testing.TB) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 900, 320))
	for i := range 6000 {
		a := float64(i) / 6000
		x, y := 60+760*a, 160+110*math.Sin(a*19)*math.Cos(a*5)
		for dx := -3; dx <= 3; dx++ {
			for dy := -3; dy <= 3; dy++ {
				img.Set(int(x)+dx, int(y)+dy, color.NRGBA{R: 18, G: 57, B: 61, A: 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func papers(t testing.TB, l content.Lang) map[string]*render.Sheet {
	p := place(l)
	paper := wire.Paper{
		ID: "p1", Kind: "summary", Title: "讨薪三步", Sent: moment("2026-11-22T12:20:00Z"),
		Text: "第一步：把欠薪写成清单，找老板签名。\n第二步：打12333或者到劳动监察大队投诉，60个工作日内有结果。\n第三步：还拿不到就申请劳动仲裁，不收费。记得1年的期限。",
	}
	toSign := wire.Paper{
		ID: "p2", Kind: "sign", Title: "法律援助申请授权书", Sent: moment("2026-11-22T12:25:00Z"),
		Text: "本人因劳动报酬争议，自愿委托上述律师代为整理法律援助申请材料。\n本人确认：以上内容由律师当面向本人说明，本人已经听懂，没有疑问。\n本授权只用于本次申请，办完即止。",
	}
	record, _ := callpaper.Record(call(), p)
	return map[string]*render.Sheet{
		"notes": callpaper.Notes(paper, call(), p), "to-sign": callpaper.ToSign(toSign, nil, call(), p),
		"signed": callpaper.ToSign(toSign, ink(t), call(), p), "record": record,
		"booking": callpaper.Receipt(&wire.Receipt{
			Number: "520103000026", Kind: "booking", Issued: p.Now, Begin: moment("2026-11-24T02:30:00Z"), Centre: "520103-centre", Topic: "wages", State: "open", Lawyer: "测试律师",
		}, p),
		"message": callpaper.Receipt(&wire.Receipt{
			Number: "520103000034", Kind: "message", Issued: p.Now, ReplyBy: moment("2026-11-24T09:00:00Z"), Centre: "520103-centre", Topic: "wages", State: "open",
		}, p),
		"answered": callpaper.Receipt(&wire.Receipt{
			Number: "520103000034", Kind: "message", Issued: p.Now, ReplyBy: moment("2026-11-24T09:00:00Z"), Centre: "520103-centre", Topic: "wages", State: "done",
			Reply: "您说的情况可以申请劳动仲裁，不收费。\n请带身份证和工资条到南明区劳动人事争议仲裁委员会。", Replied: moment("2026-11-23T06:00:00Z"), Lawyer: "测试",
		}, p),
		"draft": callpaper.Draft("079927398713", moment("2026-11-29T12:31:00Z"), "520103-centre", "520103-001", p),
		"callback": callpaper.Receipt(&wire.Receipt{
			Number: "520103000042", Kind: "callback", Issued: p.Now, ReplyBy: moment("2026-11-23T09:00:00Z"), Centre: "520103-centre", Topic: "none", State: "open",
		}, p),
	}
}

// TestPapersSayWhatTheyMust renders every paper in both languages. With
// LAWKIOSK_PAPERS set to a folder the files are left there to be looked at.
func TestPapersSayWhatTheyMust(t *testing.T) {
	f, err := render.BuiltinFonts()
	if errors.Is(err, fonts.ErrMissing) && os.Getenv("LAWKIOSK_PEERS") != "required" {
		t.Skip("the fonts are not built: run npm ci && npm run build in agent/printing/fonts")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []content.Lang{content.Chinese, content.English} {
		for name, s := range papers(t, l) {
			o := render.Options{Centre: pack().Centres[0], Lang: l, Now: moment("2026-11-22T12:31:00Z").In(time.FixedZone("CST", 8*3600)), Terminal: "520103-001"}
			if name == "record" {
				o.URL = "http://127.0.0.1:9000/g/unpaid-wages"
			}
			paper, err := render.Local{Fonts: f}.Render(t.Context(), render.Request{Kind: render.KindSheet, Sheet: s, Options: o})
			if err != nil || paper.Pages != 1 {
				t.Fatalf("%s in %s: %d pages, %v", name, l, paper.Pages, err)
			}
			if dir := os.Getenv("LAWKIOSK_PAPERS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, name+"-"+string(l)+".pdf"), paper.PDF, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if s.Kicker == "" || s.Title == "" || len(s.Rows) == 0 {
				t.Errorf("%s in %s lacks its head or its facts: %+v", name, l, s)
			}
			text := sheetText(s)
			if name != "to-sign" && name != "signed" && !strings.Contains(text, "12348") {
				t.Errorf("%s in %s does not name the hotline", name, l)
			}
			if strings.Contains(text, "测*") || strings.Contains(text, "gone") {
				t.Errorf("%s in %s says what it must not:\n%s", name, l, text)
			}
		}
	}
}

func sheetText(s *render.Sheet) string {
	var b strings.Builder
	b.WriteString(s.Title + s.Kicker + s.Number)
	for _, r := range s.Rows {
		b.WriteString("\n" + r.Key + " " + r.Value)
	}
	for _, p := range s.Parts {
		b.WriteString("\n" + p.Title + " " + strings.Join(p.Lines, "\n"))
	}
	return b.String()
}

func TestFacts(t *testing.T) {
	s, guide := callpaper.Record(call(), place(content.Chinese))
	if guide != "unpaid-wages" || s.Scan == "" {
		t.Errorf("the guide for the QR code is %q (%q)", guide, s.Scan)
	}
	text := sheetText(s)
	for _, want := range []string{"测试律师", "15201202010000000", "贵州示例律师事务所", "老板不发工资", "2026年11月22日 20:05，约 24 分钟", "建议申请仲裁", "2026年11月25日 17:00 前", "5201 0300 0018", "《怎样申请劳动仲裁》"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	bare, _ := callpaper.Record(&wire.Call{Record: &wire.CallRecord{}}, callpaper.Place{Lang: content.English})
	if len(bare.Rows) != 0 || len(bare.Parts) != 1 {
		t.Errorf("a record of nothing says %s", sheetText(bare))
	}
	for number, want := range map[string]string{"": "", "12": "12", "1234": "1234", "123456789012": "1234 5678 9012"} {
		if got := callpaper.Groups(number); got != want {
			t.Errorf("%q is shown as %q", number, got)
		}
	}
}

func TestServicesAndOpinions(t *testing.T) {
	say := func(zh, en string) content.Text { return content.Text{ZH: zh, EN: en} }
	service := &content.Service{
		Name: say("人民调解", "Mediation"), Does: say("帮双方谈拢", "Helps both agree"), For: say("有纠纷的人", "People in a dispute"),
		Handler: say("调解委员会", "Committee"), Limit: say("不限", "None"), Channel: say("窗口", "Counter"), Cost: say("免费", "Free"),
		Materials: []content.Text{say("身份证", "ID card")}, Basis: []string{"人民调解法 4"}, CheckedAt: "2026-11-28",
		Note: say("按常见做法写。", "Common practice."), Guides: []string{"none", "arbitration"},
	}
	draft := &content.Opinion{Title: say("示例草案", "Sample draft"), By: say("示例单位", "Sample body"), Until: "2035-12-31", Sample: true}
	p := place(content.Chinese)
	p.Pack.Laws = []content.Law{{Short: "人民调解法", Name: say("中华人民共和国人民调解法", "People's Mediation Law")}}
	sheet, guide := callpaper.Service(service, p)
	if guide != "arbitration" || sheet.Scan == "" {
		t.Errorf("guide %q, %q", guide, sheet.Scan)
	}
	all := sheetText(sheet)
	for _, want := range []string{"人民调解", "身份证", "《中华人民共和国人民调解法》 第4条", "2026-11-28", "按常见做法写", "《怎样申请劳动仲裁》", "免费"} {
		if !strings.Contains(all, want) {
			t.Errorf("the sheet lacks %q: %s", want, all)
		}
	}
	receipt := callpaper.Opinion("910112345678", draft, "520103-centre", "520103-001", p)
	all = sheetText(receipt)
	for _, want := range []string{"示例草案", "示例单位", "2035-12-31", "520103-001", "这是示例", "南明区"} {
		if !strings.Contains(all, want) {
			t.Errorf("the receipt lacks %q: %s", want, all)
		}
	}
	if receipt.Number != "910112345678" {
		t.Error(receipt.Number)
	}
	if en := sheetText(callpaper.Opinion("910112345678", draft, "", "", place(content.English))); !strings.Contains(en, "Sample draft") || strings.Contains(en, "示例") {
		t.Errorf("in English: %s", en)
	}
}

// A paper may be found by the one whom it must not reach.
func TestADiscreetTopicStandsOnNoPaper(t *testing.T) {
	for _, l := range []content.Lang{content.Chinese, content.English} {
		p := place(l)
		p.Pack.Themes = append(p.Pack.Themes, content.Theme{ID: "violence", Discreet: true, Guides: []string{"unpaid-wages"}, Say: content.Text{ZH: "家里有人打我", EN: "Somebody at home hits me"}})
		c := call()
		c.Topic = "violence"
		record, guide := callpaper.Record(c, p)
		for name, s := range map[string]*render.Sheet{
			"record":  record,
			"receipt": callpaper.Receipt(&wire.Receipt{Number: "520103000034", Kind: "message", Issued: p.Now, Centre: "520103-centre", Topic: "violence", State: "open"}, p),
			"notes":   callpaper.Notes(wire.Paper{Kind: "summary", Sent: p.Now}, c, p),
		} {
			text := sheetText(s)
			for _, secret := range []string{"打我", "hits me", "老板不发工资", "your boss"} {
				if strings.Contains(text, secret) {
					t.Errorf("the %s in %s says %q:\n%s", name, l, secret, text)
				}
			}
		}
		if guide != "" || record.Scan != "" {
			t.Errorf("the record's code leads to the guide %q", guide)
		}
	}
}

// Package contenttest makes content for tests and benchmarks: packs of any number
// of synthetic guides, and signed pack files. Only tests and benchmarks may import
// it.
package contenttest

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/search"
)

// Key gives a signing key that is the same in every run. It is no secret.
func Key() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte("lawkiosk"), ed25519.SeedSize/8))
}

// PublicKey gives the public half of Key.
func PublicKey() ed25519.PublicKey { return Key().Public().(ed25519.PublicKey) }

// BuiltAt is the time that test packs carry.
func BuiltAt() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }

// Bytes signs a pack with Key.
func Bytes(tb testing.TB, p *content.Pack) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := content.WritePack(&b, p, BuiltAt(), Key()); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// File signs a pack with Key and writes it to a file in a folder of the test.
func File(tb testing.TB, p *content.Pack) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "content.lkpack")
	if err := os.WriteFile(path, Bytes(tb, p), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// perTheme is how many synthetic guides a theme holds.
const perTheme = 8

// Synthetic makes a pack of n guides (at least 1) in both languages, about as long
// and as varied as real ones, with search documents; the same n gives the same pack.
// The texts are put together by chance and are no legal advice.
func Synthetic(n int) *content.Pack {
	n = max(n, 1)
	s := &synthesis{r: rand.New(rand.NewPCG(uint64(n), 520100))}
	p := &content.Pack{
		Version: "2026.11.22-1",
		Guides:  map[content.Lang]map[string]*content.Guide{content.Chinese: {}, content.English: {}},
		Laws: []content.Law{
			{Short: "合成法", Name: content.Text{ZH: "中华人民共和国合成法", EN: "Synthetic Law"}, Since: "2021-01-01", Articles: 300},
		},
		Regions: []content.Region{
			{Code: "520100", Name: content.Text{ZH: "贵阳市", EN: "Guiyang"}},
			{Code: "520103", Name: content.Text{ZH: "云岩区", EN: "Yunyan District"}, Parent: "520100", Col: 2, Row: 2},
		},
		Centres: []content.Centre{centre("520100", "贵阳市", "Guiyang", 1), centre("520103", "云岩区", "Yunyan", 3)},
		Forms:   map[string]*content.Form{"synthetic-form": form()},
	}
	for i := range n {
		if i%perTheme == 0 {
			k := i/perTheme + 1
			p.Themes = append(p.Themes, content.Theme{
				ID: fmt.Sprintf("theme-%d", k), Icon: "scales", Forms: []string{"synthetic-form"},
				Say:  content.Text{ZH: s.pick(causes()) + fmt.Sprint(k), EN: fmt.Sprintf("Synthetic matter %d", k)},
				Hint: content.Text{ZH: "合成的主题", EN: "A synthetic theme"},
			})
		}
		t := &p.Themes[len(p.Themes)-1]
		id := fmt.Sprintf("guide-%d", i+1)
		t.Guides = append(t.Guides, id)
		p.Guides[content.Chinese][id] = s.chinese(id, t.ID, i)
		p.Guides[content.English][id] = s.english(p.Guides[content.Chinese][id], i)
	}
	p.Slides = []content.Slide{{
		Say: content.Text{ZH: "仲裁不收钱", EN: "Arbitration is free"}, Guide: "guide-1", Art: "wages",
	}}
	p.Search = search.Docs(p)
	return p
}

func centre(code, zh, en string, n int) content.Centre {
	return content.Centre{
		ID: code + "-centre", Region: code, Phone: fmt.Sprintf("0851-0000%04d", n), Sample: true,
		Name:    content.Text{ZH: zh + "公共法律服务中心", EN: en + " Public Legal Service Centre"},
		Address: content.Text{ZH: zh + "样例路1号（样例地址）", EN: "1 Sample Road (sample address)"},
		Hours:   content.Text{ZH: "周一至周五 9:00-17:00", EN: "Mon-Fri 9:00-17:00"},
	}
}

func form() *content.Form {
	text := func(zh, en string) content.Text { return content.Text{ZH: zh, EN: en} }
	return &content.Form{
		ID: "synthetic-form", Title: text("合成申请书", "Synthetic application"), Copies: 2,
		Purpose: text("测试用的申请书。", "An application for tests."), To: text("合成委员会", "Synthetic commission"),
		Closing: text("以上内容属实。", "The above is true."),
		Parts: []content.FormPart{{Title: text("申请人", "Applicant"), Fields: []content.Field{
			{ID: "name", Label: text("姓名", "Name"), Type: "name", Required: true, Card: "name"},
			{
				ID: "sex", Label: text("性别", "Sex"), Type: "choice", Card: "sex",
				Options: []content.Text{text("男", "Male"), text("女", "Female")},
			},
			{ID: "id-number", Label: text("身份证号码", "ID number"), Type: "idnumber", Required: true, Card: "id"},
			{ID: "facts", Label: text("事实和理由", "Facts and reasons"), Type: "area", Max: 300},
		}}},
	}
}

package prompt_test

import (
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lawkiosk/content"
	"lawkiosk/content/prompt"
	"lawkiosk/content/source"
)

func pack(t *testing.T) *content.Pack {
	t.Helper()
	p, problems := source.Load(os.DirFS(".."), time.Time{})
	if problems.Errors() > 0 {
		t.Fatal(problems)
	}
	return p
}

// TestEveryQuestionCanBeRead holds the product's own content against what is
// listed for reading aloud.
func TestEveryQuestionCanBeRead(t *testing.T) {
	p := pack(t)
	for _, l := range content.Languages() {
		listed := map[prompt.Ref]string{}
		for _, one := range prompt.List(p, l) {
			listed[one.Ref] = one.Text
			if n := utf8.RuneCountInString(one.Text); n == 0 || n > 2500 {
				t.Errorf("%v has %d characters", one.Ref, n)
			}
			if found, ok := prompt.Find(p, one.Ref); !ok || found != one {
				t.Errorf("%v is listed and not found", one.Ref)
			}
		}
		for _, j := range p.Journeys {
			for _, q := range j.Questions {
				text := listed[prompt.Ref{Kind: prompt.Question, ID: j.ID, Part: q.ID, Lang: l}]
				if !strings.HasPrefix(text, q.Ask.In(l)) {
					t.Errorf("%s %s is read %q", j.ID, q.ID, text)
				}
				for _, c := range q.Choices {
					if !strings.Contains(text, c.Say.In(l)) {
						t.Errorf("%s %s does not read the choice %s", j.ID, q.ID, c.ID)
					}
				}
			}
		}
	}
}

func TestFind(t *testing.T) {
	p := pack(t)
	for _, r := range []prompt.Ref{
		{},
		{Kind: prompt.Question, ID: "unpaid-wages", Part: "none", Lang: content.Chinese},
		{Kind: prompt.Question, ID: "none", Part: "who", Lang: content.Chinese},
		{Kind: prompt.Plan, ID: "unpaid-wages", Part: "who", Lang: content.Chinese},
		{Kind: prompt.Section, ID: "unpaid-wages", Part: "none", Lang: content.Chinese},
		{Kind: prompt.Guide, ID: "../secret", Lang: content.Chinese},
		{Kind: prompt.Frame, ID: "none", Lang: content.Chinese},
		{Kind: "text", ID: "say this", Lang: content.Chinese},
	} {
		if got, ok := prompt.Find(p, r); ok {
			t.Errorf("%v gave %q", r, got.Text)
		}
	}
	who := prompt.Ref{Kind: prompt.Question, ID: "unpaid-wages", Part: "who", Lang: content.Chinese}
	got, ok := prompt.Find(p, who)
	if !ok || !strings.HasPrefix(got.Text, "谁欠您的钱？可以选：公司、厂、店，") || got.Discreet {
		t.Errorf("%+v", got)
	}
	if other := prompt.Name(content.Chinese, got.Text+"。"); other == got.Name() || len(got.Name()) != 16 {
		t.Errorf("names %s and %s", got.Name(), other)
	}
	if g, ok := prompt.Find(p, prompt.Ref{Kind: prompt.Guide, ID: "domestic-violence", Lang: content.English}); !ok || !g.Discreet {
		t.Errorf("%+v", g)
	}
}

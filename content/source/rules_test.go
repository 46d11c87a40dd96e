package source_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/source"
)

// own gives the product's own content for a test to spoil.
func own(t *testing.T) fstest.MapFS {
	t.Helper()
	from, out := os.DirFS(".."), fstest.MapFS{}
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() || strings.HasSuffix(name, ".go") || strings.HasPrefix(name, "source/") {
			return nil
		}
		b, err := fs.ReadFile(from, name)
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Every kind of mistake in the rules is named with its file, line and field.
func TestMistakesInRulesAreNamed(t *testing.T) {
	const (
		journey = "journeys/unpaid-wages.toml"
		amount  = "amounts/court-fee.toml"
		guide   = "guides/unpaid-wages.md"
	)
	tests := []struct{ name, file, old, replace, want string }{
		{"journey of no theme", journey, `theme = "unpaid-wages"`, `theme = "nothing"`, `:2: theme: "nothing" is no theme`},
		{"dead end at a choice", journey, `next = "plan:still-working"`, `next = "plan:nothing"`, `: question[3].choice[1].next: dead end, there is no such plan: who → note → working → plan:nothing`},
		{"dead end at a question", journey, `next = "asked-on"`, `next = "asked"`, `: question[4].next: dead end, there is no such question`},
		{"dead end of unknown", journey, `unknown = "plan:left"`, `unknown = "plan:gone"`, `: question[4].unknown: dead end`},
		{"dead end at once", journey, `first = "who"`, `first = "whom"`, `:4: first: dead end, there is no such question: whom`},
		{"a circle", journey, `next = "plan:still-working"`, `next = "note"`, `: question[3].choice[1].next: goes in a circle: who → note → working → note`},
		{"nothing leads to a plan", journey, `next = "plan:still-working"`, `next = "plan:left"`, `: plan[2].id: no answer leads to it`},
		{"question of no kind", journey, `kind = "date"`, `kind = "day"`, `: question[4].kind: "day" is no kind`},
		{"choice twice", journey, `id = "foreman"`, `id = "company"`, `: question[1].choice[2].id: "company" is there twice`},
		{"question in one language", journey, `, en = "Who owes you the money?"`, ``, `: question[1].ask.en: is missing`},
		{"unknown icon", journey, `icon = "hard-hat"`, `icon = "helmet"`, `: question[1].choice[2].icon: "helmet" is no icon that the page has; it has arrow-counter-clockwise, baby, bank`},
		{"unknown drawing", journey, `art = "wages"`, `art = "money"`, `: question[1].art: "money" is no drawing that the page has; it has wages`},
		{"unknown office", journey, `offices = ["labour-inspection"`, `offices = ["labour-office"`, `: plan[1].offices[1]: "labour-office" is no kind of office`},
		{"unknown form of a plan", journey, `forms = ["arbitration-application"`, `forms = ["arbitration"`, `: plan[1].forms[1]: "arbitration" is no form`},
		{"unknown guide of a plan", journey, `guides = ["unpaid-wages", "labour-dispute"]`, `guides = ["unpaid-wages", "labour"]`, `: plan[1].guides[2]: "labour" is no guide`},
		{"unknown service of a plan", journey, `services = ["labour-arbitration"`, `services = ["arbitration"`, `: plan[1].services[1]: "arbitration" is no service`},
		{"unknown package of a plan", journey, `package = "wages"`, `package = "wage"`, `: plan[1].package: "wage" is no package`},
		{"unknown period of a plan", journey, `period = "labour-inspection"`, `period = "inspection"`, `: plan[1].period[2].period: "inspection" is no period`},
		{"period from no day", journey, `start = "left-on"`, `start = "working"`, `: plan[1].period[1].start: "working" is no question of the kind date`},
		{"plan without papers", journey, "bring = [\n  { zh = \"身份证\", en = \"ID card\" },\n  { zh = \"聊天记录、转账记录、见过您干活的人\", en = \"Messages, transfers, people who saw you work\" },\n]\noffices = [\"mediation\", \"court\", \"legal-aid\"]\nforms = [\"civil-complaint\", \"mediation-application\", \"legal-aid-application\", \"evidence-list\"]", "bring = []\noffices = [\"mediation\"]", `: plan[4].bring: a plan needs papers`},
		{"plan without a place", journey, `offices = ["court", "legal-aid"]`, `offices = []`, `: plan[3].steps: a plan needs steps and an office`},
		{"journey of an unknown law", journey, `"农民工工资条例 30"`, `"工资条例 30"`, `:5: basis[2]: "工资条例" is not the "short" of a law`},
		{"journey of no article", journey, `"农民工工资条例 30"`, `"农民工工资条例 300"`, `:5: basis[2]: 农民工工资条例 has no article 300, its last is 64`},
		{"journey without a day", journey, "checked_at = 2026-11-22\n", "", `:1: checked_at: is missing`},
		{"period of no law", content.PeriodsFile, `law = "劳动争议调解仲裁法"`, `law = "仲裁条例"`, `: period[1].law: "仲裁条例" is not the "short"`},
		{"period of no article", content.PeriodsFile, `article = "27"`, `article = "72"`, `: period[1].article: 劳动争议调解仲裁法 has no article 72, its last is 54`},
		{"period of no unit", content.PeriodsFile, `unit = "year"`, `unit = "decade"`, `: period[1].unit: must be "day"`},
		{"period of no length", content.PeriodsFile, `length = 1`, `length = 0`, `: period[1].length: must be 1 to 1000`},
		{"period of unknown sureness", content.PeriodsFile, `sure = "text"`, `sure = "yes"`, `: period[1].sure: must be "text"`},
		{"wrong example", content.PeriodsFile, `last = 2027-03-14`, `last = 2027-03-15`, `: period[1].example[1]: from 2026-03-14 the last day is 2027-03-14 by the rule, 2027-03-15 by the example`},
		{"example of no day", content.PeriodsFile, `start = 2026-03-14`, `start = "14 March"`, `: period[1].example[1]: start: cannot read "14 March" as a day`},
		{"holiday on a Sunday", content.HolidaysFile, `"2026-09-25",`, `"2026-09-27",`, `: off[32]: cannot use 2026-09-27 among the holidays`},
		{"holiday that is none", content.HolidaysFile, `"2026-09-25",`, `"2026-02-30",`, `: off[32]: cannot read a holiday`},
		{"no horizon", content.HolidaysFile, `until = 2026-12-31`, ``, `:1: until: cannot read the holidays' horizon`},
		{"broken formula", amount, `formula = "full * share[way] / 6"`, `formula = "full * share[way] /"`, `: line[2].formula: cannot use the formula of line 2`},
		{"unknown name in a formula", amount, `formula = "full * share[way] / 6"`, `formula = "fee * 2"`, `: line[2].formula: cannot use the formula of line 2 (total): fee is no input`},
		{"wrong reckoning", amount, `total = 1150`, `total = 1151`, `: example[2]: line total is 1150 by the formula, 1151 by the example`},
		{"amount of no article", amount, `article = "13, 14, 16"`, `article = "130"`, `: article: 诉讼费用办法 has no article 130`},
		{"package of no journey", content.PackagesFile, `journey = "unpaid-wages"`, `journey = "wages"`, `: package[1].journey: "wages" is no journey`},
		{"package of no period", content.PackagesFile, `"labour-award-suit"]`, `"labour-suit"]`, `: package[1].periods[3]: "labour-suit" is no period`},
		{"guide of no article", guide, `article = "43, 53"`, `article = "43, 55"`, `: basis[4].article: 劳动争议调解仲裁法 has no article 55, its last is 54`},
		{"law without articles", content.LawsFile, "since = 2008-05-01\narticles = 54\n", "since = 2008-05-01\n", `: law[2].short: "劳动争议调解仲裁法" has no number of articles`},
		{"law that nothing cites", content.LawsFile, "[[law]]\nshort = \"劳动合同法\"", "[[law]]\nshort = \"渔业法\"\nname = { zh = \"渔业法\", en = \"Fisheries Law\" }\nsince = 2013-12-28\narticles = 50\n\n[[law]]\nshort = \"劳动合同法\"", `: law[1].short: "渔业法" is cited nowhere`},
		{"theme icon", content.ThemesFile, `icon = "crane"`, `icon = "digger"`, `.icon: "digger" is no icon that the page has`},
		{"slide drawing", content.SlidesFile, `art = "wages"`, `art = "coins"`, `.art: "coins" is no drawing that the page has`},
		{"long sentence", guide, "您给别人干活，到了该发工资的日子没有发、没发够，", strings.Repeat("您给别人干活，到了该发工资的日子没有发，", 4), `: warning: section.who.block[1].item[1]: a sentence of`},
		{"no pause", guide, "您给别人干活，", strings.Repeat("您给别人干活", 5), `: warning: section.who.block[1].item[1]: 42 characters without a pause`},
		{"rare character", guide, "躲着不见人", "躲着不见人影，真龌龊", `: warning: section.who.block[1].item[1]: "龌龊" is not among the 3755 characters`},
		{"officialese", guide, "没有发、没发够", "逾期没有发", `: warning: section.who.block[1].item[1]: "逾期" is officialese; say "过期"`},
		{"number in words", guide, "5天内告诉您收不收", "十五天内告诉您收不收", `: warning: section.steps.block[1].item[4]: "十五天": write the number in digits`},
	}
	line := regexp.MustCompile(`^[a-z.-]+(/[a-z.-]+)?:[0-9]+: `)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fsys := own(t)
			text := string(fsys[tt.file].Data)
			if !strings.Contains(text, tt.old) {
				t.Fatalf("%s does not hold %q", tt.file, tt.old)
			}
			fsys[tt.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, tt.old, tt.replace, 1))}
			_, problems := source.Load(fsys, now())
			found := false
			for l := range strings.Lines(problems.String()) {
				if strings.HasPrefix(l, tt.file) && strings.Contains(l, tt.want) {
					found = true
					if !line.MatchString(l) {
						t.Errorf("no line: %s", l)
					}
				}
			}
			if !found {
				t.Errorf("found\n%swant %q", problems, tt.want)
			}
		})
	}
}

func TestOrphansAreNamed(t *testing.T) {
	fsys := own(t)
	fsys["forms/orphan.toml"] = fsys["forms/delivery-address.toml"]
	fsys[content.PackagesFile] = &fstest.MapFile{Data: append(append([]byte{}, fsys[content.PackagesFile].Data...), `
[[package]]
id = "orphan"
title = { zh = "没人要的套餐", en = "Orphan" }
say = { zh = "没有人提到它。", en = "Nobody names it." }
journey = "unpaid-wages"
`...)}
	delete(fsys, "journeys/fraud.toml")
	_, problems := source.Load(fsys, now())
	for _, want := range []string{
		"forms/orphan.toml:1: title: no theme, guide, plan or package names this form",
		"]: no plan of a journey names this package",
		`.id: no journey has this theme, so it leads to no plan`,
	} {
		want = strings.Replace(want, "]: no plan", "].id: no plan", 1)
		if !strings.Contains(problems.String(), want) {
			t.Errorf("%q is not in\n%s", want, problems)
		}
	}
}

func TestEverythingGetsOverdue(t *testing.T) {
	_, problems := source.Load(own(t), now().AddDate(3, 0, 0))
	if n := problems.Errors(); n != 0 {
		t.Fatalf("%d errors:\n%s", n, problems)
	}
	for _, want := range []string{
		`guides/unpaid-wages\.md:\d+: warning: review_by: was 20`,
		`journeys/unpaid-wages\.toml:\d+: warning: review_by: was 20`,
		`warning: period\[1\]\.checked_at: was [0-9-]+, over a year ago`,
		`amounts/court-fee\.toml:\d+: warning: checked_at: was [0-9-]+, over a year ago`,
		`warning: service\[1\]\.checked_at: was [0-9-]+, over a year ago`,
		`holidays\.toml:\d+: warning: until: was 20`,
	} {
		if !regexp.MustCompile(want).MatchString(problems.String()) {
			t.Errorf("%q is missing", want)
		}
	}
	if _, problems := source.Load(own(t), time.Time{}); strings.Contains(problems.String(), "review_by") {
		t.Error("without a day nothing is overdue")
	}
}

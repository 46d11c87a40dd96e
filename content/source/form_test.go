package source_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"lawkiosk/content"
	"lawkiosk/content/source"
)

// rowsForm is a form with all that a form can have, in place of the sources' own.
const rowsForm = `title = { zh = "证据清单", en = "List of evidence" }
purpose = { zh = "列出证据。", en = "Lists evidence." }
to = { zh = "法院", en = "Court" }
preface = { zh = "先填。", en = "Fill in first." }
copies = 2
attachments = [{ zh = "身份证", en = "ID card" }]
[[signer]]
label = { zh = "提交人", en = "Signature" }
finger = true
[[office]]
title = { zh = "签收", en = "Received" }
[[part]]
title = { zh = "证据", en = "Evidence" }
id = "item"
each = { zh = "证据", en = "Item" }
repeat = 3
[[part.column]]
id = "name"
label = { zh = "名称", en = "Name" }
type = "text"
required = true
width = 60
[[part.column]]
id = "sum"
label = { zh = "金额", en = "Sum" }
type = "money"
width = 40
total = true
[[part]]
title = { zh = "其他", en = "Other" }
[[part.field]]
id = "sum-of-all"
label = { zh = "总额", en = "Sum" }
type = "money"
capitals = true
[[part.field]]
id = "powers"
label = { zh = "权限", en = "Powers" }
type = "choice"
many = true
options = [{ zh = "和解", en = "Settle" }]
`

const rowsFile = "forms/arbitration-application.toml"

func TestRowsBecomeFields(t *testing.T) {
	fsys := sources(t)
	fsys[rowsFile] = &fstest.MapFile{Data: []byte(rowsForm)}
	pack, problems := source.Load(fsys, now())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	f := pack.Forms["arbitration-application"]
	p := f.Parts[0]
	if len(p.Fields) != 6 || !p.Table() || f.Parts[1].Table() {
		t.Fatalf("the table has %d fields, not 2 for each of 3 rows", len(p.Fields))
	}
	first, last := p.Fields[0], p.Fields[5]
	if first.ID != "item.1.name" || !first.Required || first.Label != (content.Text{ZH: "证据1：名称", EN: "Item 1: Name"}) {
		t.Errorf("the first is %+v", first)
	}
	if last.ID != "item.3.sum" || last.Type != "money" || last.Width != 0 || last.Total {
		t.Errorf("the last is %+v", last)
	}
	if p.Fields[2].Required {
		t.Error("the second row is required")
	}
	if len(f.Signers) != 1 || !f.Signers[0].Finger || len(f.Office) != 1 || len(f.Attachments) != 1 || f.Preface.ZH == "" {
		t.Errorf("lost of %+v", f)
	}
}

func TestMistakesInRowsAreNamed(t *testing.T) {
	for name, c := range map[string]struct{ old, replace, want string }{
		"widths":              {"width = 40", "width = 30", `part[1].column: the widths of a table's columns add up to 90`},
		"one width":           {"width = 40\n", "", `part[1].column: the widths of a table's columns add up to 60`},
		"too many rows":       {"repeat = 3", "repeat = 21", `:16: part[1].repeat: must be 2 to 20`},
		"no name of a row":    {`each = { zh = "证据", en = "Item" }`, ``, `part[1].each.zh: is missing`},
		"long name of a row":  {`each = { zh = "证据"`, `each = { zh = "长长的证据名字"`, `part[1].each.zh: has 7 characters, at most 6 fit`},
		"no id":               {"id = \"item\"\n", "", `part[1].id`},
		"column twice":        {`id = "sum"`, `id = "name"`, `:24: part[1].column[2].id: "name" is there twice`},
		"sum of words":        {`type = "money"`, `type = "text"`, `part[1].column[2].total: only money can be added up`},
		"card in a row":       {"required = true\n", "required = true\ncard = \"name\"\n", `part[1].column[1].card: a row cannot be filled from a card`},
		"rows without column": {"copies = 2", "copies = 2\n[[part]]\ntitle = { zh = \"甲\", en = \"A\" }\nrepeat = 2\n", `part[1].column: a part with id, each or repeat needs at least one`},
		"both":                {"[[part.column]]\nid = \"sum\"", "[[part.field]]\nid = \"x\"\nlabel = { zh = \"甲\", en = \"A\" }\ntype = \"text\"\n[[part.column]]\nid = \"sum\"", `part[1].field: a part has either fields or columns`},
		"many of a text":      {"many = true", "many = true\ncapitals = true", `part[2].field[2].capitals: only money is written in capitals`},
		"signer in Chinese":   {`, en = "Signature" }`, ` }`, `signer[1].label.en: is missing`},
		"office in Chinese":   {`, en = "Received" }`, ` }`, `office[1].title.en: is missing`},
		"attachment":          {`, en = "ID card" }`, ` }`, `attachments[1].en: is missing`},
		"preface":             {`, en = "Fill in first." }`, ` }`, `preface.en: is missing`},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(rowsForm, c.old) {
				t.Fatalf("the form does not hold %q", c.old)
			}
			fsys := sources(t)
			fsys[rowsFile] = &fstest.MapFile{Data: []byte(strings.Replace(rowsForm, c.old, c.replace, 1))}
			_, problems := source.Load(fsys, now())
			if all := problems.String(); !strings.Contains(all, c.want) {
				t.Errorf("found\n%swant %q", all, c.want)
			}
		})
	}
}

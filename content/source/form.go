package source

import (
	"io/fs"
	"path"
	"strings"

	"lawkiosk/content"
)

// form is a file forms/ID.toml.
type form struct {
	Title   content.Text `toml:"title"`
	Purpose content.Text `toml:"purpose"`
	To      content.Text `toml:"to"`
	Closing content.Text `toml:"closing"`
	Copies  int          `toml:"copies"`
	Note    content.Text `toml:"note"`
	Preface content.Text `toml:"preface"`

	Between     bool                `toml:"between"`
	Discreet    bool                `toml:"discreet"`
	Attachments []content.Text      `toml:"attachments"`
	Signers     []content.Signer    `toml:"signer"`
	Office      []content.OfficeBox `toml:"office"`
	Basis       []struct {
		Law     string       `toml:"law"`
		Article string       `toml:"article"`
		Says    content.Text `toml:"says"`
	} `toml:"basis"`
	Parts []struct {
		Title   content.Text    `toml:"title"`
		Fields  []content.Field `toml:"field"`
		ID      string          `toml:"id"`
		Each    content.Text    `toml:"each"`
		Repeat  int             `toml:"repeat"`
		Columns []content.Field `toml:"column"`
	} `toml:"part"`
}

// forms reads forms/*.toml.
func (l *loader) forms() {
	entries, err := fs.ReadDir(l.fsys, "forms")
	if err != nil {
		l.add("forms", 0, "", "cannot read: "+err.Error())
		return
	}
	names := l.englishLaws()
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), ".toml")
		if e.IsDir() || !ok {
			l.add(path.Join("forms", e.Name()), 0, "", "is no form: forms are ID.toml")
			continue
		}
		var f form
		l.toml(content.FormFile(id), &f)
		out := &content.Form{
			ID: id, Title: f.Title, Purpose: f.Purpose, To: f.To, Closing: f.Closing,
			Copies: f.Copies, Note: f.Note, Preface: f.Preface, Between: f.Between, Discreet: f.Discreet,
			Attachments: f.Attachments, Signers: f.Signers, Office: f.Office,
		}
		for _, b := range f.Basis {
			out.Basis = append(out.Basis, content.FormBasis{
				Law: content.Text{ZH: b.Law, EN: names[b.Law]}, Article: b.Article, Says: b.Says,
			})
		}
		for _, p := range f.Parts {
			part := content.FormPart{
				Title: p.Title, Fields: p.Fields, ID: p.ID, Each: p.Each, Repeat: p.Repeat, Columns: p.Columns,
			}
			if len(p.Columns) > 0 && len(p.Fields) == 0 {
				part.Fields = part.Rows()
			}
			out.Parts = append(out.Parts, part)
		}
		l.pack.Forms[id] = out
	}
}

package content

import "strconv"

// Field is one blank of a form.
type Field struct {
	ID       string `json:"id"`
	Label    Text   `json:"label"`
	Help     Text   `json:"help"`
	Type     string `json:"type"` // text, name, idnumber, phone, date, choice, area (several lines), money
	Required bool   `json:"required"`
	Card     string `json:"card,omitempty"`    // filled from: name, sex, nation, birth, address, id
	Options  []Text `json:"options,omitempty"` // of a choice
	Max      int    `json:"max,omitempty"`     // characters
	// Many says that several options of a choice may be ticked: the value holds
	// the Chinese words of one option a line.
	Many bool `json:"many,omitempty"`
	// Capitals says that the paper writes a sum of money in Chinese capitals
	// (壹贰叁) beside its figures, so that nobody can alter it.
	Capitals bool `json:"capitals,omitempty"`
	// Half fields share a row of the paper with the half field beside them.
	Half bool `json:"half,omitempty"`
	// Width and Total are for the columns of a table: the share of its width in
	// percent, and whether the paper adds a money column up in a last row.
	Width int  `json:"width,omitempty"`
	Total bool `json:"total,omitempty"`
}

// FormPart groups fields under a heading. It has either fields of its own or
// columns that are asked again and again, for a list of evidence or of
// defendants: then Fields are the columns once for every row, as Rows makes
// them, so that whoever only asks and keeps fields need not know of rows.
type FormPart struct {
	Title   Text    `json:"title"`
	Fields  []Field `json:"fields"`
	ID      string  `json:"id,omitempty"`      // of a part with columns
	Each    Text    `json:"each,omitzero"`     // what a row is: "证据"
	Repeat  int     `json:"repeat,omitempty"`  // most rows
	Columns []Field `json:"columns,omitempty"` // the fields of one row
}

// Table reports whether the paper sets the rows as lines of a table; otherwise
// each is a block of rows of its own.
func (p FormPart) Table() bool { return len(p.Columns) > 0 && p.Columns[0].Width > 0 }

// Key gives the id of a column's field in a row, counted from 1: "part.1.field".
func (p FormPart) Key(row int, column string) string {
	return p.ID + "." + strconv.Itoa(row) + "." + column
}

// Rows makes the fields of all rows of a part with columns. Only the first row
// can be required.
func (p FormPart) Rows() []Field {
	out := make([]Field, 0, p.Repeat*len(p.Columns))
	for row := 1; row <= p.Repeat; row++ {
		for _, c := range p.Columns {
			n := strconv.Itoa(row)
			c.ID = p.Key(row, c.ID)
			c.Label = Text{ZH: p.Each.ZH + n + "：" + c.Label.ZH, EN: p.Each.EN + " " + n + ": " + c.Label.EN}
			c.Required = c.Required && row == 1
			c.Width, c.Total, c.Half = 0, false, false
			out = append(out, c)
		}
	}
	return out
}

// Signer is somebody who signs a form, in a box of their own.
type Signer struct {
	Label  Text `json:"label" toml:"label"`             // "借款人"
	Finger bool `json:"finger,omitempty" toml:"finger"` // with room for a fingerprint
}

// OfficeBox is a box that stays empty until an office writes in it.
type OfficeBox struct {
	Title Text `json:"title" toml:"title"` // "用人单位意见"
	Sign  Text `json:"sign" toml:"sign"`   // what is to be signed in it: "经办人签字：（公章）"
}

// Form is a paper that a citizen fills in and prints.
type Form struct {
	ID      string      `json:"id"`
	Title   Text        `json:"title"`
	Purpose Text        `json:"purpose"` // one sentence on what it is for
	To      Text        `json:"to"`      // "致:…" the body it is handed to
	Parts   []FormPart  `json:"parts"`
	Closing Text        `json:"closing"` // statement above the signature
	Basis   []FormBasis `json:"basis"`
	Copies  int         `json:"copies"` // how many to hand in
	Note    Text        `json:"note"`   // a caution, such as a layout not yet confirmed
	// Preface stands above the table: how to fill the paper in.
	Preface Text `json:"preface,omitzero"`
	// Signers are who signs; one signature with a fingerprint where there are none.
	Signers []Signer `json:"signers,omitempty"`
	// Attachments are what is handed in with the paper, printed to be ticked off.
	Attachments []Text `json:"attachments,omitempty"`
	// Office are the boxes that offices fill in.
	Office []OfficeBox `json:"office,omitempty"`
	// Between says that the paper stays between people, as an IOU does: it is
	// addressed to no office.
	Between bool `json:"between,omitempty"`
	// Discreet says that nothing beside the paper itself may tell what it is:
	// neither a print queue nor a receipt.
	Discreet bool `json:"discreet,omitempty"`
}

package render

import (
	"strconv"

	"lawkiosk/content"
)

// rowsOf gives the rows of a part with columns that hold anything, by number.
func rowsOf(p content.FormPart, values map[string]string) []int {
	var out []int
	for row := 1; row <= p.Repeat; row++ {
		for _, c := range p.Columns {
			if written(values[p.Key(row, c.ID)]) != "" {
				out = append(out, row)
				break
			}
		}
	}
	return out
}

// stack sets the rows of a part as blocks of their own: the first one always,
// to be filled in by hand if it is empty, the others where there is anything.
func (d *doc) stack(p content.FormPart, values map[string]string, band *block) []block {
	rows := rowsOf(p, values)
	if len(rows) == 0 {
		rows = []int{1}
	}
	st := style{size: 10.5, leading: 17, bold: true, color: black()}
	var out []block
	for i, row := range rows {
		if len(rows) > 1 {
			name := oneLine(p.Each.In(d.o.Lang)) + " " + strconv.Itoa(i+1)
			tracks := []track{{w: bodyW, cells: d.set(name, st, bodyW), wash: true}}
			b := d.row(tracks, band)
			b[0].keep = true
			out = append(out, b...)
		}
		fields := make([]content.Field, len(p.Columns))
		for j, c := range p.Columns {
			c.ID = p.Key(row, c.ID)
			fields[j] = c
		}
		out = append(out, d.rows(fields, values, band)...)
	}
	return out
}

const (
	numberW = 44.0
	leastN  = 4 // rows of a table, so that some can be added by hand; half of all if it is empty
)

func tableStyle() style { return style{size: 10.5, leading: 16, color: black()} }

// table sets the rows of a part as lines of a table, numbered from 1. Its head
// is the band with the columns' names below it.
func (d *doc) table(p content.FormPart, values map[string]string, band block) []block {
	names := d.tableRow(p, d.say("序号", "No."), func(c content.Field) string { return oneLine(c.Label.In(d.o.Lang)) })
	for i := range names {
		names[i].wash, names[i].flow = true, false
		for j := range names[i].cells {
			names[i].cells[j].st.bold = false
		}
	}
	under := d.row(names, nil)[0]
	head := block{h: band.h + under.h, gap: band.gap, keep: true, draw: func(x, y float64, at edge) {
		band.draw(x, y, at)
		under.draw(x, y+band.h, at)
	}}
	out := []block{head}
	rows := rowsOf(p, values)
	for i, row := range rows {
		out = append(out, d.row(d.tableRow(p, strconv.Itoa(i+1), func(c content.Field) string {
			v := written(values[p.Key(row, c.ID)])
			if v != "" && c.Type == "date" {
				v = d.dateWords(v)
			}
			return v
		}), &head)...)
	}
	least := leastN
	if len(rows) == 0 {
		least = max(least, p.Repeat/2)
	}
	for i := len(rows); i < min(least, p.Repeat); i++ {
		empty := d.tableRow(p, strconv.Itoa(i+1), func(content.Field) string { return "" })
		out = append(out, d.row(empty, &head)...)
	}
	if sum, found := d.sum(p, values, rows); found {
		out[len(out)-1].keep = true
		out = append(out, d.row(sum, &head)...)
	}
	return out
}

// tableRow is a row of a table; every row has room for a line of handwriting.
func (d *doc) tableRow(p content.FormPart, number string, text func(content.Field) string) []track {
	st := tableStyle()
	out := make([]track, 1, 1+len(p.Columns))
	out[0] = track{w: numberW, cells: d.set(number, st, numberW)}
	for _, c := range p.Columns {
		w := (bodyW - numberW) * float64(c.Width) / 100
		t := track{w: w, cells: d.set(text(c), st, w), flow: true}
		if len(t.cells) == 0 {
			t.cells = []cell{{st: style{size: st.size, leading: 20, color: st.color}}}
		}
		out = append(out, t)
	}
	return out
}

// sum is the last row of a table whose money is added up. It stays empty where
// there is nothing to add or an entry is no sum of money.
func (d *doc) sum(p content.FormPart, values map[string]string, rows []int) (tracks []track, found bool) {
	tracks = d.tableRow(p, "", func(c content.Field) string {
		if !c.Total {
			return ""
		}
		found = true
		var total int64
		for _, row := range rows {
			v := written(values[p.Key(row, c.ID)])
			fen, ok := parseMoney(v)
			if !ok && v != "" {
				return ""
			}
			total += fen
		}
		if total == 0 {
			return ""
		}
		return yuan(total)
	})
	tracks[0].cells = d.set(d.say("合计", "Total"), tableStyle(), numberW)
	return tracks, found
}

package source

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"lawkiosk/content"
	"lawkiosk/content/amount"
	"lawkiosk/content/period"
)

// rules reads what journeys, plans and reckonings are made of. Each of these
// sources may be absent: a pack without journeys is a pack of guides.
func (l *loader) rules() {
	var holidays content.Holidays
	var periods struct {
		List []content.Period `toml:"period"`
	}
	var packages struct {
		List []content.Package `toml:"package"`
	}
	var services struct {
		List []content.Service `toml:"service"`
	}
	var opinions struct {
		List []content.Opinion `toml:"opinion"`
	}
	l.optional(content.HolidaysFile, &holidays)
	l.optional(content.PeriodsFile, &periods)
	l.optional(content.PackagesFile, &packages)
	l.optional(content.ServicesFile, &services)
	l.optional(content.OpinionsFile, &opinions)
	l.pack.Holidays, l.pack.Periods = holidays, periods.List
	l.pack.Packages, l.pack.Services, l.pack.Opinions = packages.List, services.List, opinions.List
	for _, id := range l.ids("journeys") {
		j := content.Journey{}
		l.toml(content.JourneyFile(id), &j)
		j.ID = id
		l.pack.Journeys = append(l.pack.Journeys, j)
	}
	for _, id := range l.ids("amounts") {
		a := content.Amount{}
		l.toml(content.AmountFile(id), &a)
		a.ID = id
		l.pack.Amounts = append(l.pack.Amounts, a)
	}
}

// optional reads a file that may be absent.
func (l *loader) optional(file string, into any) {
	if _, err := fs.Stat(l.fsys, file); errors.Is(err, fs.ErrNotExist) {
		return
	}
	l.toml(file, into)
}

// ids lists the files ID.toml of a folder that may be absent.
func (l *loader) ids(folder string) (out []string) {
	entries, err := fs.ReadDir(l.fsys, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.add(folder, 0, "", "cannot read: "+err.Error())
	}
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), ".toml")
		if e.IsDir() || !ok {
			l.add(path.Join(folder, e.Name()), 0, "", "does not belong here: the files are ID.toml")
			continue
		}
		out = append(out, id)
	}
	return out
}

// examples counts and reckons every example that an editor worked out by hand.
func (l *loader) examples() {
	fault := func(file, field string, err error) {
		if err != nil && !slices.Contains(l.unread, file) {
			l.add(file, l.line(file, field), field, err.Error())
		}
	}
	if len(l.pack.Periods) > 0 {
		calendar, err := period.NewCalendar(l.pack.Holidays)
		if err != nil {
			field := "until"
			if bad := (*period.HolidayError)(nil); errors.As(err, &bad) {
				field = bad.Field
			}
			fault(content.HolidaysFile, field, err)
		}
		if err == nil {
			for i := range l.pack.Periods {
				for j, e := range l.pack.Periods[i].Examples {
					fault(content.PeriodsFile, "period["+strconv.Itoa(i+1)+"].example["+strconv.Itoa(j+1)+"]", calendar.CheckExample(&l.pack.Periods[i], e))
				}
			}
		}
	}
	for i := range l.pack.Amounts {
		a := &l.pack.Amounts[i]
		file := content.AmountFile(a.ID)
		sheet, err := amount.Compile(a)
		if err != nil {
			field := "line"
			if bad := (*amount.LineError)(nil); errors.As(err, &bad) {
				field = bad.Field
			}
			fault(file, field, err)
			continue
		}
		for j, e := range a.Examples {
			fault(file, "example["+strconv.Itoa(j+1)+"]", sheet.CheckExample(e))
		}
	}
}

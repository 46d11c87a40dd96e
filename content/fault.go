package content

import "strings"

// isMissing is what is said of an empty or absent value.
const isMissing = "is missing"

// Fault is one mistake in content.
type Fault struct {
	File    string // the source that holds it, as in content/: "guides/unpaid-wages.md"
	Field   string // key in that source, counted from 1: "deadline[2].law"
	Message string
	Warning bool // worth a look; does not make the content unusable
}

// String gives "FILE: FIELD: MESSAGE".
func (f Fault) String() string {
	s := f.File
	if f.Field != "" {
		s += ": " + f.Field
	}
	return s + ": " + f.Message
}

// faults collects; a message that is empty is no fault.
type faults struct{ list []Fault }

func (c *faults) add(file, field, message string) {
	if message != "" {
		c.list = append(c.list, Fault{File: file, Field: field, Message: message})
	}
}

func (c *faults) warn(file, field, message string) {
	if message != "" {
		c.list = append(c.list, Fault{File: file, Field: field, Message: message, Warning: true})
	}
}

// need reports an empty text.
func (c *faults) need(file, field, value string) {
	if strings.TrimSpace(value) == "" {
		c.add(file, field, isMissing)
	}
}

// both reports what is missing of a text in two languages.
func (c *faults) both(file, field string, t Text) {
	c.need(file, field+".zh", t.ZH)
	c.need(file, field+".en", t.EN)
}

// neither accepts a text that is absent, but not half a text.
func (c *faults) neither(file, field string, t Text) {
	if t != (Text{}) {
		c.both(file, field, t)
	}
}

// GuideFile names the source of a guide: "guides/ID.md" or "guides/ID.en.md".
func GuideFile(l Lang, id string) string {
	if l == Chinese {
		return "guides/" + id + ".md"
	}
	return "guides/" + id + "." + string(l) + ".md"
}

// FormFile names the source of a form: "forms/ID.toml".
func FormFile(id string) string { return "forms/" + id + ".toml" }

// The sources that are one file each.
const (
	ThemesFile  = "themes.toml"
	LawsFile    = "laws.toml"
	RegionsFile = "regions.toml"
	CentresFile = "centres.toml"
	SlidesFile  = "slides.toml"

	HolidaysFile = "holidays.toml"
	PeriodsFile  = "periods.toml"
	PackagesFile = "packages.toml"
	ServicesFile = "services.toml"
	OpinionsFile = "opinions.toml"
)

// JourneyFile names the source of a journey: "journeys/ID.toml".
func JourneyFile(id string) string { return "journeys/" + id + ".toml" }

// AmountFile names the source of a reckoning: "amounts/ID.toml".
func AmountFile(id string) string { return "amounts/" + id + ".toml" }

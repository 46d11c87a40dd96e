// Package content is what a kiosk tells citizens: themes, guides, forms,
// centres and slides, as data with one checked format, and the signed, versioned
// pack in which they reach a kiosk.
//
// The sources lie in this folder (themes.toml, guides/*.md, forms/*.toml,
// centres.toml, regions.toml, slides.toml, laws.toml); docs/content.md tells how
// to write them. Package content/source reads them, content/search makes what
// the search needs, and WritePack and OpenPack carry the result to a kiosk.
// Any package may import content; it imports nothing of the product.
package content

// Lang is a language tag: "zh-CN" or "en".
type Lang string

// The languages of the product; zh-CN is complete by rule.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// Text is a short text in both languages.
type Text struct {
	ZH string `json:"zh" toml:"zh"`
	EN string `json:"en" toml:"en"`
}

// In gives the text in a language, Chinese where there is no translation.
func (t Text) In(l Lang) string {
	if l == English && t.EN != "" {
		return t.EN
	}
	return t.ZH
}

// Theme is one tile of the home screen.
type Theme struct {
	ID     string   `json:"id"`
	Say    Text     `json:"say"`    // first person: "老板不发工资"
	Hint   Text     `json:"hint"`   // one line below it
	Icon   string   `json:"icon"`   // name of a Phosphor icon, "money-wavy"
	Guides []string `json:"guides"` // in the order to show them
	Forms  []string `json:"forms"`
	// Group is the heading under which the list of all themes shows it; themes of
	// the same heading stand together. Empty: under "other".
	Group Text `json:"group,omitzero"`
	// Discreet themes may bring danger to whoever is seen reading them: their
	// screens always offer to leave at once.
	Discreet bool `json:"discreet,omitempty"`
}

// Span is a run of text in one weight.
type Span struct {
	Text   string `json:"t"`
	Strong bool   `json:"b,omitempty"`
}

// Block is a paragraph or a list. Kind is "p", "ul" or "ol"; a paragraph has
// one item. Each item is a line of spans.
type Block struct {
	Kind  string   `json:"kind"`
	Items [][]Span `json:"items"`
}

// SectionKey names a part of a guide; Sections come in the order below.
type SectionKey string

// The parts of a guide. "costs" and "fails" may be absent.
const (
	Who   SectionKey = "who"   // who this is for
	Gives SectionKey = "gives" // what the law gives you
	Keep  SectionKey = "keep"  // evidence to keep
	Bring SectionKey = "bring" // what to bring
	Where SectionKey = "where" // where to go
	Steps SectionKey = "steps" // what to do, in order
	Costs SectionKey = "costs" // what it costs
	Fails SectionKey = "fails" // what if it does not work
)

// Section is one part of a guide.
type Section struct {
	Key    SectionKey `json:"key"`
	Title  string     `json:"title"`
	Blocks []Block    `json:"blocks"`
}

// Deadline is a time limit a citizen must know.
type Deadline struct {
	What   string `json:"what"`   // "申请劳动仲裁"
	Within string `json:"within"` // "1年"
	From   string `json:"from"`   // "从离职那天算起"
	Basis  string `json:"basis"`  // to be shown: "劳动争议调解仲裁法 第27条"
	// Law and Article are what Basis was made from, as in type Basis.
	Law     string `json:"law"`
	Article string `json:"article"`
}

// Basis is an article that a guide rests on.
type Basis struct {
	// Law is the law's name in the guide's language: its short name in laws.toml
	// ("劳动合同法") or its English name ("Labour Contract Law").
	Law     string `json:"law"`
	Article string `json:"article"` // "27", "46-48"
	Says    string `json:"says"`    // paraphrase in a few words
}

// FormBasis is an article that a form rests on, in both languages.
type FormBasis struct {
	Law     Text   `json:"law"`     // the law's short name and its English name in laws.toml
	Article string `json:"article"` // "27", "46-48"
	Says    Text   `json:"says"`    // paraphrase in a few words
}

// Guide is one guide in one language.
type Guide struct {
	ID        string     `json:"id"`
	Lang      Lang       `json:"lang"`
	Theme     string     `json:"theme"`
	Title     string     `json:"title"`   // "老板不发工资怎么办"
	Summary   string     `json:"summary"` // two sentences
	Keywords  []string   `json:"keywords"`
	Deadlines []Deadline `json:"deadlines"`
	Sections  []Section  `json:"sections"`
	Basis     []Basis    `json:"basis"`
	Related   []string   `json:"related"`    // guide ids
	Forms     []string   `json:"forms"`      // form ids
	CheckedAt string     `json:"checked_at"` // YYYY-MM-DD
	ReviewBy  string     `json:"review_by"`
	Note      string     `json:"note,omitempty"` // what could not be checked, shown to citizens as a caution
}

// Law is a statute that guides may cite.
type Law struct {
	Short string `json:"short" toml:"short"` // "劳动合同法"
	Name  Text   `json:"name" toml:"name"`   // full name in both languages
	Since string `json:"since" toml:"since"` // version in force since, YYYY-MM-DD
	// Articles is how many articles the law has; 0 is unknown.
	Articles int `json:"articles,omitempty" toml:"articles"`
}

// Region is a city or a county-level division (GB/T 2260).
type Region struct {
	Code   string `json:"code"` // "520103"
	Name   Text   `json:"name"`
	Parent string `json:"parent,omitempty"`
	// Col and Row place the county on the schematic tile map, from 0.
	Col int `json:"col"`
	Row int `json:"row"`
}

// Centre is a public legal service centre.
type Centre struct {
	ID      string `json:"id"` // "520103-centre"
	Region  string `json:"region"`
	Name    Text   `json:"name"`
	Address Text   `json:"address"`
	Phone   string `json:"phone"`
	Hours   Text   `json:"hours"`
	Sample  bool   `json:"sample"` // address and phone are samples, and are shown as such
}

// Slide is one sentence of the attract screen.
type Slide struct {
	Say   Text   `json:"say"`
	More  Text   `json:"more"`
	Guide string `json:"guide"` // opened by a touch on it
	Art   string `json:"art"`   // name of a drawing that kiosk-ui has
}

// Pack is all content of one version, read and checked.
type Pack struct {
	Version string   // "2026.11.22-1"; CompareVersions tells which is later
	Info    PackInfo // of the file it was read from; empty for one read from sources
	Themes  []Theme
	Guides  map[Lang]map[string]*Guide
	Forms   map[string]*Form
	Regions []Region
	Centres []Centre
	Slides  []Slide
	Laws    []Law
	Search  map[Lang][]SearchDoc

	Holidays Holidays
	Periods  []Period
	Journeys []Journey
	Packages []Package
	Services []Service
	Amounts  []Amount
	Opinions []Opinion
}

// SearchDoc is what the page's search engine indexes of a guide or a form.
// The pinyin fields are made when a pack is built (package content/search): space-
// separated tokens, one for every syllable at which a word of the title, say or
// keywords can be entered, so that a prefix search finds 劳动仲裁 inside
// 申请劳动仲裁 by "laodongz" or "ldzc". They are empty in English.
type SearchDoc struct {
	ID       string `json:"id"`   // unique within its kind
	Kind     string `json:"kind"` // "guide", "form", "service", "opinion"
	Title    string `json:"title"`
	Say      string `json:"say"` // the theme's first-person sentence
	Summary  string `json:"summary"`
	Keywords string `json:"keywords"` // space-separated
	Body     string `json:"body"`     // plain text of all sections
	Pinyin   string `json:"pinyin"`   // "qianxin laobanbufagongzi banbufagongzi …"
	Initials string `json:"initials"` // "qx lbbfgz bbfgz …"
}

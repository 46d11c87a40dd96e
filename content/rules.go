package content

// Unit is what a statutory period is counted in.
type Unit string

// The units of periods. Hours are counted in content/period by the clock.
const (
	Days     Unit = "day"     // calendar days
	Workdays Unit = "workday" // working days of the yearly holiday notices
	Months   Unit = "month"
	Years    Unit = "year"
	Hours    Unit = "hour"
)

// Period is a statutory period: how long somebody may do something, counted
// from which event, by which article. Package content/period counts it.
type Period struct {
	ID     string `json:"id" toml:"id"`
	Theme  string `json:"theme" toml:"theme"` // theme id
	Title  Text   `json:"title" toml:"title"` // what must be done: "申请劳动仲裁"
	Event  Text   `json:"event" toml:"event"` // the question for the day it begins: "你是哪天离职的？"
	From   Text   `json:"from" toml:"from"`   // "从离职那天算起"
	Length int    `json:"length" toml:"length"`
	Unit   Unit   `json:"unit" toml:"unit"`
	// Moves says that a last day on a day off moves to the next working day
	// (民法典 203, 民事诉讼法 85). Where practice and the bare text differ it is
	// false: the earlier day is the safe one.
	Moves     bool         `json:"moves" toml:"moves"`
	Interrupt *Text        `json:"interrupt,omitempty" toml:"interrupt"` // the question for the last day on which it began anew (民法典 195)
	Suspend   *Suspension  `json:"suspend,omitempty" toml:"suspend"`
	Longest   *LongestTime `json:"longest,omitempty" toml:"longest"`
	Law       string       `json:"law" toml:"law"` // short name in laws.toml
	Article   string       `json:"article" toml:"article"`
	Since     string       `json:"since" toml:"since"`     // the rule is in force since, YYYY-MM-DD
	Reading   Text         `json:"reading" toml:"reading"` // how the text was read, for those who ask
	Sure      Sureness     `json:"sure" toml:"sure"`
	CheckedAt string       `json:"checked_at" toml:"checked_at"`
	Examples  []Example    `json:"examples" toml:"example"`
}

// Sureness says what a reading of a rule rests on.
type Sureness string

// How sure a reading is.
const (
	ByText     Sureness = "text"     // the statute's words leave no doubt
	ByPractice Sureness = "practice" // courts and offices read it so
	Open       Sureness = "open"     // readings differ; the safe day is shown
)

// Suspension says what an obstacle does to a period.
type Suspension struct {
	Ask  Text   `json:"ask" toml:"ask"`   // the question for the obstacle's first and last day
	Rule string `json:"rule" toml:"rule"` // "continue": the days of the obstacle are added; "tail": it ends Tail months after the obstacle at the earliest (民法典 194)
	Tail int    `json:"tail,omitempty" toml:"tail"`
}

// LongestTime ends a period whatever interrupted or suspended it.
type LongestTime struct {
	Event  Text `json:"event" toml:"event"` // the question for its own first day
	Length int  `json:"length" toml:"length"`
	Unit   Unit `json:"unit" toml:"unit"`
}

// Example is a case counted by hand; contentctl and the tests count it again.
type Example struct {
	Start       string   `json:"start" toml:"start"` // YYYY-MM-DD, of a period in hours YYYY-MM-DDTHH:MM
	Interrupted []string `json:"interrupted,omitempty" toml:"interrupted"`
	Obstacle    []string `json:"obstacle,omitempty" toml:"obstacle"` // first and last day
	Longest     string   `json:"longest,omitempty" toml:"longest"`   // first day of LongestTime
	Last        string   `json:"last" toml:"last"`
	Why         string   `json:"why" toml:"why"`
}

// Holidays are the days off and the worked weekend days of the State Council's
// yearly notices, known through a year's end and not beyond.
type Holidays struct {
	Source string   `json:"source" toml:"source"`
	Until  string   `json:"until" toml:"until"` // YYYY-MM-DD: the horizon
	Off    []string `json:"off" toml:"off"`     // Mondays to Fridays that are free
	Work   []string `json:"work" toml:"work"`   // Saturdays and Sundays that are worked
}

package content

// Journey leads from a problem to a plan by a few plain questions ("主题式").
type Journey struct {
	ID        string     `json:"id" toml:"id"`
	Theme     string     `json:"theme" toml:"theme"`
	Title     Text       `json:"title" toml:"title"`
	First     string     `json:"first" toml:"first"` // question id
	Questions []Question `json:"questions" toml:"question"`
	Plans     []Plan     `json:"plans" toml:"plan"`
	Basis     []string   `json:"basis,omitempty" toml:"basis"` // "劳动争议调解仲裁法 27"
	CheckedAt string     `json:"checked_at" toml:"checked_at"`
	ReviewBy  string     `json:"review_by" toml:"review_by"`
}

// Question is one screen of a journey.
type Question struct {
	ID      string   `json:"id" toml:"id"`
	Ask     Text     `json:"ask" toml:"ask"`   // at most 28 characters
	Help    Text     `json:"help" toml:"help"` // one sentence, may be empty
	Kind    string   `json:"kind" toml:"kind"` // "choice", "date", "amount", "number"
	Art     string   `json:"art,omitempty" toml:"art"`
	Choices []Choice `json:"choices,omitempty" toml:"choice"`  // of kind "choice"
	Next    string   `json:"next,omitempty" toml:"next"`       // of the other kinds: question id or "plan:ID"
	Unknown string   `json:"unknown,omitempty" toml:"unknown"` // where "说不清" leads; empty: must be answered
	Unit    Text     `json:"unit,omitzero" toml:"unit"`        // of an amount or number: "元", "个月"
	Min     float64  `json:"min,omitempty" toml:"min"`
	Max     float64  `json:"max,omitempty" toml:"max"`
	Past    bool     `json:"past,omitempty" toml:"past"` // of a date: not after today
}

// Choice is one large button of a question.
type Choice struct {
	ID   string `json:"id" toml:"id"`
	Say  Text   `json:"say" toml:"say"`
	Hint Text   `json:"hint" toml:"hint"`
	Icon string `json:"icon,omitempty" toml:"icon"` // Phosphor icon
	Next string `json:"next" toml:"next"`           // question id or "plan:ID"
}

// Plan is where a journey ends: what to do, dated, with its papers and places.
type Plan struct {
	ID       string       `json:"id" toml:"id"`
	Title    Text         `json:"title" toml:"title"`            // "先申请劳动仲裁"
	Say      Text         `json:"say" toml:"say"`                // two sentences: what to do first and why
	Urgent   Text         `json:"urgent,omitzero" toml:"urgent"` // something that must be done today
	Steps    []Text       `json:"steps" toml:"steps"`
	Periods  []PlanPeriod `json:"periods,omitempty" toml:"period"`
	Amounts  []PlanAmount `json:"amounts,omitempty" toml:"amount"`
	Bring    []Text       `json:"bring" toml:"bring"`
	Offices  []string     `json:"offices" toml:"offices"` // kinds: "centre", "labour-inspection", "labour-arbitration", "court", "legal-aid", "mediation", "police", "notary", "review-body", "social-insurance"
	Forms    []string     `json:"forms,omitempty" toml:"forms"`
	Guides   []string     `json:"guides" toml:"guides"`
	Services []string     `json:"services,omitempty" toml:"services"`
	Package  string       `json:"package,omitempty" toml:"package"`
}

// PlanPeriod counts a period from answers of the journey.
type PlanPeriod struct {
	Period      string `json:"period" toml:"period"`                     // period id
	Start       string `json:"start" toml:"start"`                       // question id of kind date; unanswered: the plan asks for it
	Interrupted string `json:"interrupted,omitempty" toml:"interrupted"` // question id
}

// PlanAmount works out an amount from answers of the journey.
type PlanAmount struct {
	Amount string            `json:"amount" toml:"amount"` // amount id
	Inputs map[string]string `json:"inputs" toml:"inputs"` // input id -> question id; missing ones are asked for
}

// Package joins what belongs together ("套餐式"): 讨薪套餐.
type Package struct {
	ID       string   `json:"id" toml:"id"`
	Title    Text     `json:"title" toml:"title"`
	Say      Text     `json:"say" toml:"say"`
	Journey  string   `json:"journey" toml:"journey"`
	Guides   []string `json:"guides" toml:"guides"`
	Forms    []string `json:"forms" toml:"forms"`
	Periods  []string `json:"periods" toml:"periods"`
	Services []string `json:"services" toml:"services"`
}

// Service is an item of the service list (公共法律服务事项清单).
type Service struct {
	ID        string   `json:"id" toml:"id"`
	Name      Text     `json:"name" toml:"name"`
	For       Text     `json:"for" toml:"for"` // whom
	Does      Text     `json:"does" toml:"does"`
	Handler   Text     `json:"handler" toml:"handler"`
	Materials []Text   `json:"materials" toml:"materials"`
	Limit     Text     `json:"limit" toml:"limit"` // how long it takes
	Channel   Text     `json:"channel" toml:"channel"`
	Cost      Text     `json:"cost" toml:"cost"`
	Basis     []string `json:"basis" toml:"basis"` // "法律援助法 41"
	CheckedAt string   `json:"checked_at" toml:"checked_at"`
	Note      Text     `json:"note,omitzero" toml:"note"` // what could not be checked
	Icon      string   `json:"icon,omitempty" toml:"icon"`
	Guides    []string `json:"guides,omitempty" toml:"guides"` // that tell more; the first goes along by QR code
	Forms     []string `json:"forms,omitempty" toml:"forms"`   // to fill in for it
}

// Amount works a sum out of what the citizen knows, by a dated formula.
type Amount struct {
	ID        string          `json:"id" toml:"id"`
	Theme     string          `json:"theme" toml:"theme"`
	Title     Text            `json:"title" toml:"title"`
	Inputs    []AmountInput   `json:"inputs" toml:"input"`
	Tables    []Table         `json:"tables,omitempty" toml:"table"`
	Lines     []AmountLine    `json:"lines" toml:"line"` // in the order they are worked out and shown
	Law       string          `json:"law" toml:"law"`
	Article   string          `json:"article" toml:"article"`
	Since     string          `json:"since" toml:"since"`
	Note      Text            `json:"note,omitzero" toml:"note"`
	CheckedAt string          `json:"checked_at" toml:"checked_at"`
	Examples  []AmountExample `json:"examples" toml:"example"`
}

// AmountInput is asked of the citizen. Local says that it is a local figure
// (an average wage) that the product does not know: it is asked for, never guessed.
type AmountInput struct {
	ID      string   `json:"id" toml:"id"`
	Ask     Text     `json:"ask" toml:"ask"`
	Help    Text     `json:"help" toml:"help"`
	Kind    string   `json:"kind" toml:"kind"` // "amount" (yuan), "number", "choice", "yes"
	Unit    Text     `json:"unit,omitzero" toml:"unit"`
	Min     float64  `json:"min" toml:"min"`
	Max     float64  `json:"max" toml:"max"`
	Local   bool     `json:"local,omitempty" toml:"local"`
	Choices []Choice `json:"choices,omitempty" toml:"choice"`
}

// Table is a dated table that formulas look figures up in: rows with a key and a value.
type Table struct {
	ID   string             `json:"id" toml:"id"`
	Rows map[string]float64 `json:"rows" toml:"rows"`
}

// AmountLine is one line of the reckoning. Formula is an expression
// as package content/amount reads it, over inputs, tables and lines above.
type AmountLine struct {
	ID      string `json:"id" toml:"id"`
	Label   Text   `json:"label" toml:"label"`
	Formula string `json:"formula" toml:"formula"`
	When    string `json:"when,omitempty" toml:"when"` // shown and counted only if true
	Total   bool   `json:"total,omitempty" toml:"total"`
	Basis   string `json:"basis,omitempty" toml:"basis"`
}

// AmountExample is a case reckoned by hand.
type AmountExample struct {
	Inputs map[string]any     `json:"inputs" toml:"inputs"`
	Lines  map[string]float64 `json:"lines" toml:"lines"`
	Why    string             `json:"why" toml:"why"`
}

// Opinion is a draft rule that citizens are asked about (立法意见征集).
type Opinion struct {
	ID        string       `json:"id" toml:"id"`
	Code      int          `json:"code" toml:"code"` // 100 to 999, stands in its receipts' numbers: never given twice
	Title     Text         `json:"title" toml:"title"`
	By        Text         `json:"by" toml:"by"` // the body that asks
	Summary   Text         `json:"summary" toml:"summary"`
	Points    []Text       `json:"points" toml:"points"`
	Questions []OpinionAsk `json:"questions" toml:"question"`
	From      string       `json:"from" toml:"from"`
	Until     string       `json:"until" toml:"until"`
	Feedback  Text         `json:"feedback,omitzero" toml:"feedback"` // once published
	Sample    bool         `json:"sample" toml:"sample"`
}

// Open reports whether a draft takes opinions on a day, written YYYY-MM-DD.
func (o *Opinion) Open(day string) bool { return o.From <= day && day <= o.Until }

// Question finds a question of a draft.
func (o *Opinion) Question(id string) (*OpinionAsk, bool) {
	return find(o.Questions, func(e *OpinionAsk) bool { return e.ID == id })
}

// OpinionAsk is a question with answers to choose from. An opinion names an
// answer by its place, so that answers keep their places while it is asked.
type OpinionAsk struct {
	ID      string `json:"id" toml:"id"`
	Ask     Text   `json:"ask" toml:"ask"`
	Answers []Text `json:"answers" toml:"answers"`
}

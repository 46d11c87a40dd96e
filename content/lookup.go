package content

// SectionOrder gives the parts of a guide in the order in which they come.
func SectionOrder() []SectionKey {
	return []SectionKey{Who, Gives, Keep, Bring, Where, Steps, Costs, Fails}
}

// SectionTitle gives the fixed heading of a part of a guide, empty for an
// unknown key.
func SectionTitle(l Lang, k SectionKey) string {
	var t Text
	switch k {
	case Who:
		t = Text{"适合谁", "Who this is for"}
	case Gives:
		t = Text{"法律给您什么", "What the law gives you"}
	case Keep:
		t = Text{"留好证据", "Keep this evidence"}
	case Bring:
		t = Text{"带什么", "What to bring"}
	case Where:
		t = Text{"去哪里", "Where to go"}
	case Steps:
		t = Text{"怎么做", "What to do"}
	case Costs:
		t = Text{"要花多少钱", "What it costs"}
	case Fails:
		t = Text{"不成怎么办", "If it does not work"}
	}
	return t.In(l)
}

// Optional reports whether a guide may lack the part.
func (k SectionKey) Optional() bool { return k == Costs || k == Fails }

// Languages gives the languages of the product, Chinese first.
func Languages() []Lang { return []Lang{Chinese, English} }

// Guide finds a guide in a language, in Chinese where it is not translated.
func (p *Pack) Guide(l Lang, id string) (*Guide, bool) {
	if g, ok := p.Guides[l][id]; ok {
		return g, true
	}
	g, ok := p.Guides[Chinese][id]
	return g, ok
}

// Form finds a form.
func (p *Pack) Form(id string) (*Form, bool) {
	f, ok := p.Forms[id]
	return f, ok
}

// Theme finds a theme.
func (p *Pack) Theme(id string) (*Theme, bool) {
	return find(p.Themes, func(e *Theme) bool { return e.ID == id })
}

// Centre finds a public legal service centre.
func (p *Pack) Centre(id string) (*Centre, bool) {
	return find(p.Centres, func(e *Centre) bool { return e.ID == id })
}

// Region finds a city or county by its GB/T 2260 code.
func (p *Pack) Region(code string) (*Region, bool) {
	return find(p.Regions, func(e *Region) bool { return e.Code == code })
}

// find gives the first element that is meant.
func find[T any](list []T, is func(*T) bool) (*T, bool) {
	for i := range list {
		if is(&list[i]) {
			return &list[i], true
		}
	}
	return nil, false
}

// Period finds a statutory period.
func (p *Pack) Period(id string) (*Period, bool) {
	return find(p.Periods, func(e *Period) bool { return e.ID == id })
}

// Journey finds a journey.
func (p *Pack) Journey(id string) (*Journey, bool) {
	return find(p.Journeys, func(e *Journey) bool { return e.ID == id })
}

// Package finds a package.
func (p *Pack) Package(id string) (*Package, bool) {
	return find(p.Packages, func(e *Package) bool { return e.ID == id })
}

// Service finds an item of the service list.
func (p *Pack) Service(id string) (*Service, bool) {
	return find(p.Services, func(e *Service) bool { return e.ID == id })
}

// Amount finds a reckoning.
func (p *Pack) Amount(id string) (*Amount, bool) {
	return find(p.Amounts, func(e *Amount) bool { return e.ID == id })
}

// Opinion finds a draft that citizens are asked about.
func (p *Pack) Opinion(id string) (*Opinion, bool) {
	return find(p.Opinions, func(e *Opinion) bool { return e.ID == id })
}

// Question finds a question of a journey.
func (j *Journey) Question(id string) (*Question, bool) {
	return find(j.Questions, func(e *Question) bool { return e.ID == id })
}

// Plan finds an end of a journey.
func (j *Journey) Plan(id string) (*Plan, bool) {
	return find(j.Plans, func(e *Plan) bool { return e.ID == id })
}

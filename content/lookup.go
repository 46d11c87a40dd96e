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
	for i := range p.Themes {
		if p.Themes[i].ID == id {
			return &p.Themes[i], true
		}
	}
	return nil, false
}

// Centre finds a public legal service centre.
func (p *Pack) Centre(id string) (*Centre, bool) {
	for i := range p.Centres {
		if p.Centres[i].ID == id {
			return &p.Centres[i], true
		}
	}
	return nil, false
}

// Region finds a city or county by its GB/T 2260 code.
func (p *Pack) Region(code string) (*Region, bool) {
	for i := range p.Regions {
		if p.Regions[i].Code == code {
			return &p.Regions[i], true
		}
	}
	return nil, false
}

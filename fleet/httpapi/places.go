package httpapi

import (
	"lawkiosk/content"
	"lawkiosk/fleet"
)

// places names counties and centres as the content pack does.
type places struct{ pack func() *content.Pack }

func (p *places) regions() []content.Region { return p.pack().Regions }

// region gives a region by its code; one that the pack does not know is named
// by its code, so that its kiosks are not hidden.
func (p *places) region(code string) content.Region {
	if r, ok := p.pack().Region(code); ok {
		if r.Parent == "" { // the city itself has no place among its counties' tiles
			city := *r
			city.Col, city.Row = -1, -1
			return city
		}
		return *r
	}
	return content.Region{Code: code, Name: content.Text{ZH: code, EN: code}, Col: -1, Row: -1}
}

func (p *places) centre(id string) content.Centre {
	if c, ok := p.pack().Centre(id); ok {
		return *c
	}
	return content.Centre{ID: id, Name: content.Text{ZH: id, EN: id}}
}

// TextDoc is a text in both languages.
type TextDoc struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

func textDoc(t content.Text) TextDoc {
	return TextDoc{ZH: t.In(content.Chinese), EN: t.In(content.English)}
}

// RegionDoc is a county (or the city itself, with col and row -1) and its figures.
type RegionDoc struct {
	Code             string  `json:"code"`
	Name             TextDoc `json:"name"`
	Col              int     `json:"col"`
	Row              int     `json:"row"`
	Centres          int     `json:"centres"`
	CentresEffective int     `json:"centres_effective" doc:"Centres with at least one kiosk in service"`
	CentresEquipped  int     `json:"centres_equipped" doc:"Centres with at least one kiosk enrolled"`
	Kiosks           int     `json:"kiosks"`
	KiosksInService  int     `json:"kiosks_in_service"`
	VisitsToday      int     `json:"visits_today"`
	PrintsToday      int     `json:"prints_today"`
}

// Totals are the figures of the whole fleet.
type Totals struct {
	Centres          int `json:"centres"`
	CentresEffective int `json:"centres_effective"`
	CentresEquipped  int `json:"centres_equipped"`
	Kiosks           int `json:"kiosks"`
	KiosksInService  int `json:"kiosks_in_service"`
	VisitsToday      int `json:"visits_today"`
	PrintsToday      int `json:"prints_today"`
	CardsToday       int `json:"cards_today"`
}

// summary is what the counts of centres amount to. A centre counts as
// effective only while at least one of its kiosks is in service.
type summary struct {
	totals  Totals
	regions []RegionDoc
	centres map[string]bool // effective, by id
}

func (p *places) sum(counts []fleet.CentreCount) summary {
	s := summary{centres: map[string]bool{}}
	at := map[string]int{}
	region := func(code string) *RegionDoc {
		i, ok := at[code]
		if !ok {
			r := p.region(code)
			i = len(s.regions)
			at[code] = i
			s.regions = append(s.regions, RegionDoc{Code: code, Name: textDoc(r.Name), Col: r.Col, Row: r.Row})
		}
		return &s.regions[i]
	}
	for _, r := range p.regions() {
		region(r.Code)
	}
	home, equipped := map[string]string{}, map[string]bool{}
	for _, c := range p.pack().Centres {
		s.centres[c.ID] = false
		home[c.ID] = c.Region
	}
	for _, c := range counts {
		r := region(c.Region)
		r.Kiosks += c.Kiosks
		r.VisitsToday += c.Today.Visits
		r.PrintsToday += c.Today.Prints
		s.totals.CardsToday += c.Today.Cards
		if _, known := home[c.Centre]; !known {
			home[c.Centre] = c.Region
		}
		if c.State == fleet.InService {
			r.KiosksInService += c.Kiosks
		}
		equipped[c.Centre] = equipped[c.Centre] || c.Kiosks > 0
		s.centres[c.Centre] = s.centres[c.Centre] || c.State == fleet.InService
	}
	for id, effective := range s.centres {
		r := region(home[id])
		r.Centres++
		if effective {
			r.CentresEffective++
		}
		if equipped[id] {
			r.CentresEquipped++
		}
	}
	for _, r := range s.regions {
		s.totals.Centres += r.Centres
		s.totals.CentresEffective += r.CentresEffective
		s.totals.CentresEquipped += r.CentresEquipped
		s.totals.Kiosks += r.Kiosks
		s.totals.KiosksInService += r.KiosksInService
		s.totals.VisitsToday += r.VisitsToday
		s.totals.PrintsToday += r.PrintsToday
	}
	return s
}

package httpapi

import (
	"context"
	"slices"
	"time"

	"lawkiosk/fleet"
)

// attentionLimit is how many matters the overview lists; the newest first.
const attentionLimit = 200

// OverviewDoc answers "is every centre served right now, and what needs me".
type OverviewDoc struct {
	Now       time.Time      `json:"now"`
	Totals    Totals         `json:"totals"`
	Regions   []RegionDoc    `json:"regions" nullable:"false"`
	Attention []AttentionDoc `json:"attention" nullable:"false"`
}

// AttentionDoc is a kiosk, or the calls of a county, that needs a person.
type AttentionDoc struct {
	Kiosk  string    `json:"kiosk"`
	Region string    `json:"region"`
	Centre string    `json:"centre"`
	Since  time.Time `json:"since"`
	What   string    `json:"what" example:"printer.paper"`
	Detail string    `json:"detail"`
}

// CentreDoc is a centre with its kiosks.
type CentreDoc struct {
	ID        string     `json:"id"`
	Name      TextDoc    `json:"name"`
	Address   TextDoc    `json:"address"`
	Phone     string     `json:"phone"`
	Hours     TextDoc    `json:"hours"`
	Sample    bool       `json:"sample" doc:"Address and phone are samples"`
	Effective bool       `json:"effective"`
	Kiosks    []KioskRow `json:"kiosks" nullable:"false"`
}

// RegionDetail is a county with its centres.
type RegionDetail struct {
	Region  RegionDoc   `json:"region"`
	Centres []CentreDoc `json:"centres" nullable:"false"`
}

type body[T any] struct{ Body T }

func (a *API) overviewRoutes() {
	handle(a, route{method: "GET", path: "/api/overview", id: "get-overview", summary: "The whole fleet now", who: fleet.SeeFleet},
		func(ctx context.Context, _ *struct{}) (*body[OverviewDoc], error) {
			s, err := a.summary(ctx)
			if err != nil {
				return nil, err
			}
			matters, err := a.deps.Store.Attentions(ctx, attentionLimit)
			if err != nil {
				return nil, a.fault(ctx, err)
			}
			calls, err := a.meetingMatters(ctx)
			if err != nil {
				return nil, err
			}
			matters = append(matters, calls...)
			slices.SortStableFunc(matters, func(a, b fleet.Attention) int { return b.Since.Compare(a.Since) })
			doc := OverviewDoc{Now: a.deps.Now().UTC(), Totals: s.totals, Regions: s.regions, Attention: []AttentionDoc{}}
			for _, m := range matters {
				doc.Attention = append(doc.Attention, AttentionDoc{m.Kiosk, m.Region, m.Centre, m.Since, m.What, m.Detail})
			}
			return &body[OverviewDoc]{doc}, nil
		})
	handle(a, route{method: "GET", path: "/api/regions/{code}", id: "get-region", summary: "A county with its centres and kiosks", who: fleet.SeeFleet}, a.region)
}

func (a *API) summary(ctx context.Context) (summary, error) {
	counts, err := a.deps.Store.Count(ctx, fleet.Day(a.deps.Now()))
	if err != nil {
		return summary{}, a.fault(ctx, err)
	}
	return a.places.sum(counts), nil
}

func (a *API) region(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"12"`
},
) (*body[RegionDetail], error) {
	s, err := a.summary(ctx)
	if err != nil {
		return nil, err
	}
	var doc RegionDetail
	for _, r := range s.regions {
		if r.Code == in.Code {
			doc.Region = r
		}
	}
	if doc.Region.Code == "" {
		return nil, problem(ctx, codeNotFound)
	}
	items, _, err := a.deps.Store.List(ctx, fleet.KioskFilter{Region: in.Code}, fleet.Day(a.deps.Now()))
	if err != nil {
		return nil, a.fault(ctx, err)
	}
	at := map[string]int{}
	centre := func(id string) *CentreDoc {
		i, ok := at[id]
		if !ok {
			c := a.places.centre(id)
			i = len(doc.Centres)
			at[id] = i
			doc.Centres = append(doc.Centres, CentreDoc{
				ID: id, Name: textDoc(c.Name), Address: textDoc(c.Address), Phone: c.Phone, Hours: textDoc(c.Hours),
				Sample: c.Sample, Effective: s.centres[id], Kiosks: []KioskRow{},
			})
		}
		return &doc.Centres[i]
	}
	doc.Centres = []CentreDoc{}
	for _, c := range a.places.pack().Centres {
		if c.Region == in.Code {
			centre(c.ID)
		}
	}
	for _, k := range items {
		c := centre(k.Centre)
		c.Kiosks = append(c.Kiosks, a.row(k))
	}
	return &body[RegionDetail]{doc}, nil
}

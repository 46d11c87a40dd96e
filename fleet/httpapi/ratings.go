package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"lawkiosk/content/period"
	"lawkiosk/fleet"
)

const lowListed = 200

// RatingDoc are the ratings of some days, calls' among them as "video".
type RatingDoc struct {
	N         int            `json:"n"`
	ByGrade   map[int]int    `json:"by_grade" nullable:"false"`
	ByRegion  []RatingOf     `json:"by_region" nullable:"false"`
	ByService []RatingOf     `json:"by_service" nullable:"false"`
	ByTheme   []RatingOf     `json:"by_theme" nullable:"false"`
	Reasons   map[string]int `json:"reasons" nullable:"false" doc:"named with the grades 3 to 5"`
	Faults    map[string]int `json:"faults" nullable:"false" doc:"named with the grades 1 and 2"`
}

// RatingOf are the ratings of a county, a service or a theme.
type RatingOf struct {
	ID      string  `json:"id"`
	Name    TextDoc `json:"name"`
	N       int     `json:"n"`
	Low     int     `json:"low" doc:"grades 1 and 2"`
	Average float64 `json:"average"`
}

// LowRatingDoc is a low rating that has to be put right.
type LowRatingDoc struct {
	Key     string   `json:"key"`
	Day     string   `json:"day"`
	Due     string   `json:"due" doc:"the last of 15 working days"`
	Overdue bool     `json:"overdue"`
	Kiosk   string   `json:"kiosk"`
	Region  TextDoc  `json:"region"`
	Service string   `json:"service"`
	Item    TextDoc  `json:"item"`
	Theme   TextDoc  `json:"theme"`
	Grade   int      `json:"grade"`
	Tags    []string `json:"tags" nullable:"false"`
	Righted string   `json:"righted" doc:"day, empty: not yet"`
	Who     string   `json:"who"`
	Note    string   `json:"note"`
}

type putRightIn struct {
	Key  string `path:"key" maxLength:"64"`
	Body struct {
		Note string `json:"note" doc:"2 to 200 characters: what was done"`
	}
}

func (a *API) ratingRoutes() {
	handle(a, route{method: "GET", path: "/api/ratings", id: "get-ratings", summary: "Ratings of some days", who: fleet.SeeCivic, tag: "civic"},
		func(ctx context.Context, in *figureQuery) (*body[RatingDoc], error) {
			from, to, err := in.days(ctx, a.deps.Now())
			if err != nil {
				return nil, err
			}
			f, err := a.deps.Store.Ratings(ctx, from, to, in.Region)
			if err != nil {
				return nil, a.fault(ctx, err)
			}
			return &body[RatingDoc]{a.ratingDoc(f)}, nil
		})
	handle(a, route{method: "GET", path: "/api/ratings/low", id: "list-low-ratings", summary: "Low ratings to put right within 15 working days", who: fleet.SeeCivic, tag: "civic"},
		func(ctx context.Context, in *struct {
			Region string `query:"region" maxLength:"12"`
		},
		) (*body[[]LowRatingDoc], error) {
			low, err := a.deps.Store.LowRatings(ctx, in.Region, lowListed)
			if err != nil {
				return nil, a.fault(ctx, err)
			}
			return &body[[]LowRatingDoc]{a.lowDocs(low)}, nil
		})
	handle(a, route{method: "POST", path: "/api/ratings/low/{key}", id: "put-rating-right", summary: "Note that a low rating was put right", who: fleet.RightRatings, status: http.StatusNoContent, tag: "civic"}, a.putRight)
}

func (a *API) putRight(ctx context.Context, in *putRightIn) (*struct{}, error) {
	note := strings.TrimSpace(in.Body.Note)
	if n := utf8.RuneCountInString(note); n < 2 || n > 200 {
		return nil, problem(ctx, codeInvalid)
	}
	who := sessionOf(ctx).User
	if err := a.audit(ctx, who, "rating.right", in.Key, ""); err != nil {
		return nil, err
	}
	err := a.deps.Store.PutRight(ctx, in.Key, fleet.Day(a.deps.Now()), who, note)
	if errors.Is(err, fleet.ErrExists) {
		return nil, problem(ctx, codeRighted)
	}
	if err != nil {
		return nil, a.fault(ctx, err)
	}
	return nil, nil //nolint:nilnil // an answer without a body
}

func (a *API) ratingDoc(f fleet.RatingFigures) RatingDoc {
	list := func(counts []fleet.RatingCount, name func(string) TextDoc) []RatingOf {
		out := make([]RatingOf, 0, len(counts))
		for _, c := range counts {
			out = append(out, RatingOf{ID: c.Group, Name: name(c.Group), N: c.N, Low: c.Low, Average: float64(c.Sum) / float64(c.N)})
		}
		return out
	}
	return RatingDoc{
		N: f.N, ByGrade: f.ByGrade, Reasons: f.Reasons, Faults: f.Faults,
		ByRegion:  list(f.ByRegion, func(code string) TextDoc { return textDoc(a.places.region(code).Name) }),
		ByService: list(f.ByService, func(id string) TextDoc { return TextDoc{ZH: id, EN: id} }),
		ByTheme:   list(f.ByTheme, a.themeName),
	}
}

func (a *API) themeName(id string) TextDoc {
	if t, ok := a.deps.Content().Theme(id); ok {
		return textDoc(t.Say)
	}
	return TextDoc{ZH: id, EN: id}
}

func (a *API) lowDocs(list []fleet.LowRating) []LowRatingDoc {
	calendar, err := period.NewCalendar(a.deps.Content().Holidays)
	if err != nil { // the pack was checked; weekends are known all the same
		calendar = &period.Calendar{}
	}
	today := fleet.Day(a.deps.Now())
	out := make([]LowRatingDoc, 0, len(list))
	for _, l := range list {
		due := dueDay(calendar, l.Day)
		doc := LowRatingDoc{
			Key: l.Key, Day: l.Day, Due: due, Overdue: l.Righted == "" && due < today, Kiosk: l.Kiosk, Region: textDoc(a.places.region(l.Region).Name),
			Service: l.Service, Item: a.itemName(l.Service, l.Item), Grade: l.Grade, Tags: append([]string{}, l.Tags...),
			Righted: l.Righted, Who: l.Who, Note: l.Note,
		}
		if l.Theme != "" {
			doc.Theme = a.themeName(l.Theme)
		}
		out = append(out, doc)
	}
	return out
}

// dueDay is the last of the working days in which a low rating is put right.
// Beyond the known holidays it is the earlier day.
func dueDay(c *period.Calendar, day string) string {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	for n := 0; n < fleet.RightWithin; {
		d = d.AddDate(0, 0, 1)
		if c.Working(d) {
			n++
		}
	}
	return d.Format(time.DateOnly)
}

// itemName names a rated thing in the words of the content.
func (a *API) itemName(service, id string) TextDoc {
	p := a.deps.Content()
	switch service {
	case "guide":
		if t, ok := titles(p).Guides[id]; ok {
			return t
		}
	case "form":
		if f, ok := p.Form(id); ok {
			return textDoc(f.Title)
		}
	case "plan":
		if j, ok := p.Journey(id); ok {
			return textDoc(j.Title)
		}
	case "service":
		if s, ok := p.Service(id); ok {
			return textDoc(s.Name)
		}
	case "opinion":
		if o, ok := p.Opinion(id); ok {
			return textDoc(o.Title)
		}
	}
	return TextDoc{ZH: id, EN: id}
}

package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/fleet"
)

const maxRoster = 512 << 10 // of a city's lawyers

// RosterDoc is who is planned to be on duty when. Times are those of
// Asia/Shanghai.
type RosterDoc struct {
	Lawyers    []RosterLawyer `json:"lawyers" nullable:"false"`
	Shifts     []ShiftDoc     `json:"shifts" nullable:"false"`
	Exceptions []ExceptionDoc `json:"exceptions" nullable:"false"`
}

// RosterLawyer is a lawyer as the roster shows them.
type RosterLawyer struct {
	User    string     `json:"user"`
	Display string     `json:"display"`
	Firm    string     `json:"firm"`
	Regions []string   `json:"regions" nullable:"false"`
	Skills  []string   `json:"skills" nullable:"false"`
	Speaks  []string   `json:"speaks" nullable:"false"`
	Pools   []string   `json:"pools" nullable:"false"`
	Role    fleet.Role `json:"role" enum:"lawyer,lead"`
}

// ShiftDoc is a weekly time on duty.
type ShiftDoc struct {
	Lawyer  string `json:"lawyer" maxLength:"64"`
	Weekday int    `json:"weekday" minimum:"1" maximum:"7" doc:"1 Monday … 7 Sunday"`
	From    string `json:"from" example:"09:00"`
	To      string `json:"to" example:"17:00"`
	Region  string `json:"region" maxLength:"12" doc:"A county's code; empty: all that the profile says"`
}

// ExceptionDoc takes the place of the weekly shifts on one date.
type ExceptionDoc struct {
	Lawyer string `json:"lawyer" maxLength:"64" doc:"Empty: everybody without one of their own"`
	Day    string `json:"day" example:"2026-10-01"`
	From   string `json:"from,omitempty" doc:"Empty with to: off the whole day"`
	To     string `json:"to,omitempty"`
	Region string `json:"region,omitempty" maxLength:"12"`
	Note   string `json:"note,omitempty" maxLength:"100"`
}

type rosterIn struct {
	Body struct {
		Shifts     []ShiftDoc      `json:"shifts" maxItems:"5000" nullable:"false"`
		Exceptions *[]ExceptionDoc `json:"exceptions,omitempty" maxItems:"5000" doc:"Absent: they stay as they are"`
	}
}

func (a *API) rosterRoutes() {
	handle(a, route{method: "GET", path: "/api/roster", id: "get-roster", summary: "Lawyers and their shifts", who: fleet.SeeRoster, tag: "desk"},
		func(ctx context.Context, _ *struct{}) (*body[RosterDoc], error) { return given(a.roster(ctx)) })
	handle(a, route{method: "PUT", path: "/api/roster", id: "set-roster", summary: "Replace the shifts", who: fleet.EditRoster, tag: "desk", max: maxRoster}, a.setRoster)
}

func (a *API) roster(ctx context.Context) (RosterDoc, error) {
	lawyers, err := a.deps.Store.LawyerList(ctx)
	if err != nil {
		return RosterDoc{}, a.fault(ctx, err)
	}
	r, err := a.deps.Store.Roster(ctx)
	if err != nil {
		return RosterDoc{}, a.fault(ctx, err)
	}
	doc := RosterDoc{Lawyers: []RosterLawyer{}, Shifts: []ShiftDoc{}, Exceptions: []ExceptionDoc{}}
	list := func(s []string) []string { return append([]string{}, s...) }
	for _, l := range lawyers {
		doc.Lawyers = append(doc.Lawyers, RosterLawyer{l.User, l.Display, l.Firm, list(l.Regions), list(l.Skills), list(l.Speaks), list(l.Pools), l.Role})
	}
	for _, s := range r.Shifts {
		doc.Shifts = append(doc.Shifts, ShiftDoc(s))
	}
	for _, e := range r.Exceptions {
		doc.Exceptions = append(doc.Exceptions, ExceptionDoc(e))
	}
	return doc, nil
}

func (a *API) setRoster(ctx context.Context, in *rosterIn) (*body[RosterDoc], error) {
	old, err := a.deps.Store.Roster(ctx)
	if err != nil {
		return nil, a.fault(ctx, err)
	}
	r := fleet.Roster{Exceptions: old.Exceptions}
	for _, s := range in.Body.Shifts {
		r.Shifts = append(r.Shifts, fleet.Shift(s))
	}
	if in.Body.Exceptions != nil {
		r.Exceptions = nil
		for _, e := range *in.Body.Exceptions {
			r.Exceptions = append(r.Exceptions, fleet.Exception(e))
		}
	}
	if err := a.checkRoster(r); err != nil {
		return nil, rosterProblem(ctx, err)
	}
	if err := a.audit(ctx, sessionOf(ctx).User, "roster.set", "", fmt.Sprintf("%d shifts, %d exceptions", len(r.Shifts), len(r.Exceptions))); err != nil {
		return nil, err
	}
	if err := a.deps.Store.SetRoster(ctx, r); errors.Is(err, fleet.ErrNotFound) {
		return nil, rosterProblem(ctx, errors.New("it names a user who is no lawyer"))
	} else if err != nil {
		return nil, a.fault(ctx, err)
	}
	a.deps.Hub.Desk()
	return given(a.roster(ctx))
}

// checkRoster checks what the store cannot: whether counties exist.
func (a *API) checkRoster(r fleet.Roster) error {
	if err := r.Check(); err != nil {
		return err
	}
	known := func(region string) error {
		if _, ok := a.deps.Content().Region(region); region != "" && !ok {
			return fmt.Errorf("region %q is not known", region)
		}
		return nil
	}
	for _, s := range r.Shifts {
		if err := known(s.Region); err != nil {
			return err
		}
	}
	for _, e := range r.Exceptions {
		if err := known(e.Region); err != nil {
			return err
		}
	}
	return nil
}

func rosterProblem(ctx context.Context, err error) *Problem {
	p := problem(ctx, codeInvalid)
	p.Status, p.Title = http.StatusUnprocessableEntity, http.StatusText(http.StatusUnprocessableEntity)
	p.Errors = []*huma.ErrorDetail{{Message: err.Error(), Location: "body"}}
	return p
}

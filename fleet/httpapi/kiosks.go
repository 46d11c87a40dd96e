package httpapi

import (
	"context"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// KioskRow is a kiosk in a list.
type KioskRow struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Region      string        `json:"region"`
	Centre      string        `json:"centre"`
	CentreName  TextDoc       `json:"centre_name"`
	State       fleet.State   `json:"state" enum:"in-service,impaired,offline,never-seen"`
	Online      bool          `json:"online"`
	Since       *time.Time    `json:"since" doc:"When online last changed"`
	LastSeen    *time.Time    `json:"last_seen"`
	Agent       string        `json:"agent"`
	Content     string        `json:"content"`
	Devices     []wire.Device `json:"devices" nullable:"false"`
	Problems    []ProblemDoc  `json:"problems" nullable:"false" doc:"What keeps it from full service, as its last report said"`
	VisitsToday int           `json:"visits_today"`
	PrintsToday int           `json:"prints_today"`
	CardsToday  int           `json:"cards_today"`
}

// ProblemDoc is one thing that keeps a kiosk from full service.
type ProblemDoc struct {
	What   string    `json:"what"`
	Since  time.Time `json:"since"`
	Detail string    `json:"detail"`
}

// KioskPage is a page of kiosks.
type KioskPage struct {
	Items []KioskRow `json:"items" nullable:"false"`
	Total int        `json:"total" doc:"Kiosks that the filter chooses, on all pages"`
	Next  string     `json:"next,omitempty" doc:"cursor of the next page"`
}

// KioskDetail is a kiosk with all that is known of it.
type KioskDetail struct {
	KioskRow
	Health   *wire.Health      `json:"health"`
	Commands []CommandDoc      `json:"commands" nullable:"false"`
	Counts   CountsDoc         `json:"counts"`
	Days     []fleet.DayCounts `json:"days" nullable:"false" doc:"Newest first, days with use only"`
}

// CountsDoc are today's figures, and the records that never came.
type CountsDoc struct {
	fleet.Counts
	Missing uint64 `json:"missing" doc:"Records that the kiosk skipped, over all time"`
}

// EventDoc is a record as it came.
type EventDoc struct {
	Seq        uint64    `json:"seq"`
	At         time.Time `json:"at" doc:"By the kiosk's clock"`
	ReceivedAt time.Time `json:"received_at"`
	Kind       wire.Kind `json:"kind"`
	Data       any       `json:"data"`
}

// EventPage is a page of records, newest first.
type EventPage struct {
	Items []EventDoc `json:"items" nullable:"false"`
	Next  string     `json:"next,omitempty" doc:"before of the next page"`
}

type kioskPath struct {
	ID string `path:"id" maxLength:"64"`
}

type listQuery struct {
	Region string `query:"region" maxLength:"12"`
	Centre string `query:"centre" maxLength:"64"`
	State  string `query:"state" enum:"in-service,impaired,offline,never-seen"`
	Text   string `query:"q" maxLength:"64" doc:"Part of the id or the name"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"64"`
}

type eventQuery struct {
	ID     string `path:"id" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	Before string `query:"before" maxLength:"64"`
}

// commandsShown and daysShown bound a kiosk's page.
const (
	commandsShown = 20
	daysShown     = 31
)

func (a *API) kioskRoutes() {
	handle(a, route{method: "GET", path: "/api/kiosks", id: "list-kiosks", summary: "Kiosks by filter", who: fleet.SeeFleet}, a.kiosks)
	handle(a, route{method: "GET", path: "/api/kiosks/{id}", id: "get-kiosk", summary: "A kiosk", who: fleet.SeeFleet}, a.kiosk)
	handle(a, route{method: "GET", path: "/api/kiosks/{id}/events", id: "list-events", summary: "A kiosk's records", who: fleet.SeeFleet}, a.events)
	handle(a, route{method: "GET", path: "/api/wire/stats", id: "get-wire-stats", summary: "What the kiosks' door refused since it started, by reason", who: fleet.SeeFleet},
		func(context.Context, *struct{}) (*body[map[string]int64], error) {
			return &body[map[string]int64]{a.deps.Refused()}, nil
		})
}

func (a *API) kiosks(ctx context.Context, in *listQuery) (*body[KioskPage], error) {
	f := fleet.KioskFilter{Region: in.Region, Centre: in.Centre, State: fleet.State(in.State), Text: in.Text, After: in.Cursor, Limit: in.Limit + 1}
	items, total, err := a.deps.Store.List(ctx, f, fleet.Day(a.deps.Now()))
	if err != nil {
		return nil, a.fault(ctx, err)
	}
	doc := KioskPage{Items: []KioskRow{}, Total: total}
	for i, k := range items {
		if i == in.Limit {
			doc.Next = items[i-1].ID
			break
		}
		doc.Items = append(doc.Items, a.row(k))
	}
	return &body[KioskPage]{doc}, nil
}

func (a *API) kiosk(ctx context.Context, in *kioskPath) (*body[KioskDetail], error) {
	k, err := a.deps.Store.Kiosk(ctx, in.ID, fleet.Day(a.deps.Now()))
	if err != nil {
		return nil, a.fault(ctx, err)
	}
	doc := KioskDetail{KioskRow: a.row(k), Commands: []CommandDoc{}, Counts: CountsDoc{Counts: k.Today}}
	if doc.Health, err = a.deps.Store.Health(ctx, in.ID); err != nil {
		return nil, a.fault(ctx, err)
	}
	if doc.Counts.Missing, err = a.deps.Store.Missing(ctx, in.ID); err != nil {
		return nil, a.fault(ctx, err)
	}
	if doc.Days, err = a.deps.Store.Days(ctx, in.ID, daysShown); err != nil {
		return nil, a.fault(ctx, err)
	}
	commands, err := a.deps.Store.KioskCommands(ctx, in.ID, commandsShown)
	if err != nil {
		return nil, a.fault(ctx, err)
	}
	for _, c := range commands {
		doc.Commands = append(doc.Commands, commandDoc(c))
	}
	return &body[KioskDetail]{doc}, nil
}

func (a *API) events(ctx context.Context, in *eventQuery) (*body[EventPage], error) {
	events, err := a.deps.Store.Events(ctx, in.ID, in.Before, in.Limit+1)
	if err != nil {
		return nil, a.fault(ctx, err)
	}
	doc := EventPage{Items: []EventDoc{}}
	for i, e := range events {
		if i == in.Limit {
			doc.Next = events[i-1].Cursor
			break
		}
		doc.Items = append(doc.Items, EventDoc{e.Seq, e.At, e.Received, e.Kind, e.Data})
	}
	return &body[EventPage]{doc}, nil
}

func (a *API) row(k fleet.KioskStatus) KioskRow {
	row := KioskRow{
		ID: k.ID, Name: k.Name, Region: k.Region, Centre: k.Centre, CentreName: textDoc(a.places.centre(k.Centre).Name),
		State: k.State, Online: k.Online, Since: moment(k.SinceAt), LastSeen: moment(k.LastSeen), Agent: k.Agent, Content: k.Content,
		Devices: k.Devices, Problems: []ProblemDoc{}, VisitsToday: k.Today.Visits, PrintsToday: k.Today.Prints, CardsToday: k.Today.Cards,
	}
	if row.Devices == nil {
		row.Devices = []wire.Device{}
	}
	for _, p := range k.Problems {
		row.Problems = append(row.Problems, ProblemDoc{p.What, p.Since, p.Detail})
	}
	return row
}

// moment makes null of a time that has not come.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

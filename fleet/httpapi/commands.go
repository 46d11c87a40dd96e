package httpapi

import (
	"context"
	"crypto/rand"
	"net/http"
	"strconv"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// CommandDoc is a command and how far it got.
type CommandDoc struct {
	ID        string             `json:"id"`
	Kiosk     string             `json:"kiosk"`
	Kind      wire.CommandKind   `json:"kind"`
	State     fleet.CommandState `json:"state" enum:"waiting,sent,done,failed,expired"`
	CreatedAt time.Time          `json:"created_at"`
	Expires   time.Time          `json:"expires"`
	By        string             `json:"by"`
	SentAt    *time.Time         `json:"sent_at"`
	DoneAt    *time.Time         `json:"done_at"`
	Detail    string             `json:"detail"`
}

func commandDoc(c fleet.Command) CommandDoc {
	return CommandDoc{c.ID, c.Kiosk, c.Kind, c.State, c.Created, c.Expires, c.By, moment(c.Sent), moment(c.Ended), c.Detail}
}

type commandIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Kind string `json:"kind" enum:"visit.end,print.test,page.reload"`
	}
}

// lifetime is how long a command makes sense: ending "the" visit is meant for
// the one that runs now.
func lifetime(k wire.CommandKind) time.Duration {
	if k == wire.CommandEndVisit {
		return time.Minute
	}
	return 10 * time.Minute
}

func (a *API) commandRoutes() {
	handle(a, route{
		method: "POST", path: "/api/kiosks/{id}/commands", id: "add-command", summary: "Ask something of a kiosk",
		who: fleet.CommandKiosks, status: http.StatusCreated,
	}, a.addCommand)
}

func (a *API) addCommand(ctx context.Context, in *commandIn) (*body[CommandDoc], error) {
	if _, err := a.deps.Store.Kiosk(ctx, in.ID, fleet.Day(a.deps.Now())); err != nil {
		return nil, a.fault(ctx, err)
	}
	now, kind := a.deps.Now(), wire.CommandKind(in.Body.Kind)
	c := fleet.Command{
		ID: rand.Text(), Kiosk: in.ID, Kind: kind, State: fleet.CommandWaiting, By: sessionOf(ctx).User,
		Created: now.UTC(), Expires: now.Add(lifetime(kind)).UTC().Truncate(time.Millisecond),
	}
	if err := a.audit(ctx, c.By, "command."+in.Body.Kind, in.ID, c.ID); err != nil {
		return nil, err
	}
	if err := a.deps.Store.AddCommand(ctx, c); err != nil {
		return nil, a.fault(ctx, err)
	}
	a.deps.Hub.Command(c.Kiosk, c.ID)
	a.deps.Push(c.Kiosk)
	return &body[CommandDoc]{commandDoc(c)}, nil
}

// AuditDoc is something that a person did.
type AuditDoc struct {
	At     time.Time `json:"at"`
	Who    string    `json:"who"`
	Action string    `json:"action"`
	Target string    `json:"target"`
	Detail string    `json:"detail"`
	IP     string    `json:"ip"`
}

// AuditPage is a page of the audit, newest first.
type AuditPage struct {
	Items []AuditDoc `json:"items" nullable:"false"`
	Next  string     `json:"next,omitempty" doc:"before of the next page"`
}

type auditQuery struct {
	Limit  int   `query:"limit" minimum:"1" maximum:"500" default:"50"`
	Before int64 `query:"before" minimum:"0"`
}

func (a *API) auditRoutes() {
	handle(a, route{method: "GET", path: "/api/audit", id: "list-audit", summary: "What people did", who: fleet.ReadAudit},
		func(ctx context.Context, in *auditQuery) (*body[AuditPage], error) {
			if in.Before == 0 { // once for a reading, not for each of its pages
				if err := a.audit(ctx, sessionOf(ctx).User, "audit.read", "", ""); err != nil {
					return nil, err
				}
			}
			entries, err := a.deps.Store.AuditList(ctx, in.Before, in.Limit+1)
			if err != nil {
				return nil, a.fault(ctx, err)
			}
			doc := AuditPage{Items: []AuditDoc{}}
			for i, e := range entries {
				if i == in.Limit {
					doc.Next = strconv.FormatInt(entries[i-1].N, 10)
					break
				}
				doc.Items = append(doc.Items, AuditDoc{e.At, e.Who, e.Action, e.Target, e.Detail, e.IP})
			}
			return &body[AuditPage]{doc}, nil
		})
}

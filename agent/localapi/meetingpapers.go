package localapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/visit"
	"lawkiosk/content"
	"lawkiosk/fleet/wire"
)

type inPaper struct {
	InVisit
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) paperRoutes(api huma.API) {
	begin := answer(http.StatusAccepted, op(http.MethodPost, "/api/meeting/papers/{id}/print", "printPaper", "Print a paper that the lawyer sent"))
	register(api, s, begin, s.printPaper)
	sign := op(http.MethodPost, "/api/meeting/papers/{id}/sign", "signPaper", "Sign a paper on the screen")
	sign.MaxBodyBytes = 360 << 10 // 256 KiB in base64
	register(api, s, sign, func(ctx context.Context, in *struct {
		InVisit
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Signature []byte `json:"signature" doc:"PNG of at most 256 KiB and 2000 x 1000 pixels"`
		}
	},
	) (*body[wire.Call], error) {
		i, err := s.deps.Visits.Check(in.Token)
		if err != nil {
			return nil, err
		}
		c, err := s.deps.Meetings.Sign(ctx, i.ID, in.ID, in.Body.Signature)
		return &body[wire.Call]{c}, err
	})
	register(api, s, op(http.MethodPost, "/api/meeting/papers/{id}/decline", "declinePaper", "The citizen does not want a paper"),
		func(ctx context.Context, in *inPaper) (*body[wire.Call], error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err != nil {
				return nil, err
			}
			c, err := s.deps.Meetings.Decline(ctx, i.ID, in.ID)
			return &body[wire.Call]{c}, err
		})
}

// printPaper prints a paper of the call; what becomes of it is told to the
// fleet, also that it could not be begun.
func (s *Server) printPaper(ctx context.Context, in *inPaper) (*body[NewPrint], error) {
	i, err := s.deps.Visits.Check(in.Token)
	if err != nil {
		return nil, err
	}
	p, signature, err := s.deps.Meetings.Paper(i.ID, in.ID)
	if err != nil {
		return nil, err
	}
	r := PrintRequest{Kind: p.Kind, Item: p.Item, Lang: content.Lang(i.Settings.Lang), Copies: 1, Fields: p.Values, Paper: &p, Signature: signature, Call: s.deps.Meetings.Current(i.ID)}
	if p.Kind == "guide" {
		r.Fields = nil
	}
	n, err := s.submit(ctx, in.Token, r, func(job string) { s.deps.Meetings.Printing(i.ID, p.ID, job) })
	// The job may have gone far before the paper was known to be its own.
	s.deps.Meetings.Progress(n.Job, n.State, n.Detail)
	if err != nil {
		s.deps.Meetings.NotPrinted(i.ID, p.ID, problem(codeOf(err), visit.Chinese).Detail)
		return nil, err
	}
	return &body[NewPrint]{NewPrint{Job: n}}, nil
}

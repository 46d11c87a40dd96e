package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"lawkiosk/agent/localapi"
	"lawkiosk/agent/printing"
	"lawkiosk/agent/printing/callpaper"
	"lawkiosk/agent/printing/planpaper"
	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
)

// testLimit is how long a test page may take before it is called off.
const testLimit = 90 * time.Second

// prints speaks localapi's words for a printing.Service.
type prints struct {
	service   *printing.Service // nil: the kiosk has no printer
	content   func() *content.Pack
	publicURL string
	kiosk     string
	centre    string // its id
	log       *slog.Logger
}

func (p *prints) Print(ctx context.Context, r localapi.PrintRequest) (localapi.Progress, error) {
	if p.service == nil {
		return localapi.Progress{}, localapi.ErrNoPrinter
	}
	now, err := p.service.Print(ctx, p.request(r))
	if err != nil {
		p.log.Warn("a print was not taken on", "kind", r.Kind, "item", r.Item, "err", err)
		return localapi.Progress{}, notMade(err)
	}
	return progressOf(now), nil
}

// Preview gives a form's paper without printing it.
func (p *prints) Preview(ctx context.Context, r localapi.PrintRequest) ([]byte, error) {
	if p.service == nil {
		return nil, localapi.ErrNoPrinter
	}
	paper, err := p.service.Preview(ctx, p.request(r))
	if err != nil {
		if ctx.Err() == nil {
			p.log.Warn("a form was not shown", "item", r.Item, "err", err)
		}
		return nil, notMade(err)
	}
	return paper.PDF, nil
}

// request puts a paper of a call into printing's words. The kind of such a
// paper stands where a guide or form has its id: in the progress and in the
// record of its print.
func (p *prints) request(r localapi.PrintRequest) printing.Request {
	q := printing.Request{Visit: r.Visit, Kind: r.Kind, Item: r.Item, Title: r.Title, Copies: r.Copies, Lang: r.Lang, Values: r.Fields, Signature: r.Signature}
	at := callpaper.Place{Lang: r.Lang, Pack: p.content(), Now: time.Now()}
	switch r.Kind {
	case "summary":
		q.Sheet = callpaper.Notes(*r.Paper, r.Call, at)
	case "sign":
		q.Sheet = callpaper.ToSign(*r.Paper, r.Signature, r.Call, at)
	case "record":
		var guide string
		if q.Sheet, guide = callpaper.Record(r.Call, at); guide != "" && p.publicURL != "" {
			q.URL = p.publicURL + "/g/" + guide
		}
	case "receipt":
		q.Sheet = callpaper.Receipt(r.Receipt, at)
	case "draft":
		q.Sheet = callpaper.Draft(r.Ticket.Code, r.Ticket.Until, p.centre, p.kiosk, at)
	case "service":
		var guide string
		if q.Sheet, guide = callpaper.Service(r.Service, at); guide != "" && p.publicURL != "" {
			q.URL = p.publicURL + "/g/" + guide
		}
	case "opinion":
		q.Sheet = callpaper.Opinion(r.Number, r.Opinion, p.centre, p.kiosk, at)
	case "plan":
		q.Sheet = planpaper.Sheet(r.Plan.Doc, r.Plan.Ticked, planpaper.Place{Lang: r.Lang, Pack: p.content(), Centre: p.centre})
		if guides := r.Plan.Doc.Guides; len(guides) > 0 && p.publicURL != "" {
			q.URL = p.publicURL + "/g/" + guides[0]
		}
	default: // a guide or a form
		return q
	}
	q.Kind, q.Item, q.Values, q.Signature = printing.KindSheet, r.Kind, nil, nil
	return q
}

func (p *prints) Job(id string) (localapi.Progress, bool) {
	if p.service == nil {
		return localapi.Progress{}, false
	}
	now, ok := p.service.Job(id)
	return progressOf(now), ok
}

func (p *prints) Cancel(ctx context.Context, id string) (localapi.Progress, error) {
	if p.service == nil {
		return localapi.Progress{}, localapi.ErrNoPrinter
	}
	now, err := p.service.Cancel(ctx, id)
	return progressOf(now), printError(err)
}

func (p *prints) Continue(ctx context.Context, id string) (localapi.Progress, error) {
	if p.service == nil {
		return localapi.Progress{}, localapi.ErrNoPrinter
	}
	now, err := p.service.Continue(ctx, id)
	return progressOf(now), printError(err)
}

func (p *prints) Prepare(guide string, lang content.Lang) {
	if p.service != nil {
		p.service.Prepare(guide, lang)
	}
}

func (p *prints) endVisit(ctx context.Context, visit string) {
	if p.service != nil {
		p.service.EndVisit(ctx, visit)
	}
}

// test carries out wire.CommandTestPrint: done is told only of a page that the
// printer says it printed.
func (p *prints) test(ctx context.Context) (outcome, detail string) {
	if p.service == nil {
		return "failed", "the kiosk has no printer"
	}
	ctx, cancel := context.WithTimeout(ctx, testLimit)
	defer cancel()
	now, err := p.service.Print(ctx, printing.Request{Kind: printing.KindTest, Copies: 1, Lang: content.Chinese})
	if err != nil {
		return "failed", err.Error()
	}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for !now.State.Final() {
		select {
		case <-ctx.Done():
			_, err := p.service.Cancel(context.WithoutCancel(ctx), now.Job)
			return "failed", fmt.Sprintf("the test page was not printed within %s and is called off (%s, %v)", testLimit, now.State, errors.Join(ctx.Err(), err))
		case <-tick.C:
		}
		known, ok := p.service.Job(now.Job)
		if !ok {
			return "failed", "printing lost the test page"
		}
		now = known
	}
	if now.State != printing.Printed {
		return "failed", fmt.Sprintf("the test page is %s %v", now.State, now.Reasons)
	}
	return "done", fmt.Sprintf("%d sides printed", now.Printed)
}

// printError gives localapi's error for one of printing.
func printError(err error) error {
	for from, to := range map[error]error{
		printing.ErrNoItem: localapi.ErrNoItem,
		printing.ErrNoJob:  localapi.ErrNoJob,
		render.ErrPicture:  localapi.ErrSignature,
		printing.ErrBusy:   localapi.ErrPrintsFull,
	} {
		if errors.Is(err, from) {
			return fmt.Errorf("%w: %w", to, err)
		}
	}
	return err
}

// notMade is printError where an error without a word of its own means that the
// paper could not be made.
func notMade(err error) error {
	if err = printError(err); codeless(err) {
		return fmt.Errorf("%w: %w", localapi.ErrRender, err)
	}
	return err
}

// codeless tells whether printError found no word for an error.
func codeless(err error) bool {
	return !errors.Is(err, localapi.ErrNoItem) && !errors.Is(err, localapi.ErrNoJob) && !errors.Is(err, localapi.ErrSignature) && !errors.Is(err, localapi.ErrPrintsFull)
}

func progressOf(p printing.Progress) localapi.Progress {
	if p.Reasons == nil {
		p.Reasons = []string{}
	}
	if p.Kind == printing.KindSheet { // the page knows it by what it is
		p.Kind, p.Item = p.Item, ""
	}
	return localapi.Progress{
		Job: p.Job, Kind: p.Kind, Item: p.Item, Title: p.Title, Copies: p.Copies, Pages: p.Pages, Printed: p.Printed,
		State: string(p.State), Reasons: p.Reasons, Detail: p.Detail,
	}
}

package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"lawkiosk/agent/localapi"
	"lawkiosk/agent/printing"
	"lawkiosk/content"
)

// testLimit is how long a test page may take before it is called off.
const testLimit = 90 * time.Second

// prints speaks localapi's words for a printing.Service.
type prints struct {
	service *printing.Service // nil: the kiosk has no printer
	log     *slog.Logger
}

func (p *prints) Print(ctx context.Context, r localapi.PrintRequest) (localapi.Progress, error) {
	if p.service == nil {
		return localapi.Progress{}, localapi.ErrNoPrinter
	}
	now, err := p.service.Print(ctx, printing.Request{
		Visit: r.Visit, Kind: r.Kind, Item: r.Item, Title: r.Title, Copies: r.Copies, Lang: r.Lang, Values: r.Fields,
	})
	if err != nil {
		p.log.Warn("a print was not taken on", "kind", r.Kind, "item", r.Item, "err", err)
		if err = printError(err); codeless(err) {
			err = fmt.Errorf("%w: %w", localapi.ErrRender, err)
		}
		return localapi.Progress{}, err
	}
	return progressOf(now), nil
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
		printing.ErrBusy:   localapi.ErrPrintsFull,
	} {
		if errors.Is(err, from) {
			return fmt.Errorf("%w: %w", to, err)
		}
	}
	return err
}

// codeless tells whether printError found no word for an error.
func codeless(err error) bool {
	return !errors.Is(err, localapi.ErrNoItem) && !errors.Is(err, localapi.ErrNoJob) && !errors.Is(err, localapi.ErrPrintsFull)
}

func progressOf(p printing.Progress) localapi.Progress {
	if p.Reasons == nil {
		p.Reasons = []string{}
	}
	return localapi.Progress{
		Job: p.Job, Kind: p.Kind, Item: p.Item, Title: p.Title, Copies: p.Copies, Pages: p.Pages, Printed: p.Printed,
		State: string(p.State), Reasons: p.Reasons, Detail: p.Detail,
	}
}

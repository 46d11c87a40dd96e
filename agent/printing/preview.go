package printing

import (
	"context"

	"lawkiosk/agent/printing/render"
)

// Preview makes a form's paper as Print would, for the screen. It lies nowhere
// but in the answer. Errors are as Print's.
func (s *Service) Preview(ctx context.Context, r Request) (render.Paper, error) {
	run, err := s.enter()
	if err != nil {
		return render.Paper{}, err
	}
	defer s.wg.Done()
	doc, err := s.document(r)
	if err != nil {
		return render.Paper{}, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(run, stop)() // the Service's end does not wait for a look
	doc.req.Values, doc.req.Signature = r.Values, r.Signature
	return s.deps.Render.Render(ctx, doc.req)
}

package meeting

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"slices"
	"strings"

	"lawkiosk/fleet/wire"
)

// Limits of a signature.
const (
	MaxSignatureBytes  = 256 << 10
	maxSignatureWidth  = 2000
	maxSignatureHeight = 1000
)

// papers is what the kiosk knows of the papers of a call beyond the snapshot.
type papers struct {
	jobs       map[string]string          // print job -> paper
	signatures map[string][]byte          // PNG by paper, for printing
	news       map[string]wire.PaperState // by paper: what the fleet is still to be told
}

func newPapers() papers {
	return papers{jobs: map[string]string{}, signatures: map[string][]byte{}, news: map[string]wire.PaperState{}}
}

func (p *papers) wipe() {
	for _, s := range p.signatures {
		clear(s)
	}
	*p = newPapers()
}

// CheckSignature says whether bytes are the picture of a signature that a
// paper can bear. Only the head is read here; the renderer reads the rest in a
// process of its own.
func CheckSignature(data []byte) error {
	if len(data) == 0 || len(data) > MaxSignatureBytes {
		return fmt.Errorf("%d bytes, 1 to %d are allowed: %w", len(data), MaxSignatureBytes, ErrSignature)
	}
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if c.Width < 1 || c.Height < 1 || c.Width > maxSignatureWidth || c.Height > maxSignatureHeight {
		return fmt.Errorf("%d x %d pixels, at most %d x %d are allowed: %w", c.Width, c.Height, maxSignatureWidth, maxSignatureHeight, ErrSignature)
	}
	return nil
}

// Paper gives a paper of the visit's call and the signature that was put on it
// here, nil without one.
func (d *Desk) Paper(visit, id string) (wire.Paper, []byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.session(visit)
	if err != nil {
		return wire.Paper{}, nil, err
	}
	i := slices.IndexFunc(s.call.Papers, func(p wire.Paper) bool { return p.ID == id })
	if i < 0 {
		return wire.Paper{}, nil, ErrNoPaper
	}
	return s.call.Papers[i], slices.Clone(s.papers.signatures[id]), nil
}

// Sign signs a paper with a picture.
func (d *Desk) Sign(ctx context.Context, visit, id string, signature []byte) (wire.Call, error) {
	if err := CheckSignature(signature); err != nil {
		return wire.Call{}, err
	}
	p, _, err := d.Paper(visit, id)
	if err != nil {
		return wire.Call{}, err
	}
	if p.Kind != "sign" {
		return wire.Call{}, &Fault{Code: wire.CallCodeState}
	}
	c, err := d.ask(ctx, visit, paperPath(id), wire.PaperState{State: "signed", Signature: signature})
	if err != nil {
		return c, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, err := d.session(visit); err == nil {
		s.papers.signatures[id] = slices.Clone(signature)
		s.tally.signed++
	}
	return c, nil
}

// Decline tells that the citizen does not want a paper.
func (d *Desk) Decline(ctx context.Context, visit, id string) (wire.Call, error) {
	if _, _, err := d.Paper(visit, id); err != nil {
		return wire.Call{}, err
	}
	return d.ask(ctx, visit, paperPath(id), wire.PaperState{State: "declined"})
}

// paperPath leaves the call's name to path.
func paperPath(paper string) string { return strings.Replace(wire.PathPaper, "{paper}", paper, 1) }

// Printing notes that a job prints a paper of the visit's call.
func (d *Desk) Printing(visit, id, job string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.session(visit)
	if err != nil {
		return
	}
	s.papers.jobs[job] = id
	s.tell(id, wire.PaperState{State: "printing"})
}

// NotPrinted tells that a paper of the visit's call could not even be begun,
// with the sentence that the citizen was given.
func (d *Desk) NotPrinted(visit, id, detail string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, err := d.session(visit); err == nil {
		s.tell(id, wire.PaperState{State: "failed", Detail: detail})
	}
}

// Progress is told how print jobs come along; jobs of other papers are passed
// over. detail is the sentence that the citizen sees.
func (d *Desk) Progress(job, state, detail string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.s
	if s == nil {
		return
	}
	id, ok := s.papers.jobs[job]
	if !ok {
		return
	}
	switch state {
	case "printed":
		delete(s.papers.jobs, job)
		s.tally.printed++
		s.tell(id, wire.PaperState{State: "printed"})
	case "failed", "canceled", "unknown":
		delete(s.papers.jobs, job)
		s.tell(id, wire.PaperState{State: "failed", Detail: detail})
	case "stopped": // the lawyer sees that somebody must fetch paper
		s.tell(id, wire.PaperState{State: "printing", Detail: detail})
	}
}

// tell has Run bring the fleet the newest state of a paper.
func (s *session) tell(id string, p wire.PaperState) {
	s.papers.news[id] = p
	nudge(s.poke)
}

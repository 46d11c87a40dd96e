package idcardtest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Options are those of a simulated reader.
type Options struct {
	Link  string // the symbolic link that stands for the serial device; required
	Model string // "generic" or "cvr"; "" is generic
	// Baud paces the answers like a line of that speed, 8N1: 115200 gives 11.5
	// bytes a millisecond. 0 sends as fast as the pseudo terminal takes them.
	Baud int
	Log  *slog.Logger // nil for none
}

// Simulator is a reader that speaks the SDT protocol on a pseudo terminal.
// Its knobs may be turned from any goroutine at any time.
type Simulator struct {
	o     Options
	steps map[uint16]step
	log   *slog.Logger

	plug chan struct{}

	mu      sync.Mutex
	changed chan struct{} // closed and replaced at each change
	line    *line         // nil while unplugged
	out     bool          // unplugged by the knob
	card    *DemoCard
	module  module
	faults  []Fault
	reads   int
}

// module is what the reader's security module knows of the card.
type module int

const (
	moduleIdle     module = iota // no card, or a new one not found yet
	moduleFound                  // found, to be selected
	moduleSelected               // selected: may be read, is not found again until lifted
)

// State is what the virtual terminal shows of the simulator.
type State struct {
	Plugged bool    `json:"plugged"`
	Card    string  `json:"card"` // ID of the card that lies on the reader, "" for none
	Reads   int     `json:"reads"`
	Faults  []Fault `json:"faults"`
}

// New makes a simulator; it opens nothing.
func New(o Options) (*Simulator, error) {
	if o.Link == "" {
		return nil, errors.New("cannot make reader simulator: Link is empty")
	}
	if o.Model == "" {
		o.Model = "generic"
	}
	if o.Model != "generic" && o.Model != "cvr" {
		return nil, fmt.Errorf("cannot make reader simulator: model %q is not known, use generic or cvr", o.Model)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Simulator{o: o, steps: steps(o.Model), log: o.Log, plug: make(chan struct{}, 1), changed: make(chan struct{})}, nil
}

// Run is the reader being there: it makes the link and answers commands until
// ctx ends, then removes the link.
func (s *Simulator) Run(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Dir(s.o.Link), 0o755); err != nil {
		return fmt.Errorf("cannot make folder of reader link: %w", err)
	}
	stop := context.AfterFunc(ctx, func() {
		s.close()
		s.wakePlug()
	})
	defer stop()
	for {
		l, err := s.open(ctx)
		if err != nil {
			return err
		}
		if l != nil {
			s.serve(l)
			s.close()
		}
		select {
		case <-ctx.Done():
			s.close()
			return nil
		case <-s.plug:
		}
	}
}

// open makes the pseudo terminal and its link, unless the reader is unplugged.
func (s *Simulator) open(ctx context.Context) (*line, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out || ctx.Err() != nil {
		return nil, nil
	}
	l, err := openLine(s.o.Link, s.o.Baud)
	if err != nil {
		return nil, fmt.Errorf("cannot open reader simulator: %w", err)
	}
	s.line, s.module = l, moduleIdle
	s.tell()
	s.log.Info("reader plugged in", "link", s.o.Link)
	return l, nil
}

func (s *Simulator) close() {
	s.mu.Lock()
	l := s.line
	s.line = nil
	s.tell()
	s.mu.Unlock()
	if l != nil {
		l.close()
		s.log.Info("reader unplugged", "link", s.o.Link)
	}
}

func (s *Simulator) wakePlug() {
	select {
	case s.plug <- struct{}{}:
	default:
	}
}

// serve answers commands until the line closes.
func (s *Simulator) serve(l *line) {
	var ear listener
	buf := make([]byte, 256)
	for {
		n, err := l.master.Read(buf)
		if err != nil {
			select {
			case <-l.gone: // hung up by close
			default:
				s.log.Warn("reader line failed", "error", err)
			}
			return
		}
		for _, b := range buf[:n] {
			q, whole := ear.hear(b)
			if !whole {
				continue
			}
			p := s.respond(q)
			if p.silent {
				continue
			}
			if err := l.send(p); err != nil {
				return
			}
			if p.lift {
				s.Lift()
			}
		}
	}
}

// Plug plugs the reader in again after Unplug: a new pseudo terminal under the
// same link. The card that lies on it is found anew.
func (s *Simulator) Plug() {
	s.mu.Lock()
	s.out = false
	s.mu.Unlock()
	s.wakePlug()
}

// Unplug pulls the reader's cable: the link goes and the line hangs up.
func (s *Simulator) Unplug() {
	s.mu.Lock()
	s.out = true
	s.mu.Unlock()
	s.close()
}

// Put lays a card on the reader, in place of one that lies there.
func (s *Simulator) Put(c DemoCard) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.card, s.module = &c, moduleIdle
	s.tell()
}

// Lift takes the card away.
func (s *Simulator) Lift() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.card, s.module = nil, moduleIdle
	s.tell()
}

// Inject makes something go wrong; several faults may wait at the same time.
func (s *Simulator) Inject(f Fault) error {
	if err := f.check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f)
	s.tell()
	return nil
}

// Clear ends all faults.
func (s *Simulator) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
	s.tell()
}

// State tells how the simulator stands.
func (s *Simulator) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := State{Plugged: s.line != nil, Reads: s.reads, Faults: append([]Fault{}, s.faults...)}
	if s.card != nil {
		st.Card = s.card.ID
	}
	return st
}

// Changed gives a channel that is closed at the next change of State. Ask for
// it before State, so that no change is missed.
func (s *Simulator) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// tell wakes who waits for a change; the caller holds mu.
func (s *Simulator) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// pace is when the byte after n others has passed a line of a speed.
func pace(baud, n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(baud)
}

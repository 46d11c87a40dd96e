package printertest

import (
	"fmt"
	"slices"
	"time"
)

// Network is how the printer behaves on its connection, until changed.
type Network string

// The ways a printer's connection can be.
const (
	NetworkOK      Network = "ok"
	NetworkOffline Network = "offline" // the port is closed: connection refused
	NetworkHang    Network = "hang"    // accepts connections and requests, does nothing, never answers
	NetworkGarbage Network = "garbage" // does what it is asked and answers bytes that are not IPP
	NetworkFlood   Network = "flood"   // does what it is asked and answers without end
)

// Networks lists every Network.
func Networks() []Network {
	return []Network{NetworkOK, NetworkOffline, NetworkHang, NetworkGarbage, NetworkFlood}
}

// Fault is something that goes wrong once, at the next request or job that it fits.
type Fault string

// The faults of one submission.
const (
	LoseReply    Fault = "lose-reply"    // accepts the next job and drops the connection without an answer
	LoseRequest  Fault = "lose-request"  // reads the next job and drops the connection without accepting it
	RejectFormat Fault = "reject-format" // refuses the next job: client-error-document-format-not-supported
	RejectBusy   Fault = "reject-busy"   // refuses the next job: server-error-busy
	Abort        Fault = "abort"         // gives up the job being printed, or the next one, after its first side
)

// Faults lists every Fault.
func Faults() []Fault {
	return []Fault{LoseReply, LoseRequest, RejectFormat, RejectBusy, Abort}
}

// SetNetwork changes how the connection behaves and returns once it does.
// Leaving NetworkOffline fails when another program took the port meanwhile.
func (s *Simulator) SetNetwork(n Network) error {
	if !slices.Contains(Networks(), n) {
		return fmt.Errorf("cannot set the printer's network to %q: use one of %v", n, Networks())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n == NetworkOffline {
		s.hangUp()
	} else if s.running && s.server == nil {
		if err := s.listen(); err != nil {
			return err
		}
	}
	s.network = n
	s.tell()
	return nil
}

// Inject makes a fault happen once. Faults of the same kind add up.
func (s *Simulator) Inject(f Fault) error {
	if !slices.Contains(Faults(), f) {
		return fmt.Errorf("cannot inject fault %q: use one of %v", f, Faults())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f)
	s.tell()
	return nil
}

// SetPaper puts that many sheets into the tray, whatever was there.
// 0 takes the paper out; more than the capacity is the capacity.
func (s *Simulator) SetPaper(sheets int) {
	s.set(func() { s.sheets = min(max(sheets, 0), s.opts.Capacity) })
}

// SetToner sets the toner's level in percent: 0 is empty, up to 10 is low.
func (s *Simulator) SetToner(percent int) {
	s.set(func() { s.toner = min(max(percent, 0), 100) })
}

// SetJam jams the paper path or clears it.
func (s *Simulator) SetJam(jammed bool) { s.set(func() { s.jammed = jammed }) }

// SetCover opens or closes the cover.
func (s *Simulator) SetCover(open bool) { s.set(func() { s.open = open }) }

// SetPageTime sets how long one side takes; the side being printed begins anew.
func (s *Simulator) SetPageTime(d time.Duration) {
	s.set(func() {
		s.pageTime = max(d, 0)
		if s.current != nil {
			s.current.sideEnds = s.opts.Now().Add(s.pageTime)
		}
	})
}

// Forget makes the printer forget its finished jobs, as printers do after a while.
func (s *Simulator) Forget() {
	s.set(func() {
		s.jobs = slices.DeleteFunc(s.jobs, func(j *job) bool { return j.final() })
	})
}

// Restart switches the printer off and on: every job is gone, printed or not.
// Paper, toner, jam and cover stay as they are.
func (s *Simulator) Restart() {
	s.set(func() {
		s.jobs, s.current = nil, nil
	})
}

func (s *Simulator) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	s.tell()
}

// Snapshot is everything a person standing at the printer could see.
type Snapshot struct {
	URI      string   `json:"uri"`
	Model    string   `json:"model"`
	State    string   `json:"state"`   // "idle", "processing", "stopped"
	Reasons  []string `json:"reasons"` // with severity suffix, "media-empty-error"
	Network  Network  `json:"network"`
	Sheets   int      `json:"sheets"`
	Capacity int      `json:"capacity"`
	Toner    int      `json:"toner"` // percent
	Jam      bool     `json:"jam"`
	Cover    bool     `json:"cover"` // open
	PageMS   int      `json:"page_ms"`
	Faults   []Fault  `json:"faults"` // injected, not yet happened
	Jobs     []Job    `json:"jobs"`   // the newest first
}

// Job is a job as the printer remembers it.
type Job struct {
	ID          int       `json:"id"`
	Name        string    `json:"name"`
	User        string    `json:"user"`
	State       string    `json:"state"` // RFC 8011 keyword, "processing-stopped"
	Reasons     []string  `json:"reasons"`
	Format      string    `json:"format"`
	Media       string    `json:"media"`
	Sides       string    `json:"sides"`
	Copies      int       `json:"copies"`
	Pages       int       `json:"pages"`       // of one copy
	Impressions int       `json:"impressions"` // sides printed so far, all copies
	File        string    `json:"file,omitempty"`
	Created     time.Time `json:"created"`
}

// Snapshot tells the printer's condition, and a channel that is closed at the
// next change of it.
func (s *Simulator) Snapshot() (Snapshot, <-chan struct{}) {
	uri := s.URI()
	s.mu.Lock()
	defer s.mu.Unlock()
	snap := Snapshot{
		URI: uri, Model: s.opts.Model, State: s.stateName(), Reasons: s.reasons(), Network: s.network,
		Sheets: s.sheets, Capacity: s.opts.Capacity, Toner: s.toner, Jam: s.jammed, Cover: s.open,
		PageMS: int(s.pageTime.Milliseconds()), Faults: append([]Fault{}, s.faults...), Jobs: make([]Job, 0, len(s.jobs)),
	}
	for _, j := range slices.Backward(s.jobs) {
		snap.Jobs = append(snap.Jobs, Job{
			ID: j.id, Name: j.name, User: j.user, State: jobStates[j.state], Reasons: slices.Clone(j.reasons),
			Format: j.format, Media: j.media, Sides: j.sides, Copies: j.copies, Pages: j.pages,
			Impressions: j.impressions, File: j.file, Created: j.created,
		})
	}
	return snap, s.changed
}

// take reports whether a fault is due and uses it up. The caller holds mu.
func (s *Simulator) take(f Fault) bool {
	i := slices.Index(s.faults, f)
	if i < 0 {
		return false
	}
	s.faults = slices.Delete(s.faults, i, i+1)
	return true
}

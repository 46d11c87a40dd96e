package wire

import (
	"encoding/json"
	"fmt"
	"time"
)

// Kind names the body of a record.
type Kind string

// The kinds of version 1, each with its body's type. A fleet keeps records of
// a kind that it does not know.
const (
	KindAgentStarted  Kind = "agent.started"  // AgentStarted
	KindVisitBegan    Kind = "visit.began"    // VisitBegan
	KindVisitEnded    Kind = "visit.ended"    // VisitEnded
	KindGuideViewed   Kind = "guide.viewed"   // GuideViewed
	KindPrintEnded    Kind = "print.ended"    // PrintEnded
	KindCardRead      Kind = "card.read"      // CardRead
	KindDevice        Kind = "device.changed" // Device
	KindContent       Kind = "content.pack"   // ContentPack
	KindOutboxDamaged Kind = "outbox.damaged" // OutboxDamaged
	KindCommandDone   Kind = "command.done"   // CommandDone
	KindMeetingBegan  Kind = "meeting.began"  // MeetingBegan
	KindMeetingEnded  Kind = "meeting.ended"  // MeetingEnded
	KindOpinionGiven  Kind = "opinion.given"  // OpinionGiven
	KindServiceRated  Kind = "service.rated"  // ServiceRated
)

// NewRecord makes a record of a body.
func NewRecord(at time.Time, k Kind, body any) (Record, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return Record{}, fmt.Errorf("cannot make a %s record: %w", k, err)
	}
	if len(data) > MaxRecordBytes {
		return Record{}, fmt.Errorf("cannot make a %s record: %d bytes, at most %d are allowed", k, len(data), MaxRecordBytes)
	}
	return Record{At: at.UTC().Round(time.Millisecond), Kind: k, Data: data}, nil
}

// AgentStarted is written when kioskd starts.
type AgentStarted struct {
	Agent string `json:"agent"` // version
	Clean bool   `json:"clean"` // the run before ended by itself
}

// VisitBegan is written at a visit's first touch.
type VisitBegan struct {
	Visit string `json:"visit"` // random, says nothing of the person
	Lang  string `json:"lang"`  // "zh-CN", "en"
}

// VisitEnded is written when a visit's traces are wiped.
type VisitEnded struct {
	Visit    string `json:"visit"`
	How      string `json:"how"` // "button", "timeout", "fleet", "restart"
	Seconds  int    `json:"seconds"`
	Lang     string `json:"lang"`
	Elder    bool   `json:"elder"`
	Contrast bool   `json:"contrast"`
	Lowered  bool   `json:"lowered"` // controls moved down
	Guides   int    `json:"guides"`
	Prints   int    `json:"prints"`
	Card     bool   `json:"card"`
}

// GuideViewed is written when a guide is opened.
type GuideViewed struct {
	Visit string `json:"visit"`
	Guide string `json:"guide"`
	Via   string `json:"via"` // "tile", "search", "slide", "related"
}

// PrintEnded is written when the outcome of a print is known.
type PrintEnded struct {
	Visit   string `json:"visit"`
	Job     string `json:"job"`
	Item    string `json:"item"`    // guide or form id; of other papers their kind
	Outcome string `json:"outcome"` // "printed", "canceled", "failed", "unknown"
	Reason  string `json:"reason,omitempty"`
	Pages   int    `json:"pages"` // sides the printer said it printed
	Copies  int    `json:"copies"`
	Millis  int64  `json:"millis"` // from the touch to the outcome
}

// CardRead is written for each try to read a card; it holds no card data.
type CardRead struct {
	Visit   string `json:"visit"`
	Kind    string `json:"kind,omitempty"`
	Outcome string `json:"outcome"` // "read", "failed", "refused" (no consent), "canceled" (went back or left), "timeout"
	Millis  int64  `json:"millis"`  // from card found to name
}

// MeetingBegan is written when a citizen asked for a lawyer by video.
type MeetingBegan struct {
	Visit  string `json:"visit"`
	Topic  string `json:"topic"`            // theme id, "" where none was chosen
	Joined bool   `json:"joined,omitempty"` // entered a room by invitation
}

// MeetingEnded is written when a call has ended, or its visit has.
type MeetingEnded struct {
	Visit   string `json:"visit"`
	How     string `json:"how"`     // as Call.How
	WaitS   int    `json:"wait_s"`  // until the answer, or the end where nobody answered
	TalkS   int    `json:"talk_s"`  // 0 where nobody answered
	Papers  int    `json:"papers"`  // that the lawyer sent
	Printed int    `json:"printed"` // of them, by the printer's own word
	Signed  int    `json:"signed"`  //
}

// Device is a device and its status; the body of KindDevice and a part of Health.
type Device struct {
	Class    string    `json:"class"`
	Driver   string    `json:"driver"`
	Model    string    `json:"model,omitempty"`
	State    string    `json:"state"` // XFS4IoT's words, see package drivers
	Reasons  []string  `json:"reasons,omitempty"`
	Supplies []Supply  `json:"supplies,omitempty"`
	Detail   string    `json:"detail,omitempty"`
	At       time.Time `json:"at"`
}

// Supply is one thing that a device uses up.
type Supply struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Level   string `json:"level"` // full, low, out, jammed, unknown
	Percent *int   `json:"percent,omitempty"`
}

// ContentPack is written when a pack is taken into use or refused.
type ContentPack struct {
	Version string `json:"version"`
	Outcome string `json:"outcome"` // "active", "refused"
	Reason  string `json:"reason,omitempty"`
}

// OutboxDamaged reports what a damaged outbox file cost.
type OutboxDamaged struct {
	Kept   int    `json:"kept"`
	Lost   int    `json:"lost"` // -1 where it cannot be known
	Detail string `json:"detail"`
}

// Health is what a kiosk knows of itself, published every 60 s and on change.
// Only the newest counts: it is not kept in the outbox.
type Health struct {
	V          int       `json:"v"`
	At         time.Time `json:"at"`
	Boot       string    `json:"boot"` // random, made when kioskd starts
	N          uint64    `json:"n"`    // counts the documents of one boot
	Agent      string    `json:"agent"`
	UptimeSec  int64     `json:"uptime_s"`
	InService  bool      `json:"in_service"` // a citizen can be served now
	Visiting   bool      `json:"visiting"`
	Content    string    `json:"content"` // version of the active pack
	Devices    []Device  `json:"devices"`
	OutboxLen  int       `json:"outbox_len"`
	OutboxSize int64     `json:"outbox_bytes"`
	DiskFree   int64     `json:"disk_free_bytes"`
	MemPSS     int64     `json:"mem_pss_bytes"`
}

// CommandKind names what the fleet asks of a kiosk.
type CommandKind string

// The commands of version 1.
const (
	CommandEndVisit  CommandKind = "visit.end"   // end the running visit
	CommandTestPrint CommandKind = "print.test"  // print a test page
	CommandReload    CommandKind = "page.reload" // load the page anew
)

// Command is sent until a CommandDone record with its ID arrives; a kiosk does
// each ID once. After Expires it answers "expired" without doing it.
type Command struct {
	V       int         `json:"v"`
	ID      string      `json:"id"`
	Kind    CommandKind `json:"kind"`
	Expires time.Time   `json:"expires"`
}

// CommandDone answers a command.
type CommandDone struct {
	ID      string `json:"id"`
	Outcome string `json:"outcome"` // "done", "failed", "expired", "unknown"
	Detail  string `json:"detail,omitempty"`
}

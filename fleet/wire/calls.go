package wire

import "time"

// The contract of video calls between a kiosk and the fleet. It rides HTTP, not
// MQTT, because each step needs an answer at once: see CallPaths. The kiosk signs in with its id and token (basic
// authentication, RFC 7617); the fleet answers with whole snapshots, so that a
// restart of either side loses nothing. Faults are RFC 9457 problems whose
// "code" is one of the CallCode constants.

// Paths of the fleet's HTTP door for kiosks. {id} is a call's id.
const (
	PathCalls     = "/kiosk/v1/calls"                     // POST NewCall -> Call
	PathCall      = "/kiosk/v1/calls/{id}"                // GET -> Call
	PathHere      = "/kiosk/v1/calls/{id}/here"           // POST Here -> Call; at least every 5 s
	PathToken     = "/kiosk/v1/calls/{id}/token"          // POST {} -> RoomToken
	PathKeys      = "/kiosk/v1/calls/{id}/keys"           // POST Keys -> Call
	PathRecording = "/kiosk/v1/calls/{id}/recording"      // POST Agreement -> Call
	PathPaper     = "/kiosk/v1/calls/{id}/papers/{paper}" // POST PaperState -> Call
	PathStaff     = "/kiosk/v1/calls/{id}/staff"          // POST {} -> Call; calls the hall's staff
	PathSlots     = "/kiosk/v1/calls/{id}/slots"          // GET -> []Slot
	PathBooking   = "/kiosk/v1/calls/{id}/booking"        // POST NewBooking -> Call
	PathMessage   = "/kiosk/v1/calls/{id}/message"        // POST NewMessage -> Call
	PathVoice     = "/kiosk/v1/calls/{id}/voice"          // POST bytes of an audio file, at most MaxVoiceBytes -> Call
	PathEnd       = "/kiosk/v1/calls/{id}/end"            // POST End -> Call
	PathRating    = "/kiosk/v1/calls/{id}/rating"         // POST Rating -> Call
	PathJoin      = "/kiosk/v1/join"                      // POST Join -> Call: a second kiosk enters a room by invitation
	PathReceipt   = "/kiosk/v1/receipt"                   // POST ReceiptQuery -> Receipt
	PathCallsLive = "/kiosk/v1/live"                      // GET -> server-sent events; event "call", data Call
	PathOffers    = "/kiosk/v1/offers"                    // GET -> Offers: what this kiosk could do now
	PathSignal    = "/rtc"                                // WebSocket of the video rooms, and all below it
)

// MaxVoiceBytes is the largest spoken message: three minutes of Opus at 48 kbit/s
// need 1.1 MB.
const MaxVoiceBytes = 4 << 20

// CallState is how far a call got.
type CallState string

// The states of a call.
const (
	CallWaiting    CallState = "waiting"    // rings at desks
	CallTalking    CallState = "talking"    // a lawyer answered
	CallUnanswered CallState = "unanswered" // the ladder's end: book or leave a message
	CallEnded      CallState = "ended"
)

// How a call ended.
const (
	CallFinished  = "finished"  // by the lawyer
	CallLeft      = "left"      // the citizen left after an answer
	CallAbandoned = "abandoned" // the citizen left before an answer
	CallVanished  = "vanished"  // the kiosk was not heard of while it waited
	CallLost      = "lost"      // the network did not come back; the lawyer has a call-back task
	CallBooked    = "booked"
	CallMessage   = "message"
	CallNoAnswer  = "no-answer" // the citizen left at the ladder's end with neither
)

// Steps of the ladder, in their order; a rule may leave some out.
const (
	StepOwn        = "own"        // the county's own lawyers
	StepCity       = "city"       // the city's pool
	StepNeighbours = "neighbours" // the next counties
)

// Codes of faults of the kiosks' HTTP door.
const (
	CallCodeUnknown     = "call.unknown"     // no such call of this kiosk
	CallCodeOver        = "call.over"        // it has ended
	CallCodeBusy        = "call.busy"        // this kiosk has another call
	CallCodeState       = "call.state"       // not now: its state does not allow it
	CallCodeBad         = "call.bad"         // the request's content is not allowed
	CallCodeInvitation  = "call.invitation"  // unknown, used or expired
	CallCodeSlotTaken   = "call.slot-taken"  // somebody was faster
	CallCodeRated       = "call.rated"       // one rating for each call
	CallCodeReceipt     = "call.receipt"     // no such receipt
	CallCodeTries       = "call.tries"       // too many guesses; wait
	CallCodeTooLarge    = "call.too-large"   //
	CallCodeUnavailable = "call.unavailable" // video is not available at this fleet
)

// NewCall asks for a lawyer.
type NewCall struct {
	Visit   string   `json:"visit"`             // random; at most one call of a visit runs
	Topic   string   `json:"topic"`             // theme id, "" where none was chosen
	Lang    string   `json:"lang"`              // "zh-CN", "en"
	Speech  string   `json:"speech,omitempty"`  // "mandarin", "guizhou" (local dialect), "miao", "buyi", "en"
	Elder   bool     `json:"elder,omitempty"`   //
	Booking string   `json:"booking,omitempty"` // receipt number of a booked slot: goes to the front and to its lawyer
	Consent Consent  `json:"consent"`
	Citizen *Citizen `json:"citizen,omitempty"` // only with Consent.Card or a number the citizen typed
}

// Consent is what the citizen agreed to before the call.
type Consent struct {
	Video bool `json:"video"` // to be seen and heard by a lawyer; a call needs it
	Card  bool `json:"card"`  // to show what the ID card says to the lawyer
}

// Citizen is what the citizen consented to tell; personal data, never logged, kept sealed.
type Citizen struct {
	Name  string `json:"name,omitempty"`
	ID    string `json:"id,omitempty"` // number of the ID card
	Phone string `json:"phone,omitempty"`
}

// Call is a snapshot of a call as one side may see it.
type Call struct {
	ID        string      `json:"id"`
	Version   int64       `json:"version"` // grows with each change
	State     CallState   `json:"state"`
	How       string      `json:"how,omitempty"` // once ended
	Topic     string      `json:"topic"`
	Began     time.Time   `json:"began"`
	Now       time.Time   `json:"now"` // the fleet's clock, to which all times belong
	Queue     *Queue      `json:"queue,omitempty"`
	Room      string      `json:"room,omitempty"` // while talking; for the citizen as soon as somebody is rung
	Me        string      `json:"me"`             // one's own identity in People
	People    []Person    `json:"people"`         //
	Keys      *KeySet     `json:"keys,omitempty"` // nil: end-to-end encryption is off
	Papers    []Paper     `json:"papers"`
	Recording Recording   `json:"recording"`
	Options   Options     `json:"options"`
	Receipt   *Receipt    `json:"receipt,omitempty"`
	Staff     bool        `json:"staff"` // the hall's staff were called
	Record    *CallRecord `json:"record,omitempty"`
	Rated     bool        `json:"rated"`
}

// Queue is what somebody who waits is told.
type Queue struct {
	Place   int       `json:"place"`    // 1: the next
	ExpectS int       `json:"expect_s"` // median of the last answered ones in like hours; -1: too few to say
	OnDuty  int       `json:"on_duty"`  // lawyers of the step who are on duty, free or busy
	Steps   []Step    `json:"steps"`    // the whole ladder
	Step    string    `json:"step"`     // the running one
	StepEnd time.Time `json:"step_end"`
	Why     string    `json:"why,omitempty"` // "lawyer.lost": back at the head, because the lawyer's desk was lost
}

// Step is a rung of the ladder.
type Step struct {
	Step    string `json:"step"`
	Seconds int    `json:"seconds"`
}

// Person is somebody in a call.
type Person struct {
	Identity string `json:"identity"`
	Role     string `json:"role"` // "citizen", "party" (second kiosk), "lawyer", "mediator", "interpreter", "family"
	Name     string `json:"name"` // as shown: lawyers in full, citizens masked for others
	Licence  string `json:"licence,omitempty"`
	Firm     string `json:"firm,omitempty"`
	Key      string `json:"key,omitempty"` // public key, base64 of a P-256 point (SEC 1, uncompressed)
	Here     bool   `json:"here"`          // heard of lately
}

// KeySet carries the room's key to those who have none yet. The holder (the
// first kiosk's page) makes it and wraps it for each public key: ECDH P-256,
// HKDF-SHA-256 (info "lawkiosk room key"), AES-256-GCM; base64 of nonce and
// ciphertext. The fleet never sees the key.
type KeySet struct {
	Epoch   int64             `json:"epoch"`   // a new key has a higher one
	Holder  string            `json:"holder"`  // identity
	Wrapped map[string]string `json:"wrapped"` // by identity; a viewer gets only its own
}

// Keys is what a participant's page tells of its keys.
type Keys struct {
	Public  string            `json:"public,omitempty"`
	Epoch   int64             `json:"epoch,omitempty"`
	Wrapped map[string]string `json:"wrapped,omitempty"` // only from the holder
}

// Paper is something the lawyer sent to be printed or signed at the kiosk.
type Paper struct {
	ID     string            `json:"id"`
	Kind   string            `json:"kind"` // "guide", "form", "summary", "sign" (a text to be signed on the screen)
	Item   string            `json:"item,omitempty"`
	Title  string            `json:"title"`
	Text   string            `json:"text,omitempty"`   // of a summary or a text to sign; lines are paragraphs
	Values map[string]string `json:"values,omitempty"` // of a form, by field id
	Sent   time.Time         `json:"sent"`
	State  string            `json:"state"` // "sent", "printing", "printed", "failed", "signed", "declined"
	Detail string            `json:"detail,omitempty"`
}

// PaperState is what became of a paper.
type PaperState struct {
	State     string `json:"state"`
	Detail    string `json:"detail,omitempty"`
	Signature []byte `json:"signature,omitempty"` // PNG of at most 256 KiB, with State "signed"
}

// Recording is the state of recording. It may run only while both agreed.
type Recording struct {
	Asked   bool  `json:"asked"`             // the lawyer asked
	Citizen *bool `json:"citizen,omitempty"` // nil: not answered
	On      bool  `json:"on"`
}

// Agreement answers the question whether to record.
type Agreement struct {
	Agree bool `json:"agree"`
}

// Options are what the citizen can do at the ladder's end.
type Options struct {
	Book    bool      `json:"book"`
	Message bool      `json:"message"`
	ReplyBy time.Time `json:"reply_by"` // promised, where a message is left now
	Hotline string    `json:"hotline"`  // "12348"
}

// Offers is what a kiosk could do now, asked before a call begins.
type Offers struct {
	Available bool   `json:"available"` // video works at this fleet
	OnDuty    int    `json:"on_duty"`   // lawyers that the whole ladder reaches
	ExpectS   int    `json:"expect_s"`  // as Queue.ExpectS
	Steps     []Step `json:"steps"`
	E2EE      bool   `json:"e2ee"`
}

// Here says that a participant is there, and how it goes.
type Here struct {
	Joined     bool   `json:"joined"`               // connected to the room
	Camera     string `json:"camera,omitempty"`     // "on", "off", "busy", "missing", "denied", "failed"
	Microphone string `json:"microphone,omitempty"` // the same words
	Path       string `json:"path,omitempty"`       // of the media: "direct", "relay", "unreachable"
}

// RoomToken opens the room for one identity, once, within a minute.
type RoomToken struct {
	Token    string `json:"token"`
	Identity string `json:"identity"`
	URL      string `json:"url,omitempty"` // of an external cluster; empty: PathSignal
}

// Slot is a time at which a lawyer can be booked.
type Slot struct {
	ID    string    `json:"id"`
	Begin time.Time `json:"begin"`
	End   time.Time `json:"end"`
}

// NewBooking books a slot.
type NewBooking struct {
	Slot  string `json:"slot"`
	Phone string `json:"phone,omitempty"`
}

// NewMessage leaves a written message.
type NewMessage struct {
	Text  string `json:"text"` // at most 2,000 characters
	Phone string `json:"phone,omitempty"`
}

// Receipt is what a citizen takes along and can ask for at any kiosk.
type Receipt struct {
	Number  string    `json:"number"` // 12 digits, the last a check digit (Luhn, ISO/IEC 7812-1)
	Kind    string    `json:"kind"`   // "booking", "message", "callback"
	Issued  time.Time `json:"issued"`
	Begin   time.Time `json:"begin,omitzero"`    // of a booking
	ReplyBy time.Time `json:"reply_by,omitzero"` // of a message or a call-back
	Centre  string    `json:"centre"`            // id
	Topic   string    `json:"topic"`
	State   string    `json:"state"`           // "open", "done", "canceled"
	Reply   string    `json:"reply,omitempty"` // the lawyer's words
	Replied time.Time `json:"replied,omitzero"`
	Lawyer  string    `json:"lawyer,omitempty"` // shown name
}

// ReceiptQuery asks for a receipt.
type ReceiptQuery struct {
	Number string `json:"number"`
}

// End ends a call from the citizen's side.
type End struct {
	How string `json:"how"` // "left"; the fleet derives the rest from the state
}

// Rating is the 好差评 of GB/T 39735-2020.
type Rating struct {
	Grade int      `json:"grade"`          // 5 very satisfied … 1 very dissatisfied
	Tags  []string `json:"tags,omitempty"` // ids of reasons
}

// Join enters a room by an invitation's code.
type Join struct {
	Visit string `json:"visit"`
	Code  string `json:"code"` // 8 digits
}

// CallRecord is what the printed record says.
type CallRecord struct {
	Lawyer   string    `json:"lawyer"`
	Licence  string    `json:"licence"`
	Firm     string    `json:"firm"`
	Answered time.Time `json:"answered"`
	Ended    time.Time `json:"ended"`
	Outcome  string    `json:"outcome"`           // id: "advice", "legal-aid", "mediation", "arbitration", "court", "other"
	Summary  string    `json:"summary"`           // the lawyer's words: what to do next
	Guides   []string  `json:"guides,omitempty"`  // ids
	Callback time.Time `json:"callback,omitzero"` // promised
}

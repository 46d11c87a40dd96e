package meeting

import (
	"errors"
	"fmt"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Faults that doors turn into answers; Code gives each its word.
var (
	ErrUnknown     = errors.New("no such call")
	ErrOver        = errors.New("the call has ended")
	ErrBusy        = errors.New("in another call")
	ErrState       = errors.New("not in this state")
	ErrBad         = errors.New("not allowed")
	ErrInvitation  = errors.New("the invitation is unknown, used or expired")
	ErrSlotTaken   = errors.New("the time is taken")
	ErrRated       = errors.New("rated already")
	ErrReceipt     = errors.New("no such receipt")
	ErrTries       = errors.New("too many tries")
	ErrTooLarge    = errors.New("too large")
	ErrUnavailable = errors.New("video is not available")
	ErrTaken       = errors.New("somebody else answered")
	ErrForbidden   = errors.New("not for this user")
)

// TakenError is ErrTaken and says who was faster.
type TakenError struct{ By string } // the winner's shown name

// Error implements error.
func (e *TakenError) Error() string { return ErrTaken.Error() + ": " + e.By }

// Is makes it ErrTaken.
func (e *TakenError) Is(target error) bool { return target == ErrTaken }

// Codes of faults beside those of package wire.
const (
	CodeTaken     = "call.taken"
	CodeForbidden = "call.forbidden"
)

// Code gives the problem code of a fault, "" for one that is no caller's doing.
func Code(err error) string {
	for _, c := range []struct {
		err  error
		code string
	}{
		{ErrTaken, CodeTaken},
		{ErrOver, wire.CallCodeOver},
		{ErrBusy, wire.CallCodeBusy},
		{ErrState, wire.CallCodeState},
		{ErrInvitation, wire.CallCodeInvitation},
		{ErrSlotTaken, wire.CallCodeSlotTaken},
		{ErrRated, wire.CallCodeRated},
		{ErrReceipt, wire.CallCodeReceipt},
		{ErrTries, wire.CallCodeTries},
		{ErrTooLarge, wire.CallCodeTooLarge},
		{ErrUnavailable, wire.CallCodeUnavailable},
		{ErrForbidden, CodeForbidden},
		{ErrBad, wire.CallCodeBad},
		{ErrUnknown, wire.CallCodeUnknown},
		{fleet.ErrNotFound, wire.CallCodeUnknown},
	} {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	return ""
}

// bad says what of a request is not allowed; the words hold nothing of what was sent.
func bad(why string) error { return fmt.Errorf("%w: %s", ErrBad, why) }

// notNow says which state a thing needs.
func notNow(why string) error { return fmt.Errorf("%w: %s", ErrState, why) }

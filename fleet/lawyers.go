package fleet

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"
)

// Lawyer is what the desk and citizens know of a lawyer beside the user.
type Lawyer struct {
	User    string   // name of the user
	Role    Role     // the user's, set by the store
	Display string   // "王律师", as citizens see it
	Licence string   // number of the practising certificate
	Firm    string   //
	Regions []string // counties whose own lawyer this is, by code
	Skills  []string // ids of themes
	Speaks  []string // some of Speeches
	Pools   []string // "city": answers for counties that are not among Regions
}

// PoolCity is the pool of those who answer for the whole city.
const PoolCity = "city"

// Speeches lists the languages and dialects that a lawyer may speak.
func Speeches() []string { return []string{"mandarin", "guizhou", "miao", "buyi", "en"} }

var licenceForm = regexp.MustCompile(`^[0-9A-Z]{8,20}$`)

// Check says what is wrong with a profile in itself; whether counties and
// themes exist is for the caller, who has the content.
func (l Lawyer) Check() error {
	if n := utf8.RuneCountInString(l.Display); n < 1 || n > 40 {
		return errors.New("the shown name must have 1 to 40 characters")
	}
	if !licenceForm.MatchString(l.Licence) {
		return errors.New("the licence must have 8 to 20 digits or capitals")
	}
	if n := utf8.RuneCountInString(l.Firm); n < 1 || n > 80 {
		return errors.New("the firm must have 1 to 80 characters")
	}
	if len(l.Regions) == 0 && len(l.Pools) == 0 {
		return errors.New("a lawyer needs a region or a pool")
	}
	if len(l.Speaks) == 0 {
		return errors.New("a lawyer needs something to speak")
	}
	for _, s := range l.Speaks {
		if !slices.Contains(Speeches(), s) {
			return fmt.Errorf("speech %q is not known: allowed are %v", s, Speeches())
		}
	}
	for _, p := range l.Pools {
		if p != PoolCity {
			return fmt.Errorf("pool %q is not known: allowed is %s", p, PoolCity)
		}
	}
	return nil
}

// DutyState is what a lawyer says of being there.
type DutyState string

// The states of duty.
const (
	DutyOn   DutyState = "on"   // calls ring
	DutyBusy DutyState = "busy" // there, but calls do not ring
	DutyAway DutyState = "away"
)

// DutyStates lists all of them.
func DutyStates() []DutyState { return []DutyState{DutyOn, DutyBusy, DutyAway} }

// DeskSilence is how long a desk may be silent before its lawyer is away.
const DeskSilence = time.Minute

// Duty is a lawyer's word on duty, and when the desk was last heard of.
type Duty struct {
	Lawyer string
	State  DutyState
	Since  time.Time // when State was set
	Seen   time.Time // when the desk was last heard of, exact to ten seconds
}

// At is the state that counts: who says "on" and then shuts the computer is away.
func (d Duty) At(now time.Time) DutyState {
	if d.State == "" || now.Sub(d.Seen) >= DeskSilence {
		return DutyAway
	}
	return d.State
}

// Lawyers is the table of lawyers' profiles.
type Lawyers interface {
	// AddLawyer adds a user of the role lawyer or lead with profile and second
	// factor, all or nothing: ErrExists.
	AddLawyer(ctx context.Context, u User, l Lawyer, f Factor) error
	// SetLawyer changes a profile: ErrNotFound.
	SetLawyer(ctx context.Context, l Lawyer) error
	Lawyer(ctx context.Context, user string) (Lawyer, error) // ErrNotFound, also where disabled
	// LawyerList gives those who are not disabled, by user name.
	LawyerList(ctx context.Context) ([]Lawyer, error)
}

// Duties is the table of who is on duty.
type Duties interface {
	// SetDuty reports whether the state changed; the desk counts as heard of.
	// Since stays where it did not change. ErrNotFound where no lawyer has this name.
	SetDuty(ctx context.Context, lawyer string, s DutyState, at time.Time) (changed bool, err error)
	// SeeDesk notes that the desk was heard of; an older time changes nothing.
	SeeDesk(ctx context.Context, lawyer string, at time.Time) error
	// DutyList gives one entry for each lawyer who is not disabled and ever had a state.
	DutyList(ctx context.Context) ([]Duty, error)
}

// LawyerStore is all that a store does for lawyers.
type LawyerStore interface {
	Lawyers
	Duties
	Rosters
}

// Factor is a user's second factor as the store keeps it.
type Factor struct {
	Secret   []byte      // sealed, see fleet/totp; empty: none
	Recovery []TokenHash // of codes that open the door once each
}

// Factors is the table of second factors. What is used is gone: no code
// is good twice, whatever asks at the same time.
type Factors interface {
	// SetFactor replaces secret and recovery codes and closes the user's sessions.
	SetFactor(ctx context.Context, user string, f Factor) error // ErrNotFound
	// UseStep takes the time step of a code: ErrRefused where it or a later one was taken.
	UseStep(ctx context.Context, user string, step int64) error
	// UseRecovery takes a recovery code and tells how many are left: ErrRefused
	// where the user has no such code.
	UseRecovery(ctx context.Context, user string, code TokenHash) (left int, err error)
}

// Package idcard is the device class of readers of the resident identity card
// and of the permits of the same format (GA 490, GB 11643).
package idcard

import (
	"context"
	"errors"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/personal"
)

// Kind is the layout of a card's text.
type Kind string

// The four layouts in circulation.
const (
	Citizen     Kind = "citizen"      // resident identity card
	Residence   Kind = "residence"    // J: residence permit for Hong Kong, Macao and Taiwan residents
	Foreigner   Kind = "foreigner"    // I: foreign permanent resident, until 2023
	ForeignerV2 Kind = "foreigner-v2" // Y: foreign permanent resident, from 2023
)

// Card is what was read from a card. The personal fields mask themselves when
// printed, logged or encoded.
type Card struct {
	Kind        Kind
	Name        personal.Name // Chinese name, or the English one where there is none
	EnglishName personal.Name
	Sex         string // "男", "女"
	Nation      string // ethnic group of GB/T 3304, or the country for foreigners
	Birth       personal.Date
	Address     personal.Text
	ID          personal.IDNumber
	Issuer      string
	ValidFrom   time.Time // midnight, Asia/Shanghai
	ValidTo     time.Time // zero for 长期 (no end)
	PassNumber  personal.Text
	IssueCount  string
	Photo       []byte // WLT, needs a licensed decoder; nil where not read
}

// Reader reads cards.
type Reader interface {
	drivers.Device
	// Read waits until a card lies on the reader and reads it. It returns
	// ctx's error when ctx ends, an error wrapping drivers.ErrOffline when the
	// reader is gone, and one of the errors below when a card failed; the
	// caller may then call Read again.
	Read(ctx context.Context) (Card, error)
}

// What can go wrong with a card that lies on the reader.
var (
	ErrWrongCard  = errors.New("not a card this reader understands")
	ErrReadFailed = errors.New("the card could not be read") // moved or lifted too early, or damaged
	ErrBadData    = errors.New("the card's data is damaged") // checksum, check digit or layout
)

package idcard

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// A Card tells only its kind when it is printed, logged or encoded: even its
// unmasked fields (sex, ethnic group, photo) are a person's.

// String gives the card's kind.
func (c Card) String() string { return "idcard.Card(" + string(c.Kind) + ")" }

// Format gives the card's kind for every verb.
func (c Card) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// LogValue gives the card's kind to slog.
func (c Card) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON gives the card's kind only. A page that shows a card is given
// the fields it needs one by one.
func (c Card) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Kind Kind `json:"kind"`
	}{c.Kind})
}

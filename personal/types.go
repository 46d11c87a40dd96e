package personal

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// Name is a person's name. It masks itself wherever it is printed.
type Name struct{ secret }

// NewName wraps a plain value.
func NewName(plain string) Name { return Name{hide(plain)} }

// Masked gives what may be shown.
func (v Name) Masked() string { return maskName(v.Reveal()) }

// String gives the masked form.
func (v Name) String() string { return v.Masked() }

// Format gives the masked form for every verb.
func (v Name) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(v.Masked())) }

// LogValue gives the masked form to slog.
func (v Name) LogValue() slog.Value { return slog.StringValue(v.Masked()) }

// MarshalJSON gives the masked form.
func (v Name) MarshalJSON() ([]byte, error) { return json.Marshal(v.Masked()) }

// IDNumber is the number of an identity card or permit. It masks itself wherever it is printed.
type IDNumber struct{ secret }

// NewIDNumber wraps a plain value.
func NewIDNumber(plain string) IDNumber { return IDNumber{hide(plain)} }

// Masked gives what may be shown.
func (v IDNumber) Masked() string { return maskID(v.Reveal()) }

// String gives the masked form.
func (v IDNumber) String() string { return v.Masked() }

// Format gives the masked form for every verb.
func (v IDNumber) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(v.Masked())) }

// LogValue gives the masked form to slog.
func (v IDNumber) LogValue() slog.Value { return slog.StringValue(v.Masked()) }

// MarshalJSON gives the masked form.
func (v IDNumber) MarshalJSON() ([]byte, error) { return json.Marshal(v.Masked()) }

// Phone is a telephone number. It masks itself wherever it is printed.
type Phone struct{ secret }

// NewPhone wraps a plain value.
func NewPhone(plain string) Phone { return Phone{hide(plain)} }

// Masked gives what may be shown.
func (v Phone) Masked() string { return maskPhone(v.Reveal()) }

// String gives the masked form.
func (v Phone) String() string { return v.Masked() }

// Format gives the masked form for every verb.
func (v Phone) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(v.Masked())) }

// LogValue gives the masked form to slog.
func (v Phone) LogValue() slog.Value { return slog.StringValue(v.Masked()) }

// MarshalJSON gives the masked form.
func (v Phone) MarshalJSON() ([]byte, error) { return json.Marshal(v.Masked()) }

// Date is a date of birth as YYYY-MM-DD. It masks itself wherever it is printed.
type Date struct{ secret }

// NewDate wraps a plain value.
func NewDate(plain string) Date { return Date{hide(plain)} }

// Masked gives what may be shown.
func (v Date) Masked() string { return maskAll(v.Reveal()) }

// String gives the masked form.
func (v Date) String() string { return v.Masked() }

// Format gives the masked form for every verb.
func (v Date) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(v.Masked())) }

// LogValue gives the masked form to slog.
func (v Date) LogValue() slog.Value { return slog.StringValue(v.Masked()) }

// MarshalJSON gives the masked form.
func (v Date) MarshalJSON() ([]byte, error) { return json.Marshal(v.Masked()) }

// Text is any other personal text, such as an address. It masks itself wherever it is printed.
type Text struct{ secret }

// NewText wraps a plain value.
func NewText(plain string) Text { return Text{hide(plain)} }

// Masked gives what may be shown.
func (v Text) Masked() string { return maskAll(v.Reveal()) }

// String gives the masked form.
func (v Text) String() string { return v.Masked() }

// Format gives the masked form for every verb.
func (v Text) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(v.Masked())) }

// LogValue gives the masked form to slog.
func (v Text) LogValue() slog.Value { return slog.StringValue(v.Masked()) }

// MarshalJSON gives the masked form.
func (v Text) MarshalJSON() ([]byte, error) { return json.Marshal(v.Masked()) }

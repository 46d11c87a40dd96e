package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// What is wrapped by the errors of the Decode functions. A receiver refuses
// the message and closes the connection; which of them it was is only counted.
var (
	ErrTooLarge     = errors.New("message is larger than the contract allows")
	ErrMalformed    = errors.New("message is not of this contract's form")
	ErrWrongVersion = errors.New("message is of another version of the contract")
)

// Limits of single fields, checked by the Decode functions.
const (
	maxDevices  = 64
	maxSupplies = 32
	maxReasons  = 32
	maxText     = 1024 // bytes of a free text
)

var (
	randomName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	kindName   = regexp.MustCompile(`^[a-z][a-z0-9]*(\.[a-z][a-z0-9]*){0,3}$`)
)

// DecodePresence reads and checks a Presence.
func DecodePresence(data []byte) (Presence, error) {
	var p Presence
	if err := decode(data, &p); err != nil {
		return Presence{}, fmt.Errorf("cannot read a presence: %w", err)
	}
	if err := errors.Join(checkVersion(p.V), checkName("session", p.Session), checkText("agent", p.Agent)); err != nil {
		return Presence{}, fmt.Errorf("cannot accept a presence: %w", err)
	}
	return p, nil
}

// DecodeHealth reads and checks a Health document.
func DecodeHealth(data []byte) (Health, error) {
	var h Health
	if err := decode(data, &h); err != nil {
		return Health{}, fmt.Errorf("cannot read a health document: %w", err)
	}
	err := errors.Join(checkVersion(h.V), checkName("boot", h.Boot), checkTime("at", h.At),
		checkText("agent", h.Agent), checkText("content", h.Content), checkDevices(h.Devices))
	if err != nil {
		return Health{}, fmt.Errorf("cannot accept a health document: %w", err)
	}
	return h, nil
}

// DecodeBatch reads and checks a Batch. The bodies of its records are only
// checked to be JSON objects of an allowed size: a body that this version does
// not understand is kept, because refusing it would stop a kiosk's outbox.
func DecodeBatch(data []byte) (Batch, error) {
	var b Batch
	if err := decode(data, &b); err != nil {
		return Batch{}, fmt.Errorf("cannot read a batch: %w", err)
	}
	if err := b.Check(); err != nil {
		return Batch{}, fmt.Errorf("cannot accept a batch: %w", err)
	}
	return b, nil
}

// Check says whether a batch is of the contract's form.
func (b Batch) Check() error {
	if err := errors.Join(checkVersion(b.V), checkName("outbox", b.Outbox)); err != nil {
		return err
	}
	if len(b.Records) == 0 || len(b.Records) > MaxBatchRecords {
		return fmt.Errorf("%d records, 1 to %d are allowed: %w", len(b.Records), MaxBatchRecords, ErrMalformed)
	}
	const last = 1 << 62 // sequences stay within a database's signed integers
	if b.First == 0 || b.First > last {
		return fmt.Errorf("first sequence %d, 1 to %d are allowed: %w", b.First, uint64(last), ErrMalformed)
	}
	for i, r := range b.Records {
		if err := r.check(); err != nil {
			return fmt.Errorf("record %d: %w", i, err)
		}
	}
	return nil
}

func (r Record) check() error {
	if len(r.Kind) > 64 || !kindName.MatchString(string(r.Kind)) {
		return fmt.Errorf("kind %.70q is not small words with dots between: %w", string(r.Kind), ErrMalformed)
	}
	if len(r.Data) > MaxRecordBytes {
		return fmt.Errorf("%d bytes, at most %d are allowed: %w", len(r.Data), MaxRecordBytes, ErrTooLarge)
	}
	if len(r.Data) < 2 || r.Data[0] != '{' {
		return fmt.Errorf("data is not a JSON object: %w", ErrMalformed)
	}
	return checkTime("at", r.At)
}

// DecodeCommand reads and checks a Command.
func DecodeCommand(data []byte) (Command, error) {
	var c Command
	if err := decode(data, &c); err != nil {
		return Command{}, fmt.Errorf("cannot read a command: %w", err)
	}
	if err := errors.Join(checkVersion(c.V), checkName("id", c.ID), checkTime("expires", c.Expires)); err != nil {
		return Command{}, fmt.Errorf("cannot accept a command: %w", err)
	}
	if len(c.Kind) > 64 || !kindName.MatchString(string(c.Kind)) {
		return Command{}, fmt.Errorf("cannot accept a command: kind %.70q: %w", string(c.Kind), ErrMalformed)
	}
	return c, nil
}

func decode(data []byte, into any) error {
	if len(data) > MaxMessageBytes {
		return fmt.Errorf("%d bytes, at most %d are allowed: %w", len(data), MaxMessageBytes, ErrTooLarge)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return nil
}

func checkVersion(v int) error {
	if v != Version {
		return fmt.Errorf("version %d, %d is spoken here: %w", v, Version, ErrWrongVersion)
	}
	return nil
}

func checkName(field, name string) error {
	if !randomName.MatchString(name) {
		return fmt.Errorf("%s %.70q is not 1 to 64 letters, digits, - and _: %w", field, name, ErrMalformed)
	}
	return nil
}

func checkText(field, text string) error {
	if len(text) > maxText {
		return fmt.Errorf("%s has %d bytes, at most %d are allowed: %w", field, len(text), maxText, ErrTooLarge)
	}
	return nil
}

// checkTime refuses times that no calendar of the product can show; a clock
// that is merely wrong is accepted, the receiver notes its own time beside it.
func checkTime(field string, t time.Time) error {
	if y := t.Year(); y < 1970 || y > 9999 {
		return fmt.Errorf("%s is in the year %d: %w", field, y, ErrMalformed)
	}
	return nil
}

func checkDevices(devices []Device) error {
	if len(devices) > maxDevices {
		return fmt.Errorf("%d devices, at most %d are allowed: %w", len(devices), maxDevices, ErrTooLarge)
	}
	for _, d := range devices {
		if len(d.Supplies) > maxSupplies || len(d.Reasons) > maxReasons {
			return fmt.Errorf("device %.70q has %d supplies and %d reasons, at most %d and %d are allowed: %w",
				d.Class, len(d.Supplies), len(d.Reasons), maxSupplies, maxReasons, ErrTooLarge)
		}
		if d.Class == "" || d.State == "" {
			return fmt.Errorf("a device without class or state: %w", ErrMalformed)
		}
		err := errors.Join(checkText("class", d.Class), checkText("driver", d.Driver), checkText("model", d.Model),
			checkText("state", d.State), checkText("detail", d.Detail))
		for _, r := range d.Reasons {
			err = errors.Join(err, checkText("reason", r))
		}
		for _, s := range d.Supplies {
			err = errors.Join(err, checkText("supply", s.Kind+s.Name+s.Level))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Package wire is the contract between a kiosk and the fleet: topics, records
// and their version. Both sides import it; it imports the standard library only.
//
// Version history:
//
//	1  2026-11: presence, health, record batches, commands and their answers.
//	   2026-11, compatible: a card.read can end "canceled", which was told as
//	   "refused" before. A fleet keeps an outcome that it does not know.
//	   2026-11, compatible: records meeting.began and meeting.ended, device
//	   classes lights and camera; video calls ride HTTP, see calls.go. A fleet
//	   keeps records of a kind that it does not know.
//	   2026-11, compatible: records opinion.given and service.rated, and the
//	   fleet's key for sealing over HTTP, see civic.go. Receipts' numbers that
//	   begin with 9 are made by kiosks.
package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Version is the contract's version; it stands in every topic and document.
const Version = 1

// Limits that both sides check.
const (
	MaxBatchRecords = 500
	MaxMessageBytes = 256 << 10
	MaxRecordBytes  = 16 << 10
)

// Channel is the last part of a topic.
type Channel string

// The channels of version 1. QoS is 1 on all of them and nothing is retained.
const (
	ChannelPresence Channel = "presence" // kiosk -> fleet, Presence; also the last will
	ChannelHealth   Channel = "health"   // kiosk -> fleet, Health
	ChannelRecords  Channel = "records"  // kiosk -> fleet, Batch
	ChannelCommand  Channel = "command"  // fleet -> kiosk, Command
)

// Upward reports whether a kiosk publishes on the channel.
func (c Channel) Upward() bool {
	return c == ChannelPresence || c == ChannelHealth || c == ChannelRecords
}

var kioskID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{2,63}$`)

// CheckKioskID says whether a text can be a kiosk's name: 3 to 64 small
// letters, digits and hyphens ("520103-001").
func CheckKioskID(id string) error {
	if !kioskID.MatchString(id) {
		return fmt.Errorf("cannot use %q as a kiosk's id: 3 to 64 small letters, digits and hyphens are allowed", id)
	}
	return nil
}

// Topic gives the topic of a kiosk's channel: lk/v1/KIOSK/CHANNEL.
func Topic(kiosk string, c Channel) string { return fmt.Sprintf("lk/v%d/%s/%s", Version, kiosk, c) }

// ErrForeignTopic is wrapped by ParseTopic's errors.
var ErrForeignTopic = errors.New("not a topic of this contract")

// ParseTopic is the reverse of Topic.
func ParseTopic(topic string) (kiosk string, c Channel, err error) {
	p := strings.Split(topic, "/")
	if len(p) != 4 || p[0] != "lk" || p[1] != fmt.Sprintf("v%d", Version) || CheckKioskID(p[2]) != nil {
		return "", "", fmt.Errorf("cannot read topic %q: %w", topic, ErrForeignTopic)
	}
	c = Channel(p[3])
	if !c.Upward() && c != ChannelCommand {
		return "", "", fmt.Errorf("cannot read topic %q: %w", topic, ErrForeignTopic)
	}
	return p[2], c, nil
}

// Presence says whether a kiosk is connected. Session is a random name made
// for each connection, so that the late last will of an older one is ignored.
type Presence struct {
	V       int       `json:"v"`
	Online  bool      `json:"online"`
	Session string    `json:"session"`
	Agent   string    `json:"agent,omitempty"` // kioskd's version
	At      time.Time `json:"at"`
}

// Batch carries records of one outbox in order, without a gap inside: the
// record at index i has sequence First+i. Outbox is a random name made when
// the outbox file was made, so that a kiosk with a new disk starts at 1 again
// without its records being taken for repetitions.
type Batch struct {
	V       int      `json:"v"`
	Outbox  string   `json:"outbox"`
	First   uint64   `json:"first"` // sequence of Records[0], from 1
	Records []Record `json:"records"`
}

// Record is one thing that happened. It never holds personal data.
type Record struct {
	At   time.Time       `json:"at"`   // by the kiosk's clock, UTC
	Kind Kind            `json:"kind"` // which of the bodies Data is
	Data json.RawMessage `json:"data"`
}

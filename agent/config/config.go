// Package config reads kioskd.toml: strictly, and telling every fault at once
// with its file, line and key, and what is allowed there.
//
// Package agent imports it; it imports agent/visit, drivers and fleet/wire for
// their rules.
package config

import (
	"crypto/ed25519"
	"fmt"
	"strings"
	"time"

	"lawkiosk/drivers"
)

// Config is what a kiosk is told. The defaults are those of Default.
type Config struct {
	Kiosk     string // this kiosk's name at the fleet, "520103-001"
	Centre    string // the centre it stands in, a key of the content's centres
	Listen    string // address of the page, loopback only
	DataDir   string // everything kioskd keeps
	PublicURL string // where a phone finds a guide: PublicURL + "/g/" + id

	Content Content
	Fleet   *Fleet // nil: works alone
	Visit   Visit
	Meeting Meeting
	Camera  Camera
	Voice   Voice
	IDCard  *Driver // nil: the kiosk has no reader
	Printer *Driver // nil: the kiosk has no printer
	Lights  *Driver // nil: the kiosk has no lights

	src *source
}

// Content is the table [content].
type Content struct {
	Pack string              // path at which new packs appear
	Keys []ed25519.PublicKey // who may sign packs
}

// Fleet is the table [fleet].
type Fleet struct {
	URL       string // "tcp://host:1883" or "tls://host:8883"
	TokenFile string // file with the kiosk's token
	API       string // where its HTTP door is; "" for Config.PublicURL
	CA        string // PEM file of the authority that API is trusted by; "" for the system's
}

// Meeting is the table [meeting].
type Meeting struct {
	Rooms string // origin of an external cluster of video rooms; "" for the fleet's own
}

// Camera is the table [camera].
type Camera struct {
	Devices  []string // capture devices whose use is watched; none: the page's word counts
	Document string   // part of the label of the document camera
}

// Voice is the table [voice]: without a program and a folder the kiosk does not
// read aloud.
type Voice struct {
	Espeak     string // path of the program espeak-ng
	Recordings string // folder of a studio's recordings, which come first
	Speed      int    // of espeak-ng, in words a minute
}

// Visit is the table [visit].
type Visit struct {
	Idle      time.Duration
	Warn      time.Duration
	MaxCopies int
	MaxPrints int
}

// Driver is a device's table: [idcard], [printer] or [lights].
type Driver struct {
	Class   drivers.Class
	Name    string
	Options drivers.Options // the table's other keys
}

// Default is a kiosk that is told nothing.
func Default() Config {
	return Config{
		Listen:  "127.0.0.1:8080",
		DataDir: "/var/lib/kioskd",
		Voice:   Voice{Speed: 150},
		Visit:   Visit{Idle: 75 * time.Second, Warn: 25 * time.Second, MaxCopies: 3, MaxPrints: 10},
	}
}

// Fault is one mistake in a file.
type Fault struct {
	File string
	Line int    // from 1; 0 where no line is to blame
	Key  string // "visit.idle"
	Want string // what is allowed, or what is wrong
}

// String gives FILE:LINE: key: what is allowed.
func (f Fault) String() string {
	where := f.File
	if f.Line > 0 {
		where = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	if f.Key == "" {
		return where + ": " + f.Want
	}
	return where + ": " + f.Key + ": " + f.Want
}

// Faults are all mistakes of a file, in the order of its lines.
type Faults []Fault

// Error gives one line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

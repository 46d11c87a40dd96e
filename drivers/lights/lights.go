// Package lights is the device class of a terminal's lights. Today that is the
// privacy light beside the camera; a light says what is true, so a driver
// tells when it cannot.
package lights

import (
	"lawkiosk/drivers"
)

// Light names one light.
type Light string

// The lights of a terminal.
const (
	Privacy Light = "privacy" // lit while a camera may be seeing
)

// Lights are the lights of a terminal.
type Lights interface {
	drivers.Device
	// Set lights a light or puts it out. It does not wait for long and may be
	// called often with the same wish. The driver keeps the wish and carries it
	// out again where the light was gone for a while; an error means that the
	// light does not show it now, which Status tells too.
	Set(l Light, on bool) error
}

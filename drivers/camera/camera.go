// Package camera is the device class of capture devices. The page captures;
// kioskd only knows whether a camera is there and whether somebody has it
// open, and never opens one itself.
package camera

import (
	"lawkiosk/drivers"
)

// Camera watches the capture devices of a terminal.
type Camera interface {
	drivers.Device
	// InUse looks now whether any program has a capture device open. known is
	// false where that cannot be seen.
	InUse() (open, known bool)
}

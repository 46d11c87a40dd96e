package sdt

import (
	"errors"

	"go.bug.st/serial"
)

// portFault says why a port did not open, for faults that only the serial
// library knows.
func portFault(err error) (why string, ok bool) {
	var e *serial.PortError
	if !errors.As(err, &e) {
		return "", false
	}
	switch e.Code() {
	case serial.PortBusy:
		return "another program uses it", true
	case serial.InvalidSerialPort:
		return "it is not a serial device", true
	case serial.PermissionDenied:
		return "this program's user may not open it, add the user to the group dialout", true
	default:
		return e.EncodedErrorString(), true
	}
}

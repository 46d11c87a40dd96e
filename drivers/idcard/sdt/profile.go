package sdt

import (
	"maps"
	"slices"
)

// profile is the commands of one family of boards.
type profile struct {
	reset, status, samID command
	find, select_, read  command
}

// profiles gives the families by the name that configuration uses.
//
// "generic" is GA 450. "cvr" is for boards that take the three card commands
// as CMD 00 with PARA 81, 82, 83 and all others as GA 450 has them; it follows
// such boards' published description and has not met one of them yet.
func profiles() map[string]profile {
	generic := profile{
		reset:   command{0x10, 0xFF},
		status:  command{0x11, 0xFF},
		samID:   command{0x12, 0xFF},
		find:    command{0x20, 0x01},
		select_: command{0x20, 0x02},
		read:    command{0x30, 0x01},
	}
	cvr := generic
	cvr.find, cvr.select_, cvr.read = command{0x00, 0x81}, command{0x00, 0x82}, command{0x00, 0x83}
	return map[string]profile{"generic": generic, "cvr": cvr}
}

func profileNames() []string { return slices.Sorted(maps.Keys(profiles())) }

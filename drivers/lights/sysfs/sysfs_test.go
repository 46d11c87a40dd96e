package sysfs_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/drivers"
	"lawkiosk/drivers/lights"
	"lawkiosk/drivers/lights/lightstest"
	"lawkiosk/drivers/lights/sysfs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	lightstest.Suite(t, func(_ *testing.T, path string) lights.Lights {
		return sysfs.New(sysfs.Options{Path: path, Poll: 5 * time.Millisecond})
	})
}

func TestOptions(t *testing.T) {
	if _, err := sysfs.Open(drivers.Options{"path": "/sys/class/leds/privacy"}); err != nil {
		t.Error(err)
	}
	for name, o := range map[string]drivers.Options{
		"no path": {}, "an unknown key": {"path": "/p", "colour": "red"}, "a path that is none": {"path": int64(1)},
	} {
		if _, err := sysfs.Open(o); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

package sdt_test

import (
	"path/filepath"
	"testing"
	"time"

	"lawkiosk/drivers/idcard/idcardtest"
	"lawkiosk/drivers/idcard/sdt"
)

func TestConformance(t *testing.T) {
	for _, model := range []string{"generic", "cvr"} {
		for _, baud := range []int{0, 115200} {
			name := model
			if baud > 0 {
				name += " at the line's speed"
			}
			t.Run(name, func(t *testing.T) {
				idcardtest.Conformance(t, func(t *testing.T) idcardtest.Harness {
					link := filepath.Join(t.TempDir(), "idcard")
					sim := idcardtest.StartSimulator(t, idcardtest.Options{Link: link, Model: model, Baud: baud})
					o := sdt.DefaultOptions(link)
					o.Model, o.Poll, o.Find = model, 100*time.Millisecond, 50*time.Millisecond
					r, err := sdt.New(o)
					if err != nil {
						t.Fatal(err)
					}
					return idcardtest.Harness{Reader: r, Table: sim}
				})
			})
		}
	}
}

package ipp

import (
	"testing"
	"unicode/utf8"

	"github.com/OpenPrinting/goipp"

	"lawkiosk/drivers"
)

// FuzzAnswer reads any bytes as a printer's answer: it may fail, but it may
// not panic, and what it passes on keeps within bounds.
func FuzzAnswer(f *testing.F) {
	seed := func(groups goipp.Groups) {
		data, err := goipp.NewMessageWithGroups(goipp.DefaultVersion, 0, 1, groups).EncodeBytes()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	seed(goipp.Groups{{Tag: goipp.TagPrinterGroup, Attrs: goipp.Attributes{
		goipp.MakeAttr("printer-state", goipp.TagEnum, goipp.Integer(5)),
		keywords("printer-state-reasons", goipp.TagKeyword, "media-empty-error", "toner-low-warning"),
		goipp.MakeAttr("printer-input-tray", goipp.TagString, goipp.Binary("type=x;maxcapacity=250;level=-3;name=Tray 1;")),
		goipp.MakeAttr("printer-supply", goipp.TagString, goipp.Binary("type=toner;maxcapacity=100;level=7;")),
		goipp.MakeAttr("marker-levels", goipp.TagInteger, goipp.Integer(7)),
	}}})
	seed(goipp.Groups{{Tag: goipp.TagJobGroup, Attrs: goipp.Attributes{
		goipp.MakeAttr("job-state", goipp.TagEnum, goipp.Integer(9)),
		goipp.MakeAttr("job-impressions-completed", goipp.TagInteger, goipp.Integer(-4)),
		keywords("job-state-reasons", goipp.TagKeyword, "job-completed-successfully"),
	}}})
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decode(data, 1)
		if err != nil {
			return
		}
		_ = failed(m)
		s := status(group(m, goipp.TagPrinterGroup))
		if s.State == "" || len(s.Reasons) > maxReasons || len(s.Supplies) > 2*maxSupplies || len(s.Supplies) == 0 {
			t.Errorf("status out of bounds: %+v", s)
		}
		for _, p := range s.Supplies {
			if p.Percent != nil && (*p.Percent < 0 || *p.Percent > 100) || p.Level == "" || p.Kind == "" {
				t.Errorf("supply out of bounds: %+v", p)
			}
			if !utf8.ValidString(p.Name) || len(p.Name) > maxText {
				t.Errorf("name out of bounds: %q", p.Name)
			}
		}
		if s.Ready() && !s.State.Usable() || s.State == drivers.DeviceBusy && integer(group(m, goipp.TagPrinterGroup), "printer-state", 0) != stateProcessing {
			t.Errorf("contradiction: %+v", s)
		}
		if j, err := job(group(m, goipp.TagJobGroup)); err == nil && (j.State == "" || j.Impressions < -1 || len(j.Reasons) > maxReasons) {
			t.Errorf("job out of bounds: %+v", j)
		}
		new(Printer).meet(group(m, goipp.TagPrinterGroup))
	})
}

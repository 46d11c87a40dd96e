package ipp

import (
	"slices"
	"testing"

	"github.com/OpenPrinting/goipp"

	"lawkiosk/drivers"
)

func printerSays(state int, reasons []string, more ...goipp.Attribute) goipp.Attributes {
	return append(goipp.Attributes{
		goipp.MakeAttr("printer-state", goipp.TagEnum, goipp.Integer(state)),
		keywords("printer-state-reasons", goipp.TagKeyword, reasons...),
	}, more...)
}

func octets(name string, values ...string) goipp.Attribute {
	a := goipp.Attribute{Name: name}
	for _, v := range values {
		a.Values.Add(goipp.TagString, goipp.Binary(v))
	}
	return a
}

func TestStatus(t *testing.T) {
	const main = "type=sheetFeedAutoRemovableTray;maxcapacity=250;level=100;name=main;"
	const emptyMain = "type=sheetFeedAutoRemovableTray;maxcapacity=250;level=0;name=main;"
	const second = "type=sheetFeedAutoNonRemovableTray;maxcapacity=500;level=-3;name=second;"
	const auto = "type=sheetFeedAutoRemovableTray;maxcapacity=-2;level=-2;name=auto"
	const manual = "type=sheetFeedManual;maxcapacity=1;level=0;name=manual"
	for _, c := range []struct {
		name     string
		attrs    goipp.Attributes
		state    drivers.State
		ready    bool
		reasons  []string
		supplies []string // "name level"
	}{
		{"idle", printerSays(3, []string{"none"}), drivers.Online, true, nil, []string{"paper full"}},
		{"printing", printerSays(4, []string{"none"}), drivers.DeviceBusy, true, nil, []string{"paper full"}},
		{"no state", goipp.Attributes{}, drivers.HardwareError, false, nil, []string{"paper full"}},
		{"paper out", printerSays(5, []string{"media-empty-error"}), drivers.Online, false, []string{"media-empty"}, []string{"paper out"}},
		{"paper out as a warning", printerSays(3, []string{"media-empty-warning"}, octets("printer-input-tray", emptyMain, auto, manual)), drivers.Online, false, []string{"media-empty"}, []string{"main out"}},
		{"one of two trays empty", printerSays(3, []string{"media-empty-report"}, octets("printer-input-tray", emptyMain, second)), drivers.Online, true, []string{"media-empty"}, []string{"main out", "second full"}},
		{"two trays, stopped for paper", printerSays(5, []string{"media-needed-error"}, octets("printer-input-tray", main, second)), drivers.Online, false, []string{"media-needed"}, []string{"main out", "second out"}},
		{"two trays, the needed one empty", printerSays(5, []string{"media-empty-error"}, octets("printer-input-tray", emptyMain, second)), drivers.HardwareError, false, []string{"media-empty"}, []string{"main out", "second full"}},
		{"paper low", printerSays(3, []string{"media-low-warning"}, octets("printer-input-tray", main)), drivers.Online, true, []string{"media-low"}, []string{"main low"}},
		{"jam", printerSays(5, []string{"media-jam-error", "media-jam"}, octets("printer-input-tray", main)), drivers.HardwareError, false, []string{"media-jam"}, []string{"main jammed"}},
		{"jam before cover", printerSays(5, []string{"cover-open-error", "media-jam-error"}), drivers.HardwareError, false, []string{"cover-open", "media-jam"}, []string{"paper jammed"}},
		{"cover", printerSays(5, []string{"cover-open"}), drivers.UserError, false, []string{"cover-open"}, []string{"paper full"}},
		{"fuser warns", printerSays(3, []string{"fuser-under-temp-warning"}), drivers.Online, true, []string{"fuser-under-temp"}, []string{"paper full"}},
		{"fuser fails", printerSays(5, []string{"fuser-under-temp-error"}), drivers.HardwareError, false, []string{"fuser-under-temp"}, []string{"paper full"}},
		{"stopped without a word", printerSays(5, []string{"none"}), drivers.HardwareError, false, nil, []string{"paper full"}},
		{"a maker's own word", printerSays(5, []string{"com.example-odd-error"}), drivers.HardwareError, false, []string{"com.example-odd"}, []string{"paper full"}},
		{"shutting down", printerSays(5, []string{"shutdown"}), drivers.PowerOff, false, []string{"shutdown"}, []string{"paper full"}},
		{"paused", printerSays(5, []string{"paused"}), drivers.UserError, false, []string{"paused"}, []string{"paper full"}},
		{"takes no jobs", printerSays(3, []string{"none"}, goipp.MakeAttr("printer-is-accepting-jobs", goipp.TagBoolean, goipp.Boolean(false))), drivers.UserError, false, nil, []string{"paper full"}},
		{"supplies", printerSays(3, []string{"none"}, octets("printer-supply",
			"class=receptacleThatIsFilled;type=wasteToner;maxcapacity=100;level=1;",
			"class=supplyThatIsConsumed;type=toner;maxcapacity=100;level=7;colorantname=black;"),
			keywords("printer-supply-description", goipp.TagText, "Waste", "Black")), drivers.Online, true, nil, []string{"paper full", "Black low"}},
		{"markers", printerSays(3, []string{"toner-empty"},
			goipp.MakeAttr("marker-levels", goipp.TagInteger, goipp.Integer(3), goipp.Integer(50)),
			keywords("marker-types", goipp.TagKeyword, "toner-cartridge", "waste-toner"),
			keywords("marker-names", goipp.TagName, "K", "W")), drivers.Online, false, []string{"toner-empty"}, []string{"paper full", "K out"}},
		{"toner by its reason only", printerSays(3, []string{"marker-supply-low-warning"}), drivers.Online, true, []string{"marker-supply-low"}, []string{"paper full", "toner low"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := status(c.attrs)
			var supplies []string
			for _, p := range s.Supplies {
				supplies = append(supplies, p.Name+" "+string(p.Level))
			}
			if s.State != c.state || s.Ready() != c.ready || !slices.Equal(s.Reasons, c.reasons) || !slices.Equal(supplies, c.supplies) {
				t.Errorf("got %s ready=%v %v %v, want %s ready=%v %v %v",
					s.State, s.Ready(), s.Reasons, supplies, c.state, c.ready, c.reasons, c.supplies)
			}
			if !s.Ready() && s.Detail == "" {
				t.Error("not ready, and no sentence says why")
			}
		})
	}
}

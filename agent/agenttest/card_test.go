package agenttest_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/card"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/reception"
	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard/idcardtest"
	"lawkiosk/fleet/wire"
)

func withReader(t *testing.T) (*agenttest.Kiosk, *agenttest.Page) {
	t.Helper()
	k := agenttest.Start(t, agenttest.Options{})
	page := k.Launch()
	page.Listen()
	awaitReader(page, true)
	page.Begin()
	return k, page
}

func awaitReader(page *agenttest.Page, ready bool) {
	var s localapi.TerminalState
	page.Await("terminal", &s, func() bool { return s.IDCard.Ready == ready })
}

func TestACardIsReadWithConsentFillsAFormAndIsForgotten(t *testing.T) {
	k, page := withReader(t)
	if a := page.Do(http.MethodPost, "/api/card/read", nil, nil); a.Problem.Code != "card.consent" {
		t.Fatalf("without consent: %d %s", a.Status, a.Body)
	}
	page.Must(http.MethodPost, "/api/card/consent", map[string]bool{"accepted": true}, nil)
	if a := page.Do(http.MethodGet, "/api/card/fields", nil, nil); a.Problem.Code != "card.none" {
		t.Fatalf("before the reading: %d %s", a.Status, a.Body)
	}
	page.Must(http.MethodPost, "/api/card/read", nil, nil)
	page.Await("card.waiting", nil, nil)
	demo, _ := idcardtest.CardByID("citizen")
	k.Reader.Put(demo)
	page.Await("card.reading", nil, nil)
	var seen card.Seen
	page.Await("card.read", &seen, nil)
	if seen.NameMasked != "测**" || seen.GreetingName != "测先生" || seen.IDMasked != demo.Want.ID.Masked() {
		t.Fatalf("event %+v", seen)
	}
	var f localapi.CardFields
	page.Must(http.MethodGet, "/api/card/fields", nil, &f)
	want := demo.Want
	if f.Name != want.Name.Reveal() || f.ID != want.ID.Reveal() || f.Address != want.Address.Reveal() || f.Birth != want.Birth.Reveal() {
		t.Fatal("the fields are not the card's")
	}
	job := page.Print("form", agenttest.Form, 1, map[string]string{"name": f.Name, "id-number": f.ID})
	page.AwaitPrint(job, "printed")
	if v := k.Papers.Values(); len(v) != 1 || v[0]["id-number"] != want.ID.Reveal() {
		t.Fatal("the form was not filled in")
	}
	page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	var e reception.Ended
	page.Await("visit.ended", &e, nil)
	if !e.CardReminder {
		t.Fatal("the visitor is not reminded of the card")
	}
	if a := page.Do(http.MethodGet, "/api/card/fields", nil, nil); a.Status != 409 {
		t.Fatalf("with the old token: %d %s", a.Status, a.Body)
	}
	page.Begin()
	if a := page.Do(http.MethodGet, "/api/card/fields", nil, nil); a.Problem.Code != "card.consent" {
		t.Fatalf("in the next visit: %d %s", a.Status, a.Body)
	}
	records := k.Records()
	reads := only[wire.CardRead](t, records, wire.KindCardRead)
	if len(reads) != 1 || reads[0].Outcome != "read" || reads[0].Kind != "citizen" {
		t.Errorf("records %+v", reads)
	}
	if ended := only[wire.VisitEnded](t, records, wire.KindVisitEnded); len(ended) == 0 || !ended[0].Card || ended[0].Prints != 1 {
		t.Errorf("records %+v", ended)
	}
	nothingLeft(t, k.DataDir, want.Name.Reveal(), want.ID.Reveal(), want.Address.Reveal())
}

// nothingLeft looks for texts in every file of a folder.
func nothingLeft(t *testing.T, dir string, texts ...string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, text := range texts {
			if bytes.Contains(data, []byte(text)) {
				t.Errorf("%s still holds %q", path, text)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestARefusalBlocksNothing(t *testing.T) {
	k, page := withReader(t)
	page.Must(http.MethodPost, "/api/card/consent", map[string]bool{"accepted": false}, nil)
	page.Must(http.MethodGet, "/api/content/guides/"+agenttest.Guide+"?via=tile", nil, nil)
	page.AwaitPrint(page.Print("guide", agenttest.Guide, 1, nil), "printed")
	if reads := only[wire.CardRead](t, k.Records(), wire.KindCardRead); len(reads) != 1 || reads[0].Outcome != "refused" {
		t.Fatalf("records %+v", reads)
	}
}

func TestAWrongCardThenTheRightOne(t *testing.T) {
	k, page := withReader(t)
	page.Must(http.MethodPost, "/api/card/consent", map[string]bool{"accepted": true}, nil)
	other, _ := idcardtest.CardByID("other")
	k.Reader.Put(other)
	page.Must(http.MethodPost, "/api/card/read", nil, nil)
	var f card.Failure
	page.Await("card.failed", &f, nil)
	if f.Code != "wrong-card" || f.Detail == "" {
		t.Fatalf("event %+v", f)
	}
	demo, _ := idcardtest.CardByID("citizen")
	k.Reader.Put(demo)
	page.Must(http.MethodPost, "/api/card/read", nil, nil)
	page.Await("card.read", nil, nil)
}

func TestGoingBackStopsTheReading(t *testing.T) {
	k, page := withReader(t)
	page.Must(http.MethodPost, "/api/card/consent", map[string]bool{"accepted": true}, nil)
	for range 2 {
		page.Must(http.MethodPost, "/api/card/read", nil, nil)
		if a := page.Do(http.MethodPost, "/api/card/read", nil, nil); a.Problem.Code != "card.busy" {
			t.Fatalf("a second read gave %d %s", a.Status, a.Body)
		}
		page.Await("card.waiting", nil, nil)
		page.Must(http.MethodDelete, "/api/card/read", nil, nil)
	}
	reads := only[wire.CardRead](t, k.Records(), wire.KindCardRead)
	if len(reads) != 2 || reads[0].Outcome != "canceled" || reads[1].Outcome != "canceled" {
		t.Errorf("records %+v", reads)
	}
}

func TestAReaderThatIsPulledOutAndPutBack(t *testing.T) {
	k, page := withReader(t)
	page.Must(http.MethodPost, "/api/card/consent", map[string]bool{"accepted": true}, nil)
	k.Reader.Unplug()
	awaitReader(page, false)
	if a := page.Do(http.MethodPost, "/api/card/read", nil, nil); a.Problem.Code != "card.offline" {
		t.Fatalf("without a reader: %d %s", a.Status, a.Body)
	}
	k.Reader.Plug()
	awaitReader(page, true)
	page.Must(http.MethodPost, "/api/card/read", nil, nil)
	page.Await("card.waiting", nil, nil)
	var states []string
	for _, d := range only[wire.Device](t, k.Records(), wire.KindDevice) {
		if d.Class == string(drivers.ClassIDCard) {
			states = append(states, d.State)
		}
	}
	if n := len(states); n < 3 || states[n-1] != "online" {
		t.Fatalf("records of the reader's states %v", states)
	}
}

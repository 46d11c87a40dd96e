package live

import (
	"slices"
	"testing"
)

func TestChangesAreGatheredAndNotLost(t *testing.T) {
	h := New()
	h.Kiosk("before")
	a, b := h.Listen(), h.Listen()
	h.Kiosk("k2")
	h.Kiosk("k1")
	h.Kiosk("k1")
	h.Command("k3", "c1")
	<-a.More()
	c := a.Take()
	if !slices.Equal(c.Kiosks, []string{"k1", "k2", "k3"}) || !slices.Equal(c.Commands, []string{"c1"}) {
		t.Fatalf("%+v", c)
	}
	if c := a.Take(); len(c.Kiosks)+len(c.Commands) != 0 {
		t.Fatalf("told twice: %+v", c)
	}
	a.Close()
	h.Kiosk("k4")
	if c := b.Take(); len(c.Kiosks) != 4 {
		t.Fatalf("the slow one lost changes: %+v", c)
	}
	if c := a.Take(); len(c.Kiosks) != 0 {
		t.Fatalf("closed, but told: %+v", c)
	}
	b.Close()
	if h.Listeners() != 0 {
		t.Fatal("a closed listener stays")
	}
}

func TestCallsReachTheirViewersOnly(t *testing.T) {
	h := New()
	desk, mine, other := h.Listen(), h.ListenAs("520103-001"), h.ListenAs("520103-002")
	h.Calls("520103-001", "guest/g1")
	h.Desk()
	h.Meetings()
	h.Kiosk("520103-001")
	<-mine.More()
	if c := mine.Take(); !c.Calls || c.Desk || c.Meetings || len(c.Kiosks) != 0 {
		t.Fatalf("%+v", c)
	}
	select {
	case <-other.More():
		t.Fatalf("a stranger is told: %+v", other.Take())
	default:
	}
	if c := desk.Take(); c.Calls || !c.Desk || !c.Meetings || len(c.Kiosks) != 1 {
		t.Fatalf("%+v", c)
	}
	if c := desk.Take(); !c.Empty() || !mine.Take().Empty() {
		t.Fatalf("told twice: %+v", c)
	}
}

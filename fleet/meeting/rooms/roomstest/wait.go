package roomstest

import (
	"crypto/rand"
	"testing"
	"time"
)

func roomName(t *testing.T) string {
	t.Helper()
	return "room-" + rand.Text()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	late := time.NewTimer(patience)
	defer late.Stop()
	for !holds() {
		select {
		case <-late.C:
			t.Fatalf("it never came: %s", what)
		case <-look.C:
		}
	}
}

func waitFor(t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(patience):
		t.Fatalf("it never came: %s", what)
	}
}

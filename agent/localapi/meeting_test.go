package localapi

import (
	"errors"
	"fmt"
	"testing"

	"lawkiosk/agent/meeting"
	"lawkiosk/fleet/wire"
)

func TestPhoneNumbers(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "13800000000": true, "0851-00000000": true, "+86 138 0000 0000": true, "12348": true,
		"1": false, "call me": false, "13800000000;x": false, "１３８００００００００": false, "+": false, "123456789012345678901": false,
	} {
		if phoneNumber(text) != want {
			t.Errorf("%q is a phone number: %v", text, !want)
		}
	}
}

func TestCodesOfCalls(t *testing.T) {
	for code := range meetingWords() {
		if got := codeOf(fmt.Errorf("x: %w", &meeting.Fault{Code: code})); got != code {
			t.Errorf("%s became %s", code, got)
		}
	}
	for err, want := range map[error]string{
		meeting.ErrOffline: "fleet.offline", meeting.ErrUnavailable: wire.CallCodeUnavailable, meeting.ErrNoCall: wire.CallCodeUnknown,
		meeting.ErrNoPaper: "call.paper", meeting.ErrSignature: "call.signature", meeting.ErrVisitOver: "visit.over", errors.New("other"): "internal",
	} {
		if got := codeOf(err); got != want {
			t.Errorf("%v became %s, want %s", err, got, want)
		}
	}
}

func TestOriginsOfRooms(t *testing.T) {
	for _, c := range []struct {
		address, origin string
		want            bool
	}{
		{"wss://rooms.example", "wss://rooms.example", true},
		{"https://rooms.example/x", "wss://rooms.example", true},
		{"ws://rooms.example", "wss://rooms.example", false},
		{"wss://rooms.example.evil", "wss://rooms.example", false},
		{"wss://user@rooms.example", "wss://rooms.example", false},
		{"wss://rooms.example", "", false},
		{"", "", false},
	} {
		if sameOrigin(c.address, c.origin) != c.want {
			t.Errorf("%q at %q: %v", c.address, c.origin, !c.want)
		}
	}
}

package roomstest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"lawkiosk/fleet/meeting/rooms"
	"lawkiosk/fleet/meeting/rooms/roomstest"
)

func TestFake(t *testing.T) {
	fake := roomstest.NewFake(nil)
	roomstest.Run(t, fake, func(_ context.Context, token string) (roomstest.Seat, error) { return fake.Join(token) })
}

func TestFakeTokensExpire(t *testing.T) {
	now := time.Date(2026, 9, 1, 9, 0, 0, 0, time.UTC)
	fake := roomstest.NewFake(func() time.Time { return now })
	if err := fake.Open(t.Context(), "r", 2); err != nil {
		t.Fatal(err)
	}
	token, err := fake.Token(t.Context(), rooms.Grant{Room: "r", Identity: "a"})
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(rooms.DefaultTTL + time.Second)
	if _, err := fake.Join(token); !errors.Is(err, roomstest.ErrToken) {
		t.Errorf("an expired token: %v", err)
	}
}

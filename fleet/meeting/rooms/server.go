package rooms

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/twitchtv/twirp"
)

const (
	emptyTimeout     = 5 * time.Minute  // nobody came
	departureTimeout = 90 * time.Second // the last one left; longer than the minute after which a cut network may still resume
	maxPeople        = 16               // in any room: a mediation has far fewer
	callTimeout      = 10 * time.Second // of one question to the server
)

// server is a running LiveKit server as its HTTP API shows it: the same for one
// in this process and one elsewhere.
type server struct {
	keys
	at    *url.URL
	http  *http.Client
	rooms livekit.RoomService
}

func newServer(at *url.URL, k keys, c *http.Client) *server {
	return &server{keys: k, at: at, http: c, rooms: livekit.NewRoomServiceProtobufClient(at.String(), c)}
}

// as signs ctx's request with the permission for one room.
func (s *server) as(ctx context.Context, room string) (context.Context, context.CancelFunc, error) {
	token, err := s.admin(room)
	if err != nil {
		return nil, nil, err
	}
	ctx, err = twirp.WithHTTPRequestHeaders(ctx, http.Header{"Authorization": {"Bearer " + token}})
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	return ctx, cancel, nil
}

// CheckRoom reports what Open may not be asked: ErrGrant.
func CheckRoom(room string, people int) error {
	if !nameable.MatchString(room) {
		return fmt.Errorf("cannot open a room: %w: its name must be 1 to 128 letters, digits and . _ : @ -", ErrGrant)
	}
	if people < 1 || people > maxPeople {
		return fmt.Errorf("cannot open a room: %w: for %d people; between 1 and %d are allowed", ErrGrant, people, maxPeople)
	}
	return nil
}

func (s *server) open(ctx context.Context, room string, people int) error {
	if err := CheckRoom(room, people); err != nil {
		return err
	}
	ctx, cancel, err := s.as(ctx, room)
	if err != nil {
		return fmt.Errorf("cannot open the room: %w", err)
	}
	defer cancel()
	_, err = s.rooms.CreateRoom(ctx, &livekit.CreateRoomRequest{
		Name: room, MaxParticipants: uint32(people),
		EmptyTimeout: uint32(emptyTimeout / time.Second), DepartureTimeout: uint32(departureTimeout / time.Second),
	})
	if err != nil {
		return fmt.Errorf("cannot open the room: %w", err)
	}
	return nil
}

func (s *server) people(ctx context.Context, room string) ([]Person, error) {
	ctx, cancel, err := s.as(ctx, room)
	if err != nil {
		return nil, fmt.Errorf("cannot list the people of the room: %w", err)
	}
	defer cancel()
	// LiveKit lists nobody for a room that is not there, so that is asked first.
	open, err := s.rooms.ListRooms(ctx, &livekit.ListRoomsRequest{Names: []string{room}})
	if err != nil {
		return nil, fmt.Errorf("cannot list the people of the room: %w", err)
	}
	if len(open.Rooms) == 0 {
		return nil, fmt.Errorf("cannot list the people of the room: %w", ErrNoRoom)
	}
	res, err := s.rooms.ListParticipants(ctx, &livekit.ListParticipantsRequest{Room: room})
	if err != nil {
		return nil, fmt.Errorf("cannot list the people of the room: %w", err)
	}
	people := make([]Person, 0, len(res.Participants))
	for _, p := range res.Participants {
		if p.State == livekit.ParticipantInfo_DISCONNECTED {
			continue
		}
		people = append(people, Person{Identity: p.Identity, Name: p.Name, Joined: time.Unix(p.JoinedAt, 0), Publishing: p.IsPublisher || len(p.Tracks) > 0})
	}
	slices.SortFunc(people, func(a, b Person) int {
		return cmp.Or(a.Joined.Compare(b.Joined), cmp.Compare(a.Identity, b.Identity))
	})
	return people, nil
}

func (s *server) remove(ctx context.Context, room, identity string) error {
	ctx, cancel, err := s.as(ctx, room)
	if err != nil {
		return fmt.Errorf("cannot put the person out: %w", err)
	}
	defer cancel()
	if _, err = s.rooms.RemoveParticipant(ctx, &livekit.RoomParticipantIdentity{Room: room, Identity: identity}); err != nil && !missing(err) {
		return fmt.Errorf("cannot put the person out: %w", err)
	}
	return nil
}

func (s *server) close(ctx context.Context, room string) error {
	ctx, cancel, err := s.as(ctx, room)
	if err != nil {
		return fmt.Errorf("cannot end the room: %w", err)
	}
	defer cancel()
	if _, err = s.rooms.DeleteRoom(ctx, &livekit.DeleteRoomRequest{Room: room}); err != nil && !missing(err) {
		return fmt.Errorf("cannot end the room: %w", err)
	}
	return nil
}

// missing reports whether the server knows no such room or person.
func missing(err error) bool {
	var e twirp.Error
	return errors.As(err, &e) && e.Code() == twirp.NotFound
}

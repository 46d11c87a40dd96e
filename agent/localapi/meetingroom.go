package localapi

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/meeting"
	"lawkiosk/fleet/wire"
)

func (s *Server) roomRoutes(api huma.API) {
	register(api, s, op(http.MethodPost, "/api/meeting/here", "hereInMeeting", "The page is there, and how its camera and microphone are"),
		func(_ context.Context, in *struct {
			InVisit
			Body struct {
				Joined     bool   `json:"joined"`
				Camera     string `json:"camera,omitempty" enum:",on,off,busy,missing,denied,failed"`
				Microphone string `json:"microphone,omitempty" enum:",on,off,busy,missing,denied,failed"`
				Path       string `json:"path,omitempty" enum:",direct,relay,unreachable"`
			}
		},
		) (*body[wire.Call], error) {
			i, err := s.deps.Visits.Of(in.Token) // the page sends it by itself
			if err != nil {
				return nil, err
			}
			c, err := s.deps.Meetings.Here(i.ID, wire.Here(in.Body))
			return &body[wire.Call]{c}, err
		})
	register(api, s, op(http.MethodPost, "/api/meeting/token", "getRoomToken", "A token that opens the room, once, within a minute"),
		func(ctx context.Context, in *InVisit) (*body[wire.RoomToken], error) {
			i, err := s.deps.Visits.Of(in.Token) // also where the page connects again by itself
			if err != nil {
				return nil, err
			}
			t, err := s.deps.Meetings.Token(ctx, i.ID)
			if err == nil && t.URL != "" && !sameOrigin(t.URL, s.cfg.Rooms) {
				// The page's policy would stop it without a word.
				err = fmt.Errorf("the fleet's rooms are not at meeting.livekit_origin: %w", meeting.ErrUnavailable)
				s.deps.Log.Error("the fleet's rooms are not at the address of meeting.livekit_origin", "configured", s.cfg.Rooms)
			}
			return &body[wire.RoomToken]{t}, err
		})
	keys := op(http.MethodPost, "/api/meeting/keys", "tellKeys", "The page's public key, or wrapped room keys")
	keys.MaxBodyBytes = 32 << 10
	register(api, s, keys, func(ctx context.Context, in *struct {
		InVisit
		Body wire.Keys
	},
	) (*body[wire.Call], error) {
		i, err := s.deps.Visits.Of(in.Token)
		if err != nil {
			return nil, err
		}
		c, err := s.deps.Meetings.Keys(ctx, i.ID, in.Body)
		return &body[wire.Call]{c}, err
	})
	register(api, s, op(http.MethodPost, "/api/meeting/recording", "answerRecording", "The citizen's answer to the question whether to record"),
		func(ctx context.Context, in *struct {
			InVisit
			Body struct {
				Agree bool `json:"agree"`
			}
		},
		) (*body[wire.Call], error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err != nil {
				return nil, err
			}
			c, err := s.deps.Meetings.Recording(ctx, i.ID, in.Body.Agree)
			return &body[wire.Call]{c}, err
		})
	s.simple(api, http.MethodPost, "/api/meeting/staff", "callStaff", "Call the hall's staff", Meetings.Staff)
}

// signal answers /rtc and what is below it: the WebSocket of the video room.
func (s *Server) signal(w http.ResponseWriter, r *http.Request) {
	i, ok := s.deps.Visits.Current()
	if !ok {
		s.refuse(w, r, "visit.none")
		return
	}
	if strings.EqualFold(r.Header.Get("Upgrade"), "websocket") && r.Header.Get("Origin") == "" {
		s.refuse(w, r, "page.foreign") // every browser sends it; guard has compared it to Host
		return
	}
	s.deps.Meetings.Signal(i.ID, func(w http.ResponseWriter, err error) { s.refuse(w, r, codeOf(err)) }).ServeHTTP(w, r)
}

// sameOrigin tells whether an address is at a configured origin, whichever of
// the schemes of HTTP and WebSocket it has.
func sameOrigin(address, origin string) bool {
	a, err := url.Parse(address)
	o, bad := url.Parse(origin)
	return err == nil && bad == nil && origin != "" && a.User == nil && strings.EqualFold(a.Host, o.Host) && secure(a.Scheme) == secure(o.Scheme)
}

func secure(scheme string) bool { return scheme == "wss" || scheme == "https" }

// connectSources gives the addresses to which the page may connect for the
// rooms: the same origin under HTTP's and WebSocket's name.
func connectSources(origin string) string {
	o, err := url.Parse(origin)
	if err != nil || o.Host == "" {
		return ""
	}
	if secure(o.Scheme) {
		return " wss://" + o.Host + " https://" + o.Host
	}
	return " ws://" + o.Host + " http://" + o.Host
}

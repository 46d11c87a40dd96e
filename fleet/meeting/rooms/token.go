package rooms

import (
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

// Faults of tokens, as Upstream.ReadToken tells them.
var (
	ErrTokenExpired = errors.New("this token has expired")
	ErrTokenForeign = errors.New("this token is not one of ours")
)

const (
	maxName       = 128
	maxAttributes = 2 << 10
	maxToken      = 8 << 10
	maxTTL        = 10 * time.Minute

	// A fleetd and a LiveKit elsewhere have their own clocks. What is signed
	// "later than now" is given a minute, as LiveKit does; what has expired
	// only the seconds that synchronised clocks may differ.
	earlyLeeway = time.Minute
	lateLeeway  = 2 * time.Second
)

var nameable = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$`)

// Pass is what a token says.
type Pass struct {
	Claim
	ID      string // of a token made by Token; empty in those that LiveKit sends to people in a room, so that they can come back
	Expires time.Time
}

// claims is the content of a LiveKit token (JWT, RFC 7519).
type claims struct {
	jwt.RegisteredClaims
	auth.ClaimGrants
}

// keys sign and read tokens. A LiveKit server has the same pair.
type keys struct {
	key, secret string
	now         func() time.Time
}

// newKeys makes a pair that lives as long as the process.
func newKeys() keys {
	return keys{key: "lk" + rand.Text()[:12], secret: rand.Text() + rand.Text(), now: time.Now}
}

func (k keys) sign(g auth.ClaimGrants, id string, ttl time.Duration) (string, error) {
	now := k.now()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: k.key, Subject: g.Identity, ID: id,
			NotBefore: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
		},
		ClaimGrants: g,
	}).SignedString([]byte(k.secret))
}

// token signs a grant for one join.
func (k keys) token(g Grant) (string, error) {
	if err := g.Check(); err != nil {
		return "", err
	}
	if g.TTL == 0 {
		g.TTL = DefaultTTL
	}
	video := &auth.VideoGrant{RoomJoin: true, Room: g.Room}
	video.SetCanSubscribe(true)
	video.SetCanPublish(g.Publish)
	video.SetCanPublishData(false)       // what the parties tell each other goes through the fleet
	video.SetCanUpdateOwnMetadata(false) // nobody renames themselves
	if g.Publish {
		video.SetCanPublishSources([]livekit.TrackSource{
			livekit.TrackSource_CAMERA, livekit.TrackSource_MICROPHONE, livekit.TrackSource_SCREEN_SHARE, livekit.TrackSource_SCREEN_SHARE_AUDIO,
		})
	}
	return k.sign(auth.ClaimGrants{Identity: g.Identity, Name: g.Name, Attributes: g.Attributes, Video: video}, rand.Text(), g.TTL)
}

// Check reports what a Grant may not hold: ErrGrant.
func (g Grant) Check() error {
	size := 0
	for k, v := range g.Attributes {
		size += len(k) + len(v)
	}
	switch {
	case !nameable.MatchString(g.Room):
		return fmt.Errorf("cannot make a token: %w: the room's name must be 1 to 128 letters, digits and . _ : @ -", ErrGrant)
	case !nameable.MatchString(g.Identity):
		return fmt.Errorf("cannot make a token: %w: the identity must be 1 to 128 letters, digits and . _ : @ -", ErrGrant)
	case len(g.Name) > maxName:
		return fmt.Errorf("cannot make a token: %w: the name has %d bytes, at most %d are allowed", ErrGrant, len(g.Name), maxName)
	case size > maxAttributes:
		return fmt.Errorf("cannot make a token: %w: the attributes have %d bytes, at most %d are allowed", ErrGrant, size, maxAttributes)
	case g.TTL < 0 || g.TTL > maxTTL:
		return fmt.Errorf("cannot make a token: %w: it would be valid for %v, between 0 and %v is allowed", ErrGrant, g.TTL, maxTTL)
	}
	return nil
}

// admin signs what this process needs to ask the server about one room.
func (k keys) admin(room string) (string, error) {
	return k.sign(auth.ClaimGrants{Identity: "fleetd", Video: &auth.VideoGrant{RoomCreate: true, RoomList: true, RoomAdmin: true, Room: room}}, "", time.Minute)
}

// read tells what a token from outside says, if these keys signed it to let
// somebody into a room. Nothing else that they sign is let through: not the
// process's own permissions, and no token for an unnamed room.
func (k keys) read(raw string) (Pass, error) {
	if len(raw) > maxToken {
		return Pass{}, ErrTokenForeign
	}
	var c claims
	_, err := jwt.ParseWithClaims(raw, &c, func(*jwt.Token) (any, error) { return []byte(k.secret), nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(k.key), jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(k.now), jwt.WithLeeway(earlyLeeway))
	if errors.Is(err, jwt.ErrTokenExpired) {
		return Pass{}, ErrTokenExpired
	}
	if err != nil {
		return Pass{}, ErrTokenForeign
	}
	v := c.Video
	switch {
	case v == nil, !v.RoomJoin, v.RoomAdmin, v.RoomCreate, v.RoomList, v.RoomRecord, v.IngressAdmin, v.Agent, v.Hidden, v.Recorder, v.DestinationRoom != "":
		return Pass{}, ErrTokenForeign
	case c.SIP != nil, c.Agent != nil, c.Inference != nil, c.Observability != nil:
		return Pass{}, ErrTokenForeign
	case !nameable.MatchString(v.Room), !nameable.MatchString(c.Subject):
		return Pass{}, ErrTokenForeign
	case k.now().After(c.ExpiresAt.Add(lateLeeway)):
		return Pass{}, ErrTokenExpired
	}
	return Pass{Claim: Claim{Room: v.Room, Identity: c.Subject}, ID: c.ID, Expires: c.ExpiresAt.Time}, nil
}

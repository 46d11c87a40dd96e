package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lawkiosk/fleet"
	"lawkiosk/fleet/httpapi"
	"lawkiosk/fleet/live"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/meeting/rooms"
	"lawkiosk/fleet/vault"
)

// recordingBytes bounds one recording: three hours at 2.5 Mbit/s.
const recordingBytes = 3 << 30

// Rooms are the video rooms that a server may be given instead of its own.
type Rooms interface {
	rooms.Rooms
	running
}

// meetings is all of a server that belongs to video calls.
type meetings struct {
	service *meeting.Service
	keeper  *keeper
	vault   *vault.Vault
	gate    *rooms.Gate // nil: the rooms are elsewhere, or calls are off
	waits   prometheus.Histogram
	now     func() time.Time
	media   uint16 // port that was chosen for media, where the configuration leaves it open; 0: it does not
}

// meetingStore is what calls need of the database.
type meetingStore interface {
	fleet.Store
	meeting.Store
}

// openMeetings makes what video calls need and starts nothing. With
// meeting.enabled = false there are none.
func openMeetings(cfg Config, deps Deps, store meetingStore, hub *live.Hub, key vault.Cipher, pack *packFile, metrics prometheus.Registerer) (*meetings, error) {
	now := deps.Now
	if now == nil {
		now = time.Now
	}
	m := &meetings{now: now}
	var err error
	m.vault, err = vault.New(
		vault.Config{Dir: cfg.VaultDir(), Kinds: map[string]vault.Kind{
			httpapi.RecordingKind: {Keep: time.Duration(cfg.Meeting.RecordingDays) * 24 * time.Hour, MaxBytes: recordingBytes},
		}},
		vault.Deps{Cipher: key, Log: deps.Log, Now: now, Swept: swept(store, now)})
	if err != nil || !cfg.Meeting.Enabled {
		return m, err
	}
	rules, err := readRules(cfg)
	if err != nil {
		return nil, err
	}
	r := deps.Rooms
	if r == nil {
		if cfg.Meeting.UDPPort == 0 && cfg.Meeting.External == nil && cfg.Relays() { // the relay has to know it
			if m.media, err = freePort(cfg.Meeting.NodeIP); err != nil {
				return nil, err
			}
			cfg.Meeting.UDPPort = int(m.media)
		}
		if r, err = openRooms(cfg, deps); err != nil {
			return nil, err
		}
	}
	m.keeper = newKeeper(r, deps.Log, now)
	told := meeting.Config{Rules: rules, E2EE: cfg.Meeting.E2EE}
	if cfg.Meeting.External != nil {
		told.RoomsURL = cfg.Meeting.External.String()
	}
	m.service, err = meeting.New(told, meeting.Deps{
		Store: store, Rooms: grants{r}, Vault: sealer{key}, People: store, Live: news{hub}, Audit: store.Record, Places: pack.Pack, Log: deps.Log, Now: now,
		Kiosk: func(ctx context.Context, id string) (fleet.Kiosk, error) {
			k, err := store.Kiosk(ctx, id, fleet.Day(now()))
			return k.Kiosk, err
		},
	})
	if err != nil {
		return nil, err
	}
	return m, m.register(metrics, store, now)
}

// openRooms makes the rooms that the configuration names.
func openRooms(cfg Config, deps Deps) (Rooms, error) {
	c := cfg.Meeting
	if c.External != nil {
		return rooms.NewExternal(rooms.ExternalConfig{URL: c.External.String(), Key: c.APIKey, Secret: c.APISecret, Log: deps.Log})
	}
	var turn []rooms.TURNServer
	for _, t := range cfg.TURNServers() {
		turn = append(turn, rooms.TURNServer{Host: t.Host, Port: t.Port, Protocol: t.Protocol, Secret: t.Secret})
	}
	return rooms.New(rooms.Config{NodeIP: c.NodeIP.String(), UDPPort: c.UDPPort, TCPPort: c.TCPPort, TURN: turn, Log: deps.Log})
}

// freePort finds a UDP port that nobody uses now.
func freePort(ip netip.Addr) (uint16, error) {
	if !ownAddress(ip) { // media comes in by a router
		ip = netip.IPv4Unspecified()
	}
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(ip, 0)))
	if err != nil {
		return 0, fmt.Errorf("cannot find a port for media: %w; set meeting.udp_port", err)
	}
	at, err := netip.ParseAddrPort(c.LocalAddr().String())
	return at.Port(), errors.Join(err, c.Close())
}

// readRules reads the ladder's rules, where there is a file of them. How long
// messages are kept is said there, or else by meeting.message_days.
func readRules(cfg Config) (*meeting.Rules, error) {
	rules := meeting.DefaultRules()
	usual := rules.Keep
	if cfg.Meeting.Rules != "" {
		var err error
		if rules, err = meeting.ReadRules(cfg.Meeting.Rules); err != nil {
			return nil, err
		}
	}
	if rules.Keep == usual && cfg.Meeting.MessageDays > 0 {
		rules.Keep = time.Duration(cfg.Meeting.MessageDays) * 24 * time.Hour
	}
	return rules, nil
}

// run starts what belongs to video calls.
func (m *meetings) run(ctx context.Context, start func(func() error)) {
	start(func() error { return m.vault.Run(ctx) })
	if m.service == nil {
		return
	}
	start(func() error { return m.keeper.Run(ctx) })
	start(func() error { return m.service.Run(ctx) })
	if m.gate != nil {
		start(func() error {
			<-ctx.Done()
			m.gate.Close() // its connections are the server's no more, so that a shutdown does not wait for them
			return nil
		})
	}
}

// equip gives the doors what they need of video calls.
func (m *meetings) equip(d *httpapi.Deps, c *httpapi.Config, cfg Config) {
	d.Recordings = m.vault
	if m.service == nil {
		return
	}
	d.Meetings, d.RoomsDown = counted{m.service, m.now, m.waits}, m.keeper.Down
	if cfg.Meeting.External != nil {
		c.Video = cfg.Meeting.External
		return
	}
	up, ok := m.keeper.rooms.(rooms.Upstream)
	if !ok {
		return // a test's rooms, which nobody enters
	}
	d.Gate = func(allow httpapi.Allow, address func(*http.Request) string) http.Handler {
		m.gate = rooms.NewGate(rooms.GateConfig{
			Upstream: up, Address: address, Log: d.Log, Now: d.Now,
			Allow: func(r *http.Request, c rooms.Claim) error {
				err := allow(r, c.Room, c.Identity)
				if errors.Is(err, httpapi.ErrNobody) {
					return rooms.ErrNoSession
				}
				return err
			},
		})
		return m.gate
	}
}

// grants passes what fleet/meeting asks of rooms on.
type grants struct{ rooms.Rooms }

// Token is meeting.Rooms'.
func (g grants) Token(ctx context.Context, x meeting.Grant) (string, error) {
	return g.Rooms.Token(ctx, rooms.Grant(x))
}

// sealer is meeting.Vault.
type sealer struct{ key vault.Cipher }

// Seal is meeting.Vault's.
func (s sealer) Seal(_ context.Context, name string, plain []byte) ([]byte, error) {
	return vault.SealBytes(s.key, name, plain)
}

// Open is meeting.Vault's.
func (s sealer) Open(_ context.Context, name string, sealed []byte) ([]byte, error) {
	return vault.OpenBytes(s.key, name, sealed)
}

// news is meeting.News.
type news struct{ hub *live.Hub }

// Call is meeting.News'.
func (n news) Call(id string, kiosks []string) {
	n.hub.Calls(append([]string{httpapi.CallViewer(id)}, kiosks...)...)
}

// Desks is meeting.News'.
func (n news) Desks() { n.hub.Desk() }

// Meetings is meeting.News'.
func (n news) Meetings() { n.hub.Meetings() }

// swept writes to the audit which recordings were deleted by their rule.
func swept(store fleet.Audit, now func() time.Time) func(context.Context, []vault.Header) {
	return func(ctx context.Context, gone []vault.Header) {
		for _, h := range gone {
			_ = store.Record(ctx, fleet.AuditEntry{At: now(), Who: "fleetd", Action: "recording.expired", Target: h.ID, Detail: "call " + h.Owner})
		}
	}
}

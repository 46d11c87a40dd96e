package server

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pion/turn/v5"

	"lawkiosk/fleet/front/fronttest"
	"lawkiosk/fleet/meeting/relay"
)

// secure makes the house's server speak TLS.
func (h *house) secure(more string) *fronttest.Authority {
	h.Helper()
	ca := fronttest.New(h.T)
	cert, key := ca.Files(h.dir)
	text, err := os.ReadFile(h.config)
	if err != nil {
		h.Fatal(err)
	}
	h.write(h.config, fmt.Sprintf("public_url = \"https://localhost\"\n%s\n[tls]\ncert = %q\nkey = %q\n%s", text, cert, key, more))
	return ca
}

// TestMediaThroughThePortOfThePages is a participant whose network lets nothing
// but the pages' port out.
func TestMediaThroughThePortOfThePages(t *testing.T) {
	room, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer room.Close()
	h := newHouse(t)
	secret := filepath.Join(h.dir, "turn.secret")
	h.write(secret, "a secret of more than sixteen bytes\n")
	ca := h.secure(fmt.Sprintf("[meeting]\nudp_port = 0\n[meeting.turn]\nsecret_file = %q\nudp_listen = \"127.0.0.1:0\"\n", secret))
	s, stop := h.serve()
	defer stop()
	s.relayTo(uint16(room.LocalAddr().(*net.UDPAddr).Port))

	web := &http.Client{Transport: &http.Transport{TLSClientConfig: ca.Trust(), ForceAttemptHTTP2: true}}
	defer web.CloseIdleConnections()
	resp, err := web.Get("https://" + s.HTTPAddr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.ProtoMajor != 2 {
		t.Errorf("%s %s", resp.Proto, resp.Status)
	}

	servers := s.cfg.TURNServers()
	if len(servers) != 2 || servers[0].Protocol != "udp" || servers[1].Protocol != "tls" || servers[1].Host != "localhost" || servers[1].Port != 443 {
		t.Fatalf("browsers are told %+v", servers)
	}
	c, err := tls.Dial("tcp", s.HTTPAddr().String(), ca.Trust())
	if err != nil {
		t.Fatal(err)
	}
	user, password := relay.Credentials(time.Now(), time.Hour, servers[1].Secret, "PA_one")
	p, err := turn.NewClient(&turn.ClientConfig{TURNServerAddr: s.HTTPAddr().String(), Conn: turn.NewSTUNConn(c), Username: user, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := p.Listen(); err != nil {
		t.Fatal(err)
	}
	media, err := p.Allocate()
	if err != nil {
		t.Fatal(err)
	}
	defer media.Close()
	if _, err := media.WriteTo([]byte("a picture"), room.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 100)
	room.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, from, err := room.ReadFrom(got)
	if err != nil || string(got[:n]) != "a picture" || from.String() != media.LocalAddr().String() {
		t.Errorf("%q from %v: %v", got[:n], from, err)
	}
}

// TestNoMeetingsNoRelay has TLS alone.
func TestNoMeetingsNoRelay(t *testing.T) {
	h := newHouse(t)
	ca := h.secure("[meeting]\nenabled = false\n")
	s, stop := h.serve()
	defer stop()
	cfg := ca.Trust()
	cfg.NextProtos = []string{"stun.turn"}
	c, err := tls.Dial("tcp", s.HTTPAddr().String(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(20 * time.Second))
	if _, err := c.Read(make([]byte, 1)); err == nil || os.IsTimeout(err) {
		t.Errorf("a TURN client is served or held: %v", err)
	}
	if servers := s.cfg.TURNServers(); servers != nil {
		t.Errorf("%+v", servers)
	}
}

func TestMeetingConfig(t *testing.T) {
	h := newHouse(t)
	text, err := os.ReadFile(h.config)
	if err != nil {
		t.Fatal(err)
	}
	cert, key := fronttest.New(t).Files(h.dir)
	file := func(name, content string) string {
		path := filepath.Join(h.dir, name)
		h.write(path, content)
		return path
	}
	short, good := file("short", "short\n"), file("good", "a secret of more than sixteen bytes\n")
	lk := file("lk", "key: 0123456789abcdef0123456789abcdef\n")
	lines := strings.Count(string(text), "\n")
	at := func(n int, rest string) string { return fmt.Sprintf("f.toml:%d: %s", lines+n, rest) }
	for more, want := range map[string]string{
		"[tls]\ncert = \"none\"\n":                                          at(2, "tls.cert: allowed is a certificate's file"),
		fmt.Sprintf("[tls]\ncert = %q\nkey = %q\n", cert, key):              "f.toml: public_url: must begin with https://",
		"[meeting]\nenabled = 1\n":                                          at(2, "meeting.enabled: allowed is true or false"),
		"[meeting]\nnode_ip = \"here\"\n":                                   at(2, "meeting.node_ip: allowed is"),
		"[meeting]\nnode_ip = \"0.0.0.0\"\n":                                at(2, "meeting.node_ip: allowed is"),
		"[meeting]\nudp_port = 65536\n":                                     at(2, "meeting.udp_port: allowed is"),
		"[meeting]\ntcp_port = -1\n":                                        at(2, "meeting.tcp_port: allowed is"),
		"[meeting]\nrecording_days = 0\n":                                   at(2, "meeting.recording_days: allowed is"),
		"[meeting]\nmessage_days = 4000\n":                                  at(2, "meeting.message_days: allowed is"),
		"[meeting]\nrules = \"none.toml\"\n":                                at(2, "meeting.rules: allowed is"),
		"[meeting]\nlivekit_url = \"https://x\"\n":                          "meeting.livekit_key_file: allowed is",
		"[meeting]\nlivekit_url = \"x\"\nlivekit_key_file = " + q(lk):       at(2, "meeting.livekit_url: allowed is"),
		"[meeting]\nlivekit_url = \"wss://x\"\nlivekit_key_file=" + q(good): at(3, "meeting.livekit_key_file: allowed is"),
		"[meeting]\ncolour = 1\n":                                           at(2, "meeting.colour: unknown key; allowed are listen"),
		"[meeting.turn]\nhost = \"https://x/\"\n":                           at(2, "meeting.turn.host: allowed is"),
		"[meeting.turn]\nhost = \"turn.example.cn\"\n":                      "meeting.turn.secret_file: is missing",
		"[meeting.turn]\nport = 70000\n":                                    at(2, "meeting.turn.port: allowed is"),
		"[meeting.turn]\nudp_listen = \"x\"\n":                              at(2, "meeting.turn.udp_listen: allowed is"),
		"[meeting.turn]\nsecret_file = " + q(short):                         at(2, "meeting.turn.secret_file: allowed is"),
		"[meeting.turn]\nsecret_file = \"none\"\n":                          at(2, "meeting.turn.secret_file: allowed is"),
		"[meeting.turn]\npeers = [\"10.0.0.5\"]\n":                          at(2, "meeting.turn.peers: allowed is"),
	} {
		_, err := parseConfig("f.toml", append(slices.Clip(text), more...))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q:\n got %v\nwant %s", more, err, want)
		}
	}
	c, err := parseConfig("f.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	if m := c.Meeting; c.Relays() || c.TURNServers() != nil || !m.Enabled || !m.E2EE || m.UDPPort != 7882 || m.NodeIP != netip.MustParseAddr("127.0.0.1") || m.RecordingDays != 30 || m.MessageDays != 90 || m.VaultKey != filepath.Join(c.DataDir, "vault.key") {
		t.Errorf("%+v", m)
	}
	c, err = parseConfig("f.toml", append(slices.Clip(text), "[meeting]\nlivekit_url = \"wss://rooms.example.cn\"\nlivekit_key_file = "+q(lk)+"\n[meeting.turn]\nhost = \"turn.example.cn\"\nsecret_file = "+q(good)...))
	if err != nil {
		t.Fatal(err)
	}
	if s := c.TURNServers(); c.Relays() || len(s) != 1 || s[0] != (TURNServer{"turn.example.cn", 443, "tls", "a secret of more than sixteen bytes"}) || c.Meeting.External.Host != "rooms.example.cn" || c.Meeting.APIKey != "key" || len(c.Meeting.APISecret) != 32 {
		t.Errorf("%+v %+v", s, c.Meeting)
	}
}

func q(s string) string { return fmt.Sprintf("%q\n", s) }

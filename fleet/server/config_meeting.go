package server

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"lawkiosk/fleet/meeting/relay"
)

// TLSConfig is the table [tls]: files in PEM. Empty: plain HTTP, for a proxy
// that speaks TLS.
type TLSConfig struct {
	Cert, Key string
}

// On reports whether fleetd speaks TLS itself.
func (t TLSConfig) On() bool { return t.Cert != "" }

// MeetingConfig is the table [meeting].
type MeetingConfig struct {
	Enabled  bool
	NodeIP   netip.Addr // where browsers send media to
	UDPPort  int        // of all media; 0: any free one
	TCPPort  int        // of media by TCP; 0: off
	External *url.URL   // a LiveKit server or cluster elsewhere; nil: the embedded one
	// APIKey and APISecret are the key of External; empty: the embedded one makes its own.
	APIKey, APISecret string
	E2EE              bool
	VaultKey          string // file
	RecordingDays     int
	MessageDays       int
	Rules             string // file of the ladder's rules; empty: the built-in ones
	TURN              TURNConfig
}

// TURNConfig is the table [meeting.turn].
type TURNConfig struct {
	Host      string // what browsers are told; empty: no TURN by TLS
	Port      int
	UDPListen string // empty: no TURN by UDP
	Secret    string // of the file, or made anew at every start
	Peers     []relay.Peer
}

// TURNServer is one that browsers are told of.
type TURNServer struct {
	Host     string
	Port     int
	Protocol string // "tls" or "udp"
	Secret   string
}

// Relays reports whether fleetd is a TURN server itself.
func (c Config) Relays() bool {
	return c.Meeting.Enabled && (c.TLS.On() || c.Meeting.TURN.UDPListen != "")
}

// TURNServers are what browsers in a meeting are told, with the secret that
// their passwords are made from.
func (c Config) TURNServers() []TURNServer {
	t := c.Meeting.TURN
	if !c.Meeting.Enabled || t.Host == "" {
		return nil
	}
	var told []TURNServer
	if _, port, err := net.SplitHostPort(t.UDPListen); err == nil {
		n, _ := strconv.Atoi(port) // was checked
		told = append(told, TURNServer{Host: t.Host, Port: n, Protocol: "udp", Secret: t.Secret})
		if !c.TLS.On() {
			return told
		}
	}
	return append(told, TURNServer{Host: t.Host, Port: t.Port, Protocol: "tls", Secret: t.Secret})
}

// meetingFile is the two tables as they are written.
type meetingFile struct {
	TLS struct {
		Cert string `toml:"cert"`
		Key  string `toml:"key"`
	} `toml:"tls"`
	Meeting struct {
		Enabled        bool   `toml:"enabled"`
		NodeIP         string `toml:"node_ip"`
		UDPPort        int    `toml:"udp_port"`
		TCPPort        int    `toml:"tcp_port"`
		LiveKitURL     string `toml:"livekit_url"`
		LiveKitKeyFile string `toml:"livekit_key_file"`
		E2EE           bool   `toml:"e2ee"`
		VaultKeyFile   string `toml:"vault_key_file"`
		RecordingDays  int    `toml:"recording_days"`
		MessageDays    int    `toml:"message_days"`
		Rules          string `toml:"rules"`
		TURN           struct {
			Host       string   `toml:"host"`
			Port       int      `toml:"port"`
			UDPListen  string   `toml:"udp_listen"`
			SecretFile string   `toml:"secret_file"`
			Peers      []string `toml:"peers"`
		} `toml:"turn"`
	} `toml:"meeting"`
}

func defaultMeeting() (f meetingFile) {
	f.Meeting.Enabled, f.Meeting.E2EE = true, true
	f.Meeting.UDPPort, f.Meeting.RecordingDays, f.Meeting.MessageDays = 7882, 30, 90
	return f
}

var meetingKeys = []keyText{
	{"tls.cert", `a certificate's file (PEM), together with tls.key; fleetd then speaks HTTPS and TURN on listen`},
	{"tls.key", `the certificate's key file (PEM), together with tls.cert`},
	{"meeting.enabled", `true or false`},
	{"meeting.node_ip", `the IP address that browsers send pictures and sound to, "192.0.2.10"`},
	{"meeting.udp_port", `the port of all media, 1 to 65535, or 0 for any free one`},
	{"meeting.tcp_port", `a port for media by TCP, 1 to 65535, or 0 for none`},
	{"meeting.livekit_url", `the address of a LiveKit server elsewhere, "https://rooms.example.cn", together with meeting.livekit_key_file`},
	{"meeting.livekit_key_file", `a file with one line KEY: SECRET, the secret of at least 32 characters, together with meeting.livekit_url`},
	{"meeting.e2ee", `true or false`},
	{"meeting.vault_key_file", `the file of the key that seals recordings and messages, "/etc/fleetd/vault.key"`},
	{"meeting.recording_days", `days that recordings are kept, 1 to 3650`},
	{"meeting.message_days", `days that messages are kept, 1 to 3650`},
	{"meeting.rules", `a file (TOML) of the rules who is rung for how long`},
	{"meeting.turn.host", `the name or address by which browsers reach this server or another TURN server, "law.example.cn"`},
	{"meeting.turn.port", `the port of TURN by TLS as browsers reach it, 1 to 65535`},
	{"meeting.turn.udp_listen", `an address to serve TURN by UDP on, "0.0.0.0:3478"`},
	{"meeting.turn.secret_file", `a file with one line, a secret of at least 16 characters`},
	{"meeting.turn.peers", `a list of media ports that may be relayed to, ["10.0.0.0/24:50000-60000"]`},
}

// meeting checks the two tables, after the rest of c was read.
func (r *reader) meeting(f meetingFile, c *Config) {
	if f.TLS.Cert != "" || f.TLS.Key != "" {
		if _, err := tls.LoadX509KeyPair(f.TLS.Cert, f.TLS.Key); err != nil {
			r.fault("tls.cert", fmt.Sprintf("allowed is %s (%v)", allowed("tls.cert"), err))
		}
		c.TLS = TLSConfig{Cert: f.TLS.Cert, Key: f.TLS.Key}
		if c.PublicURL != nil && c.PublicURL.Scheme != "https" {
			r.fault("public_url", `must begin with https:// where [tls] is set, "https://law.example.cn"`)
		}
	}
	m := f.Meeting
	out := MeetingConfig{
		Enabled: m.Enabled, NodeIP: r.nodeIP(m.NodeIP, c.Listen), UDPPort: r.number("meeting.udp_port", m.UDPPort, 0, 65535), TCPPort: r.number("meeting.tcp_port", m.TCPPort, 0, 65535),
		E2EE: m.E2EE, VaultKey: m.VaultKeyFile, Rules: m.Rules,
		RecordingDays: r.number("meeting.recording_days", m.RecordingDays, 1, 3650), MessageDays: r.number("meeting.message_days", m.MessageDays, 1, 3650),
	}
	if out.VaultKey == "" {
		out.VaultKey = filepath.Join(c.DataDir, "vault.key")
	}
	if m.Rules != "" {
		info, err := os.Stat(m.Rules)
		r.want("meeting.rules", err == nil && info.Mode().IsRegular())
	}
	r.want("meeting.livekit_key_file", (m.LiveKitURL == "") == (m.LiveKitKeyFile == ""))
	if m.LiveKitURL != "" && m.LiveKitKeyFile != "" {
		u, err := url.Parse(m.LiveKitURL)
		r.want("meeting.livekit_url", err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "wss" || u.Scheme == "ws"))
		out.External = u
		key, secret, ok := strings.Cut(oneLine(m.LiveKitKeyFile), ":")
		out.APIKey, out.APISecret = strings.TrimSpace(key), strings.TrimSpace(secret)
		r.want("meeting.livekit_key_file", ok && out.APIKey != "" && len(out.APISecret) >= 32)
	}
	c.Meeting = out
	r.turn(f, c)
}

func (r *reader) turn(f meetingFile, c *Config) {
	m := f.Meeting.TURN
	t := TURNConfig{Host: m.Host, Port: m.Port, UDPListen: m.UDPListen}
	if t.UDPListen != "" {
		r.address("meeting.turn.udp_listen", t.UDPListen)
	}
	if t.Host == "" && c.Relays() && c.PublicURL != nil {
		t.Host = c.PublicURL.Hostname()
	}
	r.want("meeting.turn.host", !strings.ContainsAny(t.Host, "/ ") && (!strings.Contains(t.Host, ":") || net.ParseIP(t.Host) != nil))
	if t.Port == 0 {
		t.Port = 443
		if c.TLS.On() && c.PublicURL != nil && c.PublicURL.Port() != "" {
			t.Port, _ = strconv.Atoi(c.PublicURL.Port()) // a URL's port is a number
		}
	}
	r.number("meeting.turn.port", t.Port, 1, 65535)
	switch {
	case m.SecretFile != "":
		t.Secret = oneLine(m.SecretFile)
		r.want("meeting.turn.secret_file", len(t.Secret) >= relay.MinSecret)
	case t.Host != "" && !c.TLS.On() && t.UDPListen == "":
		r.fault("meeting.turn.secret_file", "is missing: without [tls] the host is a TURN server elsewhere, which shares a secret; allowed is "+allowed("meeting.turn.secret_file"))
	default:
		t.Secret = rand.Text()
	}
	for _, text := range m.Peers {
		p, err := relay.ParsePeer(text)
		if err != nil {
			r.fault("meeting.turn.peers", fmt.Sprintf("allowed is %s (%v)", allowed("meeting.turn.peers"), err))
		}
		t.Peers = append(t.Peers, p)
	}
	c.Meeting.TURN = t
}

func (r *reader) number(key string, n, low, high int) int {
	r.want(key, n >= low && n <= high)
	return n
}

// nodeIP is the address given, or that of listen, or this machine's own.
func (r *reader) nodeIP(text, listen string) netip.Addr {
	if text != "" {
		ip, err := netip.ParseAddr(text)
		r.want("meeting.node_ip", err == nil && ip.Zone() == "" && !ip.IsUnspecified())
		return ip.Unmap()
	}
	if at, err := netip.ParseAddrPort(listen); err == nil && !at.Addr().IsUnspecified() {
		return at.Addr().Unmap().WithZone("")
	}
	if host, _, err := net.SplitHostPort(listen); err == nil && host != "localhost" {
		if ip, ok := outward(); ok {
			return ip
		}
	}
	return netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// oneLine is a file's only line, or nothing.
func oneLine(path string) string {
	b, err := os.ReadFile(path)
	text := strings.TrimSpace(string(b))
	if err != nil || strings.ContainsAny(text, "\r\n") {
		return ""
	}
	return text
}

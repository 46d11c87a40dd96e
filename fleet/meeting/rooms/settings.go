package rooms

import (
	"encoding/json"
	"fmt"
	"net"
	"time"

	"github.com/livekit/livekit-server/pkg/config"
)

const noSTUN = "127.0.0.1:9"

// settings are what the embedded server is told. Its configuration is read from
// YAML only, of which JSON is a part.
func (e *Embedded) settings() (*config.Config, error) {
	ip, local, err := nodeIP(e.config.NodeIP)
	if err != nil {
		return nil, err
	}
	httpPort, err := portOf("tcp", e.config.HTTPPort)
	if err != nil {
		return nil, err
	}
	udpPort, err := portOf("udp", e.config.UDPPort)
	if err != nil {
		return nil, err
	}
	rtc := map[string]any{
		"node_ip":                   ip.String(),
		"udp_port":                  udpPort,
		"tcp_port":                  e.config.TCPPort,
		"use_external_ip":           false,
		"enable_loopback_candidate": ip.IsLoopback(),
		// Two people who talk have nothing to pause: a picture becomes coarse, it does not stop.
		"congestion_control": map[string]any{"enabled": true, "allow_pause": false},
	}
	if local {
		rtc["ips"] = map[string]any{"includes": []string{ip.String() + mask(ip)}}
	}
	if len(e.config.TURN) > 0 {
		rtc["turn_servers"] = turnServers(e.config.TURN)
	} else {
		// Without any, LiveKit sends browsers to public STUN servers abroad. A server
		// whose address is known needs none, so they ask their own discard port. (Not
		// ours: Chromium takes whatever comes from a STUN server's address for its answer.)
		rtc["stun_servers"] = []string{noSTUN}
	}
	text, err := json.Marshal(map[string]any{
		"port":           httpPort,
		"bind_addresses": []string{"127.0.0.1"},
		"keys":           map[string]string{e.keys.key: e.keys.secret},
		"rtc":            rtc,
		"turn":           map[string]any{"enabled": false},
		"room": map[string]any{
			"auto_create":       false,
			"max_participants":  maxPeople,
			"empty_timeout":     int(emptyTimeout / time.Second),
			"departure_timeout": int(departureTimeout / time.Second),
			// What browsers encode at 720p on small machines, and what end-to-end encryption can carry.
			"enabled_codecs": []map[string]string{{"mime": "audio/opus"}, {"mime": "audio/red"}, {"mime": "video/VP8"}, {"mime": "video/H264"}, {"mime": "video/VP9"}},
		},
		"limit": map[string]any{
			"max_metadata_size":               1, // 0 would be no limit
			"max_attributes_size":             maxAttributes,
			"max_room_name_length":            maxName,
			"max_participant_identity_length": maxName,
			"max_participant_name_length":     maxName,
		},
		"logging": map[string]any{"level": "warn"},
	})
	if err != nil {
		return nil, err
	}
	return config.NewConfig(string(text), true, nil, nil)
}

func turnServers(servers []TURNServer) []map[string]any {
	told := make([]map[string]any, 0, len(servers))
	for _, t := range servers {
		told = append(told, map[string]any{"host": t.Host, "port": t.Port, "protocol": t.Protocol, "secret": t.Secret, "ttl": int(t.TTL / time.Second)})
	}
	return told
}

// nodeIP is the address to tell browsers, and whether this machine has it.
func nodeIP(given string) (ip net.IP, local bool, err error) {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil, false, fmt.Errorf("cannot list this machine's addresses: %w", err)
	}
	ip = net.ParseIP(given)
	for _, a := range addresses {
		n, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		if given == "" && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			return n.IP, true, nil
		}
		if ip.Equal(n.IP) {
			return ip, true, nil
		}
	}
	if given == "" {
		return net.IPv4(127, 0, 0, 1), true, nil
	}
	return ip, false, nil
}

func mask(ip net.IP) string {
	if ip.To4() != nil {
		return "/32"
	}
	return "/128"
}

// portOf is the port asked for, or a free one. Between the choice and its use
// another program may take it: then the start fails and names the port.
func portOf(network string, port int) (int, error) {
	if port != 0 {
		return port, nil
	}
	if network == "udp" {
		c, err := net.ListenUDP("udp", &net.UDPAddr{})
		if err != nil {
			return 0, fmt.Errorf("cannot find a free UDP port: %w", err)
		}
		defer c.Close()
		return c.LocalAddr().(*net.UDPAddr).Port, nil
	}
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return 0, fmt.Errorf("cannot find a free TCP port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

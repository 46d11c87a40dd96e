package relay

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Peer is a range of media ports that packets are relayed to and from.
type Peer struct {
	Prefix    netip.Prefix
	Low, High uint16 // ports
}

// PeerAt is one port of one address.
func PeerAt(a netip.AddrPort) Peer {
	ip := a.Addr().Unmap().WithZone("")
	return Peer{Prefix: netip.PrefixFrom(ip, ip.BitLen()), Low: a.Port(), High: a.Port()}
}

// ParsePeer reads "10.0.0.5:7882", "10.0.0.0/24:50000-60000" or "[fd00::/64]:7882".
func ParsePeer(text string) (Peer, error) {
	fault := func(why string) (Peer, error) {
		return Peer{}, fmt.Errorf("cannot read %q: %s; write ADDRESS:PORT or ADDRESS/BITS:PORT-PORT", text, why)
	}
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return fault("no port")
	}
	host, ports := text[:i], text[i+1:]
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		host = host[1 : len(host)-1]
	} else if strings.Contains(host, ":") {
		return fault("an IPv6 address stands in brackets")
	}
	prefix, err := netip.ParsePrefix(host)
	if err != nil {
		ip, err := netip.ParseAddr(host)
		if err != nil || ip.Zone() != "" {
			return fault("no address")
		}
		prefix = netip.PrefixFrom(ip.Unmap(), ip.Unmap().BitLen())
	}
	if prefix.Addr().Is4In6() {
		return fault("write an IPv4 address as one")
	}
	low, high, ranged := strings.Cut(ports, "-")
	if !ranged {
		high = low
	}
	l, err1 := strconv.ParseUint(low, 10, 16)
	h, err2 := strconv.ParseUint(high, 10, 16)
	if err1 != nil || err2 != nil || l == 0 || l > h {
		return fault("no ports")
	}
	return Peer{Prefix: prefix.Masked(), Low: uint16(l), High: uint16(h)}, nil
}

// has reports whether a packet may go to or come from a.
func (p Peer) has(a netip.AddrPort) bool {
	return a.Port() >= p.Low && a.Port() <= p.High && p.Prefix.Contains(a.Addr())
}

// String is what ParsePeer reads.
func (p Peer) String() string {
	host, ports := p.Prefix.String(), strconv.Itoa(int(p.Low))
	if p.Prefix.IsSingleIP() {
		host = p.Prefix.Addr().String()
	}
	if p.Prefix.Addr().Is6() {
		host = "[" + host + "]"
	}
	if p.High != p.Low {
		ports += "-" + strconv.Itoa(int(p.High))
	}
	return host + ":" + ports
}

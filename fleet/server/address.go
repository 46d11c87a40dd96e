package server

import (
	"net"
	"net/netip"
)

// ownAddress reports whether this machine has an address. Every machine has the
// whole of the loopback network.
func ownAddress(ip netip.Addr) bool {
	if ip.IsLoopback() {
		return true
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.Equal(ip.AsSlice()) {
			return true
		}
	}
	return false
}

// outward is the address that packets to the internet leave from. Nothing is
// sent to find it: 192.0.2.1 is nobody's (RFC 5737).
func outward() (netip.Addr, bool) {
	c, err := net.Dial("udp4", "192.0.2.1:9") //nolint:noctx // does not wait for anything
	if err != nil {
		return netip.Addr{}, false
	}
	defer c.Close()
	at, err := netip.ParseAddrPort(c.LocalAddr().String())
	return at.Addr(), err == nil && !at.Addr().IsUnspecified()
}

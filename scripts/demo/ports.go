package main

import (
	"context"
	"fmt"
	"net"
)

// portsFree looks at every port before anything is started, so that a taken
// one costs a line and nothing else.
func portsFree(ctx context.Context, o options) error {
	for _, p := range []struct{ flag, addr string }{
		{"-fleet", o.fleet}, {"-mqtt", o.mqtt}, {"-kiosk", o.kiosk}, {"-panel", o.panel}, {"-ipp", o.ipp},
	} {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", p.addr)
		if err != nil {
			return fmt.Errorf("cannot use %s: %w; choose another with make run ARGS=\"%s 127.0.0.1:PORT\"", p.addr, err, p.flag)
		}
		if err := l.Close(); err != nil {
			return fmt.Errorf("cannot release %s: %w", p.addr, err)
		}
	}
	return udpFree(ctx, o.media)
}

// udpFree does so for the port of the meetings' media; 0 is any free one.
func udpFree(ctx context.Context, port int) error {
	l, err := new(net.ListenConfig).ListenPacket(ctx, "udp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return fmt.Errorf("cannot use UDP port %d: %w; choose another with make run ARGS=\"-media PORT\"", port, err)
	}
	if err := l.Close(); err != nil {
		return fmt.Errorf("cannot release UDP port %d: %w", port, err)
	}
	return nil
}

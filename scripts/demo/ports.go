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
	return nil
}

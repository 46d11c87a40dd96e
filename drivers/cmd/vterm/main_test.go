package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	used := l.Addr().String()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tt := range map[string]struct {
		ctx  context.Context
		args []string
		code int
		want string // the last line
	}{
		"help":           {t.Context(), []string{"-h"}, 0, ""},
		"unknown flag":   {t.Context(), []string{"-x"}, 2, ""},
		"an argument":    {t.Context(), []string{"x"}, 2, `vterm: "x" is not a flag; vterm -h lists the flags`},
		"not loopback":   {t.Context(), []string{"-listen", "0.0.0.0:0"}, 2, `vterm: wrong option: -listen "0.0.0.0:0" is not on this machine: use 127.0.0.1 and a port`},
		"no port":        {t.Context(), []string{"-ipp", "127.0.0.1"}, 2, `vterm: wrong option: -ipp "127.0.0.1" is not an address and a port such as 127.0.0.1:8090`},
		"negative baud":  {t.Context(), []string{"-baud", "-1"}, 2, `vterm: wrong option: -baud -1 is negative: use 115200, or 0 for as fast as it goes`},
		"panel's port":   {t.Context(), []string{"-listen", used, "-ipp", "127.0.0.1:0"}, 1, fmt.Sprintf("vterm: cannot listen on %s: the port is in use; stop the program that uses it or choose another port with -listen", used)},
		"printer's port": {t.Context(), []string{"-listen", "127.0.0.1:0", "-ipp", used}, 1, fmt.Sprintf("vterm: cannot listen on %s: the port is in use; stop the program that uses it or choose another port with -ipp", used)},
		"stopped":        {ended, []string{"-listen", "127.0.0.1:0", "-ipp", "127.0.0.1:0"}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var errs bytes.Buffer
			args := tt.args
			if tt.code != 2 {
				args = append(args, "-dir", t.TempDir(), "-printed", t.TempDir())
			}
			if code := run(tt.ctx, args, &errs); code != tt.code {
				t.Errorf("exit code is %d, want %d: %s", code, tt.code, errs.String())
			}
			lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
			if got := lines[len(lines)-1]; tt.want != "" && got != tt.want {
				t.Errorf("last line is %q, want %q", got, tt.want)
			}
		})
	}
}

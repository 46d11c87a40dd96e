package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"go.bug.st/serial"

	"lawkiosk/scripts/rig"
)

const reads = 15

// card compares a card that lies on the reader until its name is on the page
// with the bare exchange of the same three frames on the same simulator.
func card(ctx context.Context, bin string) ([]row, error) {
	h, stop, err := withTerminal(ctx, bin)
	if err != nil {
		return nil, err
	}
	defer stop()
	var bare []time.Duration
	for range reads { // before kioskd: a serial port has one user
		d, err := bareRead(ctx, h)
		if err != nil {
			return nil, err
		}
		bare = append(bare, d)
	}
	kiosk, err := h.StartKiosk(ctx)
	if err != nil {
		return nil, err
	}
	defer kiosk.Kill()
	p, err := openPage(ctx, h)
	if err != nil {
		return nil, err
	}
	defer p.close()
	if err := p.post(ctx, "/api/card/consent", map[string]bool{"accepted": true}, nil); err != nil {
		return nil, err
	}
	var named []time.Duration
	for range reads {
		if err := lay(ctx, h, true); err != nil {
			return nil, err
		}
		began := time.Now()
		if err := p.post(ctx, "/api/card/read", map[string]any{}, nil); err != nil {
			return nil, err
		}
		if err := p.wait(func(e event) bool { return e.Type == "card.read" }); err != nil {
			return nil, err
		}
		named = append(named, time.Since(began))
		if err := lay(ctx, h, false); err != nil {
			return nil, err
		}
	}
	added := middle(named) - middle(bare)
	return []row{atMost("card on reader to name, added", added, middle(bare), "ms", "bare protocol exchange", 10)}, nil
}

func lay(ctx context.Context, h *rig.House, on bool) error {
	method, body := http.MethodDelete, any(nil)
	if on {
		method, body = http.MethodPost, map[string]string{"card": "citizen"}
	}
	_, err := rig.Call(ctx, http.DefaultClient, method, "http://"+h.Panel+"/api/card", nil, body, nil)
	return err
}

// bareRead sends find, select and read as constant frames (GA 490 readers) and
// takes the answers by their length alone.
func bareRead(ctx context.Context, h *rig.House) (time.Duration, error) {
	if err := lay(ctx, h, true); err != nil {
		return 0, err
	}
	port, err := serial.Open(h.Path("vterm", "idcard"), &serial.Mode{BaudRate: 115200})
	if err != nil {
		return 0, fmt.Errorf("cannot open the reader: %w", err)
	}
	defer port.Close()
	if err := port.SetReadTimeout(time.Second); err != nil {
		return 0, fmt.Errorf("cannot set a time-out: %w", err)
	}
	preamble := []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69}
	began := time.Now()
	for _, command := range [][]byte{{0, 3, 0x20, 1, 0x22}, {0, 3, 0x20, 2, 0x21}, {0, 3, 0x30, 1, 0x32}} {
		if _, err := port.Write(append(preamble, command...)); err != nil {
			return 0, fmt.Errorf("cannot write to the reader: %w", err)
		}
		if err := answer(port); err != nil {
			return 0, err
		}
	}
	d := time.Since(began)
	return d, lay(ctx, h, false)
}

// answer reads one frame.
func answer(port serial.Port) error {
	var frame []byte
	buf := make([]byte, 4096)
	for len(frame) < 7 || len(frame) < 7+int(frame[5])<<8+int(frame[6]) {
		n, err := port.Read(buf)
		if err != nil || n == 0 {
			return fmt.Errorf("cannot read the reader's answer after %d bytes: %w", len(frame), err)
		}
		frame = append(frame, buf[:n]...)
	}
	return nil
}

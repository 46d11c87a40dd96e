package relay

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"testing"
	"testing/iotest"
)

func TestParsePeer(t *testing.T) {
	for text, want := range map[string]string{
		"10.0.0.5:7882": "10.0.0.5:7882", "10.0.0.77/24:50000-60000": "10.0.0.0/24:50000-60000", "[fd00::1]:7882": "[fd00::1]:7882", "[fd00::/64]:1-2": "[fd00::/64]:1-2",
		"10.0.0.5": "", "10.0.0.5:0": "", "10.0.0.5:9-8": "", "host:1": "", "10.0.0.5:x": "", "fd00::1:7882": "", "10.0.0.0/33:1": "", "": "", ":": "",
	} {
		p, err := ParsePeer(text)
		if (err == nil) != (want != "") || err == nil && p.String() != want {
			t.Errorf("%q is %v, %v", text, p, err)
		}
	}
	p, _ := ParsePeer("10.0.0.0/24:5-6")
	for at, want := range map[string]bool{"10.0.0.9:5": true, "10.0.0.9:6": true, "10.0.0.9:4": false, "10.0.0.9:7": false, "10.0.1.9:5": false, "[::1]:5": false} {
		if p.has(netip.MustParseAddrPort(at)) != want {
			t.Errorf("%s: %v", at, !want)
		}
	}
}

func FuzzParsePeer(f *testing.F) {
	for _, s := range []string{"10.0.0.5:7882", "10.0.0.0/24:50000-60000", "[fd00::/64]:7882", "[::ffff:1.2.3.4]:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePeer(s)
		if err != nil {
			return
		}
		if again, err := ParsePeer(p.String()); err != nil || again != p {
			t.Fatalf("%q is %s, and that %v %v", s, p, again, err)
		}
		if !p.has(netip.AddrPortFrom(p.Prefix.Addr(), p.Low)) {
			t.Fatalf("%s does not hold its own first port", p)
		}
	})
}

// FuzzFrame takes a stream apart whatever the sizes of its reads, and loses no
// byte of it.
func FuzzFrame(f *testing.F) {
	for _, b := range [][]byte{
		append([]byte{0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42}, make([]byte, 12)...),
		{0x40, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, 0x40, 1, 0, 0},
		{0, 1, 0xFF, 0xEC, 0x21, 0x12, 0xA4, 0x42},
		{0x40, 0, 0xFF, 0xFF},
		{0x80},
		{},
	} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, r := range []io.Reader{bytes.NewReader(b), iotest.OneByteReader(bytes.NewReader(b))} {
			at := 0
			for {
				frame := make([]byte, maxFrame)
				n, err := readFrame(r, frame)
				if err != nil {
					if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, errNotTURN) && !errors.Is(err, errTooLarge) {
						t.Fatal(err)
					}
					if errors.Is(err, io.EOF) && at > len(b) {
						t.Fatal("more was read than was there")
					}
					break
				}
				if n < headerChannel || n > maxFrame || !bytes.Equal(frame[:n], b[at:at+n]) {
					t.Fatalf("a frame of %d bytes is not the stream's", n)
				}
				at += n
			}
		}
	})
}

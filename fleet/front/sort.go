package front

import (
	"bytes"
	"crypto/tls"
	"net"
)

// Protocols by their ALPN names (RFC 7301, RFC 7443).
const (
	protoH2   = "h2"
	protoHTTP = "http/1.1"
	protoTURN = "stun.turn"
)

// kind is what a connection speaks.
type kind int

const (
	kindHTTP kind = iota
	kindTURN
	kinds
)

func (k kind) String() string { return [...]string{"http", "turn"}[k] }

// sort tells what a connection speaks after its handshake. What it reads to
// find out, out reads again.
func sort(t *tls.Conn) (k kind, out net.Conn, err error) {
	switch t.ConnectionState().NegotiatedProtocol {
	case protoH2, protoHTTP:
		return kindHTTP, t, nil
	case protoTURN:
		return kindTURN, t, nil
	}
	return peek(t)
}

// peek reads what has come. A STUN message begins with two zero bits and a
// method below 0x200 (RFC 8489, section 5); no HTTP request begins so.
func peek(c net.Conn) (k kind, out net.Conn, err error) {
	first := make([]byte, 1)
	n := 0
	for n == 0 { // a reader may give nothing without an error
		if n, err = c.Read(first); err != nil && n == 0 {
			return 0, nil, err
		}
	}
	if first[0] <= 1 {
		k = kindTURN
	}
	return k, &peeked{Conn: c, first: first}, nil
}

// peeked reads the first byte again.
type peeked struct {
	net.Conn
	first []byte
}

func (p *peeked) Read(b []byte) (int, error) {
	if len(p.first) > 0 {
		n := copy(b, p.first)
		p.first = p.first[n:]
		return n, nil
	}
	return p.Conn.Read(b)
}

// looksLikeHTTP reports whether bytes that should be a TLS record begin a
// request.
func looksLikeHTTP(b []byte) bool {
	for _, m := range []string{"GET ", "HEAD", "POST", "PUT ", "DELE", "OPTI", "PATC", "CONN", "TRAC"} {
		if bytes.HasPrefix(b, []byte(m)) {
			return true
		}
	}
	return false
}

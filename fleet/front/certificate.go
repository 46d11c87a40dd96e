package front

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"
)

// certificate is the newest good pair of two files. A broken pair, such as one
// that is just being written, changes nothing.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger
	pair              atomic.Pointer[tls.Certificate]
	seen              [2]state // of the files looked at last; used by one goroutine
}

// state is what changes with a file's content.
type state struct {
	at   time.Time
	size int64
}

func openCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log}
	c.seen = c.states()
	pair, err := load(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	c.pair.Store(pair)
	return c, nil
}

func load(certFile, keyFile string) (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("cannot use the certificate: %w; both files must be PEM and belong together", err)
	}
	if pair.Leaf == nil { // GODEBUG x509keypairleaf=0
		if pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
			return nil, fmt.Errorf("cannot read the certificate: %w", err)
		}
	}
	return &pair, nil
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.pair.Load(), nil }

// expires is the end of the certificate in use.
func (c *certificate) expires() time.Time { return c.pair.Load().Leaf.NotAfter }

func (c *certificate) states() (s [2]state) {
	for i, path := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(path); err == nil { // a file that is gone is looked at again when it is back
			s[i] = state{info.ModTime(), info.Size()}
		}
	}
	return s
}

// watch looks at the files until end.
func (c *certificate) watch(end <-chan struct{}, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-end:
			return
		case <-tick.C:
			c.look()
		}
	}
}

// look takes changed files into use.
func (c *certificate) look() {
	now := c.states()
	if now == c.seen {
		return
	}
	c.seen = now
	pair, err := load(c.certFile, c.keyFile)
	if err != nil {
		c.log.Warn("certificate refused, the one before stays", "error", err)
		return
	}
	c.pair.Store(pair)
	c.log.Info("certificate taken into use", "expires", pair.Leaf.NotAfter)
}

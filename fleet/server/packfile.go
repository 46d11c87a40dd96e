package server

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"lawkiosk/content"
)

// packEvery is how soon a new pack file is noticed.
const packEvery = 5 * time.Second

// packFile is the newest good pack of a file. A broken file changes nothing.
type packFile struct {
	path string
	keys []ed25519.PublicKey
	log  *slog.Logger
	pack atomic.Pointer[content.Pack]
	seen os.FileInfo // of the file looked at last; used by one goroutine
}

func openPackFile(path string, keys []ed25519.PublicKey, log *slog.Logger) (*packFile, error) {
	f := &packFile{path: path, keys: keys, log: log}
	pack, err := content.OpenPack(path, keys)
	if err != nil {
		return nil, err
	}
	f.pack.Store(pack)
	f.seen, _ = os.Stat(path) // a file that is gone again is looked at again
	return f, nil
}

// Pack gives the newest good pack.
func (f *packFile) Pack() *content.Pack { return f.pack.Load() }

func (f *packFile) watch(ctx context.Context) error {
	tick := time.NewTicker(packEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			f.look(ctx)
		}
	}
}

func (f *packFile) look(ctx context.Context) {
	now, err := os.Stat(f.path)
	if err != nil || f.seen != nil && now.ModTime().Equal(f.seen.ModTime()) && now.Size() == f.seen.Size() {
		return
	}
	f.seen = now
	pack, err := content.OpenPack(f.path, f.keys)
	if err != nil {
		f.log.WarnContext(ctx, "content pack refused, the one before stays", "error", err)
		return
	}
	f.pack.Store(pack)
	f.log.InfoContext(ctx, "content pack taken into use", "version", pack.Version)
}

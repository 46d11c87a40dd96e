package rooms

import (
	"context"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/livekit/protocol/logger"
)

// process guards what LiveKit keeps for the whole process: its metrics and its
// logger. It is the one state that no value can hold.
var process globals //nolint:gochecknoglobals // see above

type globals struct {
	taken  atomic.Bool
	bridge sync.Once
	log    atomic.Pointer[slog.Logger]
}

// take claims the process for one server and sends LiveKit's words to log.
func (g *globals) take(log *slog.Logger) (release func(), err error) {
	if !g.taken.CompareAndSwap(false, true) {
		return nil, ErrSecond
	}
	g.log.Store(log)
	// Set once: goroutines of an earlier server may still read it.
	g.bridge.Do(func() { logger.SetLogger(bridge{log: &g.log}, "livekit") })
	return func() { g.taken.Store(false) }, nil
}

// bridge passes LiveKit's warnings and errors on, with those of its values that
// cannot hold a name, an address, a token or a description of a session.
type bridge struct {
	log       *atomic.Pointer[slog.Logger]
	component string
	values    []any
}

var secrets = regexp.MustCompile(`eyJ[\w-]+(\.[\w-]*){0,2}`)

const maxWords = 300

// Debugw is logger.Logger's.
func (b bridge) Debugw(string, ...any) {}

// Infow is logger.Logger's.
func (b bridge) Infow(string, ...any) {}

// Warnw is logger.Logger's.
func (b bridge) Warnw(msg string, err error, kv ...any) { b.say(slog.LevelWarn, msg, err, kv) }

// Errorw is logger.Logger's.
func (b bridge) Errorw(msg string, err error, kv ...any) { b.say(slog.LevelError, msg, err, kv) }

func (b bridge) say(level slog.Level, msg string, err error, kv []any) {
	// Pion writes addresses into its sentences, and calls what every network does a warning.
	// Each browser that leaves ends its data channels in the middle of a read.
	if strings.Contains(b.component, "pion") || msg == "error reading data channel" {
		return
	}
	attrs := []any{"what", clean(msg)}
	if err != nil {
		attrs = append(attrs, "error", clean(err.Error()))
	}
	for _, list := range [][]any{b.values, kv} {
		for i := 0; i+1 < len(list); i += 2 {
			key, _ := list[i].(string)
			switch key {
			case "room", "roomID", "participant", "participantID", "pID", "trackID", "status", "method", "port":
				attrs = append(attrs, key, list[i+1])
			}
		}
	}
	b.log.Load().Log(context.Background(), level, "the video server warns", attrs...) // LiveKit's logger is given no context
}

func clean(words string) string {
	words = secrets.ReplaceAllString(words, "[token]")
	if len(words) > maxWords {
		words = strings.ToValidUTF8(words[:maxWords], "")
	}
	return words
}

// WithValues is logger.Logger's.
func (b bridge) WithValues(kv ...any) logger.Logger {
	b.values = append(b.values[:len(b.values):len(b.values)], kv...)
	return b
}

// WithUnlikelyValues is logger.Logger's.
func (b bridge) WithUnlikelyValues(kv ...any) logger.UnlikelyLogger {
	return logger.NewUnlikelyLogger(b, kv...)
}

// WithName is logger.Logger's.
func (b bridge) WithName(string) logger.Logger { return b }

// WithComponent is logger.Logger's.
func (b bridge) WithComponent(component string) logger.Logger {
	b.component += "." + component
	return b
}

// WithCallDepth is logger.Logger's.
func (b bridge) WithCallDepth(int) logger.Logger { return b }

// WithItemSampler is logger.Logger's.
func (b bridge) WithItemSampler() logger.Logger { return b }

// WithoutSampler is logger.Logger's.
func (b bridge) WithoutSampler() logger.Logger { return b }

// WithDeferredValues is logger.Logger's.
func (b bridge) WithDeferredValues() (logger.Logger, logger.DeferredFieldResolver) {
	return b, noValues{}
}

// noValues forgets what LiveKit learns later of a connection.
type noValues struct{}

// Resolve is logger.DeferredFieldResolver's.
func (noValues) Resolve(...any) {}

// Reset is logger.DeferredFieldResolver's.
func (noValues) Reset() {}

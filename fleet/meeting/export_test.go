package meeting

import (
	"context"
	"time"
)

// Sweep is one round of Run.
func (s *Service) Sweep(ctx context.Context) (time.Time, error) { return s.sweep(ctx) }

// Due is when a running call must be looked at again.
func (s *Service) Due(c *Call, now time.Time) time.Time { return s.due(now, c) }

// Bounds that tests go to.
const (
	Grace   = grace
	Lost    = lost
	AskFor  = askFor
	Lately  = lately
	EmptyIs = emptyStep
)

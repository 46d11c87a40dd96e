package meeting

import (
	"context"

	"lawkiosk/fleet/wire"
)

// SealKey asks for the key that free texts are sealed for.
func (d *Door) SealKey(ctx context.Context) (k wire.SealKey, err error) {
	err = d.get(ctx, wire.PathSealKey, &k)
	return k, err
}

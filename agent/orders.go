package agent

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"sync"

	"lawkiosk/fleet/wire"
)

// keptOrders is how many answers are remembered; the fleet sends a command
// again only until its answer arrived.
const keptOrders = 256

// order carries out one kind of command and gives wire.CommandDone's words.
type order func(ctx context.Context) (outcome, detail string)

// answered is a command that was begun. Without an outcome kioskd ended while
// it was at it.
type answered struct {
	ID      string `json:"id"`
	Outcome string `json:"outcome,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

// orders carries out the fleet's commands, each ID at most once: the ID is on
// disk before anything is done.
type orders struct {
	path  string
	kinds map[wire.CommandKind]order
	log   *slog.Logger

	mu   sync.Mutex
	done []answered // oldest first
}

func newOrders(path string, kinds map[wire.CommandKind]order, log *slog.Logger) *orders {
	o := &orders{path: path, kinds: kinds, log: log}
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &o.done)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		log.Error("the memory of the fleet's commands is damaged and begun anew", "err", err)
	}
	return o
}

// do carries out a command, or repeats the answer it gave before.
func (o *orders) do(ctx context.Context, c wire.Command) (outcome, detail string) {
	o.mu.Lock()
	defer o.mu.Unlock() // one at a time
	for _, a := range o.done {
		if a.ID != c.ID {
			continue
		}
		if a.Outcome == "" {
			return "failed", "kioskd was started anew while it was at it"
		}
		return a.Outcome, a.Detail
	}
	carry, ok := o.kinds[c.Kind]
	if !ok {
		return "unknown", "this kioskd does not know the command " + string(c.Kind)
	}
	o.done = append(o.done, answered{ID: c.ID})
	o.done = slices.Clone(o.done[max(0, len(o.done)-keptOrders):])
	if err := o.save(); err != nil {
		o.done = o.done[:len(o.done)-1]
		o.log.Error("cannot remember a command, so it is not carried out", "err", err)
		return "failed", "the kiosk's disk cannot be written"
	}
	outcome, detail = carry(ctx)
	o.log.Info("a command was carried out", "id", c.ID, "kind", string(c.Kind), "outcome", outcome, "detail", detail)
	o.done[len(o.done)-1] = answered{ID: c.ID, Outcome: outcome, Detail: detail}
	if err := o.save(); err != nil {
		o.log.Error("cannot remember a command's answer", "err", err)
	}
	return outcome, detail
}

// save writes the memory durably; the caller holds mu.
func (o *orders) save() error {
	data, err := json.Marshal(o.done)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(o.path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(o.path+".new", o.path)
}

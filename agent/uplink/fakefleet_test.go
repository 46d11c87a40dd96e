package uplink

import (
	"encoding/json"
	"errors"
	"net"
	"slices"
	"sync"
	"testing"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"

	"lawkiosk/fleet/wire"
)

// fakeFleet is a real MQTT endpoint that keeps what it is told, with knobs for
// what can go wrong.
type fakeFleet struct {
	mochi.HookBase
	t      *testing.T
	addr   string
	server *mochi.Server

	mu       sync.Mutex
	changed  *sync.Cond
	batches  []wire.Batch
	presence []wire.Presence
	health   []wire.Health
	refused  int
	loseAcks int // how many batches are stored but not confirmed
	failures int // how many batches are neither stored nor confirmed
}

func newFakeFleet(t *testing.T) *fakeFleet {
	f := &fakeFleet{t: t, addr: "127.0.0.1:0"}
	f.changed = sync.NewCond(&f.mu)
	f.start()
	t.Cleanup(func() { f.stop() })
	return f
}

func (f *fakeFleet) start() {
	f.t.Helper()
	l, err := new(net.ListenConfig).Listen(f.t.Context(), "tcp", f.addr)
	if err != nil {
		f.t.Fatal(err)
	}
	f.addr = l.Addr().String()
	f.server = mochi.New(&mochi.Options{Logger: quiet(), InlineClient: true})
	if err := f.server.AddHook(f, nil); err != nil {
		f.t.Fatal(err)
	}
	if err := f.server.AddListener(listeners.NewNet("tcp", l)); err != nil {
		f.t.Fatal(err)
	}
	if err := f.server.Serve(); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fakeFleet) stop() { _ = f.server.Close() }

// cut breaks every connection as a pulled cable would, seen from the server.
func (f *fakeFleet) cut() {
	for _, c := range f.server.Clients.GetAll() {
		if !c.Net.Inline {
			_ = c.Net.Conn.Close()
		}
	}
}

func (f *fakeFleet) ID() string { return "fake-fleet" }
func (f *fakeFleet) Provides(b byte) bool {
	return slices.Contains([]byte{mochi.OnConnectAuthenticate, mochi.OnACLCheck, mochi.OnPublish, mochi.OnWillSent}, b)
}
func (f *fakeFleet) OnACLCheck(*mochi.Client, string, bool) bool { return true }
func (f *fakeFleet) OnConnectAuthenticate(_ *mochi.Client, pk packets.Packet) bool {
	ok := string(pk.Connect.Username) == kiosk && string(pk.Connect.Password) == token
	f.change(func() {
		if !ok {
			f.refused++
		}
	})
	return ok
}

func (f *fakeFleet) OnPublish(cl *mochi.Client, pk packets.Packet) (packets.Packet, error) {
	if cl.Net.Inline {
		return pk, nil
	}
	_, channel, err := wire.ParseTopic(pk.TopicName)
	if err != nil {
		f.t.Error(err)
	}
	drop := false
	f.change(func() {
		switch channel {
		case wire.ChannelRecords:
			var b wire.Batch
			err = json.Unmarshal(pk.Payload, &b)
			switch {
			case f.failures > 0:
				f.failures--
				drop = true
			case f.loseAcks > 0:
				f.loseAcks--
				drop = true
				f.batches = append(f.batches, b)
			default:
				f.batches = append(f.batches, b)
			}
		case wire.ChannelPresence:
			var p wire.Presence
			err = json.Unmarshal(pk.Payload, &p)
			f.presence = append(f.presence, p)
		case wire.ChannelHealth:
			var h wire.Health
			err = json.Unmarshal(pk.Payload, &h)
			f.health = append(f.health, h)
		case wire.ChannelCommand:
			err = errors.New("a kiosk published a command")
		}
	})
	if err != nil {
		f.t.Error(err)
	}
	if drop {
		cl.Stop(errors.New("commit failed"))
		return pk, packets.ErrRejectPacket
	}
	return pk, nil
}

// OnWillSent gets last wills: mochi does not pass them through OnPublish.
func (f *fakeFleet) OnWillSent(_ *mochi.Client, pk packets.Packet) {
	var p wire.Presence
	if err := json.Unmarshal(pk.Payload, &p); err != nil {
		f.t.Error(err)
	}
	f.change(func() { f.presence = append(f.presence, p) })
}

func (f *fakeFleet) change(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
	f.changed.Broadcast()
}

// wait blocks until ok holds; the test's own deadline is the limit.
func (f *fakeFleet) wait(ok func() bool) {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for !ok() {
		f.changed.Wait()
	}
}

// stored gives the sequences that were stored, without repetitions.
func (f *fakeFleet) stored() []uint64 {
	var seqs []uint64
	for _, b := range f.batches {
		for i := range b.Records {
			seqs = append(seqs, b.First+uint64(i))
		}
	}
	slices.Sort(seqs)
	return slices.Compact(seqs)
}

func (f *fakeFleet) send(c wire.Command) {
	f.t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		f.t.Fatal(err)
	}
	f.sendRaw(data)
}

func (f *fakeFleet) sendRaw(data []byte) {
	f.t.Helper()
	if err := f.server.Publish(wire.Topic(kiosk, wire.ChannelCommand), data, false, 1); err != nil {
		f.t.Fatal(err)
	}
}

package agenttest_test

import (
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/config"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/reception"
	"lawkiosk/fleet/wire"
)

// smallFleet is an MQTT endpoint that gives commands and hears their answers.
type smallFleet struct {
	mochi.HookBase
	t       *testing.T
	server  *mochi.Server
	ready   chan struct{}         // the kiosk takes commands now
	answers chan wire.CommandDone // in the order in which they arrive
}

const fleetKiosk = "520103-001"

// startFleet starts a fleet and tells a kiosk how to reach it.
func startFleet(t *testing.T) (*smallFleet, *config.Fleet) {
	t.Helper()
	f := &smallFleet{t: t, ready: make(chan struct{}, 1), answers: make(chan wire.CommandDone, 16)}
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f.server = mochi.New(&mochi.Options{Logger: slog.New(slog.DiscardHandler), InlineClient: true})
	for _, err := range []error{f.server.AddHook(f, nil), f.server.AddListener(listeners.NewNet("tcp", l)), f.server.Serve()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = f.server.Close() })
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return f, &config.Fleet{URL: "tcp://" + l.Addr().String(), TokenFile: token}
}

func (f *smallFleet) ID() string { return "small-fleet" }

func (f *smallFleet) Provides(b byte) bool {
	return slices.Contains([]byte{mochi.OnConnectAuthenticate, mochi.OnACLCheck, mochi.OnPublish, mochi.OnSubscribed}, b)
}

func (f *smallFleet) OnACLCheck(*mochi.Client, string, bool) bool { return true }

func (f *smallFleet) OnConnectAuthenticate(_ *mochi.Client, pk packets.Packet) bool {
	return string(pk.Connect.Username) == fleetKiosk && string(pk.Connect.Password) == "secret"
}

func (f *smallFleet) OnSubscribed(*mochi.Client, packets.Packet, []byte) {
	select {
	case f.ready <- struct{}{}:
	default:
	}
}

func (f *smallFleet) OnPublish(cl *mochi.Client, pk packets.Packet) (packets.Packet, error) {
	if cl.Net.Inline || pk.TopicName != wire.Topic(fleetKiosk, wire.ChannelRecords) {
		return pk, nil
	}
	var b wire.Batch
	if err := json.Unmarshal(pk.Payload, &b); err != nil {
		f.t.Error(err)
	}
	for _, d := range only[wire.CommandDone](f.t, b.Records, wire.KindCommandDone) {
		f.answers <- d
	}
	return pk, nil
}

// command gives a command and waits for its answer.
func (f *smallFleet) command(id string, kind wire.CommandKind) wire.CommandDone {
	f.t.Helper()
	data, err := json.Marshal(wire.Command{V: wire.Version, ID: id, Kind: kind, Expires: time.Now().Add(time.Hour)})
	if err == nil {
		err = f.server.Publish(wire.Topic(fleetKiosk, wire.ChannelCommand), data, false, 1)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	select {
	case d := <-f.answers:
		if d.ID != id {
			f.t.Fatalf("an answer to %s instead of %s", d.ID, id)
		}
		return d
	case <-time.After(20 * time.Second):
		f.t.Fatalf("the command %s was not answered", kind)
	}
	return wire.CommandDone{}
}

func TestTheFleetsCommandsDoTheirWork(t *testing.T) {
	f, at := startFleet(t)
	k := agenttest.Start(t, agenttest.Options{NoReader: true, Fleet: at})
	<-f.ready
	if d := f.command("early", wire.CommandReload); d.Outcome != "failed" || d.Detail == "" {
		t.Fatalf("a reload without a page: %+v", d)
	}
	page := k.Launch()
	page.Listen()
	awaitPrinter(page, func(d localapi.Device) bool { return d.Ready })

	if d := f.command("reload", wire.CommandReload); d.Outcome != "done" {
		t.Fatalf("reload: %+v", d)
	}
	page.Await(localapi.EventReload, nil, nil)

	page.Begin()
	if d := f.command("end", wire.CommandEndVisit); d.Outcome != "done" || d.Detail != "" {
		t.Fatalf("end of the visit: %+v", d)
	}
	var e reception.Ended
	if page.Await("visit.ended", &e, nil); e.How != "fleet" {
		t.Fatalf("the page was told %+v", e)
	}
	if a := page.Do(http.MethodPost, "/api/visits/current/activity", nil, nil); a.Problem.Code != "visit.over" {
		t.Fatalf("after the end: %d %s", a.Status, a.Body)
	}
	if d := f.command("end again", wire.CommandEndVisit); d.Outcome != "done" || d.Detail == "" {
		t.Fatalf("without a visit: %+v", d)
	}

	if d := f.command("print", wire.CommandTestPrint); d.Outcome != "done" || d.Detail != "2 sides printed" {
		t.Fatalf("test page: %+v", d)
	}
	papers := printed(t, k)
	if len(papers) != 1 || !k.Papers.Made(papers[0]) {
		t.Fatalf("%d papers in the tray", len(papers))
	}
	if d := f.command("print", wire.CommandTestPrint); d.Detail != "2 sides printed" || len(printed(t, k)) != 1 {
		t.Fatalf("the same command again: %+v, %d papers", d, len(printed(t, k)))
	}
	if d := f.command("strange", "self.destruct"); d.Outcome != "unknown" {
		t.Fatalf("an unknown command: %+v", d)
	}
}

package meeting_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

func (w *world) talk(kiosk, user string) wire.Call {
	w.Helper()
	w.on(user)
	c := w.begin(kiosk)
	_, err := w.Answer(w.ctx, user, c.ID, "")
	w.ok(err)
	return w.view(kiosk, c.ID)
}

func TestTokens(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"), lawyer("b", "520103"))
	w.on("a", "b")
	c := w.begin(k1)
	_, err := w.Token(w.ctx, meeting.AtDesk("a"), c.ID)
	w.is(err, meeting.ErrUnknown) // rung only
	_, err = w.Answer(w.ctx, "a", c.ID, "")
	w.ok(err)
	for _, side := range []meeting.Side{meeting.AtKiosk(k1), meeting.AtDesk("a")} {
		token, err := w.Token(w.ctx, side, c.ID)
		w.ok(err)
		if token.Identity == "" || !strings.HasSuffix(token.Token, token.Identity) {
			t.Fatalf("%+v", token)
		}
	}
	for _, side := range []meeting.Side{meeting.AtKiosk(k2), meeting.AtDesk("b"), {}} {
		_, err := w.Token(w.ctx, side, c.ID)
		w.is(err, meeting.ErrUnknown)
	}
	w.rooms.down = true
	_, err = w.Token(w.ctx, meeting.AtKiosk(k1), c.ID)
	w.is(err, meeting.ErrUnavailable)
	w.rooms.down = false
	_, err = w.Finish(w.ctx, "a", c.ID, meeting.NewFinish{Outcome: "advice", Summary: "去仲裁委"})
	w.ok(err)
	_, err = w.Token(w.ctx, meeting.AtKiosk(k1), c.ID)
	w.is(err, meeting.ErrOver)
	got := w.view(k1, c.ID)
	w.want(got, wire.CallEnded, wire.CallFinished)
	if got.Record == nil || got.Record.Summary != "去仲裁委" || got.Record.Lawyer != "a律师" || len(w.rooms.open) != 0 {
		t.Fatalf("%+v, open rooms %v", got.Record, w.rooms.open)
	}
}

func TestCitizenWaitsInTheRoom(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	c := w.begin(k1)
	_, err := w.Token(w.ctx, meeting.AtKiosk(k1), c.ID)
	w.is(err, meeting.ErrState) // nobody is rung
	if c.Room != "" || len(w.rooms.open) != 0 {
		t.Fatalf("room %q, open %v before anybody is rung", c.Room, w.rooms.open)
	}
	w.on("a")
	w.pass(time.Second)
	room := w.view(k1, c.ID).Room
	if room == "" || !w.rooms.open[room] {
		t.Fatalf("room %q, open %v while a desk is rung", room, w.rooms.open)
	}
	_, err = w.Token(w.ctx, meeting.AtKiosk(k1), c.ID)
	w.ok(err)
	d, err := w.Answer(w.ctx, "a", c.ID, "")
	w.ok(err)
	if d.Room != room || d.Entry == nil || d.Entry.Identity != d.Me || !strings.HasPrefix(d.Entry.Token, room) {
		t.Fatalf("the lawyer comes into %q with %+v, the citizen waits in %q", d.Room, d.Entry, room)
	}
	if again, err := w.DeskCall(w.ctx, "a", c.ID); err != nil || again.Entry != nil {
		t.Fatalf("%+v, %v: an entry comes with the answer only", again.Entry, err)
	}
}

func TestRoomClosesWhereNobodyAnswers(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	w.on("a")
	c := w.begin(k1)
	if len(w.rooms.open) != 1 {
		t.Fatalf("open %v while a desk is rung", w.rooms.open)
	}
	w.alive(10*time.Minute, w.here(k1, c.ID), w.desk("a"))
	got := w.view(k1, c.ID)
	w.want(got, wire.CallUnanswered, "")
	if got.Room != "" || len(w.rooms.open) != 0 {
		t.Fatalf("room %q, open %v", got.Room, w.rooms.open)
	}
	_, err := w.Token(w.ctx, meeting.AtKiosk(k1), c.ID)
	w.is(err, meeting.ErrState)
}

func TestRecordingNeedsBoth(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	c := w.talk(k1, "a")
	_, err := w.Agree(w.ctx, k1, c.ID, true)
	w.is(err, meeting.ErrState) // nobody asked
	on := func(want bool) {
		t.Helper()
		if w.view(k1, c.ID).Recording.On != want || (w.MayRecord(w.ctx, "a", c.ID) == nil) != want {
			t.Fatalf("recording is not %v", want)
		}
	}
	_, err = w.AskRecording(w.ctx, "a", c.ID, true)
	w.ok(err)
	on(false)
	_, err = w.Agree(w.ctx, k1, c.ID, true)
	w.ok(err)
	on(true)
	_, err = w.Agree(w.ctx, k1, c.ID, false)
	w.ok(err)
	on(false)
	_, err = w.AskRecording(w.ctx, "a", c.ID, true) // asks anew
	w.ok(err)
	if r := w.view(k1, c.ID).Recording; !r.Asked || r.Citizen != nil {
		t.Fatalf("%+v", r)
	}
	_, err = w.Agree(w.ctx, k1, c.ID, true)
	w.ok(err)
	_, err = w.AskRecording(w.ctx, "a", c.ID, false)
	w.ok(err)
	on(false)
}

func public(t *testing.T) string {
	k, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(k.PublicKey().Bytes())
}

func TestKeys(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	c := w.talk(k1, "a")
	desk, kiosk := meeting.AtDesk("a"), meeting.AtKiosk(k1)
	v, err := w.Keys(w.ctx, desk, c.ID, wire.Keys{Public: public(t)})
	w.ok(err)
	me := v.Me
	wrapped := base64.StdEncoding.EncodeToString(make([]byte, 60))
	_, err = w.Keys(w.ctx, desk, c.ID, wire.Keys{Epoch: 9, Wrapped: map[string]string{me: wrapped}})
	w.is(err, meeting.ErrState) // not the holder
	_, err = w.Keys(w.ctx, kiosk, c.ID, wire.Keys{Epoch: 2, Wrapped: map[string]string{me: wrapped, "nobody": wrapped}})
	w.ok(err)
	v, err = w.View(w.ctx, desk, c.ID)
	w.ok(err)
	if v.Keys.Epoch != 2 || v.Keys.Wrapped[me] != wrapped || v.Keys.Holder != c.Me {
		t.Fatalf("%+v", v.Keys)
	}
	if k := w.view(k1, c.ID).Keys; len(k.Wrapped) != 0 {
		t.Fatalf("sees another's key: %+v", k)
	}
	_, err = w.Keys(w.ctx, kiosk, c.ID, wire.Keys{Epoch: 1, Wrapped: map[string]string{me: wrapped}})
	w.is(err, meeting.ErrState)
	v, err = w.Keys(w.ctx, desk, c.ID, wire.Keys{Public: public(t)}) // reloaded
	w.ok(err)
	if len(v.Keys.Wrapped) != 0 {
		t.Fatal("the wrapped key of the page before is still there")
	}
	for _, k := range []wire.Keys{{Public: "x"}, {Public: base64.StdEncoding.EncodeToString(make([]byte, 65))}, {Epoch: 3, Wrapped: map[string]string{me: "?"}}} {
		_, err := w.Keys(w.ctx, kiosk, c.ID, k)
		w.is(err, meeting.ErrBad)
	}
}

func TestPapers(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	c := w.talk(k1, "a")
	d, err := w.SendPaper(w.ctx, "a", c.ID, meeting.NewPaper{Kind: "sign", Title: "承诺书", Text: "本人" + citizenName})
	w.ok(err)
	p := d.Papers[0].ID
	if got := w.view(k1, c.ID).Papers[0]; got.Text != "本人"+citizenName || got.State != "sent" {
		t.Fatalf("%+v", got)
	}
	_, err = w.SetPaper(w.ctx, k1, c.ID, p, wire.PaperState{State: "signed", Signature: []byte("no picture")})
	w.is(err, meeting.ErrBad)
	var b bytes.Buffer
	w.ok(png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9))))
	_, err = w.SetPaper(w.ctx, k1, c.ID, p, wire.PaperState{State: "signed", Signature: b.Bytes()})
	w.ok(err)
	v, err := w.SetPaper(w.ctx, k1, c.ID, p, wire.PaperState{State: "printed"})
	w.ok(err)
	if v.Papers[0].State != "signed" || v.Papers[0].Detail != "printed" {
		t.Fatalf("%+v", v.Papers[0])
	}
	_, err = w.SetPaper(w.ctx, k1, c.ID, p, wire.PaperState{State: "declined"})
	w.is(err, meeting.ErrState)
	got, err := w.Signature(w.ctx, "a", "::1", c.ID, p)
	w.ok(err)
	if !bytes.Equal(got, b.Bytes()) || len(w.audit) != 1 || w.audit[0].Action != "signature.seen" {
		t.Fatalf("%d bytes, audit %+v", len(got), w.audit)
	}
}

func TestInvitations(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	c := w.talk(k1, "a")
	i, err := w.Invite(w.ctx, "a", c.ID, meeting.NewInvite{Role: "party"})
	w.ok(err)
	_, err = w.SendPaper(w.ctx, "a", c.ID, meeting.NewPaper{Kind: "summary", Title: "摘要", Text: "秘密"})
	w.ok(err)
	second, err := w.Join(w.ctx, k2, wire.Join{Visit: "v2", Code: i.Code[:4] + " " + i.Code[4:]})
	w.ok(err)
	if len(second.People) != 3 || second.Me == c.Me || len(second.Papers) != 0 {
		t.Fatalf("%+v", second)
	}
	for _, p := range second.People {
		if strings.Contains(p.Name, citizenName) {
			t.Fatalf("the second kiosk sees %+v", p)
		}
	}
	_, err = w.Join(w.ctx, "520103-003", wire.Join{Visit: "v3", Code: i.Code})
	w.is(err, meeting.ErrInvitation) // used
	i, err = w.Invite(w.ctx, "a", c.ID, meeting.NewInvite{Role: "family"})
	w.ok(err)
	token, guest, err := w.Enter(w.ctx, "192.0.2.1", strings.TrimPrefix(i.Link, "/join/"))
	w.ok(err)
	side, id, ok := meeting.GuestOf(token)
	if !ok || id != c.ID || len(guest.People) != 4 {
		t.Fatalf("%q %v, %+v", id, ok, guest.People)
	}
	_, err = w.Token(w.ctx, side, id)
	w.ok(err)
	other, _, _ := meeting.GuestOf(id + ".stolen")
	_, err = w.Token(w.ctx, other, id)
	w.is(err, meeting.ErrUnknown)
	_, err = w.RemovePerson(w.ctx, "a", c.ID, guest.Me)
	w.ok(err)
	_, err = w.Token(w.ctx, side, id)
	w.is(err, meeting.ErrOver)
	gone, err := w.View(w.ctx, side, id)
	w.ok(err)
	w.want(gone, wire.CallEnded, wire.CallLeft)

	i, err = w.Invite(w.ctx, "a", c.ID, meeting.NewInvite{Role: "family"})
	w.ok(err)
	w.mu.Lock()
	w.clock = w.clock.Add(16 * time.Minute)
	w.mu.Unlock()
	_, _, err = w.Enter(w.ctx, "192.0.2.1", i.Code)
	w.is(err, meeting.ErrInvitation) // expired
	for range 4 {
		_, _, err = w.Enter(w.ctx, "192.0.2.1", "00000000")
	}
	w.is(err, meeting.ErrInvitation)
	_, _, err = w.Enter(w.ctx, "192.0.2.1", "00000000")
	w.is(err, meeting.ErrTries)
}

func TestTransferAndInterpreter(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"), lawyer("b", "", "city"), lawyer("m", "520121"))
	w.on("b", "m")
	c := w.talk(k1, "a")
	_, err := w.Invite(w.ctx, "a", c.ID, meeting.NewInvite{Role: "interpreter", User: "m"})
	w.ok(err)
	if len(w.rung("m")) != 1 || len(w.rung("b")) != 0 {
		t.Fatal("the invite rings at the wrong desk")
	}
	d, err := w.Answer(w.ctx, "m", c.ID, "")
	w.ok(err)
	if d.Citizen != nil || len(d.People) != 3 {
		t.Fatalf("an interpreter sees %+v", d)
	}
	_, err = w.Transfer(w.ctx, "a", c.ID, meeting.NewTransfer{Pool: "city"})
	w.ok(err)
	if v := w.view(k1, c.ID); v.State != wire.CallTalking || v.Room != c.Room {
		t.Fatalf("%+v", v)
	}
	d, err = w.Answer(w.ctx, "b", c.ID, "")
	w.ok(err)
	if d.Citizen == nil || d.Lawyer != "b" || d.Room != c.Room {
		t.Fatalf("%+v", d)
	}
	_, err = w.Finish(w.ctx, "a", c.ID, meeting.NewFinish{Outcome: "advice"})
	w.is(err, meeting.ErrForbidden)
	w.ok(w.SetDuty(w.ctx, "a", fleet.DutyOn))
	other := w.begin(k2) // a is free again
	_, err = w.Answer(w.ctx, "a", other.ID, "")
	w.ok(err)
	_, err = w.Transfer(w.ctx, "b", c.ID, meeting.NewTransfer{User: "a"})
	w.is(err, meeting.ErrState) // busy
}

func TestBookedCitizenComesFirst(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"), lawyer("b", "520103"))
	w.dir.roster.Shifts = []fleet.Shift{{Lawyer: "b", Weekday: 2, From: "09:00", To: "09:30"}}
	c := w.nobody(k1)
	slots, err := w.Slots(w.ctx, k1, c.ID)
	w.ok(err)
	c, err = w.Book(w.ctx, k1, c.ID, wire.NewBooking{Slot: slots[0].ID})
	w.ok(err)
	n := request("later")
	n.Booking = c.Receipt.Number
	_, err = w.Begin(w.ctx, k1, n)
	w.is(err, meeting.ErrState) // a day too soon
	w.mu.Lock()
	w.clock = slots[0].Begin.Add(-5 * time.Minute)
	w.mu.Unlock()
	w.on("a", "b")
	first := w.begin(k2)
	w.pass(time.Second)
	booked, err := w.Begin(w.ctx, k1, n)
	w.ok(err)
	if booked.Queue.Place != 1 || w.view(k2, first.ID).Queue.Place != 2 {
		t.Fatal("the booked one is not first")
	}
	if got := w.rung("b"); len(got) != 2 || got[0] != booked.ID || len(w.rung("a")) != 1 {
		t.Fatalf("rings: b %v, a %v", got, w.rung("a"))
	}
	_, err = w.Answer(w.ctx, "b", booked.ID, "")
	w.ok(err)
	r, err := w.Receipt(w.ctx, k1, c.Receipt.Number)
	w.ok(err)
	if r.State != "done" {
		t.Fatalf("%+v", r)
	}
}

func TestTasksAndReceipts(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"), lawyer("far", "520121"))
	c := w.nobody(k1)
	c, err := w.Voice(w.ctx, k1, c.ID, "audio/ogg; codecs=opus", []byte("OggS…"))
	w.ok(err)
	_, err = w.Message(w.ctx, k1, c.ID, wire.NewMessage{Text: "还有一句"})
	w.ok(err)
	list, err := w.TaskList(w.ctx, "a", "message", "open")
	w.ok(err)
	if len(list) != 1 || !list[0].HasVoice || !list[0].HasText || !list[0].HasPhone || list[0].Number != c.Receipt.Number {
		t.Fatalf("%+v", list)
	}
	id := list[0].ID
	if _, err := w.Task(w.ctx, "far", "", id); meeting.Code(err) != wire.CallCodeUnknown {
		t.Fatalf("another county opens it: %v", err)
	}
	row, err := w.TakeTask(w.ctx, "a", id)
	w.ok(err)
	if row.Text != "还有一句" || row.Phone != citizenPhone || row.State != meeting.TaskTaken {
		t.Fatalf("%+v", row)
	}
	kind, data, err := w.TaskVoice(w.ctx, "a", "::1", id, 1)
	w.ok(err)
	if kind != "audio/ogg" || string(data) != "OggS…" {
		t.Fatalf("%s %q", kind, data)
	}
	_, err = w.FinishTask(w.ctx, "a", id, meeting.NewDone{Reply: "请带合同来"})
	w.ok(err)
	r, err := w.Receipt(w.ctx, k2, c.Receipt.Number)
	w.ok(err)
	if r.State != "done" || r.Reply != "请带合同来" || r.Lawyer != "a律师" {
		t.Fatalf("%+v", r)
	}
	wrong := "000000000000"
	for range 8 {
		_, err = w.Receipt(w.ctx, k2, wrong)
		w.is(err, meeting.ErrReceipt)
	}
	_, err = w.Receipt(w.ctx, k2, c.Receipt.Number)
	w.is(err, meeting.ErrTries)

	w.mu.Lock()
	w.clock = w.clock.AddDate(0, 0, 31)
	w.mu.Unlock()
	w.start()
	w.pass(0)
	sealed, err := w.store.Sealed(w.ctx, id)
	w.ok(err)
	call, err := w.store.Sealed(w.ctx, c.ID)
	w.ok(err)
	if len(sealed)+len(call) != 0 {
		t.Fatal("personal data is there after its time")
	}
}

func TestDeviceAlarms(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	c := w.begin(k1)
	say := func(camera, path string, want ...string) {
		t.Helper()
		_, err := w.Here(w.ctx, meeting.AtKiosk(k1), c.ID, wire.Here{Camera: camera, Microphone: "on", Path: path})
		w.ok(err)
		list, err := w.Alarms(w.ctx)
		w.ok(err)
		var got []string
		for _, a := range list {
			got = append(got, a.What)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Fatalf("alarms %v, want %v", got, want)
		}
	}
	say("on", "")
	say("busy", "", "camera.busy")
	say("missing", "", "camera.missing")
	say("off", "unreachable", "camera.missing", "turn.unreachable")
	say("on", "relay")
}

// TestNothingPersonalInTheClear looks for the citizen's data where it must not be.
func TestNothingPersonalInTheClear(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	c := w.talk(k1, "a")
	_, err := w.SetNotes(w.ctx, "a", c.ID, citizenName+"说的")
	w.ok(err)
	_, err = w.SendPaper(w.ctx, "a", c.ID, meeting.NewPaper{Kind: "form", Item: "f", Title: citizenName + "的申请书", Values: map[string]string{"name": citizenName, "id": citizenID}})
	w.ok(err)
	_, err = w.Finish(w.ctx, "a", c.ID, meeting.NewFinish{Outcome: "advice", Summary: citizenName, FollowUp: meeting.FollowUp{Kind: "callback"}})
	w.ok(err)
	w.ok(w.store.Close())
	db, err := os.ReadFile(w.path)
	w.ok(err)
	wal, _ := os.ReadFile(w.path + "-wal")
	for _, plain := range []string{citizenName, citizenID, citizenPhone} {
		if bytes.Contains(db, []byte(plain)) || bytes.Contains(wal, []byte(plain)) {
			t.Errorf("%s is in the database", plain)
		}
		if strings.Contains(w.logs.String(), plain) {
			t.Errorf("%s is in the log", plain)
		}
	}
}

package idcardtest

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ask has the simulator's listener hear a command and gives the sound answer.
func ask(t *testing.T, s *Simulator, frame string) []byte {
	t.Helper()
	var ear listener
	for _, b := range unhex(t, frame) {
		if q, whole := ear.hear(b); whole {
			return s.respond(q).bytes
		}
	}
	t.Fatalf("the simulator did not hear %s", frame)
	return nil
}

const (
	head      = "AAAAAA9669"
	find      = head + "0003 2001 22"
	selectIt  = head + "0003 2002 21"
	read      = head + "0003 3001 32"
	isFound   = head + "0008 00009F 00000000 97"
	notFound  = head + "0004 000080 84"
	done      = head + "0004 000090 94"
	noSelect  = head + "0004 000081 85"
	readFails = head + "0004 000041 45"
)

func TestStateMachineOfACard(t *testing.T) {
	s, err := New(Options{Link: "unused"})
	if err != nil {
		t.Fatal(err)
	}
	card, _ := CardByID("citizen")
	want := func(frame, answer string) {
		t.Helper()
		if got := ask(t, s, frame); !bytes.Equal(got, unhex(t, answer)) {
			t.Errorf("%s is answered % X, want %s", frame, got, answer)
		}
	}
	want(head+"0003 10FF EC", done)
	want(head+"0003 11FF ED", done)
	want(find, notFound)
	s.Put(card)
	want(selectIt, noSelect) // not found yet
	want(read, readFails)    // not selected yet
	want(find, isFound)
	want(find, isFound)
	want(read, readFails)
	want(selectIt, head+"000C 000090 0000000000000000 9C")
	want(find, notFound) // must be lifted first
	if got := ask(t, s, read); len(got) != 7+3+4+256+1024+1 || !bytes.HasPrefix(got, unhex(t, head+"0508 000090 01000400")) {
		t.Errorf("read is answered with %d bytes % X…", len(got), got[:min(14, len(got))])
	}
	s.Lift()
	want(read, readFails)
	s.Put(card)
	want(find, isFound)
	want(head+"0003 9999 03", head+"0004 000021 25") // no such command
	want(head+"0003 2001 23", head+"0004 000010 14") // wrong checksum
	want("AA"+find, isFound)                         // a fourth AA
}

func TestInjectRefusesWhatItDoesNotKnow(t *testing.T) {
	s, err := New(Options{Link: "unused"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []Fault{{}, {Kind: "fire"}, {Kind: "silent", Step: "dance"}, {Kind: "silent", Times: -1}} {
		if s.Inject(f) == nil {
			t.Errorf("fault %+v was taken", f)
		}
	}
}

func TestFaultCountsDown(t *testing.T) {
	s, err := New(Options{Link: "unused"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Inject(Fault{Kind: "status", Step: "status", Code: 0x60, Times: 2}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []byte{0x60, 0x60, 0x90} {
		if got := ask(t, s, head+"0003 11FF ED")[9]; got != want {
			t.Errorf("answer %d has SW3 %02X, want %02X", i+1, got, want)
		}
	}
}

func TestLinkIsReplacedButNoFile(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "idcard")
	if err := os.Symlink("/nowhere", link); err != nil {
		t.Fatal(err)
	}
	s := StartSimulator(t, Options{Link: link})
	if _, err := os.Stat(link); err != nil {
		t.Errorf("a link left by a killed run was not replaced: %v", err)
	}
	s.Unplug()
	if _, err := os.Lstat(link); !os.IsNotExist(err) {
		t.Errorf("the link is still there after the unplug: %v", err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("keep"), 0o600); err != nil {
		t.Fatal(err)
	}
	other, err := New(Options{Link: file})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "is not a link") {
		t.Errorf("a file in the link's place gives %v", err)
	}
}

func TestPaceIsThatOfTheLine(t *testing.T) {
	if got := pace(115200, 1152); got != 100*time.Millisecond {
		t.Errorf("1152 bytes at 115200 take %s, want 100ms", got)
	}
}

func TestDemoNumbersAreTests(t *testing.T) {
	for _, c := range Cards() {
		if c.Strange {
			continue
		}
		id := c.Want.ID.Reveal()
		if !strings.Contains(id, "110101") {
			t.Errorf("card %q: its number does not say that it is a test", c.ID)
		}
		if len(id) == 18 && withCheckDigit(id[:17]) != id {
			t.Errorf("card %q: wrong check digit, want %s", c.ID, withCheckDigit(id[:17])[17:])
		}
		if len(c.Text) != 256 || len(c.Photo) != 1024 {
			t.Errorf("card %q: text %d bytes, photo %d bytes", c.ID, len(c.Text), len(c.Photo))
		}
	}
}

// FuzzListener fuzzes what a driver may write.
func FuzzListener(f *testing.F) {
	f.Add([]byte("\xAA\xAA\xAA\x96\x69\x00\x03\x20\x01\x22"))
	f.Add([]byte("\xAA\xAA\xAA\xAA\x96\x69\xFF\xFF"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		var ear listener
		for _, x := range b {
			ear.hear(x)
		}
	})
}

package voice_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"lawkiosk/agent/voice"
	"lawkiosk/agent/voice/voicetest"
	"lawkiosk/content"
)

// installed finds espeak-ng; where peers are required it must be there.
func installed(t *testing.T) voice.Espeak {
	t.Helper()
	path, err := exec.LookPath("espeak-ng")
	if err != nil {
		if os.Getenv("LAWKIOSK_PEERS") == "required" {
			t.Fatal("espeak-ng is missing: apt-get install espeak-ng")
		}
		t.Skip("espeak-ng is not installed")
	}
	return voice.Espeak{Command: path}
}

func TestEspeak(t *testing.T) { voicetest.Suite(t, installed(t)) }

// TestEspeakTakesTextAsText: what a text says is neither an option, nor
// mark-up, nor phonemes, nor a command.
func TestEspeakTakesTextAsText(t *testing.T) {
	e := installed(t)
	for _, text := range []string{"-f /etc/passwd", "[[h@l'oU]] ]]", "<speak><audio src='/etc/passwd'/></speak>", "$(reboot); `reboot`", "--version\x00", "｛[[ 好 a", "\xff\xfe abc"} {
		for _, lang := range content.Languages() {
			wav, err := e.Speak(t.Context(), voice.Line{Text: text, Lang: lang})
			if err != nil {
				t.Errorf("%q: %v", text, err)
				continue
			}
			if _, err := voice.Inspect(wav); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
}

func TestEspeakThatMisbehaves(t *testing.T) {
	line := voicetest.Lines()[0]
	for name, c := range map[string]struct{ script, want string }{
		"it fails":             {"echo 'no voice data' >&2; exit 3", "no voice data"},
		"it fails silently":    {"exit 3", "exit status 3"},
		"it gives nothing":     {"cat >/dev/null", "no WAV file"},
		"it gives rubbish":     {"echo rubbish rubbish rubbish", "no WAV file"},
		"it never stops":       {"cat /dev/zero", "too long"},
		"it wants no text":     {"exec </dev/null; echo x >&2; exit 1", "says"},
		"it says far too much": {"head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 1", "says"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := voice.Espeak{Command: voicetest.Program(t, c.script)}.Speak(t.Context(), line)
			if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 10_000 {
				t.Errorf("error %v", err)
			}
		})
	}
	t.Run("it is missing", func(t *testing.T) {
		e := voice.Espeak{Command: filepath.Join(t.TempDir(), "none")}
		if _, err := e.Speak(t.Context(), line); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("error %v", err)
		}
		if e.Check(t.Context()) == nil {
			t.Error("a missing program is said to work")
		}
	})
}

// TestEspeakThatHangs: it is killed with its children when its time is over.
func TestEspeakThatHangs(t *testing.T) {
	note := filepath.Join(t.TempDir(), "pid")
	program := voicetest.Program(t, "sleep 600 & echo $! > "+note+".new; mv "+note+".new "+note+"; wait")
	var raw []byte
	// A busy machine may not have started the script in the first time.
	for patience := 300 * time.Millisecond; raw == nil; patience *= 2 {
		e := voice.Espeak{Command: program, Timeout: patience}
		if _, err := e.Speak(t.Context(), voicetest.Lines()[0]); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error %v", err)
		}
		var err error
		if raw, err = os.ReadFile(note); err != nil && patience > time.Minute {
			t.Fatal("the script never started")
		}
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	until(t, "the child to be gone", func() bool { return gone(pid) })
}

// gone tells whether a process runs no more; one that nobody has collected yet
// does not run.
func gone(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || strings.Contains(string(stat), ") Z ")
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	late := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-late:
			t.Fatalf("waited in vain for %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

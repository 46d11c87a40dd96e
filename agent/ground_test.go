package agent

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

func TestAnOutboxThatDoesNotOpenSaysWhatToDo(t *testing.T) {
	for want, err := range map[string]error{
		"room on its disk": &fs.PathError{Op: "write", Path: "outbox.db", Err: syscall.ENOSPC},
		"write there":      &fs.PathError{Op: "open", Path: "outbox.db", Err: syscall.EACCES},
		"other kioskd":     errors.New("timeout"),
	} {
		if got := outboxHelp(fmt.Errorf("cannot open: %w", err)); !strings.Contains(got, want) {
			t.Errorf("%v gives %q", err, got)
		}
	}
}

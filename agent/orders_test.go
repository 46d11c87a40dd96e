package agent

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"lawkiosk/fleet/wire"
)

func TestEachCommandIsCarriedOutOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "commands.json")
	times := 0
	open := func() *orders {
		return newOrders(path, map[wire.CommandKind]order{
			wire.CommandReload: func(context.Context) (string, string) { times++; return "done", fmt.Sprint("time ", times) },
		}, slog.New(slog.DiscardHandler))
	}
	o := open()
	for i, c := range []struct {
		id, kind, outcome, detail string
	}{
		{"a", "page.reload", "done", "time 1"},
		{"a", "page.reload", "done", "time 1"},
		{"b", "page.reload", "done", "time 2"},
		{"c", "self.destruct", "unknown", "this kioskd does not know the command self.destruct"},
		{"b", "page.reload", "done", "time 2"},
	} {
		if i == 4 {
			o = open() // kioskd was started anew
		}
		outcome, detail := o.do(t.Context(), wire.Command{ID: c.id, Kind: wire.CommandKind(c.kind)})
		if outcome != c.outcome || detail != c.detail {
			t.Errorf("%d: %s %q, want %s %q", i, outcome, detail, c.outcome, c.detail)
		}
	}
	for i := range keptOrders + 3 {
		o.do(t.Context(), wire.Command{ID: fmt.Sprint("many", i), Kind: wire.CommandReload})
	}
	if len(o.done) != keptOrders {
		t.Errorf("%d answers are kept", len(o.done))
	}
}

func TestACommandThatWasCutShortIsNotRepeated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "commands.json")
	if err := os.WriteFile(path, []byte(`[{"id":"a"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	o := newOrders(path, map[wire.CommandKind]order{
		wire.CommandTestPrint: func(context.Context) (string, string) {
			t.Error("carried out again")
			return "done", ""
		},
	}, slog.New(slog.DiscardHandler))
	if outcome, _ := o.do(t.Context(), wire.Command{ID: "a", Kind: wire.CommandTestPrint}); outcome != "failed" {
		t.Errorf("answer %s", outcome)
	}
}

func TestACommandIsNotCarriedOutWhenItCannotBeRemembered(t *testing.T) {
	o := newOrders(filepath.Join(t.TempDir(), "none", "commands.json"), map[wire.CommandKind]order{
		wire.CommandReload: func(context.Context) (string, string) { t.Error("carried out"); return "done", "" },
	}, slog.New(slog.DiscardHandler))
	if outcome, _ := o.do(t.Context(), wire.Command{ID: "a", Kind: wire.CommandReload}); outcome != "failed" {
		t.Errorf("answer %s", outcome)
	}
}

func TestDamagedMemoryOfCommands(t *testing.T) {
	path := filepath.Join(t.TempDir(), "commands.json")
	if err := os.WriteFile(path, []byte("\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if o := newOrders(path, nil, slog.New(slog.DiscardHandler)); len(o.done) != 0 {
		t.Errorf("%+v", o.done)
	}
}

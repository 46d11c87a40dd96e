package vault

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// killedIn tells this program, run again, to append to the vault in a folder.
const killedIn = "LAWKIOSK_TEST_KILLED_IN"

// appendUntilKilled prints the id of a blob, and the number of each piece that was confirmed.
func appendUntilKilled(dir string) {
	key, err := LoadKey(filepath.Join(dir, "key"), filepath.Join(dir, "vault"))
	if err != nil {
		panic(err)
	}
	c := config(filepath.Join(dir, "vault"))
	c.Kinds["recording"] = Kind{c.Kinds["recording"].Keep, 1 << 30}
	v, err := New(c, Deps{Cipher: key, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		panic(err)
	}
	id, err := v.Begin(context.Background(), "recording", Meta{})
	if err != nil {
		panic(err)
	}
	fmt.Println(id)
	for n := 1; ; n++ {
		if err := v.Write(context.Background(), id, n, bytes.Repeat([]byte{byte(n)}, 300<<10)); err != nil {
			panic(err)
		}
		fmt.Println(n)
	}
}

// TestKilled kills a program that appends, with SIGKILL and at several
// places: each piece that it confirmed is there, and readable.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	for _, after := range []int{1, 2, 7, 20} {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), killedIn+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		id, confirmed := "", 0
		for lines.Scan() {
			if id == "" {
				id = lines.Text()
			} else if _, err := fmt.Sscan(lines.Text(), &confirmed); err != nil {
				t.Fatal(err)
			}
			if confirmed == after {
				_ = cmd.Process.Kill() // it may be confirming another one just now
			}
		}
		_ = cmd.Wait() // killed
		key, err := LoadKey(filepath.Join(dir, "key"), filepath.Join(dir, "vault"))
		if err != nil {
			t.Fatal(err)
		}
		v, err := New(config(filepath.Join(dir, "vault")), Deps{Cipher: key, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		i, err := v.Stat(t.Context(), id)
		if err != nil || i.There < confirmed || i.There > confirmed+1 || len(i.Gaps) > 0 {
			t.Fatalf("%d confirmed: %+v %v", confirmed, i, err)
		}
		r, err := v.Open(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= i.There; n++ {
			piece := make([]byte, 300<<10)
			if _, err := io.ReadFull(r, piece); err != nil || strings.Trim(string(piece), string([]byte{byte(n)})) != "" {
				t.Fatalf("piece %d: %v", n, err)
			}
		}
		if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF { //nolint:errorlint // the end itself
			t.Fatal(n, err)
		}
		r.Close()
		if err := v.Write(t.Context(), id, i.There+1, []byte("goes on")); err != nil {
			t.Fatal(err)
		}
	}
}

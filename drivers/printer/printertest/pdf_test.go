package printertest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// packed is a PDF 1.5 whose objects lie in a compressed object stream.
func packed(pages int) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", fmt.Sprintf("<< /Type /Pages /Count %d /Kids [ ] >>", pages)}
	var index, bodies, z bytes.Buffer
	for i, o := range objects {
		fmt.Fprintf(&index, "%d %d ", i+1, bodies.Len())
		bodies.WriteString(o + " ")
	}
	w := zlib.NewWriter(&z)
	_, _ = w.Write(append(index.Bytes(), bodies.Bytes()...))
	_ = w.Close()
	var b bytes.Buffer
	fmt.Fprintf(&b, "%%PDF-1.5\n3 0 obj\n<< /Type /ObjStm /N 2 /First %d /Filter /FlateDecode /Length %d >>\nstream\n", index.Len(), z.Len())
	b.Write(z.Bytes())
	b.WriteString("\nendstream\nendobj\n4 0 obj\n<< /Type /XRef /Root 1 0 R >>\nstream\n\nendstream\nendobj\nstartxref\n0\n%%EOF\n")
	return b.Bytes()
}

func TestCountPages(t *testing.T) {
	for _, c := range []struct {
		name string
		pdf  []byte
		want int // 0 for an error
	}{
		{"one page", PDF(1, "a"), 1},
		{"many pages", PDF(137, "a"), 137},
		{"object streams", packed(4), 4},
		{"updated in place", append(PDF(1, "a"), []byte("2 0 obj\n<< /Type /Pages /Count 3 >>\nendobj\ntrailer << /Root 1 0 R >>\n")...), 3},
		{"empty", nil, 0},
		{"no PDF", []byte("hello"), 0},
		{"only a head", []byte("%PDF-1.7\n"), 0},
		{"no page tree", []byte("%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer << /Root 1 0 R >>"), 0},
		{"no pages", PDF(0, "a"), 0},
		{"absurd count", bytes.Replace(PDF(1, "a"), []byte("/Count 1"), []byte("/Count 999999999"), 1), 0},
		{"cut", PDF(5, "a")[:400], 0},
	} {
		got, err := CountPages(c.pdf)
		if got != c.want || (err == nil) != (c.want > 0) {
			t.Errorf("%s: got %d, %v, want %d", c.name, got, err, c.want)
		}
	}
}

// TestPDFIsValid has another program read what the suite prints.
func TestPDFIsValid(t *testing.T) {
	if _, err := exec.LookPath("pdfinfo"); err != nil {
		if os.Getenv("LAWKIOSK_PEERS") == "required" {
			t.Fatal("pdfinfo is not installed: apt-get install poppler-utils")
		}
		t.Skip("pdfinfo is not installed: apt-get install poppler-utils")
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, PDF(3, "a (b)"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdfinfo", file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Pages:           3") || strings.Contains(string(out), "Error") {
		t.Errorf("pdfinfo: %v\n%s", err, out)
	}
}

func FuzzCountPages(f *testing.F) {
	f.Add(PDF(2, "a"))
	f.Add(packed(2))
	f.Add([]byte("%PDF-1.4 1 0 obj /Type /ObjStm /First 999999999 stream\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if n, err := CountPages(data); err == nil && (n < 1 || n > maxPages) {
			t.Errorf("got %d pages", n)
		}
	})
}

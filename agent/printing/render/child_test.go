package render_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
)

// TestMain lets the test binary be the child process, well or ill behaved.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "render" {
		if err := render.Main(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if len(os.Args) == 3 && os.Args[1] == "ill" {
		ill(os.Args[2])
	}
	goleak.VerifyTestMain(m)
}

func ill(how string) {
	switch how {
	case "crash":
		panic("110101199001010015")
	case "hang":
		time.Sleep(time.Hour)
	case "flood":
		for {
			if _, err := os.Stdout.Write(make([]byte, 1<<20)); err != nil {
				os.Exit(0)
			}
		}
	case "short":
		fmt.Print(`{"pages":1,"bytes":99}` + "\n%PDF-1.7")
	}
	os.Exit(0)
}

func request(t *testing.T) render.Request {
	o := options(t)
	o.Fonts = render.Fonts{}
	return render.Request{Kind: render.KindForm, Form: sampleForm(), Values: sampleValues(), Options: o}
}

func TestChildMakesWhatLocalMakes(t *testing.T) {
	r := request(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	a, err := render.Child{Exe: exe}.Render(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	b, err := render.Local{Fonts: options(t).Fonts}.Render(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if a.Pages != 2 || a.Pages != b.Pages || !bytes.Equal(a.PDF, b.PDF) {
		t.Errorf("child made %d pages of %d bytes, local %d of %d", a.Pages, len(a.PDF), b.Pages, len(b.PDF))
	}
}

func TestChildTellsWhy(t *testing.T) {
	r := request(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	g := sampleGuide()
	g.Title = "\U0001F600"
	_, err = render.Child{Exe: exe}.Render(t.Context(), render.Request{Kind: render.KindGuide, Guide: g, Options: r.Options})
	if err == nil || !strings.Contains(err.Error(), "U+1F600") {
		t.Errorf("missing character: %v", err)
	}
	_, err = render.Child{Exe: exe}.Render(t.Context(), render.Request{Kind: "poem"})
	if err == nil || !strings.Contains(err.Error(), "poem") {
		t.Errorf("unknown kind: %v", err)
	}
	r.Values["facts"] = strings.Repeat("很", render.MaxRequestBytes/3)
	if _, err := (render.Child{Exe: exe}).Render(t.Context(), r); !errors.Is(err, render.ErrTooLong) {
		t.Errorf("too long: %v", err)
	}
	if _, err := (render.Child{Exe: "/no/such/file"}).Render(t.Context(), request(t)); err == nil {
		t.Error("a missing binary was no error")
	}
}

func TestIllBehavedChildren(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for how, want := range map[string]string{
		"crash": "exit status 2", "hang": "stopped after", "flood": "too long", "short": "whole paper", "silent": "page count",
	} {
		t.Run(how, func(t *testing.T) {
			c := render.Child{Exe: exe, Args: []string{"ill", how}}
			if how == "hang" {
				c.Timeout = 300 * time.Millisecond
			}
			_, err := c.Render(t.Context(), render.Request{Kind: render.KindTest})
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "110101") {
				t.Errorf("error is %v", err)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (render.Child{Exe: exe}).Render(ctx, render.Request{Kind: render.KindTest}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestMainRefusesBadRequests(t *testing.T) {
	for name, in := range map[string]string{
		"empty": "", "not JSON": "身份证", "too long": strings.Repeat(" ", render.MaxRequestBytes+1),
		"value of the wrong type": `{"values":{"id":110101199001010015}}`,
	} {
		var out bytes.Buffer
		err := render.Main(strings.NewReader(in), &out)
		if err == nil || strings.Contains(err.Error(), "110101") || out.Len() > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzMain(f *testing.F) {
	f.Add(`{"kind":"form","form":{"title":{"zh":"表"},"parts":[{"fields":[{"id":"a","type":"choice","options":[{"zh":"是"}]}]}]},"values":{"a":"是"},"options":{"lang":"zh-CN"}}`)
	f.Add(`{"kind":"guide","guide":{"title":"题","sections":[{"title":"节","blocks":[{"kind":"ol","items":[[{"t":"字"}]]}]}]},"options":{"url":"x"}}`)
	f.Add(`{"kind":"test"}`)
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		if err := render.Main(strings.NewReader(in), &out); (err != nil) == (out.Len() > 0) {
			t.Errorf("error %v with %d bytes", err, out.Len())
		}
	})
}

func FuzzForm(f *testing.F) {
	o := options(f)
	for _, s := range []string{"测试甲", "𬭎\u3000a\n\n第27条（一）", "\x00\xff\u202e\u200b\U000E0100", strings.Repeat("a", 500)} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, label, value string) {
		form := &content.Form{Title: both(label, ""), Closing: both(value, ""), Parts: []content.FormPart{{Title: both(label, label), Fields: []content.Field{
			{ID: "a", Label: both(label, ""), Help: both(value, ""), Type: "text"},
			{ID: "b", Label: both(label, ""), Type: "choice", Options: []content.Text{both(value, label), both(label, value)}},
			{ID: "c", Type: "area"},
			{ID: "d", Type: "date"},
			{ID: "e", Type: "money"},
		}}}}
		var b bytes.Buffer
		n, err := render.Form(&b, form, map[string]string{"a": value, "b": value, "c": value, "d": value, "e": value}, o)
		if err != nil && !errors.Is(err, render.ErrTooLong) {
			t.Fatal(err)
		}
		if err == nil && (n < 1 || !bytes.HasSuffix(b.Bytes(), []byte("%%EOF\n"))) {
			t.Errorf("%d pages, %d bytes", n, b.Len())
		}
	})
}

func BenchmarkGuide(b *testing.B) {
	o := options(b)
	g := sampleGuide()
	for b.Loop() {
		var w bytes.Buffer
		if _, err := render.Guide(&w, g, o); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(w.Len()), "bytes")
	}
}

func BenchmarkForm(b *testing.B) {
	o := options(b)
	for b.Loop() {
		var w bytes.Buffer
		if _, err := render.Form(&w, sampleForm(), sampleValues(), o); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(w.Len()), "bytes")
	}
}

func BenchmarkChild(b *testing.B) {
	o := options(b)
	o.Fonts = render.Fonts{}
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := (render.Child{Exe: exe}).Render(b.Context(), render.Request{Kind: render.KindGuide, Guide: sampleGuide(), Options: o}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestPicturesThatCannotBePrinted(t *testing.T) {
	o := options(t)
	var wide, empty bytes.Buffer
	if err := errors.Join(png.Encode(&wide, image.NewGray(image.Rect(0, 0, 2001, 1))), png.Encode(&empty, image.NewNRGBA(image.Rect(0, 0, 40, 20)))); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"none": nil, "text": []byte("110101"), "too large": make([]byte, render.MaxPictureBytes+1), "too wide": wide.Bytes()} {
		_, err := render.WriteSheet(io.Discard, &render.Sheet{Signature: &render.Signature{PNG: data}}, o)
		if !errors.Is(err, render.ErrPicture) || strings.Contains(err.Error(), "110101") {
			t.Errorf("%s: %v", name, err)
		}
	}
	var b bytes.Buffer
	if _, err := render.WriteSheet(&b, &render.Sheet{Kicker: "签", Title: "𠮷野", Signature: &render.Signature{PNG: empty.Bytes()}}, o); err != nil {
		t.Errorf("a signature without ink: %v", err)
	}
}

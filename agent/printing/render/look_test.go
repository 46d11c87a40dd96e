package render_test

import (
	"os"
	"testing"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
)

func TestLook(t *testing.T) {
	f, err := render.BuiltinFonts()
	if err != nil {
		t.Skip(err)
	}
	o := render.Options{Centre: sampleCentre(), Lang: content.Chinese, URL: "http://127.0.0.1:9000/g/unpaid-wages", Fonts: f, Now: sampleTime(), Terminal: "520103-001"}
	w, _ := os.Create("/tmp/pr/guide.pdf")
	n, err := render.Guide(w, sampleGuide(), o)
	t.Log(n, err)
	w, _ = os.Create("/tmp/pr/test.pdf")
	n, err = render.TestPage(w, o)
	t.Log(n, err)
	w, _ = os.Create("/tmp/pr/form.pdf")
	n, err = render.Form(w, sampleForm(), sampleValues(), o)
	t.Log(n, err)
}

package render_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
)

// scrawl is a signature as the page sends it: black strokes on white.
func scrawl(t *testing.T) []byte {
	t.Helper()
	const w, h = 900, 320
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for x := 100; x < 800; x++ {
		for y := range 9 {
			img.SetGray(x, 60+(x*7)%200+y, color.Gray{Y: 20})
		}
	}
	return encoded(t, img)
}

func encoded(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func signed(t *testing.T, f *content.Form, signature []byte, o render.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := render.SignedForm(&b, f, sampleValues(), signature, o); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("LAWKIOSK_PAPERS"); dir != "" { // to be looked at
		name := strings.NewReplacer("/", "-", " ", "-").Replace(t.Name())
		if err := os.WriteFile(dir+"/"+name+".pdf", b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// inked counts the dark dots of a paper as a printer would set them.
func inked(t *testing.T, pdf []byte) int {
	t.Helper()
	n := 0
	for _, v := range []byte(poppler(t, "pdftoppm", pdf, "-gray", "-r", "100")) {
		if v < 128 {
			n++
		}
	}
	return n
}

func TestASignatureOfTheScreenIsOnTheForm(t *testing.T) {
	o := options(t)
	for _, lang := range content.Languages() {
		o.Lang = lang
		t.Run(string(lang), func(t *testing.T) {
			by := map[content.Lang][2]string{
				content.Chinese: {"在终端屏幕上签名", "日期：" + o.Now.Format("2006年1月2日")},
				content.English: {"Signed on the kiosk's screen", "Date: " + o.Now.Format("2 January 2006")},
			}[lang]
			plain, pdf := signed(t, sampleForm(), nil, o), signed(t, sampleForm(), scrawl(t), o)
			text, before := squeeze(poppler(t, "pdftotext", pdf, "-raw")), squeeze(poppler(t, "pdftotext", plain, "-raw"))
			for _, words := range by {
				if n := strings.Count(text, squeeze(words)); n != 1 {
					t.Errorf("%q is there %d times", words, n)
				}
				if strings.Contains(before, squeeze(words)) {
					t.Errorf("%q is on a form that nobody signed", words)
				}
			}
			if more := inked(t, pdf) - inked(t, plain); more < 500 {
				t.Errorf("the signature has %d dots", more)
			}
			unclipped(t, pdf)
		})
	}
}

// Where several sign, the others still have their own empty boxes.
func TestOnlyTheFirstBoxIsSigned(t *testing.T) {
	o := options(t)
	f := sampleForm()
	f.Signers = []content.Signer{{Label: both("申请人", "Applicant"), Finger: true}, {Label: both("代理人", "Agent")}}
	text := squeeze(poppler(t, "pdftotext", signed(t, f, scrawl(t), o), "-layout"))
	if n := strings.Count(text, "在终端屏幕上签名"); n != 1 {
		t.Errorf("%d boxes are signed", n)
	}
	if !strings.Contains(text, squeeze("日期：年月日")) {
		t.Error("the second has no room for a date")
	}
}

func TestASignatureThatIsNone(t *testing.T) {
	o := options(t)
	white := image.NewGray(image.Rect(0, 0, 90, 30))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	if !bytes.Equal(signed(t, sampleForm(), encoded(t, white), o), signed(t, sampleForm(), nil, o)) {
		t.Error("an empty signature is not as none")
	}
	whole := scrawl(t)
	for name, bad := range map[string][]byte{
		"no picture": []byte("signed"),
		"cut":        whole[:len(whole)/2],
		"too large":  append(whole, make([]byte, render.MaxPictureBytes)...),
		"too wide":   encoded(t, image.NewGray(image.Rect(0, 0, 2001, 10))),
	} {
		var b bytes.Buffer
		if _, err := render.SignedForm(&b, sampleForm(), sampleValues(), bad, o); !errors.Is(err, render.ErrPicture) || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, b.Len())
		}
	}
}

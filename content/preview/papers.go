package preview

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"lawkiosk/content"
)

// Kioskd makes papers with the program that prints them: "kioskd render" takes a
// request on its standard input and answers with a line and the PDF, as it does
// for itself. Content imports nothing of the kiosk; a test of the renderer
// reads what is written here.
type Kioskd struct {
	Exe string // "bin/kioskd"
}

// request is what "kioskd render" reads.
type request struct {
	Kind    string            `json:"kind"`
	Guide   *content.Guide    `json:"guide,omitempty"`
	Form    *content.Form     `json:"form,omitempty"`
	Values  map[string]string `json:"values,omitempty"`
	Options options           `json:"options"`
}

type options struct {
	Centre content.Centre `json:"centre"`
	Lang   content.Lang   `json:"lang"`
	Now    time.Time      `json:"now"`
}

// FormRequest asks "kioskd render" for a form.
func FormRequest(f *content.Form, values map[string]string, l content.Lang, now time.Time) ([]byte, error) {
	return json.Marshal(request{Kind: "form", Form: f, Values: values, Options: options{Lang: l, Now: now}})
}

// GuideRequest asks "kioskd render" for a guide.
func GuideRequest(g *content.Guide, now time.Time) ([]byte, error) {
	return json.Marshal(request{Kind: "guide", Guide: g, Options: options{Lang: g.Lang, Now: now}})
}

// Form makes a form's paper.
func (k Kioskd) Form(ctx context.Context, f *content.Form, values map[string]string, l content.Lang, now time.Time) ([]byte, error) {
	raw, err := FormRequest(f, values, l, now)
	if err != nil {
		return nil, fmt.Errorf("cannot ask for the form: %w", err)
	}
	return k.render(ctx, raw)
}

// Guide makes a guide's leaflet.
func (k Kioskd) Guide(ctx context.Context, g *content.Guide, now time.Time) ([]byte, error) {
	raw, err := GuideRequest(g, now)
	if err != nil {
		return nil, fmt.Errorf("cannot ask for the guide: %w", err)
	}
	return k.render(ctx, raw)
}

func (k Kioskd) render(ctx context.Context, raw []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, k.Exe, "render")
	cmd.Stdin = bytes.NewReader(raw)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("cannot render with %s: %w\n%s", k.Exe, err, said.String())
	}
	return PDF(out)
}

// PDF takes the paper out of an answer of "kioskd render".
func PDF(answer []byte) ([]byte, error) {
	_, pdf, found := bytes.Cut(answer, []byte("\n"))
	if !found || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return nil, errors.New("cannot read the renderer's answer: it holds no paper")
	}
	return pdf, nil
}

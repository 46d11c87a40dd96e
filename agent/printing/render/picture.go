package render

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	greys "image/color"
	"image/png"

	"github.com/signintech/gopdf"
)

// Limits of a picture of a signature.
const (
	MaxPictureBytes  = 256 << 10
	maxPictureWidth  = 2000
	maxPictureHeight = 1000
)

// ErrPicture is wrapped where a signature is no picture that can be printed.
var ErrPicture = errors.New("the signature is not a PNG picture of at most 256 KiB and 2000 x 1000 pixels")

// picture is a signature in greys on white, cut to its ink.
type picture struct {
	w, h int
	png  []byte
}

// readPicture reads a PNG file and makes one anew from its pixels, so that
// nothing else of the file gets into a paper.
func readPicture(data []byte) (*picture, error) {
	if len(data) == 0 || len(data) > MaxPictureBytes {
		return nil, fmt.Errorf("cannot render: %w", ErrPicture)
	}
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width < 1 || c.Height < 1 || c.Width > maxPictureWidth || c.Height > maxPictureHeight {
		return nil, fmt.Errorf("cannot render: %w", ErrPicture)
	}
	src, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("cannot render: %w", ErrPicture)
	}
	grey, ink := onWhite(src)
	if ink.Empty() { // an empty signature is left empty
		return &picture{}, nil
	}
	var out bytes.Buffer
	if err := png.Encode(&out, grey.SubImage(ink)); err != nil {
		return nil, fmt.Errorf("cannot render: %w", ErrPicture)
	}
	return &picture{w: ink.Dx(), h: ink.Dy(), png: out.Bytes()}, nil
}

// onWhite lays a picture on white paper and finds where its ink is.
func onWhite(src image.Image) (*image.Gray, image.Rectangle) {
	b := src.Bounds()
	out := image.NewGray(b)
	ink := image.Rectangle{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			n := greys.NRGBAModel.Convert(src.At(x, y)).(greys.NRGBA) //nolint:forcetypeassert // the model's own type
			luma := (299*int(n.R) + 587*int(n.G) + 114*int(n.B)) / 1000
			v := uint8((luma*int(n.A) + 255*(255-int(n.A))) / 255) //nolint:gosec // 0 to 255
			out.SetGray(x, y, greys.Gray{Y: v})
			if v < 200 {
				ink = ink.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return out, ink
}

// draw puts the picture into a box, as large as it fits, in the middle.
func (p *picture) draw(d *doc, x, y, w, h float64) {
	if p.w == 0 {
		return
	}
	scale := min(w/float64(p.w), h/float64(p.h))
	pw, ph := float64(p.w)*scale, float64(p.h)*scale
	holder, err := gopdf.ImageHolderByBytes(p.png)
	if err != nil {
		d.fail(ErrPicture)
		return
	}
	d.fail(d.pdf.ImageByHolder(holder, x+(w-pw)/2, y+(h-ph)/2, &gopdf.Rect{W: pw, H: ph}))
}

package render

import (
	"bytes"
	"errors"
	"image"
	greys "image/color"
	"image/png"
	"testing"
)

// FuzzPicture reads whatever a page may send as a signature. What is taken is a
// picture of its own making that is no larger than the limits.
func FuzzPicture(f *testing.F) {
	img := image.NewNRGBA(image.Rect(0, 0, 3, 2))
	img.Set(1, 1, greys.Black)
	var small bytes.Buffer
	if err := png.Encode(&small, img); err != nil {
		f.Fatal(err)
	}
	f.Add(small.Bytes())
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := readPicture(data)
		if err != nil {
			if !errors.Is(err, ErrPicture) {
				t.Errorf("error %v", err)
			}
			return
		}
		if p.w == 0 {
			return
		}
		c, err := png.DecodeConfig(bytes.NewReader(p.png))
		if err != nil || c.Width != p.w || c.Height != p.h || p.w > maxPictureWidth || p.h > maxPictureHeight {
			t.Errorf("%d x %d became %d x %d, %v", p.w, p.h, c.Width, c.Height, err)
		}
	})
}

package localapi

import (
	"fmt"
	"image"
	"net/http"
	"strings"

	"github.com/boombuler/barcode/qr"

	"lawkiosk/content"
)

// qr answers GET /api/content/qr/{id}.svg with the code of a guide's address.
func (s *Server) qr(w http.ResponseWriter, r *http.Request) {
	id, ok := strings.CutSuffix(r.PathValue("file"), ".svg")
	pack, err := s.deps.Content.Pack(r.Context())
	switch {
	case err != nil:
		s.refuse(w, r, codeOf(err))
	case !ok || guideIn(pack, id, content.Chinese) == nil:
		s.refuse(w, r, "item.none")
	default:
		svg, err := qrSVG(s.guideURL(id))
		if err != nil {
			s.deps.Log.Error("cannot draw a QR code", "err", err)
			s.refuse(w, r, "internal")
			return
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write([]byte(svg)) // the page is gone if this fails
	}
}

// quiet is the white border in modules that ISO/IEC 18004 asks for.
const quiet = 4

// qrSVG draws a text as a QR code, one unit a module, with a white ground so
// that it can be scanned on any theme. Error correction M stands a finger mark.
func qrSVG(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("cannot make a QR code: %w", err)
	}
	var path strings.Builder
	n := code.Bounds().Dx()
	for y := range n {
		for x := 0; x < n; x++ {
			run := 0
			for x+run < n && dark(code, x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path d="%[2]s"/></svg>`, n+2*quiet, path.String()), nil
}

func dark(code image.Image, x, y int) bool {
	r, _, _, _ := code.At(x, y).RGBA()
	return r == 0
}

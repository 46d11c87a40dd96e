package httpapi

import (
	"net/url"
	"strings"
	"testing"
)

func TestWhatPagesMay(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	for path, want := range map[string]string{"/": "camera=(self)", "/desk": "display-capture=(self)", "/join/x": "microphone=(self)", "/g/wages": "camera=()"} {
		if got := w.do("GET", path, "").header.Get("Permissions-Policy"); !strings.Contains(got, want) {
			t.Errorf("%s: %s", path, got)
		}
	}
	for video, want := range map[string]string{
		"": "connect-src 'self';", "wss://rooms.example.cn": "connect-src 'self' https://rooms.example.cn wss://rooms.example.cn;",
		"http://192.0.2.1:7880": "connect-src 'self' http://192.0.2.1:7880 ws://192.0.2.1:7880;",
	} {
		a := &API{}
		if video != "" {
			a.cfg.Video, _ = url.Parse(video)
		}
		if got := a.policy(); !strings.Contains(got, want) || !strings.Contains(got, "media-src 'self' blob:") || strings.Contains(got, "unsafe-eval") {
			t.Errorf("%q: %s", video, got)
		}
	}
}

package printing

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
)

// document is a request with its content looked up.
type document struct {
	title string
	req   render.Request // without Values
}

// document checks a request and finds what it asks for.
func (s *Service) document(r Request) (document, error) {
	if r.Copies < 1 || r.Copies > maxCopies {
		return document{}, fmt.Errorf("cannot print %d copies, 1 to %d are allowed: %w", r.Copies, maxCopies, ErrBadRequest)
	}
	if r.Lang != content.Chinese && r.Lang != content.English {
		return document{}, fmt.Errorf("cannot print in language %q, zh-CN and en are allowed: %w", r.Lang, ErrBadRequest)
	}
	d := document{title: r.Title}
	d.req.Kind = render.Kind(r.Kind)
	o := &d.req.Options
	// Papers show the centre's own time, and a kiosk's clock runs in UTC.
	*o = render.Options{Lang: r.Lang, Terminal: s.cfg.Kiosk, Now: s.deps.Now().In(time.FixedZone("CST", 8*3600))}
	pack := s.deps.Content()
	if pack != nil {
		if i := slices.IndexFunc(pack.Centres, func(c content.Centre) bool { return c.ID == s.cfg.Centre }); i >= 0 {
			o.Centre = pack.Centres[i]
		}
	}
	title := ""
	switch r.Kind {
	case KindTest:
	case KindGuide:
		if pack != nil {
			d.req.Guide = pack.Guides[r.Lang][r.Item]
		}
		if d.req.Guide == nil {
			return document{}, fmt.Errorf("cannot print guide %q: %w", r.Item, ErrNoItem)
		}
		title = d.req.Guide.Title
		if s.cfg.PublicURL != "" {
			o.URL = strings.TrimSuffix(s.cfg.PublicURL, "/") + "/g/" + r.Item
		}
	case KindForm:
		if pack != nil {
			d.req.Form = pack.Forms[r.Item]
		}
		if d.req.Form == nil {
			return document{}, fmt.Errorf("cannot print form %q: %w", r.Item, ErrNoItem)
		}
		title = d.req.Form.Title.In(r.Lang)
	case KindSheet:
		if r.Sheet == nil {
			return document{}, fmt.Errorf("cannot print a sheet that is not there: %w", ErrBadRequest)
		}
		d.req.Sheet, o.URL = r.Sheet, r.URL
	default:
		return document{}, fmt.Errorf("cannot print a %q, guide, form, sheet and test are allowed: %w", r.Kind, ErrBadRequest)
	}
	if d.title == "" {
		d.title = title
	}
	return d, nil
}

// paper gives a document's PDF: a prepared file for a guide, fresh bytes for
// anything else.
type paper struct {
	file  string // of the cache
	pdf   []byte
	pages int
}

func (s *Service) paper(ctx, run context.Context, d document, r Request) (paper, error) {
	if d.req.Kind == render.KindGuide {
		return s.cache.get(run, d.req, s.deps.Render)
	}
	d.req.Values, d.req.Signature = r.Values, r.Signature
	p, err := s.deps.Render.Render(ctx, d.req)
	if err != nil {
		return paper{}, err
	}
	return paper{pdf: p.PDF, pages: p.Pages}, nil
}

// Prepare renders a guide in the background, so that Print finds it ready. It
// does nothing while the Service does not run or for an unknown guide.
func (s *Service) Prepare(guide string, lang content.Lang) {
	run, err := s.enter()
	if err != nil {
		return
	}
	d, err := s.document(Request{Kind: KindGuide, Item: guide, Lang: lang, Copies: 1})
	if err != nil {
		s.wg.Done()
		return
	}
	go func() {
		defer s.wg.Done()
		if _, err := s.cache.get(run, d.req, s.deps.Render); err != nil && run.Err() == nil {
			s.deps.Log.Warn("cannot prepare a guide for printing", "guide", guide, "lang", lang, "err", err)
		}
	}()
}

// cache keeps guides that were rendered on this day, as files. It is emptied
// at start: nothing in it needs to survive a power cut.
type cache struct {
	dir   string
	group singleflight.Group
	mu    sync.Mutex
	known map[string]paper
	order []string
}

const maxCached = 48 // guides, about 150 kB each

func (c *cache) reset() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.order = map[string]paper{}, nil
	if err := errors.Join(os.RemoveAll(c.dir), os.MkdirAll(c.dir, 0o700)); err != nil {
		return fmt.Errorf("cannot empty the folder of prepared papers: %w", err)
	}
	return nil
}

// cacheKey names what a paper shows: the content itself, so that a new pack
// needs no further care, and the day, which the paper bears.
func cacheKey(r render.Request) (string, error) {
	y, m, day := r.Options.Now.Date()
	r.Options.Now = time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
	raw, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("cannot name a paper: %w", err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(raw))[:32], nil
}

func (c *cache) get(run context.Context, r render.Request, by render.Renderer) (paper, error) {
	key, err := cacheKey(r)
	if err != nil {
		return paper{}, err
	}
	c.mu.Lock()
	p, ok := c.known[key]
	c.mu.Unlock()
	if ok {
		return p, nil
	}
	// Not ctx but the Service's own life bounds the work: others may wait for it.
	res, err, _ := c.group.Do(key, func() (any, error) {
		made, err := by.Render(run, r)
		if err != nil {
			return paper{}, err
		}
		return c.add(key, made)
	})
	if err != nil {
		return paper{}, err
	}
	return res.(paper), nil
}

func (c *cache) add(key string, made render.Paper) (paper, error) {
	path := filepath.Join(c.dir, key+pdfExt)
	if err := os.WriteFile(path, made.PDF, 0o600); err != nil {
		return paper{}, fmt.Errorf("cannot keep a prepared paper: %w", err)
	}
	p := paper{file: path, pages: made.Pages}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[key], c.order = p, append(c.order, key)
	for len(c.order) > maxCached {
		old := c.order[0]
		c.order = c.order[1:]
		_ = os.Remove(c.known[old].file) // a job that uses it has a link of its own
		delete(c.known, old)
	}
	return p, nil
}

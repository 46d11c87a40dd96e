// Package httpapi is the fleet's HTTP door: the REST interface of the
// operators' console (OpenAPI 3.1 from these handlers), live events, the console's
// files, and the public pages of guides. fleet/server imports it.
package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"lawkiosk/content"
	"lawkiosk/fleet"
	"lawkiosk/fleet/live"
	"lawkiosk/fleet/vault"
)

// Store is what the handlers need of the database.
type Store interface {
	fleet.Status
	fleet.Commands
	fleet.Users
	fleet.Sessions
	fleet.Factors
	fleet.LawyerStore
	fleet.Civic
	fleet.Audit
	KioskTokens
	Ping(ctx context.Context) error
}

// Config is the door's configuration.
type Config struct {
	PublicURL *url.URL      // where browsers find it; https makes cookies Secure
	Idle      time.Duration // a session ends after this without use
	Max       time.Duration // a session ends after this anyway
	Video     *url.URL      // of video rooms elsewhere, to which pages may connect; nil: none
}

// Deps are what the handlers work with.
type Deps struct {
	Store      Store
	Hub        *live.Hub
	Meetings   Meetings         // nil: no video calls
	RoomsDown  func() time.Time // since when the video rooms do not run; zero, or nil: they do
	Recordings Recordings       // nil: nothing can be recorded
	// Gate makes what serves wire.PathSignal, and is told who may pass; nil:
	// browsers go elsewhere for it.
	Gate    func(allow Allow, address func(*http.Request) string) http.Handler
	Cipher  vault.Cipher            // opens the secrets of second factors
	Content func() *content.Pack    // the newest good pack
	Push    func(kiosk string)      // a kiosk has a new command
	Refused func() map[string]int64 // the MQTT door's counters
	Console fs.FS                   // built console
	Built   bool                    // false: Console is a placeholder
	Metrics prometheus.Gatherer
	Log     *slog.Logger
	Now     func() time.Time
	Version string
}

// API answers HTTP requests.
type API struct {
	cfg       Config
	deps      Deps
	huma      huma.API
	handler   http.Handler
	lockout   *lockout
	addresses *addresses
	doorTries *addresses // wrong tokens of kiosks
	recorders *recorders
	places    *places
	hashing   chan struct{} // a slot for each password being hashed
	streams   chan struct{} // a slot for each live listener at a console
	outside   chan struct{} // the same for kiosks and guests
	closing   chan struct{} // closed when live listeners must end
	once      sync.Once
}

// Limits of what may run at once.
const (
	hashesAtOnce  = 4   // 19 MB each
	streamsAtOnce = 500 // live listeners at consoles
	outsideAtOnce = 4000
	maxBody       = 16 << 10
)

// New makes the door and starts nothing.
func New(cfg Config, deps Deps) *API {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	a := &API{
		cfg: cfg, deps: deps, lockout: newLockout(deps.Now), addresses: newAddresses(deps.Now), places: &places{pack: deps.Content},
		doorTries: newAddresses(deps.Now), recorders: &recorders{by: map[string]recorder{}}, hashing: make(chan struct{}, hashesAtOnce), streams: make(chan struct{}, streamsAtOnce),
		outside: make(chan struct{}, outsideAtOnce), closing: make(chan struct{}),
	}
	mux := http.NewServeMux()
	a.huma = humago.New(mux, a.description())
	a.huma.UseMiddleware(a.authorize)
	a.sessionRoutes()
	a.overviewRoutes()
	a.titleRoutes()
	a.libraryRoutes()
	a.kioskRoutes()
	a.commandRoutes()
	a.auditRoutes()
	a.liveRoutes()
	a.kioskDoorRoutes()
	a.deskRoutes()
	a.taskRoutes()
	a.rosterRoutes()
	a.makingRoutes()
	a.hearingRoutes()
	a.figureRoutes()
	a.opinionRoutes()
	a.ratingRoutes()
	a.guestRoutes()
	a.signalRoutes(mux)
	a.pageRoutes(mux)
	a.guideRoutes(mux)
	mux.HandleFunc("GET /healthz", a.healthz)
	if deps.Metrics != nil {
		mux.Handle("GET /metrics", a.loopbackOnly(promhttp.HandlerFor(deps.Metrics, promhttp.HandlerOpts{})))
	}
	a.withoutNull("Call", "DeskCall", "Desk", "DeskRing", "Me", "Colleague", "Queue", "Offers", "Summary", "Now", "LawyerFigures")
	a.handler = a.around(mux)
	return a
}

// ServeHTTP answers a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// CloseStreams ends the live listeners, so that a server can stop.
func (a *API) CloseStreams() { a.once.Do(func() { close(a.closing) }) }

// OpenAPI gives the description of the REST interface as indented JSON.
func (a *API) OpenAPI() ([]byte, error) {
	b, err := a.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(v, "", "  ")
	return append(out, '\n'), err
}

// withoutNull says of types of other packages that their lists are never null.
func (a *API) withoutNull(types ...string) {
	all := a.huma.OpenAPI().Components.Schemas.Map()
	for _, name := range types {
		for _, p := range all[name].Properties {
			if p.Type == huma.TypeArray {
				p.Nullable = false
			}
		}
	}
}

func (a *API) description() huma.Config {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "lawkiosk fleet", Version: a.deps.Version,
				Description: "What the operators' console asks of the fleet server. Sign in with POST /api/session; the cookie lk_session carries the session.",
			},
			Components: &huma.Components{
				Schemas: registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: cookieName},
					"guest":   {Type: "apiKey", In: "cookie", Name: guestCookie},
					"kiosk":   {Type: "http", Scheme: "basic"},
				},
			},
		},
		Formats: huma.DefaultFormats, DefaultFormat: "application/json",
		Transformers: []huma.Transformer{humanProblem},
	}
}

// public stands for no right at all: an operation that needs no session.
const public fleet.Right = "public"

// route is an operation of the interface.
type route struct {
	method, path, id, summary string
	who                       fleet.Right
	status                    int    // 0: 200
	tag                       string // groups operations in the description
	max                       int64  // of the body in bytes; 0: maxBody
}

// handle registers a route with its rule. Every operation goes through here, so
// none lacks a right or the shape of its errors.
func handle[I, O any](a *API, r route, f func(context.Context, *I) (*O, error)) {
	huma.Register(a.huma, a.operation(r), f)
}

func (a *API) operation(r route) huma.Operation {
	problem := a.huma.OpenAPI().Components.Schemas.Schema(problemType(), true, "Problem")
	op := huma.Operation{
		OperationID: r.id, Method: r.method, Path: r.path, Summary: r.summary, DefaultStatus: r.status,
		MaxBodyBytes: maxBody, Metadata: map[string]any{"right": r.who},
		Responses: map[string]*huma.Response{"default": {
			Description: "A problem (RFC 9457); detail is a sentence for people.",
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: problem}},
		}},
	}
	if r.max > 0 {
		op.MaxBodyBytes, op.BodyReadTimeout = r.max, uploadWithin
	}
	if r.tag != "" {
		op.Tags = []string{r.tag}
	}
	switch r.who {
	case public:
	case kioskDoor, guestDoor:
		op.Security = []map[string][]string{{string(r.who): {}}}
	default:
		op.Description = fmt.Sprintf("Right: %s (%v).", r.who, r.who.Has())
		op.Security = []map[string][]string{{"session": {}}}
	}
	return op
}

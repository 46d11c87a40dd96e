// Package httpapi is the fleet's HTTP door: the REST interface of the
// operators' console (OpenAPI 3.1 from these handlers), live events, the console's
// files, and the public pages of guides. fleet/server imports it.
package httpapi

import (
	"context"
	"encoding/json"
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
)

// Store is what the handlers need of the database.
type Store interface {
	fleet.Status
	fleet.Commands
	fleet.Users
	fleet.Sessions
	fleet.Audit
	Ping(ctx context.Context) error
}

// Config is the door's configuration.
type Config struct {
	PublicURL *url.URL      // where browsers find it; https makes cookies Secure
	Idle      time.Duration // a session ends after this without use
	Max       time.Duration // a session ends after this anyway
}

// Deps are what the handlers work with.
type Deps struct {
	Store   Store
	Hub     *live.Hub
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
	places    *places
	hashing   chan struct{} // a slot for each password being hashed
	streams   chan struct{} // a slot for each live listener
	closing   chan struct{} // closed when live listeners must end
	once      sync.Once
}

// Limits of what may run at once.
const (
	hashesAtOnce  = 4   // 19 MB each
	streamsAtOnce = 500 // live listeners
	maxBody       = 16 << 10
)

// New makes the door and starts nothing.
func New(cfg Config, deps Deps) *API {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	a := &API{
		cfg: cfg, deps: deps, lockout: newLockout(deps.Now), addresses: newAddresses(deps.Now), places: &places{pack: deps.Content},
		hashing: make(chan struct{}, hashesAtOnce), streams: make(chan struct{}, streamsAtOnce), closing: make(chan struct{}),
	}
	mux := http.NewServeMux()
	a.huma = humago.New(mux, a.description())
	a.huma.UseMiddleware(a.authorize)
	a.sessionRoutes()
	a.overviewRoutes()
	a.titleRoutes()
	a.kioskRoutes()
	a.commandRoutes()
	a.auditRoutes()
	a.liveRoutes()
	a.pageRoutes(mux)
	a.guideRoutes(mux)
	mux.HandleFunc("GET /healthz", a.healthz)
	if deps.Metrics != nil {
		mux.Handle("GET /metrics", a.loopbackOnly(promhttp.HandlerFor(deps.Metrics, promhttp.HandlerOpts{})))
	}
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
				Schemas:         registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{"session": {Type: "apiKey", In: "cookie", Name: cookieName}},
			},
		},
		Formats: huma.DefaultFormats, DefaultFormat: "application/json",
		Transformers: []huma.Transformer{humanProblem},
	}
}

// role says who may call an operation; public needs no session.
type role string

const (
	public   role = "public"
	viewer        = role(fleet.Viewer)
	operator      = role(fleet.Operator)
)

// route is an operation of the interface.
type route struct {
	method, path, id, summary string
	who                       role
	status                    int // 0: 200
}

// handle registers a route with its rule. Every operation goes through here, so
// none lacks a role or the shape of its errors.
func handle[I, O any](a *API, r route, f func(context.Context, *I) (*O, error)) {
	huma.Register(a.huma, a.operation(r), f)
}

func (a *API) operation(r route) huma.Operation {
	problem := a.huma.OpenAPI().Components.Schemas.Schema(problemType(), true, "Problem")
	op := huma.Operation{
		OperationID: r.id, Method: r.method, Path: r.path, Summary: r.summary, DefaultStatus: r.status,
		MaxBodyBytes: maxBody, Metadata: map[string]any{"role": r.who},
		Responses: map[string]*huma.Response{"default": {
			Description: "A problem (RFC 9457); detail is a sentence for people.",
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: problem}},
		}},
	}
	if r.who != public {
		op.Description = "Role: " + string(r.who) + "."
		op.Security = []map[string][]string{{"session": {}}}
	}
	return op
}

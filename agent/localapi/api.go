package localapi

import (
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lawkiosk/agent/card"
	"lawkiosk/agent/meeting"
	"lawkiosk/agent/reception"
	"lawkiosk/fleet/wire"
)

// APIVersion is the version of the document that OpenAPI gives.
const APIVersion = "1.0.0"

// newAPI makes an API without documents, schemas or links of its own: all of
// it would be open to whoever has the page.
func newAPI(mux humago.Mux) huma.API {
	c := huma.DefaultConfig("lawkiosk local API", APIVersion)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil // these add $schema links
	c.Transformers = []huma.Transformer{localise}
	return humago.New(mux, c)
}

// OpenAPI gives the description of the API (OpenAPI 3.1, JSON), from which the
// page's types are generated. The events of the WebSocket are the schemas
// named Event….
func OpenAPI() ([]byte, error) {
	api := newAPI(http.NewServeMux())
	(&Server{}).routes(api)
	schemas := api.OpenAPI().Components.Schemas
	for name, t := range map[string]reflect.Type{
		"EventTerminal":       reflect.TypeFor[TerminalState](),
		"EventVisitWarning":   reflect.TypeFor[reception.Warning](),
		"EventVisitEnded":     reflect.TypeFor[reception.Ended](),
		"EventPrintProgress":  reflect.TypeFor[Progress](),
		"EventCardRead":       reflect.TypeFor[card.Seen](),
		"EventCardFailed":     reflect.TypeFor[card.Failure](),
		"EventMeeting":        reflect.TypeFor[wire.Call](),
		"EventMeetingTrouble": reflect.TypeFor[meeting.Trouble](),
	} {
		schemas.Map()[name] = schemas.Schema(t, true, name)
	}
	for _, own := range []string{"ErrorModel", "ErrorDetail"} { // huma's; localise replaces them
		delete(schemas.Map(), own)
	}
	for _, s := range schemas.Map() {
		noNullArrays(s)
	}
	if t := schemas.Map()["Terminal"]; t != nil {
		visit := t.Properties["visit"]
		t.Properties["visit"] = &huma.Schema{OneOf: []*huma.Schema{visit, {Type: "null"}}}
	}
	return api.OpenAPI().MarshalJSON()
}

// noNullArrays corrects what huma assumes of Go's nil slices: the content is
// read so that it has none.
func noNullArrays(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
		noNullArrays(s.Items)
	}
	for _, p := range s.Properties {
		noNullArrays(p)
	}
	if p, ok := s.AdditionalProperties.(*huma.Schema); ok {
		noNullArrays(p)
	}
}

// routes adds all operations.
func (s *Server) routes(api huma.API) {
	s.terminalRoutes(api)
	s.contentRoutes(api)
	s.visitRoutes(api)
	s.printRoutes(api)
	s.cardRoutes(api)
	s.meetingRoutes(api)
	s.planRoutes(api)
	s.draftRoutes(api)
	s.voiceRoutes(api)
	s.previewRoutes(api)
	s.civicRoutes(api)
}

func op(method, path, id, summary string) huma.Operation {
	return huma.Operation{Method: method, Path: path, OperationID: id, Summary: summary}
}

func answer(status int, o huma.Operation) huma.Operation {
	o.DefaultStatus = status
	return o
}

// none is for operations without input or output.
type none struct{}

// body wraps an answer's document.
type body[T any] struct{ Body T }

// full gives a list that is never null in JSON.
func full[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return slices.Clip(list)
}

package printertest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/OpenPrinting/goipp"
)

const (
	maxRequest  = 64 << 20 // bytes of a request with its document
	floodedWith = 64 << 20 // bytes after which even a flood ends
)

// request is one IPP request, taken apart.
type request struct {
	msg  goipp.Message
	data []byte // the document behind the attributes
	uri  string // the printer's, as the requester would address it
}

// answer is what an operation gives back.
type answer struct {
	status goipp.Status
	text   string // status-message
	groups goipp.Groups
}

func refuse(status goipp.Status, text string) answer { return answer{status: status, text: text} }

// errSilence means that the connection ends without an answer.
var errSilence = errors.New("the answer is withheld")

// handler serves IPP over HTTP (RFC 8010 section 4).
func (s *Simulator) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+path, s.serve)
	return mux
}

func (s *Simulator) serve(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), goipp.ContentType) {
		http.Error(w, "this is a printer: send application/ipp", http.StatusUnsupportedMediaType)
		return
	}
	body := http.MaxBytesReader(w, r.Body, maxRequest)
	var req request
	err := req.msg.Decode(body)
	if err == nil {
		req.data, err = io.ReadAll(body)
	}
	if err != nil {
		http.Error(w, "cannot read the request: "+err.Error(), http.StatusBadRequest)
		return
	}
	req.uri = s.URI()
	if !s.awake(r) {
		panic(http.ErrAbortHandler)
	}
	reply, err := s.do(&req)
	if err != nil {
		panic(http.ErrAbortHandler) // net/http's way to drop the connection
	}
	s.write(w, reply)
}

// awake waits while the printer hangs and reports whether the request should
// be carried out: a printer that has hung never gets to it.
func (s *Simulator) awake(r *http.Request) bool {
	hung := false
	for {
		s.mu.Lock()
		network, running, changed := s.network, s.running, s.changed
		s.mu.Unlock()
		if network != NetworkHang || !running {
			return !hung
		}
		hung = true
		select {
		case <-r.Context().Done():
			return false
		case <-changed:
		}
	}
}

// write sends an answer, or what the connection's fault makes of it.
func (s *Simulator) write(w http.ResponseWriter, reply *goipp.Message) {
	s.mu.Lock()
	network := s.network
	s.mu.Unlock()
	data, err := reply.EncodeBytes()
	if err != nil {
		s.log.Error("printer simulator cannot encode its answer", "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", goipp.ContentType)
	switch network {
	case NetworkGarbage:
		data = []byte("\x02\x00\x00\x00<html>nobody is home</html>")
	case NetworkFlood:
		// A whole header and group, then one attribute over and over.
		_, err := w.Write([]byte{2, 0, 0, 0, 0, 0, 0, 1, byte(goipp.TagPrinterGroup)})
		one := []byte("\x41\x00\x01x\x00\x10abcdefghijklmnop")
		for sent := 0; err == nil && sent < floodedWith; sent += len(one) {
			_, err = w.Write(one)
		}
		return
	default:
		w.Header().Set("Content-Length", fmt.Sprint(len(data)))
	}
	if _, err := w.Write(data); err != nil {
		s.log.Debug("printer simulator's client went away", "error", err)
	}
}

// do carries out an operation. An error means that no answer is sent.
func (s *Simulator) do(r *request) (*goipp.Message, error) {
	a, err := s.dispatch(r)
	if err != nil {
		return nil, err
	}
	op := goipp.Group{Tag: goipp.TagOperationGroup, Attrs: goipp.Attributes{
		keywords("attributes-charset", goipp.TagCharset, "utf-8"),
		keywords("attributes-natural-language", goipp.TagLanguage, "en"),
	}}
	if a.text != "" {
		op.Add(keywords("status-message", goipp.TagText, a.text))
	}
	version := r.msg.Version
	if version.Major() > 2 || version.Major() == 0 {
		version = goipp.DefaultVersion
	}
	groups := append(goipp.Groups{op}, a.groups...)
	return goipp.NewMessageWithGroups(version, goipp.Code(a.status), r.msg.RequestID, groups), nil
}

func operations() []goipp.Op {
	return []goipp.Op{
		goipp.OpPrintJob, goipp.OpValidateJob, goipp.OpCreateJob, goipp.OpSendDocument,
		goipp.OpCancelJob, goipp.OpGetJobAttributes, goipp.OpGetJobs, goipp.OpGetPrinterAttributes,
	}
}

func (s *Simulator) dispatch(r *request) (answer, error) {
	if v := r.msg.Version.Major(); v != 1 && v != 2 {
		return refuse(goipp.StatusErrorVersionNotSupported, "use IPP 1.1 or 2.0"), nil
	}
	if op := r.msg.Operation; len(op) < 2 || op[0].Name != "attributes-charset" || op[1].Name != "attributes-natural-language" {
		return refuse(goipp.StatusErrorBadRequest, "attributes-charset and attributes-natural-language come first"), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch goipp.Op(r.msg.Code) {
	case goipp.OpGetPrinterAttributes:
		attrs := wanted(s.printerAttributes(r.uri), strs(r.msg.Operation, "requested-attributes"))
		return answer{groups: goipp.Groups{{Tag: goipp.TagPrinterGroup, Attrs: attrs}}}, nil
	case goipp.OpValidateJob:
		_, a := s.ticket(r)
		return a, nil
	case goipp.OpPrintJob:
		return s.printJob(r, jobPending)
	case goipp.OpCreateJob:
		return s.printJob(r, jobHeld)
	case goipp.OpSendDocument:
		return s.sendDocument(r), nil
	case goipp.OpGetJobAttributes:
		return s.getJob(r), nil
	case goipp.OpGetJobs:
		return s.getJobs(r), nil
	case goipp.OpCancelJob:
		return s.cancelJob(r), nil
	default:
		return refuse(goipp.StatusErrorOperationNotSupported, fmt.Sprintf("%s is not supported", goipp.Op(r.msg.Code))), nil
	}
}

// strs gives an attribute's values as texts, nil where it is missing.
func strs(attrs goipp.Attributes, name string) []string {
	for _, a := range attrs {
		if a.Name != name {
			continue
		}
		out := make([]string, 0, len(a.Values))
		for _, v := range a.Values {
			switch t := v.V.(type) {
			case goipp.String:
				out = append(out, string(t))
			case goipp.TextWithLang:
				out = append(out, t.Text)
			}
		}
		return out
	}
	return nil
}

func str(attrs goipp.Attributes, name, fallback string) string {
	if v := strs(attrs, name); len(v) > 0 && v[0] != "" {
		return v[0]
	}
	return fallback
}

func num(attrs goipp.Attributes, name string, fallback int) int {
	for _, a := range attrs {
		if a.Name == name && len(a.Values) > 0 {
			if v, ok := a.Values[0].V.(goipp.Integer); ok {
				return int(v)
			}
		}
	}
	return fallback
}

func flag(attrs goipp.Attributes, name string) bool {
	for _, a := range attrs {
		if a.Name == name && len(a.Values) > 0 {
			v, _ := a.Values[0].V.(goipp.Boolean)
			return bool(v)
		}
	}
	return false
}

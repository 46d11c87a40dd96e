package localapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/drafts"
	"lawkiosk/content"
)

// Drafts is what the server needs of the forms that are kept half-filled.
type Drafts interface {
	Save(form string, values map[string]string, code string) (kept string, until time.Time, err error)
	Open(code string) (drafts.Draft, error)
	Delete(code string) error
}

// Ticket is what the paper of a kept form says.
type Ticket struct {
	Code  string
	Until time.Time
}

// SavedDraft is the answer to a form that was kept.
type SavedDraft struct {
	Code  string    `json:"code" doc:"12 digits, the last a check digit"`
	Until time.Time `json:"until"`
}

// OpenDraft is a form as far as it was filled in.
type OpenDraft struct {
	Form   string            `json:"form"`
	Values map[string]string `json:"values"`
	Until  time.Time         `json:"until"`
}

type inDraft struct {
	InVisit
	Body struct {
		Form   string            `json:"form" maxLength:"64"`
		Values map[string]string `json:"values" doc:"by field id"`
		Code   string            `json:"code,omitempty" maxLength:"20" doc:"of a draft that this one replaces"`
	}
}

type inCode struct {
	InVisit
	Body struct {
		Code string `json:"code" maxLength:"20"`
	}
}

func (s *Server) draftRoutes(api huma.API) {
	save := op(http.MethodPost, "/api/drafts", "saveDraft", "Keep a form that is not filled in yet, for seven days")
	save.MaxBodyBytes = 64 << 10
	register(api, s, save, s.saveDraft)
	register(api, s, op(http.MethodPost, "/api/drafts/open", "openDraft", "Take up a kept form"),
		func(ctx context.Context, in *inCode) (*body[OpenDraft], error) {
			d, err := s.openDraft(ctx, in.Token, in.Body.Code)
			return &body[OpenDraft]{d}, err
		})
	register(api, s, op(http.MethodDelete, "/api/drafts", "deleteDraft", "Delete a kept form"),
		func(_ context.Context, in *inCode) (*none, error) {
			if err := s.deps.Visits.Touch(in.Token); err != nil {
				return nil, err
			}
			return nil, s.deps.Drafts.Delete(bareCode(in.Body.Code))
		})
}

func (s *Server) saveDraft(ctx context.Context, in *inDraft) (*body[SavedDraft], error) {
	if err := s.deps.Visits.Touch(in.Token); err != nil {
		return nil, err
	}
	pack, err := s.deps.Content.Pack(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := formTitle(pack, PrintRequest{Item: in.Body.Form, Fields: in.Body.Values}); err != nil {
		return nil, err
	}
	code, until, err := s.deps.Drafts.Save(in.Body.Form, in.Body.Values, bareCode(in.Body.Code))
	return &body[SavedDraft]{SavedDraft{Code: code, Until: until}}, err
}

// openDraft gives a draft as today's form takes it: what the form has no
// field for any more is left out.
func (s *Server) openDraft(ctx context.Context, token, code string) (OpenDraft, error) {
	if err := s.deps.Visits.Touch(token); err != nil {
		return OpenDraft{}, err
	}
	pack, err := s.deps.Content.Pack(ctx)
	if err != nil {
		return OpenDraft{}, err
	}
	d, err := s.deps.Drafts.Open(bareCode(code))
	if err != nil {
		return OpenDraft{}, err
	}
	f := pack.Forms[d.Form]
	if f == nil {
		return OpenDraft{}, fmt.Errorf("cannot go on with the form %s: %w", d.Form, ErrNoItem)
	}
	return OpenDraft{Form: d.Form, Values: fitting(f, d.Values), Until: d.Until}, nil
}

func fitting(f *content.Form, values map[string]string) map[string]string {
	kept := map[string]string{}
	for _, part := range f.Parts {
		for _, field := range part.Fields {
			if v, ok := values[field.ID]; ok {
				kept[field.ID] = v
			}
		}
	}
	return kept
}

// ofDraft finds what the paper of a kept form says. Its code stands in no
// record of the kiosk.
func (s *Server) ofDraft(r *PrintRequest) error {
	code := bareCode(r.Item)
	d, err := s.deps.Drafts.Open(code)
	r.Ticket, r.Item, r.Copies, r.Fields = &Ticket{Code: code, Until: d.Until}, "", 1, nil
	return err
}

// bareCode takes a code as people write it.
func bareCode(text string) string { return strings.NewReplacer(" ", "", "-", "").Replace(text) }

// draftWords are what people are told about kept forms.
func draftWords() map[string]sentence {
	return map[string]sentence{
		"draft.unknown": {
			http.StatusNotFound,
			both{"没有找到这份表", "No form was found"},
			both{
				"请核对12位号码。表只存在当时那台机器上，存7天；过期的已经删除，请重新填写。",
				"Please check the 12 digits. A form is kept only on the kiosk where it was filled in, for seven days; after that it is deleted and has to be filled in again.",
			},
		},
		"draft.tries": {
			http.StatusTooManyRequests,
			both{"输错的次数太多", "Too many wrong numbers"},
			both{"为了保护大家填的内容，请过10分钟再试。您的表还在，没有丢。", "To protect what people have filled in, please try again in ten minutes. Your form is kept and not lost."},
		},
		"draft.full": {
			http.StatusInsufficientStorage,
			both{"现在存不下了", "No room to keep it"},
			both{"这台机器上存的表已经满了。您填的内容还在，可以现在填完打印，或者先打印出来再手写。", "This kiosk keeps as many forms as it can. What you wrote is still here: finish and print it now, or print it and go on by hand."},
		},
		"draft.damaged": {
			http.StatusGone,
			both{"这份表打不开了", "This form cannot be opened"},
			both{"存表的文件坏了，里面的内容取不出来，很抱歉。别的表不受影响，请重新填写，或者请工作人员帮忙。", "The file of this form is damaged and cannot be read; we are sorry. Other forms are not affected. Please fill it in again or ask the staff."},
		},
	}
}

// Package prompt tells what a kiosk can read aloud: the questions, plans and
// guides of a pack and a few sentences of its own, each with a name that is made
// of its text. A recording bears that name, so that a changed text asks for a
// new recording. Nothing that a visitor entered is part of a prompt.
//
// Package agent and contentctl import it; it imports content.
package prompt

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"lawkiosk/content"
)

// Kind says what is read aloud.
type Kind string

// The kinds of prompts.
const (
	Question Kind = "question" // of a journey: ID is the journey, Part the question
	Plan     Kind = "plan"     // where a journey ends: ID is the journey, Part the plan
	Guide    Kind = "guide"    // title and summary: ID is the guide
	Section  Kind = "section"  // of a guide: ID is the guide, Part the section's key
	Frame    Kind = "frame"    // a sentence of the kiosk itself: ID is FrameIdle, …
)

// The kiosk's own sentences.
const (
	FrameIdle  = "idle"  // the warning before a visit ends by itself
	FrameHello = "hello" // said when reading aloud is switched on
)

// Ref names a prompt.
type Ref struct {
	Kind Kind
	ID   string
	Part string
	Lang content.Lang
}

// Prompt is a text that can be read aloud.
type Prompt struct {
	Ref
	Text string
	// Discreet prompts tell of a theme that others in the hall must not hear of.
	Discreet bool
}

// Name is what a recording of the prompt is called, without ".wav".
func (p Prompt) Name() string { return Name(p.Lang, p.Text) }

// Name gives the name of a text's recording.
func Name(l content.Lang, text string) string {
	sum := sha256.Sum256([]byte(string(l) + "\n" + text))
	return hex.EncodeToString(sum[:8])
}

// Find gives what a name stands for.
func Find(p *content.Pack, r Ref) (Prompt, bool) {
	text, theme := "", ""
	switch r.Kind {
	case Frame:
		text = frame(r.ID, r.Lang)
	case Question, Plan:
		j, ok := p.Journey(r.ID)
		if !ok {
			return Prompt{}, false
		}
		theme = j.Theme
		if q, ok := j.Question(r.Part); ok && r.Kind == Question {
			text = question(q, r.Lang)
		} else if end, ok := j.Plan(r.Part); ok && r.Kind == Plan {
			text = plan(end, r.Lang)
		}
	case Guide, Section:
		g, ok := p.Guide(r.Lang, r.ID)
		if !ok {
			return Prompt{}, false
		}
		theme, r.Lang = g.Theme, g.Lang // a guide that is not translated is read in Chinese
		if r.Kind == Guide {
			text = sentences(r.Lang, g.Title, g.Summary)
		} else if i := slices.IndexFunc(g.Sections, func(s content.Section) bool { return string(s.Key) == r.Part }); i >= 0 {
			text = section(g.Sections[i], r.Lang)
		}
	}
	t, _ := p.Theme(theme)
	return Prompt{Ref: r, Text: text, Discreet: t != nil && t.Discreet}, text != ""
}

// List gives all prompts of a pack, in the order in which a studio reads them.
func List(p *content.Pack, l content.Lang) []Prompt {
	var refs []Ref
	for _, id := range []string{FrameHello, FrameIdle} {
		refs = append(refs, Ref{Frame, id, "", l})
	}
	for _, j := range p.Journeys {
		for _, q := range j.Questions {
			refs = append(refs, Ref{Question, j.ID, q.ID, l})
		}
		for _, end := range j.Plans {
			refs = append(refs, Ref{Plan, j.ID, end.ID, l})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Guides[l])) {
		refs = append(refs, Ref{Guide, id, "", l})
		for _, s := range p.Guides[l][id].Sections {
			refs = append(refs, Ref{Section, id, string(s.Key), l})
		}
	}
	out := make([]Prompt, 0, len(refs))
	for _, r := range refs {
		if found, ok := Find(p, r); ok {
			out = append(out, found)
		}
	}
	return out
}

// sentences joins texts so that a breath is taken between them.
func sentences(l content.Lang, parts ...string) string {
	stop, space := "。", ""
	if l == content.English {
		stop, space = ".", " "
	}
	var b strings.Builder
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(space)
		}
		b.WriteString(part)
		if !strings.ContainsAny(part[max(0, len(part)-3):], "。！？.!?；;：:") {
			b.WriteString(stop)
		}
	}
	return b.String()
}

package preview

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"lawkiosk/content"
	"lawkiosk/content/plan"
)

// step is a question that was answered, with the way back to it.
type step struct {
	Question *content.Question
	Answer   string // in words
	Back     string // the query that asks it again
}

// walked is a journey on its way.
type walked struct {
	Journey  *content.Journey
	Steps    []step
	Question *content.Question // to be answered next
	Query    url.Values        // of the answers so far
	Plan     *plan.Document
	Failed   string
	Tree     []branch
}

// branch is a line of the whole tree.
type branch struct {
	Depth int
	Text  content.Text
	Leads string // a plan's id, or empty
	Seen  bool   // told further up already
}

func (s *Site) journey(w http.ResponseWriter, r *http.Request) {
	v, maker, all := s.read(r)
	id := r.PathValue("id")
	j, ok := v.Pack.Journey(id)
	if !ok {
		s.missing(w, v, all, content.JourneyFile(id))
		return
	}
	v.Title, v.Problems = j.Title.In(v.Lang), beside(all, content.JourneyFile(id))
	given := r.URL.Query()
	given.Del("lang")
	d := walked{Journey: j, Query: url.Values{}, Tree: tree(j)}
	answers := plan.Answers{}
	for k := range given {
		answers[k] = given.Get(k)
	}
	today := s.today()
	next := j.First
	for range content.MostQuestions + 1 {
		q, ok := j.Question(next)
		if !ok {
			break
		}
		answer, answered := answers[q.ID]
		if !answered {
			d.Question = q
			break
		}
		to, err := plan.Next(q, answer, today)
		if err != nil {
			d.Question, d.Failed = q, err.Error()
			break
		}
		d.Steps = append(d.Steps, step{Question: q, Answer: words(q, answer, v.Lang), Back: d.Query.Encode()})
		d.Query.Set(q.ID, answer)
		next = to
	}
	if d.Question == nil && maker != nil {
		doc, err := maker.Make(id, answers, today)
		if err != nil {
			d.Failed = err.Error()
		} else {
			d.Plan = &doc
		}
	}
	v.Data = d
	s.show(w, "journey", v)
}

func words(q *content.Question, answer string, l content.Lang) string {
	if answer == plan.Unknown {
		return content.Text{ZH: "说不清", EN: "not known"}.In(l)
	}
	for _, o := range q.Choices {
		if o.ID == answer {
			return o.Say.In(l)
		}
	}
	return answer
}

// tree tells a journey as an indented list; what several answers share is told
// once.
func tree(j *content.Journey) (out []branch) {
	told := map[string]bool{}
	var grow func(next string, depth int)
	grow = func(next string, depth int) {
		if p, ok := j.Plan(trimPlan(next)); ok {
			out = append(out, branch{Depth: depth, Text: p.Title, Leads: p.ID})
			return
		}
		q, ok := j.Question(next)
		if !ok || depth > 2*content.MostQuestions {
			out = append(out, branch{Depth: depth, Text: content.Text{ZH: next, EN: next}, Seen: true})
			return
		}
		out = append(out, branch{Depth: depth, Text: q.Ask, Seen: told[q.ID]})
		if told[q.ID] {
			return
		}
		told[q.ID] = true
		for _, o := range q.Choices {
			out = append(out, branch{Depth: depth + 1, Text: content.Text{ZH: "· " + o.Say.ZH, EN: "· " + o.Say.EN}})
			grow(o.Next, depth+2)
		}
		if q.Next != "" {
			grow(q.Next, depth+1)
		}
		if q.Unknown != "" {
			out = append(out, branch{Depth: depth + 1, Text: content.Text{ZH: "· 说不清", EN: "· not known"}})
			grow(q.Unknown, depth+2)
		}
	}
	grow(j.First, 0)
	return out
}

func trimPlan(next string) string {
	if len(next) > len(content.PlanPrefix) && next[:len(content.PlanPrefix)] == content.PlanPrefix {
		return next[len(content.PlanPrefix):]
	}
	return ""
}

// period is a rule with its examples counted, or one counted for the asker.
type period struct {
	content.Period
	Counted *plan.Counted
	Failed  string
}

// periods lists the rules; with ?id=…&start=… one of them is counted.
func (s *Site) periods(w http.ResponseWriter, r *http.Request) {
	v, maker, all := s.read(r)
	v.Title = "periods"
	v.Problems = beside(all, content.PeriodsFile, content.HolidaysFile)
	q := r.URL.Query()
	list := make([]period, 0, len(v.Pack.Periods))
	for _, p := range v.Pack.Periods {
		e := period{Period: p}
		if maker != nil && q.Get("id") == p.ID && q.Get("start") != "" {
			facts := plan.Facts{Start: q.Get("start"), Longest: q.Get("longest")}
			if d := q.Get("interrupted"); d != "" {
				facts.Interrupted = []string{d}
			}
			if from, to := q.Get("from"), q.Get("to"); from != "" || to != "" {
				facts.Obstacle = []string{from, to}
			}
			if c, err := maker.Count(p.ID, facts, s.today()); err != nil {
				e.Failed = err.Error()
			} else {
				e.Counted = &c
			}
		}
		list = append(list, e)
	}
	v.Data = list
	s.show(w, "periods", v)
}

// reckoning is an amount with what was given.
type reckoning struct {
	*content.Amount
	Given  map[string]string
	Result *plan.Reckoned
	Failed string
}

func (s *Site) amount(w http.ResponseWriter, r *http.Request) {
	v, maker, all := s.read(r)
	id := r.PathValue("id")
	a, ok := v.Pack.Amount(id)
	if !ok {
		s.missing(w, v, all, content.AmountFile(id))
		return
	}
	v.Title, v.Problems = a.Title.In(v.Lang), beside(all, content.AmountFile(id))
	d := reckoning{Amount: a, Given: map[string]string{}}
	q := r.URL.Query()
	for _, k := range slices.Sorted(maps.Keys(q)) {
		d.Given[k] = q.Get(k)
	}
	if given := values(a, d.Given); maker != nil && len(given) > 0 {
		if res, err := maker.Reckon(id, given); err != nil {
			d.Failed = err.Error()
		} else {
			d.Result = &res
		}
	}
	v.Data = d
	s.show(w, "amount", v)
}

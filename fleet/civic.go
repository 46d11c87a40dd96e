package fleet

import (
	"bytes"
	"context"
	"encoding/json"

	"lawkiosk/fleet/wire"
)

// LowGrade is the highest grade that has to be put right (GB/T 39735-2020).
const LowGrade = 2

// RightWithin is how many working days that may take.
const RightWithin = 15

// OpinionCount is what is known of a draft's opinions without reading any text.
type OpinionCount struct {
	Opinion  string
	N        int
	Texts    int                    // that somebody wrote
	First    string                 // day
	Last     string                 // day
	Answers  map[string]map[int]int // how often, by question and place
	ByRegion map[string]int
}

// OpinionText is a free text, sealed as wire.SealLabel says.
type OpinionText struct {
	Number, Day, Region string
	Answers             map[string]int
	Sealed              []byte
}

// RatingCount are the grades of one group.
type RatingCount struct {
	Group string // a county, a service, or a theme
	N     int
	Sum   int // of grades
	Low   int
}

// RatingFigures are the ratings of some days, those of calls among them, whose
// service is "video".
type RatingFigures struct {
	N         int
	ByGrade   map[int]int
	ByRegion  []RatingCount
	ByService []RatingCount
	ByTheme   []RatingCount  // without those that have none
	Reasons   map[string]int // how often each was named with a grade above LowGrade
	Faults    map[string]int // and with another
}

// LowRating is one that has to be put right. It tells the day and no hour, so
// that nobody finds out who it was.
type LowRating struct {
	Key                  string
	Day                  string
	Kiosk, Region        string
	Service, Item, Theme string
	Grade                int
	Tags                 []string
	Righted, Who, Note   string
}

// Civic reads what citizens said.
type Civic interface {
	Opinions(ctx context.Context) ([]OpinionCount, error)
	// OpinionTexts lists those of a draft that hold a text, newest days first.
	OpinionTexts(ctx context.Context, opinion string, limit int) ([]OpinionText, error)
	// Ratings sums up some days, both ends included; the region "" is all.
	Ratings(ctx context.Context, from, to, region string) (RatingFigures, error)
	// LowRatings lists those not put right yet, oldest first, and then those
	// that are, newest first.
	LowRatings(ctx context.Context, region string, limit int) ([]LowRating, error)
	// PutRight gives ErrNotFound for one that is none, ErrExists for one that is
	// put right already.
	PutRight(ctx context.Context, key, day, who, note string) error
}

// Opinion reads a record that this fleet counts; ok is false for one that it
// does not understand.
func Opinion(r wire.Record) (o wire.OpinionGiven, ok bool) {
	if r.Kind != wire.KindOpinionGiven || json.Unmarshal(r.Data, &o) != nil {
		return o, false
	}
	good := o.Opinion != "" && len(o.Opinion) <= 64 && wire.GoodNumber(o.Number) && len(o.Text) <= wire.MaxOpinionSealed &&
		len(o.Answers) <= wire.MaxOpinionAnswers && len(o.Lang) <= 16
	for q, place := range o.Answers {
		good = good && len(q) <= 64 && place > 0 && place <= 100
	}
	return o, good
}

// Rated reads a rating as Opinion does an opinion.
func Rated(r wire.Record) (s wire.ServiceRated, ok bool) {
	if r.Kind != wire.KindServiceRated || json.Unmarshal(r.Data, &s) != nil {
		return s, false
	}
	good := s.Grade >= 1 && s.Grade <= 5 && s.Service != "" && len(s.Service) <= 64 && len(s.Item) <= 64 && len(s.Theme) <= 64 && len(s.Tags) <= wire.MaxRatingTags
	for _, t := range s.Tags {
		good = good && len(t) <= 64
	}
	return s, good
}

// Listed is what a kiosk's list of events keeps of a record: of what citizens
// said only that they did. The list tells the second, and whoever stood by would
// learn the rest.
func Listed(r wire.Record) wire.Record {
	switch r.Kind {
	case wire.KindOpinionGiven:
		var o wire.OpinionGiven
		_ = json.Unmarshal(r.Data, &o) // of another form: nothing of it is kept
		r.Data = object("opinion", o.Opinion)
	case wire.KindServiceRated:
		r.Data = json.RawMessage("{}")
	default: // all others tell of the machine
	}
	return r
}

func object(key, value string) json.RawMessage {
	var b bytes.Buffer
	_ = json.NewEncoder(&b).Encode(map[string]string{key: value}) // cannot fail
	return json.RawMessage(bytes.TrimSpace(b.Bytes()))
}

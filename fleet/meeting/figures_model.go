package meeting

import (
	"context"
	"time"
)

// Figures are counted where the rows are. A day is "2026-11-22" in the fleet's
// zone, both ends included; the region "" is all.
type Figures interface {
	// Waits gives how long the last answered calls waited that began since a
	// time, at these weekdays (1 Monday … 7 Sunday) and hours, newest first.
	Waits(ctx context.Context, q WaitQuery) ([]time.Duration, error)
	Summary(ctx context.Context, from, to, region string) (Summary, error)
	LawyerFigures(ctx context.Context, from, to string) ([]LawyerFigures, error)
	// Since counts calls that began since a time, by region.
	Since(ctx context.Context, at time.Time) ([]Counted, error)
}

// WaitQuery chooses answered calls.
type WaitQuery struct {
	Region   string
	Since    time.Time
	Weekdays [2]int // from, to
	Hours    [2]int
	Limit    int
}

// Counted are the figures of a county, an hour, or all. Waits are those of
// answered calls, -1 where there is none.
type Counted struct {
	Region     string  `json:"region,omitempty"`
	Hour       int     `json:"hour"`
	Calls      int     `json:"calls"`
	Answered   int     `json:"answered"`
	Abandoned  int     `json:"abandoned"`  // left or vanished while it waited
	Unanswered int     `json:"unanswered"` // the ladder's end was reached
	Booked     int     `json:"booked"`
	Messages   int     `json:"messages"`
	Lost       int     `json:"lost"`
	MedianS    int     `json:"median_wait_s"`
	P95S       int     `json:"p95_wait_s"`
	Rate       float64 `json:"answer_rate"` // Answered of those not waiting any more; -1: none
}

// Summary is what /api/meetings/figures shows.
type Summary struct {
	Counted
	ByRegion []Counted      `json:"by_region"`
	ByHour   []Counted      `json:"by_hour"`
	Steps    map[string]int `json:"steps"`
	Ratings  struct {
		N       int         `json:"n"`
		ByGrade map[int]int `json:"by_grade"`
	} `json:"ratings"`
}

// LawyerFigures are for the team's lead.
type LawyerFigures struct {
	User          string  `json:"user"`
	Display       string  `json:"display"`
	Rung          int     `json:"rung"`
	Answered      int     `json:"answered"`
	Declined      int     `json:"declined"`
	Missed        int     `json:"missed"`
	Rate          float64 `json:"answer_rate"` // -1: never rung
	MedianAnswerS int     `json:"median_answer_s"`
	TalkS         int     `json:"talk_s"`
}

// Now is what happens at this moment.
type Now struct {
	Now        time.Time   `json:"now"`
	Waiting    int         `json:"waiting"`
	Talking    int         `json:"talking"`
	OnDuty     int         `json:"on_duty"`
	Busy       int         `json:"busy"`
	Unanswered int         `json:"unanswered_today"`
	Regions    []RegionNow `json:"regions"`
}

// RegionNow is Now of a county.
type RegionNow struct {
	Code    string `json:"code"`
	Waiting int    `json:"waiting"`
	Longest int    `json:"longest_wait_s"`
	Talking int    `json:"talking"`
	OnDuty  int    `json:"on_duty"`
}

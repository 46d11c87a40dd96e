package render

import "time"

func sampleNow() time.Time { return time.Date(2026, 11, 22, 20, 10, 0, 0, time.UTC) }

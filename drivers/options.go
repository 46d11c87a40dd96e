package drivers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// OptionError says what is wrong with one key of a driver's options, so that
// whoever read the configuration file can add file and line.
type OptionError struct {
	Key     string
	Problem string // "is not known, use one of: poll, uri"
}

// Error gives the key and the problem.
func (e *OptionError) Error() string { return fmt.Sprintf("key %q %s", e.Key, e.Problem) }

// OptionReader takes a driver's options apart, key by key:
//
//	r := drivers.ReadOptions(o)
//	uri := r.String("uri", "")
//	poll := r.Duration("poll", 2*time.Second)
//	if err := r.Done(); err != nil { ... }
//
// Only the first mistake is kept; Done reports it, or else a key that was not
// asked for.
type OptionReader struct {
	options Options
	asked   []string
	err     *OptionError
}

// ReadOptions begins to read options; it does not change them.
func ReadOptions(o Options) *OptionReader { return &OptionReader{options: o} }

// String reads a text, fallback where the key is missing.
func (r *OptionReader) String(key, fallback string) string {
	return read(r, key, fallback, `must be a text in quotes`)
}

// Bool reads true or false, fallback where the key is missing.
func (r *OptionReader) Bool(key string, fallback bool) bool {
	return read(r, key, fallback, "must be true or false")
}

// Int reads a whole number, fallback where the key is missing.
func (r *OptionReader) Int(key string, fallback int) int {
	const problem = "must be a whole number"
	switch v := r.options[key].(type) {
	case int64: // what TOML decoders give
		r.asked = append(r.asked, key)
		if int64(int(v)) != v {
			r.Fail(key, problem)
			return fallback
		}
		return int(v)
	default:
		return read(r, key, fallback, problem)
	}
}

// Duration reads a time span written as in "1.5s", fallback where the key is
// missing. It must be more than zero.
func (r *OptionReader) Duration(key string, fallback time.Duration) time.Duration {
	const problem = `must be a time span such as "2s" or "500ms"`
	if _, there := r.options[key]; !there {
		r.asked = append(r.asked, key)
		return fallback
	}
	text := read(r, key, "", problem)
	if text == "" {
		r.Fail(key, problem)
		return fallback
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		r.Fail(key, fmt.Sprintf("%s, not %q", problem, text))
		return fallback
	}
	return d
}

// Fail records a mistake that only the driver can see, unless there is one already.
func (r *OptionReader) Fail(key, problem string) {
	if r.err == nil {
		r.err = &OptionError{Key: key, Problem: problem}
	}
}

// Done reports the first mistake as an *OptionError: nil when all is well and
// every key was asked for.
func (r *OptionReader) Done() error {
	if r.err != nil {
		return r.err
	}
	for _, key := range slices.Sorted(maps.Keys(r.options)) {
		if !slices.Contains(r.asked, key) {
			allowed := slices.Compact(slices.Sorted(slices.Values(r.asked)))
			return &OptionError{Key: key, Problem: "is not known, use one of: " + strings.Join(allowed, ", ")}
		}
	}
	return nil
}

func read[T any](r *OptionReader, key string, fallback T, problem string) T {
	r.asked = append(r.asked, key)
	v, there := r.options[key]
	if !there {
		return fallback
	}
	t, ok := v.(T)
	if !ok {
		r.Fail(key, fmt.Sprintf("%s, not %v", problem, v))
		return fallback
	}
	return t
}

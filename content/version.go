package content

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
)

// ValidVersion reports whether a text is a version of content: up to four
// numbers with dots and a number after a hyphen, "2026.11.22-1".
func ValidVersion(v string) bool {
	ok, err := regexp.MatchString(`^[0-9]{1,8}(\.[0-9]{1,8}){0,3}(-[0-9]{1,8})?$`, v)
	return err == nil && ok
}

// CompareVersions is negative where a is earlier than b, positive where it is
// later, 0 where they are the same. Numbers count as numbers (2026.9.30 is before
// 2026.11.1), what is absent counts as 0, and a text that is no version is earlier
// than any version.
func CompareVersions(a, b string) int {
	switch va, vb := ValidVersion(a), ValidVersion(b); {
	case !va && !vb:
		return cmp.Compare(a, b)
	case !va:
		return -1
	case !vb:
		return 1
	}
	x, y := numbers(a), numbers(b)
	for i := range x {
		if x[i] != y[i] {
			return cmp.Compare(x[i], y[i])
		}
	}
	return 0
}

// numbers gives the four numbers of a valid version and the one after its hyphen.
func numbers(v string) [5]int {
	var out [5]int
	dots, build, _ := strings.Cut(v, "-")
	for i, n := range strings.Split(dots, ".") {
		out[i], _ = strconv.Atoi(n)
	}
	out[4], _ = strconv.Atoi(build)
	return out
}

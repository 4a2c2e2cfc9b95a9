package trade

import (
	"cmp"
	"strconv"
	"strings"
)

// compareVersions compares versions of up to three numbers, as numbers: 1.9.10
// is above 1.9.9. It reports whether both could be read.
func compareVersions(a, b string) (int, bool) {
	x, okX := parseVersion(a)
	y, okY := parseVersion(b)
	if !okX || !okY {
		return 0, false
	}
	for i := range x {
		if c := cmp.Compare(x[i], y[i]); c != 0 {
			return c, true
		}
	}
	return 0, true
}

func parseVersion(s string) (v [3]int, ok bool) {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "-") // snapshots carry a suffix
	parts := strings.Split(s, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return v, false
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 {
			return v, false
		}
		v[i] = n
	}
	return v, true
}

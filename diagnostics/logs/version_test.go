package logs

import "testing"

func TestParseRelease(t *testing.T) {
	for s, want := range map[string]release{
		"1.9.17": {1, 9, 17}, "0.6.4": {0, 6, 4}, "1.10.3-SNAPSHOT": {1, 10, 3}, "1.9.9a": {1, 9, 9}, "01.09.003": {1, 9, 3},
	} {
		if got, ok := parseRelease(s); !ok || got != want {
			t.Errorf("%q: %v %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "1", "1.9", "1.9.", "1..9", ".1.9", "a.b.c", "1.9.x", "1.9.17.1", "v1.9.17", "-1.9.17", "1.9.99999999999", "1,9,17"} {
		if got, ok := parseRelease(s); ok {
			t.Errorf("%q was read as %v", s, got)
		}
	}
}

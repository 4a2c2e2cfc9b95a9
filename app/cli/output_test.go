package cli

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

// TestJSONSteersNoTerminal writes what a terminal would act on: it stands escaped,
// and is the same when it is read.
func TestJSONSteersNoTerminal(t *testing.T) {
	want := map[string]string{"x": "\x1b[31m \u009b31m \u202e \u2066 \u200b \U000e0041 <a> Ünïcode\n\t"}
	for _, indent := range []string{"", "  "} {
		var out strings.Builder
		if err := writeJSON(&out, want, indent); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(out.String(), func(r rune) bool {
			return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
		}) || !strings.Contains(out.String(), "<a> Ünïcode") {
			t.Errorf("%q", out.String())
		}
		var got map[string]string
		if err := json.Unmarshal([]byte(out.String()), &got); err != nil || got["x"] != want["x"] {
			t.Errorf("%q, %v", got, err)
		}
	}
}

package model

import (
	"strings"
	"testing"

	"tradecase/bundle"
	"tradecase/bundle/archive"
)

// TestLeftOutOf also sees that no reason speaks of the command line.
func TestLeftOutOf(t *testing.T) {
	for _, usual := range archive.Reasons() {
		if usual[len(usual)-1] == ' ' {
			usual += "wallet/"
		}
		got := LeftOutOf([]bundle.Skipped{{Path: "a", Reason: usual}})[0].Reason
		own := got.Key == "skipped.contract" || got.Key == "skipped.name.long" // the core names what the command line has
		if got.Key == "" || fill(t, got) != usual && !own {
			t.Errorf("%q has no words of its own: %+v", usual, got)
		}
		if strings.Contains(fill(t, got), "--") {
			t.Errorf("%q speaks of the command line", fill(t, got))
		}
	}
	for in, key := range map[string]string{
		"the same file is in the bundle as buyer/bisq.log": "skipped.same", "something {{.New}}": "", "something: {{.New}}": "",
	} {
		if got := reason(in); got.Key != key || fill(t, got) != in {
			t.Errorf("%q: %+v", in, got)
		}
	}
	for in, want := range map[string]string{
		"a name of more than 255 bytes":                                    "too long a name",
		"packed with PPMd, which is not supported: ask for a plain zip":    "packed in a way that is not supported: ask for a plain zip",
		"image cannot be read: 30000 × 30000 pixels, more than 32 million": "an image of too many pixels: ask for a smaller screenshot",
		"image cannot be read: unexpected EOF":                             "an image that cannot be read",
		"damaged or cut short: its end is missing":                         "damaged or cut short (its end is missing)",
	} {
		if got := reason(in); got.Key == "" || fill(t, got) != want {
			t.Errorf("%q: %+v", in, got)
		}
	}
}

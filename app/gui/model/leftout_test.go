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
		if got.Key == "" || fill(t, got) != usual && got.Key != "skipped.contract" {
			t.Errorf("%q has no words of its own: %+v", usual, got)
		}
		if strings.Contains(fill(t, got), "--") {
			t.Errorf("%q speaks of the command line", fill(t, got))
		}
	}
	for in, key := range map[string]string{
		"the same file is in the bundle as buyer/bisq.log": "skipped.same", "something {{.New}}": "",
	} {
		if got := reason(in); got.Key != key || fill(t, got) != in {
			t.Errorf("%q: %+v", in, got)
		}
	}
}

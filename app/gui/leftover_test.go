package gui

import (
	"regexp"
	"strings"
	"testing"

	"tradecase/app/gui/model"
	"tradecase/app/gui/words"
	"tradecase/app/work"
	"tradecase/explorer"
)

// TestNoEnglishIsLeftOfSources says in German all that explorers can be caught
// at, and why one cannot be reached: nothing of the core's English is in it.
func TestNoEnglishIsLeftOfSources(t *testing.T) {
	speak(t, "de_DE.UTF-8")
	const english = "some detail of the core's"
	german := func(p model.Phrase) {
		t.Helper()
		if text := words.Of(p); strings.Contains(text, english) || englishWords.MatchString(text) {
			t.Errorf("it says %q", text)
		}
	}
	for _, l := range explorer.Lies() {
		m := model.Caught([]explorer.Disagreement{{Code: l, Source: "A", Detail: english}})
		german(m.Text)
		german(m.Hint)
	}
	for _, f := range explorer.Faults() {
		for _, detail := range []string{english, english + " (429)", explorer.OtherNetwork, ""} {
			if f == explorer.FaultUnsupported && detail == english {
				continue // why an address cannot be used, which nothing else says
			}
			m := model.Tested(work.Tested{Name: "A", Operator: "A", Fault: f, Detail: detail})
			german(m.Hint)
			if text := words.Of(m.Hint); strings.Contains(detail, "429") != strings.Contains(text, "(429)") {
				t.Errorf("of %q it says %q", detail, text)
			}
		}
	}
}

// englishWords are those that no German sentence has.
var englishWords = regexp.MustCompile(`(?i)\b(the|is|are|not|and|with|which|this|that|you|your|cannot|said|other|network)\b`)

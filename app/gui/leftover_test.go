package gui

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
		for _, detail := range []string{english, english + " (429)", ""} {
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

// TestNoEnglishIsLeftOfRemarks says in German all that the core's source notes
// of a text that it was given.
func TestNoEnglishIsLeftOfRemarks(t *testing.T) {
	speak(t, "de_DE.UTF-8")
	paths, err := filepath.Glob("../../diagnostics/trade/read*.go")
	if err != nil {
		t.Fatal(err)
	}
	note, gap := regexp.MustCompile(`\.note\("([^"]+)"`), regexp.MustCompile(`%[ds]`)
	n := 0
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range note.FindAllStringSubmatch(string(source), -1) {
			n++
			if sentence := gap.ReplaceAllString(m[1], "{{.A}}"); !slices.Contains(model.RemarkTexts(), sentence) {
				t.Errorf("%s notes %q, which the window does not know", filepath.Base(path), sentence)
			}
			for _, before := range []string{"", "unknown/contract.txt: "} {
				text := words.Of(model.RemarkOf(before + gap.ReplaceAllString(m[1], "3000")))
				if englishWords.MatchString(text) || !strings.HasPrefix(text, before) || strings.Contains(m[1], "%") != strings.Contains(text, "3000") {
					t.Errorf("of %q it says %q", m[1], text)
				}
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d remarks were found", n)
	}
	cut := words.Of(model.RemarkOf("the contract: it is cut off, and what there is was read"))
	if englishWords.MatchString(cut) {
		t.Errorf("it says %q", cut)
	}
	if text := words.Of(model.RemarkOf("something new {{.Name}}")); text != "something new {{.Name}}" {
		t.Errorf("what is not known becomes %q", text)
	}
}

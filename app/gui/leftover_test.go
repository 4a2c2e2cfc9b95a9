package gui

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/app/gui/words"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/explorer"
	"tradecase/explorer/esplora"
	"tradecase/explorer/tor"
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

// TestNoEnglishIsLeftOfAddresses says in German why an explorer's address cannot be
// used: in its row, in a test and in what a check remarks.
func TestNoEnglishIsLeftOfAddresses(t *testing.T) {
	speak(t, "de_DE.UTF-8")
	reasons := map[string]bool{}
	for _, url := range []string{
		"http://[::1", "https:///api", "https://user@explorer.example/api", "https://explorer.example/api?key=x",
		"ftp://explorer.example/api", "http://explorer.example/api",
	} {
		err := config.CheckExplorers([]config.Explorer{{Name: "A", Operator: "A", URL: url}})
		m := model.Trouble(err)
		_, bare := esplora.CheckURL(url)
		test := model.Tested(work.Tested{Name: "A", Operator: "A", Fault: explorer.FaultUnsupported, Detail: bare.Error()})
		remark := model.RemarkOf("the explorer A of the settings is not asked: " + bare.Error())
		for _, p := range []model.Phrase{m.Text, m.Hint, test.Hint, remark} {
			if text := words.Of(p); text == "" || strings.Contains(text, "{{") || englishWords.MatchString(text) {
				t.Errorf("of %q it says %q", url, text)
			}
		}
		reasons[words.Of(m.Text)] = true
	}
	if all := len(esplora.AddressErrors()); len(reasons) != all {
		t.Errorf("%d of %d reasons are told", len(reasons), all)
	}
}

// TestNoEnglishIsLeftOfBridges says in German all that the core's source finds
// wrong with a bridge's line.
func TestNoEnglishIsLeftOfBridges(t *testing.T) {
	speak(t, "de_DE.UTF-8")
	source, err := os.ReadFile("../../explorer/tor/bridge.go")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?:bad\(|return )"([^"]{5,})"`).FindAllStringSubmatch(string(source), -1)
	if len(found) < 8 {
		t.Errorf("only %d reasons were found", len(found))
	}
	for _, why := range found {
		m := model.TorTrouble(tor.Trouble{Code: tor.CodeBadBridge, Text: "a bridge line is not valid", Detail: why[1]})
		if text := words.Of(m.Text); strings.HasSuffix(text, why[1]) || englishWords.MatchString(text) {
			t.Errorf("of %q it says %q", why[1], text)
		}
	}
}

// TestNoEnglishIsLeftOfBrokenSettings says in German why a file of settings cannot
// be used.
func TestNoEnglishIsLeftOfBrokenSettings(t *testing.T) {
	speak(t, "de_DE.UTF-8")
	const begin = "Die Einstellungen können nicht verwendet werden: "
	for file, want := range map[string]string{
		"hied = 1":                                "es gibt keine Einstellung „hied“ (Zeile 1)",
		"\nrole = 1 2":                            "das ist kein TOML (Zeile 2: ", // the parser's own words follow
		`role = "agent"`:                          "die Einstellung role kann nicht „agent“ sein",
		`profile = "all"`:                         "die Einstellung profile kann nicht „all“ sein",
		`appearance = "blue"`:                     "die Einstellung appearance kann nicht „blue“ sein",
		"scale = 7":                               "die Einstellung scale kann nicht „7“ sein",
		`network = "moon"`:                        "„moon“ ist kein Netz",
		"[tor]\ntorrc = \"here\"":                 "tor.torrc muss ein ganzer Pfad sein, ab der Wurzel",
		"[tor]\nbridges = [\"obfs4\"]":            "eine Bridge-Zeile ist ungültig: die Adresse fehlt (tor.bridges, Zeile 1)",
		"[[explorers]]\nurl = \"http://a.onion\"": "es fehlt der Name oder der Betreiber (explorers, Zeile 1)",
		"hide = [\"" + strings.Repeat("a", 2<<20) + "\"]": "die Datei ist größer als ",
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := config.Load(path)
		m := model.Trouble(err)
		if text := words.Of(m.Text); !strings.HasPrefix(text, begin+want) || strings.Contains(text, "{{") {
			t.Errorf("of %.40q it says %q", file, text)
		}
		if hint := words.Of(m.Hint); !strings.HasSuffix(hint, "in Ordnung bringen, oder wegschieben, um mit den eingebauten Einstellungen zu beginnen.") {
			t.Errorf("of %.40q the hint is %q", file, hint)
		}
	}
}

// TestNoEnglishIsLeftOfErrors does wrong what a reader may do wrong, and says in
// German what comes of it.
func TestNoEnglishIsLeftOfErrors(t *testing.T) {
	speak(t, "de_DE.UTF-8")
	dir := t.TempDir()
	desk := work.NewDesk(t.TempDir(), "test", "Tradecase test", config.Settings{})
	t.Cleanup(desk.Close)
	if _, err := desk.New(t.Context(), tradeID); err != nil {
		t.Fatal(err)
	}
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	long := strings.Repeat("{ ", 9<<20)
	verify := func(path string) error { _, err := desk.Verify(t.Context(), path, nil); return err }
	slot := func(path string) error {
		_, err := desk.AddSlot(t.Context(), tradeID, bundle.Contract, []string{path})
		return err
	}
	note := func(n bundle.NotesChange) error { _, err := desk.Note(t.Context(), tradeID, n); return err }
	_, again := desk.New(t.Context(), tradeID)
	_, undone := desk.Undo(t.Context(), tradeID)
	_, pasted := desk.AddText(t.Context(), tradeID, long)
	for what, err := range map[string]error{
		"a zip that is not there": verify(filepath.Join(dir, "none.zip")), "a zip that is none": verify(file("a.zip", "PK")), "a zip that is a folder": verify(dir),
		"a contract that is not there": slot(filepath.Join(dir, "none.json")), "a contract that is too long": slot(file("a.json", long)),
		"a note that is too long": note(bundle.NotesChange{What: &long}), "an ID that is none": note(bundle.NotesChange{Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: "abc"}}),
		"a bundle that is there": again, "nothing to take back": undone, "a text that is too long": pasted,
	} {
		m := model.Trouble(err)
		for _, p := range []model.Phrase{m.Text, m.Hint} {
			if text := words.Of(p); err == nil || strings.Contains(text, "{{") || englishWords.MatchString(text) || strings.Contains(text, "such file") {
				t.Errorf("%s, %v: it says %q", what, err, text)
			}
		}
	}
}

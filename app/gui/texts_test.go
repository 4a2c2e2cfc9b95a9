package gui

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tradecase/app/gui/model"
	"tradecase/assets"
	"tradecase/bundle"
	"tradecase/bundle/archive"
	"tradecase/diagnostics/logs"
	"tradecase/explorer/esplora"
)

// text is one use of a translation key.
type text struct {
	english string
	plural  bool
	at      string
}

// textCalls are the functions whose first two arguments are a key and its
// English, and whether they count.
var textCalls = map[string]bool{"X": false, "XN": true, "Say": false, "Count": true}

// usedTexts finds all translation keys in the window's code.
func usedTexts(t *testing.T) map[string]text {
	t.Helper()
	used := map[string]text{}
	files := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 {
				return true
			}
			plural, ok := textCalls[called(call)]
			if !ok {
				return true
			}
			at := files.Position(call.Pos()).String()
			key, isKey := literal(call.Args[0])
			english, isEnglish := literal(call.Args[1])
			if !isKey || !isEnglish {
				// These two pass on what they are given.
				if base := filepath.Base(path); base != "words.go" && base != "phrase.go" {
					t.Errorf("%s: key and English must stand there as they are", at)
				}
				return true
			}
			if before, twice := used[key]; twice && (before.english != english || before.plural != plural) {
				t.Errorf("%s: %q means something else at %s", at, key, before.at)
			}
			used[key] = text{english, plural, at}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return used
}

// called is the name of a called function of lang or model, else empty.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if p, ok := f.X.(*ast.Ident); ok && (p.Name == "lang" || p.Name == "model") {
			return f.Sel.Name
		}
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// coreTexts are the keys of the core's texts that are no errors.
func coreTexts(t *testing.T) map[string]bool {
	t.Helper()
	rows, asks, details := bundle.ChecklistTexts()
	var stages []string
	for _, call := range coreCalls(t, "Stage", 0) {
		if call != "" {
			stages = append(stages, call)
		}
	}
	if len(stages) < 5 || len(rows) < 10 || len(details) < 10 {
		t.Fatalf("only %d stages, %d rows, %d details were found", len(stages), len(rows), len(details))
	}
	keys := map[string]bool{}
	for _, key := range model.Coded(append(logs.Texts(), bundle.VerifyTexts()...), rows, asks, details, stages) {
		keys[key] = true
	}
	for key := range model.RuleSources() {
		keys[key] = true
	}
	for code := range tradeSentences(t) {
		keys["said."+code] = true
	}
	return keys
}

// coreErrors are the codes of errors.
func coreErrors(t *testing.T) map[string]bool {
	t.Helper()
	codes := map[string]bool{(&archive.LimitError{}).Code(): true, (&bundle.LeakError{}).Code(): true}
	for _, e := range esplora.AddressErrors() {
		codes[e.Code()] = true
	}
	for _, code := range coreCalls(t, "WithCode", 1) {
		codes[code] = true
	}
	if len(codes) < 20 {
		t.Fatalf("only %d codes of errors were found", len(codes))
	}
	return codes
}

// coreCalls are the literals that stand at a place among the arguments of all
// calls of a function, in all that the window shows.
func coreCalls(t *testing.T, name string, place int) []string {
	t.Helper()
	var all []string
	for _, dir := range []string{"../../diagnostics", "../../bundle", "../../app"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) <= place {
					return true
				}
				f, ok := call.Fun.(*ast.SelectorExpr)
				if own, isOwn := call.Fun.(*ast.Ident); isOwn && own.Name == name || ok && f.Sel.Name == name {
					if s, ok := literal(call.Args[place]); ok {
						all = append(all, s)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestEveryTextIsInTheEnglishFile(t *testing.T) {
	data, err := assets.Translations.ReadFile(assets.TranslationsDir + "/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	used := usedTexts(t)
	if len(used) < 100 {
		t.Fatalf("only %d texts were found in the code", len(used))
	}
	for key, u := range used {
		switch there := file[key].(type) {
		case nil:
			t.Errorf("%s: %q is not in en.json", u.at, key)
		case string:
			if u.plural || there != u.english {
				t.Errorf("%s: %q is %q in en.json", u.at, key, there)
			}
		case map[string]any:
			if !u.plural || there["other"] != u.english || there["one"] == nil {
				t.Errorf("%s: %q is %v in en.json", u.at, key, there)
			}
		}
	}
	for key := range coreTexts(t) {
		if file[key] == nil {
			t.Errorf("%q of the core is not in en.json", key)
		}
		used[key] = text{}
	}
	for code := range coreErrors(t) {
		if file["error."+code] == nil {
			t.Errorf("the error %q has no text in en.json", code)
		}
		used["error."+code], used["error."+code+".hint"] = text{}, text{}
	}
	needed, optional := model.TorTexts()
	for _, key := range needed {
		if file[key] == nil {
			t.Errorf("%q of Tor and the explorers is not in en.json", key)
		}
	}
	for _, key := range append(needed, optional...) {
		used[key] = text{}
	}
	for key := range file {
		if _, ok := used[key]; !ok {
			t.Errorf("%q in en.json is used nowhere", key)
		}
		if !strings.Contains(key, ".") {
			t.Errorf("%q has no page before a dot", key)
		}
	}
}

package gui

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tradecase/app/gui/model"
	"tradecase/assets"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// sentence is a text of the core on a trade, with %s for its gaps.
type sentence struct{ english, at string }

// tradeSentences are all that the core can say of a trade, by their codes, as
// they stand in its source.
func tradeSentences(t *testing.T) map[string]sentence {
	t.Helper()
	r := &sentenceReader{t: t, files: token.NewFileSet(), consts: map[string]string{}, methods: map[string]*ast.FuncDecl{}, rules: map[string]string{}, found: map[string]sentence{}}
	for dir, prefix := range map[string]string{"../../diagnostics/trade": "", "../../diagnostics/flow": "flow.", "../../bundle": ""} {
		r.read(dir, prefix)
	}
	for _, rule := range trade.Rules() {
		r.add("rule."+rule.Name, rule.Title, "diagnostics/trade")
	}
	for code, english := range explorer.Reasons() {
		r.add("why."+code, english, "explorer/reason.go")
	}
	data, err := os.ReadFile("../../assets/trade.toml")
	if err != nil {
		t.Fatal(err)
	}
	receivers := regexp.MustCompile(`what = "(.+)"\ncode = "(.+)"\n`).FindAllStringSubmatch(string(data), -1)
	for _, m := range receivers {
		r.add("receiver."+m[2], m[1], "assets/trade.toml")
	}
	if len(r.found) < 350 || len(receivers) < 10 {
		t.Fatalf("only %d sentences and %d receivers were found", len(r.found), len(receivers))
	}
	return r.found
}

// sentenceReader finds sentences in Go source.
type sentenceReader struct {
	t       *testing.T
	files   *token.FileSet
	prefix  string                   // of codes that say makes
	consts  map[string]string        // constants of text, by name
	methods map[string]*ast.FuncDecl // of judge
	rules   map[string]string        // the rules' names by the methods that check them
	within  []string                 // the rules that the method being read is of
	found   map[string]sentence
}

// passing are the functions that pass on what they are given; the reader knows
// their calls.
var passing = []string{"say", "Say", "sayError", "inferred", "fromChain", "count", "advise", "figure", "factText", "tell", "never"}

// read reads the Go files of a folder.
func (r *sentenceReader) read(dir, prefix string) {
	r.t.Helper()
	paths, err := filepath.Glob(dir + "/*.go")
	if err != nil || len(paths) == 0 {
		r.t.Fatalf("%s: %v", dir, err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(r.files, path, nil, 0)
		if err != nil {
			r.t.Fatal(err)
		}
		files = append(files, file)
	}
	r.prefix = prefix
	for _, file := range files {
		ast.Inspect(file, r.learn)
	}
	of := r.reached()
	for _, file := range files {
		for _, d := range file.Decls {
			r.within = nil
			if f, ok := d.(*ast.FuncDecl); ok {
				if slices.Contains(passing, f.Name.Name) {
					continue
				}
				if r.methods[f.Name.Name] == f {
					r.within = of[f.Name.Name]
				}
			}
			ast.Inspect(d, r.take)
		}
	}
}

// learn notes constants, methods of judge, and which of them a rule's check is.
func (r *sentenceReader) learn(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GenDecl:
		if n.Tok != token.CONST {
			break
		}
		for _, s := range n.Specs {
			spec, _ := s.(*ast.ValueSpec)
			for i, name := range spec.Names {
				if i < len(spec.Values) {
					if s, ok := literal(spec.Values[i]); ok {
						r.consts[name.Name] = s
					}
				}
			}
		}
	case *ast.FuncDecl:
		if n.Recv != nil && len(n.Recv.List[0].Names) == 1 && n.Recv.List[0].Names[0].Name == "j" {
			r.methods[n.Name.Name] = n
		}
	case *ast.CompositeLit:
		name, check := "", ""
		for _, e := range n.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			key, _ := kv.Key.(*ast.Ident)
			if s, ok := literal(kv.Value); ok && key != nil && key.Name == "Name" {
				name = s
			}
			if sel, ok := kv.Value.(*ast.SelectorExpr); ok && key != nil && key.Name == "check" {
				check = sel.Sel.Name
			}
		}
		if name != "" && check != "" {
			r.rules[check] = name
		}
	}
	return true
}

// reached says of each method of judge which rules it is called for.
func (r *sentenceReader) reached() map[string][]string {
	of := map[string][]string{}
	var follow func(method, rule string)
	follow = func(method, rule string) {
		f := r.methods[method]
		if f == nil || slices.Contains(of[method], rule) {
			return
		}
		of[method] = append(of[method], rule)
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if on, ok := sel.X.(*ast.Ident); ok && on.Name == "j" {
					follow(sel.Sel.Name, rule)
				}
			}
			return true
		})
	}
	for check, rule := range r.rules {
		follow(check, rule)
	}
	return of
}

// text is what stands in the source as text.
func (r *sentenceReader) text(e ast.Expr) (string, bool) {
	if id, ok := e.(*ast.Ident); ok {
		s, known := r.consts[id.Name]
		return s, known
	}
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		a, isText := r.text(sum.X)
		if b, too := r.text(sum.Y); isText && too {
			return a + b, true
		}
		return "", false
	}
	return literal(e)
}

// take takes the sentences of a call.
func (r *sentenceReader) take(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return true
	}
	name, on := "", "" // on is what it is called on
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		x, isName := f.X.(*ast.Ident)
		if name = f.Sel.Name; !isName {
			return true
		} else if x.Name != "trade" {
			on = x.Name
		}
	}
	at := r.files.Position(call.Pos()).String()
	texts := make([]string, len(call.Args)) // "" if it is no text
	for i, a := range call.Args {
		texts[i], _ = r.text(a)
	}
	switch n := len(call.Args); {
	case on == "" && n >= 2 && r.within != nil && name == "say" && !strings.Contains(texts[0], "."): // one of judge's, by another name
		for _, code := range r.codes(texts[0], at) {
			r.add(code, texts[1], at)
		}
	case on == "" && n >= 2 && (name == "say" || name == "Say" || name == "sayError"):
		if texts[0] != "" {
			texts[0] = r.prefix + texts[0]
		}
		r.add(texts[0], texts[1], at)
	case on == "" && n >= 2 && (name == "inferred" || name == "fromChain"):
		r.add("note."+texts[0], texts[1], at)
	case on == "" && n == 3 && name == "count":
		r.add("count."+dashed(texts[1]), "1 "+texts[1], at)
		r.add("count."+dashed(texts[2]), "%s "+texts[2], at)
	case on == "" && n >= 3 && (name == "pick" || name == "resolve") && texts[1] != "":
		r.add("fact."+texts[1], texts[1], at)
	case on == "" && n == 2 && name == "advise":
		if inner, ok := call.Args[0].(*ast.CallExpr); ok {
			code, _ := r.text(inner.Args[0])
			for _, code := range r.codes(code, at) {
				r.add(code+".advice", texts[1], at)
			}
		}
	case on == "s" && n >= 2 && name == "tell":
		r.add("summary."+texts[0], texts[1], at)
	case on == "s" && n >= 3 && (name == "advise" || name == "never"):
		r.add("advice."+texts[1], texts[2], at)
	case on == "j" && n == 3 && name == "figure":
		r.add("figure."+dashed(texts[0]), texts[0], at)
	case on == "j" && n >= 2 && slices.Contains([]string{"pass", "warn", "fail", "unknown", "none"}, name):
		for _, code := range r.codes(texts[0], at) {
			r.add(code, texts[1], at)
		}
	}
	return true
}

// codes are those of a sentence in a rule's method.
func (r *sentenceReader) codes(code, at string) (codes []string) {
	if strings.Contains(code, ".") {
		return []string{code}
	}
	for _, rule := range r.within {
		codes = append(codes, rule+"."+code)
	}
	if len(codes) == 0 {
		r.t.Errorf("%s: no rule is found that says %q", at, code)
	}
	return codes
}

func (r *sentenceReader) add(code, english, at string) {
	switch before, twice := r.found[code]; {
	case english == "" || code == "":
		r.t.Errorf("%s: code and sentence must stand there as they are", at)
	case twice && before.english != english:
		r.t.Errorf("%s: %q says something else at %s", at, code, before.at)
	default:
		r.found[code] = sentence{english, at}
	}
}

func dashed(words string) string { return strings.ReplaceAll(words, " ", "-") }

// inFile is a sentence as the translations write it: with {{.A1}}, {{.A2}} … for
// its gaps.
func (s sentence) inFile() string {
	parts := strings.Split(s.english, "%s")
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			b.WriteString("{{.A" + strconv.Itoa(i) + "}}")
		}
		b.WriteString(part)
	}
	return b.String()
}

var gapInFile = regexp.MustCompile(`{{\.\w+}}`)

// gapsOf are the gaps of a translation, in a fixed order, each once.
func gapsOf(s string) []string {
	all := gapInFile.FindAllString(s, -1)
	slices.Sort(all)
	return slices.Compact(all)
}

// TestEverySentenceAboutATradeIsTranslated holds the translations to the core's
// source: each of its sentences is there, in English word for word and in German
// with the same gaps.
func TestEverySentenceAboutATradeIsTranslated(t *testing.T) {
	want := map[string]string{}
	for code, s := range tradeSentences(t) {
		want["said."+code] = s.inFile()
	}
	maps.Copy(want, model.RuleSources())
	for _, language := range []string{"en", "de"} {
		data, err := assets.Translations.ReadFile(assets.TranslationsDir + "/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var file map[string]any
		if err := json.Unmarshal(data, &file); err != nil {
			t.Fatal(err)
		}
		var missing []string
		for _, key := range slices.Sorted(maps.Keys(want)) {
			switch there, ok := file[key].(string); {
			case !ok:
				missing = append(missing, fmt.Sprintf("  %q: %q,", key, want[key]))
			case language == "en" && there != want[key]:
				t.Errorf("%s in en.json is\n%q, the core says\n%q", key, there, want[key])
			case !slices.Equal(gapsOf(there), gapsOf(want[key])):
				t.Errorf("%s in %s.json has the gaps %q and not %q", key, language, gapsOf(there), gapsOf(want[key]))
			}
		}
		if len(missing) > 0 {
			t.Errorf("%s.json lacks %d texts; in English they are\n%s", language, len(missing), strings.Join(missing, "\n"))
		}
	}
}

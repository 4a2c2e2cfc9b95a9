package logs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tradecase/diagnostics"
)

// TestTextsListsAllCodes finds the codes in the package's source.
func TestTextsListsAllCodes(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if pair, ok := n.(*ast.KeyValueExpr); ok {
				if name, ok := pair.Key.(*ast.Ident); ok && name.Name == "Code" {
					lit, ok := pair.Value.(*ast.BasicLit)
					if !ok {
						t.Errorf("%s: a code must stand there as it is", path)
						return true
					}
					code, _ := strconv.Unquote(lit.Value)
					found[code] = true
				}
			}
			return true
		})
	}
	if len(found) < 8 {
		t.Fatalf("only %d codes were found", len(found))
	}
	for code := range found {
		if !slices.Contains(Texts(), code) {
			t.Errorf("%s is not in Texts", code)
		}
	}
	for _, text := range Texts() {
		code, _, _ := strings.Cut(strings.TrimPrefix(text, "log."), ".")
		if !found["log."+code] {
			t.Errorf("%s is in Texts and is used nowhere", text)
		}
	}
}

// TestArgsHoldWhatTitlesSay compares each argument with the English title.
func TestArgsHoldWhatTitlesSay(t *testing.T) {
	h := &history{party: diagnostics.Seller, files: []*fileScan{
		{file: File{Path: "seller/bisq_2.log", Rotation: 2}, entries: 1, starts: []start{{name: "1.9.17", release: release{1, 9, 17}}}},
		{file: File{Path: "seller/bisq.log"}, entries: 1, starts: []start{{name: "1.9.10", release: release{1, 9, 10}}}},
	}}
	all := findings([]*history{h})
	if len(all) != 2 {
		t.Fatalf("%d findings: %+v", len(all), all)
	}
	for _, f := range all {
		if !slices.Contains(Texts(), f.Text()) {
			t.Errorf("%s is not in Texts", f.Text())
		}
		if f.Args["Party"] != "seller" {
			t.Errorf("%s: the party is %q", f.Code, f.Args["Party"])
		}
		for name, value := range f.Args {
			if name != "Count" && !strings.Contains(strings.ToLower(f.Title), value) {
				t.Errorf("%s: %s is %q, which is not in %q", f.Code, name, value, f.Title)
			}
		}
	}
	if f := all[0]; f.Args["From"] != "1.9.17" || f.Args["To"] != "1.9.10" {
		t.Errorf("the downgrade has %v", f.Args)
	}
	if f := all[1]; f.Args["Missing"] != "bisq_1.log" || f.Args["Count"] != "1" {
		t.Errorf("the gap has %v", f.Args)
	}
}

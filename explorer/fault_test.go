package explorer

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

// TestLiesAreAllListed compares the list with the constants that there are.
func TestLiesAreAllListed(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "transaction.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	constants := 0
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			if kind, ok := v.Type.(*ast.Ident); ok && kind.Name == "Lie" {
				constants++
			}
		}
		return true
	})
	all := Lies()
	slices.Sort(all)
	if constants == 0 || len(slices.Compact(all)) != constants {
		t.Errorf("%d lies are listed, there are %d", len(all), constants)
	}
}

package model

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// TestEverySentenceAboutATradeIsTranslated reads the core for the sentences of
// summary, advice and picture.
func TestEverySentenceAboutATradeIsTranslated(t *testing.T) {
	found := 0
	for dir, calls := range map[string]map[string]string{
		"../../../diagnostics/trade": {"tell": "summary.", "advise": "advice.", "never": "advice."},
		"../../../diagnostics/flow":  {"say": "flow."},
	} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, code := range codesIn(t, src, calls) {
				if found++; !slices.Contains(tradeCodes, code) {
					t.Errorf("%s: the window does not translate %q", path, code)
				}
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d sentences were found", found)
	}
}

// codesIn are the first literals of the calls of functions.
func codesIn(t *testing.T, src []byte, calls map[string]string) (codes []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name := ""
		switch f := call.Fun.(type) {
		case *ast.Ident:
			if name = f.Name; name == "advise" { // the rules', whose sentences stay English
				return true
			}
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		prefix, ok := calls[name]
		for _, a := range call.Args[:min(2, len(call.Args))] {
			if lit, isLit := a.(*ast.BasicLit); ok && isLit {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					codes = append(codes, prefix+s)
				}
				break
			}
		}
		return true
	})
	return codes
}

func TestTradeText(t *testing.T) {
	p := TradeText(trade.Text{Code: "summary.fails", Args: []string{"2 rules are", "fee.amount {{.X}}."}, English: "e"})
	first, ok := p.Data["A1"].(Phrase)
	if !ok || p.Key != "said.summary.fails" || first.Key != "word.rules.are" || p.Data["A2"] != "fee.amount {{.X}}" {
		t.Errorf("%+v", p)
	}
	if p := TradeText(trade.Text{Code: "fee.amount.high", English: "It is {{.High}}."}); p.Key != "" || p.English != "It is {{.High}}." {
		t.Errorf("%+v", p)
	}
}

func TestQuestions(t *testing.T) {
	var a Questions
	a.Take(explorer.Event{Source: "b", Asked: 2, Answered: 1})
	a.Take(explorer.Event{Source: "a", Asked: 4, Answered: 2, Outcome: explorer.Unknown, Fault: explorer.FaultTimeout})
	a.Take(explorer.Event{Source: "b", Asked: 1})
	lines := a.Lines()
	if len(lines) != 2 || lines[0].Key != "asked.fault" || lines[1].Data["Done"] != 1 || lines[1].Data["All"] != 2 {
		t.Errorf("%+v", lines)
	}
}

// TestEvidenceInAContractIsNotInTheList: only a log's lines can be shown there.
func TestEvidenceInAContractIsNotInTheList(t *testing.T) {
	r := &trade.Result{Verdicts: []trade.Verdict{{Rule: "fee.amount", Result: trade.Fail, Evidence: []diagnostics.Evidence{
		{Path: "unknown/contract.json"}, {Path: "buyer/bisq.log", Line: 3},
	}}}}
	places := Verdicts(r, true)[0].Cards[0].Evidence
	if len(places) != 3 || places[1].Path != "" || places[1].Where == "" || places[2].Path != "buyer/bisq.log" {
		t.Errorf("%+v", places)
	}
}

package model

import (
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

func TestTradeText(t *testing.T) {
	inner := trade.Text{Code: "count.rules-are", Args: []trade.Text{trade.Plain("2")}, English: "2 rules are", Clause: true}
	p := TradeText(trade.Text{Code: "summary.fails", Args: []trade.Text{inner, trade.Plain("fee.amount {{.X}}")}, English: "e"})
	first, ok := p.Data["A1"].(Phrase)
	if !ok || p.Key != "said.summary.fails" || first.Key != "said.count.rules-are" || !first.Clause || p.Clause {
		t.Errorf("%+v", p)
	}
	if second, ok := p.Data["A2"].(Phrase); !ok || second.Key != "" || second.English != "fee.amount {{.X}}" {
		t.Errorf("%+v", p)
	}
	if p := TradeText(trade.Plain("It is {{.High}}.")); p.Key != "" || p.English != "It is {{.High}}." {
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
	places := Verdicts(r, true, func(p Phrase) string { return p.English })[0].Cards[0].Evidence
	if len(places) != 3 || places[1].Path != "" || places[1].Where == "" || places[2].Path != "buyer/bisq.log" {
		t.Errorf("%+v", places)
	}
}

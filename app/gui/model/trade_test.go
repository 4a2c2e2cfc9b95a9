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

// TestRulesAreReadFromTheWorst: the transaction that failed first, in each what
// failed first, and one card for rules that are not known for one reason.
func TestRulesAreReadFromTheWorst(t *testing.T) {
	none, other := trade.Plain("No source has it."), trade.Plain("Nobody knows.")
	r := &trade.Result{Verdicts: []trade.Verdict{
		{Rule: "a", Role: diagnostics.MakerFee, Result: trade.Unknown, Detail: none},
		{Rule: "b", Role: diagnostics.MakerFee, Result: trade.Pass, Detail: other},
		{Rule: "c", Role: diagnostics.MakerFee, Result: trade.Unknown, Detail: other},
		{Rule: "d", Role: diagnostics.MakerFee, Result: trade.Unknown, Detail: none, Evidence: []diagnostics.Evidence{{Path: "buyer/bisq.log", Line: 3}}},
		{Rule: "a", Role: diagnostics.Deposit, Result: trade.Unknown, Detail: none},
		{Rule: "b", Role: diagnostics.Deposit, Result: trade.NotApplicable, Detail: other},
		{Rule: "c", Role: diagnostics.Deposit, Result: trade.Warn, Detail: none},
		{Rule: "e", Result: trade.Fail, Detail: none},
		{Rule: "d", Role: diagnostics.Deposit, Result: trade.Warn, Detail: none},
	}}
	english := func(p Phrase) string { return p.English }
	type want struct {
		role               diagnostics.TxRole
		cards, of, notPass int
	}
	for all, wants := range map[bool][]want{
		false: {{"", 1, 1, 1}, {diagnostics.Deposit, 3, 3, 3}, {diagnostics.MakerFee, 2, 4, 3}},
		true:  {{"", 1, 1, 1}, {diagnostics.Deposit, 4, 3, 3}, {diagnostics.MakerFee, 3, 4, 3}},
	} {
		groups := RuleGroups(r, all, english)
		if len(groups) != len(wants) {
			t.Fatalf("%d groups", len(groups))
		}
		for i, w := range wants {
			g := groups[i]
			of, _ := g.Title.Data["Count"].(int)
			bad, _ := g.Title.Data["Bad"].(int)
			if got := (want{g.Role, len(g.Cards), of, bad}); got != w {
				t.Errorf("all %v: group %d is %+v, want %+v", all, i, got, w)
			}
		}
	}
	groups := RuleGroups(r, false, english)
	folded := groups[2].Cards[0]
	if folded.Title.Data["Count"] != 2 || folded.Opens.Empty() || len(folded.Evidence) != 3 || folded.Evidence[2].Path != "buyer/bisq.log" || folded.Sign != Question {
		t.Errorf("%+v", folded)
	}
	if !groups[2].Cards[1].Opens.Empty() || groups[2].Cards[1].Title.Key != "verdict.title" || groups[1].Cards[0].Sign != Warn {
		t.Error("what has a reason of its own is folded, or the worst is not the first")
	}
}

// TestEvidenceInAContractIsNotInTheList: only a log's lines can be shown there.
func TestEvidenceInAContractIsNotInTheList(t *testing.T) {
	r := &trade.Result{Verdicts: []trade.Verdict{{Rule: "fee.amount", Result: trade.Fail, Evidence: []diagnostics.Evidence{
		{Path: "unknown/contract.json"}, {Path: "buyer/bisq.log", Line: 3},
	}}}}
	places := RuleGroups(r, false, func(p Phrase) string { return p.English })[0].Cards[0].Evidence
	if len(places) != 3 || places[1].Path != "" || places[1].Where == "" || places[2].Path != "buyer/bisq.log" {
		t.Errorf("%+v", places)
	}
}

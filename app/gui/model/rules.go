package model

import (
	"slices"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// RuleGroup are the verdicts of one outcome, as cards.
type RuleGroup struct {
	Outcome trade.Outcome
	Title   Phrase // the outcome, with the number of rules
	Cards   []Card
	Folded  bool // nobody has to do anything about them
}

// ruleOrder has the outcomes as they are read: what is wrong first.
var ruleOrder = []trade.Outcome{trade.Fail, trade.Warn, trade.Unknown, trade.Pass, trade.NotApplicable}

// RuleGroups are a result's verdicts by outcome, what is wrong first; an outcome
// that no rule has is left out. Rules on one transaction that are not known for
// the same reason share a card. in says a phrase in the reader's language.
func RuleGroups(r *trade.Result, in func(Phrase) string) []RuleGroup {
	var groups []RuleGroup
	for _, outcome := range ruleOrder {
		g := RuleGroup{Outcome: outcome, Folded: outcome == trade.Pass || outcome == trade.NotApplicable}
		n := 0
		for _, same := range alike(r, outcome) {
			n += len(same)
			if len(same) == 1 {
				g.Cards = append(g.Cards, verdictCard(r, same[0], in))
				continue
			}
			g.Cards = append(g.Cards, alikeCard(r, same, in))
		}
		if n > 0 {
			g.Title = Say("rules.group", "{{.Outcome}}: {{.Number}}", "Outcome", ResultOf(outcome), "Number", n)
			groups = append(groups, g)
		}
	}
	return groups
}

// alike are the verdicts of an outcome by transaction. Those that are not known
// and say the same of the same transaction are together.
func alike(r *trade.Result, outcome trade.Outcome) (all [][]trade.Verdict) {
	for _, role := range append(diagnostics.TxRoles(), "") {
		for _, v := range r.Verdicts {
			if v.Role != role || v.Result != outcome {
				continue
			}
			at := -1
			if outcome == trade.Unknown {
				at = slices.IndexFunc(all, func(same []trade.Verdict) bool {
					return same[0].Role == role && same[0].Detail.English == v.Detail.English && same[0].Advice.English == v.Advice.English
				})
			}
			if at < 0 {
				all = append(all, []trade.Verdict{v})
				continue
			}
			all[at] = append(all[at], v)
		}
	}
	return all
}

// alikeCard is the card of several rules with one reason: it opens to the rules.
func alikeCard(r *trade.Result, same []trade.Verdict, in func(Phrase) string) Card {
	c := verdictCard(r, same[0], in)
	c.Title = Count("rules.alike", "{{.Role}}, {{.Count}} rules: {{.Says}}", len(same), "Role", TradeRoleOf(same[0].Role), "Says", TradeText(same[0].Detail))
	c.Opens = Count("rules.show", "Show the {{.Count}} rules", len(same))
	c.Hides = Say("rules.hide", "Hide the rules")
	c.Evidence = nil
	for _, v := range same {
		places := verdictCard(r, v, in).Evidence
		places[0].Where = in(ruleTitle(v.Rule)) + " (" + places[0].Where + ")"
		for _, p := range places {
			if !slices.Contains(c.Evidence, p) {
				c.Evidence = append(c.Evidence, p)
			}
		}
	}
	c.More = 0
	return c
}

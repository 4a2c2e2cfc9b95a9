package model

import (
	"slices"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// RuleGroup are the verdicts on one transaction, as cards.
type RuleGroup struct {
	Role  diagnostics.TxRole // "" is the whole trade
	Title Phrase             // with how many of the rules that apply are not passed
	Cards []Card
}

// RuleGroups are a result's verdicts by transaction: first the one with the worst
// of them, and in each the worst first. Rules that are not known, or do not apply,
// for the same reason share a card. Only what is not passed is told unless all is
// wanted; a transaction of which nothing is told is left out. in says a phrase in
// the reader's language.
func RuleGroups(r *trade.Result, all bool, in func(Phrase) string) []RuleGroup {
	var groups []RuleGroup
	for _, role := range worstRoles(r) {
		g, applied, bad := RuleGroup{Role: role}, 0, 0
		for _, same := range trade.Grouped(verdictsOn(r, role)) {
			passed := same.Result == trade.Pass || same.Result == trade.NotApplicable
			if same.Result != trade.NotApplicable {
				applied += len(same.Verdicts)
			}
			if !passed {
				bad += len(same.Verdicts)
			}
			switch {
			case passed && !all:
			case len(same.Verdicts) == 1:
				g.Cards = append(g.Cards, verdictCard(r, same.Verdicts[0], in))
			default:
				g.Cards = append(g.Cards, alikeCard(r, same, in))
			}
		}
		if len(g.Cards) > 0 {
			g.Title = Count("verdicts.group", "{{.Role}}: {{.Bad}} of {{.Count}} rules not passed", applied, "Role", TradeRoleOf(role), "Bad", bad)
			groups = append(groups, g)
		}
	}
	return groups
}

// worstRoles are the transactions, those first that have the worst verdict.
func worstRoles(r *trade.Result) (roles []diagnostics.TxRole) {
	for _, v := range trade.Worst(r.Verdicts) {
		if !slices.Contains(roles, v.Role) {
			roles = append(roles, v.Role)
		}
	}
	return roles
}

func verdictsOn(r *trade.Result, role diagnostics.TxRole) (on []trade.Verdict) {
	for _, v := range r.Verdicts {
		if v.Role == role {
			on = append(on, v)
		}
	}
	return on
}

// alikeCard is the card of several rules with one reason: it opens to the rules.
func alikeCard(r *trade.Result, same trade.Group, in func(Phrase) string) Card {
	c := verdictCard(r, same.Verdicts[0], in)
	n := len(same.Verdicts)
	c.Title = Count("rules.alike", "{{.Count}} rules: {{.Says}}", n, "Says", TradeText(same.Detail()))
	c.Opens = Count("rules.show", "Show the {{.Count}} rules", n)
	c.Hides = Say("rules.hide", "Hide the rules")
	c.Evidence = nil
	for _, v := range same.Verdicts {
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

package model

import (
	"strings"
	"time"

	"tradecase/app/work"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// VerdictGroup are the verdicts on one transaction, or on the trade as a whole.
type VerdictGroup struct {
	Title Phrase
	Cards []Card
}

// Verdicts are a result's verdicts by transaction. all has those that are passed
// or do not apply too; in says a phrase in the reader's language.
func Verdicts(r *trade.Result, all bool, in func(Phrase) string) []VerdictGroup {
	var groups []VerdictGroup
	for _, role := range append(diagnostics.TxRoles(), "") {
		var g VerdictGroup
		total, bad := 0, 0
		for _, v := range r.Verdicts {
			if v.Role != role {
				continue
			}
			total++
			passed := v.Result == trade.Pass || v.Result == trade.NotApplicable
			if !passed {
				bad++
			}
			if all || !passed {
				g.Cards = append(g.Cards, verdictCard(r, v, in))
			}
		}
		if g.Title = Count("verdicts.group", "{{.Role}}: {{.Bad}} of {{.Count}} rules not passed", total, "Role", TradeRoleOf(role), "Bad", bad); len(g.Cards) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func verdictCard(r *trade.Result, v trade.Verdict, in func(Phrase) string) Card {
	c := Card{
		Sign: verdictSign(v.Result), Severity: ResultOf(v.Result),
		Title:  Say("verdict.title", "{{.Rule}}: {{.Says}}", "Rule", ruleTitle(v.Rule), "Says", TradeText(v.Detail)),
		Advice: TradeText(v.Advice),
	}
	var figures []string
	for _, f := range v.Figures {
		line := in(TradeText(f.Name)) + ": " + in(TradeText(f.Got))
		if !f.Want.IsZero() {
			line += " (" + in(TradeText(f.Want)) + ")"
		}
		figures = append(figures, line)
	}
	source := in(told(sourceKey(v.Rule), v.Source, nil))
	c.Evidence = append(c.Evidence, Place{Where: v.Rule + ", " + source, Excerpt: Bounded(strings.Join(figures, "\n"))})
	for _, e := range v.Evidence {
		if len(c.Evidence) == maxPlaces {
			c.More++
			continue
		}
		c.Evidence = append(c.Evidence, Place{where(e.Path, e.Line), Bounded(noteAt(r, e, in)), e.Path, e.Line})
	}
	return c
}

// noteAt is what is noted of a place, in the reader's language as far as it is
// the core that says it.
func noteAt(r *trade.Result, e diagnostics.Evidence, in func(Phrase) string) string {
	for _, c := range r.Transactions {
		for _, o := range c.Origins {
			if o.Path == e.Path && o.Line == e.Line && o.Note == e.Excerpt && o.Said != nil {
				return in(TradeText(*o.Said))
			}
		}
	}
	return e.Excerpt
}

func verdictSign(o trade.Outcome) Sign {
	switch o {
	case trade.Pass:
		return Good
	case trade.Warn:
		return Warn
	case trade.Fail:
		return Bad
	case trade.Unknown:
		return Question
	case trade.NotApplicable:
	}
	return Optional
}

// worstOf is the worst of a result's verdicts.
func worstOf(r *trade.Result) trade.Outcome {
	worst := trade.Pass
	for _, v := range r.Verdicts {
		switch {
		case v.Result == trade.Fail:
			return trade.Fail
		case v.Result == trade.Warn, v.Result == trade.Unknown && worst == trade.Pass:
			worst = v.Result
		}
	}
	return worst
}

// CheckSummary is what a check came to in one message: the sentences, and where
// nothing is known, why.
func CheckSummary(c work.Checked) Message {
	m := Message{Sign: verdictSign(worstOf(c.Result))}
	m.Text = sentences(TradeSentences(c.Said))
	if why := notKnown(c); len(why) > 0 {
		m.Hint = Say("check.partly", "Not known: {{.List}}.", "List", why)
	}
	return m
}

// notKnown says of which transactions nothing is known, by why that is so.
func notKnown(c work.Checked) (out []Phrase) {
	var reasons []trade.Text
	roles := map[string][]Phrase{}
	for _, tx := range c.Transactions {
		why := tx.Why.English
		if tx.State != trade.StateOpen || why == "" {
			continue
		}
		if roles[why] == nil {
			reasons = append(reasons, tx.Why)
		}
		roles[why] = append(roles[why], TradeRoleOf(tx.Role))
	}
	for _, why := range reasons {
		out = append(out, Say("check.why", "{{.Roles}} ({{.Why}})", "Roles", roles[why.English], "Why", TradeText(why.Within())))
	}
	return out
}

// sentences is a phrase that holds others, one after the other.
func sentences(all []Phrase) Phrase {
	if len(all) == 0 {
		return Phrase{}
	}
	p := all[0]
	for _, next := range all[1:] {
		p = Say("check.two", "{{.First}} {{.Next}}", "First", p, "Next", next)
	}
	return p
}

// CheckedAt says when a trade was checked, and of whom it was asked.
func CheckedAt(at time.Time, offline bool) Phrase {
	when := at.UTC().Format("2006-01-02 15:04:05")
	if offline {
		return Say("check.at.offline", "Checked at {{.When}} UTC; nobody was asked.", "When", when)
	}
	return Say("check.at", "Checked at {{.When}} UTC.", "When", when)
}

// maxCaught bounds how many disagreements are listed.
const maxCaught = 6

// Caught says which sources were caught lying; empty if none were.
func Caught(list []explorer.Disagreement) Message {
	if len(list) == 0 {
		return Message{}
	}
	var all []Phrase
	for _, d := range list[:min(len(list), maxCaught)] {
		all = append(all, Say("check.lie", "{{.Source}}: {{.Detail}}", "Source", Bounded(d.Source), "Detail", Bounded(d.Detail)))
	}
	return Message{
		Sign: Bad, Text: Count("check.caught", "Sources were caught {{.Count}} times saying what is not so: {{.List}}", len(list), "List", all),
		Hint: Say("check.caught.hint", "What they said was left out. Do without them: the settings list the explorers."),
	}
}

// ruleTitle is what a rule is about, in few words.
func ruleTitle(rule string) Phrase { return told("rule."+rule, rule, nil) }

// sourceKey is the key of where a rule comes from.
func sourceKey(rule string) string { return "rule.source." + rule }

// RuleTexts are the keys of the rules' titles and sources, the sources with their
// English.
func RuleTexts() (titles []string, sources map[string]string) {
	sources = map[string]string{}
	for _, r := range trade.Rules() {
		titles = append(titles, "rule."+r.Name)
		sources[sourceKey(r.Name)] = r.Source
	}
	return titles, sources
}

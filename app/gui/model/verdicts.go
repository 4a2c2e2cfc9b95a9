package model

import (
	"strings"
	"time"

	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// verdictCard is the card of one rule's verdict.
func verdictCard(r *trade.Result, v trade.Verdict, in func(Phrase) string) Card {
	c := Card{
		Sign: verdictSign(v.Result), Severity: ResultOf(v.Result),
		Title:  Say("verdict.title", "{{.Rule}}: {{.Says}}", "Rule", ruleTitle(v.Rule), "Says", TradeText(v.Detail)),
		Advice: TradeText(v.Advice),
	}
	var figures []string
	for _, f := range v.Figures {
		line := Say("verdict.figure", "{{.Name}}: {{.Got}}", "Name", TradeText(f.Name), "Got", TradeText(f.Got))
		if !f.Want.IsZero() {
			line = Say("verdict.wanted", "{{.Figure}} (compare: {{.Want}})", "Figure", line, "Want", TradeText(f.Want))
		}
		figures = append(figures, in(line))
	}
	source := in(told(sourceKey(v.Rule), v.Source, nil))
	c.Evidence = append(c.Evidence, Place{Where: v.Rule + ", " + source, Excerpt: Bounded(strings.Join(figures, "\n"))})
	for _, e := range v.Evidence {
		if len(c.Evidence) == maxPlaces {
			c.More++
			continue
		}
		place := Place{where(e.Path, e.Line), Bounded(noteAt(r, e, in)), e.Path, e.Line}
		if e.Line == 0 {
			place.Path = "" // a contract: the list of entries has it not
		}
		c.Evidence = append(c.Evidence, place)
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
	if m.Sign == Good && c.Heard.Nobody() {
		m.Sign = Question // what holds may be old
	}
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

// stamp is a time as the page has it.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05") }

// CheckedAt says when a trade was checked, and of whom it was asked. If nobody
// was, asked is when a source last answered; zero if none ever did.
func CheckedAt(at, asked time.Time, offline bool) Phrase {
	switch {
	case offline && !asked.IsZero():
		return Say("check.at.kept", "Last asked at {{.When}} UTC; judged again from what the bundle keeps.", "When", stamp(asked))
	case offline:
		return Say("check.at.offline", "Checked at {{.When}} UTC; nobody was asked.", "When", stamp(at))
	}
	return Say("check.at", "Checked at {{.When}} UTC.", "When", stamp(at))
}

// CheckedBefore says of when the result is that is shown while it is checked
// again.
func CheckedBefore(at, asked time.Time, offline bool) Phrase {
	return Say("check.before", "Being checked… What stands below is the result before: {{.When}}", "When", CheckedAt(at, asked, offline))
}

// OfBefore is a result's message; if something speaks against it, it is no
// success any more.
func OfBefore(m Message, doubted bool) Message {
	if doubted && m.Sign == Good {
		m.Sign = Note
	}
	return m
}

// NotChecked says why nothing came of a check, and if there is a result of an
// earlier one that it still stands.
func NotChecked(err error, before bool) Message {
	m := Trouble(err)
	if before && m.Hint.Empty() {
		m.Hint = Say("check.stands", "What stands below is the result of the check before.")
	}
	return m
}

// LastAsked says when a source last answered, where nothing is judged yet.
func LastAsked(at time.Time) Phrase {
	return Say("check.asked", "Last asked at {{.When}} UTC.", "When", stamp(at))
}

// maxRemarks bounds how many remarks are shown.
const maxRemarks = 4

// Remarks are what was made of contract and copied texts; empty if there is
// nothing to be said.
func Remarks(notes []string) Message {
	if len(notes) == 0 {
		return Message{}
	}
	list := RemarkOf(notes[0])
	for _, note := range notes[1:min(len(notes), maxRemarks)] {
		list = Say("check.remarks.two", "{{.First}}; {{.Next}}", "First", list, "Next", RemarkOf(note))
	}
	m := Message{Sign: Note, Text: Say("check.remarks", "What was made of the contract and copied texts: {{.List}}", "List", list)}
	if more := len(notes) - maxRemarks; more > 0 {
		m.Hint = Count("check.remarks.more", "and {{.Count}} more", more)
	}
	return m
}

// TakenPaper says what a text is good for that was put into the contract's place.
func TakenPaper(p bundle.Paper) Message {
	switch {
	case p.Err != nil:
		return Message{
			Sign: Warn, Text: Say("txs.taken.nothing", "It lies in the bundle now, but nothing could be made of it."),
			Hint: Say("txs.taken.nothing.hint", "Copy the contract whole from the dispute's details window, or give transaction IDs as “Deposit: ” and 64 digits. The page Items removes what is not needed."),
		}
	case p.Other:
		return Message{
			Sign: Warn, Text: Say("txs.taken.other", "It lies in the bundle now, but it is another contract than the one that was there."),
			Hint: Say("txs.taken.other.hint", "Both stay. A check goes by the first, and tells where the other one says otherwise. Remove the wrong one on the page Items."),
		}
	}
	return Message{Sign: Good, Text: Say("txs.taken", "It lies in the bundle now. Check goes by it.")}
}

// TakenText says what became of a text that was pasted.
func TakenText(p work.Pasted) Message {
	if len(p.Noted) == 0 {
		return TakenPaper(p.Paper)
	}
	roles := make([]Phrase, len(p.Noted))
	for i, role := range p.Noted {
		roles[i] = TradeRoleOf(role)
	}
	m := Message{Sign: Good, Text: Count("txs.taken.ids", "{{.Count}} transaction IDs stand in the notes now: {{.Roles}}. Check goes by them.", len(roles), "Roles", roles)}
	if p.Kept {
		m.Hint = Say("txs.taken.ids.kept", "The text says more than that: it lies among the items, too.")
	}
	return m
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
		all = append(all, Say("check.lie", "{{.Source}}: {{.Detail}}", "Source", Bounded(d.Source), "Detail", told(lieKey(d.Code), d.Detail, nil)))
	}
	return Message{
		Sign: Bad, Text: Count("check.caught", "Sources were caught {{.Count}} times saying what is not so: {{.List}}", len(list), "List", all),
		Hint: Say("check.caught.hint", "What they said was left out. Do without them: the settings list the explorers."),
	}
}

// ruleTitle is what a rule is about, in few words.
func ruleTitle(rule string) Phrase { return TradeText(trade.RuleTitle(rule)) }

// sourceKey is the key of where a rule comes from.
func sourceKey(rule string) string { return "rule.source." + rule }

// RuleSources are the keys of the rules' sources, with their English.
func RuleSources() map[string]string {
	sources := map[string]string{}
	for _, r := range trade.Rules() {
		sources[sourceKey(r.Name)] = r.Source
	}
	return sources
}

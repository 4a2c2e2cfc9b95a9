package trade

import "slices"

// How verdicts are read: the worst first, with what could not be judged for one
// reason told once. Result.Verdicts stays in the order of the rules.

// RuleTitle is what a rule is called where people read, by its name.
func RuleTitle(name string) Text {
	for _, r := range rules {
		if r.Name == name {
			return Text{Code: "rule." + name, English: r.Title}
		}
	}
	return Plain(name)
}

// Title is what the verdict's rule is called; where a rule is about two
// transactions, with which.
func (v Verdict) Title() Text {
	title := RuleTitle(v.Rule)
	if slices.Contains(feeRoles, v.Role) {
		return say("word.rule-of", "%s (%s)", title, v.Role)
	}
	return title
}

// Expected reports whether a verdict is a warning that says nothing of this trade:
// every trade of its time gets it, for what it would be compared with stands in
// the DAO's state only.
func (v Verdict) Expected() bool {
	return v.Result == Warn && slices.Contains([]string{"fee.amount.beyond", "fee.amount.beyond-same", "fee.receiver.open"}, v.Detail.Code)
}

// outcomes are the results in the order in which they are read.
var outcomes = []Outcome{Fail, Warn, Unknown, Pass, NotApplicable}

// Worst orders verdicts by what matters most: fail, warn, unknown, pass,
// not-applicable; those of one result keep their order. It changes nothing.
func Worst(verdicts []Verdict) []Verdict {
	list := slices.Clone(verdicts)
	slices.SortStableFunc(list, func(a, b Verdict) int {
		return slices.Index(outcomes, a.Result) - slices.Index(outcomes, b.Result)
	})
	return list
}

// Group is a verdict, or several that could not be judged, or do not apply, for
// one and the same reason.
type Group struct {
	Result   Outcome
	Verdicts []Verdict // at least one
}

// Grouped orders verdicts as Worst does and puts those together that are unknown,
// or do not apply, for the same reason. A group stands where its first would.
func Grouped(verdicts []Verdict) []Group {
	type reason struct {
		result Outcome
		detail string
	}
	var groups []Group
	at := map[reason]int{}
	for _, v := range Worst(verdicts) {
		key := reason{v.Result, v.Detail.English}
		i, known := at[key]
		if known && (v.Result == Unknown || v.Result == NotApplicable) {
			groups[i].Verdicts = append(groups[i].Verdicts, v)
			continue
		}
		at[key] = len(groups)
		groups = append(groups, Group{Result: v.Result, Verdicts: []Verdict{v}})
	}
	return groups
}

// Title is the rule's, or how many rules it is about.
func (g Group) Title() Text {
	n := len(g.Verdicts)
	switch {
	case n == 1:
		return g.Verdicts[0].Title()
	case g.Result == Unknown:
		return say("group.unknown", "%s rules could not be judged", n)
	}
	return say("group.none", "%s rules do not apply", n)
}

// Detail is what the verdict says, or all of them alike.
func (g Group) Detail() Text { return g.Verdicts[0].Detail }

// Rules are the titles of several verdicts' rules, in a row; empty for one.
func (g Group) Rules() Text {
	if len(g.Verdicts) == 1 {
		return Text{}
	}
	var titles []Text
	for _, v := range g.Verdicts {
		titles = append(titles, v.Title())
	}
	return list(titles)
}

// Counts says how many verdicts there are of each result.
type Counts struct{ Pass, Warn, Fail, Unknown, NotApplicable int }

// Applied is how many rules are about such a trade.
func (c Counts) Applied() int { return c.Pass + c.Warn + c.Fail + c.Unknown }

// Counts counts the verdicts. Whoever gives numbers takes them from here.
func (r *Result) Counts() Counts {
	var c Counts
	for _, v := range r.Verdicts {
		switch v.Result {
		case Pass:
			c.Pass++
		case Warn:
			c.Warn++
		case Fail:
			c.Fail++
		case Unknown:
			c.Unknown++
		case NotApplicable:
			c.NotApplicable++
		}
	}
	return c
}

// Tally says the counts in a sentence.
func (r *Result) Tally() Text {
	c, expected, usual := r.Counts(), 0, Text{}
	for _, v := range r.Verdicts {
		if v.Expected() {
			expected++
		}
	}
	if expected > 0 {
		usual = say("tally.usual", " (%s usual for its time)", expected)
	}
	return say("summary.tally", "Of %s %s failed, %s warned%s, %s could not be judged, %s passed.",
		count(c.Applied(), "rule", "rules"), c.Fail, c.Warn, usual, c.Unknown, c.Pass)
}

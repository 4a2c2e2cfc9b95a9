package trade

import (
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// Rule is one thing that a trade's transactions must obey.
type Rule struct {
	Name  string               // stable: "fee.reserve"
	Title string               // what it is called where people read: "Reserve for the deposit"
	Roles []diagnostics.TxRole // what it is about; nil is the trade as a whole
	// Demands says what the rule wants, for all eras or for each.
	Demands []Demand
	Source  string
	// Results are those that the rule can have, beside unknown and not-applicable.
	Results []Outcome

	// bare: the rule can speak without the transaction's content.
	bare bool
	// compares: the rule itself compares the contracts at hand.
	compares bool
	check    func(*judge) Verdict
}

// Demand is what a rule wants in an era; Era is empty if it holds for all.
type Demand struct {
	Era  string
	Text string
}

var (
	feeRoles     = []diagnostics.TxRole{diagnostics.MakerFee, diagnostics.TakerFee}
	depositRole  = []diagnostics.TxRole{diagnostics.Deposit}
	delayedRole  = []diagnostics.TxRole{diagnostics.DelayedPayout}
	payoutRole   = []diagnostics.TxRole{diagnostics.Payout}
	passOrFail   = []Outcome{Pass, Fail}
	passOrWarn   = []Outcome{Pass, Warn}
	everyOutcome = []Outcome{Pass, Warn, Fail}
)

var rules = slices.Concat(feeRules, depositRules, delayedRules, payoutRules, tradeRules)

// Rules lists every rule, in the order in which coins flow.
func Rules() []Rule { return slices.Clone(rules) }

func always(text string) []Demand { return []Demand{{Text: text}} }

// judge applies one rule to one transaction: it makes the verdict's sentences
// with the rule's name as the start of their codes.
type judge struct {
	*facts
	rule *Rule
	role diagnostics.TxRole
	c    *Checked // the role's transaction; nil for the trade as a whole
	v    Verdict
}

// figure notes what is compared.
func (j *judge) figure(name string, got, want any) {
	j.figureOf(say("figure."+dashed(name), name), got, want)
}

func (j *judge) figureOf(name Text, got, want any) {
	f := Figure{Name: name, Got: textOf(got)}
	if want != nil {
		f.Want = textOf(want)
	}
	j.v.Figures = append(j.v.Figures, f)
}

// say gives the verdict. A code with a dot is of a sentence that several rules
// share.
func (j *judge) say(o Outcome, code, english string, args []any) Verdict {
	if !strings.Contains(code, ".") {
		code = j.rule.Name + "." + code
	}
	j.v.Result = o
	j.v.Detail = say(code, english, args...)
	return j.v
}

func (j *judge) pass(code, english string, args ...any) Verdict {
	return j.say(Pass, code, english, args)
}

func (j *judge) warn(code, english string, args ...any) Verdict {
	return j.say(Warn, code, english, args)
}

func (j *judge) fail(code, english string, args ...any) Verdict {
	return j.say(Fail, code, english, args)
}

func (j *judge) unknown(code, english string, args ...any) Verdict {
	return j.say(Unknown, code, english, args)
}

func (j *judge) none(code, english string, args ...any) Verdict {
	return j.say(NotApplicable, code, english, args)
}

// advise adds what to do.
func advise(v Verdict, english string) Verdict {
	v.Advice = say(v.Detail.Code+".advice", english)
	return v
}

// verdicts applies every rule.
func (f *facts) verdicts() []Verdict {
	var out []Verdict
	others := f.otherwise()
	for i := range rules {
		roles := rules[i].Roles
		if roles == nil {
			roles = []diagnostics.TxRole{""}
		}
		for _, role := range roles {
			v := f.apply(&rules[i], role)
			for _, other := range others {
				if !rules[i].compares {
					v = v.or(other.apply(&rules[i], role), other.in)
				}
			}
			out = append(out, v)
		}
	}
	order := append(diagnostics.TxRoles(), "")
	slices.SortStableFunc(out, func(a, b Verdict) int { return slices.Index(order, a.Role) - slices.Index(order, b.Role) })
	return out
}

// apply applies a rule, if the transaction that it is about can be seen.
func (f *facts) apply(r *Rule, role diagnostics.TxRole) Verdict {
	j := &judge{facts: f, rule: r, role: role, v: Verdict{Rule: r.Name, Role: role, Source: r.Source}}
	j.c = f.tx[role]
	if j.c != nil {
		for _, o := range j.c.Origins {
			if o.Path != "" {
				j.v.Evidence = append(j.v.Evidence, o.Evidence())
			}
		}
	}
	if o := f.k.ContractOrigin; r.Name == "trade.contract-json" && o.Path != "" {
		j.v.Evidence = append(j.v.Evidence, o.Evidence())
	}
	switch {
	case f.swap && r.Name != "trade.kind":
		return j.none("any.swap", "A BSQ swap has no such transaction.")
	case role == diagnostics.DelayedPayout && f.era.Delayed == SchemeNone && j.c.ID == nil:
		return j.none("any.protocol-1", "Protocol 1 has no delayed payout.")
	case r.bare || role == "":
		return r.check(j)
	case j.c.Msg() == nil:
		return j.unseen()
	}
	return r.check(j)
}

// unseen is the verdict on a transaction whose content is not known.
func (j *judge) unseen() Verdict {
	switch j.c.State {
	case Unpublished:
		if j.role == diagnostics.Payout || j.role == diagnostics.DelayedPayout {
			return j.none("any.unpublished", "It is not published: %s.", clause(j.c.Why, noneKnows))
		}
		return j.unknown("any.unpublished", "It is not published: %s.", clause(j.c.Why, noneKnows))
	case Absent:
		if j.role == diagnostics.DelayedPayout && j.k.Dispute != DisputeArbitration {
			return j.none("any.unpublished", "It is not published: %s.", clause(j.c.Why, noneKnows))
		}
		return j.unknown("any.absent", "No source has the transaction, so that nothing in it can be checked.")
	default:
		return j.unknown("any.unseen", "The transaction could not be seen: %s.", clause(j.c.Why, noneGave))
	}
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

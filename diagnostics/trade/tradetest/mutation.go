package tradetest

import (
	"encoding/hex"
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// Mutation makes one thing of a trade wrong.
type Mutation struct {
	Name string // unique: "taker-fee/reserve-one-sat-less"
	// Rule must speak, on Role, with Result.
	Rule   string
	Role   diagnostics.TxRole
	Result Result
	// Also has what cannot but speak too, beside the variant's own warnings:
	// one figure is another one's difference.
	Also []Verdict
	// Applies reports whether the mutation makes sense for a variant.
	Applies func(Variant) bool

	hooks []hook
}

// Result is what a rule must say of a mutation.
type Result string

// The results.
const (
	Fail    Result = "fail"
	Warn    Result = "warn"
	Unknown Result = "unknown"
	// NotApplicable is right where nothing is to be judged.
	NotApplicable Result = "not-applicable"
)

// Mutations lists everything that can be wrong.
func Mutations() []Mutation {
	return slices.Concat(feeMutations(), depositMutations(), delayedMutations(), payoutMutations(), tradeMutations())
}

// Apply builds the trade anew with the mutation in it: whatever follows from
// what is changed is signed and linked again.
func (m Mutation) Apply(t *Trade) {
	*t = *build(t.Variant, t.Seed, t.setup, slices.Concat(t.hooks, m.hooks))
}

// stage is a moment in the making of a trade.
type stage int

// The stages: a hook runs when the thing is drafted and before it is signed.
const (
	atPlan     stage = iota // figures and people are chosen, nothing is made
	atMakerFee              // plan.draft is the maker fee transaction
	atTakerFee
	atContract // plan.contract is complete and not yet hashed
	atDeposit
	atDelayed
	atPayout
	atChain // everything is signed, the places in the chain are chosen
	atGiven // what the agent has at hand is chosen
)

// hook changes a plan at one stage.
type hook struct {
	at stage
	do func(*plan)
}

// mutate is a mutation that fails a rule.
func mutate(name, rule string, role diagnostics.TxRole, applies when, at stage, do func(*plan)) Mutation {
	return Mutation{
		Name: name, Rule: rule, Role: role, Result: Fail, Applies: and(usual, applies),
		hooks: []hook{{at, do}},
	}
}

// only replaces what the mutation applies to.
func (m Mutation) only(applies when) Mutation {
	m.Applies = applies
	return m
}

// but says that the result is another one.
func (m Mutation) but(r Result) Mutation {
	m.Result = r
	return m
}

// also names another verdict that cannot be avoided.
func (m Mutation) also(rule string, role diagnostics.TxRole) Mutation {
	m.Also = append(slices.Clip(m.Also), Verdict{rule, role})
	return m
}

// alsoAll names every rule on these transactions: they are taken for others.
func (m Mutation) alsoAll(roles ...diagnostics.TxRole) Mutation {
	for _, role := range roles {
		for _, rule := range rulesOn(role) {
			m = m.also(rule, role)
		}
	}
	return m.also("trade.confirmations", "")
}

// rulesOn are the rules on one transaction.
func rulesOn(role diagnostics.TxRole) []string {
	prefix, names := string(role), ""
	switch role {
	case diagnostics.MakerFee, diagnostics.TakerFee:
		prefix, names = "fee", "found shape receiver amount bsq-burn reserve leads-to-deposit same-deposit miner-fee stuck"
	case diagnostics.Deposit:
		names = "found inputs multisig-first outputs op-return contract-hash amount change miner-fee canonical multisig-keys spent-by"
	case diagnostics.DelayedPayout:
		prefix, names = "delayed", "published input sequence locktime mature outputs receivers amount signatures required"
	case diagnostics.Payout:
		names = "input outputs addresses amounts miner-fee signatures exclusive"
	}
	var list []string
	for _, name := range strings.Fields(names) {
		list = append(list, prefix+"."+name)
	}
	return list
}

// on says that the rule speaks on another transaction.
func (m Mutation) on(role diagnostics.TxRole) Mutation {
	m.Role = role
	return m
}

// moneyAt says where the coins are once the mutation is in.
func (m Mutation) moneyAt(where Money) Mutation {
	return m.then(atChain, func(p *plan) { p.t.Money = where })
}

// then adds a change at a later stage.
func (m Mutation) then(at stage, do func(*plan)) Mutation {
	m.hooks = append(slices.Clip(m.hooks), hook{at, do})
	return m
}

// when says whether something holds for a variant.
type when = func(Variant) bool

func and(list ...when) when {
	return func(v Variant) bool {
		for _, w := range list {
			if !w(v) {
				return false
			}
		}
		return true
	}
}

func not(w when) when { return func(v Variant) bool { return !w(v) } }

// usual: everything is in the chain, the contract is at hand, and nothing is
// odd that a mutation could hide behind.
func usual(v Variant) bool {
	return v.Pending == AllConfirmed && v.Paper != NoPaper && v.Ending != Manual &&
		!v.ShortReserve && !v.ExtraMakerInput && v.Dispute == ""
}

func always(Variant) bool          { return true }
func isOpen(v Variant) bool        { return v.Ending == Open }
func isPaid(v Variant) bool        { return v.Ending == Paid }
func arbitrated(v Variant) bool    { return v.Ending == Arbitrated }
func partialSeller(v Variant) bool { return v.Partial && !v.MakerIsBuyer }
func wholeOffer(v Variant) bool    { return !v.Partial || v.MakerIsBuyer }

// protocols holds for trades of these protocols.
func protocols(list ...int) when {
	return func(v Variant) bool { return slices.Contains(list, v.Protocol) }
}

func segwitDeposit(v Variant) bool { return v.Protocol > 2 }

// burning holds where the delayed payout goes to burning men.
func burning(v Variant) bool { return moments()[v.Moment].burning }

// withOpReturn holds where the deposit carries the contract's hash.
func withOpReturn(v Variant) bool { return (v.Protocol < 4) != v.OpReturnSwapped }

// paidOut holds where a payout exists.
func paidOut(v Variant) bool {
	return v.Ending == Paid || v.Ending == Mediated || v.Ending == MediatedOne || v.Ending == Cancelled
}

// delayedKnown holds where the delayed payout can be seen.
func delayedKnown(v Variant) bool {
	return v.Protocol > 1 && (v.Ending == Arbitrated || v.Ending == OpenWithHex)
}

// feeOf is how one side pays.
func feeOf(v Variant, role diagnostics.TxRole) Fee {
	if role == diagnostics.MakerFee {
		return v.MakerFee
	}
	return v.TakerFee
}

// paysBTC holds where a side pays its fee in BTC.
func paysBTC(role diagnostics.TxRole) when {
	return func(v Variant) bool { return !feeOf(v, role).BSQ }
}

// hasChange holds where a fee transaction has BTC change.
func hasChange(role diagnostics.TxRole) when {
	return func(v Variant) bool { return !feeOf(v, role).NoChange }
}

// feeStage is when a side's fee transaction is drafted.
func feeStage(role diagnostics.TxRole) stage {
	if role == diagnostics.MakerFee {
		return atMakerFee
	}
	return atTakerFee
}

// side is one side's plan.
func (p *plan) side(role diagnostics.TxRole) *side {
	if role == diagnostics.MakerFee {
		return &p.maker
	}
	return &p.taker
}

// stranger is an address that has nothing to do with the trade.
func (p *plan) stranger() pay { return p.key("stranger").legacy(p.net) }

// replace replaces a piece of text once.
func replace(old, by string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, by, 1) }
}

// swap exchanges two pieces of text; b may be missing.
func swap(s, a, b string) string { return strings.NewReplacer(a, b, b, a).Replace(s) }

func hexOf(b []byte) string { return hex.EncodeToString(b) }

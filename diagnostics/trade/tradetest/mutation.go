package tradetest

import "tradecase/diagnostics"

// Mutation makes one thing of a trade wrong.
type Mutation struct {
	Name string // unique: "taker-fee/reserve-one-sat-less"
	// Rule must speak, on Role, with Result.
	Rule   string
	Role   diagnostics.TxRole
	Result Result
	// Also has what cannot but speak too, beside the variant's own warnings.
	Also []Verdict
	// Applies reports whether the mutation makes sense for a variant.
	Applies func(Variant) bool

	hook hook
}

// Result is what a rule must say of a mutation.
type Result string

// The results.
const (
	Fail    Result = "fail"
	Warn    Result = "warn"
	Unknown Result = "unknown"
)

// Apply builds the trade anew with the mutation in it.
func (m Mutation) Apply(t *Trade) {
	*t = *build(t.Variant, t.Seed, t.setup, append(t.hooks[:len(t.hooks):len(t.hooks)], m.hook))
}

// stage is a moment in the making of a trade.
type stage int

// The stages: each hook runs when the thing is drafted and before it is signed.
const (
	atPlan     stage = iota // figures and people are chosen, nothing is made
	atMakerFee              // Plan.Draft is the maker fee transaction
	atTakerFee
	atContract // Plan.Contract is complete and not yet hashed
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

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
}

// Result is what a rule must say of a mutation.
type Result string

// The results.
const (
	Fail    Result = "fail"
	Warn    Result = "warn"
	Unknown Result = "unknown"
)

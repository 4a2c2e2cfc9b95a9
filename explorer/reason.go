package explorer

import (
	"maps"
	"strings"
)

// Reason is a sentence of Transaction.Why with what a translation needs: Code
// names it for good, empty if it is not known, Args are what stands in its gaps, in their order: names of
// sources, numbers.
type Reason struct {
	Code string   `json:"code"`
	Args []string `json:"args,omitempty"`
}

// reasons are the sentences, each with a gap (%s) for every argument.
var reasons = map[string]string{
	"":           "%s", // what an older record says
	"no-bytes":   "A block is said to hold it, but no source gave its bytes.",
	"proved":     "A Merkle branch and the work behind its block's header prove it.",
	"unanchored": "A Merkle branch leads to a header whose work is unanchored.",
	"own-node":   "The user's own node says so.",
	"operators":  "%s independent operators name the same block: %s.",
	"silent":     "No answer whether a block holds it, though it is known there: %s.",
	"no-block":   "It is known there, and said to be in no block: %s.",
	"unheard":    "No answer of use from: %s.",
	"worthless":  "Far behind or caught in a lie, so what it does not know means nothing: %s.",
	"nobody":     "No source was asked that could know.",
	"without":    "Every source asked says that there is no such transaction: %s.",
	"said":       "A block is said to hold it by: %s.",
	"otherwise":  "Otherwise says: %s.",
	"undecided":  "That is neither proved nor carried by two independent operators.",

	"witnesses-differ": "Sources give different witnesses, and without what the inputs spend it cannot be told which is valid.",
	"witness-unproved": "The witness could not be shown to be valid, though independent sources give the same.",
	"witness-none":     "No source gave a valid witness, so none is shown.",
}

// Reasons are the sentences of all reasons by their codes, each with a gap (%s)
// for every argument.
func Reasons() map[string]string {
	all := maps.Clone(reasons)
	delete(all, "")
	return all
}

// reasons are Why's sentences; of an older record all of them as one.
func (t *Transaction) reasons() []Reason {
	if len(t.Reasons) > 0 || t.Why == "" {
		return t.Reasons
	}
	return because("", t.Why)
}

// because is a reason, as a list to be added to.
func because(code string, args ...string) []Reason { return []Reason{{Code: code, Args: args}} }

// String is the sentence in English; empty if there is none of this code, or if
// it has other gaps.
func (r Reason) String() string {
	parts := strings.Split(reasons[r.Code], "%s")
	if len(parts) != len(r.Args)+1 {
		return ""
	}
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			b.WriteString(r.Args[i-1])
		}
		b.WriteString(part)
	}
	return b.String()
}

// inEnglish is what the reasons say, one after the other.
func inEnglish(why []Reason) string {
	var all []string
	for _, r := range why {
		all = append(all, r.String())
	}
	return strings.Join(all, " ")
}

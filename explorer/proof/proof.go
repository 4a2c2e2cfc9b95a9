// Package proof checks by itself what a source says of a transaction: that
// bytes are the transaction asked for, that a block holds it, what work stands
// behind that block, that an input spends an output, and that a signature is
// valid. It asks nobody.
package proof

import (
	"fmt"

	"github.com/btcsuite/btcd/chainhash/v2"
)

// Claim is what a proof is about.
type Claim string

// The claims.
const (
	ClaimID        Claim = "txid"
	ClaimInclusion Claim = "inclusion"
	ClaimWork      Claim = "work"
	ClaimSpend     Claim = "spend"
	ClaimScript    Claim = "script"
)

// Proof says what was proved, on what that rests, and what it does not prove.
// Its texts are English and hold no ID.
type Proof struct {
	Claim    Claim  `json:"claim"`
	Shows    string `json:"shows"`
	RestsOn  string `json:"rests_on"`
	DoesNot  string `json:"does_not,omitempty"`
	Anchored bool   `json:"anchored,omitempty"` // ClaimWork: the work is compared with a known block
}

// Branch leads from a transaction to the Merkle root of its block.
type Branch struct {
	Hashes []chainhash.Hash // from the leaves up, one a level
	Pos    uint32           // the transaction's place in the block
}

// Error is a check that failed. Code is stable.
type Error struct {
	Code  Code
	Cause error // may be nil
}

// Code names what was wrong.
type Code string

// The codes: what a lie is called.
const (
	OtherBytes   Code = "other-bytes"     // bytes that do not hash to the ID
	NotATx       Code = "not-a-tx"        // bytes that are no transaction, or more than one
	ForgedBranch Code = "forged-branch"   // a branch that does not lead to the root, or could not be honest
	LowWork      Code = "low-work"        // a header without the work that the network demands
	OtherHeader  Code = "other-header"    // a header that does not hash to the block asked for
	FalseSpender Code = "false-spender"   // a transaction that does not spend what it is said to spend
	BadScript    Code = "bad-script"      // a signature or script that the network would refuse
	MissingInput Code = "missing-prevout" // what an input spends is not at hand: nothing is proved either way
)

// Error gives code and cause.
func (e *Error) Error() string {
	if e.Cause == nil {
		return string(e.Code)
	}
	return fmt.Sprintf("%s: %v", e.Code, e.Cause)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

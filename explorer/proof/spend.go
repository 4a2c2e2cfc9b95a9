package proof

import (
	"errors"
	"fmt"

	"github.com/btcsuite/btcd/wire/v2"
)

// Spend proves that a transaction's input spends an output; if it does not,
// the error's code is FalseSpender.
func Spend(tx *wire.MsgTx, vin uint32, op wire.OutPoint) (Proof, error) {
	if uint64(vin) >= uint64(len(tx.TxIn)) {
		return Proof{}, &Error{Code: FalseSpender, Cause: fmt.Errorf("the transaction has no input %d", vin)}
	}
	if tx.TxIn[vin].PreviousOutPoint != op {
		return Proof{}, &Error{Code: FalseSpender, Cause: errors.New("the input spends another output")}
	}
	return Proof{
		Claim:   ClaimSpend,
		Shows:   "This transaction's input spends this output.",
		RestsOn: "The input itself, which the spending transaction's ID covers.",
		DoesNot: "That the spending transaction is in a block or valid: until one is, another may spend the output.",
	}, nil
}

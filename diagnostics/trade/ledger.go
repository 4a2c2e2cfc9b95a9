package trade

import (
	"context"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
)

// Ledger answers what the chain says of transactions. It may be asked more than
// once, and what it was not asked for it may leave out.
type Ledger interface {
	// Check gives what is known of each transaction wanted. A transaction that
	// nobody could say anything about may be missing from the answer. The error
	// is for when nothing at all could be asked; the trade is then judged by
	// what is at hand.
	Check(ctx context.Context, wants ...Want) (Answer, error)
}

// Want is a question about one transaction.
type Want struct {
	ID     chainhash.Hash
	Follow []uint32 // outputs whose spenders are wanted too, as transactions of the answer
	Inputs bool     // whether Transaction.Inputs is wanted
}

// Answer is what a Ledger knows.
type Answer struct {
	Transactions map[chainhash.Hash]*explorer.Transaction
	Tip          int32 // height of the newest block; 0 if not known
}

// NoLedger asks nobody: the trade is judged by what is at hand.
type NoLedger struct{}

// Check gives an empty answer.
func (NoLedger) Check(context.Context, ...Want) (Answer, error) { return Answer{}, nil }

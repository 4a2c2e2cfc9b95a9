package trade

import (
	"context"

	"tradecase/explorer"
)

// Ledger answers what the chain says of transactions; explorer.Client is one.
// It may be asked more than once, and what it was not asked for it may leave
// out.
type Ledger interface {
	// Check gives what is known of each transaction wanted. A transaction that
	// nobody could say anything about may be missing from the answer. The error
	// is for when nothing at all could be asked: the trade is then judged by
	// what is at hand, unless the context was cancelled.
	Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error)
}

// NoLedger asks nobody: the trade is judged by what is at hand.
type NoLedger struct{}

// Check gives an empty answer.
func (NoLedger) Check(context.Context, ...explorer.Want) (explorer.Answer, error) {
	return explorer.Answer{}, nil
}

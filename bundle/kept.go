package bundle

import (
	"context"
	"errors"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics/logs"
	"tradecase/explorer"
)

// Kept is a ledger that asks nobody: it answers with the evidence of a bundle,
// and where that has nothing, with what the logs hold. It keeps nothing, so that
// what explorers once said is not lost to what logs say. Safe for concurrent
// use.
type Kept struct {
	evidence *Evidence
	logs     *explorer.Client // nil if they hold no transaction
}

// NewKept makes a ledger of what is kept; chain is what the logs hold, nil if
// nothing.
func NewKept(evidence *Evidence, chain *logs.Chain) *Kept {
	k := &Kept{evidence: evidence}
	if chain != nil && chain.Len() > 0 {
		k.logs = explorer.NewClient(explorer.Options{Network: evidence.network, Anchors: evidence.anchors, Sources: []explorer.Source{chain}})
	}
	return k
}

// whyNotKept is said of a transaction of which there is nothing.
const whyNotKept = "nothing of it is kept, and nobody was asked"

// Check gives what is kept of each transaction, and of those that spend the
// outputs to be followed. What is damaged is as good as none. It fails only if
// ctx is cancelled.
func (k *Kept) Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a := explorer.Answer{Transactions: map[chainhash.Hash]*explorer.Transaction{}}
	var lacking []explorer.Want
	for _, w := range wants {
		tx := k.give(&a, w.ID)
		if tx == nil || tx.Tx == nil {
			lacking = append(lacking, w)
			continue
		}
		for _, out := range w.Follow {
			if int(out) < len(tx.Outputs) && tx.Outputs[out].By != nil {
				k.give(&a, tx.Outputs[out].By.Hash)
			}
		}
	}
	if err := k.fromLogs(ctx, &a, lacking); err != nil {
		return explorer.Answer{}, err
	}
	for _, w := range lacking {
		if a.Transactions[w.ID] == nil {
			a.Transactions[w.ID] = &explorer.Transaction{ID: w.ID, State: explorer.UnknownState, Why: whyNotKept}
		}
	}
	return a, ctx.Err()
}

func (k *Kept) give(a *explorer.Answer, id chainhash.Hash) *explorer.Transaction {
	tx, err := k.evidence.Load(id)
	if err != nil || tx == nil {
		return nil
	}
	a.Transactions[id] = tx
	return tx
}

// fromLogs adds the content of transactions that the evidence has not got; what
// explorers said of their place in the chain stands.
func (k *Kept) fromLogs(ctx context.Context, a *explorer.Answer, lacking []explorer.Want) error {
	if k.logs == nil || len(lacking) == 0 {
		return nil
	}
	held, err := k.logs.Check(ctx, lacking...)
	var silent *explorer.SilenceError // logs that have none of them
	if err != nil && !errors.As(err, &silent) {
		return err
	}
	for id, tx := range held.Transactions {
		old := a.Transactions[id]
		switch {
		case tx.Tx == nil:
		case old == nil:
			a.Transactions[id] = tx
		case old.Tx == nil:
			both := *old
			both.Tx, both.Inputs, both.Parents, both.Outputs = tx.Tx, tx.Inputs, tx.Parents, tx.Outputs
			a.Transactions[id] = &both
		}
	}
	return nil
}

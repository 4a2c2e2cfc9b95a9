package tradetest

import (
	"cmp"
	"maps"
	"slices"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
)

// Regtest makes a trade that a node on regtest accepts, if it is sent as Steps
// says. Output out of funding pays to FaucetScript, 25 BTC or more; height is
// that of the newest block. Fee rates are those of Bisq's first days, and
// receivers are invented: see Trade.FeeReceivers. The contract's days are those
// of the variant's moment.
func Regtest(v Variant, seed uint64, funding *wire.MsgTx, out uint32, height int32) *Trade {
	tx := newTx(funding, make([]*wire.TxOut, len(funding.TxIn)))
	tx.State, tx.Height = explorer.Confirmed, height
	return build(v, seed, setup{net: &chaincfg.RegressionNetParams, funding: tx, out: out, height: height}, nil)
}

// Step is a block with transactions of the trade.
type Step struct {
	Height int32 // of the block; blocks without them are mined up to it
	Txs    []*Tx // in the order in which they can be sent
}

// Steps has what must be sent and mined so that the chain becomes the trade's.
// What is not in a block in the trade is not in it.
func (t *Trade) Steps() []Step {
	at := map[int32][]*Tx{}
	for _, id := range slices.SortedFunc(maps.Keys(t.Parents), compareHashes) {
		if tx := t.Parents[id]; tx != t.setup.funding {
			at[tx.Height] = append(at[tx.Height], tx)
		}
	}
	for _, tx := range t.Txs {
		if tx.State == explorer.Confirmed {
			at[tx.Height] = append(at[tx.Height], tx)
		}
	}
	var steps []Step
	for _, height := range slices.Sorted(maps.Keys(at)) {
		steps = append(steps, Step{height, inOrder(at[height])})
	}
	return steps
}

// inOrder puts what is spent before what spends it.
func inOrder(txs []*Tx) []*Tx {
	depth := map[*Tx]int{}
	for range txs {
		for _, tx := range txs {
			for _, other := range txs {
				if spendsFrom(tx, other) {
					depth[tx] = depth[other] + 1
				}
			}
		}
	}
	slices.SortStableFunc(txs, func(a, b *Tx) int { return cmp.Compare(depth[a], depth[b]) })
	return txs
}

func spendsFrom(tx, other *Tx) bool {
	return slices.ContainsFunc(tx.Msg.TxIn, func(in *wire.TxIn) bool { return in.PreviousOutPoint.Hash == other.ID })
}

package tradetest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// Chain answers like an explorer.Client whose sources know exactly one trade
// and tell the truth about it. It does not change, so it may be asked
// concurrently.
type Chain struct {
	t     *Trade
	txs   map[chainhash.Hash]*Tx
	spent map[wire.OutPoint]*wire.OutPoint // Hash and Index: the spending input
}

// Ledger is the chain that a trade lies in.
func Ledger(t *Trade) *Chain {
	c := &Chain{t: t, txs: map[chainhash.Hash]*Tx{}, spent: map[wire.OutPoint]*wire.OutPoint{}}
	for id, tx := range t.Parents {
		c.txs[id] = tx
	}
	for _, tx := range t.Txs {
		c.txs[tx.ID] = tx
	}
	for _, id := range slices.SortedFunc(maps.Keys(c.txs), func(a, b chainhash.Hash) int {
		return cmp.Or(cmp.Compare(rank(c.txs[a]), rank(c.txs[b])), compareHashes(a, b))
	}) {
		tx := c.txs[id]
		for n, in := range tx.Msg.TxIn {
			if c.spent[in.PreviousOutPoint] == nil && rank(tx) < 3 {
				c.spent[in.PreviousOutPoint] = &wire.OutPoint{Hash: id, Index: uint32(n)}
			}
		}
	}
	return c
}

func compareHashes(a, b chainhash.Hash) int { return bytes.Compare(a[:], b[:]) }

// rank orders what spends the same: what is in a block, the earlier one first,
// before what waits; from 3 on it spends nothing.
func rank(tx *Tx) float64 {
	switch tx.State {
	case explorer.Confirmed:
		return 1 - 1/float64(tx.Height+2)
	case explorer.Unconfirmed:
		return 2
	default:
		return 3
	}
}

// Check answers as explorer.Client.Check does. An ID that the trade does not
// have is absent, or unknown if nobody can be reached.
func (c *Chain) Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	answer := explorer.Answer{
		Transactions: map[chainhash.Hash]*explorer.Transaction{},
		Heard:        []explorer.Heard{{Source: "explorer.example", Answered: c.t.Variant.Pending != Unreached}},
	}
	if c.t.Variant.Pending != Unreached {
		answer.Tip = explorer.Tip{Known: true, Height: c.t.TipHeight, Why: "two operators say so"}
	}
	for _, w := range wants {
		tx := c.Transaction(w.ID, w.Inputs)
		answer.Transactions[w.ID] = tx
		for _, n := range w.Follow {
			if int(n) < len(tx.Outputs) && tx.Outputs[n].By != nil {
				by := tx.Outputs[n].By.Hash
				answer.Transactions[by] = c.Transaction(by, w.Inputs)
			}
		}
	}
	return answer, ctx.Err()
}

// Transaction is what the chain knows of an ID.
func (c *Chain) Transaction(id chainhash.Hash, inputs bool) *explorer.Transaction {
	out := &explorer.Transaction{ID: id, State: explorer.Absent, Checked: c.t.Now}
	because(out, "without", "explorer.example")
	tx := c.txs[id]
	switch {
	case c.t.Variant.Pending == Unreached, tx != nil && (tx.Hidden || tx.State == explorer.UnknownState):
		out.State = explorer.UnknownState
		because(out, "unheard", "explorer.example")
		return out
	case tx == nil || tx.State == explorer.Absent:
		return out
	}
	out.State, out.Tx = tx.State, tx.Msg
	because(out, "no-block", "explorer.example")
	if tx.State == explorer.Confirmed {
		out.Block = &explorer.Block{Height: tx.Height, Hash: blockHash(tx.Height), Time: tx.Time}
		out.Confirmations = c.t.TipHeight - tx.Height + 1
		out.Final = out.Confirmations >= 6
		because(out, "proved")
		out.Proofs = []proof.Proof{}
	}
	if inputs {
		out.Inputs = tx.Spent
	}
	out.Outputs = make([]explorer.Output, len(tx.Msg.TxOut))
	for n := range out.Outputs {
		if by := c.spent[wire.OutPoint{Hash: id, Index: uint32(n)}]; by != nil {
			out.Outputs[n] = explorer.Output{State: explorer.Spent, By: by}
		} else {
			out.Outputs[n] = explorer.Output{State: explorer.NotSeenSpent, Saw: 2, Asked: 2, Height: c.t.TipHeight, Carried: true}
		}
	}
	return out
}

// because says why a transaction is in its state, as the client would.
func because(tx *explorer.Transaction, code string, args ...string) {
	why := explorer.Reason{Code: code, Args: args}
	tx.Why, tx.Reasons = why.String(), []explorer.Reason{why}
}

// blockHash invents the hash of the block at a height.
func blockHash(height int32) chainhash.Hash {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(height))
	h := sha256.Sum256(b[:])
	clear(h[24:]) // as much work as the main chain demands
	return h
}

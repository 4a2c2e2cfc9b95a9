package logs

import (
	"bytes"
	"context"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// A transaction's ID does not cover its witness, so that anybody who can write
// into a log, as by a chat message, can give true bytes with a false witness.

// Bounds of what is tried to tell witnesses apart.
const (
	maxWitnesses = 16    // of one transaction
	maxExecuted  = 1_000 // of all transactions
)

// witnesses are transactions by their ID, each with all witnesses that were seen.
type witnesses map[chainhash.Hash][]Recorded

// add keeps the bytes of a transaction beside those that have another witness. It
// reports whether they are new; of too many of one transaction none is known to be
// the true one unless its scripts say so.
func (w witnesses) add(id chainhash.Hash, r Recorded) bool {
	all := w[id]
	if len(all) >= maxWitnesses || slices.ContainsFunc(all, func(o Recorded) bool { return bytes.Equal(o.Raw, r.Raw) }) {
		return false
	}
	w[id] = append(all, r)
	return true
}

// settle chooses the bytes of every transaction: those whose scripts may spend what
// they spend; else those whose witness has all that the others have; else none of
// them, and the transaction is without.
func (w witnesses) settle(ctx context.Context) map[chainhash.Hash]Recorded {
	found := make(map[chainhash.Hash]Recorded, len(w))
	left := maxExecuted
	for id, all := range w {
		if len(all) == 1 {
			found[id] = all[0]
			continue
		}
		txs := make([]*wire.MsgTx, len(all))
		for i, r := range all {
			txs[i] = parsed(r.Raw)
		}
		i := -1
		if left -= len(all); left >= 0 && ctx.Err() == nil {
			i = slices.IndexFunc(txs, w.valid)
		}
		if i < 0 && len(all) < maxWitnesses {
			i = slices.IndexFunc(txs, func(tx *wire.MsgTx) bool { return hasAll(tx, txs) })
		}
		if i >= 0 {
			found[id] = all[i]
		} else {
			found[id] = bare(all[0], txs[0])
		}
	}
	return found
}

// valid reports whether a transaction's scripts are, by what it spends and is at
// hand.
func (w witnesses) valid(tx *wire.MsgTx) bool {
	if tx == nil {
		return false
	}
	_, err := proof.Scripts(tx, func(op wire.OutPoint) *wire.TxOut {
		if all := w[op.Hash]; len(all) > 0 { // outputs are the same whatever the witness
			if parent := parsed(all[0].Raw); parent != nil && uint64(op.Index) < uint64(len(parent.TxOut)) {
				return parent.TxOut[op.Index]
			}
		}
		return nil
	})
	return err == nil
}

// hasAll reports whether a witness has all that others of the transaction have, as
// that of the signed one has all of the half signed one's.
func hasAll(tx *wire.MsgTx, others []*wire.MsgTx) bool {
	return tx != nil && !slices.ContainsFunc(others, func(o *wire.MsgTx) bool {
		if o == nil || len(o.TxIn) != len(tx.TxIn) {
			return true
		}
		for i, in := range o.TxIn {
			if len(in.Witness) > 0 && !slices.EqualFunc(in.Witness, tx.TxIn[i].Witness, bytes.Equal) {
				return true
			}
		}
		return false
	})
}

// bare gives a transaction without any witness.
func bare(r Recorded, tx *wire.MsgTx) Recorded {
	if tx == nil {
		return r
	}
	var b bytes.Buffer
	if tx.SerializeNoWitness(&b) == nil {
		r.Raw = b.Bytes()
	}
	return r
}

// parsed reads bytes that were a transaction when they were kept.
func parsed(raw []byte) *wire.MsgTx {
	tx := new(wire.MsgTx)
	if tx.Deserialize(bytes.NewReader(raw)) != nil {
		return nil
	}
	return tx
}

package explorer

import (
	"errors"
	"slices"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// RecordError is a record that is not what was stored: it is as good as none.
type RecordError struct {
	Reason string // English, holds no ID
	Cause  error  // may be nil
}

// Error gives reason and cause.
func (e *RecordError) Error() string {
	if e.Cause == nil {
		return "damaged record: " + e.Reason
	}
	return "damaged record: " + e.Reason + ": " + e.Cause.Error()
}

// Unwrap gives the cause.
func (e *RecordError) Unwrap() error { return e.Cause }

// verify checks anew all in a stored transaction that can be proved, and gives a
// copy with the proofs made anew. What was words only (that a spender was not
// seen, who disagreed) is taken over; it is dated.
func verify(stored *Transaction, id chainhash.Hash, params *chaincfg.Params, anchors proof.Anchors) (*Transaction, error) {
	t := *stored
	t.Proofs, t.Final, t.Kept = nil, false, true
	if t.ID != id {
		return nil, &RecordError{Reason: "it is another transaction's"}
	}
	if t.Tx == nil {
		if t.State == Confirmed || t.State == Unconfirmed {
			return nil, &RecordError{Reason: "the transaction itself is missing"}
		}
		t.Block, t.Confirmations, t.Inputs, t.Parents, t.Outputs = nil, 0, nil, nil, nil
		return &t, nil
	}
	raw, err := serialised(t.Tx)
	if err != nil {
		return nil, &RecordError{Reason: "the transaction cannot be written", Cause: err}
	}
	_, shown, err := proof.Transaction(id, raw)
	if err != nil {
		return nil, &RecordError{Reason: "the bytes are not the transaction's", Cause: err}
	}
	t.Proofs = append(t.Proofs, shown)
	if err := t.verifyBlock(stored.Final, params, anchors); err != nil {
		return nil, err
	}
	t.verifyInputs()
	t.verifyOutputs()
	return &t, nil
}

// verifyBlock checks header and branch. A block without them is left as the word
// that it was, and that is never final. Nor is it by a node's word: a file can say
// that a node said so, and what that says today is to be asked of it.
func (t *Transaction) verifyBlock(final bool, params *chaincfg.Params, anchors proof.Anchors) error {
	if t.State != Confirmed {
		t.Block, t.Confirmations = nil, 0
		return nil
	}
	if t.Block == nil || t.Block.Height < 0 || t.Confirmations < 0 {
		return &RecordError{Reason: "its block is missing"}
	}
	block := *t.Block
	t.Block, block.OwnNode = &block, false
	if block.Header == nil {
		t.Block.Branch = nil
		return nil
	}
	if err := proof.Header(block.Hash, *block.Header); err != nil {
		return &RecordError{Reason: "the header is not the block's", Cause: err}
	}
	work, err := proof.Work(params, anchors, *block.Header, block.Height)
	if err != nil {
		return &RecordError{Reason: "the header lacks the work", Cause: err}
	}
	t.Block.Time = block.Header.Timestamp.UTC()
	t.Proofs = append(t.Proofs, work)
	if block.Branch == nil {
		return nil
	}
	shown, err := proof.Inclusion(t.Tx, *block.Branch, *block.Header)
	if err != nil {
		return &RecordError{Reason: "the branch does not lead to the block", Cause: err}
	}
	t.Proofs = append(t.Proofs, shown)
	t.Final = final && work.Anchored && t.Confirmations >= settled && aged(params, *block.Header)
	return nil
}

// aged reports whether a block is as old as one that is settled, by its header,
// which its work covers: how deep a record says it to be is mere words. Miners'
// clocks may be two hours off; on a network whose work is worth nothing time is not
// either.
func aged(params *chaincfg.Params, h wire.BlockHeader) bool {
	return params.PoWNoRetargeting || time.Since(h.Timestamp) >= settled*params.TargetTimePerBlock+2*time.Hour
}

// verifyInputs takes what the inputs spend from their transactions alone.
func (t *Transaction) verifyInputs() {
	if len(t.Inputs) == 0 {
		t.Parents = nil
		return
	}
	byID := make(map[chainhash.Hash]*wire.MsgTx, len(t.Parents))
	for _, parent := range t.Parents {
		byID[parent.TxHash()] = parent
	}
	prev := func(op wire.OutPoint) *wire.TxOut {
		parent := byID[op.Hash]
		if parent == nil || uint64(op.Index) >= uint64(len(parent.TxOut)) {
			return nil
		}
		return parent.TxOut[op.Index]
	}
	t.Inputs = make([]*wire.TxOut, len(t.Tx.TxIn))
	for i, in := range t.Tx.TxIn {
		t.Inputs[i] = prev(in.PreviousOutPoint)
	}
	if shown, err := proof.Scripts(t.Tx, prev); err == nil {
		t.Proofs = append(t.Proofs, shown)
	}
}

// verifyOutputs drops spenders that do not spend, or that the network would refuse.
func (t *Transaction) verifyOutputs() {
	if len(t.Outputs) != len(t.Tx.TxOut) {
		t.Outputs = nil
		return
	}
	t.Outputs = slices.Clone(t.Outputs)
	for i := range t.Outputs {
		o := &t.Outputs[i]
		switch o.State {
		case Spent:
			shown, ok := o.spentBy(wire.OutPoint{Hash: t.ID, Index: uint32(i)}, t.Tx.TxOut[i])
			if !ok {
				*o = Output{State: UnknownSpend}
				continue
			}
			*o = Output{State: Spent, By: o.By, Spender: o.Spender}
			if !slices.Contains(t.Proofs, shown) {
				t.Proofs = append(t.Proofs, shown)
			}
		case NotSeenSpent:
			*o = Output{State: NotSeenSpent, Saw: o.Saw, Asked: o.Asked, Height: o.Height, Carried: o.Carried, Noted: true}
		default:
			*o = Output{State: UnknownSpend}
		}
	}
}

// spentBy checks that the spender is the one named and spends the output, and that
// its owner signed it away, if nothing else needs to be known for that.
func (o *Output) spentBy(op wire.OutPoint, out *wire.TxOut) (proof.Proof, bool) {
	if o.By == nil || o.Spender == nil || o.Spender.TxHash() != o.By.Hash {
		return proof.Proof{}, false
	}
	var wrong *proof.Error
	if _, err := proof.Scripts(o.Spender, func(spends wire.OutPoint) *wire.TxOut {
		if spends == op {
			return out
		}
		return nil
	}); errors.As(err, &wrong) && wrong.Code == proof.BadScript {
		return proof.Proof{}, false
	}
	shown, err := proof.Spend(o.Spender, o.By.Index, op)
	return shown, err == nil
}

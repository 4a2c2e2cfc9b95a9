package explorer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// NotATransactionError is something given as a transaction that is none.
type NotATransactionError struct {
	Index int // which of those given, counted from 0
	Cause error
}

// Error says which it is and why.
func (e *NotATransactionError) Error() string {
	return fmt.Sprintf("number %d is no transaction: %v", e.Index+1, e.Cause)
}

// Unwrap gives the cause.
func (e *NotATransactionError) Unwrap() error { return e.Cause }

// RecordSource answers with transactions that are at hand: from a log, a file or
// pasted text. It asks nobody and never changes.
type RecordSource struct {
	name string
	raws map[chainhash.Hash][]byte
}

// NewRecord makes a source of serialised transactions, with or without witness.
// name says where they come from, as it is shown. Of two with one ID the first
// that has a witness is taken. It is a NotATransactionError if one of them is
// anything else than exactly one transaction.
func NewRecord(name string, raws [][]byte) (*RecordSource, error) {
	r := &RecordSource{name: name, raws: make(map[chainhash.Hash][]byte, len(raws))}
	signed := map[chainhash.Hash]bool{}
	for i, raw := range raws {
		id, tx, err := parseAny(raw)
		if err != nil {
			return nil, &NotATransactionError{Index: i, Cause: err}
		}
		if r.raws[id] == nil || tx.HasWitness() && !signed[id] {
			r.raws[id], signed[id] = bytes.Clone(raw), tx.HasWitness()
		}
	}
	return r, nil
}

// parseAny reads one transaction whatever its ID is.
func parseAny(raw []byte) (chainhash.Hash, *wire.MsgTx, error) {
	// Only if the bytes are a transaction is it found to be another one.
	var wrong *proof.Error
	_, _, err := proof.Transaction(chainhash.Hash{}, raw)
	if !errors.As(err, &wrong) || wrong.Code != proof.OtherBytes {
		return chainhash.Hash{}, nil, err
	}
	tx := new(wire.MsgTx)
	if err := tx.Deserialize(bytes.NewReader(raw)); err != nil {
		return chainhash.Hash{}, nil, err
	}
	id := tx.TxHash()
	return id, tx, nil
}

// IDs gives the transactions that are at hand, in no meaningful order that is
// always the same.
func (r *RecordSource) IDs() []chainhash.Hash {
	return slices.SortedFunc(maps.Keys(r.raws), func(a, b chainhash.Hash) int { return bytes.Compare(a[:], b[:]) })
}

// Info names the source.
func (r *RecordSource) Info() Info { return Info{Name: r.name, Operator: r.name, Kind: Record} }

// Transaction gives the bytes if they are at hand.
func (r *RecordSource) Transaction(_ context.Context, id chainhash.Hash) ([]byte, Reply) {
	raw := r.raws[id]
	if raw == nil {
		return nil, r.reply(askTransaction, NotFound, FaultNone)
	}
	return bytes.Clone(raw), r.reply(askTransaction, Found, FaultNone)
}

// Confirmation is beyond what is at hand.
func (r *RecordSource) Confirmation(context.Context, chainhash.Hash) (Confirmation, Reply) {
	return Confirmation{}, r.reply(askConfirmation, Unknown, FaultUnsupported)
}

// Spenders is beyond what is at hand.
func (r *RecordSource) Spenders(context.Context, chainhash.Hash) ([]Spender, Reply) {
	return nil, r.reply(askSpenders, Unknown, FaultUnsupported)
}

// Header is beyond what is at hand.
func (r *RecordSource) Header(context.Context, chainhash.Hash) (wire.BlockHeader, Reply) {
	return wire.BlockHeader{}, r.reply(askHeader, Unknown, FaultUnsupported)
}

// HeaderAt is beyond what is at hand.
func (r *RecordSource) HeaderAt(context.Context, int32) (wire.BlockHeader, Reply) {
	return wire.BlockHeader{}, r.reply(askHeader, Unknown, FaultUnsupported)
}

// Tip is beyond what is at hand.
func (r *RecordSource) Tip(context.Context) (int32, Reply) {
	return 0, r.reply(askTip, Unknown, FaultUnsupported)
}

func (r *RecordSource) reply(what string, outcome Outcome, fault Fault) Reply {
	return Reply{Source: r.name, Operator: r.name, Question: what, Outcome: outcome, Fault: fault}
}

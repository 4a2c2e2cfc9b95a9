package esplora

import (
	"math"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
)

// txJSON is what /tx/:id answers. What a server leaves out, writes as null or
// as an empty list reads the same.
type txJSON struct {
	TxID     string      `json:"txid"`
	Version  *int64      `json:"version"`
	LockTime *uint32     `json:"locktime"`
	Vin      []vinJSON   `json:"vin"`
	Vout     []voutJSON  `json:"vout"`
	Status   *statusJSON `json:"status"`
}

type vinJSON struct {
	TxID       string    `json:"txid"`
	Vout       uint32    `json:"vout"`
	PrevOut    *voutJSON `json:"prevout"`
	ScriptSig  string    `json:"scriptsig"`
	Witness    []string  `json:"witness"`
	IsCoinbase bool      `json:"is_coinbase"`
	Sequence   uint32    `json:"sequence"`
}

type voutJSON struct {
	Script string `json:"scriptpubkey"`
	Value  *int64 `json:"value"` // sat
}

type statusJSON struct {
	Confirmed bool   `json:"confirmed"`
	Height    *int64 `json:"block_height"`
	Hash      string `json:"block_hash"`
}

// parseTx reads what a server says of a transaction: the description, and the
// block without branch and header.
func parseTx(id chainhash.Hash, body []byte) (explorer.Confirmation, error) {
	var j txJSON
	if err := decode(body, &j); err != nil {
		return explorer.Confirmation{}, err
	}
	// {"confirmed":false} is what some answer for what nobody ever saw.
	if got, err := parseHash(j.TxID); err != nil || got != id || j.Status == nil {
		return explorer.Confirmation{}, errShape
	}
	described, err := j.describe()
	if err != nil {
		return explorer.Confirmation{}, err
	}
	c := explorer.Confirmation{Described: described}
	if !j.Status.Confirmed {
		return c, nil
	}
	if j.Status.Height == nil {
		return explorer.Confirmation{}, errShape
	}
	c.Confirmed = true
	if c.Height, err = height(*j.Status.Height); err != nil {
		return explorer.Confirmation{}, err
	}
	if c.Block, err = parseHash(j.Status.Hash); err != nil {
		return explorer.Confirmation{}, err
	}
	return c, nil
}

// describe rebuilds the transaction. It gives nil for what is not described in
// full, which is no lie.
func (j *txJSON) describe() (*explorer.Description, error) {
	if len(j.Vin) == 0 || len(j.Vin) > maxInputs || len(j.Vout) == 0 || len(j.Vout) > maxOutputs ||
		j.Version == nil || j.LockTime == nil {
		return nil, errShape
	}
	// The version is a number of 32 bits, which some write with a sign and
	// some without.
	if *j.Version < math.MinInt32 || *j.Version > math.MaxUint32 {
		return nil, errShape
	}
	d := &explorer.Description{
		Tx:       &wire.MsgTx{Version: int32(*j.Version), LockTime: *j.LockTime}, //nolint:gosec // the same 32 bits
		PrevOuts: make([]*wire.TxOut, len(j.Vin)),
	}
	whole := true
	for i := range j.Vin {
		in, err := j.Vin[i].input()
		if err != nil {
			return nil, err
		}
		d.Tx.AddTxIn(in)
		if d.PrevOuts[i], err = j.Vin[i].PrevOut.output(); err != nil {
			return nil, err
		}
		// A mempool backend may leave out what a coinbase says.
		whole = whole && (!j.Vin[i].IsCoinbase || len(in.SignatureScript) > 0)
	}
	for i := range j.Vout {
		out, err := j.Vout[i].output()
		if err != nil || out == nil {
			return nil, errShape
		}
		d.Tx.AddTxOut(out)
	}
	if !whole {
		return nil, nil
	}
	return d, nil
}

// input rebuilds an input.
func (j *vinJSON) input() (*wire.TxIn, error) {
	in := &wire.TxIn{
		PreviousOutPoint: wire.OutPoint{Index: math.MaxUint32}, // a coinbase's
		Sequence:         j.Sequence,
	}
	var err error
	if !j.IsCoinbase {
		in.PreviousOutPoint.Index = j.Vout
		if in.PreviousOutPoint.Hash, err = parseHash(j.TxID); err != nil {
			return nil, err
		}
	}
	if in.SignatureScript, err = parseScript(j.ScriptSig); err != nil {
		return nil, err
	}
	for _, item := range j.Witness {
		b, err := parseScript(item)
		if err != nil {
			return nil, err
		}
		in.Witness = append(in.Witness, b)
	}
	return in, nil
}

// output rebuilds an output; nil if it is not described.
func (j *voutJSON) output() (*wire.TxOut, error) {
	if j == nil || j.Value == nil {
		return nil, nil
	}
	script, err := parseScript(j.Script)
	if err != nil {
		return nil, err
	}
	if err := sat(*j.Value); err != nil {
		return nil, err
	}
	return wire.NewTxOut(*j.Value, script), nil
}

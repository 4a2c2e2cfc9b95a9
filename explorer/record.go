package explorer

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/exact"
	"tradecase/explorer/proof"
)

const (
	// recordVersion is the form that EncodeRecord writes and DecodeRecord reads.
	recordVersion = 1
	// MaxRecord is the most bytes that a record can have: the largest
	// transaction, its spender and some such parents, in hex.
	MaxRecord = 64 << 20
)

// record is a Transaction as it is stored. Hashes are spelled as people spell
// them; bytes are hex.
type record struct {
	Version       int            `json:"version"`
	ID            hashText       `json:"txid"`
	Raw           txHex          `json:"raw,omitzero"`
	State         State          `json:"state"`
	Why           string         `json:"why,omitempty"`
	Reasons       []Reason       `json:"reasons,omitempty"` // Why's sentences
	Block         *recordBlock   `json:"block,omitempty"`
	Confirmations int32          `json:"confirmations,omitempty"`
	Final         bool           `json:"final,omitempty"`
	Inputs        bool           `json:"inputs,omitempty"` // they were asked for
	Parents       []txHex        `json:"parents,omitempty"`
	Outputs       []recordOutput `json:"outputs,omitempty"`
	Spenders      []txHex        `json:"spenders,omitempty"`
	Proofs        []proof.Proof  `json:"proofs,omitempty"` // for people: they are made anew
	Disagreements []Disagreement `json:"disagreements,omitempty"`
	Replies       []Reply        `json:"replies,omitempty"`
	Checked       time.Time      `json:"checked"`
}

type recordBlock struct {
	Height  int32      `json:"height"`
	Hash    hashText   `json:"hash"`
	Header  string     `json:"header,omitempty"` // 80 bytes
	Proved  bool       `json:"proved,omitempty"` // there is a branch; one without hashes is possible
	Branch  []hashText `json:"branch,omitempty"`
	Pos     uint32     `json:"pos,omitempty"`
	OwnNode bool       `json:"own_node,omitempty"`
}

type recordOutput struct {
	State   SpendState `json:"state"`
	Spender int        `json:"spender,omitempty"` // which of record.Spenders, counted from 1
	Vin     uint32     `json:"vin,omitempty"`
	Saw     int        `json:"saw,omitempty"`
	Asked   int        `json:"asked,omitempty"`
	Height  int32      `json:"height,omitempty"`
	Carried bool       `json:"carried,omitempty"`
}

// EncodeRecord writes what is known of a transaction as JSON, with the bytes
// that its proofs rest on. It fails if that is more than MaxRecord.
func EncodeRecord(tx *Transaction) ([]byte, error) {
	r := record{
		Version: recordVersion, ID: hashText(tx.ID), Raw: txHex{tx.Tx}, State: tx.State, Why: tx.Why, Reasons: tx.Reasons,
		Confirmations: tx.Confirmations, Final: tx.Final, Inputs: len(tx.Inputs) > 0,
		Proofs: tx.Proofs, Disagreements: tx.Disagreements, Replies: tx.Replies, Checked: tx.Checked.UTC(),
	}
	for _, parent := range tx.Parents {
		r.Parents = append(r.Parents, txHex{stripped(parent)})
	}
	if tx.Block != nil {
		r.Block = encodeBlock(tx.Block)
	}
	spenders := map[chainhash.Hash]int{}
	for _, o := range tx.Outputs {
		out := recordOutput{State: o.State, Saw: o.Saw, Asked: o.Asked, Height: o.Height, Carried: o.Carried}
		if o.By != nil && o.Spender != nil {
			if spenders[o.By.Hash] == 0 {
				r.Spenders = append(r.Spenders, txHex{o.Spender})
				spenders[o.By.Hash] = len(r.Spenders)
			}
			out.Spender, out.Vin = spenders[o.By.Hash], o.By.Index
		}
		r.Outputs = append(r.Outputs, out)
	}
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write a transaction's record: %w", err)
	}
	if len(data) >= MaxRecord {
		return nil, fmt.Errorf("write a transaction's record: %d bytes are too many", len(data))
	}
	return append(data, '\n'), nil
}

// RecordAsked is when a source last gave an answer, a positive "not found"
// included, that a record holds, UTC; zero if none did or it is no record. It
// checks no proof. Only answers that came over a connection count.
func RecordAsked(r io.Reader) (last time.Time) {
	var held struct {
		Replies []Reply `json:"replies"`
	}
	if json.NewDecoder(r).Decode(&held) != nil {
		return last
	}
	return lastAnswer(held.Replies)
}

func encodeBlock(b *Block) *recordBlock {
	r := &recordBlock{Height: b.Height, Hash: hashText(b.Hash), OwnNode: b.OwnNode}
	if b.Header != nil {
		var raw bytes.Buffer
		if b.Header.Serialize(&raw) == nil {
			r.Header = hex.EncodeToString(raw.Bytes())
		}
	}
	if b.Branch != nil {
		r.Proved, r.Pos = true, b.Branch.Pos
		for _, h := range b.Branch.Hashes {
			r.Branch = append(r.Branch, hashText(h))
		}
	}
	return r
}

// DecodeRecord reads what EncodeRecord wrote and checks anew all that can be
// proved: that the bytes hash to the ID, that branch and header fit, that the
// work is there, and that spenders spend; those that do not are left out. Final
// is what can still be shown to be, and Block.OwnNode is never set: neither is
// taken from the record's word. Any other damage is a RecordError.
func DecodeRecord(data []byte, params *chaincfg.Params, anchors proof.Anchors) (*Transaction, error) {
	if len(data) > MaxRecord {
		return nil, &RecordError{Reason: fmt.Sprintf("%d bytes are more than a record has", len(data))}
	}
	var r record
	var key *exact.KeyError
	switch err := exact.Unmarshal(data, &r); {
	case errors.As(err, &key):
		return nil, &RecordError{Reason: key.Error()}
	case err != nil:
		return nil, &RecordError{Reason: "it is no JSON of ours"}
	}
	if r.Version != recordVersion {
		return nil, &RecordError{Reason: fmt.Sprintf("version %d is not known", r.Version)}
	}
	switch r.State {
	case Confirmed, Unconfirmed, Absent, UnknownState:
	default:
		return nil, &RecordError{Reason: "its state is not known"}
	}
	t := &Transaction{
		ID: chainhash.Hash(r.ID), Tx: r.Raw.tx, State: r.State, Why: r.Why, Confirmations: r.Confirmations, Final: r.Final,
		Disagreements: r.Disagreements, Replies: r.Replies, Checked: r.Checked.UTC(),
	}
	if inEnglish(r.Reasons) == r.Why {
		t.Reasons = r.Reasons
	}
	if err := r.fill(t); err != nil {
		return nil, err
	}
	return verify(t, t.ID, params, anchors)
}

// fill takes over what has a form of its own in the record.
func (r *record) fill(t *Transaction) error {
	if r.Block != nil {
		block, err := r.Block.decode()
		if err != nil {
			return err
		}
		t.Block = block
	}
	if r.Inputs {
		t.Inputs = make([]*wire.TxOut, 1) // made anew from the parents
	}
	for _, parent := range r.Parents {
		if parent.tx == nil {
			return &RecordError{Reason: "a parent is empty"}
		}
		t.Parents = append(t.Parents, parent.tx)
	}
	for _, o := range r.Outputs {
		out := Output{State: o.State, Saw: o.Saw, Asked: o.Asked, Height: o.Height, Carried: o.Carried}
		if o.Spender < 0 || o.Spender > len(r.Spenders) {
			return &RecordError{Reason: "a spender is missing"}
		}
		if o.Spender > 0 && r.Spenders[o.Spender-1].tx != nil {
			out.Spender = r.Spenders[o.Spender-1].tx
			out.By = &wire.OutPoint{Hash: out.Spender.TxHash(), Index: o.Vin}
		}
		t.Outputs = append(t.Outputs, out)
	}
	return nil
}

func (b *recordBlock) decode() (*Block, error) {
	block := &Block{Height: b.Height, Hash: chainhash.Hash(b.Hash), OwnNode: b.OwnNode}
	if b.Header != "" {
		raw, err := hex.DecodeString(b.Header)
		if err != nil || len(raw) != wire.MaxBlockHeaderPayload {
			return nil, &RecordError{Reason: "the header is no header"}
		}
		block.Header = new(wire.BlockHeader)
		if err := block.Header.Deserialize(bytes.NewReader(raw)); err != nil {
			return nil, &RecordError{Reason: "the header is no header"}
		}
	}
	if b.Proved {
		block.Branch = &proof.Branch{Pos: b.Pos}
		for _, h := range b.Branch {
			block.Branch.Hashes = append(block.Branch.Hashes, chainhash.Hash(h))
		}
	}
	return block, nil
}

// hashText is a hash in the spelling that people use.
type hashText chainhash.Hash

// MarshalText spells the hash.
func (h hashText) MarshalText() ([]byte, error) { return []byte(chainhash.Hash(h).String()), nil }

// UnmarshalText reads 64 hex digits.
func (h *hashText) UnmarshalText(text []byte) error {
	if len(text) != chainhash.MaxHashStringSize {
		return errors.New("a hash has 64 digits")
	}
	return chainhash.Decode((*chainhash.Hash)(h), string(text))
}

// txHex is a transaction's bytes in hex; empty for none.
type txHex struct{ tx *wire.MsgTx }

// IsZero reports whether there is none.
func (t txHex) IsZero() bool { return t.tx == nil }

// MarshalText writes the bytes.
func (t txHex) MarshalText() ([]byte, error) {
	if t.tx == nil {
		return nil, nil
	}
	raw, err := serialised(t.tx)
	return hex.AppendEncode(nil, raw), err
}

// UnmarshalText reads exactly one transaction.
func (t *txHex) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	raw, err := hex.AppendDecode(nil, text)
	if err != nil {
		return errors.New("bytes are hex digits")
	}
	_, t.tx, err = parseAny(raw)
	return err
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

// serialised gives a transaction's bytes, with witness if it has one.
func serialised(tx *wire.MsgTx) ([]byte, error) {
	var raw bytes.Buffer
	raw.Grow(tx.SerializeSize())
	err := tx.Serialize(&raw)
	return raw.Bytes(), err
}

package tradetest

import (
	"bytes"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
)

// final is the sequence of an input that is final; lockable is the highest one
// that lets the locktime count.
const (
	final    = wire.MaxTxInSequenceNum
	lockable = wire.MaxTxInSequenceNum - 1
)

// draft is a transaction before it is signed.
type draft struct {
	version  int32
	lockTime uint32
	ins      []in
	outs     []*wire.TxOut
	// spoil changes what was signed; for what signing itself cannot get wrong.
	spoil func(*wire.MsgTx)
}

// in is an input with what it takes to sign it.
type in struct {
	prev     wire.OutPoint
	spent    *wire.TxOut
	keys     []*btcec.PrivateKey // of a multisig in the order of its keys
	script   []byte              // redeem or witness script of a multisig
	sequence uint32
	hashType txscript.SigHashType
}

// newDraft is an empty transaction as Bisq makes them.
func newDraft() *draft { return &draft{version: 1} }

// spend adds an input that one key signs.
func (d *draft) spend(prev wire.OutPoint, spent *wire.TxOut, k key) {
	d.ins = append(d.ins, in{
		prev: prev, spent: spent, keys: []*btcec.PrivateKey{k.priv},
		sequence: final, hashType: txscript.SigHashAll,
	})
}

// pay adds an output.
func (d *draft) pay(value int64, script []byte) {
	d.outs = append(d.outs, wire.NewTxOut(value, script))
}

// in and out sum up what comes in and goes out, in sat.
func (d *draft) in() (sum int64) {
	for _, i := range d.ins {
		sum += i.spent.Value
	}
	return sum
}

func (d *draft) out() (sum int64) {
	for _, o := range d.outs {
		sum += o.Value
	}
	return sum
}

// sign makes the transaction.
func (d *draft) sign() *Tx {
	msg := wire.NewMsgTx(d.version)
	msg.LockTime = d.lockTime
	prevs := make(map[wire.OutPoint]*wire.TxOut, len(d.ins))
	for _, i := range d.ins {
		msg.AddTxIn(&wire.TxIn{PreviousOutPoint: i.prev, Sequence: i.sequence})
		prevs[i.prev] = i.spent
	}
	for _, o := range d.outs {
		msg.AddTxOut(wire.NewTxOut(o.Value, o.PkScript))
	}
	hashes := txscript.NewTxSigHashes(msg, txscript.NewMultiPrevOutFetcher(prevs))
	for n, i := range d.ins {
		i.sign(msg, n, hashes)
	}
	if d.spoil != nil {
		d.spoil(msg)
	}
	spent := make([]*wire.TxOut, len(d.ins))
	for n, i := range d.ins {
		spent[n] = i.spent
	}
	return newTx(msg, spent)
}

// newTx is a transaction without a place in the chain yet.
func newTx(msg *wire.MsgTx, spent []*wire.TxOut) *Tx {
	var raw bytes.Buffer
	if err := msg.Serialize(&raw); err != nil {
		panic(err) // a buffer takes all
	}
	return &Tx{ID: msg.TxHash(), Msg: msg, Raw: raw.Bytes(), Spent: spent, State: explorer.Absent}
}

// sign fills in script and witness of input n.
func (i in) sign(msg *wire.MsgTx, n int, hashes *txscript.TxSigHashes) {
	txIn := msg.TxIn[n]
	pub := i.keys[0].PubKey().SerializeCompressed()
	switch txscript.GetScriptClass(i.spent.PkScript) {
	case txscript.WitnessV0PubKeyHashTy:
		txIn.Witness = wire.TxWitness{i.witnessSig(msg, n, hashes, i.spent.PkScript, i.keys[0]), pub}
	case txscript.WitnessV0ScriptHashTy:
		txIn.Witness = wire.TxWitness{{}}
		for _, k := range i.keys {
			txIn.Witness = append(txIn.Witness, i.witnessSig(msg, n, hashes, i.script, k))
		}
		txIn.Witness = append(txIn.Witness, i.script)
	case txscript.ScriptHashTy:
		b := txscript.NewScriptBuilder().AddOp(txscript.OP_0)
		for _, k := range i.keys {
			b.AddData(i.legacySig(msg, n, i.script, k))
		}
		txIn.SignatureScript = script(b.AddData(i.script))
	default:
		txIn.SignatureScript = script(txscript.NewScriptBuilder().
			AddData(i.legacySig(msg, n, i.spent.PkScript, i.keys[0])).AddData(pub))
	}
}

func (i in) witnessSig(msg *wire.MsgTx, n int, hashes *txscript.TxSigHashes, sub []byte, k *btcec.PrivateKey) []byte {
	sig, err := txscript.RawTxInWitnessSignature(msg, hashes, n, i.spent.Value, sub, i.hashType, k)
	if err != nil {
		panic(err) // the input exists
	}
	return sig
}

func (i in) legacySig(msg *wire.MsgTx, n int, sub []byte, k *btcec.PrivateKey) []byte {
	sig, err := txscript.RawTxInSignature(msg, n, sub, i.hashType, k)
	if err != nil {
		panic(err) // the input exists
	}
	return sig
}

package labtest

import (
	"bytes"
	"slices"
	"testing"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/bitcoind/nodetest"
)

// Trade is what a trade leaves on the chain, shaped as Bisq shapes it.
type Trade struct {
	MakerFee, TakerFee *wire.MsgTx // output 1 of each goes into the deposit
	Deposit            *wire.MsgTx // output 0 is locked to two keys, output 1 a hash
	Payout             *wire.MsgTx // spends output 0 of the deposit
	Withdrawal         *wire.MsgTx // spends output 1 of the payout
	// Late would have spent the deposit too. It was agreed upon and never sent.
	Late *wire.MsgTx
}

// Transactions are the five that were sent.
func (t Trade) Transactions() []*wire.MsgTx {
	return []*wire.MsgTx{t.MakerFee, t.TakerFee, t.Deposit, t.Payout, t.Withdrawal}
}

// Wants asks for all that can be known of the five.
func (t Trade) Wants() []explorer.Want {
	var all []explorer.Want
	for _, tx := range t.Transactions() {
		all = append(all, explorer.Want{ID: tx.TxHash(), Inputs: true})
	}
	all[2].Follow = []uint32{0}
	return all
}

// Spenders says who spends what among the five.
func (t Trade) Spenders() map[wire.OutPoint]chainhash.Hash {
	by := map[wire.OutPoint]chainhash.Hash{}
	for _, tx := range t.Transactions() {
		for _, in := range tx.TxIn {
			by[in.PreviousOutPoint] = tx.TxHash()
		}
	}
	return by
}

// Amounts, in sat.
const (
	tradeFee = 5_000
	share    = 1_000_000
	locked   = 1_990_000
)

// depth is how many blocks follow the last transaction.
const depth = 8

// The keys of the parties.
const (
	makerKey   = 2
	takerKey   = 3
	payeeKey   = 4 // where nodetest pays out to
	outsideKey = 5
)

// makeTrades makes trades that differ in their coins, side by side: each kind of
// transaction has one block.
func makeTrades(t testing.TB, count int) []Trade {
	t.Helper()
	n := nodetest.Start(t)
	all := make([]Trade, count)
	each := func(do func(trade *Trade)) {
		for i := range all {
			do(&all[i])
		}
		n.Mine(1)
	}
	fee := wire.NewTxOut(tradeFee, payTo(outsideKey))
	each(func(trade *Trade) { trade.MakerFee = n.Pay(fee, wire.NewTxOut(share, payTo(makerKey))) })
	each(func(trade *Trade) { trade.TakerFee = n.Pay(fee, wire.NewTxOut(share, payTo(takerKey))) })
	each(func(trade *Trade) {
		trade.Deposit = deposit(t, trade)
		n.Send(trade.Deposit)
	})
	each(func(trade *Trade) {
		trade.Payout = n.Payout(nodetest.Deposit{Tx: trade.Deposit, Script: nodetest.TwoOfTwo()})
		n.Send(trade.Payout)
		trade.Late = late(trade.Payout, n.Height())
	})
	each(func(trade *Trade) {
		trade.Withdrawal = withdrawal(t, trade.Payout)
		n.Send(trade.Withdrawal)
	})
	n.Mine(depth)
	return all
}

// payTo is the script that pays to a key.
func payTo(number byte) []byte {
	return append([]byte{txscript.OP_0, 20}, address.Hash160(nodetest.Key(number).PubKey().SerializeCompressed())...)
}

func deposit(t testing.TB, trade *Trade) *wire.MsgTx {
	t.Helper()
	contract, err := txscript.NullDataScript(bytes.Repeat([]byte{9}, chainhash.HashSize))
	if err != nil {
		t.Fatal(err)
	}
	tx := wire.NewMsgTx(2)
	tx.AddTxOut(wire.NewTxOut(locked, nodetest.WitnessScriptHash(nodetest.TwoOfTwo())))
	tx.AddTxOut(wire.NewTxOut(0, contract))
	return spend(t, tx, coin{trade.MakerFee, 1, makerKey}, coin{trade.TakerFee, 1, takerKey})
}

func withdrawal(t testing.TB, payout *wire.MsgTx) *wire.MsgTx {
	t.Helper()
	tx := wire.NewMsgTx(2)
	vout := slices.IndexFunc(payout.TxOut, func(o *wire.TxOut) bool { return bytes.Equal(o.PkScript, payTo(payeeKey)) })
	if vout < 0 {
		t.Fatal("the payout does not pay the payee")
	}
	tx.AddTxOut(wire.NewTxOut(payout.TxOut[vout].Value-nodetest.Fee, payTo(outsideKey)))
	return spend(t, tx, coin{payout, uint32(vout), payeeKey})
}

// late is like a payout, but not to be sent before a height.
func late(payout *wire.MsgTx, height int32) *wire.MsgTx {
	const tenDays = 1440 // blocks
	tx := payout.Copy()
	tx.LockTime = uint32(height + tenDays)
	tx.TxIn[0].Sequence = wire.MaxTxInSequenceNum - 1
	tx.TxIn[0].Witness = nil // nobody has signed it here
	return tx
}

// coin is an output that a key can spend.
type coin struct {
	of   *wire.MsgTx
	vout uint32
	key  byte
}

// spend adds coins as inputs and signs them.
func spend(t testing.TB, tx *wire.MsgTx, coins ...coin) *wire.MsgTx {
	t.Helper()
	prev := txscript.NewMultiPrevOutFetcher(nil)
	for _, c := range coins {
		op := wire.OutPoint{Hash: c.of.TxHash(), Index: c.vout}
		tx.AddTxIn(wire.NewTxIn(&op, nil, nil))
		prev.AddPrevOut(op, c.of.TxOut[c.vout])
	}
	hashes := txscript.NewTxSigHashes(tx, prev)
	for i, c := range coins {
		out := c.of.TxOut[c.vout]
		witness, err := txscript.WitnessSignature(tx, hashes, i, out.Value, out.PkScript, txscript.SigHashAll, nodetest.Key(c.key), true)
		if err != nil {
			t.Fatal(err)
		}
		tx.TxIn[i].Witness = witness
	}
	return tx
}

package nodetest

import (
	"bytes"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Params are the network's.
var Params = &chaincfg.RegressionNetParams

// Fee is what each transaction made here pays, in sat.
const Fee = 2_000

// maturity is how many blocks must follow a coinbase's before it is spent,
// one more than the rule for good measure.
const maturity = 101

// Key gives a private key that is always the same for a number. The miner's is
// number 1.
func Key(number byte) *btcec.PrivateKey {
	key, _ := btcec.PrivKeyFromBytes(bytes.Repeat([]byte{number}, 32))
	return key
}

func minerAddress() address.Address {
	hash := address.Hash160(Key(1).PubKey().SerializeCompressed())
	addr, err := address.NewAddressWitnessPubKeyHash(hash, Params)
	if err != nil {
		panic(err) // the hash has its size
	}
	return addr
}

// MinerScript pays to the miner, where change goes.
func MinerScript() []byte { return payTo(minerAddress()) }

func payTo(addr address.Address) []byte {
	script, err := txscript.PayToAddrScript(addr)
	if err != nil {
		panic(err) // the address is ours
	}
	return script
}

// coin is an output that the miner can spend.
type coin struct {
	op  wire.OutPoint
	out *wire.TxOut
}

// Fund makes, signs and sends a transaction that pays an amount (sat) to a
// script, from coins of the miner. Its output 0 is the one asked for, output 1
// the change. Mine puts it into a block.
func (n *Node) Fund(script []byte, sat int64) (tx *wire.MsgTx, vout uint32) {
	n.t.Helper()
	return n.Pay(wire.NewTxOut(sat, script)), 0
}

// Pay makes, signs and sends a transaction with these outputs, from coins of
// the miner; the change is added as the last one. Mine puts it into a block.
func (n *Node) Pay(outs ...*wire.TxOut) *wire.MsgTx {
	n.t.Helper()
	n.p.mu.Lock()
	defer n.p.mu.Unlock()
	need := int64(Fee)
	for _, out := range outs {
		need += out.Value
	}
	c := n.take(need)
	tx := wire.NewMsgTx(2)
	tx.AddTxIn(wire.NewTxIn(&c.op, nil, nil))
	for _, out := range outs {
		tx.AddTxOut(out)
	}
	change := wire.NewTxOut(c.out.Value-need, MinerScript())
	tx.AddTxOut(change)

	fetcher := txscript.NewCannedPrevOutputFetcher(c.out.PkScript, c.out.Value)
	witness, err := txscript.WitnessSignature(tx, txscript.NewTxSigHashes(tx, fetcher), 0, c.out.Value, c.out.PkScript, txscript.SigHashAll, Key(1), true)
	if err != nil {
		n.t.Fatalf("sign: %v", err)
	}
	tx.TxIn[0].Witness = witness
	id := n.Send(tx)
	n.p.coins = append(n.p.coins, coin{op: wire.OutPoint{Hash: id, Index: uint32(len(outs))}, out: change})
	return tx
}

// take removes a coin of at least an amount from the wallet. If there is none,
// blocks are mined until there is.
func (n *Node) take(sat int64) coin {
	n.t.Helper()
	for range 3 {
		for i, c := range n.p.coins {
			if c.out.Value > sat {
				n.p.coins = append(n.p.coins[:i:i], n.p.coins[i+1:]...)
				return c
			}
		}
		n.p.coins = nil // what is too small now will be later
		n.collect()
		if len(n.p.coins) == 0 {
			n.Mine(maturity)
			n.collect()
		}
	}
	n.t.Fatalf("the miner has no coin of %d sat", sat)
	return coin{}
}

// collect adds the coinbases that have become mature.
func (n *Node) collect() {
	n.t.Helper()
	for top := n.Height(); n.p.seen+maturity <= top; {
		n.p.seen++
		hash := n.BlockHash(n.p.seen)
		cb := n.Block(hash).Transactions[0]
		op := wire.OutPoint{Hash: cb.TxHash(), Index: 0}
		var unspent *struct{}
		if n.must(&unspent, "gettxout", op.Hash.String(), op.Index, true); unspent != nil {
			n.p.coins = append(n.p.coins, coin{op: op, out: cb.TxOut[0]})
		}
	}
}

// Deposit is a transaction like a Bisq deposit: output 0 needs two keys (P2WSH,
// 2 of 2), output 1 is an OP_RETURN with a hash, output 2 the change.
type Deposit struct {
	Tx     *wire.MsgTx
	Script []byte // the witness script of output 0
}

// Deposit makes and sends a deposit that locks an amount (sat).
func (n *Node) Deposit(sat int64) Deposit {
	n.t.Helper()
	script := TwoOfTwo()
	committed, err := txscript.NullDataScript(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		n.t.Fatal(err)
	}
	return Deposit{
		Tx:     n.Pay(wire.NewTxOut(sat, WitnessScriptHash(script)), wire.NewTxOut(0, committed)),
		Script: script,
	}
}

// Payout makes and signs, but does not send, a transaction that spends a
// deposit: half of it to the miner, half to key 4.
func (n *Node) Payout(d Deposit) *wire.MsgTx {
	n.t.Helper()
	out := d.Tx.TxOut[0]
	other, err := address.NewAddressWitnessPubKeyHash(address.Hash160(Key(4).PubKey().SerializeCompressed()), Params)
	if err != nil {
		n.t.Fatal(err)
	}
	tx := wire.NewMsgTx(2)
	tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: d.Tx.TxHash(), Index: 0}, nil, nil))
	tx.AddTxOut(wire.NewTxOut((out.Value-Fee)/2, payTo(other)))
	tx.AddTxOut(wire.NewTxOut((out.Value-Fee)/2, MinerScript()))

	fetcher := txscript.NewCannedPrevOutputFetcher(out.PkScript, out.Value)
	hashes := txscript.NewTxSigHashes(tx, fetcher)
	witness := wire.TxWitness{nil}
	for _, key := range []*btcec.PrivateKey{Key(2), Key(3)} {
		sig, err := txscript.RawTxInWitnessSignature(tx, hashes, 0, out.Value, d.Script, txscript.SigHashAll, key)
		if err != nil {
			n.t.Fatalf("sign: %v", err)
		}
		witness = append(witness, sig)
	}
	witness = append(witness, d.Script)
	tx.TxIn[0].Witness = witness
	return tx
}

// TwoOfTwo is the script that demands the signatures of keys 2 and 3.
func TwoOfTwo() []byte {
	script, err := txscript.NewScriptBuilder().AddOp(txscript.OP_2).
		AddData(Key(2).PubKey().SerializeCompressed()).AddData(Key(3).PubKey().SerializeCompressed()).
		AddOp(txscript.OP_2).AddOp(txscript.OP_CHECKMULTISIG).Script()
	if err != nil {
		panic(err) // it is short
	}
	return script
}

// WitnessScriptHash is the output script that pays to a witness script.
func WitnessScriptHash(script []byte) []byte {
	addr, err := address.NewAddressWitnessScriptHash(chainhash.HashB(script), Params)
	if err != nil {
		panic(err) // the hash has its size
	}
	return payTo(addr)
}

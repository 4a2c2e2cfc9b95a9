package explorer_test

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"testing"
	"time"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// anchoredBelow is the height below which the tests' chain has known bits: one
// period of its network.
const anchoredBelow = 20

// network is regtest with the rules of a network whose work means something.
func network() *chaincfg.Params {
	params := chaincfg.RegressionNetParams
	params.PoWNoRetargeting, params.ReduceMinDifficulty = false, false
	params.TargetTimespan = anchoredBelow * params.TargetTimePerBlock
	return &params
}

// chain is a block chain of ours with real work, real Merkle trees and real
// signatures, the same at every run.
type chain struct {
	tb      testing.TB
	params  *chaincfg.Params
	headers []wire.BlockHeader
	blocks  [][]*wire.MsgTx
	txs     map[chainhash.Hash]*wire.MsgTx
	places  map[chainhash.Hash]place
	spent   map[wire.OutPoint]wire.OutPoint
	known   []proof.Anchor // beside the first block
}

type place struct {
	height int32
	pos    uint32
}

func newChain(tb testing.TB) *chain {
	tb.Helper()
	c := &chain{
		tb: tb, params: network(), txs: map[chainhash.Hash]*wire.MsgTx{},
		places: map[chainhash.Hash]place{}, spent: map[wire.OutPoint]wire.OutPoint{},
	}
	c.headers = []wire.BlockHeader{c.params.GenesisBlock.Header}
	c.blocks = [][]*wire.MsgTx{c.params.GenesisBlock.Transactions}
	return c
}

// anchors are the known blocks of the chain's network: its first one, unless more
// were made known.
func (c *chain) anchors() proof.Anchors {
	c.tb.Helper()
	a, err := proof.NewAnchors(c.params, c.known...)
	if err != nil {
		c.tb.Fatal(err)
	}
	return a
}

// knowBits makes the bits of all blocks so far known.
func (c *chain) knowBits() {
	for h := int32(anchoredBelow); h <= c.tip(); h += anchoredBelow {
		c.known = append(c.known, proof.Anchor{Height: h, Hash: c.headers[h].BlockHash(), Bits: c.headers[h].Bits})
	}
}

func (c *chain) tip() int32 { return int32(len(c.headers) - 1) }

// mine adds a block with these transactions and gives its coinbase.
func (c *chain) mine(txs ...*wire.MsgTx) *wire.MsgTx {
	c.tb.Helper()
	height := c.tip() + 1
	coinbase := wire.NewMsgTx(2)
	var number [4]byte
	binary.LittleEndian.PutUint32(number[:], uint32(height))
	coinbase.AddTxIn(wire.NewTxIn(wire.NewOutPoint(&chainhash.Hash{}, 1<<32-1), append([]byte{4}, number[:]...), nil))
	coinbase.AddTxOut(wire.NewTxOut(50e8, c.script()))
	all := append([]*wire.MsgTx{coinbase}, txs...)
	c.headers = append(c.headers, work(c.params, wire.BlockHeader{
		Version: 4, PrevBlock: c.headers[height-1].BlockHash(), MerkleRoot: root(all),
		Timestamp: time.Unix(1_700_000_000+int64(height)*600, 0), Bits: c.params.PowLimitBits,
	}))
	c.blocks = append(c.blocks, all)
	for pos, tx := range all {
		c.add(tx)
		c.places[tx.TxHash()] = place{height, uint32(pos)}
	}
	return coinbase
}

// add makes a transaction known.
func (c *chain) add(tx *wire.MsgTx) {
	id := tx.TxHash()
	c.txs[id] = tx
	for vin, in := range tx.TxIn {
		c.spent[in.PreviousOutPoint] = wire.OutPoint{Hash: id, Index: uint32(vin)}
	}
}

// mineTo adds empty blocks up to a height.
func (c *chain) mineTo(height int32) {
	c.tb.Helper()
	for c.tip() < height {
		c.mine()
	}
}

// work finds a nonce.
func work(params *chaincfg.Params, h wire.BlockHeader) wire.BlockHeader {
	for {
		hash := h.BlockHash()
		for i := range len(hash) / 2 {
			hash[i], hash[len(hash)-1-i] = hash[len(hash)-1-i], hash[i]
		}
		if new(big.Int).SetBytes(hash[:]).Cmp(params.PowLimit) <= 0 {
			return h
		}
		h.Nonce++
	}
}

// level gives the hashes above a level of a Merkle tree.
func level(hashes []chainhash.Hash) []chainhash.Hash {
	if len(hashes)%2 == 1 {
		hashes = append(hashes, hashes[len(hashes)-1])
	}
	var above []chainhash.Hash
	for i := 0; i < len(hashes); i += 2 {
		above = append(above, chainhash.DoubleHashH(append(append([]byte{}, hashes[i][:]...), hashes[i+1][:]...)))
	}
	return above
}

func leaves(txs []*wire.MsgTx) []chainhash.Hash {
	var hashes []chainhash.Hash
	for _, tx := range txs {
		hashes = append(hashes, tx.TxHash())
	}
	return hashes
}

func root(txs []*wire.MsgTx) chainhash.Hash {
	hashes := leaves(txs)
	for len(hashes) > 1 {
		hashes = level(hashes)
	}
	return hashes[0]
}

// branch gives the way from a transaction to its block's root.
func branch(txs []*wire.MsgTx, pos uint32) *proof.Branch {
	b := &proof.Branch{Pos: pos}
	for hashes := leaves(txs); len(hashes) > 1; hashes = level(hashes) {
		sibling := min(pos^1, uint32(len(hashes)-1))
		b.Hashes = append(b.Hashes, hashes[sibling])
		pos /= 2
	}
	return b
}

// confirmation gives what an honest server says of a transaction's block.
func (c *chain) confirmation(id chainhash.Hash) explorer.Confirmation {
	at, ok := c.places[id]
	if !ok {
		return explorer.Confirmation{Described: c.described(id)}
	}
	return explorer.Confirmation{
		Confirmed: true, Height: at.height, Block: c.headers[at.height].BlockHash(),
		Branch: branch(c.blocks[at.height], at.pos), Described: c.described(id),
	}
}

func (c *chain) described(id chainhash.Hash) *explorer.Description {
	d := &explorer.Description{Tx: c.txs[id].Copy()}
	for _, in := range d.Tx.TxIn {
		var out *wire.TxOut
		if prev := c.txs[in.PreviousOutPoint.Hash]; prev != nil {
			spent := *prev.TxOut[in.PreviousOutPoint.Index]
			out = &spent
		}
		d.PrevOuts = append(d.PrevOuts, out)
	}
	return d
}

// key is the one that all coins of the tests belong to.
func key() *btcec.PrivateKey {
	secret := sha256.Sum256([]byte("a key of these tests"))
	private, _ := btcec.PrivKeyFromBytes(secret[:])
	return private
}

// script pays to the key, by a witness.
func (c *chain) script() []byte {
	hash := address.Hash160(key().PubKey().SerializeCompressed())
	script, err := txscript.NewScriptBuilder().AddOp(txscript.OP_0).AddData(hash).Script()
	if err != nil {
		c.tb.Fatal(err)
	}
	return script
}

// spend makes a signed transaction that spends these outputs into n equal ones
// and, if note is not empty, an OP_RETURN with it.
func (c *chain) spend(n int, note string, from ...wire.OutPoint) *wire.MsgTx {
	c.tb.Helper()
	tx := wire.NewMsgTx(2)
	var total int64
	outs := map[wire.OutPoint]*wire.TxOut{}
	for _, op := range from {
		out := c.txs[op.Hash].TxOut[op.Index]
		outs[op] = out
		total += out.Value
		tx.AddTxIn(wire.NewTxIn(&op, nil, nil))
	}
	for range n {
		tx.AddTxOut(wire.NewTxOut((total-1000)/int64(n), c.script()))
	}
	if note != "" {
		script, err := txscript.NullDataScript([]byte(note))
		if err != nil {
			c.tb.Fatal(err)
		}
		tx.AddTxOut(wire.NewTxOut(0, script))
	}
	hashes := txscript.NewTxSigHashes(tx, txscript.NewMultiPrevOutFetcher(outs))
	for i, in := range tx.TxIn {
		out := outs[in.PreviousOutPoint]
		witness, err := txscript.WitnessSignature(tx, hashes, i, out.Value, out.PkScript, txscript.SigHashAll, key(), true)
		if err != nil {
			c.tb.Fatal(err)
		}
		in.Witness = witness
	}
	return tx
}

package esploratest

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"sync"
	"time"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcutil/v2"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Memory is a chain in memory: regtest's, from its first block on. Headers link,
// have their work and the root of their transactions, and signatures are real;
// nobody checks that a transaction keeps the rules. The same calls make the
// same chain. Its methods may be called concurrently.
type Memory struct {
	mu      sync.Mutex
	blocks  map[chainhash.Hash]Block
	heights []chainhash.Hash
	txs     map[chainhash.Hash]*wire.MsgTx
	in      map[chainhash.Hash]chainhash.Hash // block of a transaction; zero: none yet
	spent   map[wire.OutPoint]wire.OutPoint
	coins   []wire.OutPoint // coinbases that Fund has not used yet
}

var _ Chain = (*Memory)(nil)

// subsidy is what a block of Memory makes, in sat.
const subsidy = 50 * btcutil.SatoshiPerBitcoin

// anyone is a script that everybody can spend, with nothing.
var anyone = []byte{txscript.OP_TRUE}

// NewMemory gives a chain that has regtest's first block and so many more.
func NewMemory(blocks int) *Memory {
	m := &Memory{
		blocks: make(map[chainhash.Hash]Block),
		txs:    make(map[chainhash.Hash]*wire.MsgTx),
		in:     make(map[chainhash.Hash]chainhash.Hash),
		spent:  make(map[wire.OutPoint]wire.OutPoint),
	}
	first := chaincfg.RegressionNetParams.GenesisBlock
	m.add(first.Header, first.Transactions)
	m.Mine(blocks)
	return m
}

// Mine adds blocks that hold nothing but their coinbase.
func (m *Memory) Mine(blocks int) {
	for range blocks {
		m.AddBlock()
	}
}

// AddBlock adds a block that holds these transactions behind its coinbase. They
// may be waiting (see AddMempool) or new.
func (m *Memory) AddBlock(txs ...*wire.MsgTx) chainhash.Hash {
	m.mu.Lock()
	defer m.mu.Unlock()
	height := int32(len(m.heights))
	coinbase := coinbaseOf(height)
	all := append([]*wire.MsgTx{coinbase}, txs...)
	ids := make([]chainhash.Hash, len(all))
	for i, tx := range all {
		ids[i] = tx.TxHash()
	}
	last := m.blocks[m.heights[height-1]].Header
	h := wire.BlockHeader{
		Version:    4,
		PrevBlock:  last.BlockHash(),
		MerkleRoot: merkleRoot(ids),
		Timestamp:  last.Timestamp.Add(10 * time.Minute),
		Bits:       chaincfg.RegressionNetParams.PowLimitBits,
	}
	for !hasWork(&h) {
		h.Nonce++
	}
	m.add(h, all)
	m.coins = append(m.coins, wire.OutPoint{Hash: coinbase.TxHash()})
	return h.BlockHash()
}

// coinbaseOf makes new coins for anyone. Its script names the height (BIP 34),
// so that no two are the same.
func coinbaseOf(height int32) *wire.MsgTx {
	tx := wire.NewMsgTx(2)
	script := binary.LittleEndian.AppendUint32([]byte{4}, uint32(height))
	tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Index: math.MaxUint32}, script, nil))
	tx.AddTxOut(wire.NewTxOut(subsidy, anyone))
	return tx
}

// add puts a block on top.
func (m *Memory) add(h wire.BlockHeader, txs []*wire.MsgTx) {
	hash := h.BlockHash()
	b := Block{Header: h, Height: int32(len(m.heights))}
	for _, tx := range txs {
		id := tx.TxHash()
		b.TxIDs = append(b.TxIDs, id)
		m.see(tx)
		m.in[id] = hash
	}
	m.blocks[hash] = b
	m.heights = append(m.heights, hash)
}

// see makes a transaction known.
func (m *Memory) see(tx *wire.MsgTx) {
	id := tx.TxHash()
	m.txs[id] = tx
	if _, ok := m.in[id]; !ok {
		m.in[id] = chainhash.Hash{}
	}
	for i, in := range tx.TxIn {
		m.spent[in.PreviousOutPoint] = wire.OutPoint{Hash: id, Index: uint32(i)}
	}
}

// AddMempool makes transactions known that no block holds yet.
func (m *Memory) AddMempool(txs ...*wire.MsgTx) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, tx := range txs {
		m.see(tx)
	}
}

// Fund makes a transaction with these outputs out of a new coinbase each time
// and hands it to nobody: see AddBlock and AddMempool. It has as many outputs as
// are given; what is over is its fee.
func (m *Memory) Fund(outs ...*wire.TxOut) *wire.MsgTx {
	m.mu.Lock()
	empty := len(m.coins) == 0
	m.mu.Unlock()
	if empty {
		m.AddBlock()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	tx := wire.NewMsgTx(2)
	tx.AddTxIn(wire.NewTxIn(&m.coins[0], nil, nil))
	m.coins = m.coins[1:]
	tx.TxOut = outs
	return tx
}

// Key gives the private key of this number.
func Key(number byte) *btcec.PrivateKey {
	seed := chainhash.HashB([]byte{'e', number})
	key, _ := btcec.PrivKeyFromBytes(seed)
	return key
}

// PayToKey gives the script that pays to a key (P2WPKH).
func PayToKey(key *btcec.PrivateKey) []byte {
	return append([]byte{txscript.OP_0, 20}, address.Hash160(key.PubKey().SerializeCompressed())...)
}

// Spend makes a transaction that spends outputs of from that pay to the key, in
// their order, and signs it.
func Spend(key *btcec.PrivateKey, from *wire.MsgTx, vouts []uint32, outs ...*wire.TxOut) *wire.MsgTx {
	tx := wire.NewMsgTx(2)
	id := from.TxHash()
	prev := txscript.NewMultiPrevOutFetcher(nil)
	for _, n := range vouts {
		out := wire.OutPoint{Hash: id, Index: n}
		tx.AddTxIn(wire.NewTxIn(&out, nil, nil))
		prev.AddPrevOut(out, from.TxOut[n])
	}
	tx.TxOut = outs
	hashes := txscript.NewTxSigHashes(tx, prev)
	for i, n := range vouts {
		o := from.TxOut[n]
		w, err := txscript.WitnessSignature(tx, hashes, i, o.Value, o.PkScript, txscript.SigHashAll, key, true)
		if err != nil {
			panic(fmt.Sprintf("sign input %d: %v", i, err)) // the script is none of PayToKey
		}
		tx.TxIn[i].Witness = w
	}
	return tx
}

// Transaction gives a transaction.
func (m *Memory) Transaction(_ context.Context, id chainhash.Hash) (*wire.MsgTx, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if tx, ok := m.txs[id]; ok {
		return tx.Copy(), nil
	}
	return nil, ErrNotFound
}

// BlockOf gives the block of a transaction.
func (m *Memory) BlockOf(_ context.Context, id chainhash.Hash) (chainhash.Hash, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if b, ok := m.in[id]; ok {
		return b, nil
	}
	return chainhash.Hash{}, ErrNotFound
}

// Block gives a block.
func (m *Memory) Block(_ context.Context, hash chainhash.Hash) (Block, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if b, ok := m.blocks[hash]; ok {
		return b, nil
	}
	return Block{}, ErrNotFound
}

// HashAt gives the block at a height.
func (m *Memory) HashAt(_ context.Context, height int32) (chainhash.Hash, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if height < 0 || int(height) >= len(m.heights) {
		return chainhash.Hash{}, ErrNotFound
	}
	return m.heights[height], nil
}

// Spender gives who spends an output.
func (m *Memory) Spender(_ context.Context, out wire.OutPoint) (*wire.OutPoint, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if by, ok := m.spent[out]; ok {
		return &by, nil
	}
	return nil, nil
}

// Tip gives the height of the newest block.
func (m *Memory) Tip(context.Context) (int32, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return int32(len(m.heights) - 1), nil
}

// hasWork reports whether a header has the work that regtest demands.
func hasWork(h *wire.BlockHeader) bool {
	hash := h.BlockHash()
	number := new(big.Int)
	for i := range hash {
		number.Lsh(number, 8).Or(number, big.NewInt(int64(hash[len(hash)-1-i])))
	}
	return number.Cmp(chaincfg.RegressionNetParams.PowLimit) <= 0
}

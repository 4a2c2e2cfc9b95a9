package esploratest

import (
	"bytes"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Lie is something that the server says although it is not so.
type Lie string

// The lies. They can be told together.
const (
	OtherBytes     Lie = "other-bytes"     // /hex gives a transaction with another ID
	JSONDiffers    Lie = "json-differs"    // the description has another amount than the bytes
	ForgedBranch   Lie = "forged-branch"   // every proof of inclusion leads elsewhere
	LowWork        Lie = "low-work"        // the block has a header without its work, and so another hash
	WrongHeight    Lie = "wrong-height"    // the block is said to be seven blocks higher
	FalseSpender   Lie = "false-spender"   // outputs are said to be spent by a coinbase
	HiddenSpender  Lie = "hidden-spender"  // spent outputs are said not to be
	Denied         Lie = "denied"          // "not found"
	StaleTip       Lie = "stale-tip"       // the newest block is said to be ten blocks lower
	AlteredWitness Lie = "altered-witness" // a byte of the last signature or script is another, in bytes and description
	OtherNetwork   Lie = "other-network"   // the chain begins with another block
)

// Lies lists all.
var Lies = []Lie{
	OtherBytes, JSONDiffers, ForgedBranch, LowWork, WrongHeight, FalseSpender, HiddenSpender, Denied, StaleTip, AlteredWitness,
	OtherNetwork,
}

// What the lies add.
const (
	wrongBy = 7
	staleBy = 10
)

// Lie has the server tell a lie about these transactions, or about everything
// if none is named. LowWork, StaleTip and OtherNetwork are always about
// everything.
func (s *Server) Lie(l Lie, about ...chainhash.Hash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(about) == 0 {
		s.lies[l] = nil
		return
	}
	m := s.lies[l]
	if m == nil {
		m = make(map[chainhash.Hash]bool)
	}
	for _, id := range about {
		m[id] = true
	}
	s.lies[l] = m
}

// Honest ends all lies and faults.
func (s *Server) Honest() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.lies)
	s.faults = nil
}

// lying reports whether a lie is told about a transaction.
func (s *Server) lying(l Lie, id chainhash.Hash) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	about, ok := s.lies[l]
	return ok && (about == nil || about[id])
}

// forge changes one bit.
func forge(h chainhash.Hash) chainhash.Hash {
	h[0] ^= 1
	return h
}

// alter gives a transaction whose last witness differs in one byte, if there is
// a witness. Its ID is the same.
func alter(tx *wire.MsgTx) *wire.MsgTx {
	tx = tx.Copy()
	for _, in := range slices.Backward(tx.TxIn) {
		for i, item := range in.Witness {
			if len(item) > 0 {
				in.Witness[i] = bytes.Clone(item)
				in.Witness[i][len(item)/2] ^= 1
				return tx
			}
		}
	}
	return tx
}

// other gives a transaction with another ID.
func other(tx *wire.MsgTx) *wire.MsgTx {
	tx = tx.Copy()
	tx.TxOut[0].Value++
	return tx
}

// withoutWork gives a header that lacks the work, and is the same otherwise.
func withoutWork(h wire.BlockHeader) wire.BlockHeader {
	for h.Nonce++; hasWork(&h); {
		h.Nonce++
	}
	return h
}

package proof

import (
	"errors"
	"fmt"
	"math"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// A block's weight limit (BIP 141) leaves room for this many of the smallest
// transactions (60 bytes of weight 240), and their tree has this many levels.
const (
	maxBlockTransactions = 4_000_000 / 240
	maxDepth             = 15
)

// innerSize is the size of what an inner node of a Merkle tree hashes: two
// hashes. A transaction of that size could be taken for one.
const innerSize = 2 * chainhash.HashSize

// Inclusion proves that the block with this header holds the transaction. A
// branch that leads elsewhere, or that no honest block gives, is a
// ForgedBranch. The header itself is Header's and Work's matter.
func Inclusion(tx *wire.MsgTx, b Branch, h wire.BlockHeader) (Proof, error) {
	if err := inclusion(tx, b, h.MerkleRoot); err != nil {
		return Proof{}, &Error{Code: ForgedBranch, Cause: err}
	}
	return Proof{
		Claim: ClaimInclusion,
		Shows: "The block with this header holds the transaction.",
		RestsOn: "The transaction's Merkle branch, which leads to the header's Merkle root; what could pass an inner node off " +
			"as a transaction, or one transaction off as two, was refused.",
		DoesNot: "That the block is part of the chain (see the work behind its header), at which height it is, " +
			"or that the tree of its transactions is exactly as deep as the branch.",
	}, nil
}

func inclusion(tx *wire.MsgTx, b Branch, root chainhash.Hash) error {
	switch depth := len(b.Hashes); {
	case depth > maxDepth:
		return fmt.Errorf("a branch of %d levels is deeper than a block can be", depth)
	case uint64(b.Pos)>>depth != 0:
		return fmt.Errorf("a branch of %d levels has no place %d", depth, b.Pos)
	case tx.SerializeSizeStripped() == innerSize:
		// CVE-2017-12842: what is shown as a transaction may be two hashes.
		return errors.New("a transaction of 64 bytes could be an inner node of the tree")
	case coinbase(tx) != (b.Pos == 0):
		// Nothing else stands first in a block, and it stands nowhere else.
		return errors.New("a coinbase stands first in its block, and nothing else does")
	}
	got, err := fold(tx.TxHash(), b)
	if err != nil {
		return err
	}
	if got != root {
		return errors.New("the branch does not lead to the header's Merkle root")
	}
	return nil
}

// fold gives the root that a branch leads to.
func fold(node chainhash.Hash, b Branch) (chainhash.Hash, error) {
	var pair [innerSize]byte
	last := false // our side is the last of its level: an odd one, paired with itself
	for level, sibling := range b.Hashes {
		right := b.Pos>>level&1 == 1
		// CVE-2012-2459: the last of an odd level is paired with itself, which
		// lets it be shown twice. It stands left, and so does nothing after it.
		if same := node == sibling; right && same {
			return chainhash.Hash{}, errors.New("the branch shows one part of the tree as two")
		} else if !right {
			if last && !same {
				return chainhash.Hash{}, errors.New("the branch shows something after the last transaction")
			}
			last = last || same
		}
		if right {
			copy(pair[:], sibling[:])
			copy(pair[chainhash.HashSize:], node[:])
		} else {
			copy(pair[:], node[:])
			copy(pair[chainhash.HashSize:], sibling[:])
		}
		if readsAsTransaction(pair[:]) {
			return chainhash.Hash{}, errors.New("an inner node of the branch reads as a transaction")
		}
		node = chainhash.DoubleHashH(pair[:])
	}
	// A tree is no deeper than its last leaf demands.
	if n := len(b.Hashes); last && b.Pos>>(n-1)&1 == 0 {
		return chainhash.Hash{}, errors.New("the branch is deeper than its block")
	}
	return node, nil
}

// coinbase reports whether a transaction makes new coins.
func coinbase(tx *wire.MsgTx) bool {
	if len(tx.TxIn) != 1 {
		return false
	}
	prev := tx.TxIn[0].PreviousOutPoint
	return prev.Index == math.MaxUint32 && prev.Hash == chainhash.Hash{}
}

// readsAsTransaction reports whether two hashes can be read as a transaction:
// then someone may have made a transaction of 64 bytes that holds, as its
// halves, the hash of one that the block does not hold (the other side of
// CVE-2017-12842). Of honest pairs fewer than one in 2^40 can.
func readsAsTransaction(pair []byte) bool {
	const inputs, scriptSize, minimum = 4, 41, 60
	if pair[inputs] != 1 || pair[scriptSize] > innerSize-minimum {
		return false
	}
	outputs := scriptSize + 1 + int(pair[scriptSize]) + 4
	if pair[outputs] != 1 {
		return false
	}
	return outputs+1+8+1+int(pair[outputs+9])+4 == innerSize
}

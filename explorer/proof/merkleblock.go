package proof

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// headerSize is the size of a serialised block header, in bytes.
const headerSize = 80

// Merkleblock parses a merkleblock message (BIP 37) and proves that the tree of
// its header has a leaf with this ID. The branch that it gives is to be handed
// to Inclusion with the transaction itself, which alone can tell a transaction
// from an inner node. Whatever is wrong is a ForgedBranch.
func Merkleblock(id chainhash.Hash, raw []byte) (wire.BlockHeader, Branch, Proof, error) {
	h, b, err := merkleblock(id, raw)
	if err != nil {
		return wire.BlockHeader{}, Branch{}, Proof{}, &Error{Code: ForgedBranch, Cause: err}
	}
	return h, b, Proof{
		Claim:   ClaimInclusion,
		Shows:   "The tree of the block's transactions has a leaf with this ID.",
		RestsOn: "A partial Merkle tree (BIP 37) that leads to the header's Merkle root.",
		DoesNot: "That the leaf is a transaction and no inner node: that takes its bytes. Nor that the block is part of the chain, " +
			"or how many transactions it has.",
	}, nil
}

func merkleblock(id chainhash.Hash, raw []byte) (wire.BlockHeader, Branch, error) {
	var h wire.BlockHeader
	c := cursor{rest: raw}
	head, size := c.take(headerSize), c.take(4)
	t := partialTree{id: id}
	t.hashes = c.hashes()
	t.flags = c.take(c.count())
	switch {
	case c.short:
		return h, Branch{}, errors.New("the merkleblock ends too early")
	case len(c.rest) > 0:
		return h, Branch{}, fmt.Errorf("%d bytes follow the merkleblock", len(c.rest))
	}
	if err := h.Deserialize(bytes.NewReader(head)); err != nil {
		return h, Branch{}, errors.New("the merkleblock has no header")
	}
	t.leaves = binary.LittleEndian.Uint32(size)
	root, err := t.read()
	switch {
	case err != nil:
		return h, Branch{}, err
	case root != h.MerkleRoot:
		return h, Branch{}, errors.New("the partial tree does not lead to the header's Merkle root")
	case t.found != 1:
		return h, Branch{}, fmt.Errorf("the partial tree shows the transaction %d times", t.found)
	}
	// What Inclusion refuses in a branch is refused here too.
	if got, err := fold(id, t.branch); err != nil || got != root {
		return h, Branch{}, errors.New("the partial tree holds a branch that cannot be honest")
	}
	return h, t.branch, nil
}

// hashes reads a counted list of hashes.
func (c *cursor) hashes() []chainhash.Hash {
	n := c.count()
	b := c.take(n * chainhash.HashSize) // n is at most the bytes left
	if b == nil {
		return nil
	}
	list := make([]chainhash.Hash, n)
	for i := range list {
		copy(list[i][:], b[i*chainhash.HashSize:])
	}
	return list
}

// partialTree reads BIP 37's partial Merkle tree: a walk from the root down, in
// which a flag says of each node whether it leads to a transaction that is
// shown, and a hash stands for each that is not walked into.
type partialTree struct {
	leaves uint32
	hashes []chainhash.Hash
	flags  []byte

	id     chainhash.Hash // the leaf that is looked for
	branch Branch
	found  int

	usedHashes, usedFlags int
}

// read walks the whole tree and gives its root.
func (t *partialTree) read() (chainhash.Hash, error) {
	switch {
	case t.leaves == 0 || t.leaves > maxBlockTransactions:
		return chainhash.Hash{}, fmt.Errorf("a block cannot have %d transactions", t.leaves)
	case len(t.hashes) > int(t.leaves) || 8*len(t.flags) < len(t.hashes):
		return chainhash.Hash{}, errors.New("hashes and flags of the partial tree do not fit each other")
	}
	height := 0
	for t.width(height) > 1 {
		height++
	}
	root, _, err := t.node(height, 0)
	switch {
	case err != nil:
		return chainhash.Hash{}, err
	case t.usedHashes != len(t.hashes) || (t.usedFlags+7)/8 != len(t.flags):
		return chainhash.Hash{}, errors.New("the partial tree holds more than it uses")
	}
	for ; t.usedFlags < 8*len(t.flags); t.usedFlags++ {
		if t.flags[t.usedFlags/8]>>(t.usedFlags%8)&1 != 0 {
			return chainhash.Hash{}, errors.New("the partial tree holds more than it uses")
		}
	}
	return root, nil
}

// node reads the node at a height above the leaves and a place within its
// level. It gives its hash and whether the leaf that is looked for is below it.
func (t *partialTree) node(height int, pos uint32) (hash chainhash.Hash, ours bool, err error) {
	if t.usedFlags >= 8*len(t.flags) {
		return hash, false, errors.New("the partial tree has too few flags")
	}
	shown := t.flags[t.usedFlags/8]>>(t.usedFlags%8)&1 != 0
	t.usedFlags++
	if height == 0 || !shown {
		return t.leaf(height, pos, shown)
	}
	left, inLeft, err := t.node(height-1, 2*pos)
	if err != nil {
		return hash, false, err
	}
	right, inRight := left, false
	if 2*pos+1 < t.width(height-1) {
		if right, inRight, err = t.node(height-1, 2*pos+1); err != nil {
			return hash, false, err
		}
		if left == right { // CVE-2012-2459
			return hash, false, errors.New("the partial tree shows one part of the tree as two")
		}
	}
	switch {
	case inLeft:
		t.branch.Hashes = append(t.branch.Hashes, right)
	case inRight:
		t.branch.Hashes = append(t.branch.Hashes, left)
	}
	return chainhash.DoubleHashH(append(left[:], right[:]...)), inLeft || inRight, nil
}

// leaf reads a node that is not walked into.
func (t *partialTree) leaf(height int, pos uint32, shown bool) (hash chainhash.Hash, ours bool, err error) {
	if t.usedHashes >= len(t.hashes) {
		return hash, false, errors.New("the partial tree has too few hashes")
	}
	hash = t.hashes[t.usedHashes]
	t.usedHashes++
	if height > 0 || !shown || hash != t.id {
		return hash, false, nil
	}
	t.found++
	t.branch = Branch{Pos: pos}
	return hash, true, nil
}

// width gives how many nodes a level has.
func (t *partialTree) width(height int) uint32 {
	return (t.leaves + 1<<height - 1) >> height
}

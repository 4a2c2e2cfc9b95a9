package esploratest

import (
	"bytes"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// levels gives the tree of a block's transactions from the leaves up.
func levels(ids []chainhash.Hash) [][]chainhash.Hash {
	tree := [][]chainhash.Hash{slices.Clone(ids)}
	for level := ids; len(level) > 1; {
		var up []chainhash.Hash
		for i := 0; i < len(level); i += 2 {
			right := level[min(i+1, len(level)-1)] // an odd one is paired with itself
			up = append(up, chainhash.DoubleHashH(slices.Concat(level[i][:], right[:])))
		}
		tree = append(tree, up)
		level = up
	}
	return tree
}

func merkleRoot(ids []chainhash.Hash) chainhash.Hash {
	tree := levels(ids)
	return tree[len(tree)-1][0]
}

// branch gives the siblings on the way from a leaf to the root.
func branch(ids []chainhash.Hash, pos int) []chainhash.Hash {
	var out []chainhash.Hash
	tree := levels(ids)
	for _, level := range tree[:len(tree)-1] {
		out = append(out, level[min(pos^1, len(level)-1)])
		pos /= 2
	}
	return out
}

// merkleblock gives the message of that name (BIP 37) that shows one
// transaction.
func merkleblock(h wire.BlockHeader, ids []chainhash.Hash, pos int) []byte {
	tree := levels(ids)
	msg := wire.MsgMerkleBlock{Header: h, Transactions: uint32(len(ids))}
	var bits []bool
	var walk func(level, at int)
	walk = func(level, at int) {
		above := pos>>level == at
		bits = append(bits, above)
		if level == 0 || !above {
			msg.Hashes = append(msg.Hashes, &tree[level][at])
			return
		}
		walk(level-1, 2*at)
		if 2*at+1 < len(tree[level-1]) {
			walk(level-1, 2*at+1)
		}
	}
	walk(len(tree)-1, 0)
	msg.Flags = make([]byte, (len(bits)+7)/8)
	for i, set := range bits {
		if set {
			msg.Flags[i/8] |= 1 << (i % 8)
		}
	}
	var out bytes.Buffer
	if err := msg.BtcEncode(&out, wire.ProtocolVersion, wire.BaseEncoding); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}

package bitcoind

import (
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// branchOf makes a transaction's Merkle branch from the IDs of its block's
// transactions.
func branchOf(ids []chainhash.Hash, id chainhash.Hash) (*proof.Branch, error) {
	pos := slices.Index(ids, id)
	if pos < 0 {
		return nil, fail(explorer.FaultMalformed, "the node names a block that does not hold the transaction")
	}
	b := &proof.Branch{Pos: uint32(pos)} //nolint:gosec // an index of a list that fits into memory
	for level := slices.Clone(ids); len(level) > 1; pos /= 2 {
		if len(level)%2 == 1 {
			level = append(level, level[len(level)-1])
		}
		b.Hashes = append(b.Hashes, level[pos^1])
		for i := 0; i < len(level); i += 2 {
			level[i/2] = chainhash.DoubleHashH(append(level[i][:], level[i+1][:]...))
		}
		level = level[:len(level)/2]
	}
	return b, nil
}

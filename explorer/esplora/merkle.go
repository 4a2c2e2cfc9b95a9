package esplora

import (
	"math"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// branchJSON is what /tx/:id/merkle-proof answers.
type branchJSON struct {
	Height *int64    `json:"block_height"`
	Merkle *[]string `json:"merkle"`
	Pos    *uint32   `json:"pos"`
}

// parseMerkleProof reads a branch and the height that goes with it.
func parseMerkleProof(body []byte) (*proof.Branch, int32, error) {
	const maxLevels = 32
	var j branchJSON
	if err := decode(body, &j); err != nil {
		return nil, 0, err
	}
	if j.Height == nil || j.Merkle == nil || j.Pos == nil || len(*j.Merkle) > maxLevels {
		return nil, 0, errShape
	}
	h, err := height(*j.Height)
	if err != nil {
		return nil, 0, err
	}
	b := &proof.Branch{Pos: *j.Pos, Hashes: make([]chainhash.Hash, 0, len(*j.Merkle))}
	for _, s := range *j.Merkle {
		hash, err := parseHash(s)
		if err != nil {
			return nil, 0, err
		}
		b.Hashes = append(b.Hashes, hash)
	}
	return b, h, nil
}

// nowhere is a branch that leads nowhere: what a source gave as a proof, and is
// none. No check can take it for one.
func nowhere() *proof.Branch { return &proof.Branch{Pos: math.MaxUint32} }

// parseMerkleblock reads a branch and the header from a merkleblock message.
// One that proves something else, or nothing, gives a branch that leads
// nowhere, so that the lie is found where lies are judged.
func parseMerkleblock(id chainhash.Hash, body []byte) (*proof.Branch, *wire.BlockHeader, error) {
	const least = wire.MaxBlockHeaderPayload
	raw, err := parseBytes(body)
	if err != nil || len(raw) < least {
		return nil, nil, errShape
	}
	h, b, _, err := proof.Merkleblock(id, raw)
	if err != nil {
		return nowhere(), nil, nil //nolint:nilerr // the branch says it
	}
	return &b, &h, nil
}

// parseTxIDs makes a branch from the IDs of a block's transactions. If the one
// asked for is not among them, the branch leads nowhere.
func parseTxIDs(id chainhash.Hash, body []byte) (*proof.Branch, error) {
	const most = 4_000_000 / 240 // BIP 141's weight, and that of the smallest transaction
	var list []string
	if err := decode(body, &list); err != nil {
		return nil, err
	}
	if len(list) == 0 || len(list) > most {
		return nil, errShape
	}
	level, at := make([]chainhash.Hash, len(list)), -1
	for i, s := range list {
		var err error
		if level[i], err = parseHash(s); err != nil {
			return nil, err
		}
		if level[i] == id && at < 0 {
			at = i
		}
	}
	if at < 0 {
		return nowhere(), nil
	}
	return branchOf(level, at), nil
}

// branchOf leads from one leaf to the root.
func branchOf(level []chainhash.Hash, at int) *proof.Branch {
	b := &proof.Branch{Pos: uint32(at)} //nolint:gosec // a place in a block
	for ; len(level) > 1; at /= 2 {
		if len(level)%2 == 1 {
			level = append(level, level[len(level)-1]) // an odd one is paired with itself
		}
		b.Hashes = append(b.Hashes, level[at^1])
		up := make([]chainhash.Hash, 0, len(level)/2)
		for i := 0; i < len(level); i += 2 {
			up = append(up, chainhash.DoubleHashH(append(level[i][:], level[i+1][:]...)))
		}
		level = up
	}
	return b
}

package proof

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
)

// Anchor is a block that is known to be part of the chain.
type Anchor struct {
	Height int32          `json:"height"` // blocks
	Hash   chainhash.Hash `json:"hash"`
	Bits   uint32         `json:"bits,omitempty"` // its target in compact form; 0: not known
}

// Anchors are the known blocks of one network. The zero value has none. It is
// never changed and may be used concurrently.
type Anchors struct {
	sorted []Anchor // by height, one a height
}

// NewAnchors gives a network's known blocks: its first one, chaincfg's
// checkpoints (whose bits are not known) and the extra ones. It is an error if
// they contradict each other or if a block's hash is not the work that its
// bits demand; the error names heights only.
func NewAnchors(params *chaincfg.Params, extra ...Anchor) (Anchors, error) {
	known := map[int32]Anchor{0: {Hash: *params.GenesisHash, Bits: params.GenesisBlock.Header.Bits}}
	for _, c := range params.Checkpoints {
		known[c.Height] = Anchor{Height: c.Height, Hash: *c.Hash}
	}
	for _, a := range extra {
		if err := a.check(params); err != nil {
			return Anchors{}, err
		}
		old, has := known[a.Height]
		switch {
		case !has || old == a:
		case old.Hash != a.Hash:
			return Anchors{}, fmt.Errorf("at height %d the block is known to be another", a.Height)
		case a.Bits == 0:
			continue
		case old.Bits != 0:
			return Anchors{}, fmt.Errorf("at height %d the block is known to have other bits", a.Height)
		}
		known[a.Height] = a
	}
	a := Anchors{sorted: slices.SortedFunc(maps.Values(known), func(a, b Anchor) int { return cmp.Compare(a.Height, b.Height) })}
	return a, a.check(params)
}

// check compares an anchor with itself.
func (a Anchor) check(params *chaincfg.Params) error {
	if a.Height < 0 {
		return fmt.Errorf("no block has height %d", a.Height)
	}
	if a.Bits == 0 {
		return nil
	}
	if err := work(params, a.Hash, a.Bits); err != nil {
		return fmt.Errorf("the block given for height %d: %w", a.Height, err)
	}
	return nil
}

// check compares anchors with each other.
func (a Anchors) check(params *chaincfg.Params) error {
	heights := make(map[chainhash.Hash]int32, len(a.sorted))
	for _, b := range a.sorted {
		if other, twice := heights[b.Hash]; twice {
			return fmt.Errorf("heights %d and %d are given the same block", other, b.Height)
		}
		heights[b.Hash] = b.Height
		if b.Bits == 0 || retargetsFreely(params) {
			continue
		}
		if err := a.near(params, b.Height, b.Bits); err != nil {
			return fmt.Errorf("the block given for height %d: %w", b.Height, err)
		}
	}
	return nil
}

// At gives the anchor at a height.
func (a Anchors) At(height int32) (Anchor, bool) {
	i, has := a.search(height)
	if !has {
		return Anchor{}, false
	}
	return a.sorted[i], true
}

// search gives where the anchor at a height is, or would be.
func (a Anchors) search(height int32) (int, bool) {
	return slices.BinarySearchFunc(a.sorted, height, func(b Anchor, h int32) int { return cmp.Compare(b.Height, h) })
}

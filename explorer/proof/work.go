package proof

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Work proves that a header has the work that its bits demand, and compares
// these bits with known blocks. A header without the work, or with bits that
// the network cannot have had at that height, gives LowWork; one at the height
// of a known block that is another, OtherHeader. Proof.Anchored tells whether
// the work could be compared: the header is a known block's, or one whose bits
// are known lies in the same period of 2016 blocks, or the network is for tests
// only and demands none.
//
// The rules: hash at most the target, target at most the network's limit; every
// 2016 blocks the target changes, to at most four times as much.
func Work(params *chaincfg.Params, a Anchors, h wire.BlockHeader, height int32) (Proof, error) {
	hash := h.BlockHash()
	if height < 0 {
		return Proof{}, lowWork("no block has height %d", height)
	}
	if err := work(params, hash, h.Bits); err != nil {
		return Proof{}, &Error{Code: LowWork, Cause: err}
	}
	known, has := a.At(height)
	switch {
	case has && known.Hash != hash:
		return Proof{}, &Error{Code: OtherHeader, Cause: errors.New("the known block at this height is another")}
	case has && known.Bits != 0 && known.Bits != h.Bits:
		return Proof{}, lowWork("the known block at this height has other bits")
	case has:
		return isAnchor(), nil
	case params.PoWNoRetargeting:
		if h.Bits != params.PowLimitBits {
			return Proof{}, lowWork("on this network every block has the same bits")
		}
		return testMoney(), nil
	case retargetsFreely(params):
		return unanchored("This network lets a block be made with the least work, so no known block says what another one costs."), nil
	}
	if err := a.near(params, height, h.Bits); err != nil {
		return Proof{}, &Error{Code: LowWork, Cause: err}
	}
	if a.inPeriod(params, height) {
		return Proof{
			Claim:    ClaimWork,
			Shows:    "The header took the full work that the network demands at the height given.",
			RestsOn:  "Its hash, and bits equal to those of a known block of the same 2016 blocks.",
			DoesNot:  "That the chain goes on from this block: that takes the blocks after it. The height is its source's word.",
			Anchored: true,
		}, nil
	}
	return unanchored("No known block is near enough to compare with."), nil
}

func isAnchor() Proof {
	return Proof{
		Claim:    ClaimWork,
		Shows:    "The header is a known block's, and took the work that it says.",
		RestsOn:  "The list of known blocks, and its hash.",
		Anchored: true,
	}
}

func testMoney() Proof {
	return Proof{
		Claim:    ClaimWork,
		Shows:    "The header has the form that this test network demands.",
		RestsOn:  "Its hash and bits.",
		DoesNot:  "Anything more: on this network work means nothing, anyone makes such a block at once, and its coins are worth nothing.",
		Anchored: true,
	}
}

// unanchored is the proof of work that could not be compared.
func unanchored(why string) Proof {
	return Proof{
		Claim:   ClaimWork,
		Shows:   "The header took the work that it says itself.",
		RestsOn: "Its hash and bits alone: work unanchored.",
		DoesNot: why + " The bits may be a forger's choice, so a second, independent source has to know the block.",
	}
}

func lowWork(format string, args ...any) *Error {
	return &Error{Code: LowWork, Cause: fmt.Errorf(format, args...)}
}

// work checks a block's hash against its bits, and these against the limit.
func work(params *chaincfg.Params, hash chainhash.Hash, bits uint32) error {
	t := target(bits)
	switch {
	case t == nil || t.Cmp(params.PowLimit) > 0:
		return errors.New("bits that the network does not allow")
	case number(hash).Cmp(t) > 0:
		return errors.New("the hash is not the work that the bits demand")
	}
	return nil
}

// near compares bits at a height with those of the nearest known blocks before
// and after it: equal in the same period, and for each period between them at
// most four times as easy.
func (a Anchors) near(params *chaincfg.Params, height int32, bits uint32) error {
	t, mine := target(bits), period(params, height)
	if t == nil {
		return errors.New("bits that the network does not allow")
	}
	for _, b := range a.neighbours(height) {
		between := max(mine-period(params, b.Height), period(params, b.Height)-mine)
		switch {
		case between == 0 && b.Bits != bits:
			return errors.New("bits that differ from those of a known block of the same period")
		case between == 0 || between > 128: // 4 to the 128th is more than a hash can have
			continue
		}
		// Twice as much, since compact bits are rounded at every change.
		limit := new(big.Int).Lsh(target(b.Bits), uint(2*between+1)) //nolint:gosec // at most 257
		if t.Cmp(limit) > 0 {
			return errors.New("bits that the network cannot have reached from a known block")
		}
	}
	return nil
}

// neighbours gives the nearest anchors with known bits before and after a
// height, as far as there are any.
func (a Anchors) neighbours(height int32) []Anchor {
	var found []Anchor
	i, has := a.search(height)
	for j := i - 1; j >= 0; j-- {
		if a.sorted[j].Bits != 0 {
			found = append(found, a.sorted[j])
			break
		}
	}
	if has {
		i++
	}
	for j := i; j < len(a.sorted); j++ {
		if a.sorted[j].Bits != 0 {
			return append(found, a.sorted[j])
		}
	}
	return found
}

// inPeriod reports whether bits are known for the period of a height.
func (a Anchors) inPeriod(params *chaincfg.Params, height int32) bool {
	return slices.ContainsFunc(a.neighbours(height), func(b Anchor) bool {
		return period(params, b.Height) == period(params, height)
	})
}

// period numbers the stretches of blocks in which bits are the same: 2016
// blocks on the networks that are.
func period(params *chaincfg.Params, height int32) int64 {
	return int64(height) / int64(params.TargetTimespan/params.TargetTimePerBlock)
}

// retargetsFreely reports whether the bits of one block say nothing of the next.
func retargetsFreely(params *chaincfg.Params) bool {
	return params.PoWNoRetargeting || params.ReduceMinDifficulty
}

// target gives what compact bits stand for: a mantissa of 23 bits, a sign and
// an exponent to the base of 256. It is nil if that is not above zero or does
// not fit into a hash.
func target(bits uint32) *big.Int {
	mantissa, exponent := bits&0x007fffff, uint(bits>>24)
	if bits&0x00800000 != 0 || mantissa == 0 || exponent > 34 {
		return nil
	}
	t := big.NewInt(int64(mantissa))
	if exponent <= 3 {
		t.Rsh(t, 8*(3-exponent))
	} else {
		t.Lsh(t, 8*(exponent-3))
	}
	if t.Sign() == 0 || t.BitLen() > 256 {
		return nil
	}
	return t
}

// number reads a hash as the number that is compared with a target.
func number(hash chainhash.Hash) *big.Int {
	slices.Reverse(hash[:]) // of our copy: the least byte stands first
	return new(big.Int).SetBytes(hash[:])
}

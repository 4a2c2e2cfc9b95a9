package trade

import (
	"time"

	"tradecase/diagnostics"
)

// Whose rules hold follows from when an offer was made and taken, and that the
// contract says, or a log, or whoever asks. Blocks say it too, and they cannot be
// edited: what does not fit the blocks that hold the transactions does not count,
// so that nobody chooses the era by whose rules his transactions are judged.

// late is for how many blocks a transaction may have waited for its block: thirty
// days. Nodes forget what waits for two weeks, and wallets publish it again.
const late = 30 * 144

// proved gives the height of a transaction's block on mainnet, whose eras are
// known; 0 otherwise.
func (f *facts) proved(role diagnostics.TxRole) int32 {
	if !f.mainnet() {
		return 0
	}
	return f.height(role)
}

// offerHeight is the contract's blockHeightAtOfferCreation; 0 if blocks speak
// against it.
func (f *facts) offerHeight() int32 {
	if h := f.contract().Offer.Height; h > 0 && f.offerHeightFits(h) {
		return h
	}
	return 0
}

// offerHeightFits reports whether an offer can have been made at a height. The
// maker's fee was paid then, or long before by an offer that was copied, and the
// offer was taken later.
func (f *facts) offerHeightFits(h int32) bool {
	fee, deposit := f.proved(diagnostics.MakerFee), f.proved(diagnostics.Deposit)
	return (fee == 0 || int64(fee) <= int64(h)+late) && (deposit == 0 || h <= deposit)
}

// takenFits reports whether an offer can have been taken between two heights:
// taker's fee and deposit were published then.
func (f *facts) takenFits(lo, hi int32) bool {
	for _, role := range []diagnostics.TxRole{diagnostics.TakerFee, diagnostics.Deposit} {
		if h := f.proved(role); h > 0 && (h < lo || int64(h) > int64(hi)+late) {
			return false
		}
	}
	return true
}

// lockFits reports whether a delayed payout can have a lock time: the deposit is not
// older than when the offer was taken by it, and not younger than it (Bisq's
// RefundManager).
func (f *facts) lockFits(lock uint32) bool {
	lo, hi := f.takenBy(lock)
	return lo > 0 && f.takenFits(lo, hi) && int64(f.proved(diagnostics.Deposit)) <= int64(lock)
}

// protocolFits reports whether a deposit can be of a protocol: its block is not
// from when only others were in use.
func (f *facts) protocolFits(p int) bool {
	h := f.proved(diagnostics.Deposit)
	if h == 0 {
		return true
	}
	before, after := f.d.protocol(p-1), f.d.protocol(p+1)
	return (before == nil || h > before.SureUntil) && (after == nil || h < after.SureFrom)
}

// schemeFits reports whether a delayed payout of a deposit's time can have a shape.
func (f *facts) schemeFits(s Scheme) bool {
	h, b := f.proved(diagnostics.Deposit), f.d.BurningMen
	switch {
	case h == 0:
	case s == BurningMen:
		return h > b.LegacyUntil
	case s == Legacy:
		return h < b.SureFrom+late
	}
	return true
}

// listVersion is the version of the list of burning men that the contract names; 0
// if it names none, or one that did not exist when the deposit was confirmed.
func (f *facts) listVersion() int {
	v := f.contract().BurningManVersion
	if v == nil || *v < 1 {
		return 0
	}
	lists, h := f.d.Lists.List, f.proved(diagnostics.Deposit)
	if h > 0 && h < lists[min(*v, len(lists))-1].ChainHeight {
		return 0
	}
	return *v
}

// offerDate is the contract's date of the offer; zero if the deposit is older.
func (f *facts) offerDate() time.Time {
	ms := f.contract().Offer.Date
	if ms <= 0 {
		return time.Time{}
	}
	// Miners' clocks may be two hours off.
	if at := f.depositTime(); f.mainnet() && !at.IsZero() && time.UnixMilli(ms).After(at.Add(2*time.Hour)) {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// depositTime is when the miner of the deposit's block made it; zero if that is not
// known.
func (f *facts) depositTime() time.Time {
	if c := f.tx[diagnostics.Deposit]; c.State == Confirmed && c.Tx != nil && c.Tx.Block != nil {
		return c.Tx.Block.Time
	}
	return time.Time{}
}

// misfits are what the contract says of times and heights and blocks contradict.
func (f *facts) misfits() []string {
	if f.proved(diagnostics.MakerFee) == 0 && f.proved(diagnostics.TakerFee) == 0 && f.proved(diagnostics.Deposit) == 0 {
		return nil // nothing to compare with
	}
	c := f.contract()
	var keys []string
	note := func(key string, wrong bool) {
		if wrong {
			keys = append(keys, key)
		}
	}
	note("offerPayload.blockHeightAtOfferCreation", c.Offer.Height != 0 && f.offerHeight() == 0)
	note("offerPayload.date", c.Offer.Date > 0 && f.offerDate().IsZero())
	note("offerPayload.protocolVersion", c.Offer.Protocol != 0 && !f.protocolFits(c.Offer.Protocol))
	if p := f.d.protocolOf(c.Offer.Version); p > 0 {
		note("offerPayload.versionNr", !f.protocolFits(p))
	}
	note("lockTime", c.LockTime != 0 && !f.lockFits(c.LockTime))
	note("burningManAddressListVersion", deref(c.BurningManVersion) > 0 && f.listVersion() == 0)
	return keys
}

// blocksSeen says which blocks hold the transactions that times are compared with.
func (f *facts) blocksSeen() Text {
	var seen []Text
	for _, role := range []diagnostics.TxRole{diagnostics.MakerFee, diagnostics.TakerFee, diagnostics.Deposit} {
		if h := f.height(role); h > 0 {
			seen = append(seen, say("contract.at-height", "%s at height %s", role, h))
		}
	}
	return list(seen)
}

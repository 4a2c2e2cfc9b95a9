package trade

import (
	"time"

	"github.com/btcsuite/btcd/txscript/v2"

	"tradecase/diagnostics"
)

// inferred is an origin that names what something was inferred from.
func inferred(code, english string, args ...any) Origin {
	said := say("note."+code, english, args...)
	return Origin{Kind: FromInferred, Note: said.English, Said: &said}
}

// settleEra finds out whose rules hold, after the transactions are there.
func (f *facts) settleEra() {
	f.era.Protocol, f.era.ProtocolFrom = f.protocol()
	f.era.Delayed, f.era.DelayedFrom = f.scheme()
}

func (f *facts) protocol() (int, Origin) {
	if p := f.protocolStated; p >= 1 && p <= len(f.d.Protocols) && f.protocolFits(p) {
		return p, f.protocolOrigin
	}
	if v := f.contract().Offer.Version; v != "" {
		if p := f.d.protocolOf(v); p > 0 && f.protocolFits(p) {
			return p, inferred("version", "the maker's version %s", v)
		}
	}
	if p, from := f.protocolByHeight(); p > 0 {
		return p, from
	}
	if p := f.protocolByVersions(); p > 0 && f.protocolFits(p) {
		return p, inferred("versions", "the versions in the logs")
	}
	return f.protocolByForm()
}

func (f *facts) protocolByHeight() (int, Origin) {
	if !f.mainnet() {
		return 0, Origin{}
	}
	if lo, hi, from := f.takenBetween(); lo > 0 {
		if p := f.d.protocolAt(lo); p == f.d.protocolAt(hi) && p > 0 {
			return p, from
		}
	}
	// The deposit follows the offer's taking within days.
	if h := f.height(diagnostics.Deposit); h > 0 {
		if p := f.d.protocolAt(h); p > 0 {
			return p, inferred("deposit-height", "the height of the deposit")
		}
	}
	return 0, Origin{}
}

// protocolByVersions gives the protocol that all versions seen speak, or 0.
func (f *facts) protocolByVersions() int {
	got := 0
	for _, v := range f.k.Versions {
		p := f.d.protocolOf(v.Version)
		if p == 0 || got != 0 && p != got {
			return 0
		}
		got = p
	}
	return got
}

// byForm is from what a protocol is inferred if nothing but the deposit tells it.
const byForm = "the form of the deposit"

// circular reports whether a rule on the deposit's form would judge the protocol
// by the form and the form by the protocol.
func (f *facts) circular() bool {
	return f.era.ProtocolFrom.Kind == FromInferred && f.era.ProtocolFrom.Note == byForm
}

// protocolByForm goes by how the deposit looks.
func (f *facts) protocolByForm() (int, Origin) {
	deposit := f.tx[diagnostics.Deposit].Msg()
	if deposit == nil || len(deposit.TxOut) == 0 {
		return 0, Origin{}
	}
	from := inferred("form", byForm)
	switch txscript.GetScriptClass(deposit.TxOut[0].PkScript) {
	case txscript.WitnessV0ScriptHashTy:
		if len(opReturns(deposit)) > 0 {
			return 3, from
		}
		return 4, from
	case txscript.ScriptHashTy:
		if m, ok := f.multisigScript(); ok && m.need == 2 && len(m.keys) == 3 {
			return 1, from
		} else if ok {
			return 2, from
		}
	}
	return 0, Origin{}
}

// takenBetween gives the heights between which the offer was taken, and from
// what that is inferred; zero if that is not known.
func (f *facts) takenBetween() (lo, hi int32, from Origin) {
	if h := f.takeHeight; h > 0 && f.takenFits(h-delayTolerance, h) {
		return h, h, inferred("take-height", "take-off height")
	}
	if lo, hi := f.takenBy(f.lockTime); f.lockFits(f.lockTime) {
		return lo, hi, inferred("contract-lock-time", "the contract's lock time")
	}
	if tx := f.tx[diagnostics.DelayedPayout].Msg(); tx != nil {
		if lo, hi := f.takenBy(tx.LockTime); f.lockFits(tx.LockTime) {
			return lo, hi, inferred("delayed-lock-time", "the delayed payout's lock time")
		}
	}
	return 0, 0, Origin{}
}

// takenBy gives the heights between which an offer was taken whose delayed payout
// has a lock time; zero if that is none.
func (f *facts) takenBy(lock uint32) (lo, hi int32) {
	if lock <= delayFiat || lock >= lockTimeIsHeight {
		return 0, 0
	}
	l := int32(lock)
	if f.delay > 0 {
		return l - f.delay - delayTolerance, l - f.delay + delayTolerance
	}
	return l - delayFiat - delayTolerance, l - delayAltcoin + delayTolerance
}

// scheme finds the shape of the delayed payout: it is bound to the day on which
// the offer was taken, so what was confirmed later can still be of the old one.
func (f *facts) scheme() (Scheme, Origin) {
	if f.era.Protocol == 1 {
		return SchemeNone, f.era.ProtocolFrom
	}
	if f.listVersion() > 0 && f.schemeFits(BurningMen) {
		return BurningMen, f.contractOrigin()
	}
	if f.era.Protocol == 2 || f.era.Protocol == 3 {
		return Legacy, f.era.ProtocolFrom
	}
	if s, from := f.schemeByDate(); s != SchemeUnknown && f.schemeFits(s) {
		return s, from
	}
	if !f.mainnet() {
		return SchemeUnknown, Origin{}
	}
	return f.schemeByHeight()
}

func (f *facts) schemeByDate() (Scheme, Origin) {
	since := f.d.BurningMen.Since
	slack := time.Duration(0)
	if f.takeOfferLoose {
		slack = 24 * time.Hour
	}
	switch at := f.takeOffer; {
	case at.IsZero():
	case !at.Add(slack).After(since.Add(-1)):
		return Legacy, inferred("taken", "the day the offer was taken")
	case !at.Add(-slack).Before(since):
		return BurningMen, inferred("taken", "the day the offer was taken")
	}
	if at := f.offerDate(); !at.IsZero() && !at.Before(since) {
		return BurningMen, inferred("offer-date", "the offer's date")
	}
	// Miners' clocks may be two hours off.
	if at := f.depositTime(); !at.IsZero() && at.Before(since.Add(-2*time.Hour)) {
		return Legacy, inferred("deposit-day", "the day the deposit was confirmed")
	}
	return SchemeUnknown, Origin{}
}

func (f *facts) schemeByHeight() (Scheme, Origin) {
	b := f.d.BurningMen
	if lo, hi, from := f.takenBetween(); lo > 0 {
		switch {
		case hi <= b.LegacyUntil:
			return Legacy, from
		case lo >= b.SureFrom:
			return BurningMen, from
		}
	}
	if h := f.height(diagnostics.Deposit); h > 0 {
		const fortnight = 2016
		switch {
		case h <= b.LegacyUntil:
			return Legacy, inferred("deposit-height", "the height of the deposit")
		case h >= b.SureFrom+fortnight:
			return BurningMen, inferred("deposit-height", "the height of the deposit")
		}
	}
	return SchemeUnknown, Origin{}
}

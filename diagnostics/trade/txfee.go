package trade

import (
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
)

// The places that give tradeTxFee away. The last is no place of its own for the
// reader: it is what deposit.amount compares.
const (
	byTakerFee = iota
	byReserve
	byDeposit
	byMultisig
	feePlaces
)

// feeDerivation is tradeTxFee as each place gives it, in sat; nil if it does not.
type feeDerivation struct {
	sat [feePlaces]*int64
	why [feePlaces]string
}

// minerFee gives what a transaction pays to miners, in sat; ok is false if not
// all that it spends is known.
func minerFee(c *Checked) (fee int64, ok bool) {
	msg := c.Msg()
	if msg == nil || len(c.Tx.Inputs) != len(msg.TxIn) {
		return 0, false
	}
	for _, in := range c.Tx.Inputs {
		if in == nil {
			return 0, false
		}
		fee += in.Value
	}
	for _, out := range msg.TxOut {
		fee -= out.Value
	}
	return fee, true
}

// deriveFee finds tradeTxFee: the taker's miner fee, half of what the taker
// reserves beside deposit and amount, the deposit's miner fee. In the BSQ variant
// the burned BSQ are part of the fee, so that it is the same figure.
func (f *facts) deriveFee() {
	const unseen = "what its inputs spend is not known"
	for i, role := range map[int]diagnostics.TxRole{byTakerFee: diagnostics.TakerFee, byDeposit: diagnostics.Deposit} {
		switch fee, ok := minerFee(f.tx[role]); {
		case !ok:
			f.fee.why[i] = unseen
		case i == byDeposit && f.mayBeShort():
			f.fee.why[i] = "it may lack what the taker burned"
		default:
			f.fee.sat[i] = &fee
		}
	}
	f.fee.why[byReserve] = "the taker's reserve or the contract's amounts are not known"
	if own, ok := f.reserveWithoutFee(diagnostics.TakerFee); ok {
		if out := f.reserve(diagnostics.TakerFee); out != nil {
			rest := out.Value - own
			switch {
			case rest < 0 || rest%2 != 0:
				f.fee.why[byReserve] = "the taker's reserve is not deposit, amount and twice a fee"
			default:
				f.fee.sat[byReserve], f.fee.why[byReserve] = ptr(rest/2), ""
			}
		}
	}
	if deposit := f.tx[diagnostics.Deposit].Msg(); deposit != nil && len(deposit.TxOut) > 0 {
		if all, ok := f.locked(); ok {
			f.fee.sat[byMultisig] = ptr(deposit.TxOut[0].Value - all)
		}
	}
	f.forgiveDust()
}

// dustLimit is the change that Bisq leaves to miners rather than making an output.
const dustLimit = 546

// forgiveDust takes from the taker's fee what was change too small to be paid
// out: without it, it is what two other places or more give (Bisq's removeDust).
func (f *facts) forgiveDust() {
	got, msg := f.fee.sat[byTakerFee], f.tx[diagnostics.TakerFee].Msg()
	want, _ := f.feeBut(byTakerFee)
	agree := 0
	for i, v := range f.fee.sat {
		if i != byTakerFee && v != nil && *v == want {
			agree++
		}
	}
	if agree > 1 && got != nil && len(msg.TxOut) == 2 && *got > want && *got-want <= dustLimit {
		f.fee.sat[byTakerFee], f.fee.why[byTakerFee] = &want, "change below the dust limit went to miners as well"
	}
}

// locked is what the traders lock: the amount and both deposits, in sat.
func (f *facts) locked() (int64, bool) {
	if f.amount == nil || f.buyerDeposit == nil || f.sellerDeposit == nil {
		return 0, false
	}
	return *f.amount + *f.buyerDeposit + *f.sellerDeposit, true
}

// reserveIndex is the output of a fee transaction that the deposit spends: 1, or
// 0 where all BSQ were burned before 1.3.7.
func (f *facts) reserveIndex(role diagnostics.TxRole) int {
	c := f.tx[role]
	msg := c.Msg()
	if c.ID == nil || f.currency(role) == BTC || !f.oldFee(c.Tx) {
		return 1
	}
	if msg != nil && len(msg.TxOut) == 1 {
		return 0
	}
	// Two outputs may be reserve and change: the deposit knows.
	if deposit := f.tx[diagnostics.Deposit].Msg(); deposit != nil && (msg == nil || len(msg.TxOut) == 2) {
		if spends(deposit, wire.OutPoint{Hash: *c.ID, Index: 0}) && !spends(deposit, wire.OutPoint{Hash: *c.ID, Index: 1}) {
			return 0
		}
	}
	return 1
}

// reserveUnclear reports whether the reserve may be at output 0 or 1: an old fee
// in BSQ with two outputs, and no deposit to show which.
func (f *facts) reserveUnclear(role diagnostics.TxRole) bool {
	c := f.tx[role]
	msg := c.Msg()
	return msg != nil && len(msg.TxOut) == 2 && f.currency(role) != BTC && f.oldFee(c.Tx) && f.tx[diagnostics.Deposit].Msg() == nil
}

// mayBeShort reports whether the deposit may lack the BSQ that an unseen taker
// fee burned, as before 1.3.7.
func (f *facts) mayBeShort() bool {
	c := f.tx[diagnostics.TakerFee]
	return c.Msg() == nil && f.currency(diagnostics.TakerFee) != BTC && f.party(diagnostics.TakerFee) != diagnostics.Seller && f.oldFee(c.Tx)
}

// reserve is the output of a fee transaction that is set aside for the deposit;
// nil if it is not known.
func (f *facts) reserve(role diagnostics.TxRole) *wire.TxOut {
	msg, i := f.tx[role].Msg(), f.reserveIndex(role)
	if msg == nil || i >= len(msg.TxOut) {
		return nil
	}
	return msg.TxOut[i]
}

// reserveWithoutFee is what a trader sets aside beside miner fees, in sat: the
// maker who sells reserves the whole offer.
func (f *facts) reserveWithoutFee(role diagnostics.TxRole) (int64, bool) {
	switch f.party(role) {
	case diagnostics.Buyer:
		return deref(f.buyerDeposit), f.buyerDeposit != nil
	case diagnostics.Seller:
		amount := f.amount
		if role == diagnostics.MakerFee {
			amount = f.offerAmount
		}
		return deref(f.sellerDeposit) + deref(amount), f.sellerDeposit != nil && amount != nil
	default:
		return 0, false
	}
}

// feeBut is tradeTxFee as the places other than one give it: what most of them
// say, and among equals the first.
func (f *facts) feeBut(without int) (int64, bool) {
	var best *int64
	most := 0
	candidates := f.fee.sat[:]
	for i, v := range candidates {
		if v == nil || i == without {
			continue
		}
		n := 0
		for j, w := range candidates {
			if j != without && w != nil && *w == *v {
				n++
			}
		}
		if n > most {
			best, most = v, n
		}
	}
	if f.statedFee != nil && most < 2 {
		best = f.statedFee
	}
	return deref(best), best != nil
}

// tradeTxFee is tradeTxFee by all that is known.
func (f *facts) tradeTxFee() (int64, bool) { return f.feeBut(-1) }

// tradeFee writes the derivation for the reader.
func (f *facts) tradeFee() TradeFee {
	var out TradeFee
	names := [...]string{byTakerFee: "taker fee transaction", byReserve: "taker's reserve", byDeposit: "deposit"}
	out.Agree = true
	known := 0
	var first *int64
	for i, name := range names {
		v := f.fee.sat[i]
		out.From = append(out.From, Derived{How: name, Sat: v, Why: f.fee.why[i]})
		if v == nil {
			continue
		}
		known++
		if first == nil {
			first = v
		} else if *first != *v {
			out.Agree = false
		}
	}
	if out.Agree {
		out.Sat = first
	}
	out.Agree = out.Agree && known > 1
	return out
}

func spends(tx *wire.MsgTx, op wire.OutPoint) bool {
	for _, in := range tx.TxIn {
		if in.PreviousOutPoint == op {
			return true
		}
	}
	return false
}

package tradetest

import "tradecase/diagnostics"

// expectedWarnings is what today's facts must warn about. Lists of receivers and
// later rates are the main chain's: on regtest the receivers are told, and the
// rates are the first ones.
func expectedWarnings(v Variant, regtest bool) []Verdict {
	var list []Verdict
	warn := func(rule string, role diagnostics.TxRole) { list = append(list, Verdict{rule, role}) }
	if v.Pending == Unreached {
		return nil // nothing is seen, so nothing is odd
	}
	if !regtest {
		list = append(list, feeWarnings(v, diagnostics.MakerFee)...)
		list = append(list, feeWarnings(v, diagnostics.TakerFee)...)
	}
	if v.ShortReserve {
		warn("fee.reserve", diagnostics.TakerFee)
		warn("deposit.miner-fee", diagnostics.Deposit)
	}
	if v.ExtraMakerInput {
		warn("deposit.inputs", diagnostics.Deposit)
		warn("deposit.change", diagnostics.Deposit)
	}
	if v.OpReturnSwapped {
		warn("deposit.op-return", diagnostics.Deposit)
	}
	if v.UnknownBurningMen && !regtest && (v.Ending == Arbitrated || v.Ending == OpenWithHex) {
		warn("delayed.receivers", diagnostics.DelayedPayout)
	}
	if v.Ending == Mediated && v.Dispute == DisputeUnknown {
		warn("payout.amounts", diagnostics.Payout)
	}
	if v.Ending == Manual {
		warn("payout.addresses", diagnostics.Payout)
		warn("payout.amounts", diagnostics.Payout)
	}
	if v.Pending == PendingSpender && v.Ending == Arbitrated {
		warn("delayed.required", diagnostics.DelayedPayout) // it is there, and in no block yet
		warn("trade.confirmations", "")
	}
	if v.Pending == PendingDeposit || v.Pending == PendingTakerFee {
		warn("trade.confirmations", "")
	}
	return list
}

// feeWarnings is what must be warned about one fee transaction.
func feeWarnings(v Variant, role diagnostics.TxRole) []Verdict {
	var list []Verdict
	m := moments()[v.Moment]
	if feeOf(v, role).BSQ {
		return nil
	}
	if m.burning && v.UnknownFeeReceiver { // cannot be confirmed from 2023 on
		list = append(list, Verdict{"fee.receiver", role})
	}
	if m.height > lastKnownRate && v.Paper != NoPaper { // later rates stand in DAO state only
		list = append(list, Verdict{"fee.amount", role})
	}
	return list
}

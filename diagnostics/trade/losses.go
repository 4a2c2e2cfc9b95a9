package trade

import (
	"fmt"

	"tradecase/diagnostics"
)

// losses says who lost what by a trade whose deposit cannot confirm. A trader
// whose own fee transaction is missing has lost no fee and gets none back; the
// one whose is confirmed has (Bisq wiki, Support Agent: One trade fee tx not
// found in mempool).
func (f *facts) losses(money Money) []Loss {
	deposit := f.tx[diagnostics.Deposit]
	if money != NotLocked || f.swap || deposit.State == Unconfirmed && !f.blocked() {
		return nil
	}
	var out []Loss
	for _, role := range feeRoles {
		c := f.tx[role]
		l := Loss{Role: role, Party: f.party(role), Currency: f.currency(role)}
		l.TradeFee, l.MinerFee = f.paidFees(role)
		switch other := f.tx[otherFee(role)]; {
		case c.State == Absent:
			l.Reason = say("loss.own-missing", "The own fee transaction is not in the chain: no fee was lost, so none is reimbursed.")
		case c.State == Confirmed && other.State == Absent:
			l.Lost = true
			l.Reason = say("loss.paid", "The fee transaction is confirmed and the deposit cannot follow: the fee is lost and may be reimbursed.")
		case c.State == Confirmed && deposit.State == Absent:
			l.Lost = true
			l.Reason = say("loss.no-deposit", "The fee transaction is confirmed and the deposit is absent: unless it can still be published, the fee is lost and may be reimbursed.")
		case c.State == Confirmed && role == diagnostics.TakerFee && deposit.State == Unpublished:
			l.Lost = true
			l.Reason = say("loss.taken", "The taker's fee transaction is confirmed and no deposit was made: the fee is lost and may be reimbursed.")
		case c.State == Confirmed && deposit.State == Unpublished:
			l.Reason = say("loss.offer", "The maker's fee belongs to the offer: while the offer can still be taken, nothing is lost.")
		default:
			continue
		}
		out = append(out, l)
	}
	return out
}

// blocked reports whether a fee transaction is missing, so that the deposit cannot
// be confirmed.
func (f *facts) blocked() bool {
	return f.tx[diagnostics.MakerFee].State == Absent || f.tx[diagnostics.TakerFee].State == Absent
}

func otherFee(role diagnostics.TxRole) diagnostics.TxRole {
	if role == diagnostics.MakerFee {
		return diagnostics.TakerFee
	}
	return diagnostics.MakerFee
}

// paidFees are the trade fee and the miner fee of a fee transaction; nil where
// they are not known. Burned BSQ are the trade fee and no miner fee.
func (f *facts) paidFees(role diagnostics.TxRole) (tradeFee, miner *int64) {
	c := f.tx[role]
	msg := c.Msg()
	if msg == nil {
		return nil, nil
	}
	total, ok := minerFee(c)
	switch f.currency(role) {
	case BTC:
		tradeFee = ptr(msg.TxOut[0].Value)
		if ok {
			miner = &total
		}
	case BSQ:
		if tradeFee = f.burn(role).burned; tradeFee != nil && ok {
			miner = ptr(total - *tradeFee)
		}
	case CurrencyUnknown:
	}
	return tradeFee, miner
}

// btc writes an amount as Bisq shows it.
func btc(sat int64) string { return fmt.Sprintf("%d.%08d BTC", sat/1e8, sat%1e8) }

// amountOf writes a trade fee in its currency.
func amountOf(v int64, c Currency) string {
	if c == BSQ {
		return fmt.Sprintf("%d.%02d BSQ", v/100, v%100)
	}
	return btc(v)
}

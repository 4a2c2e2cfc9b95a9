package trade

import (
	"fmt"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// losses says who lost what by a trade whose deposit cannot confirm. A trader
// whose own fee transaction is missing has lost no fee and gets none back; the
// one whose is confirmed has (Bisq wiki, Support Agent: One trade fee tx not
// found in mempool). Whose own wallet spent the reserve elsewhere has brought the
// loss about, and only a mediator can find that it was a fault of the program.
func (f *facts) losses(money Money) []Loss {
	deposit := f.tx[diagnostics.Deposit]
	if money != NotLocked || f.swap || deposit.State == Unconfirmed && !f.blocked() {
		return nil
	}
	var out []Loss
	for _, role := range feeRoles {
		if l := f.loss(role); l.Reason.Code != "" {
			out = append(out, l)
		}
	}
	return out
}

// loss is what one trader lost or did not lose; without a reason if that is not
// decided.
func (f *facts) loss(role diagnostics.TxRole) Loss {
	c, other, deposit := f.tx[role], f.tx[otherFee(role)], f.tx[diagnostics.Deposit]
	l := Loss{Role: role, Party: f.party(role), Currency: f.currency(role)}
	l.TradeFee, l.MinerFee = f.paidFees(role)
	own, others := f.blame(role), f.blame(otherFee(role))
	switch {
	case c.State == Absent:
		l.Reason = say("loss.own-missing", "The own fee transaction is not in the chain: no fee was lost, so none is reimbursed.")
	case c.State != Confirmed:
	case other.State == Absent:
		// Whatever became of the reserve later: the deposit could not confirm.
		l.Lost = true
		l.Reason = say("loss.paid", "The fee transaction is confirmed and the deposit cannot follow: the fee is lost and may be reimbursed.")
	case own != nil:
		l.Lost, l.Own, l.SpentBy = true, true, own.by.String()
		l.Reason = say("loss.own-spent", "The reserve of this fee transaction was spent by another transaction than the deposit, which only the trader's own wallet can sign: the fee is lost by the trader's own doing and is not reimbursed unless a mediator decides so.")
	case others != nil:
		l.Lost, l.SpentBy = true, others.by.String()
		l.Reason = say("loss.other-spent", "The fee transaction is confirmed, and the other trader's wallet spent its reserve by another transaction than the deposit, which can never confirm: the fee is lost and may be reimbursed.")
	case f.foreignSpend(role) != nil || f.foreignSpend(otherFee(role)) != nil:
		// A doubtful spender, or one that waits for a block, decides nothing.
	case deposit.State == Absent:
		l.Lost = true
		l.Reason = say("loss.no-deposit", "The fee transaction is confirmed and the deposit is absent: unless it can still be published, the fee is lost and may be reimbursed.")
	case role == diagnostics.TakerFee && deposit.State == Unpublished:
		l.Lost = true
		l.Reason = say("loss.taken", "The taker's fee transaction is confirmed and no deposit was made: the fee is lost and may be reimbursed.")
	case deposit.State == Unpublished:
		l.Reason = say("loss.offer", "The maker's fee belongs to the offer: while the offer can still be taken, nothing is lost.")
	}
	return l
}

// blocked reports whether a fee transaction is missing, or its reserve spent
// elsewhere in a block, so that the deposit cannot be confirmed.
func (f *facts) blocked() bool {
	for _, role := range feeRoles {
		if f.tx[role].State == Absent || f.blame(role) != nil {
			return true
		}
	}
	return false
}

// oneVoice reports whether what makes the deposit impossible is an absence that
// one operator alone tells of: no proof can stand behind it, and nothing that
// costs a fee should rest on it.
func (f *facts) oneVoice() bool {
	deposit := f.tx[diagnostics.Deposit]
	if deposit.State == Confirmed || f.swap {
		return false
	}
	for _, role := range feeRoles {
		if c := f.tx[role]; c.State == Absent && operators(c.Tx, "transaction", explorer.NotFound) == 1 {
			return true
		}
	}
	switch {
	case f.blame(diagnostics.MakerFee) != nil || f.blame(diagnostics.TakerFee) != nil:
		return false // that is proved
	case deposit.State == Absent:
		return operators(deposit.Tx, "transaction", explorer.NotFound) == 1
	case deposit.State == Unpublished:
		for _, role := range feeRoles {
			if out := f.reserveSpender(role); notSeenSpent(out) {
				return operators(f.tx[role].Tx, "spenders", explorer.Found) == 1
			}
		}
	}
	return false
}

// operators counts who gave an answer to a question.
func operators(tx *explorer.Transaction, question string, outcome explorer.Outcome) int {
	seen := map[string]bool{}
	if tx == nil {
		return 0
	}
	for _, r := range tx.Replies {
		if r.Question == question && r.Outcome == outcome {
			seen[r.Operator] = true
		}
	}
	return len(seen)
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

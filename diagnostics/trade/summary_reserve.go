package trade

import "tradecase/diagnostics"

// reserveSpent handles a deposit that can never confirm, because a trader's own
// wallet spent the reserve by something else: that trader's fee is the own loss,
// the other's may be reimbursed.
func (s *summary) reserveSpent() {
	var blamed []diagnostics.TxRole
	for _, role := range feeRoles {
		if s.blame(role) != nil {
			blamed = append(blamed, role)
		}
	}
	if len(blamed) == 2 {
		s.tell("reserves-spent", "Both traders' reserves for the deposit are spent by other transactions: the deposit can never confirm. Ask both traders to deactivate all offers and to resync SPV.")
	} else {
		name, _ := s.whose(blamed[0])
		s.tell("reserve-spent", "The %s's reserve for the deposit is spent by another transaction: the deposit can never confirm. Ask the %s to deactivate all offers and to resync SPV.", name, name)
	}
	s.never(ToBoth, "no-payment", "Send no payment for this trade: its funds are not locked.")
	for _, role := range blamed {
		_, to := s.whose(role)
		s.advise(to, "deactivate-offers", "Deactivate all your open offers, so that none is taken before your wallet is right again.")
	}
	s.advise(ToBoth, "spv-resync-dead", "Resync SPV (Settings, Network info), with all offers deactivated: the deposit in your wallet can never confirm.")
	for _, l := range s.r.Losses {
		if l.Lost && !l.Own {
			_, to := s.whose(l.Role)
			s.reimburse(to)
		}
	}
	for _, role := range blamed {
		name, to := s.whose(role)
		s.advise(to, "own-spent", "Your own wallet spent what was reserved for the deposit by another transaction: your fee is lost by that, and is not reimbursed unless your mediator decides so.")
		s.advise(ToMediator, "who-spent", "Ask the %s what spent the reserve: only the own wallet can sign that.", name)
		s.never(ToMediator, "no-reimbursement-own", "Reimburse no fee to the %s without a mediator's decision: the own wallet spent the reserve.", name)
	}
}

// reserveDoubt handles a reserve that something else spends which may yet be no
// one's fault, or come to nothing.
func (s *summary) reserveDoubt() {
	for _, role := range feeRoles {
		spent := s.foreignSpend(role)
		if spent == nil {
			continue
		}
		name, _ := s.whose(role)
		s.never(ToBuyer, "no-payment-yet", "Do not send the payment before the deposit is confirmed.")
		if spent.doubtful {
			s.tell("reserve-other-deposit", "The %s's reserve is spent by what looks like another trade's deposit: first compare the transaction IDs with both traders' trade details.", name)
			s.advise(ToMediator, "compare-ids", "Compare the IDs of fee transactions and deposit with both traders' trade details: one may be of another trade.")
		} else {
			s.tell("reserve-waiting", "The %s's reserve for the deposit is being spent by another transaction that no block is known to hold: once one does, the deposit can never confirm.", name)
			s.advise(ToMediator, "reserve-look-again", "Look again in half an hour, and decide nothing on fees before a block holds what spends the reserve.")
		}
		return
	}
}

// reimburse has a trader ask for a fee that is lost.
func (s *summary) reimburse(to Addressee) {
	s.advise(to, "reimburse", "Your fee transaction is confirmed, so your fee is lost: ask for its reimbursement with the form that your mediator has.")
}

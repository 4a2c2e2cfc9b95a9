package trade

import (
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// A published delayed payout ends the trade: its coins went to the DAO's
// receivers, and what a trader gets is decided and paid in arbitration, from the
// arbitrator's own funds, for which the DAO is asked (Bisq's RefundManager;
// docs/burningman/Burningman-specification.md).

// holders says who got the coins of the delayed payout, as far as the lists tell.
func (s *summary) holders() Text {
	msg := s.tx[diagnostics.DelayedPayout].Msg()
	if msg == nil {
		return say("holders.unseen", "receivers that could not be seen")
	}
	j := &judge{facts: s.facts, role: diagnostics.DelayedPayout, c: s.tx[diagnostics.DelayedPayout]}
	n, strange := len(msg.TxOut), 0
	for _, out := range msg.TxOut {
		if !j.mayReceive(j.address(out)) {
			strange++
		}
	}
	outputs := count(n, "output", "outputs")
	switch {
	case strange > 0 && !s.mainnet():
		return say("holders.other-network", "%s, whose owners no list of %s tells", outputs, s.net.Name)
	case strange > 0 && n == 1:
		return say("holders.stranger", "an address that no list has")
	case strange > 0:
		return say("holders.unlisted", "%s, %s of them to addresses that no list has", outputs, strange)
	case s.era.Delayed == Legacy || s.era.Delayed == SchemeUnknown && n == 1:
		return say("holders.donation", "the DAO's donation address of that time")
	}
	return say("holders.burning-men", "the burning men, in %s", outputs)
}

// delayedPaid says what is left to do once the delayed payout has spent the
// multisig: no payout can follow, and which way leads on depends on the dispute.
func (s *summary) delayedPaid() {
	if s.r.Money != InDelayedPayout {
		return
	}
	s.never(ToBoth, "deposit-gone", "Send no payment and sign no payout for this trade any more: the delayed payout has spent its deposit.")
	switch s.k.Dispute {
	case DisputeArbitration:
		s.refund()
		return
	case DisputeNone:
		s.tell("delayed-undisputed", "No dispute is said to be open, though Bisq publishes the delayed payout only for arbitration: find out who published it.")
	case DisputeMediation, DisputeManual:
		s.tell("delayed-no-mediation", "No payout can be made from the deposit any more, neither as mediation proposes nor by hand: only arbitration can go on.")
		s.advise(ToMediator, "mediation-over", "Propose no payout any more: nothing is left in the multisig that one could spend.")
	default:
		s.tell("delayed-which-dispute", "Whether arbitration is open is not known, though that is what Bisq publishes the delayed payout for.")
	}
	s.advise(ToMediator, "ask-who-published", "Ask both traders who published the delayed payout and whether arbitration is open, note the dispute's state with this trade, and check again.")
	s.advise(ToBoth, "say-arbitration", "The trade's coins are not in the multisig any more: the delayed payout was published. Tell your mediator whether you opened arbitration. If you published it and did not, open arbitration in Bisq now.")
	s.never(ToMediator, "no-refund-unopened", "Make no refund before arbitration is open.")
}

// refund is arbitration's way: the arbitrator pays and asks the DAO.
func (s *summary) refund() {
	s.advise(ToBoth, "answer-arbitrator", "The trade's coins are not in the multisig any more: what you get is decided and paid in arbitration. Answer in your arbitration ticket, and send what shows whether the payment was made.")
	delayed := s.tx[diagnostics.DelayedPayout]
	if delayed.State != Confirmed || !delayed.Noted.IsZero() {
		return // it is said that no refund may be made yet
	}
	broken, open := s.refundRules()
	switch {
	case len(broken) > 0:
		s.never(ToMediator, "no-refund-broken", "Make no refund before a developer has looked at what is broken: %s.", list(broken))
		return
	case len(open) > 0:
		s.never(ToMediator, "no-refund-unjudged", "Make no refund before these could be judged, or were looked at by hand: %s.", list(open))
	}
	s.advise(ToMediator, "decide-refund", "Hand the case to the arbitrator with both traders' evidence: the arbitrator decides who gets what, and pays it as a refund from funds of their own.")
	if s.era.Delayed == Legacy {
		s.advise(ToMediator, "reimbursement-donation", "After the refund the arbitrator asks the DAO for its reimbursement, with the IDs of the trade's transactions: the donation address has the coins for it.")
		return
	}
	s.advise(ToMediator, "reimbursement-dao", "After the refund the arbitrator asks the DAO for its reimbursement, with the IDs of the trade's transactions: the burning men have the coins for it.")
}

// refundRules are the rules on what a refund rests on that are broken, and those
// that could not be judged, or warn: Bisq makes a refund only if all of it holds.
func (s *summary) refundRules() (broken, open []Text) {
	for _, v := range s.r.Verdicts {
		rests := strings.HasPrefix(v.Rule, "delayed.") || strings.HasPrefix(v.Rule, "deposit.") ||
			slices.Contains([]string{"fee.leads-to-deposit", "payout.exclusive", "trade.ids", "trade.replay", "trade.confirmations"}, v.Rule)
		switch {
		case !rests:
		case v.Result == Fail:
			broken = append(broken, v.Title())
		case v.Result == Unknown, v.Result == Warn:
			open = append(open, v.Title())
		}
	}
	return broken, open
}

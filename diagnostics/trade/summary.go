package trade

import (
	"fmt"
	"slices"
	"strings"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// summarise fills the summary and the advice.
func (f *facts) summarise(r *Result) {
	s := &summary{facts: f, r: r}
	if f.otherNetwork() {
		s.tell("network", "The contract's addresses are none of %s: check which network was asked before anything else.", f.net.Name)
		s.advise(ToMediator, "network", "Choose the contract's network and check again; what was found until now says nothing.")
	} else {
		s.listened()
		if f.othersContract() {
			s.tell("other-trade", "The contract is of another trade than the one asked about; what follows goes by this contract.")
			s.advise(ToMediator, "other-trade", "Get the contract of the trade asked about, and check again before you send or pay anything.")
		}
		s.place()
		if why := f.swapped(); why != "" {
			s.tell("swapped", "The IDs of maker and taker fee transaction look exchanged: %s. Put that right before anything is sent or paid.", why)
			s.advise(ToMediator, "exchange-ids", "Compare the IDs of maker and taker fee transaction with both traders' trade details, exchange them if they are wrong, and check again before you send or pay anything.")
		}
		s.trouble()
		s.rules()
		s.rest()
	}
	if r.OneVoice && !f.swap && !f.otherNetwork() {
		s.advise(ToMediator, "second-source", "Ask a second source, another explorer or an own node, before any fee is reimbursed or refused.")
	}
	r.Said = s.said
	var parts []string
	for _, t := range s.said {
		parts = append(parts, t.English)
	}
	r.Summary = strings.Join(parts, " ")
	if r.Advice == nil {
		r.Advice = []Advice{}
	}
}

// summary collects sentences and steps.
type summary struct {
	*facts
	r    *Result
	said []Text
}

func (s *summary) tell(code, english string, args ...any) {
	s.said = append(s.said, say("summary."+code, english, args...))
}

func (s *summary) advise(to Addressee, code, english string, args ...any) {
	s.r.Advice = append(s.r.Advice, Advice{To: to, Text: say("advice."+code, english, args...)})
}

func (s *summary) never(to Addressee, code, english string, args ...any) {
	s.r.Advice = append(s.r.Advice, Advice{To: to, Not: true, Text: say("advice."+code, english, args...)})
}

// place says where the money is.
func (s *summary) place() {
	deposit := s.tx[diagnostics.Deposit]
	if s.swap {
		s.tell("swap", "This is a BSQ swap: one transaction without deposit and payouts, so there is nothing to judge here.")
		return
	}
	defer s.asOf()
	switch s.r.Money {
	case Locked:
		amount := ""
		if msg := deposit.Msg(); msg != nil {
			amount = fmt.Sprintf(" (%s)", btc(msg.TxOut[0].Value))
		}
		if at := outNotedAt(deposit.Tx, 0); !at.IsZero() {
			s.tell("locked-noted", "Funds were locked in the %s%s at the last check, on %s; whether they still are was not asked.", s.multisigName(), amount, day(at))
			return
		}
		s.tell("locked", "Funds are locked in the %s%s.", s.multisigName(), amount)
		if s.unspentByOne() {
			s.tell("unspent-one-voice", "Only one source was asked whether the deposit is spent: ask another before anything is paid.")
		}
	case PaidOut:
		s.tell("paid-out", "The funds are paid out%s.", s.waiting(diagnostics.Payout))
	case InDelayedPayout:
		if s.tx[diagnostics.DelayedPayout].State == Unconfirmed {
			s.tell("delayed-published-waits", "The delayed payout was published and waits for a block: the money goes to %s.", s.holders())
			return
		}
		s.tell("delayed-published", "The delayed payout was published: the money went to %s.", s.holders())
	case NotLocked:
		switch deposit.State {
		case Unconfirmed:
			s.tell("waiting", "Funds are not locked yet: the deposit waits for a block.")
		case Absent:
			s.tell("absent", "Funds are not locked: the deposit is absent everywhere.")
		default:
			s.tell("unpublished", "Funds are not locked: no deposit is published.")
		}
	default:
		s.tell("unknown", "Where the funds are is not known: %s.", s.whyUnknown())
	}
}

// asOf says since when nobody was asked.
func (s *summary) asOf() {
	if at := s.r.AsOf; at != nil {
		s.tell("as-of", "What no proof shows here is as of %s, when sources were last asked.", day(*at))
		if s.r.Heard.Nobody() {
			return // it is said already
		}
		s.advise(ToMediator, "check-anew", "Check again with sources before anything is paid, refunded or reimbursed: what is kept in a bundle is as old as it is.")
	}
}

func (s *summary) whyUnknown() Text {
	deposit := s.tx[diagnostics.Deposit]
	switch {
	case deposit.State == Confirmed:
		return say("why.no-spender", "who spends the deposit could not be found out")
	case deposit.ID == nil && s.tx[diagnostics.MakerFee].ID == nil && s.tx[diagnostics.TakerFee].ID == nil:
		return say("why.no-ids", "no transaction's ID is known")
	case deposit.ID == nil && s.tx[diagnostics.MakerFee].State == StateOpen && s.tx[diagnostics.TakerFee].State == StateOpen:
		return clause(s.tx[diagnostics.MakerFee].Why, clause(deposit.Why, noneAnswered)) // what the deposit would be found by
	}
	return clause(deposit.Why, noneAnswered)
}

func (s *summary) multisigName() Text {
	if s.era.Protocol == 1 {
		return say("word.2-of-3", "2-of-3 multisig")
	}
	return say("word.2-of-2", "2-of-2 multisig")
}

func (s *summary) waiting(role diagnostics.TxRole) Text {
	if s.tx[role].State == Unconfirmed {
		return say("word.which-waits", ", which waits for a block")
	}
	return Text{}
}

// whose names a fee transaction's trader.
func (s *summary) whose(role diagnostics.TxRole) (name Text, to Addressee) {
	to = ToMaker
	if role == diagnostics.TakerFee {
		to = ToTaker
	}
	if p := s.party(role); p != diagnostics.Unknown {
		to = Addressee(p)
	}
	return to.text(), to
}

// trouble says what keeps the trade from going on, and what to do about it.
func (s *summary) trouble() {
	if s.swap {
		return
	}
	maker, taker, deposit := s.tx[diagnostics.MakerFee], s.tx[diagnostics.TakerFee], s.tx[diagnostics.Deposit]
	switch {
	case maker.State == Absent && taker.State == Absent && deposit.State != Confirmed:
		s.tell("both-fees-absent", "Both fee transactions are absent everywhere: the deposit cannot confirm. Ask both traders to deactivate their offers and to resync SPV.")
		s.never(ToBoth, "no-payment", "Send no payment for this trade: its funds are not locked.")
		for _, role := range feeRoles {
			s.sureOf(role)
			s.resync(role)
		}
	case maker.State == Absent && deposit.State != Confirmed:
		s.feeAbsent(diagnostics.MakerFee)
	case taker.State == Absent && deposit.State != Confirmed:
		s.feeAbsent(diagnostics.TakerFee)
	case s.blame(diagnostics.MakerFee) != nil || s.blame(diagnostics.TakerFee) != nil:
		s.reserveSpent()
	case s.foreignSpend(diagnostics.MakerFee) != nil || s.foreignSpend(diagnostics.TakerFee) != nil:
		s.reserveDoubt()
	case deposit.State == Absent:
		s.depositAbsent()
	case maker.State == Unconfirmed || taker.State == Unconfirmed || deposit.State == Unconfirmed:
		s.unconfirmed()
	}
	if s.r.OneVoice {
		s.tell("one-voice", "Only one source was asked for what is absent: ask another before anything is paid or reimbursed.")
	}
	s.arbitration()
	s.delayedPaid()
}

// feeAbsent handles one missing fee transaction (Bisq wiki, Support Agent: One
// trade fee tx not found in mempool).
func (s *summary) feeAbsent(role diagnostics.TxRole) {
	name, _ := s.whose(role)
	other, otherTo := s.whose(otherFee(role))
	state := say("word.not-known", "is not known")
	switch s.tx[otherFee(role)].State {
	case Confirmed:
		state = say("word.confirmed", "is confirmed")
	case Unconfirmed:
		state = say("word.waits", "waits for a block")
	}
	s.tell("fee-absent", "The %s's fee transaction %s, the %s's is absent everywhere: the deposit cannot confirm. Ask the %s to deactivate all offers and to resync SPV.",
		other, state, name, name)
	s.never(ToBoth, "no-payment", "Send no payment for this trade: its funds are not locked.")
	s.sureOf(role)
	s.resync(role)
	if s.tx[otherFee(role)].State == Confirmed && !s.r.OneVoice { // one's word is not worth a fee
		s.reimburse(otherTo)
		s.never(ToMediator, "no-reimbursement", "Reimburse no fee to the %s: a trader whose own fee transaction is missing has lost none.", name)
	}
}

// sureOf has an ID looked at again that nobody but the agent gave: one wrong digit
// makes a transaction absent.
func (s *summary) sureOf(role diagnostics.TxRole) {
	for _, o := range s.tx[role].Origins {
		if o.Kind != FromAgent {
			return
		}
	}
	s.advise(ToMediator, "check-id", "First make sure that the ID of the %s transaction is right: only you gave it.", role)
}

// resync asks a trader to clear the own wallet of a transaction that the chain
// does not have.
func (s *summary) resync(role diagnostics.TxRole) {
	_, to := s.whose(role)
	s.advise(to, "deactivate-offers", "Deactivate all your open offers, so that none is taken before your wallet is right again.")
	s.advise(to, "spv-resync", "Then resync SPV (Settings, Network info): your fee transaction is in your wallet but not in the chain, and what depends on it would fail too. This can take from minutes to a day.")
}

func (s *summary) depositAbsent() {
	fees := say("word.fees-there", "Both fee transactions are there")
	if s.tx[diagnostics.MakerFee].State == StateOpen || s.tx[diagnostics.TakerFee].State == StateOpen {
		fees = say("word.no-fee-missing", "No fee transaction is known to be missing")
	}
	s.tell("deposit-absent", "%s: ask a developer before anybody resyncs SPV, for the deposit may still be published from the logs.", fees)
	s.never(ToBoth, "no-payment", "Send no payment for this trade: its funds are not locked.")
	s.advise(ToBoth, "deactivate-offers", "Deactivate all your open offers, so that none is taken before your wallet is right again.")
	s.advise(ToMediator, "developer", "Hand the case to a developer with both traders' logs: they may hold the deposit as hex.")
	s.advise(ToBoth, "spv-resync-later", "If the deposit is still absent after that, resync SPV.")
}

func (s *summary) unconfirmed() {
	var names []Text
	stuck := false
	for _, role := range diagnostics.TxRoles()[:3] {
		if s.tx[role].State == Unconfirmed {
			names = append(names, roleText(role))
		}
	}
	for _, v := range s.r.Verdicts {
		stuck = stuck || s.depositStuck() || (v.Rule == "fee.stuck" || v.Rule == "fee.miner-fee") && v.Result == Warn
	}
	if stuck {
		s.tell("stuck", "Waiting for a block for long, or with too low a fee: %s.", list(names))
	} else {
		s.tell("unconfirmed", "Waiting for a block: %s.", list(names))
	}
	s.never(ToBuyer, "no-payment-yet", "Do not send the payment before the deposit is confirmed.")
	if stuck {
		s.advise(ToMediator, "look-again", "Look again in a day: if a transaction is then absent at every source, its trader (of the deposit: both) resyncs SPV, with all offers deactivated first.")
		return
	}
	s.advise(ToBoth, "wait", "Wait for the next blocks and look again in half an hour.")
}

// depositStuck reports whether the deposit waits although both fee transactions
// were confirmed a day ago.
func (s *summary) depositStuck() bool {
	maker, taker := s.height(diagnostics.MakerFee), s.height(diagnostics.TakerFee)
	return s.tx[diagnostics.Deposit].State == Unconfirmed && maker > 0 && taker > 0 && s.tip-max(maker, taker) >= stuckAfter
}

func (s *summary) arbitration() {
	delayed := s.tx[diagnostics.DelayedPayout]
	if s.k.Dispute != DisputeArbitration {
		return
	}
	const never = "Make no refund: with arbitration open the delayed payout must be published first."
	if genuine, known := s.spendsDeposit(delayed); !genuine && (delayed.State == Confirmed || delayed.State == Unconfirmed) {
		if known {
			s.tell("delayed-other", "Arbitration is open, but what is named as the delayed payout does not spend the deposit: a refund must not be made.")
		} else {
			s.tell("delayed-unseen", "Arbitration is open; whether what is named as the delayed payout spends the deposit is not known.")
		}
		s.never(ToMediator, "no-refund", never)
		return
	}
	state := delayed.State
	if !delayed.Noted.IsZero() && (state == Confirmed || state == Unconfirmed) {
		state = StateOpen // a bundle's word is no ground for a refund
	}
	switch state {
	case Absent, Unpublished:
		if s.r.Money == PaidOut {
			s.tell("arbitration-paid-out", "Arbitration is open, but the deposit is paid out already, so the delayed payout can never be published: a refund must not be made.")
			s.never(ToMediator, "no-refund-paid-out", "Make no refund: the traders have signed the payout, and the delayed payout cannot be published any more.")
			s.advise(ToMediator, "close-arbitration", "Compare the payout's amounts with what was agreed, and close the arbitration.")
			return
		}
		s.tell("no-delayed-payout", "Arbitration is open, but the delayed payout is not published: a refund must not be made.")
		s.never(ToMediator, "no-refund", never)
		if msg := delayed.Msg(); msg != nil && s.tip > 0 && int64(s.tip) >= int64(msg.LockTime) && s.r.Money == Locked {
			s.advise(ToMediator, "publish", "The delayed payout is at hand as bytes and may be published since height %s: ask the trader who opened arbitration, or a developer, to do so.", msg.LockTime)
		} else {
			s.askToPublish()
		}
	case Confirmed:
		s.tell("delayed-payout", "Arbitration is open, and the delayed payout is confirmed.")
	case Unconfirmed:
		s.tell("delayed-waiting", "Arbitration is open, and the delayed payout waits for a block.")
		s.never(ToMediator, "no-refund-yet", "Make no refund before the delayed payout is confirmed.")
	default:
		s.tell("delayed-unknown", "Arbitration is open; whether the delayed payout is published is not known.")
		s.never(ToMediator, "no-refund", never)
	}
}

// rules names the rules that were broken or warn, but for those of which the
// sentences before tell and the warnings that every trade of its time has, and
// counts all.
func (s *summary) rules() {
	names := map[Outcome][]Text{}
	for _, v := range s.r.Verdicts {
		switch v.Rule {
		case "fee.found", "deposit.found", "delayed.required", "trade.confirmations", "fee.stuck": // said already
		default:
			if !v.Expected() {
				names[v.Result] = append(names[v.Result], v.Title())
			}
		}
	}
	if len(names[Fail]) > 0 {
		s.tell("fails", "Rules that failed: %s. Ask a developer before any payout.", list(names[Fail]))
		s.advise(ToMediator, "contact-developer", "Hand the case to a developer with the evidence of what failed: %s.", list(names[Fail]))
	}
	if len(names[Warn]) > 0 {
		s.tell("warns", "Look at: %s.", list(names[Warn]))
	}
	switch c := s.r.Counts(); {
	case s.swap:
	case c.Fail+c.Warn+c.Unknown > 0:
		s.said = append(s.said, s.r.Tally())
	case c.Pass > 0:
		s.tell("kept", "Every rule that applies is kept.")
	}
}

// rest adds what to do where nothing is wrong, or nothing is known.
func (s *summary) rest() {
	switch {
	case s.swap || slices.ContainsFunc(s.r.Advice, func(a Advice) bool { return a.Text.Code != "advice.check-anew" }):
	case s.r.Money == MoneyUnknown:
		s.advise(ToMediator, "ask-again", "Check again later, with more explorers or an own node, or add the missing transaction IDs.")
	case s.r.Money == Locked:
		s.restLocked()
	case s.r.Money == NotLocked && s.r.OneVoice:
		s.advise(ToMediator, "ask-logs", "Ask both traders for their logs: no deposit was seen.")
	case s.r.Money == NotLocked:
		s.advise(ToMediator, "no-deposit", "Ask both traders for their logs: no deposit was published, and the taker's fee may be reimbursed.")
	case s.unsettled():
		s.advise(ToMediator, "nothing-open", "Look at what warns or could not be judged, and add what is missing, such as the contract: until then nothing says that all is in order.")
	default:
		s.advise(ToMediator, "nothing", "Nothing is left to do about the transactions.")
	}
}

// askToPublish adds who can publish a delayed payout that is not at hand, and when.
func (s *summary) askToPublish() {
	switch {
	case s.lockTime == 0 || s.lockTime >= lockTimeIsHeight || s.tip == 0:
		s.advise(ToMediator, "ask-publish", "Ask the trader who opened arbitration to open it again once the lock time is over, or a developer.")
	case int64(s.tip) >= int64(s.lockTime):
		s.advise(ToMediator, "ask-publish-over", "The lock time, height %s, is over: ask the trader who opened arbitration to open it again, or a developer.", s.lockTime)
	default:
		s.advise(ToMediator, "ask-publish-at", "Ask the trader who opened arbitration to open it again once the lock time is over, at height %s (now %s), or a developer.", s.lockTime, s.tip)
	}
}

// restLocked adds how a trade goes on whose coins lie in the multisig.
func (s *summary) restLocked() {
	s.never(ToBoth, "no-resync", "No SPV resync is needed: no transaction is missing.")
	byOne := s.unspentByOne()
	if byOne {
		s.advise(ToMediator, "ask-unspent", "Ask another explorer or an own node whether the deposit is spent, before the traders finish the trade.")
	}
	switch {
	case s.unsettled():
		s.advise(ToMediator, "go-on-open", "Look at what warns or could not be judged, and add what is missing, such as the contract, before the traders finish the trade: until then nothing says that all is in order.")
	case !byOne:
		s.advise(ToMediator, "go-on", "The transactions are in order: the traders finish the trade, or mediation proposes a split.")
	}
}

// unsettled reports whether a rule warns unexpectedly, or could not be judged though
// it could be: the keys of a multisig that nothing spends yet mostly cannot.
func (s *summary) unsettled() bool {
	return slices.ContainsFunc(s.r.Verdicts, func(v Verdict) bool {
		return v.Result == Warn && !v.Expected() ||
			v.Result == Unknown && (s.r.Money != Locked || v.Rule != "deposit.multisig-keys")
	})
}

// unspentByOne reports whether one operator alone, and no own node, says that
// nothing spends the deposit: it may keep silent about a payout, and no proof
// stands behind it.
func (s *summary) unspentByOne() bool {
	tx := s.tx[diagnostics.Deposit].Tx
	return operators(tx, "spenders", explorer.Found) == 1 && (tx.Block == nil || !tx.Block.OwnNode)
}

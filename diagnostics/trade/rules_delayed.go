package trade

import (
	"fmt"
	"math"

	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
)

const (
	fromDelayed  = "Bisq's DelayedPayoutTxValidation.checkDelayedPayoutTx"
	fromSchedule = "Bisq's DelayedPayoutTxReceiverService; docs/burningman/Burningman-specification.md"
	fromRefund   = "Bisq's RefundManager; docs/specifications/trade/refund-delayed-payout-validation.md"
)

var delayedRules = []Rule{
	{
		Name: "delayed.published", Title: "Publication of the delayed payout", Roles: delayedRole, bare: true, Results: passOrWarn, check: (*judge).delayedPublished,
		Demands: []Demand{
			{"", "It is published only when arbitration is opened; trade details name its ID long before."},
			{"no dispute", "If it is published, that is a warning."},
			{"", "So it is if what is named does not spend output 0 of the deposit."},
		},
		Source: fromWiki,
	},
	{
		Name: "delayed.required", Title: "Delayed payout that arbitration needs", Roles: delayedRole, bare: true, Results: everyOutcome, check: (*judge).delayedRequired,
		Demands: []Demand{{"arbitration", "It MUST be published and confirmed, otherwise a refund MUST NOT be made. What does not spend output 0 of the deposit is not it."}},
		Source:  fromWiki + "; " + fromRefund,
	},
	{
		Name: "delayed.input", Title: "Input of the delayed payout", Roles: delayedRole, Results: passOrFail, check: (*judge).delayedInput,
		Demands: always("It has one input: the multisig, output 0 of the deposit."),
		Source:  fromDelayed,
	},
	{
		Name: "delayed.sequence", Title: "Sequence number of the delayed payout", Roles: delayedRole, Results: passOrFail, check: (*judge).delayedSequenceRule,
		Demands: always("Version 1, and the input's sequence is 0xfffffffe: not final, so that the lock time holds, and not replaceable."),
		Source:  fromDelayed,
	},
	{
		Name: "delayed.locktime", Title: "Lock time of the delayed payout", Roles: delayedRole, Results: everyOutcome, check: (*judge).delayedLockTime,
		Demands: []Demand{
			{"with the contract", "The lock time is exactly the contract's."},
			{"without", "It is a height."},
			{"", "The deposit was confirmed at most 2880 blocks (altcoins: 1440) and 3 before it, and not above it, else a warning."},
		},
		Source: fromDelayed + "; Restrictions.getLockTime",
	},
	{
		Name: "delayed.mature", Title: "Time of the delayed payout", Roles: delayedRole, Results: passOrFail, check: (*judge).delayedMature,
		Demands: always("It is confirmed only above its lock time."),
		Source:  "Bitcoin's consensus; " + fromRefund,
	},
	{
		Name: "delayed.outputs", Title: "Outputs of the delayed payout", Roles: delayedRole, Results: passOrFail, check: (*judge).delayedOutputs,
		Demands: []Demand{
			{"taken before 2023", "Exactly one output."},
			{"taken since 2023", "One or more, ascending by amount but for a last one to the legacy burning man."},
			{"", "No OP_RETURN."},
		},
		Source: fromSchedule + "; the wiki's \"exactly 1 output\" holds only for trades taken before 2023",
	},
	{
		Name: "delayed.receivers", Title: "Receivers of the delayed payout", Roles: delayedRole, Results: everyOutcome, check: (*judge).delayedReceivers,
		Demands: []Demand{
			{"taken before 2023", "The output pays an address of the lists, else it fails."},
			{"taken since 2023", "The outputs pay burning men of the signed lists; others cannot be confirmed and are a warning. The last one may pay the legacy burning man; other receivers of before 2023 may not. An address that is paid twice is a warning."},
			{"the contract names a list", "Every output pays a burning man of the signed lists, else it fails; with a list later than those known, it fails if none does."},
		},
		Source: "Bisq's DelayedPayoutAddressProvider; " + fromSchedule,
	},
	{
		Name: "delayed.amount", Title: "Amounts of the delayed payout", Roles: delayedRole, Results: passOrFail, check: (*judge).delayedAmount,
		Demands: []Demand{
			{"taken before 2023", "The output is the multisig less tradeTxFee: amount and both deposits, exactly."},
			{"taken since 2023", "Every output but a last one to the legacy burning man is between max(1000, 64 × fee rate) sat and 13.2 % of what is spendable; the miner fee is at least 1000 sat, and at most 25000 sat above fee rate × (51 + 32 × 100 candidates). The schedule itself needs the DAO's state and is not judged."},
			{"", "That there are at most 100 candidates is an assumption: none of the signed lists has more than 28 addresses, but a list need not name every candidate, and how many there were before the lists is in the DAO's state alone. Too low a bound would accuse honest traders; this one lets miners get no more than fee rate × 32 × 72 sat above what 28 candidates bring about."},
		},
		Source: fromSchedule,
	},
	{
		Name: "delayed.signatures", Title: "Signatures of the delayed payout", Roles: delayedRole, Results: everyOutcome, check: (*judge).delayedSignatures,
		Demands: always("Both signatures are valid for the multisig and sign all (SIGHASH_ALL)."),
		Source:  "Bitcoin's script rules; " + fromDelayed,
	},
}

func (j *judge) published() bool { return j.c.State == Confirmed || j.c.State == Unconfirmed }

// spendsDeposit reports whether a transaction spends the multisig by its own bytes;
// known is false if they, or the deposit's ID, are not at hand. An ID alone proves
// nothing: anybody can name any transaction.
func (f *facts) spendsDeposit(c *Checked) (yes, known bool) {
	deposit := f.tx[diagnostics.Deposit]
	if deposit.ID == nil || c.Msg() == nil {
		return false, false
	}
	return spends(c.Msg(), wire.OutPoint{Hash: *deposit.ID}), true
}

func (j *judge) delayedPublished() Verdict {
	switch j.c.State {
	case Confirmed, Unconfirmed:
		genuine, known := j.spendsDeposit(j.c)
		switch {
		case known && !genuine:
			return j.warn("other", "What is named as the delayed payout is published, but does not spend the deposit: whether the delayed payout is published is not known.")
		case j.k.Dispute == DisputeNone:
			return j.warn("undisputed", "It is published, though no dispute is said to be open.")
		case !known:
			return j.unknown("unseen", "What is named as the delayed payout is published; whether it spends the deposit is not known.")
		}
		return j.pass("yes", "It is published.")
	case Unpublished, Absent:
		return j.pass("no", "It is not published: %s.", clause(j.c.Why, noneKnows))
	default:
		return j.unknown("unknown", "Whether it is published is not known: %s.", clause(j.c.Why, noneAnswered))
	}
}

func (j *judge) delayedRequired() Verdict {
	if j.k.Dispute != DisputeArbitration {
		return j.none("no-arbitration", "Only arbitration requires it.")
	}
	const refuse = "A refund MUST NOT be made. Ask the trader who opened arbitration to publish the delayed payout, or a developer how."
	const before = "Make no refund before it is known to be confirmed."
	if genuine, known := j.spendsDeposit(j.c); j.published() && !genuine {
		if known {
			return advise(j.fail("other", "Arbitration is open, and what is named as the delayed payout does not spend the deposit."), refuse)
		}
		return advise(j.unknown("unseen", "Arbitration is open; whether what is named as the delayed payout spends the deposit is not known."), before)
	}
	if at := j.c.Noted; !at.IsZero() && j.published() {
		return advise(j.unknown("noted", "Arbitration is open; the delayed payout was noted as published at the last check, on %s, and nothing here proves that it is confirmed.", day(at)), before)
	} else if !at.IsZero() && j.c.State != StateOpen {
		return advise(j.fail("missing-noted", "Arbitration is open, and at the last check, on %s, the delayed payout was not published.", day(at)), refuse)
	}
	switch j.c.State {
	case Confirmed:
		return j.pass("confirmed", "Arbitration is open, and the delayed payout is confirmed.")
	case Unconfirmed:
		return advise(j.warn("unconfirmed", "Arbitration is open, and the delayed payout waits for a block."), "Make no refund before it is confirmed.")
	case Absent, Unpublished:
		return advise(j.fail("missing", "Arbitration is open, but the delayed payout is not published."), refuse)
	default:
		return advise(j.unknown("unknown", "Arbitration is open; whether the delayed payout is published is not known."), before)
	}
}

// singleInput judges that a transaction spends the multisig and nothing else.
func (j *judge) singleInput() (Verdict, bool) {
	msg, deposit := j.c.Msg(), j.tx[diagnostics.Deposit]
	j.figure("inputs", len(msg.TxIn), 1)
	if len(msg.TxIn) != 1 {
		return j.fail("input.count", "It has %s inputs, not one.", len(msg.TxIn)), false
	}
	if deposit.ID == nil {
		return j.unknown("input.no-deposit", "The deposit's ID is not known."), false
	}
	if (msg.TxIn[0].PreviousOutPoint != wire.OutPoint{Hash: *deposit.ID}) {
		return advise(j.fail("input.other", "It does not spend output 0 of the deposit."),
			"It belongs to another trade: take this seriously and ask a developer."), false
	}
	return Verdict{}, true
}

func (j *judge) delayedInput() Verdict {
	if v, ok := j.singleInput(); !ok {
		return v
	}
	return j.pass("ok", "Its one input is the multisig.")
}

func (j *judge) delayedSequenceRule() Verdict {
	msg := j.c.Msg()
	got := fmt.Sprintf("0x%08x", msg.TxIn[0].Sequence)
	j.figure("sequence", got, "0xfffffffe")
	switch {
	case msg.Version != 1:
		return j.fail("version", "Its version is %s, not 1.", msg.Version)
	case msg.TxIn[0].Sequence != delayedSequence:
		return j.fail("sequence", "The input's sequence is %s, not 0xfffffffe.", got)
	}
	return j.pass("ok", "Version 1, sequence 0xfffffffe.")
}

func (j *judge) delayedLockTime() Verdict {
	got := j.c.Msg().LockTime
	if j.lockTime > 0 {
		j.figure("lock time", got, j.lockTime)
		if got != j.lockTime {
			return j.fail("contract", "Its lock time is %s, the contract's is %s.", got, j.lockTime)
		}
		if h, low := int64(j.height(diagnostics.Deposit)), j.earliest(got); h > 0 && (h < low || h > int64(got)) {
			return j.warn("contract-far", "Its lock time is %s, the contract's; the deposit, confirmed at %s, should be between %s and that.", got, h, low)
		}
		return j.pass("ok", "Its lock time is %s, the contract's.", got)
	}
	j.figure("lock time", got, nil)
	if got == 0 || got >= lockTimeIsHeight {
		return j.fail("no-height", "Its lock time is %s, which is no height.", got)
	}
	h := int64(j.height(diagnostics.Deposit))
	if h == 0 {
		return j.unknown("no-deposit", "Its lock time is %s; neither the contract nor the deposit's height is known.", got)
	}
	if low := j.earliest(got); h < low || h > int64(got) {
		return j.warn("far", "Its lock time is %s; the deposit, confirmed at %s, should be between %s and that.", got, h, low)
	}
	return j.pass("near", "Its lock time is %s, which fits a deposit confirmed at %s.", got, h)
}

// earliest is the height below which no deposit goes with a lock time.
func (j *judge) earliest(lock uint32) int64 {
	delay := int64(delayFiat)
	if j.delay > 0 {
		delay = int64(j.delay)
	}
	return int64(lock) - delay - delayTolerance
}

func (j *judge) delayedMature() Verdict {
	lock := j.c.Msg().LockTime
	if lock >= lockTimeIsHeight {
		return j.unknown("no-height", "Its lock time is no height.")
	}
	if h := j.height(diagnostics.DelayedPayout); h > 0 {
		j.figure("height", h, say("figure.above", "above %s", lock))
		if int64(h) <= int64(lock) {
			return j.fail("early", "It is confirmed at %s, not above its lock time %s.", h, lock)
		}
		return j.pass("confirmed", "It is confirmed at %s, above its lock time %s.", h, lock)
	}
	switch {
	case j.tip == 0:
		return j.unknown("no-tip", "Its lock time is %s; the chain's height is not known.", lock)
	case int64(j.tip) < int64(lock):
		return j.none("not-yet", "It may be published in %s, from height %s on.", blocks(int32(int64(lock)-int64(j.tip))), lock) //nolint:gosec // below 500 million
	}
	return j.pass("mature", "Its lock time %s is reached.", lock)
}

// toLegacyLast reports whether the last output is the remainder's, to the legacy
// burning man.
func (j *judge) toLegacyLast(tx *wire.MsgTx) bool {
	addr := j.address(tx.TxOut[len(tx.TxOut)-1])
	return addr == j.d.Receivers.LegacyBurningMan
}

func (j *judge) delayedOutputs() Verdict {
	msg := j.c.Msg()
	n := len(msg.TxOut)
	if len(opReturns(msg)) > 0 {
		return j.fail("op-return", "It has an OP_RETURN.")
	}
	switch {
	case j.era.Delayed == Legacy:
		j.figure("outputs", n, 1)
		if n != 1 {
			return j.fail("count", "It has %s outputs; a trade taken before 2023 has one.", n)
		}
		return j.pass("exactly-one", "It has exactly one output.")
	case n == 1:
		return j.pass("one", "It has one output.")
	case j.era.Delayed == SchemeUnknown:
		return j.unknown("era", "It has %s outputs; whether the offer was taken since 2023, when that is right, is not known.", n)
	}
	outs := msg.TxOut
	if j.lastIsRemainder(msg) {
		outs = outs[:n-1]
	}
	for i := 1; i < len(outs); i++ {
		if outs[i].Value < outs[i-1].Value {
			return j.fail("order", "Output %s has less than the one before it; they should ascend.", i)
		}
	}
	return j.pass("ok", "It has %s outputs in ascending order.", n)
}

// lastIsRemainder reports whether the last output is beside the schedule. On
// other networks than mainnet the legacy address is not known, so the last may be
// out of order.
func (j *judge) lastIsRemainder(tx *wire.MsgTx) bool {
	n := len(tx.TxOut)
	if j.toLegacyLast(tx) {
		return true
	}
	return !j.mainnet() && n > 1 && !j.isDelayedReceiver(j.address(tx.TxOut[n-1]))
}

func (j *judge) delayedReceivers() Verdict {
	msg := j.c.Msg()
	listed, unknown, twice := 0, 0, false
	seen := map[string]bool{}
	for _, out := range msg.TxOut {
		addr := j.address(out)
		twice = twice || addr != "" && seen[addr]
		seen[addr] = true
		if j.mayReceive(addr) {
			listed++
		} else {
			unknown++
		}
	}
	j.figure("known receivers", listed, len(msg.TxOut))
	switch {
	case unknown > 0 && j.unlistedFails(listed):
		return advise(j.fail("not-on-the-list", "%s of %s outputs pay addresses that no signed list has, though the contract names such a list.", unknown, len(msg.TxOut)),
			"Make no refund; ask a developer.")
	case twice && j.era.Delayed == BurningMen:
		return j.warn("twice", "An address is paid by more than one output; every burning man has one.")
	case unknown == 0:
		return j.pass("ok", "Every output pays a known receiver.")
	case !j.mainnet():
		return j.unknown("network", "The lists of receivers are mainnet's; of %s none are known.", j.net.Name)
	case j.era.Delayed == Legacy:
		return advise(j.fail("unknown", "The output pays an address that is on none of the lists."), "Make no refund; ask a developer.")
	case j.era.Delayed == SchemeUnknown && len(msg.TxOut) == 1:
		return j.unknown("era", "The output pays an address that no list has; whether it may is not known, for neither is when the offer was taken.")
	}
	return j.warn("unlisted", "%s of %s outputs pay addresses that no signed list has; burning men before height %s stand in the DAO's state only.",
		unknown, len(msg.TxOut), j.d.Lists.List[0].ChainHeight)
}

// mayReceive reports whether the trade's era lets an output of the delayed payout
// pay an address. Of the old receivers only the last one is left to burning men's
// trades, for the remainder.
func (j *judge) mayReceive(addr string) bool {
	switch j.era.Delayed {
	case Legacy:
		return j.isLegacyReceiver(addr)
	case BurningMen:
		return j.mainnet() && (j.d.burningReceivers[addr] != "" || addr == j.d.Receivers.LegacyBurningMan) ||
			addr != "" && j.isStated(j.k.DelayedReceivers, addr)
	}
	return j.isDelayedReceiver(addr)
}

// unlistedFails reports whether the contract's list of burning men leaves no room
// for an address that no list has: of a list later than those at hand only some
// addresses may be missing, not all.
func (j *judge) unlistedFails(listed int) bool {
	v := j.listVersion()
	if !j.mainnet() || j.era.Delayed != BurningMen || v < 1 {
		return false
	}
	lists := j.d.Lists.List
	return v <= lists[len(lists)-1].Version || listed == 0
}

func (j *judge) delayedAmount() Verdict {
	msg := j.c.Msg()
	deposit := j.tx[diagnostics.Deposit].Msg()
	if deposit == nil {
		return j.unknown("no-deposit", "The deposit is not at hand.")
	}
	if j.era.Delayed == Legacy {
		return j.legacyAmount(msg, deposit.TxOut[0].Value)
	}
	if j.era.Delayed == SchemeUnknown {
		return j.unknown("era", "Whose amounts hold is not known, for neither is when the offer was taken.")
	}
	return j.scheduleBounds(msg, deposit.TxOut[0].Value)
}

func (j *judge) legacyAmount(msg *wire.MsgTx, locked int64) Verdict {
	got := msg.TxOut[0].Value
	want, ok := j.locked()
	if !ok {
		fee, known := j.tradeTxFee()
		if !known {
			return j.unknown("no-amounts", "It pays %s; amounts and tradeTxFee are not known.", sat(got))
		}
		want = locked - fee
	}
	j.figure("output 0", got, want)
	if got != want {
		return j.fail("amount", "It pays %s; amount and both deposits are %s.", sat(got), sat(want))
	}
	return j.pass("legacy-ok", "It pays %s: amount and both deposits.", sat(got))
}

// scheduleBounds judges what can be judged without the DAO's state.
func (j *judge) scheduleBounds(msg *wire.MsgTx, locked int64) Verdict {
	const leastFee, leastRate, txSize, outSize, part = 1000, 10, 278, 64, 0.11 * 1.2
	// An assumption: no list has more than 28 burning men; how many candidates there
	// were before the lists is in the DAO's state alone (see the rule's demands).
	const mostCandidates, mostLeft = 100, 25_000
	// 360000 sat is the most that Bisq takes for tradeTxFee (MinerFeeValidation).
	rate, mostRate := int64(leastRate), int64(360_000/txSize+1)
	if fee, ok := j.tradeTxFee(); ok {
		rate = max(rate, int64(math.Round(float64(fee)/txSize)))
		mostRate = rate
	}
	outs := msg.TxOut
	if j.lastIsRemainder(msg) {
		outs = outs[:len(outs)-1]
	}
	total := locked
	for _, out := range msg.TxOut {
		total -= out.Value
	}
	// There are at least as many candidates as outputs.
	spendable := locked - max(leastFee, rate*int64(51+32*len(outs)))
	low, high := max(leastFee, rate*outSize), int64(math.Round(float64(spendable)*part))
	// What is left above mostLeft goes to the legacy burning man, so that miners
	// get no more than that beside the planned fee.
	most := max(leastFee, mostRate*(51+32*mostCandidates)) + mostLeft
	j.figure("miner fee", total, say("figure.between", "%s to %s", leastFee, most))
	switch {
	case total < 0:
		return j.fail("more", "It pays out %s more than the multisig has.", sat(-total))
	case total < leastFee:
		return j.fail("fee", "It pays miners %s; %s is the least.", sat(total), sat(leastFee))
	case total > most:
		return advise(j.fail("fee-high", "It pays miners %s; the schedule leaves them %s at most.", sat(total), sat(most)), "Make no refund; ask a developer.")
	}
	for i, out := range outs {
		if out.Value < low || out.Value > high {
			j.figureOf(say("figure.output", "output %s", i), out.Value, say("figure.between", "%s to %s", low, high))
			return j.fail("bounds", "Output %s has %s; between %s and %s can be.", i, sat(out.Value), low, high)
		}
	}
	return j.pass("ok", "Every output is within what the schedule allows, and miners get %s; the schedule itself needs the DAO's state.", sat(total))
}

func (j *judge) delayedSignatures() Verdict { return j.signatures() }

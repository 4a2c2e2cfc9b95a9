package trade

import (
	"math"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

const (
	fromBuilder   = "Bisq's TradeWalletService (createBtcTradingFeeTx, completeBsqTradingFeeTx)"
	fromValidator = "Bisq's TxValidator.java"
	fromDeposit   = "Bisq's DepositTxValidation"
	fromWiki      = "Bisq wiki, Support Agent, Trade transaction structure"
)

var feeRules = []Rule{
	{
		Name: "fee.found", Title: "State of the fee transaction", Roles: feeRoles, bare: true, Results: passOrFail, check: (*judge).feeFound,
		Demands: always("The fee transaction exists. It is called absent only if every source says that it knows no such transaction."),
		Source:  "Bisq's docs/specifications/trade/deposit-transaction-liveness.md; " + fromWiki,
	},
	{
		Name: "fee.shape", Title: "Form of the fee transaction", Roles: feeRoles, Results: passOrFail, check: (*judge).feeShape,
		Demands: []Demand{
			{"", "Version 1, lock time 0, two or three outputs: fee or BSQ change, reserve, change. No OP_RETURN."},
			{"before 1.3.7, all BSQ burned", "One output is enough: the reserve, and perhaps change."},
		},
		Source: fromBuilder,
	},
	{
		Name: "fee.receiver", Title: "Receiver of the trade fee", Roles: feeRoles, Results: everyOutcome, check: (*judge).feeReceiverRule,
		Demands: []Demand{
			{"fee in BTC", "Output 0 pays a known receiver. Any past one is accepted at any time."},
			{"below height 599999", "Any receiver passes: Bisq itself does not look."},
			{"since burning men receive fees (2023)", "A receiver that no list has cannot be confirmed: a warning, never a fail."},
		},
		Source: fromValidator + "; where the wiki's list of receivers is older, Bisq's source wins",
	},
	{
		Name: "fee.amount", Title: "Amount of the trade fee", Roles: feeRoles, Results: everyOutcome, check: (*judge).feeAmount,
		Demands: []Demand{
			{"maker", "The DAO's rate at blockHeightAtOfferCreation times the offer's amount, and exactly the contract's makerFee."},
			{"taker", "The DAO's rate when the offer was taken times the amount traded."},
			{"", "At least the minimum fee. More than half of the rate passes, as does exactly the fee under any past rate."},
			{"beyond the last known rate (height 706305)", "Below half the lowest known fee fails, all else is a warning, which says by how many percent it differs from that rate; a burn of BSQ is unknown. Between half and twice that rate the warning is one that every trade of its time has."},
		},
		Source: fromValidator + ", its test data of the DAO's votes, Param.java",
	},
	{
		Name: "fee.bsq-burn", Title: "Burned BSQ", Roles: feeRoles, Results: passOrFail, check: (*judge).feeBurn,
		Demands: []Demand{
			{"fee in BSQ", "BSQ inputs come first; what they have above the BSQ change is burned and is part of the miner fee."},
			{"fee in BSQ, none left", "Since 1.3.7 output 0 is a dummy of the BSQ inputs and one satoshi; before, the reserve."},
			{"", "How many inputs are BSQ does not stand in the chain: if it cannot be told, the burn is unknown, not wrong."},
		},
		Source: "Bisq's TradeWalletService.completeBsqTradingFeeTx; the wiki's \"first output is BSQ change\" is not always right",
	},
	{
		Name: "fee.reserve", Title: "Reserve for the deposit", Roles: feeRoles, Results: everyOutcome, check: (*judge).feeReserve,
		Demands: []Demand{
			{"buying maker", "The buyer's deposit, exactly."},
			{"selling maker", "The seller's deposit and the whole offer, exactly."},
			{"buying taker", "The buyer's deposit and twice tradeTxFee, exactly."},
			{"selling taker", "The seller's deposit, the amount traded and twice tradeTxFee, exactly."},
			{"buying taker with a fee in BSQ, before 1.3.7", "It may lack the burned BSQ: a warning."},
		},
		Source: fromDeposit + ".checkPreparedDepositTxInputAmounts",
	},
	{
		Name: "fee.leads-to-deposit", Title: "Way of the reserve into the deposit", Roles: feeRoles, Results: passOrFail, check: (*judge).feeLeads,
		Demands: always("The deposit spends the reserve: output 1, or 0 where all BSQ were burned before 1.3.7."),
		Source:  fromWiki,
	},
	{
		Name: "fee.same-deposit", Title: "Common deposit of both fees", Roles: feeRoles, Results: passOrFail, check: (*judge).feeSame,
		Demands: always("One transaction spends the reserves of both fee transactions."),
		Source:  fromWiki,
	},
	{
		Name: "fee.miner-fee", Title: "Miner fee of the fee transaction", Roles: feeRoles, Results: passOrWarn, check: (*judge).feeMiner,
		Demands: []Demand{
			{"", "While it is unconfirmed: at least 2 sat for each virtual byte."},
			{"maker", "Not below the contract's txFee."},
			{"taker", "The trade's tradeTxFee, as the deposit and the reserve have it."},
		},
		Source: "Bisq's docs/specifications/trade/taker-trade-tx-fee.md; wiki, One trade fee tx not found in mempool",
	},
	{
		Name: "fee.stuck", Title: "Wait of the fee transaction", Roles: feeRoles, Results: passOrWarn, bare: true, check: (*judge).feeStuck,
		Demands: always("It is confirmed within a day of the offer's taking (144 blocks)."),
		Source:  "Bisq's docs/specifications/trade/deposit-transaction-liveness.md",
	},
}

func (j *judge) feeFound() Verdict {
	switch j.c.State {
	case Confirmed:
		return j.pass("found.confirmed", "It is in a block, %s deep.", blocks(j.c.Confirmations()))
	case Unconfirmed:
		return j.pass("found.unconfirmed", "It is published and waits for a block.")
	case Absent:
		return advise(j.fail("found.absent", "It is absent: %s.", clause(j.c.Why, noneHas)),
			"The trader whose transaction this is resyncs SPV, with all offers deactivated first.")
	default:
		return j.unknown("found.unknown", "Whether it exists is not known: %s.", clause(j.c.Why, noneAnswered))
	}
}

// currency is what a fee transaction's fee is paid in. The taker's stands in no
// contract: an output to a known receiver shows that it is BTC.
func (f *facts) currency(role diagnostics.TxRole) Currency {
	stated := f.makerCurrency
	if role == diagnostics.TakerFee {
		stated = f.takerCurrency
	}
	if stated != CurrencyUnknown {
		return stated
	}
	if msg := f.tx[role].Msg(); msg != nil && len(msg.TxOut) > 0 && !f.feeReceiver(f.address(msg.TxOut[0])).IsZero() {
		return BTC
	}
	return CurrencyUnknown
}

// needBTC gives the verdict where a rule is about fees in BTC only.
func (j *judge) needBTC() (Verdict, bool) {
	switch j.currency(j.role) {
	case BSQ:
		return j.none("fee.in-bsq", "The fee is paid in BSQ."), false
	case CurrencyUnknown:
		return j.unknown("fee.variant", "Whether the fee is paid in BTC or BSQ is not known: no contract says it of the taker, and output 0 pays no known receiver."), false
	default:
		return Verdict{}, true
	}
}

func (j *judge) feeShape() Verdict {
	msg := j.c.Msg()
	least := 2
	if j.currency(j.role) != BTC && j.oldFee(j.c.Tx) {
		least = 1
	}
	n := len(msg.TxOut)
	j.figure("outputs", n, say("figure.between", "%s to %s", least, 3))
	switch {
	case msg.Version != 1:
		return j.fail("version", "Its version is %s, not 1.", msg.Version)
	case msg.LockTime != 0:
		return j.fail("locktime", "Its lock time is %s, not 0.", msg.LockTime)
	case len(opReturns(msg)) > 0:
		return j.fail("op-return", "It has an OP_RETURN, which no fee transaction has.")
	case n < least || n > 3:
		return j.fail("outputs", "It has %s; fee or BSQ change, reserve and change make two or three.", count(n, "output", "outputs"))
	}
	return j.pass("ok", "Version 1, no lock time, %s.", count(n, "output", "outputs"))
}

// eraHeight is the height whose rates and receivers hold for a fee.
func (f *facts) eraHeight(role diagnostics.TxRole) int32 {
	if role == diagnostics.MakerFee {
		if h := f.offerHeight(); h > 0 {
			return h
		}
	} else if lo, _, _ := f.takenBetween(); lo > 0 {
		return lo + delayTolerance
	}
	if h := f.height(role); h > 0 {
		return h
	}
	return f.height(diagnostics.Deposit)
}

func (j *judge) feeReceiverRule() Verdict {
	if v, ok := j.needBTC(); !ok {
		return v
	}
	addr := j.address(j.c.Msg().TxOut[0])
	if what := j.feeReceiver(addr); !what.IsZero() {
		return j.pass("known", "Output 0 pays a known receiver: %s.", what)
	}
	if !j.mainnet() {
		return j.unknown("network", "The lists of receivers are mainnet's; of %s none are known.", j.net.Name)
	}
	// An offer's fee may be much older than the trade, and the other way round.
	h := j.eraHeight(j.role)
	late := max(h, j.height(j.role))
	j.figure("height", h, nil)
	switch r := j.d.Receivers; {
	case h == 0:
		return j.warn("no-height", "Output 0 pays an address that no list has, and from when the fee is, is not known: it could not be confirmed.")
	case h < r.UncheckedBelow && j.height(j.role) == 0:
		return j.unknown("old-unseen", "Output 0 pays an address that no list has; Bisq accepts any for offers as old as this says to be (height %s), and no block shows that.", h)
	case h < r.UncheckedBelow:
		return j.pass("old", "Output 0 pays an address that no list has; for offers as old as this (height %s) Bisq accepts any.", h)
	case late >= r.OpenSince:
		return j.warn("open", "Output 0 pays an address that no list has; since 2023 any burning man may receive fees, so it could not be confirmed.")
	}
	return advise(j.fail("unknown", "Output 0 pays an address that was no fee receiver at height %s.", h),
		"Tell a developer: the fee went to somebody else.")
}

// rateOf is the fee at a height for an amount, in sat; of BSQ, in hundredths.
func (f *facts) rateOf(maker bool, c Currency, r rateData, amount int64) int64 {
	least := f.d.Fee.MinimumBTC
	if c == BSQ {
		least = f.d.Fee.MinimumBSQ
	}
	return max(int64(math.Round(float64(r.of(maker, c))*float64(amount)/1e8)), least)
}

func (j *judge) feeAmount() Verdict {
	currency, maker := j.currency(j.role), j.role == diagnostics.MakerFee
	if currency == CurrencyUnknown {
		v, _ := j.needBTC()
		return v
	}
	paid := j.c.Msg().TxOut[0].Value
	if currency == BSQ {
		b := j.burn(j.role)
		if b.burned == nil {
			return j.unknown("burn", "How much BSQ was burned cannot be told: %s.", b.why)
		}
		paid = *b.burned
	}
	return j.judgeAmount(maker, currency, paid)
}

func (j *judge) judgeAmount(maker bool, currency Currency, paid int64) Verdict {
	amount := j.amount
	if maker {
		amount = j.offerAmount
		if want := j.contract().Offer.MakerFee; want > 0 && want != paid {
			j.figure("fee", paid, want)
			return j.fail("contract", "The fee is %s, but the contract's makerFee is %s.", sat(paid), sat(want))
		}
	}
	h := j.eraHeight(j.role)
	if amount == nil || h == 0 {
		return j.unknown("no-amount", "The fee is %s; the amount or the height that it goes by is not known.", sat(paid))
	}
	want := j.rateOf(maker, currency, j.d.rateAt(h), *amount)
	j.figure("fee", paid, want)
	lowest := want
	for _, r := range j.d.Fee.Rates {
		fee := j.rateOf(maker, currency, r, *amount)
		lowest = min(lowest, fee)
	}
	if j.mainnet() && h > j.d.lastRate() {
		return j.amountBeyond(currency, paid, want, lowest)
	}
	switch {
	case paid >= want:
		return j.pass("ok", "The fee is %s; the rate at height %s asks for %s.", sat(paid), h, sat(want))
	case float64(paid) > float64(want)*j.d.Fee.Tolerance:
		return j.pass("tolerated", "The fee is %s, below the %s that the rate at height %s asks for, and within what Bisq tolerates.", sat(paid), sat(want), h)
	}
	for _, r := range j.d.Fee.Rates {
		if paid == j.rateOf(maker, currency, r, *amount) {
			return j.pass("historic", "The fee is %s, exactly that of the rate from height %s.", sat(paid), r.Height)
		}
	}
	return j.fail("low", "The fee is %s; the rate at height %s asks for %s.", sat(paid), h, sat(want))
}

// amountBeyond judges a fee by rates that only the DAO's state has; last is what
// the last known rate asks for.
func (j *judge) amountBeyond(currency Currency, paid, last, lowest int64) Verdict {
	switch {
	case float64(paid) < float64(lowest)*j.d.Fee.Tolerance:
		return j.fail("far-too-low", "The fee is %s, less than half of the lowest that was ever asked, %s.", sat(paid), sat(lowest))
	case currency == BSQ:
		return j.unknown("dao", "%s of BSQ were burned, %s what the last known rate, from height %s, asks for (%s); later rates stand in the DAO's state only.",
			sat(paid), apart(paid, last), j.d.lastRate(), sat(last))
	}
	if paid > 2*last || 2*paid < last {
		return j.warn("beyond-far", "The fee is %s, %s what the last known rate, from height %s, asks for (%s). Later rates stand in the DAO's state only, so it could not be confirmed, but so large a difference is not to be expected.",
			sat(paid), apart(paid, last), j.d.lastRate(), sat(last))
	}
	agreed := Text{}
	if want := j.contract().Offer.MakerFee; j.role == diagnostics.MakerFee && want == paid {
		agreed = say("fee.agreed", " It is exactly the contract's makerFee.")
	}
	if paid == last {
		return j.warn("beyond-same", "The fee is %s, exactly what the last known rate, from height %s, asks for. Every trade since then warns so, for whether that rate still held stands in the DAO's state only.%s", sat(paid), j.d.lastRate(), agreed)
	}
	return j.warn("beyond", "The fee is %s, %s what the last known rate, from height %s, asks for (%s). Every trade since then warns so, for later rates stand in the DAO's state only: a difference is to be expected, and the fee could not be confirmed.%s",
		sat(paid), apart(paid, last), j.d.lastRate(), sat(last), agreed)
}

// apart says by how much a figure differs from another, in percent of that, which is
// above zero.
func apart(got, want int64) Text {
	if got == want {
		return say("apart.same", "exactly")
	}
	percent := Decimal(max(0.1, math.Abs(float64(got-want))/float64(want)*100)) // it does differ
	if got < want {
		return say("apart.below", "%s percent below", percent)
	}
	return say("apart.above", "%s percent above", percent)
}

// burned is what a BSQ fee burned.
type burned struct {
	burned *int64 // sat; nil if it cannot be told
	why    Text   // why not
	never  bool   // no reading of the inputs makes it a BSQ fee
	how    Text
}

// burn finds out how much BSQ a fee transaction burned. Which inputs are BSQ does
// not stand in the chain, but they come first, at least one input is BTC, and the
// burn is part of the miner fee.
func (f *facts) burn(role diagnostics.TxRole) burned {
	c := f.tx[role]
	msg := c.Msg()
	total, ok := minerFee(c)
	if !ok {
		return burned{why: say("burn.inputs", "what its inputs spend is not known")}
	}
	var found []burned
	sum := int64(0)
	for _, in := range c.Tx.Inputs[:len(c.Tx.Inputs)-1] {
		sum += in.Value
		switch first := msg.TxOut[0].Value; {
		case f.reserveIndex(role) == 0:
			if sum <= total {
				found = append(found, burned{burned: ptr(sum), how: say("burn.all", "all BSQ were burned")})
			}
		case first == sum+1 && sum <= total:
			found = append(found, burned{burned: ptr(sum), how: say("burn.dummy", "all BSQ were burned, output 0 is a dummy")})
		case first < sum && sum-first <= total:
			found = append(found, burned{burned: ptr(sum - first), how: say("burn.change", "output 0 is BSQ change")})
		}
	}
	return f.chooseBurn(role, found)
}

// chooseBurn takes the reading of the inputs that fits the contract, if there is
// more than one.
func (f *facts) chooseBurn(role diagnostics.TxRole, found []burned) burned {
	want := f.contract().Offer.MakerFee
	for _, b := range found {
		if role == diagnostics.MakerFee && want > 0 && *b.burned == want {
			return b
		}
	}
	switch len(found) {
	case 0:
		return burned{never: true, why: say("burn.never", "no number of inputs read as BSQ leaves a burn within the miner fee")}
	case 1:
		return found[0]
	}
	if amount, h := f.amount, f.eraHeight(role); role == diagnostics.TakerFee && amount != nil && h > 0 {
		for _, b := range found {
			if *b.burned == f.rateOf(false, BSQ, f.d.rateAt(h), *amount) {
				return b
			}
		}
	}
	return burned{why: say("burn.several", "several numbers of BSQ inputs are possible")}
}

func (j *judge) feeBurn() Verdict {
	switch j.currency(j.role) {
	case BTC:
		return j.none("btc", "The fee is paid in BTC.")
	case CurrencyUnknown:
		v, _ := j.needBTC()
		return v
	}
	b := j.burn(j.role)
	switch {
	case b.never && !j.reserveUnclear(j.role):
		return j.fail("none", "It burns no BSQ: %s.", b.why)
	case b.burned == nil:
		return j.unknown("unclear", "How much BSQ it burns cannot be told: %s.", b.why)
	}
	j.figure("burned", *b.burned, nil)
	return j.pass("ok", "Inputs and outputs fit a burn of %s of BSQ (%s); whether the DAO counts them so, an explorer cannot know.", sat(*b.burned), b.how)
}

func (j *judge) feeReserve() Verdict {
	out := j.reserve(j.role)
	if out == nil {
		return j.fail("missing", "It has no output %s to be reserved.", j.reserveIndex(j.role))
	}
	want, ok := j.reserveWithoutFee(j.role)
	if !ok {
		return j.unknown("no-amounts", "The reserve is %s; amounts, deposits or who made the offer are not known.", sat(out.Value))
	}
	if j.role == diagnostics.TakerFee {
		fee, ok := j.feeBut(byReserve)
		if !ok {
			return j.unknown("no-fee", "The reserve is %s; tradeTxFee, of which it has twice, is not known.", sat(out.Value))
		}
		want += 2 * fee
	}
	j.figure("reserve", out.Value, want)
	if out.Value == want {
		return j.pass("ok", "Output %s reserves %s, exactly what this trader must bring.", j.reserveIndex(j.role), sat(out.Value))
	}
	if j.shortByBurn(out.Value, want) {
		return j.warn("short", "The reserve is %s and lacks the burned BSQ, as before 1.3.7: %s would be right.", sat(out.Value), sat(want))
	}
	if j.reserveUnclear(j.role) {
		return j.unknown("place", "Whether output 0 or 1 is the reserve is not known: before 1.3.7 it could be the first.")
	}
	return j.fail("amount", "The reserve is %s; this trader must bring %s.", sat(out.Value), sat(want))
}

// shortByBurn reports whether a reserve lacks exactly the BSQ that were burned:
// a slip of buying takers before 1.3.7.
func (j *judge) shortByBurn(got, want int64) bool {
	if j.role != diagnostics.TakerFee || j.party(j.role) != diagnostics.Buyer || !j.oldFee(j.c.Tx) || j.currency(j.role) == BTC {
		return false
	}
	b := j.burn(j.role)
	return b.burned != nil && want-got == *b.burned
}

// reserveSpender is what is known of who spends a fee's reserve.
func (f *facts) reserveSpender(role diagnostics.TxRole) explorer.Output {
	c, i := f.tx[role], f.reserveIndex(role)
	if c.ID == nil {
		return explorer.Output{State: explorer.UnknownSpend}
	}
	if c.Tx != nil && outSpent(c.Tx, i) {
		return c.Tx.Outputs[i]
	}
	// The deposit's content shows it as well.
	deposit := f.tx[diagnostics.Deposit]
	if msg := deposit.Msg(); msg != nil && deposit.State != Absent {
		op := wire.OutPoint{Hash: *c.ID, Index: uint32(i)} //nolint:gosec // 0 or 1
		for n, in := range msg.TxIn {
			if in.PreviousOutPoint == op {
				return explorer.Output{State: explorer.Spent, By: &wire.OutPoint{Hash: *deposit.ID, Index: uint32(n)}}
			}
		}
	}
	if c.Tx == nil || i >= len(c.Tx.Outputs) {
		return explorer.Output{State: explorer.UnknownSpend}
	}
	return c.Tx.Outputs[i]
}

func (j *judge) feeLeads() Verdict {
	deposit, i := j.tx[diagnostics.Deposit], j.reserveIndex(j.role)
	op := wire.OutPoint{Hash: *j.c.ID, Index: uint32(i)} //nolint:gosec // 0 or 1
	by := j.reserveSpender(j.role)
	if by.State == explorer.Spent && j.reserveUnclear(j.role) {
		return j.unknown("place", "Whether output 0 or 1 is the reserve is not known: before 1.3.7 it could be the first.")
	}
	if msg := deposit.Msg(); msg != nil && (by.State != explorer.Spent || by.By.Hash == *deposit.ID) {
		if spends(msg, op) {
			return j.pass("ok", "The deposit spends output %s.", i)
		}
		return advise(j.fail("not", "The deposit does not spend output %s.", i), "Compare the IDs with both traders' trade details: one is of another trade.")
	}
	switch {
	case by.State == explorer.Spent && (deposit.ID == nil || by.By.Hash != *deposit.ID):
		if s := j.foreignSpend(j.role); s != nil && s.doubtful {
			return advise(j.fail("other-deposit", "Output %s is spent by what looks like another trade's deposit.", i),
				"Compare the IDs of fee transactions and deposit with both traders' trade details: one may be of another trade.")
		} else if s != nil && !s.confirmed {
			return advise(j.fail("elsewhere-waits", "Output %s is being spent by another transaction than the deposit, which no block is known to hold.", i),
				"Look again in half an hour: once a block holds that transaction, the deposit can never confirm.")
		}
		return advise(j.fail("elsewhere", "Output %s is spent by another transaction than the deposit.", i),
			"The reserved funds were used elsewhere: the deposit can never confirm. Ask the trader to resync SPV and tell a developer.")
	case by.State == explorer.Spent:
		return j.pass("spent", "Output %s is spent by the deposit, whose content is not at hand.", i)
	case notSeenSpent(by):
		return j.unknown("unspent", "Of %s sources that can tell, %s saw no spender of output %s.", by.Asked, by.Saw, i)
	}
	return j.unknown("unseen", "Who spends output %s is not known, and the deposit is not at hand.", i)
}

func (j *judge) feeSame() Verdict {
	maker, taker := j.reserveSpender(diagnostics.MakerFee), j.reserveSpender(diagnostics.TakerFee)
	switch {
	case maker.State == explorer.Spent && taker.State == explorer.Spent && maker.By.Hash == taker.By.Hash:
		return j.pass("ok", "One transaction spends both reserves.")
	case maker.State == explorer.Spent && taker.State == explorer.Spent:
		return j.fail("differ", "Two transactions spend the two reserves.")
	}
	return j.unknown("unseen", "Who spends both reserves is not known.")
}

func (j *judge) feeMiner() Verdict {
	fee, ok := minerFee(j.c)
	if !ok {
		return j.unknown("inputs", "What its inputs spend is not known, so neither is its fee.")
	}
	size := virtualSize(j.c.Msg())
	rate := float64(fee) / float64(size)
	j.figure("miner fee", fee, nil)
	if fee < 0 {
		return j.unknown("inputs", "What its inputs spend is not known, so neither is its fee.")
	}
	if j.c.State != Confirmed && rate < 2 {
		return advise(j.warn("low", "It pays %s, %s sat for each virtual byte: too little to be confirmed soon, or at all.", sat(fee), Decimal(rate)),
			"Nodes forget it after some days. If it then is in no explorer, its trader resyncs SPV.")
	}
	if want := j.contract().Offer.TxFee; j.role == diagnostics.MakerFee && want > 0 {
		j.v.Figures[0].Want = textOf(want)
		if fee < want {
			return j.warn("contract", "It pays %s; the contract's txFee is %s.", sat(fee), sat(want))
		}
	}
	if want, ok := j.feeBut(byTakerFee); j.role == diagnostics.TakerFee && ok && *j.fee.sat[byTakerFee] == fee {
		j.v.Figures[0].Want = textOf(want)
		if fee != want && !j.confirmedElsewhere(fee) && !j.shortTrade() {
			return j.warn("trade-tx-fee", "It pays %s; reserve and deposit speak of a tradeTxFee of %s.", sat(fee), sat(want))
		}
	}
	return j.pass("ok", "It pays %s, %s sat for each virtual byte.", sat(fee), Decimal(rate))
}

// confirmedElsewhere reports whether another place gives the taker's figure too:
// then it is not the taker's that is wrong.
func (f *facts) confirmedElsewhere(fee int64) bool {
	for i, v := range f.fee.sat {
		if i != byTakerFee && v != nil && *v == fee {
			return true
		}
	}
	return false
}

// shortTrade reports whether the taker's reserve lacks the burned BSQ, which the
// deposit then lacks too.
func (f *facts) shortTrade() bool {
	j := &judge{facts: f, role: diagnostics.TakerFee, c: f.tx[diagnostics.TakerFee]}
	out := f.reserve(diagnostics.TakerFee)
	own, ok := f.reserveWithoutFee(diagnostics.TakerFee)
	fee, paid := minerFee(j.c)
	return out != nil && ok && paid && j.shortByBurn(out.Value, own+2*fee)
}

// stuckAfter is a day in blocks.
const stuckAfter = 144

func (j *judge) feeStuck() Verdict { return j.stuck() }

func (j *judge) stuck() Verdict {
	switch j.c.State {
	case Confirmed:
		return j.pass("confirmed", "It is confirmed.")
	case Unconfirmed:
	case Unpublished:
		return j.none("unpublished", "It is not published: %s.", clause(j.c.Why, noneKnows))
	default:
		return j.unseen()
	}
	_, hi, _ := j.takenBetween()
	if j.role == diagnostics.MakerFee {
		hi = j.contract().Offer.Height
	}
	if hi == 0 || j.tip == 0 {
		return j.unknown("age", "It is unconfirmed; since when is not known.")
	}
	age := max(j.tip-hi, 0)
	j.figure("blocks", age, stuckAfter)
	if age < stuckAfter {
		return j.pass("young", "It is unconfirmed for %s, less than a day.", blocks(age))
	}
	return advise(j.warn("stuck", "It is unconfirmed for %s.", blocks(age)),
		"Look again in half an hour and in a day. If it then is absent at every source, its trader resyncs SPV.")
}

// virtualSize is a transaction's size as fees count it.
func virtualSize(tx *wire.MsgTx) int64 {
	return (int64(tx.SerializeSizeStripped())*3 + int64(tx.SerializeSize()) + 3) / 4
}

// opReturns gives the outputs that carry data.
func opReturns(tx *wire.MsgTx) []int {
	var list []int
	for i, out := range tx.TxOut {
		if len(out.PkScript) > 0 && out.PkScript[0] == txscript.OP_RETURN {
			list = append(list, i)
		}
	}
	return list
}

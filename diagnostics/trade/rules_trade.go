package trade

import (
	"slices"
	"strings"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

var tradeRules = []Rule{
	{
		Name: "trade.ids", Title: "Agreement on the transactions' IDs", Results: everyOutcome, compares: true, check: (*judge).tradeIDs,
		Demands: always("Contract, agent, logs and chain name the same trade and the same transactions, and no transaction plays two roles. Another ID in a log, or a figure on which sources disagree, is a warning. Where only logs name a transaction and they differ, or where only a chat message names it, none is used."),
		Source:  "Bisq's RefundManager.verifyTradeTxChain",
	},
	{
		Name: "trade.contract-json", Title: "Form of the contract", Results: everyOutcome, compares: true, check: (*judge).tradeContract,
		Demands: always("The contract can be read whole. Unknown fields are information; missing ones, edits and addresses of another network are named. Payment accounts still in it must not be handed on. Two contracts that differ in what money or the dispute depends on are a warning, and no rule passes that depends on which of them holds; what one of them lacks is no difference. So are a height, a date, a protocol or a list of burning men that cannot be those of the blocks that hold the transactions: then the blocks say whose rules hold."),
		Source:  "Bisq's Contract.java",
	},
	{
		Name: "trade.replay", Title: "Use by another trade", Results: passOrFail, check: (*judge).tradeReplay,
		Demands: always("Deposit and delayed payout are no other trade's too."),
		Source:  "Bisq's TradeDataValidation (DisputeReplay)",
	},
	{
		Name: "trade.kind", Title: "Kind of trade", Results: passOrWarn, check: (*judge).tradeKind,
		Demands: always("It is a trade with a multisig. A BSQ swap is one transaction and has none of the five; what is called one and yet names fee transactions in a contract, a deposit or a payout is judged as any trade, with a warning."),
		Source:  "Bisq's BSQ swaps, since 1.8.0",
	},
	{
		Name: "trade.confirmations", Title: "Confirmations before payments", Results: passOrWarn, check: (*judge).tradeConfirmations,
		Demands: []Demand{
			{"", "The deposit is confirmed before anything is paid."},
			{"arbitration", "So is the delayed payout, before a refund."},
		},
		Source: fromRefund,
	},
}

// othersContract reports whether the contract is not that of the trade asked about.
func (f *facts) othersContract() bool {
	c := f.k.Contract
	return c != nil && c.Offer.ID != "" && f.k.TradeID != "" && !sameTrade(c.Offer.ID, f.k.TradeID)
}

func (j *judge) tradeIDs() Verdict {
	if j.othersContract() {
		return advise(j.fail("trade", "The contract is of another trade than the one asked about."), "Get this trade's contract.")
	}
	const compare = "Compare the IDs with both traders' trade details."
	if why := j.swapped(); why != "" {
		say := j.warn
		if j.crossed() != "" {
			say = j.fail
		}
		return advise(say("swapped", "The IDs of maker and taker fee transaction look exchanged: %s.", why), compare+" Exchange them and check again.")
	}
	roles := map[chainhash.Hash]diagnostics.TxRole{}
	var doubt *Claim
	var doubtRole diagnostics.TxRole
	for _, role := range diagnostics.TxRoles() {
		for i, c := range j.claims[role] {
			if other, ok := roles[c.ID]; ok && other != role {
				return advise(j.fail("twice", "One transaction is named as %s and as %s.", other, role), compare)
			}
			roles[c.ID] = role
			switch used := j.claims[role][0]; {
			case c.ID == used.ID:
			case c.Origin.fromLogs():
				doubt, doubtRole = &j.claims[role][i], role
			default:
				return advise(j.fail("differ", "%s and %s name different transactions as %s.", used.Origin, c.Origin, role), compare)
			}
		}
	}
	if left := j.leftOut(); left != nil {
		return *left
	}
	switch fact := j.disputed(); {
	case doubt != nil:
		return advise(j.warn("log", "%s names another transaction as %s: perhaps a draft before it was signed, or another attempt.", doubt.Origin, doubtRole), compare)
	case fact != nil:
		return j.warn("facts", "Sources disagree on %s: %s says %s.", factText(fact.Name), fact.Origin, valueText(fact.Value))
	case j.otherTrade():
		return advise(j.warn("contracts", "Two contracts at hand are of different trades."), "Remove the one that is not this trade's.")
	case len(roles) == 0:
		return j.unknown("none", "No transaction's ID is known.")
	}
	return j.pass("ok", "All that name transactions agree; %s of 5 are named.", len(roles))
}

// otherTrade reports whether the contracts at hand are of more than one trade.
func (j *judge) otherTrade() bool {
	keys, _ := j.differing()
	return slices.Contains(keys, "offerPayload.id")
}

// factText is how a fact is called.
func factText(name string) Text { return say("fact."+name, name) }

// valueText is a fact's value.
func valueText(value string) Text {
	switch value {
	case "true":
		return say("word.true", "true")
	case "false":
		return say("word.false", "false")
	}
	return Plain(value)
}

// disputed gives a statement that others contradict. Times and heights of taking
// the offer differ between traders as a matter of course.
func (j *judge) disputed() *Fact {
	for i, fact := range j.list {
		if fact.Disputed && !fact.Used && fact.Name != factTakeTime && fact.Name != factTakeHeight {
			return &j.list[i]
		}
	}
	return nil
}

// sameTrade compares IDs, one of which may be short, or typed in other capitals.
func sameTrade(contract string, known diagnostics.TradeID) bool {
	id, err := diagnostics.ParseTradeID(contract)
	if err != nil {
		return false
	}
	if id.Full() && known.Full() {
		return strings.EqualFold(string(id), string(known))
	}
	return strings.EqualFold(id.Short(), known.Short())
}

func (j *judge) tradeContract() Verdict {
	c := j.k.Contract
	switch {
	case c == nil && !j.k.ContractFault.IsZero():
		return advise(j.fail("unreadable", "The contract could not be read: %s.", j.k.ContractFault), "Copy it again from the dispute's details window, from the first { to the last }.")
	case c == nil:
		return j.none("none", "There is no contract at hand.")
	case j.otherNetwork():
		return advise(j.fail("network", "A payout address of the contract is none of %s.", j.net.Name), "Check the network and the contract.")
	}
	for i, id := range []string{c.Offer.FeeTxID, c.TakerFeeTxID} {
		if _, err := chainhash.NewHashFromStrStrict(id); id != "" && err != nil {
			return advise(j.fail("id", "What the contract gives as %s transaction is no transaction ID.", feeRoles[i]), "Get the contract from the other trader.")
		}
	}
	if keys, other := j.differing(); other != nil {
		return advise(j.warn("differ", "Two contracts at hand differ in %s: %s and %s. Both traders signed one.", shorten(strings.Join(keys, ", ")), j.k.ContractOrigin, other.Origin),
			"Get the contract from both traders again, and ask which of them was altered. Pay nothing by either before that is clear.")
	}
	if keys := j.misfits(); len(keys) > 0 {
		return advise(j.warn("blocks", "What the contract has as %s does not fit the blocks that hold the transactions (%s); these say whose rules hold.", strings.Join(keys, ", "), j.blocksSeen()),
			"Get the contract from both traders and compare them; compare the transactions' IDs too.")
	}
	if !j.k.ContractFault.IsZero() {
		return j.warn("partly", "The contract was read in part: %s.", j.k.ContractFault)
	}
	if len(c.Bad) > 0 {
		lacks := ""
		if len(c.Missing) > 0 {
			lacks = " It lacks " + strings.Join(c.Missing, ", ") + "."
		}
		return advise(j.warn("not-understood", "What the contract has as %s is not what Bisq writes there, and was left out.%s", shorten(strings.Join(c.Bad, ", ")), lacks),
			"Get the contract from the other trader, or copy it again.")
	}
	if len(c.Missing) > 0 {
		return j.warn("missing", "The contract lacks %s.", strings.Join(c.Missing, ", "))
	}
	var unknown, payloads, edited Text
	if len(c.Unknown) > 0 {
		unknown = say("contract.unknown", " It has %s fields that are not known: %s.", len(c.Unknown), shorten(strings.Join(c.Unknown, ", ")))
	}
	if c.AnyPayload {
		payloads = say("contract.payloads", " It still holds payment accounts, which must not be handed on.")
	}
	if c.Edited {
		edited = say("contract.edited", " It was edited.")
	}
	return j.pass("ok", "The contract was read whole.%s%s%s", unknown, payloads, edited)
}

// otherNetwork reports whether the contract's addresses are of another network.
func (f *facts) otherNetwork() bool {
	c := f.contract()
	for _, addr := range []string{c.MakerPayout, c.TakerPayout} {
		if a, err := address.DecodeAddress(addr, f.net); addr != "" && (err != nil || !a.IsForNet(f.net)) {
			return true
		}
	}
	return false
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}

func (j *judge) tradeReplay() Verdict {
	seen := 0
	for _, role := range []diagnostics.TxRole{diagnostics.Deposit, diagnostics.DelayedPayout} {
		c := j.tx[role]
		if c.ID == nil {
			continue
		}
		seen++
		for _, use := range j.k.Elsewhere[*c.ID] {
			if use.Trade == "" || j.k.TradeID == "" || !sameTrade(string(use.Trade), j.k.TradeID) {
				return advise(j.fail("used", "The %s is named by another trade too (%s).", role, use.Trade.Short()),
					"Stop: pay nothing, and show both trades to a developer.")
			}
		}
	}
	if seen == 0 {
		return j.unknown("none", "Neither deposit nor delayed payout is known.")
	}
	return j.pass("ok", "No other trade at hand names its deposit or delayed payout.")
}

func (j *judge) tradeKind() Verdict {
	if j.swap {
		return j.none("swap", "This is a BSQ swap: one transaction, without fees, deposit and payouts, so that none of the rules is about it.")
	}
	if j.swapDenied {
		return advise(j.warn("denied", "It is called a BSQ swap, but transactions are named that no swap has; it is judged as a trade with a multisig."), "Get the contract from both traders and compare them.")
	}
	if j.kind() == KindUnknown {
		return j.unknown("unknown", "Nothing says whether it is a trade with a multisig.")
	}
	return j.pass("multisig", "It is a trade with a multisig.")
}

// kind says what sort of trade it is.
func (f *facts) kind() Kind {
	deposit := f.tx[diagnostics.Deposit]
	switch {
	case f.swap:
		return BSQSwap
	case f.k.Contract != nil || deposit.ID != nil || f.tx[diagnostics.MakerFee].ID != nil || f.tx[diagnostics.TakerFee].ID != nil:
		return Multisig
	}
	return KindUnknown
}

func (j *judge) tradeConfirmations() Verdict {
	deposit, delayed := j.tx[diagnostics.Deposit], j.tx[diagnostics.DelayedPayout]
	switch deposit.State {
	case Confirmed:
	case Unconfirmed:
		return j.warn("deposit", "The deposit waits for a block: pay nothing before it is confirmed.")
	case Absent, Unpublished:
		return j.unknown("no-deposit", "There is no deposit that could be confirmed.")
	default:
		return j.unknown("unseen", "Whether the deposit is confirmed is not known.")
	}
	if j.k.Dispute == DisputeArbitration && delayed.State == Unconfirmed {
		return j.warn("delayed", "The delayed payout waits for a block: make no refund before it is confirmed.")
	}
	n := deposit.Confirmations()
	j.figure("confirmations", n, nil)
	if deposit.Tx != nil && deposit.Tx.State == explorer.Confirmed && n == 0 {
		return j.pass("some", "The deposit is confirmed; how deep is not known.")
	}
	return j.pass("ok", "The deposit is %s deep.", blocks(n))
}

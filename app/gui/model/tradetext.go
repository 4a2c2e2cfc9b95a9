package model

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// tradeCodes are the sentences about a trade that the window says in its own
// words; all others stay English.
var tradeCodes = []string{
	"summary.network", "summary.swap", "summary.locked", "summary.paid-out", "summary.in-delayed-payout", "summary.waiting", "summary.absent",
	"summary.unpublished", "summary.unknown", "summary.both-fees-absent", "summary.fee-absent", "summary.deposit-absent", "summary.stuck",
	"summary.unconfirmed", "summary.no-delayed-payout", "summary.delayed-payout", "summary.delayed-waiting", "summary.delayed-unknown",
	"summary.fails", "summary.warns", "summary.unknowns", "summary.kept",
	"summary.reserve-spent", "summary.arbitration-paid-out", "summary.one-voice",
	"summary.reserves-spent", "summary.reserve-other-deposit", "summary.reserve-waiting", "summary.swapped", "summary.locked-noted", "summary.as-of",

	"advice.network", "advice.no-payment", "advice.reimburse", "advice.no-reimbursement", "advice.check-id", "advice.deactivate-offers", "advice.spv-resync",
	"advice.developer", "advice.spv-resync-later", "advice.no-payment-yet", "advice.look-again", "advice.wait", "advice.no-refund",
	"advice.publish", "advice.ask-publish", "advice.no-refund-yet", "advice.contact-developer", "advice.ask-again", "advice.no-resync",
	"advice.go-on", "advice.no-deposit", "advice.nothing",
	"advice.who-spent", "advice.spv-resync-dead", "advice.no-refund-paid-out", "advice.close-arbitration",
	"advice.own-spent", "advice.no-reimbursement-own", "advice.second-source", "advice.ask-logs", "advice.compare-ids",
	"advice.reserve-look-again", "advice.exchange-ids", "advice.check-anew",

	"flow.title", "flow.maker-fee", "flow.taker-fee", "flow.deposit", "flow.delayed-payout", "flow.payout", "flow.whole", "flow.whole-count", "flow.unit",
	"flow.state.swap", "flow.state.confirmation", "flow.state.confirmations", "flow.state.confirmed", "flow.state.unconfirmed", "flow.state.absent",
	"flow.state.held", "flow.state.unpublished", "flow.state.local", "flow.state.unknown",
	"flow.result.pass", "flow.result.warn", "flow.result.fail", "flow.result.unknown", "flow.result.none",
	"flow.input", "flow.inputs", "flow.one-input", "flow.from-maker", "flow.from-taker", "flow.from-deposit", "flow.more", "flow.output",
	"flow.multisig", "flow.contract-hash", "flow.change", "flow.receiver", "flow.receiver-one", "flow.reserve", "flow.trade-fee", "flow.bsq-change",
	"flow.fee-or-bsq", "flow.buyer", "flow.seller", "flow.miner-fee", "flow.miner-fee-bsq", "flow.burned", "flow.no-id", "flow.bytes", "flow.amount-unknown",
	"flow.detail.input", "flow.detail.output", "flow.detail.locked", "flow.detail.tiny", "flow.detail.cut",
	"flow.legend.both", "flow.legend.tiny", "flow.legend.cut",
	"flow.into.deposit", "flow.into.payout", "flow.into.delayed-payout",
}

// TradeKeys are the keys of these sentences.
func TradeKeys() (keys []string) {
	for _, code := range tradeCodes {
		keys = append(keys, "said."+code)
	}
	return keys
}

// TradeText is a sentence about a trade in the window's words, if it has any.
// {{.A1}}, {{.A2}} … are what stands in its gaps.
func TradeText(t trade.Text) Phrase {
	if !slices.Contains(tradeCodes, t.Code) {
		return Plain(Bounded(t.English))
	}
	p := Phrase{Key: "said." + t.Code, English: "{{.English}}", Data: map[string]any{"English": Bounded(t.English)}}
	for i, a := range t.Args {
		p.Data["A"+strconv.Itoa(i+1)] = tradeWord(a)
	}
	return p
}

var counted = regexp.MustCompile(`^(\d+) (rule is|rules are|warnings?|rules?)$`)

// tradeWord is what stands in a gap, in the window's words.
func tradeWord(a string) any {
	if m := counted.FindStringSubmatch(a); m != nil {
		n, _ := strconv.Atoi(m[1])
		switch m[2] {
		case "rule is", "rules are":
			return Count("word.rules.are", "{{.Count}} rules are", n)
		case "warning", "warnings":
			return Count("word.warnings", "{{.Count}} warnings", n)
		}
		return Count("word.rules", "{{.Count}} rules", n)
	}
	switch a {
	case "Both fee transactions are there":
		return Say("word.fees-there", "Both fee transactions are there")
	case "No fee transaction is known to be missing":
		return Say("word.no-fee-missing", "No fee transaction is known to be missing")
	case "buyer":
		return Say("word.buyer", "buyer")
	case "seller":
		return Say("word.seller", "seller")
	case "maker":
		return Say("word.maker", "maker")
	case "taker":
		return Say("word.taker", "taker")
	case "is confirmed":
		return Say("word.confirmed", "is confirmed")
	case "waits for a block":
		return Say("word.waits", "waits for a block")
	case "is not known":
		return Say("word.unknown", "is not known")
	case ", which waits for a block":
		return Say("word.which-waits", ", which waits for a block")
	case "passed":
		return Say("word.passed", "passed")
	case "warning":
		return Say("word.warning", "warning")
	case "failed":
		return Say("word.failed", "failed")
	case "not known":
		return Say("word.not-known", "not known")
	}
	return Bounded(strings.TrimSuffix(a, ".")) // the sentence has its own
}

// TradeSentences are the result's summary.
func TradeSentences(said []trade.Text) []Phrase {
	var all []Phrase
	for _, t := range said {
		all = append(all, TradeText(t))
	}
	return all
}

// ResultOf is how a rule's result is called.
func ResultOf(o trade.Outcome) Phrase {
	switch o {
	case trade.Pass:
		return Say("verdict.pass", "Passed")
	case trade.Warn:
		return Say("verdict.warn", "Warning")
	case trade.Fail:
		return Say("verdict.fail", "Failed")
	case trade.Unknown:
		return Say("verdict.unknown", "Not known")
	case trade.NotApplicable:
	}
	return Say("verdict.none", "Does not apply")
}

// TradeRoleOf is how one of the five transactions is called; "" is the trade as
// a whole.
func TradeRoleOf(role diagnostics.TxRole) Phrase {
	switch role {
	case diagnostics.MakerFee:
		return Say("said.flow.maker-fee", "Maker fee")
	case diagnostics.TakerFee:
		return Say("said.flow.taker-fee", "Taker fee")
	case "":
		return Say("said.flow.whole", "Whole trade")
	case diagnostics.Deposit, diagnostics.DelayedPayout, diagnostics.Payout:
	}
	return RoleOf(role)
}

// AddresseeOf is how who is to do something is called.
func AddresseeOf(to trade.Addressee) Phrase {
	switch to {
	case trade.ToBuyer:
		return Say("to.buyer", "Buyer")
	case trade.ToSeller:
		return Say("to.seller", "Seller")
	case trade.ToMaker:
		return Say("to.maker", "Whoever made the offer")
	case trade.ToTaker:
		return Say("to.taker", "Whoever took the offer")
	case trade.ToBoth:
		return Say("to.both", "Both traders")
	case trade.ToMediator:
	}
	return Say("to.mediator", "Mediator")
}

package model

import (
	"strconv"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// TradeText is a text about a trade in the window's words: those of "said." and
// its code, where {{.A1}}, {{.A2}} … are what stands in its gaps. A text without a
// code is the same in all languages.
func TradeText(t trade.Text) Phrase {
	if t.Code == "" {
		return Phrase{English: Bounded(t.English), Number: t.Number}
	}
	p := Phrase{Key: "said." + t.Code, English: "{{.English}}", Data: map[string]any{"English": Bounded(t.English)}, Clause: t.Clause}
	for i, a := range t.Args {
		p.Data["A"+strconv.Itoa(i+1)] = TradeText(a)
	}
	return p
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

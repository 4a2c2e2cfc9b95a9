package trade

import (
	"fmt"
	"strings"

	"tradecase/diagnostics"
)

// Message is a text that is ready to be sent to a trader, in English; "" if there
// is nothing for them. Where it is not known who made the offer, steps for maker or
// taker say so.
func (r *Result) Message(to diagnostics.Party) string { return r.Letter(to, Text.String) }

// Letter is Message with its texts as in gives them.
func (r *Result) Letter(to diagnostics.Party, in func(Text) string) string {
	var lines []Text
	for _, a := range r.Advice {
		switch {
		case a.To == Addressee(to), a.To == ToBoth:
			lines = append(lines, a.Text)
		case a.To == ToMaker && r.Trade.BuyerIsMaker == nil:
			lines = append(lines, say("letter.maker", "If you made the offer: %s", a.Text))
		case a.To == ToTaker && r.Trade.BuyerIsMaker == nil:
			lines = append(lines, say("letter.taker", "If you took the offer: %s", a.Text))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	about := say("letter.about-some", "about your trade:")
	if id := r.Trade.ID.Short(); id != "" {
		about = say("letter.about", "about your trade %s:", id)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\n", in(say("letter.hello", "Hello %s,", Addressee(to).text())), in(about))
	for i, l := range lines {
		fmt.Fprintf(&b, "%d. %s\n", i+1, in(l))
	}
	return b.String()
}

// Reimbursement is Bisq's form for lost fees, filled in; "" if nobody lost any.
// Its lines are worded as that form wants them.
func (r *Result) Reimbursement() string {
	var who, amounts, reasons []string
	for _, l := range r.Losses {
		if !l.Lost {
			continue
		}
		name := "Maker"
		if l.Role == diagnostics.TakerFee {
			name = "Taker"
		}
		if l.Party != diagnostics.Unknown {
			who = append(who, fmt.Sprintf("%s (BTC %s)", name, l.Party))
		} else {
			who = append(who, name)
		}
		var parts []string
		if l.TradeFee != nil {
			parts = append(parts, amountOf(*l.TradeFee, l.Currency)+" trade fee")
		}
		if l.MinerFee != nil {
			parts = append(parts, btc(*l.MinerFee)+" miner fee")
		}
		amounts = append(amounts, name+": "+orElse(strings.Join(parts, ", "), "not known"))
		reasons = append(reasons, name+": "+l.Reason.English)
	}
	if len(who) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Trade ID: %s\n", orElse(r.Trade.ID.Short(), "not known"))
	fmt.Fprintf(&b, "Reimbursement for: %s\n\n", strings.Join(who, ", "))
	for _, c := range r.Transactions {
		if c.ID != nil {
			fmt.Fprintf(&b, "%s: %s\n", c.Role.Title(), c.ID)
		}
	}
	fmt.Fprintf(&b, "\nAmount\n%s\n\nReason\n%s\n", strings.Join(amounts, "\n"), strings.Join(reasons, "\n"))
	for _, c := range r.Transactions[:3] {
		if c.State != StateOpen {
			fmt.Fprintf(&b, "%s: %s\n", c.Role.Title(), c.State)
		}
	}
	return b.String()
}

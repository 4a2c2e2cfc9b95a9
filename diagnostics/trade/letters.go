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
	if r.OneVoice {
		b.WriteString(in(say("letter.one-voice", "This is not final: only one source was asked for what is absent. Another will be asked before any fee is reimbursed or refused.")) + "\n\n")
	}
	if r.AsOf != nil {
		b.WriteString(in(say("letter.as-of", "This is as of %s and will be looked at again before anything is paid.", day(*r.AsOf))) + "\n\n")
	}
	for i, l := range lines {
		fmt.Fprintf(&b, "%d. %s\n", i+1, in(l))
	}
	return b.String()
}

// claim is what stands in the form about the losses, a line a trader.
type claim struct{ who, amounts, reasons, refused []string }

// claimed sorts the losses by whether they may be reimbursed.
func (r *Result) claimed() (c claim) {
	for _, l := range r.Losses {
		name := "Maker"
		if l.Role == diagnostics.TakerFee {
			name = "Taker"
		}
		switch {
		case l.Own:
			c.refused = append(c.refused, name+": "+l.Reason.English+" Spent by: "+l.SpentBy)
		case l.Lost:
			who := name
			if l.Party != diagnostics.Unknown {
				who = fmt.Sprintf("%s (BTC %s)", name, l.Party)
			}
			c.who = append(c.who, who)
			c.amounts = append(c.amounts, name+": "+l.amounts())
			c.reasons = append(c.reasons, name+": "+l.Reason.English)
		}
	}
	return c
}

// amounts are the fees that were lost.
func (l Loss) amounts() string {
	var parts []string
	if l.TradeFee != nil {
		parts = append(parts, amountOf(*l.TradeFee, l.Currency)+" trade fee")
	}
	if l.MinerFee != nil {
		parts = append(parts, btc(*l.MinerFee)+" miner fee")
	}
	return orElse(strings.Join(parts, ", "), "not known")
}

// held are the lines above a form that must not go out as it is.
func (r *Result) held() string {
	held := ""
	if r.swapped {
		held += "NOT YET TO BE SENT OR PAID: the IDs of maker and taker fee transaction look exchanged. Compare them first.\n\n"
	}
	if r.OneVoice {
		held += "NOT YET TO BE SENT OR PAID: only one source was asked for what is absent. Ask another first.\n\n"
	}
	if r.AsOf != nil {
		held += "NOT YET TO BE SENT OR PAID: this was noted on " + day(*r.AsOf) + ", and not asked since. Check again first.\n\n"
	}
	return held
}

// Reimbursement is Bisq's form for lost fees, filled in; "" if nobody lost any
// but by the own doing. Its lines are worded as that form wants them; where it
// rests on one source's word, or on IDs that look wrong, a line above it says so.
func (r *Result) Reimbursement() string {
	c := r.claimed()
	if len(c.who) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(r.held())
	fmt.Fprintf(&b, "Trade ID: %s\n", orElse(r.Trade.ID.Short(), "not known"))
	fmt.Fprintf(&b, "Reimbursement for: %s\n\n", strings.Join(c.who, ", "))
	for _, tx := range r.Transactions {
		if tx.ID != nil {
			fmt.Fprintf(&b, "%s: %s\n", tx.Role.Title(), tx.ID)
		}
	}
	fmt.Fprintf(&b, "\nAmount\n%s\n\nReason\n%s\n", strings.Join(c.amounts, "\n"), strings.Join(append(c.reasons, c.refused...), "\n"))
	for _, tx := range r.Transactions[:3] {
		if tx.State != StateOpen {
			fmt.Fprintf(&b, "%s: %s\n", tx.Role.Title(), tx.State)
		}
	}
	return b.String()
}

package flow

import (
	"cmp"
	"strings"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// Row is a part of the picture in words.
type Row struct {
	Transaction trade.Text
	Part        trade.Text // of the transaction; empty for the transaction itself
	Amount      string     // in BTC with eight digits; "" if there is none, or it is not known
	Says        []trade.Text
	Result      trade.Text // the worst of the rules about it; empty if there is none
	TxID        string     // whole
	Address     string
}

// Table says the same as the picture for those who cannot see it: a row for
// each transaction and each strand, in the order in which coins flow.
func Table(r *trade.Result) []Row { return New(r, Options{}).Table() }

// Table says the same as the picture, a row for each part.
func (p *Picture) Table() []Row {
	var rows []Row
	for _, part := range p.Parts {
		row := Row{Transaction: title(cmp.Or(part.Role, part.To)), Says: part.Details, TxID: part.TxID, Address: part.Address}
		if part.Kind == Strand {
			row.Part = part.Name
		}
		if part.Sat != nil {
			row.Amount = BTC(*part.Sat)
		}
		if part.Kind == Strand && part.To != "" && part.To != part.Role {
			row.Says = append([]trade.Text{into(part)}, row.Says...)
		}
		if part.Worst != trade.NotApplicable {
			row.Result = stateWord(part.Worst)
		}
		rows = append(rows, row)
	}
	return rows
}

// Text is the row as a line, with its texts as say has them; nil is English.
func (r Row) Text(say func(trade.Text) string) string {
	if say == nil {
		say = trade.Text.String
	}
	parts := []string{say(r.Transaction)}
	if r.Part.English != "" {
		parts[0] += ": " + say(r.Part)
	}
	if r.Amount != "" {
		parts = append(parts, r.Amount+" BTC")
	}
	for _, s := range r.Says {
		parts = append(parts, say(s))
	}
	if r.Result.English != "" {
		parts = append(parts, say(r.Result))
	}
	return strings.Join(parts, ", ")
}

func into(p Part) trade.Text {
	switch p.To {
	case diagnostics.Payout:
		return say("into.payout", "into the payout")
	case diagnostics.DelayedPayout:
		return say("into.delayed-payout", "into the delayed payout")
	}
	return say("into.deposit", "into the deposit")
}

// Lines say a part: what it is and how much, then what else is known of it.
func (p Part) Lines() (head, rest []trade.Text) {
	head = append(head, title(cmp.Or(p.Role, p.To)))
	if p.Kind == Strand {
		head = append(head, p.Name)
		if p.To != "" && p.To != p.Role {
			rest = append(rest, into(p))
		}
	}
	return head, append(rest, p.Details...)
}

// say says a part in one line.
func (p Part) say(style Style) string {
	head, rest := p.Lines()
	var names, says []string
	for _, t := range head {
		names = append(names, style.say(t))
	}
	s := strings.Join(names, ": ")
	switch {
	case p.Sat != nil:
		s += ", " + BTC(*p.Sat) + " BTC"
	case p.Kind == Strand:
		s += ", " + style.say(say("amount-unknown", "not known"))
	}
	for _, t := range rest {
		says = append(says, style.say(t))
	}
	if p.Worst != trade.NotApplicable {
		says = append(says, style.say(stateWord(p.Worst)))
	}
	return strings.Join(append([]string{s}, says...), ", ")
}

// describe says the whole picture for a screen reader: the transactions.
func (p *Picture) describe(style Style) string {
	var parts []string
	for _, t := range p.Says {
		parts = append(parts, style.say(t))
	}
	for _, part := range p.Parts {
		if part.Kind == Transaction {
			parts = append(parts, part.say(style)+".")
		}
	}
	return clean(strings.TrimSpace(strings.Join(parts, " ")))
}

package model

import (
	"strconv"
	"strings"

	"tradecase/diagnostics"
	"tradecase/diagnostics/redact"
)

// told is a text of the core in the window's words: the one with the key, if
// there is one, else the core's English. args fill its places: "Count" chooses
// the form, "Bytes" is a size, "Roles" are roles with a comma between, of
// "Why" comes why an order is not known if it says so by a code, "Class" is a
// class of private data, "Reason" why something is left out, of "Party" come Who
// ("Seller") and Of (" of the seller", empty if it is not known).
func told(key, english string, args map[string]string) Phrase {
	if english == "" {
		return Phrase{}
	}
	// Not the English itself: it may hold anything, and would be read as a
	// template.
	p := Phrase{Key: key, English: "{{.English}}", Data: map[string]any{"English": Bounded(english)}}
	for name, value := range args {
		switch name {
		case "Count":
			n, err := strconv.Atoi(value)
			if err == nil {
				p.Data["Count"], p.Plural = n, true
			}
		case "Bytes":
			n, _ := strconv.ParseInt(value, 10, 64)
			p.Data["Size"] = Size(n)
		case "Roles":
			p.Data["Roles"] = roles(value)
		case "Why":
			p.Data["Why"] = whyUnordered(args)
		case "Class":
			p.Data["Class"] = class(redact.Class(value), 1)
		case "Reason":
			p.Data["Reason"] = reason(value)
		case "Party":
			p.Data["Who"], p.Data["Of"] = parties(diagnostics.Party(value))
		default:
			p.Data[name] = Bounded(value)
		}
	}
	return p
}

// parties is how a party is called at the beginning of a sentence, and whose
// something is.
func parties(p diagnostics.Party) (who, of Phrase) {
	switch p {
	case diagnostics.Buyer:
		return Say("party.buyer", "Buyer"), Say("party.of.buyer", " of the buyer")
	case diagnostics.Seller:
		return Say("party.seller", "Seller"), Say("party.of.seller", " of the seller")
	}
	return Say("party.nobody", "The version"), Phrase{}
}

// whyUnordered says why the order of logs is not known.
func whyUnordered(args map[string]string) Phrase {
	a, b := Bounded(args["A"]), Bounded(args["B"])
	switch args["WhyCode"] {
	case "same-place":
		return Say("why.same-place", "{{.A}} and {{.B}} have the same place", "A", a, "B", b)
	case "nameless":
		return Say("why.nameless", "the name of {{.A}} does not say where it belongs", "A", a)
	case "backwards":
		return Say("why.backwards", "by its number {{.A}} is older than {{.B}}, by its stamps it is not", "A", a, "B", b)
	case "stamps":
		return Say("why.stamps", "the stamps of {{.A}} and {{.B}} cannot be compared", "A", a, "B", b)
	}
	return detailOf(args["Why"])
}

func roles(list string) []Phrase {
	var all []Phrase
	for name := range strings.SplitSeq(list, ",") {
		all = append(all, RoleOf(diagnostics.TxRole(name)))
	}
	return all
}

// RoleOf is how a transaction's role is called.
func RoleOf(r diagnostics.TxRole) Phrase {
	switch r {
	case diagnostics.MakerFee:
		return Say("role.maker-fee", "Maker")
	case diagnostics.TakerFee:
		return Say("role.taker-fee", "Taker")
	case diagnostics.Deposit:
		return Say("role.deposit", "Deposit")
	case diagnostics.DelayedPayout:
		return Say("role.delayed-payout", "Delayed payout")
	case diagnostics.Payout:
		return Say("role.payout", "Payout")
	}
	return Plain(r.Title())
}

// Coded lists the keys of all texts of the core that the window says in its
// own words, apart from errors: those of the findings with these names, of the
// checklist, and of the stages with these English names.
func Coded(findings, rows, asks, details, stages []string) (keys []string) {
	for _, f := range findings {
		keys = append(keys, "finding."+f+".title", "finding."+f+".advice")
	}
	for _, r := range rows {
		keys = append(keys, "checklist.title."+r)
	}
	for _, a := range asks {
		keys = append(keys, "checklist.ask."+a)
	}
	for _, d := range details {
		keys = append(keys, "checklist.detail."+d)
	}
	for _, s := range stages {
		keys = append(keys, stageKey(s))
	}
	return keys
}

// Stage is what work does now, as the core names it.
func Stage(english string) Phrase {
	name, reading := strings.CutPrefix(english, "reading ")
	if reading && !strings.HasPrefix(name, "the ") {
		return Say("stage.file", "reading {{.Name}}", "Name", Clean(name))
	}
	return told(stageKey(english), english, nil)
}

func stageKey(english string) string { return "stage." + strings.ReplaceAll(english, " ", "-") }

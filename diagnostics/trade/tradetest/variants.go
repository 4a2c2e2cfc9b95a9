package tradetest

import (
	"fmt"
	"slices"
)

// Variants lists the sensible combinations, each with a name of its own. None
// of them has anything wrong.
func Variants() []Variant {
	return slices.Concat(everyMoment(), fees(), amounts(), endings(), pendings(), papers())
}

// Find is the variant of a name; ok is false if there is none.
func Find(name string) (v Variant, ok bool) {
	for _, v := range Variants() {
		if v.Name == name {
			return v, true
		}
	}
	return Variant{}, false
}

// at is a moment with its protocol.
type at struct {
	protocol int
	moment   Moment
}

// name starts a variant's name: "p4/burning-2024".
func (a at) name() string { return fmt.Sprintf("p%d/%s", a.protocol, a.moment) }

func (a at) variant(name string) Variant {
	return Variant{Name: a.name() + "/" + name, Protocol: a.protocol, Moment: a.moment, Ending: Paid}
}

// allMoments has every moment, the oldest first.
func allMoments() []at {
	return []at{
		{1, Arbitrators},
		{1, Burning2019},
		{2, Early2020},
		{2, BeforeBugfix},
		{2, Victims},
		{3, Segwit},
		{3, BSQSegwit},
		{4, NoOpReturn},
		{4, Legacy2022},
		{4, LastLegacy},
		{4, Burning2023},
		{4, Burning2024},
		{4, Burning2026},
	}
}

// eras has one moment for each set of rules.
func eras() []at {
	return []at{{1, Burning2019}, {2, Victims}, {3, Segwit}, {4, NoOpReturn}, {4, Burning2024}}
}

// everyMoment has the ordinary trade of each moment, from both sides.
func everyMoment() []Variant {
	var list []Variant
	for _, a := range allMoments() {
		sells := a.variant("paid/maker-sells")
		buys := a.variant("paid/maker-buys")
		buys.MakerIsBuyer = true
		list = append(list, sells, buys)
	}
	return list
}

// fees has the ways to pay a trade fee.
func fees() []Variant {
	var list []Variant
	add := func(a at, name string, maker, taker Fee) {
		v := a.variant("fee/" + name)
		v.MakerFee, v.TakerFee = maker, taker
		v.MakerIsBuyer = len(list)%2 == 0
		list = append(list, v)
	}
	bsq, btc := Fee{BSQ: true}, Fee{}
	for _, a := range eras() {
		add(a, "bsq-both", bsq, bsq)
		add(a, "bsq-maker", bsq, btc)
		add(a, "bsq-taker", btc, bsq)
		add(a, "no-change", Fee{NoChange: true}, Fee{NoChange: true, Inputs: 2})
		add(a, "bsq-no-change", Fee{BSQ: true, NoChange: true}, Fee{BSQ: true, NoChange: true, Inputs: 3})
		add(a, "bsq-several-inputs", Fee{BSQ: true, BSQInputs: 2, Inputs: 2}, Fee{BSQ: true, BSQInputs: 3})
	}
	for _, a := range []at{{2, Victims}, {3, BSQSegwit}, {4, NoOpReturn}, {4, Burning2024}} {
		add(a, "bsq-burnt-whole", Fee{BSQ: true, NoBSQChange: true}, Fee{BSQ: true, NoBSQChange: true, NoChange: true})
	}
	old := at{2, BeforeBugfix}
	bug := Fee{BSQ: true, NoBSQChange: true, Bug: true}
	add(old, "bsq-bug-maker", bug, btc)
	add(old, "bsq-bug-taker", btc, bug)
	bug.NoChange = true
	add(old, "bsq-bug-one-output", bug, bug)
	short := old.variant("fee/bsq-short-reserve")
	short.MakerIsBuyer, short.TakerFee, short.ShortReserve = false, bsq, true
	several := at{4, Legacy2022}.variant("fee/several-inputs")
	several.MakerFee, several.TakerFee = Fee{Inputs: 4}, Fee{Inputs: 3, NoChange: true}
	list = append(list, short, several)
	for _, a := range []at{{4, Burning2023}, {4, Burning2024}} {
		v := a.variant("fee/unknown-receiver")
		v.UnknownFeeReceiver = true
		list = append(list, v)
	}
	return list
}

// amounts has what changes the deposit.
func amounts() []Variant {
	var list []Variant
	for _, a := range eras() {
		sells := a.variant("amount/partial-maker-sells")
		sells.Partial = true
		buys := a.variant("amount/partial-maker-buys")
		buys.Partial, buys.MakerIsBuyer, buys.Altcoin = true, true, true
		altcoin := a.variant("amount/altcoin")
		altcoin.Altcoin = true
		list = append(list, sells, buys, altcoin)
		if a.protocol > 1 {
			late := a.variant("amount/partial-arbitrated")
			late.Partial, late.Ending = true, Arbitrated
			list = append(list, late)
		}
		if a.protocol > 2 {
			extra := a.variant("amount/extra-maker-input")
			extra.ExtraMakerInput, extra.Partial = true, true
			list = append(list, extra)
		}
	}
	with := at{4, NoOpReturn}.variant("amount/with-op-return")
	with.OpReturnSwapped, with.Partial = true, true
	without := at{3, BSQSegwit}.variant("amount/without-op-return")
	without.OpReturnSwapped = true
	return append(list, with, without)
}

// endings has what can become of a deposit.
func endings() []Variant {
	var list []Variant
	for _, a := range eras() {
		for i, e := range []Ending{Open, OpenWithHex, Mediated, MediatedOne, Cancelled, Manual, Arbitrated} {
			if a.protocol == 1 && (e == OpenWithHex || e == Arbitrated) {
				continue // there is no delayed payout
			}
			v := a.variant("end/" + string(e))
			v.Ending, v.MakerIsBuyer = e, i%2 == 0
			list = append(list, v)
		}
		v := a.variant("end/mediated-dispute-unknown")
		v.Ending, v.Dispute = Mediated, DisputeUnknown
		list = append(list, v)
	}
	late := at{4, LastLegacy}.variant("end/arbitrated-in-2023")
	late.Ending = Arbitrated // taken before, and therefore legacy
	list = append(list, late)
	for _, a := range []at{{4, Burning2023}, {4, Burning2024}, {4, Burning2026}} {
		rest := a.variant("end/arbitrated-remainder")
		rest.Ending, rest.Remainder = Arbitrated, true
		unknown := a.variant("end/arbitrated-unknown-men")
		unknown.Ending, unknown.UnknownBurningMen, unknown.MakerIsBuyer, unknown.Altcoin = Arbitrated, true, true, true
		list = append(list, rest, unknown)
	}
	return list
}

// pendings has what is not in a block yet, or cannot be asked.
func pendings() []Variant {
	var list []Variant
	for _, a := range []at{{3, Segwit}, {4, Burning2024}} {
		for _, p := range []Pending{PendingDeposit, PendingTakerFee, PendingSpender, Unreached} {
			v := a.variant("pending/" + string(p))
			v.Pending = p
			if p == PendingDeposit || p == PendingTakerFee {
				v.Ending = Open
			}
			list = append(list, v)
		}
		v := a.variant("pending/delayed-payout")
		v.Pending, v.Ending = PendingSpender, Arbitrated
		list = append(list, v)
	}
	return list
}

// papers has what can be at hand of a contract.
func papers() []Variant {
	var list []Variant
	for _, a := range eras() {
		for _, p := range []Paper{Details, Window, Sanitised, NoPaper} {
			v := a.variant("paper/" + string(p))
			v.Paper, v.Ending = p, Open
			list = append(list, v)
		}
		paid := a.variant("paper/none-paid")
		paid.Paper = NoPaper
		list = append(list, paid)
		if a.protocol > 1 {
			late := a.variant("paper/none-arbitrated")
			late.Paper, late.Ending = NoPaper, Arbitrated
			list = append(list, late)
		}
	}
	return list
}

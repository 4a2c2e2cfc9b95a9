package model

import (
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// Target is where something belongs: to a party, or into a slot of the
// checklist. Exactly one of its fields is set.
type Target struct {
	Party diagnostics.Party
	Slot  bundle.Slot
}

// Targets lists all targets: the parties, then the slots.
func Targets() []Target {
	var all []Target
	for _, p := range []diagnostics.Party{diagnostics.Unknown, diagnostics.Buyer, diagnostics.Seller} {
		all = append(all, Target{Party: p})
	}
	for _, s := range bundle.Slots() {
		all = append(all, Target{Slot: s})
	}
	return all
}

// SlotTitle is how a slot is called.
func SlotTitle(s bundle.Slot) Phrase { return told("checklist.title."+string(s), s.Title(), nil) }

// Label is how the target is called.
func (t Target) Label() Phrase {
	switch {
	case t.Slot != "":
		return SlotTitle(t.Slot)
	case t.Party == diagnostics.Buyer:
		return Say("party.buyer", "Buyer")
	case t.Party == diagnostics.Seller:
		return Say("party.seller", "Seller")
	}
	return Say("party.unknown", "Not known yet")
}

// Holding says what a party has in the bundle. What fills a slot that is
// nobody's, such as the trade's details, waits for no party.
func Holding(items []bundle.Item, party diagnostics.Party) Phrase {
	n, bytes := 0, int64(0)
	for _, it := range items {
		if it.Party == party && (party != diagnostics.Unknown || it.Slot == "") {
			n++
			bytes += it.Size
		}
	}
	if n == 0 {
		return Say("holding.none", "nothing yet")
	}
	return Count("holding.some", "{{.Count}} files, {{.Size}}", n, "Size", Size(bytes))
}

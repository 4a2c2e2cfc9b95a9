package model

import (
	"cmp"
	"slices"

	"tradecase/bundle"
	"tradecase/diagnostics"
)

// Shot is one image of a bundle.
type Shot struct {
	Number int    // of its item
	SHA256 string // of its content
	Title  Phrase // what it shows
	Below  Phrase // whose it is, its name and its size
}

// Shots are the images among items, by party, then by what they show.
func Shots(items []bundle.Item) []Shot {
	images := slices.DeleteFunc(slices.Clone(items), func(it bundle.Item) bool { return it.Kind != bundle.Image })
	slices.SortStableFunc(images, func(a, b bundle.Item) int {
		return cmp.Or(
			cmp.Compare(slices.Index(diagnostics.Parties(), a.Party), slices.Index(diagnostics.Parties(), b.Party)),
			cmp.Compare(slotOrder(a.Slot), slotOrder(b.Slot)),
			cmp.Compare(a.Name, b.Name))
	})
	shots := make([]Shot, len(images))
	for i, it := range images {
		shots[i] = Shot{Number: it.Number, SHA256: it.SHA256, Title: Say("shots.noslot", "Screenshot: what it shows is not said"), Below: Say(
			"shots.below", "{{.Party}}, {{.Name}}, {{.Size}}", "Party", Target{Party: it.Party}.Label(), "Name", Clean(it.Name), "Size", Size(it.Size))}
		if it.Slot == "" {
			continue
		}
		shots[i].Title = SlotTitle(it.Slot)
		if it.Party == diagnostics.Unknown { // the slot is nobody's
			shots[i].Below = Say("shots.below.slot", "{{.Name}}, {{.Size}}", "Name", Clean(it.Name), "Size", Size(it.Size))
		}
	}
	return shots
}

// slotOrder puts what has no slot last.
func slotOrder(s bundle.Slot) int {
	if i := slices.Index(bundle.Slots(), s); i >= 0 {
		return i
	}
	return len(bundle.Slots())
}

// ShotsDuty says whose duty it is to look at what images show.
func ShotsDuty(images int) Phrase { return imagesHint(images) }

// ShotSize is how large a picture is.
func ShotSize(width, height int) Phrase {
	return Say("shots.pixels", "{{.Width}} × {{.Height}} pixels", "Width", width, "Height", height)
}

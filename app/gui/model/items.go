package model

import (
	"path"
	"strconv"

	"tradecase/bundle"
)

// Item is one item of a bundle in a list.
type Item struct {
	Number int
	Path   string
	Kind   Phrase
	Size   Phrase
	Slot   Phrase // its title, empty without a slot
}

// Name is how the item is named to package work.
func (it Item) Name() string { return "#" + strconv.Itoa(it.Number) }

// ItemOf describes an item.
func ItemOf(it bundle.Item) Item {
	out := Item{Number: it.Number, Path: path.Clean(it.Path()), Kind: kind(it.Kind), Size: Size(it.Size)}
	if it.Slot != "" {
		out.Slot = SlotTitle(it.Slot)
	}
	return out
}

func kind(k bundle.Kind) Phrase {
	switch k {
	case bundle.Log:
		return Say("kind.log", "log")
	case bundle.Image:
		return Say("kind.image", "image")
	case bundle.Text:
		return Say("kind.text", "text")
	}
	return Say("kind.unknown", "unknown")
}

// Moves lists where an item may be moved to: parties, and for images and
// texts the slots of their kind.
func Moves(it bundle.Item) []Target {
	var all []Target
	for _, t := range Targets() {
		switch {
		case t.Slot == "" && it.Kind == bundle.Text,
			t.Slot == "" && t.Party == it.Party,
			t.Slot != "" && t.Slot == it.Slot,
			t.Slot != "" && it.Kind == bundle.Log,
			t.Slot == bundle.Contract && it.Kind != bundle.Text:
			continue
		}
		all = append(all, t)
	}
	return all
}

// Added says what came of adding.
func Added(added bundle.Added) Message {
	m := Message{Sign: Good, Text: Count("added.items", "{{.Count}} items added.", len(added.Items))}
	if n := len(added.Skipped); n > 0 {
		m.Hint = Count("added.skipped", "{{.Count}} left out, for these reasons:", n)
	}
	if len(added.Items) == 0 {
		m = Message{Sign: Warn, Text: Say("added.nothing", "Nothing new was in it."), Hint: m.Hint}
	}
	return m
}

package bundle

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradecase/diagnostics"
)

// find gives the index of the item that somebody means: its path
// ("seller/bisq_1.log"), its number ("#7" or "7"), or its name alone if only
// one item has it.
func (d *document) find(what string) (int, error) {
	if n, err := strconv.Atoi(strings.TrimPrefix(what, "#")); err == nil {
		if i := slices.IndexFunc(d.Items, func(it Item) bool { return it.Number == n }); i >= 0 {
			return i, nil
		}
	}
	var found []int
	for i, it := range d.Items {
		if strings.EqualFold(it.Path(), what) {
			return i, nil
		}
		if strings.EqualFold(it.Name, what) {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("there is no item %q in bundle %s", what, d.ID),
			"see the items with: tradecase status "+string(d.ID)), "no-item")
	}
	return 0, diagnostics.WithHint(fmt.Errorf("%q could be any of %d items", what, len(found)),
		"name it with its party, such as "+d.Items[found[0]].Path())
}

// Move gives an item to another party, to another slot, or both. An empty
// party keeps the party, a nil slot the slot; an empty slot clears it.
func (b *Bundle) Move(ctx context.Context, what string, party diagnostics.Party, slot *Slot) (Item, error) {
	var moved Item
	err := b.change(ctx, ChangeMove, what, func(doc *document) error {
		i, err := doc.find(what)
		if err != nil {
			return err
		}
		it := doc.Items[i]
		if slot != nil {
			if err := slot.accepts(it.Kind); err != nil {
				return err
			}
			it.Slot = *slot
			if p := slot.party(); p != "" {
				party = p
			}
		}
		if party != "" && party != it.Party {
			it.Party = party
			it.Name = doc.taken(party).unique(it.Name)
		}
		doc.Items[i], moved = it, it
		return nil
	})
	return moved, err
}

// Remove takes an item out of the bundle. Its content stays until the change
// can no longer be undone; Forget deletes it at once.
func (b *Bundle) Remove(ctx context.Context, what string) (Item, error) {
	var removed Item
	err := b.change(ctx, ChangeRemove, what, func(doc *document) error {
		i, err := doc.find(what)
		if err != nil {
			return err
		}
		removed = doc.Items[i]
		doc.Items = slices.Delete(doc.Items, i, i+1)
		return nil
	})
	return removed, err
}

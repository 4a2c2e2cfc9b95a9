package model

import (
	"slices"

	"tradecase/bundle"
	"tradecase/diagnostics"
)

// LostNotes is what an undo took out of a bundle's notes.
type LostNotes struct {
	Change bundle.NotesChange // writes it again
	last   bundle.Change      // what could be taken back after that undo; zero if nothing
}

// LostIn compares the notes before and after an undo; last is what can be taken
// back then. It is nil if nothing of them was lost, or if that was not the
// agent's: the IDs that a check has found come back with the next check.
func LostIn(before, after bundle.Notes, last *bundle.Change) *LostNotes {
	if !slices.Equal(before.Found, after.Found) {
		return nil
	}
	lost := &LostNotes{last: changeOf(last)}
	c, lostAny := &lost.Change, false
	for _, text := range []struct {
		was, is string
		to      **string
	}{{before.What, after.What, &c.What}, {before.When, after.When, &c.When}, {before.Unusual, after.Unusual, &c.Unusual}} {
		if text.was != text.is {
			*text.to, lostAny = &text.was, true
		}
	}
	for _, role := range diagnostics.TxRoles() {
		if before.Tx[role] != after.Tx[role] {
			if c.Tx == nil {
				c.Tx = map[diagnostics.TxRole]string{}
			}
			c.Tx[role], lostAny = before.Tx[role], true
		}
	}
	if before.Dispute != after.Dispute {
		c.Dispute, lostAny = &before.Dispute, true
	}
	if !lostAny {
		return nil
	}
	return lost
}

// Fits reports whether nothing was changed since; change is what can be taken
// back now.
func (l *LostNotes) Fits(change *bundle.Change) bool { return changeOf(change) == l.last }

func changeOf(c *bundle.Change) bundle.Change {
	if c == nil {
		return bundle.Change{}
	}
	return *c
}

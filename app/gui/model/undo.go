package model

import (
	"slices"
	"time"

	"tradecase/bundle"
	"tradecase/diagnostics"
)

// Undo is what can be taken back in one bundle, and whether anything that was
// removed here is still kept for that. It offers only what was changed since
// the bundle was opened here.
type Undo struct {
	since   time.Time
	change  *bundle.Change
	paths   map[string]string // of all items seen here, by "#" and their number
	removed int               // items removed and not brought back
}

// NewUndo begins now, in UTC.
func NewUndo(now time.Time) *Undo {
	return &Undo{since: now.Truncate(time.Second), paths: map[string]string{}}
}

// Load takes the last change, nil if there is none, and the items as they are
// after it.
func (u *Undo) Load(change *bundle.Change, items []bundle.Item) {
	for _, it := range items {
		u.paths[ItemOf(it).Name()] = it.Path()
	}
	u.change = nil
	if change != nil && !change.At.Before(u.since) {
		u.change = change
	}
}

// Offered is what can be taken back; ok is false if there is nothing.
func (u *Undo) Offered() (text Phrase, ok bool) {
	if u.change == nil {
		return Phrase{}, false
	}
	return u.changed(*u.change), true
}

// Removed notes that an item was removed.
func (u *Undo) Removed() { u.removed++ }

// Undone notes that a change was taken back, and says so.
func (u *Undo) Undone(c bundle.Change) Phrase {
	if c.Kind == bundle.ChangeRemove {
		u.removed = max(0, u.removed-1)
	}
	return Say("undo.done", "Taken back: {{.Change}}", "Change", u.changed(c))
}

// Keeps reports whether the disk still holds what was removed here.
func (u *Undo) Keeps() bool { return u.removed > 0 }

// changed says what was done; an item that was named by its number gets its
// path.
func (u *Undo) changed(c bundle.Change) Phrase {
	name := c.Subject
	if path, ok := u.paths[name]; ok {
		name = path
	}
	switch c.Kind {
	case bundle.ChangeAdd:
		return Say("undo.added", "Added {{.Name}}", "Name", name)
	case bundle.ChangeMove:
		return Say("undo.moved", "Moved {{.Name}}", "Name", name)
	case bundle.ChangeRemove:
		return Say("undo.removed", "Removed {{.Name}}", "Name", name)
	case bundle.ChangeNote:
		return Say("undo.noted", "Changed the notes")
	case bundle.ChangeFound:
		if role := diagnostics.TxRole(name); slices.Contains(diagnostics.TxRoles(), role) {
			return Say("undo.found.one", "The check noted an ID: {{.Role}}", "Role", TradeRoleOf(role))
		}
		return Say("undo.found", "The check noted transaction IDs")
	}
	return Say("undo.changed", "Changed the bundle")
}

package model

import (
	"strings"

	"tradecase/bundle"
	"tradecase/diagnostics"
)

// Field is one thing that is written down: What, When, Unusual, Dispute, or a
// transaction's role.
type Field string

// The fields that are not transaction IDs.
const (
	What    Field = "what"
	When    Field = "when"
	Unusual Field = "unusual"
	Dispute Field = "dispute"
)

// TxField is the field for a transaction's ID.
func TxField(role diagnostics.TxRole) Field { return Field("tx " + string(role)) }

func (f Field) role() (diagnostics.TxRole, bool) {
	role, ok := strings.CutPrefix(string(f), "tx ")
	return diagnostics.TxRole(role), ok
}

// Fields lists all fields in the order in which they are shown.
func Fields() []Field {
	all := []Field{What, When, Unusual, Dispute}
	for _, role := range diagnostics.TxRoles() {
		all = append(all, TxField(role))
	}
	return all
}

// Notes is the notes of a bundle as they are being edited. Make one with
// NewNotes.
type Notes struct {
	stored  bundle.Notes
	draft   map[Field]string
	trouble map[Field]Message
}

// NewNotes starts with what is stored.
func NewNotes(stored bundle.Notes) *Notes {
	return &Notes{stored: stored, draft: map[Field]string{}, trouble: map[Field]Message{}}
}

// Load takes what is stored now. What was typed and is not saved stays.
func (n *Notes) Load(stored bundle.Notes) {
	n.stored = stored
	for f, text := range n.draft {
		if text == n.storedText(f) {
			delete(n.draft, f)
		}
	}
}

// Text is what a field shows: what was typed, else what is stored.
func (n *Notes) Text(f Field) string {
	if text, ok := n.draft[f]; ok {
		return text
	}
	return n.storedText(f)
}

// Type takes what was typed into a field. What was wrong with it before is
// forgotten.
func (n *Notes) Type(f Field, text string) {
	if text == n.Text(f) {
		return
	}
	delete(n.trouble, f)
	if text == n.storedText(f) {
		delete(n.draft, f)
		return
	}
	n.draft[f] = text
}

// Trouble is what is wrong with a field.
func (n *Notes) Trouble(f Field) Message { return n.trouble[f] }

// Unsaved lists the fields that were changed, in order.
func (n *Notes) Unsaved() []Field {
	var fields []Field
	for _, f := range Fields() {
		if _, ok := n.draft[f]; ok {
			fields = append(fields, f)
		}
	}
	return fields
}

// Ready lists the fields that were changed and are in order: those that can be
// saved while somebody types. What is wrong may only not be finished.
func (n *Notes) Ready() []Field {
	var fields []Field
	for _, f := range n.Unsaved() {
		if put(&bundle.NotesChange{}, f, n.draft[f]) == nil {
			fields = append(fields, f)
		}
	}
	return fields
}

// Edit is a change that is on its way to the bundle.
type Edit struct {
	Change bundle.NotesChange
	sent   map[Field]string
}

// Begin checks the given fields that were changed and makes an edit of those
// that are in order; the others get their trouble. ok is false if there is
// nothing to save.
func (n *Notes) Begin(fields ...Field) (edit Edit, ok bool) {
	edit = Edit{sent: map[Field]string{}}
	for _, f := range fields {
		text, changed := n.draft[f]
		if !changed {
			continue
		}
		if err := put(&edit.Change, f, text); err != nil {
			n.trouble[f] = Trouble(err)
			continue
		}
		edit.sent[f] = text
	}
	return edit, len(edit.sent) > 0
}

// Done settles an edit: on success its fields show what is stored now, on
// failure the trouble stands at each of them.
func (n *Notes) Done(edit Edit, stored bundle.Notes, err error) {
	for f, text := range edit.sent {
		if err != nil {
			n.trouble[f] = Trouble(err)
			continue
		}
		delete(n.trouble, f)
		if n.draft[f] == text { // not typed on meanwhile
			delete(n.draft, f)
		}
	}
	if err == nil {
		n.Load(stored)
	}
}

func (n *Notes) storedText(f Field) string {
	if role, ok := f.role(); ok {
		return n.stored.Tx[role]
	}
	switch f {
	case What:
		return n.stored.What
	case When:
		return n.stored.When
	case Unusual:
		return n.stored.Unusual
	}
	return string(n.stored.Dispute)
}

// put sets a field of a change; what the bundle would refuse is refused here,
// so that one wrong field does not hold up the others.
func put(change *bundle.NotesChange, f Field, text string) error {
	if role, ok := f.role(); ok {
		if strings.TrimSpace(text) != "" {
			if _, err := diagnostics.ParseTxID(text); err != nil {
				return err
			}
		}
		if change.Tx == nil {
			change.Tx = map[diagnostics.TxRole]string{}
		}
		change.Tx[role] = strings.TrimSpace(text)
		return nil
	}
	switch f {
	case What:
		change.What = &text
	case When:
		change.When = &text
	case Unusual:
		change.Unusual = &text
	default:
		d, err := bundle.ParseDispute(text)
		if err != nil {
			return err
		}
		change.Dispute = &d
	}
	return nil
}

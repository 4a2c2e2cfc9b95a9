package bundle

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// Dispute is how far a dispute has gone.
type Dispute string

// The disputes' states; the empty one is unknown.
const (
	DisputeUnknown     Dispute = ""
	DisputeNone        Dispute = "none"
	DisputeMediation   Dispute = "mediation"
	DisputeArbitration Dispute = "arbitration"
	DisputeManual      Dispute = "manual"
)

// ParseDispute reads a dispute's state.
func ParseDispute(s string) (Dispute, error) {
	switch d := Dispute(s); d {
	case DisputeNone, DisputeMediation, DisputeArbitration, DisputeManual:
		return d, nil
	case "unknown", DisputeUnknown:
		return DisputeUnknown, nil
	}
	return "", diagnostics.WithHint(fmt.Errorf("%q is no state of a dispute", s), "use none, mediation, arbitration, manual or unknown")
}

// Notes is what the agent writes down.
type Notes struct {
	What    string                        `json:"what,omitempty"`    // what happened
	When    string                        `json:"when,omitempty"`    // when it happened, as told
	Unusual string                        `json:"unusual,omitempty"` // anything non-standard
	Tx      map[diagnostics.TxRole]string `json:"tx,omitempty"`      // transaction IDs
	// Found are the roles whose ID a check has filled in: nobody has vouched for it.
	Found   []diagnostics.TxRole `json:"found,omitempty"`
	Dispute Dispute              `json:"dispute,omitempty"`
}

// NotesChange names what to change: nil keeps, an empty text clears.
type NotesChange struct {
	What, When, Unusual *string
	Tx                  map[diagnostics.TxRole]string
	Found               bool // the IDs come from a check, not from the agent
	Dispute             *Dispute
}

// subject names what is changed: "what", "deposit" …, or "notes" for several.
func (c NotesChange) subject() string {
	var parts []string
	for name, there := range map[string]bool{"what": c.What != nil, "when": c.When != nil, "unusual": c.Unusual != nil, "dispute": c.Dispute != nil} {
		if there {
			parts = append(parts, name)
		}
	}
	for role := range c.Tx {
		parts = append(parts, string(role))
	}
	if len(parts) != 1 {
		return "notes"
	}
	return parts[0]
}

// maxNote bounds one note, in bytes.
const maxNote = 1 << 20

// Notes gives the agent's notes.
func (b *Bundle) Notes() Notes { return b.doc.Notes }

// SetNotes changes the notes; if any part is wrong nothing changes. Notes that are
// so already are no change, and leave nothing to undo.
func (b *Bundle) SetNotes(ctx context.Context, change NotesChange) error {
	tx := map[diagnostics.TxRole]string{}
	for role, text := range change.Tx {
		id, err := diagnostics.ParseTxID(text)
		if err != nil && text != "" {
			return fmt.Errorf("%s: %w", role, err)
		}
		tx[role] = id
	}
	kind := ChangeNote
	if change.Found {
		kind = ChangeFound
	}
	return b.change(ctx, kind, change.subject(), func(doc *document) error {
		n := &doc.Notes
		before := *n
		before.Tx = maps.Clone(n.Tx)
		for _, part := range []struct {
			to   *string
			from *string
		}{{&n.What, change.What}, {&n.When, change.When}, {&n.Unusual, change.Unusual}} {
			if part.from == nil {
				continue
			}
			if len(*part.from) > maxNote {
				return diagnostics.WithCode(fmt.Errorf("a note of %d bytes is longer than %d", len(*part.from), maxNote), "note-long", "Bytes", maxNote)
			}
			*part.to = strings.ToValidUTF8(strings.TrimSpace(*part.from), "\uFFFD")
		}
		if change.Dispute != nil {
			n.Dispute = *change.Dispute
		}
		if err := n.setTx(tx, change.Found); err != nil {
			return err
		}
		if n.same(before) {
			return errUnchanged
		}
		return nil
	})
}

func (n *Notes) same(other Notes) bool {
	return n.What == other.What && n.When == other.When && n.Unusual == other.Unusual && n.Dispute == other.Dispute &&
		maps.Equal(n.Tx, other.Tx) && slices.Equal(n.Found, other.Found)
}

// setTx takes new transaction IDs; one ID cannot play two roles.
func (n *Notes) setTx(tx map[diagnostics.TxRole]string, found bool) error {
	if n.Tx == nil {
		n.Tx = map[diagnostics.TxRole]string{}
	}
	for role, id := range tx {
		if id == n.Tx[role] {
			continue
		}
		n.Found = slices.DeleteFunc(slices.Clone(n.Found), func(r diagnostics.TxRole) bool { return r == role })
		delete(n.Tx, role)
		if id != "" {
			n.Tx[role] = id
		}
		if id != "" && found {
			n.Found = append(n.Found, role)
		}
	}
	slices.Sort(n.Found)
	if len(n.Found) == 0 {
		n.Found = nil // as it is when it is read again
	}
	seen := map[string]diagnostics.TxRole{}
	for _, role := range diagnostics.TxRoles() {
		id := n.Tx[role]
		if first, twice := seen[id]; id != "" && twice {
			return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("the same transaction ID is given as %s and as %s", first.Words(), role.Words()),
				"each of the five transactions has an ID of its own"), "same-txid", "Roles", string(first)+","+string(role))
		}
		seen[id] = role
	}
	if len(n.Tx) == 0 {
		n.Tx = nil // as it is when it is read again
	}
	return nil
}

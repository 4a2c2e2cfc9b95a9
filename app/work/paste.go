package work

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tradecase/bundle"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// AddImage gives a bundle an image that is no file, such as one from the
// clipboard: into a slot if one is given, else to a party.
func (d *Desk) AddImage(ctx context.Context, tradeID string, party diagnostics.Party, slot bundle.Slot, image []byte) (bundle.Added, error) {
	temp := d.now().library.TempDir()
	if err := store.MkdirPrivate(temp); err != nil {
		return bundle.Added{}, err
	}
	dir, err := os.MkdirTemp(temp, "pasted-*")
	if err != nil {
		return bundle.Added{}, fmt.Errorf("keep the pasted image: %w", errors.Unwrap(err))
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the bundle has its own copy, or there is none
	path := filepath.Join(dir, "screenshot.png")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		return bundle.Added{}, fmt.Errorf("keep the pasted image: %w", errors.Unwrap(err))
	}
	if slot != "" {
		return d.AddSlot(ctx, tradeID, slot, []string{path})
	}
	return d.Add(ctx, tradeID, party, []string{path}, nil)
}

// Pasted is what became of a text that was pasted.
type Pasted struct {
	Noted []diagnostics.TxRole // whose IDs stand in the notes now
	Kept  bool                 // the text lies in the contract's place, too
	Paper bundle.Paper         // what could be made of it there
}

// AddText gives a bundle a text that somebody copied. Labelled transaction IDs go
// into the notes, where they are counted, unless the notes have others. What says
// more than that lies in the contract's place afterwards, under a name that says
// what it is.
func (d *Desk) AddText(ctx context.Context, tradeID, text string) (Pasted, error) {
	var p Pasted
	b, err := d.Open(tradeID)
	if err != nil {
		return p, err
	}
	k := trade.Known{TradeID: b.ID()}
	u, _ := k.Read([]byte(text), trade.Origin{Kind: trade.FromPaste}) // what nothing can be made of is kept, and the paper says so
	plain := !u.Contract && !u.Keys && u.Transactions == 0
	if plain {
		change := bundle.NotesChange{Tx: newIDs(b.Notes(), k.IDs)}
		if len(change.Tx) > 0 {
			if err := b.SetNotes(ctx, change); err != nil {
				return p, err
			}
			for _, role := range diagnostics.TxRoles() {
				if change.Tx[role] != "" {
					p.Noted = append(p.Noted, role)
				}
			}
		}
		if len(p.Noted) == u.IDs && u.IDs == lines(text) {
			return p, nil
		}
	}
	p.Kept = true
	p.Paper, err = d.keepText(ctx, tradeID, textName(u), text)
	return p, err
}

// newIDs are the IDs that can go into the notes: one for a transaction, where the
// agent has noted no other.
func newIDs(n bundle.Notes, claims map[diagnostics.TxRole][]trade.Claim) map[diagnostics.TxRole]string {
	ids := map[diagnostics.TxRole]string{}
	for role, all := range claims {
		id := all[0].ID.String()
		one := !slices.ContainsFunc(all, func(c trade.Claim) bool { return c.ID != all[0].ID })
		if noted := n.Tx[role]; one && (noted == "" || noted == id || slices.Contains(n.Found, role)) {
			ids[role] = id
		}
	}
	return ids
}

// lines counts the lines that say something.
func lines(text string) (n int) {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	return n
}

// textName is how a text is called by what it is.
func textName(u trade.Understood) string {
	switch {
	case u.Contract || u.Keys:
		return "contract.txt"
	case u.Transactions > 0:
		return "transactions.txt"
	case u.IDs > 0:
		return "transaction-ids.txt"
	}
	return "pasted.txt"
}

// keepText puts a text into the contract's place.
func (d *Desk) keepText(ctx context.Context, tradeID, name, text string) (paper bundle.Paper, err error) {
	temp := d.now().library.TempDir()
	if err := store.MkdirPrivate(temp); err != nil {
		return paper, err
	}
	dir, err := os.MkdirTemp(temp, "pasted-*")
	if err != nil {
		return paper, fmt.Errorf("keep the pasted text: %w", errors.Unwrap(err))
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the bundle has its own copy, or there is none
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		return paper, fmt.Errorf("keep the pasted text: %w", errors.Unwrap(err))
	}
	return d.AddPaper(ctx, tradeID, path)
}

// AddPaper puts a file into the contract's place and says what could be made of
// it.
func (d *Desk) AddPaper(ctx context.Context, tradeID, path string) (paper bundle.Paper, err error) {
	added, err := d.AddSlot(ctx, tradeID, bundle.Contract, []string{path})
	if err != nil || len(added.Items) == 0 {
		return paper, err
	}
	papers, _ := d.Papers(ctx, tradeID) // it is stored, and a check reads it again
	for _, p := range papers {
		if p.Item.Number == added.Items[0].Number {
			paper = p
		}
	}
	return paper, nil
}

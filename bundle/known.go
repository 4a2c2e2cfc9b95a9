package bundle

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/trade"
)

// Known is what a bundle tells of its trade before anybody is asked.
type Known struct {
	trade.Known
	// Logs gives the transactions that the bundle's logs hold.
	Logs *logs.Chain
	// Notes say what was made of contract and copied texts, and what was not,
	// in English.
	Notes []string
}

// Known reads the notes, the contract, copied texts and logs of the bundle.
func (b *Bundle) Known(ctx context.Context, progress Progress) (Known, error) {
	return b.known(ctx, progress, Item.Path)
}

// known names the items as called does: every origin is what it gives.
func (b *Bundle) known(ctx context.Context, progress Progress, called func(Item) string) (Known, error) {
	k := Known{Known: trade.Known{TradeID: b.doc.ID, Dispute: trade.Dispute(b.doc.Notes.Dispute)}}
	if err := b.noted(&k); err != nil {
		return k, err
	}
	for _, it := range b.doc.Items {
		if it.Kind == Text && (it.Slot == Contract || it.Slot == TradeDetails || it.Slot == DisputeDetails) {
			b.readText(&k, it, called(it))
		}
	}
	files, _ := b.logFiles(called)
	if err := k.ReadLogs(ctx, files, progress); err != nil {
		return k, err
	}
	err := b.elsewhere(&k)
	return k, err
}

// ReadLogs takes in what logs say of the trade.
func (k *Known) ReadLogs(ctx context.Context, files []logs.File, progress Progress) error {
	p := orNone(progress)
	p.Stage("reading the logs", 0)
	scan, err := logs.Scan(ctx, files, logs.Options{Progress: p.Add})
	if err != nil {
		return err
	}
	chain, err := logs.ReadChain(ctx, files, k.whose(scan), logs.Options{Progress: p.Add})
	if err != nil {
		return err
	}
	k.Logs = chain
	k.takeLogs(chain, scan)
	return nil
}

// whose is the trade that logs are read for: the bundle's, the contract's, or
// the only one that they speak of.
func (k *Known) whose(scan *logs.Result) diagnostics.TradeID {
	switch {
	case k.TradeID != "":
		return k.TradeID
	case k.Contract != nil && k.Contract.Offer.ID != "":
		if id, err := diagnostics.ParseTradeID(k.Contract.Offer.ID); err == nil {
			return id
		}
	case len(scan.TradeIDs) == 1:
		return scan.TradeIDs[0].ID
	}
	return ""
}

// noted takes in what the agent wrote down.
func (b *Bundle) noted(k *Known) error {
	k.IDs = map[diagnostics.TxRole][]trade.Claim{}
	for role, text := range b.doc.Notes.Tx {
		id, err := chainhash.NewHashFromStr(text)
		if err != nil {
			return fmt.Errorf("notes: %s: %w", role, err)
		}
		origin := trade.Origin{Kind: trade.FromAgent}
		if slices.Contains(b.doc.Notes.Found, role) {
			origin.Kind = trade.FromCheck
		}
		k.IDs[role] = append(k.IDs[role], trade.Claim{ID: *id, Origin: origin})
	}
	return nil
}

// readText takes in a text that was copied out of Bisq, under the name that it
// is to be called by.
func (b *Bundle) readText(k *Known, it Item, name string) {
	kind := trade.FromPaste
	if it.Slot == Contract {
		kind = trade.FromContract
	}
	text, err := b.whole(it)
	if err == nil {
		var u trade.Understood
		u, err = k.Read(text, trade.Origin{Kind: kind, Path: name})
		for _, n := range u.Notes {
			k.Notes = append(k.Notes, name+": "+n)
		}
	}
	if err != nil && it.Slot == Contract {
		k.Notes = append(k.Notes, name+": "+err.Error())
	}
}

// Paper is a text in the contract's place, and what could be made of it.
type Paper struct {
	Item Item
	trade.Understood
	Err error // nothing could be made of it, or it cannot be read
}

// Papers reads the texts in the contract's place, in the order in which they
// were added. Of several contracts the first counts, and where another one says
// otherwise a check tells of both.
func (b *Bundle) Papers() []Paper {
	var all []Paper
	k := trade.Known{TradeID: b.doc.ID}
	for _, it := range b.doc.Items {
		if it.Kind != Text || it.Slot != Contract {
			continue
		}
		p := Paper{Item: it}
		text, err := b.whole(it)
		if err == nil {
			p.Understood, err = k.Read(text, trade.Origin{Kind: trade.FromContract, Path: it.Path()})
		}
		p.Err = err
		all = append(all, p)
	}
	return all
}

// whole reads an item that has a text's size.
func (b *Bundle) whole(it Item) ([]byte, error) {
	r, err := b.stream(it)
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // opened for reading
	return io.ReadAll(io.LimitReader(r, maxSlotText))
}

// takeLogs takes in what the logs say of the trade.
func (k *Known) takeLogs(chain *logs.Chain, scan *logs.Result) {
	if k.IDs == nil {
		k.IDs = map[diagnostics.TxRole][]trade.Claim{}
	}
	for _, n := range chain.Named() {
		o := origin(n)
		k.IDs[n.Role] = append(k.IDs[n.Role], trade.Claim{ID: n.ID, Origin: o})
	}
	for _, v := range scan.Versions {
		k.Versions = append(k.Versions, trade.RanVersion{
			Party: v.Party, Version: v.Version, Origin: trade.Origin{Kind: trade.FromLog, Path: v.Path, Line: v.Line},
		})
	}
}

// origin says where a log names a transaction, and whose word that is.
func origin(n logs.Named) trade.Origin {
	o := trade.Origin{Kind: trade.FromLog, Path: n.Path, Line: n.Line, Note: n.Label}
	var said trade.Text
	switch n.Trust {
	case logs.Own:
		return o
	case logs.Near:
		o.Kind, said = trade.FromHint, trade.Say("note.near", "%s, near a line about the trade", n.Label)
	case logs.Peer:
		o.Kind, said = trade.FromPeer, trade.Say("note.peer", "%s, in a message between the traders", n.Label)
	case logs.Quoted:
		o.Kind, said = trade.FromQuote, trade.Say("note.quoted", "%s, in what somebody wrote", n.Label)
	}
	o.Note, o.Said = said.English, &said
	return o
}

// elsewhere looks for the deposits and delayed payouts of the other bundles.
func (b *Bundle) elsewhere(k *Known) error {
	list, err := b.library.List()
	if err != nil {
		return err
	}
	k.Elsewhere = map[chainhash.Hash][]trade.Use{}
	for _, s := range list {
		if s.ID == b.doc.ID || s.State == Damaged {
			continue
		}
		other, err := b.library.open(s.ID)
		if err != nil {
			continue // its state says so in the list
		}
		for _, role := range []diagnostics.TxRole{diagnostics.Deposit, diagnostics.DelayedPayout} {
			if id, err := chainhash.NewHashFromStr(other.doc.Notes.Tx[role]); err == nil && other.doc.Notes.Tx[role] != "" {
				k.Elsewhere[*id] = append(k.Elsewhere[*id], trade.Use{Trade: other.doc.ID, Role: role})
			}
		}
	}
	return nil
}

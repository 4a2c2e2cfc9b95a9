package work

import (
	"context"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/bundle"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// LastAsked is when a source last answered about a bundle's transactions, UTC;
// zero if none ever did. It takes milliseconds.
func (d *Desk) LastAsked(_ context.Context, tradeID string) (time.Time, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return time.Time{}, err
	}
	return b.LastAsked()
}

// LastCheck judges a bundle's trade again by what the bundle keeps of its last
// check, its logs, notes and contract. It asks nobody and changes nothing. The
// Result is nil if no source ever answered.
func (d *Desk) LastCheck(ctx context.Context, tradeID string, progress Progress) (Checked, error) {
	out := Checked{Disagreements: []explorer.Disagreement{}}
	b, err := d.Open(tradeID)
	if err != nil {
		return out, err
	}
	last, err := b.LastCheck(ctx, func(params *chaincfg.Params) (proof.Anchors, error) {
		anchors, err := d.anchors(params)
		if err != nil {
			out.Notes = append(out.Notes, said(err)) // as in a check, those that the program knows do
		}
		return anchors, nil
	}, progress)
	if last == nil || err != nil {
		return out, err
	}
	out.Result, out.Asked, out.Notes = last.Result, last.Asked, append(orEmpty(out.Notes), last.Notes...)
	heard := &overheard{}
	heard.all = append(heard.all, last.Result.Disagreements...)
	for _, tx := range last.Transactions {
		if tx.Tx != nil {
			heard.all = append(heard.all, tx.Tx.Disagreements...)
		}
	}
	out.Disagreements = append(out.Disagreements, heard.caught()...)
	return out, nil
}

// Papers says what can be made of the texts in the contract's place.
func (d *Desk) Papers(_ context.Context, tradeID string) ([]bundle.Paper, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return nil, err
	}
	return b.Papers(), nil
}

var _ trade.Ledger = (*bundle.Kept)(nil)

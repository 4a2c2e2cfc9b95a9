package bundle

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics/report"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// Anchors gives the known blocks of a chain, which kept proofs are checked
// with.
type Anchors func(*chaincfg.Params) (proof.Anchors, error)

// lastCheck judges the trade by the evidence that is kept, without asking
// anybody. It is nil if nothing was ever looked up. Its sentences name the items
// as called does.
func (b *Bundle) lastCheck(ctx context.Context, anchors Anchors, progress Progress, called func(Item) string) (*report.Check, error) {
	params, err := b.checkedOn()
	if params == nil || err != nil {
		return nil, err
	}
	known, err := b.known(ctx, progress, called)
	if err != nil {
		return nil, err
	}
	known.Network = params
	var blocks proof.Anchors
	if anchors != nil {
		if blocks, err = anchors(params); err != nil {
			return nil, err
		}
	}
	kept := &keptLedger{evidence: b.Evidence(params, blocks)}
	// The age of what is not confirmed counts from when it was seen, so that
	// the same evidence gives the same report.
	result, err := trade.Judge(ctx, known.Known, kept, trade.Options{Now: b.lastAsked(params)})
	if err != nil {
		return nil, fmt.Errorf("judge the trade: %w", err)
	}
	return &report.Check{Result: result, Asked: b.lastAsked(params)}, nil
}

// chains are those that evidence can be of.
var chains = []*chaincfg.Params{&chaincfg.MainNetParams, &chaincfg.TestNet3Params, &chaincfg.RegressionNetParams}

// checkedOn is the first chain of which there is evidence, nil if there is none.
func (b *Bundle) checkedOn() (*chaincfg.Params, error) {
	for _, params := range chains {
		entries, err := os.ReadDir((&Evidence{bundle: b.dir, network: params}).dir())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read kept evidence: %w", unwrapPath(err))
		}
		if len(entries) > 0 {
			return params, nil
		}
	}
	return nil, nil
}

// lastAsked is when the newest evidence was written, UTC.
func (b *Bundle) lastAsked(params *chaincfg.Params) time.Time {
	var last time.Time
	dir := (&Evidence{bundle: b.dir, network: params}).dir()
	entries, _ := os.ReadDir(dir) // what is readable counts
	for _, e := range entries {
		if info, err := os.Stat(filepath.Join(dir, e.Name())); err == nil && info.ModTime().After(last) {
			last = info.ModTime().UTC()
		}
	}
	return last
}

// keptLedger answers with the evidence of a bundle and asks nobody.
type keptLedger struct{ evidence *Evidence }

// Check gives what is kept of each transaction, and of those that spend the
// outputs to be followed. What is damaged is as good as none.
func (k *keptLedger) Check(_ context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a := explorer.Answer{Transactions: map[chainhash.Hash]*explorer.Transaction{}}
	for _, w := range wants {
		tx := k.give(&a, w.ID)
		if tx == nil {
			continue
		}
		for _, out := range w.Follow {
			if int(out) < len(tx.Outputs) && tx.Outputs[out].By != nil {
				k.give(&a, tx.Outputs[out].By.Hash)
			}
		}
	}
	return a, nil
}

func (k *keptLedger) give(a *explorer.Answer, id chainhash.Hash) *explorer.Transaction {
	tx, err := k.evidence.Load(id)
	if err != nil || tx == nil {
		return nil
	}
	a.Transactions[id] = tx
	return tx
}

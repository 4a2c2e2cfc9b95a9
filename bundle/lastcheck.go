package bundle

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/bundle/store"
	"tradecase/diagnostics/trade"
	"tradecase/explorer/proof"
)

// Anchors gives the known blocks of a chain, which kept proofs are checked
// with.
type Anchors func(*chaincfg.Params) (proof.Anchors, error)

// LastCheck is a trade judged by what its bundle keeps, without asking anybody.
type LastCheck struct {
	*trade.Result
	Asked time.Time // when a source last answered, UTC; never zero
	Notes []string  // what was made of contract and copied texts, in English
}

// LastCheck judges the trade by the evidence that is kept, by logs, notes and
// contract. It asks nobody and changes nothing, and is nil if no source ever
// answered. The age of what is not confirmed counts from when it was seen, so
// that the same evidence gives the same result.
func (b *Bundle) LastCheck(ctx context.Context, anchors Anchors, progress Progress) (*LastCheck, error) {
	return b.lastCheck(ctx, anchors, progress, Item.Path)
}

// lastCheck is LastCheck with sentences that name the items as called does.
func (b *Bundle) lastCheck(ctx context.Context, anchors Anchors, progress Progress, called func(Item) string) (*LastCheck, error) {
	params, err := b.CheckedOn()
	if params == nil || err != nil {
		return nil, err
	}
	var blocks proof.Anchors
	if anchors != nil {
		if blocks, err = anchors(params); err != nil {
			return nil, err
		}
	}
	evidence := b.Evidence(params, blocks)
	asked := evidence.Asked()
	if asked.IsZero() {
		return nil, nil
	}
	known, err := b.known(ctx, progress, called)
	if err != nil {
		return nil, err
	}
	known.Network = params
	result, err := trade.Judge(ctx, known.Known, NewKept(evidence, known.Logs), trade.Options{Now: asked})
	if err != nil {
		return nil, fmt.Errorf("judge the trade: %w", err)
	}
	return &LastCheck{Result: result, Asked: asked, Notes: known.Notes}, nil
}

// LastAsked is when a source last answered about the trade's transactions, UTC;
// zero if none ever did. It reads the kept evidence only.
func (b *Bundle) LastAsked() (time.Time, error) {
	params, err := b.CheckedOn()
	if params == nil || err != nil {
		return time.Time{}, err
	}
	return b.Evidence(params, proof.Anchors{}).Asked(), nil
}

// chains are those that evidence can be of.
var chains = []*chaincfg.Params{&chaincfg.MainNetParams, &chaincfg.TestNet3Params, &chaincfg.RegressionNetParams}

// CheckedOn is the first chain of which there is evidence, nil if there is none.
func (b *Bundle) CheckedOn() (*chaincfg.Params, error) {
	for _, params := range chains {
		entries, err := os.ReadDir((&Evidence{bundle: b.dir, network: params}).dir())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read kept evidence: %w", store.WithoutPath(err))
		}
		if len(entries) > 0 {
			return params, nil
		}
	}
	return nil, nil
}

package work

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// checkpoints is the file of blocks that several operators agreed on. It holds
// nothing of any trade.
type checkpoints struct {
	Anchors []proof.Anchor `json:"anchors"`
}

// checkpointsSchema is that of the file. Version 1 is the first.
var checkpointsSchema = store.Schema{}

func (d *Desk) checkpointsPath(params *chaincfg.Params) string {
	return filepath.Join(d.dataDir, "checkpoints-"+params.Name+".json")
}

// anchors gives the blocks that are known of a chain. A file that cannot be
// used is an error beside those that the program knows by itself.
func (d *Desk) anchors(params *chaincfg.Params) (proof.Anchors, error) {
	built, err := proof.NewAnchors(params)
	if err != nil {
		return built, err
	}
	var kept checkpoints
	if _, err := checkpointsSchema.Load(d.checkpointsPath(params), &kept); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return built, err
	}
	all, err := proof.NewAnchors(params, kept.Anchors...)
	if err != nil {
		return built, diagnostics.WithHint(fmt.Errorf("the kept checkpoints cannot be used: %w", err),
			"delete "+filepath.Base(d.checkpointsPath(params))+" in the data folder and get them again")
	}
	return all, nil
}

// Checkpoints is what an extension of the known blocks brought.
type Checkpoints struct {
	Added     int      `json:"added"`
	Known     int      `json:"known"` // with what was there before, built-in ones aside
	To        int32    `json:"to"`    // the highest that was asked for
	Operators []string `json:"operators"`
	Unsettled int      `json:"unsettled"` // heights that two operators did not agree on
	Findings  []string `json:"findings"`  // who was caught at what
}

// ExtendCheckpoints asks all explorers for blocks that later proofs of work are
// compared with. What is settled is kept, also when it is interrupted. network
// is the chain, as Chain has it.
func (d *Desk) ExtendCheckpoints(ctx context.Context, network string, progress Progress) (Checkpoints, error) {
	params, err := d.Chain(network)
	if err != nil {
		return Checkpoints{}, err
	}
	known, err := d.anchors(params)
	if err != nil {
		return Checkpoints{}, err
	}
	sources, err := d.network.sources(d.now().settings, params)
	if err != nil {
		return Checkpoints{}, err
	}
	var begun sync.Once
	got, err := explorer.ExtendCheckpoints(ctx, sources, params, known, func(of int) {
		if progress != nil {
			begun.Do(func() { progress.Stage("asking for checkpoints", int64(of)) })
			progress.Add(1)
		}
	})
	out := Checkpoints{Added: len(got.Anchors), To: got.To, Operators: orEmpty(got.Operators), Unsettled: len(got.Unsettled), Findings: []string{}}
	for _, l := range got.Disagreements {
		out.Findings = append(out.Findings, string(l.Code)+": "+l.Source+": "+l.Detail)
	}
	if errors.Is(err, explorer.ErrOneVoice) {
		return out, diagnostics.WithHint(err, "see which explorers can be reached with: tradecase tor")
	}
	var kept checkpoints
	_, lerr := checkpointsSchema.Load(d.checkpointsPath(params), &kept)
	if lerr != nil && !errors.Is(lerr, fs.ErrNotExist) {
		return out, lerr
	}
	kept.Anchors = append(kept.Anchors, got.Anchors...)
	out.Known = len(kept.Anchors)
	if len(got.Anchors) == 0 {
		return out, err
	}
	if serr := store.MkdirPrivate(d.dataDir); serr != nil {
		return out, serr
	}
	return out, errors.Join(err, checkpointsSchema.Save(d.checkpointsPath(params), 0, &kept))
}

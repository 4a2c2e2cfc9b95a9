package explorer

import (
	"context"
	"errors"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
	"golang.org/x/sync/errgroup"

	"tradecase/explorer/proof"
)

// period is how many blocks share one target.
const period = 2016

// buried is how deep a block must be to be kept as known.
const buried = 100

// Checkpoints is what an extension of the known blocks brought.
type Checkpoints struct {
	Anchors   []proof.Anchor // new ones, by height; two independent operators gave each
	From, To  int32          // heights that were asked for
	Operators []string       // who took part
	// Unsettled are heights that fewer than two operators gave, or that they
	// do not agree on.
	Unsettled     []int32
	Disagreements []Disagreement
}

// ErrOneVoice means that fewer than two independent operators answered.
var ErrOneVoice = errors.New("fewer than two independent operators answered")

// maxChecked bounds how many blocks are asked for at the same time.
const maxChecked = 8

// ExtendCheckpoints asks for the first block of every target period, which
// together let the work of any later header be judged. What is known already is
// not asked again, so it can be interrupted: what was settled so far comes
// with the error. done is called after each block with how many there are in all,
// from several goroutines; nil: nobody is told.
func ExtendCheckpoints(ctx context.Context, sources []Source, params *chaincfg.Params, known proof.Anchors, done func(of int)) (Checkpoints, error) {
	tip, operators := commonTip(ctx, sources)
	out := Checkpoints{Operators: operators}
	if len(operators) < 2 {
		return out, errors.Join(ErrOneVoice, ctx.Err())
	}
	var heights []int32
	for h := int32(period); h <= tip-buried; h += period {
		if a, ok := known.At(h); !ok || a.Bits == 0 {
			heights = append(heights, h)
		}
	}
	if len(heights) == 0 {
		return out, nil
	}
	out.From, out.To = heights[0], heights[len(heights)-1]
	found := make([]heightSaid, len(heights))
	var group errgroup.Group
	group.SetLimit(maxChecked)
	for i, h := range heights {
		group.Go(func() error {
			found[i] = settle(ctx, sources, params, h)
			if done != nil {
				done(len(heights))
			}
			return nil
		})
	}
	_ = group.Wait() // nothing returns an error
	for i, s := range found {
		if s.ok {
			out.Anchors = append(out.Anchors, s.anchor)
		} else {
			out.Unsettled = append(out.Unsettled, heights[i])
		}
		out.Disagreements = append(out.Disagreements, s.lies...)
	}
	return out, ctx.Err()
}

// commonTip is the height that two operators have reached, and who answered.
func commonTip(ctx context.Context, sources []Source) (tip int32, operators []string) {
	heights := make([]int32, len(sources))
	var group errgroup.Group
	for i, s := range sources {
		group.Go(func() error {
			h, reply := s.Tip(ctx)
			if heights[i] = -1; reply.Outcome == Found {
				heights[i] = h
			}
			return nil
		})
	}
	_ = group.Wait() // nothing returns an error
	best := map[string]int32{}
	for i, s := range sources {
		name := s.Info().Operator
		if old, has := best[name]; heights[i] >= 0 && (!has || heights[i] > old) {
			if !has {
				operators = append(operators, name)
			}
			best[name] = heights[i]
		}
	}
	first, second := int32(-1), int32(-1)
	for _, h := range best {
		switch {
		case h > first:
			first, second = h, first
		case h > second:
			second = h
		}
	}
	return second, operators
}

// heightSaid is what the sources say of the block at one height.
type heightSaid struct {
	anchor proof.Anchor
	ok     bool
	lies   []Disagreement
}

// settle asks all for one height; two operators must give the same block, and
// nobody another one with the work that the network demands.
func settle(ctx context.Context, sources []Source, params *chaincfg.Params, height int32) heightSaid {
	headers := make([]*wire.BlockHeader, len(sources))
	var group errgroup.Group
	for i, s := range sources {
		group.Go(func() error {
			if h, reply := s.HeaderAt(ctx, height); reply.Outcome == Found {
				headers[i] = &h
			}
			return nil
		})
	}
	_ = group.Wait() // nothing returns an error
	var out heightSaid
	voices := map[chainhash.Hash]map[string]bool{}
	for i, h := range headers {
		if h == nil {
			continue
		}
		info := sources[i].Info()
		a := proof.Anchor{Height: height, Hash: h.BlockHash(), Bits: h.Bits}
		if _, err := proof.NewAnchors(params, a); err != nil {
			out.lies = append(out.lies, Disagreement{Code: LieLowWork, Source: info.Name, Detail: "its block at a height has not the work that the network demands, or is another than the one that is known"})
			continue
		}
		if voices[a.Hash] == nil {
			voices[a.Hash] = map[string]bool{}
		}
		voices[a.Hash][info.Operator] = true
		out.anchor = a
	}
	if len(voices) > 1 {
		out.lies = append(out.lies, Disagreement{Code: LieOtherBlock, Detail: "the sources give different blocks at a height"})
	}
	out.ok = len(voices) == 1 && len(voices[out.anchor.Hash]) >= 2
	return out
}

package explorer

import (
	"errors"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// spending is an input that is said to spend an output.
type spending struct {
	by      wire.OutPoint
	sources []int       // those who say so and whose word counts
	view    *view       // of the spending transaction
	shown   proof.Proof // that the input spends the output
	spends  bool
	// void: it does not spend the output.
	void bool
	// signed: its owner signed it away. Confirmed: a block holds the spender.
	signed, confirmed bool
}

// spent decides what is known of who spends the outputs. views has the
// spenders.
func (v *view) spent(views map[chainhash.Hash]*view, ch *chain, liars []bool) {
	v.output = nil
	if v.tx == nil {
		return
	}
	asked := slices.ContainsFunc(v.spenders, func(t *told[[]Spender]) bool { return t != nil })
	if v.final != nil && !asked {
		v.output = v.final.Outputs
		return
	}
	v.output = make([]Output, len(v.tx.TxOut))
	for i, out := range v.tx.TxOut {
		v.output[i] = v.spentOne(i, out, views, ch, liars)
		if v.final == nil || v.output[i].State == Spent || i >= len(v.final.Outputs) {
			continue
		}
		if old := v.final.Outputs[i]; old.By != nil && v.c.memory.known(old.By.Hash) != nil {
			v.output[i] = old // a spender that is final stays
		}
	}
}

func (v *view) spentOne(i int, out *wire.TxOut, views map[chainhash.Hash]*view, ch *chain, liars []bool) Output {
	none, bare, named := v.said(i, liars)
	if txscript.IsUnspendable(out.PkScript) {
		// Some servers call it spent, since it is in no list of the unspent.
		return v.notSeen(append(none, bare...), ch)
	}
	op := wire.OutPoint{Hash: v.id, Index: uint32(i)} //nolint:gosec // a transaction has fewer outputs
	var left []*spending
	for by, sources := range named {
		s := &spending{by: by, view: views[by.Hash]}
		s.sources = slices.DeleteFunc(slices.Clone(sources), func(source int) bool { return liars[source] })
		if v.assess(s, op, sources); !s.void && (s.confirmed || len(s.sources) > 0) {
			left = append(left, s)
		}
	}
	if s := v.spender(left, len(none)+len(bare) > 0); s != nil {
		v.contradicted(i, s, ch)
		if !slices.Contains(v.moved, s.shown) {
			v.moved = append(v.moved, s.shown)
		}
		return Output{State: Spent, By: &s.by, Spender: s.view.tx}
	}
	if len(left) > 0 || len(bare) > 0 {
		return Output{State: UnknownSpend}
	}
	return v.notSeen(slices.DeleteFunc(none, func(s int) bool { return ch.stale[s] }), ch)
}

// said sorts what sources say of an output: who sees no spender, who sees one
// that it cannot name, and whom the others name. Only of the last all are given,
// since a spender may be proved whoever names it.
func (v *view) said(i int, liars []bool) (none, bare []int, named map[wire.OutPoint][]int) {
	named = map[wire.OutPoint][]int{}
	for s, t := range v.spenders {
		if t == nil || t.reply.Outcome != Found || i >= len(t.value) {
			continue
		}
		said := t.value[i]
		if said.By != nil {
			named[*said.By] = append(named[*said.By], s)
			continue
		}
		unaware := v.txs[s] != nil && v.txs[s].reply.Outcome == NotFound
		switch {
		case liars[s] || unaware:
		case said.Spent:
			bare = append(bare, s)
		default:
			none = append(none, s)
		}
	}
	return none, bare, named
}

func (v *view) notSeen(by []int, ch *chain) Output {
	if len(by) == 0 {
		return Output{State: UnknownSpend}
	}
	voices := v.c.voices(by)
	o := Output{State: NotSeenSpent, Saw: len(by), Asked: len(v.c.servers), Carried: len(by) == len(v.c.servers) || voices.enough()}
	for _, s := range by {
		if h := ch.heights[s]; h >= 0 && (o.Height == 0 || h < o.Height) {
			o.Height = h
		}
	}
	return o
}

// assess checks whether an input spends an output, and how sure that is.
func (v *view) assess(s *spending, op wire.OutPoint, namedBy []int) {
	if s.view == nil || s.view.tx == nil {
		return
	}
	shown, err := proof.Spend(s.view.tx, s.by.Index, op)
	if err != nil {
		v.falseSpender(s, namedBy, "the spender that it names does not spend the output")
		return
	}
	s.shown, s.spends = shown, true
	s.confirmed = s.view.state == Confirmed
	_, err = proof.Scripts(s.view.tx, func(spends wire.OutPoint) *wire.TxOut {
		if spends.Hash == v.id && uint64(spends.Index) < uint64(len(v.tx.TxOut)) {
			return v.tx.TxOut[spends.Index]
		}
		return s.view.spends(spends)
	})
	if err == nil {
		s.signed = true
		return
	}
	var wrong *proof.Error
	invalid := errors.As(err, &wrong) && wrong.Code == proof.BadScript
	if !invalid || s.confirmed || v.c.voices(s.sources).enough() {
		return
	}
	// Anyone can write an input without a signature. If it came from one of
	// those who name it, nobody else altered it.
	signed := s.view.tx.HasWitness() || !txscript.IsWitnessProgram(v.tx.TxOut[op.Index].PkScript)
	for _, source := range namedBy {
		if t := s.view.txs[source]; signed && t != nil && t.value.tx != nil {
			v.falseSpender(s, []int{source}, "the spender that it names is not signed")
		}
	}
}

func (v *view) falseSpender(s *spending, sources []int, detail string) {
	s.void = true
	for _, source := range sources {
		v.lies = append(v.lies, caught{source, LieFalseSpender, detail, true})
	}
}

// spender chooses who spends an output: the one that a block holds; otherwise
// the only one named, if two operators or the user's own node name it, or if it
// is signed and nobody says otherwise.
func (v *view) spender(left []*spending, denied bool) *spending {
	var confirmed []*spending
	for _, s := range left {
		if s.confirmed {
			confirmed = append(confirmed, s)
		}
	}
	switch {
	case len(confirmed) == 1:
		return confirmed[0]
	case len(left) != 1 || !left[0].spends:
		return nil
	case v.c.voices(left[0].sources).enough(), left[0].signed && !denied:
		return left[0]
	}
	return nil
}

// contradicted names those who should know of a spender that a block holds and
// say otherwise.
func (v *view) contradicted(i int, spent *spending, ch *chain) {
	if !spent.confirmed {
		return
	}
	height := spent.view.block.Height
	for s, t := range v.spenders {
		if t == nil || t.reply.Outcome != Found || i >= len(t.value) || !ch.knows(s, height) {
			continue
		}
		if ch.heights[s] < 0 && !ch.deep(height) {
			continue
		}
		switch said := t.value[i]; {
		case !said.Spent && said.By == nil:
			v.lies = append(v.lies, caught{s, LieHiddenSpender, "it says that an output is unspent whose spender a block holds", true})
		case said.By != nil && *said.By != spent.by && ch.deep(height):
			v.lies = append(v.lies, caught{s, LieFalseSpender, "it names another spender than the one that a block holds", true})
		}
	}
}

package explorer

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// judge makes an answer of what was gathered. It goes over everything twice:
// whose word counts is only known when all that can be disproved was.
func (c *Client) judge(g *gathering) Answer {
	views := make(map[chainhash.Hash]*view, len(g.dossiers))
	order := slices.SortedFunc(maps.Keys(g.dossiers), func(a, b chainhash.Hash) int { return slices.Compare(a[:], b[:]) })
	for _, id := range order {
		views[id] = c.inspect(g.dossiers[id])
	}
	liars := c.memory.liars(accused(views))
	ch := c.newest(g.tips, liars)
	var more []caught
	for _, id := range order {
		views[id].agree(&ch, liars)
		more = append(more, views[id].disagreements(&ch, liars)...)
	}
	liars = c.memory.liars(accused(views, more...))
	ch = c.newest(g.tips, liars)
	for _, id := range order {
		views[id].agree(&ch, liars)
		views[id].lies = append(views[id].lies, views[id].disagreements(&ch, liars)...)
	}
	for _, id := range order {
		views[id].spent(views, &ch, liars)
	}
	c.memory.liars(accused(views))

	a := Answer{
		Transactions:  map[chainhash.Hash]*Transaction{},
		Tip:           ch.tip,
		Heard:         g.heard(),
		Disagreements: c.disagreements(ch.lies),
		StoreErrors:   g.storeErrors,
	}
	for _, id := range order {
		if !views[id].wanted {
			continue
		}
		tx := c.transaction(views[id], views)
		a.Transactions[id] = tx
		if err := c.keep(views[id], tx); err != nil {
			a.StoreErrors = append(a.StoreErrors, err)
		}
	}
	return a
}

// transaction writes down what a view came to.
func (c *Client) transaction(v *view, views map[chainhash.Hash]*view) *Transaction {
	lies, replies := v.lies, v.replies()
	for _, d := range v.helpers {
		if !d.wanted {
			lies = append(lies, views[d.id].lies...)
			replies = append(replies, views[d.id].replies()...)
		}
	}
	why := slices.Concat(v.why, v.notes)
	t := &Transaction{
		ID: v.id, Tx: v.tx, State: v.state, Block: v.block, Confirmations: v.depth, Final: v.sure,
		Why: inEnglish(why), Reasons: why,
		Outputs: v.output, Proofs: slices.Concat(v.proofs, v.placed, v.moved), Disagreements: c.disagreements(lies),
		Replies: replies, Checked: c.opt.Now().UTC(),
	}
	if v.final != nil {
		t.Inputs, t.Parents = v.final.Inputs, v.final.Parents
		t.Disagreements = append(slices.Clone(v.final.Disagreements), t.Disagreements...)
		t.Replies = append(slices.Clone(v.final.Replies), t.Replies...)
		t.Kept = v.final.Kept
		if !v.asked || t.notes() { // with nobody there to answer it was not checked either
			t.Checked = v.final.Checked
		}
	}
	if v.inputs && v.tx != nil && !complete(t) {
		t.Inputs, t.Parents = nil, nil
		seen := map[*wire.MsgTx]bool{}
		for _, in := range v.tx.TxIn {
			t.Inputs = append(t.Inputs, v.spends(in.PreviousOutPoint))
			if parent := v.parents[in.PreviousOutPoint.Hash]; parent != nil && !seen[parent] {
				seen[parent] = true
				t.Parents = append(t.Parents, parent)
			}
		}
	}
	return t
}

// notes reports whether what is known of an output is a store's word.
func (t *Transaction) notes() bool {
	return slices.ContainsFunc(t.Outputs, func(o Output) bool { return o.Noted })
}

// complete reports whether all that the inputs spend is known. A coinbase's one
// input spends nothing.
func complete(t *Transaction) bool {
	if t.Tx == nil || len(t.Inputs) != len(t.Tx.TxIn) {
		return false
	}
	for i, in := range t.Tx.TxIn {
		if t.Inputs[i] == nil && in.PreviousOutPoint.Hash != (chainhash.Hash{}) {
			return false
		}
	}
	return true
}

// replies gives all that was answered about a transaction, by source.
func (v *view) replies() []Reply {
	var all []Reply
	for s := range v.txs {
		if t := v.txs[s]; t != nil {
			all = append(all, t.reply)
		}
		if t := v.confirmations[s]; t != nil {
			all = append(all, t.reply)
		}
		if t := v.spenders[s]; t != nil {
			all = append(all, t.reply)
		}
	}
	all = append(all, v.gathered...)
	slices.SortStableFunc(all, func(a, b Reply) int {
		return cmp.Or(strings.Compare(a.Source, b.Source), strings.Compare(a.Question, b.Question))
	})
	return all
}

// disagreements writes lies down, each once.
func (c *Client) disagreements(lies []caught) []Disagreement {
	var all []Disagreement
	for _, lie := range lies {
		d := Disagreement{Code: lie.lie, Source: c.infos[lie.source].Name, Detail: lie.detail}
		if !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b Disagreement) int {
		return cmp.Or(strings.Compare(a.Source, b.Source), strings.Compare(string(a.Code), string(b.Code)), strings.Compare(a.Detail, b.Detail))
	})
	return all
}

// keep remembers a transaction and stores it, if anything was asked about it and
// something came of it.
func (c *Client) keep(v *view, t *Transaction) error {
	if t.Final {
		c.memory.keep(t)
	}
	if c.opt.Store == nil || !v.asked || t.notes() || t.State == UnknownState && t.Tx == nil {
		return nil
	}
	if t.State == UnknownState && !v.heard() {
		if old, err := c.opt.Store.Load(t.ID); err == nil && old != nil && old.State != UnknownState {
			return nil // that nobody answers is no reason to forget what was answered
		}
	}
	return c.opt.Store.Save(t)
}

// heard reports whether any source that can be asked for more than bytes said
// anything about the transaction.
func (v *view) heard() bool {
	return slices.ContainsFunc(v.c.servers, func(s int) bool {
		bytes, said, spenders := v.txs[s], v.confirmations[s], v.spenders[s]
		return bytes != nil && bytes.reply.Outcome != Unknown || said != nil && said.reply.Outcome != Unknown ||
			spenders != nil && spenders.reply.Outcome != Unknown
	})
}

// SilenceError says that no source gave any answer.
type SilenceError struct {
	// Faults has for each source, by its name, why its last question was not
	// answered. It is empty if there was no source to ask.
	Faults map[string]Fault
}

// Error names the sources and their faults.
func (e *SilenceError) Error() string {
	if len(e.Faults) == 0 {
		return "there is no source to ask"
	}
	var all []string
	for _, name := range slices.Sorted(maps.Keys(e.Faults)) {
		all = append(all, name+": "+string(e.Faults[name]))
	}
	return "no source could be asked: " + strings.Join(all, ", ")
}

// silence gives a SilenceError if something had to be asked and nobody answered.
func (g *gathering) silence() error {
	if !g.requests {
		return nil
	}
	silent := &SilenceError{Faults: map[string]Fault{}}
	var replies []Reply
	for _, d := range g.dossiers {
		replies = append(replies, (&view{dossier: d}).replies()...)
	}
	for _, t := range g.tips {
		if t != nil {
			replies = append(replies, t.reply)
		}
	}
	for _, r := range replies {
		if r.Outcome != Unknown {
			return nil
		}
		silent.Faults[r.Source] = r.Fault
	}
	return silent
}

// cancelled gives the context's error if it was cancelled; that its time is up
// is no cancellation.
func cancelled(ctx context.Context) error {
	if err := ctx.Err(); errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

package explorer

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// gathering collects the answers for one check. What depends on an answer is
// asked as soon as that is there, so that the longest chain is three questions:
// bytes, block and spenders; headers, parents and spenders' bytes; what these
// need. Nothing waits for another transaction.
type gathering struct {
	c   *Client
	ctx context.Context
	all sync.WaitGroup

	mu          sync.Mutex
	dossiers    map[chainhash.Hash]*dossier
	storeErrors []error
	requests    bool // any source was asked
	tips        []*told[int32]
	tip         once
}

func (c *Client) gather(ctx context.Context, wants []Want) *gathering {
	g := &gathering{c: c, ctx: ctx, dossiers: map[chainhash.Hash]*dossier{}, tips: make([]*told[int32], len(c.infos))}
	for _, w := range wants {
		d := g.open(w.ID)
		d.wanted = true
		d.inputs = d.inputs || w.Inputs
		for _, v := range w.Follow {
			d.follow[v] = true
		}
	}
	for _, d := range g.opened() {
		g.all.Go(func() { g.whole(d) })
	}
	g.all.Wait()
	return g
}

// open gives the dossier of a transaction.
func (g *gathering) open(id chainhash.Hash) *dossier {
	g.mu.Lock()
	defer g.mu.Unlock()
	d := g.dossiers[id]
	if d == nil {
		d = newDossier(id, len(g.c.infos))
		g.dossiers[id] = d
	}
	return d
}

// opened gives all dossiers.
func (g *gathering) opened() []*dossier {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := make([]*dossier, 0, len(g.dossiers))
	for _, d := range g.dossiers {
		all = append(all, d)
	}
	return all
}

// whole gathers all about a transaction that is not at hand and final.
func (g *gathering) whole(d *dossier) {
	d.looked.do(func() { g.look(d) })
}

func (g *gathering) look(d *dossier) {
	d.loaded.do(func() { g.load(d) })
	if d.final != nil {
		g.rest(d)
		return
	}
	g.all.Go(func() { g.block(d) })
	var both sync.WaitGroup
	both.Go(func() { g.bytes(d) })
	both.Go(func() { g.askSpenders(d) })
	both.Wait()
	if tx := d.any(); tx != nil && d.differ() {
		g.all.Go(func() { g.parents(d, tx) })
	}
	g.disputes(d)
}

// rest gathers what may have changed since a transaction was final: who spends
// the followed outputs, and inputs that were not asked for then.
func (g *gathering) rest(d *dossier) {
	if d.wantsInputs() && !complete(d.final) {
		g.all.Go(func() { g.parents(d, d.final.Tx) })
	}
	settled := true
	for v := range d.follow {
		if int(v) >= len(d.final.Tx.TxOut) {
			continue
		}
		if int(v) >= len(d.final.Outputs) || d.final.Outputs[v].By == nil {
			settled = false
			continue
		}
		by := d.final.Outputs[v].By
		spender := g.open(by.Hash)
		spender.loaded.do(func() { g.load(spender) })
		settled = settled && spender.final != nil
		g.followed(d, spender)
	}
	if !settled {
		g.askSpenders(d)
		g.disputes(d)
	}
}

// load takes a transaction from memory or from the store, if it is final.
func (g *gathering) load(d *dossier) {
	if d.final = g.c.memory.known(d.id); d.final != nil || g.c.opt.Store == nil {
		return
	}
	tx, err := g.c.opt.Store.Load(d.id)
	if err == nil && tx != nil {
		tx, err = verify(tx, d.id, g.c.opt.Network, g.c.opt.Anchors)
	}
	if err != nil {
		g.mu.Lock()
		g.storeErrors = append(g.storeErrors, err)
		g.mu.Unlock()
		return
	}
	if tx != nil && tx.Final {
		g.c.memory.keep(tx)
		d.final = tx
	}
}

// begin notes that sources are asked about a transaction, which makes their tip
// matter.
func (g *gathering) begin(d *dossier) {
	d.mu.Lock()
	d.asked = true
	d.mu.Unlock()
	g.mu.Lock()
	g.requests = true
	g.mu.Unlock()
	g.all.Go(func() {
		g.tip.do(func() {
			g.each(g.c.servers, func(s int) {
				height, reply := g.c.askTip(g.ctx, s)
				g.tips[s] = &told[int32]{height, reply}
			})
		})
	})
}

// each does something for several sources at once.
func (g *gathering) each(sources []int, do func(source int)) {
	var all sync.WaitGroup
	for _, s := range sources {
		all.Go(func() { do(s) })
	}
	all.Wait()
}

// bytes asks every source for the transaction: witnesses may differ, and absent
// is only what nobody has.
func (g *gathering) bytes(d *dossier) {
	d.askedBytes.do(func() {
		g.begin(d)
		g.each(g.c.everyone, func(s int) {
			tx, reply := g.c.askTransaction(g.ctx, s, d.id)
			d.mu.Lock()
			d.txs[s] = &told[parsed]{tx, reply}
			d.mu.Unlock()
			if tx.tx == nil {
				return
			}
			if d.wantsInputs() {
				g.all.Go(func() { g.parents(d, tx.tx) })
			}
			g.spenders(d)
		})
	})
}

// block asks every source for the block that holds the transaction, and for the
// header of each that is named.
func (g *gathering) block(d *dossier) {
	d.askedBlock.do(func() {
		g.begin(d)
		g.each(g.c.servers, func(s int) {
			said, reply := g.c.askConfirmation(g.ctx, s, d.id)
			d.mu.Lock()
			d.confirmations[s] = &told[Confirmation]{said, reply}
			d.mu.Unlock()
			if reply.Outcome == Found && said.Confirmed {
				g.header(d, said, s)
			}
		})
	})
}

// header takes a block's header from who names the block, if it gave it along,
// or gets it from one source after the other until one gives it: its hash shows
// that it is the right one.
func (g *gathering) header(d *dossier, said Confirmation, by int) {
	if said.Header != nil {
		if err := proof.Header(said.Block, *said.Header); err == nil {
			d.keepHeader(said.Block, said.Header)
			return
		}
		d.accuse(caught{by, LieOtherHeader, "the header that it gave is another block's", true})
	}
	if !d.begins(said.Block) {
		return
	}
	sources := append([]int{by}, slices.DeleteFunc(spread(g.c.servers, said.Block), func(s int) bool { return s == by })...)
	for _, s := range g.c.memory.order(sources, askHeader, said.Block) {
		h, reply := g.c.askHeader(g.ctx, s, said.Block)
		d.note(reply)
		switch {
		case h.err != nil:
			d.accuse(caught{s, LieOtherHeader, "the header that it gave is another block's", true})
		case h.header != nil:
			d.keepHeader(said.Block, h.header)
			return
		}
	}
}

// askSpenders asks every source who spends the outputs.
func (g *gathering) askSpenders(d *dossier) {
	d.askedSpenders.do(func() {
		g.begin(d)
		g.each(g.c.servers, func(s int) {
			said, reply := g.c.askSpenders(g.ctx, s, d.id)
			d.mu.Lock()
			d.spenders[s] = &told[[]Spender]{said, reply}
			d.mu.Unlock()
			g.spenders(d)
		})
	})
}

// parents gets what the inputs spend.
func (g *gathering) parents(d *dossier, tx *wire.MsgTx) {
	d.askedParents.do(func() {
		ids := map[chainhash.Hash]bool{}
		for _, in := range tx.TxIn {
			ids[in.PreviousOutPoint.Hash] = true
		}
		delete(ids, chainhash.Hash{}) // a coinbase spends nothing
		var all sync.WaitGroup
		for id := range ids {
			all.Go(func() {
				if parent := g.one(d, id, g.c.everyone); parent != nil {
					d.mu.Lock()
					d.parents[id] = parent
					d.mu.Unlock()
				}
			})
		}
		all.Wait()
	})
}

// one gets a transaction's bytes from one source after the other until one gives
// them: their hash shows that they are the right ones.
func (g *gathering) one(d *dossier, id chainhash.Hash, sources []int) *wire.MsgTx {
	if final := g.c.memory.known(id); final != nil {
		return final.Tx
	}
	d.mu.Lock()
	d.asked = true
	d.mu.Unlock()
	g.mu.Lock()
	g.requests = true
	g.mu.Unlock()
	records := slices.DeleteFunc(slices.Clone(sources), func(s int) bool { return g.c.infos[s].Kind != Record })
	others := slices.DeleteFunc(slices.Clone(sources), func(s int) bool { return g.c.infos[s].Kind == Record })
	for _, s := range append(records, g.c.memory.order(spread(others, id), askTransaction, id)...) {
		p, reply := g.c.askTransaction(g.ctx, s, id)
		d.note(reply)
		if lie, ok := g.c.notTheBytes(s, p.err); ok {
			d.accuse(lie)
		}
		if p.tx != nil {
			return p.tx
		}
	}
	return nil
}

// notTheBytes says what bytes that were not the transaction asked for are called.
func (c *Client) notTheBytes(source int, err error) (caught, bool) {
	var wrong *proof.Error
	if !errors.As(err, &wrong) || c.infos[source].Kind == Record {
		return caught{}, false
	}
	detail := "what it gave for an ID is no transaction"
	if wrong.Code == proof.OtherBytes {
		detail = "the bytes that it gave for an ID are another transaction"
	}
	return caught{source, Lie(wrong.Code), detail, true}, true
}

// spenders looks up those who are said to spend the outputs, as far as is known
// by now: the followed ones wholly, of the others the bytes.
func (g *gathering) spenders(d *dossier) {
	tx := d.any()
	if tx == nil {
		return
	}
	for v := range tx.TxOut {
		follow := d.follow[uint32(v)]
		for by, sources := range d.named(tx, v) {
			if by.Hash == d.id || !follow && !d.room() || !d.begins(by.Hash) {
				continue
			}
			spender := g.open(by.Hash)
			if follow {
				g.followed(d, spender)
				continue
			}
			d.mu.Lock()
			d.helpers = append(d.helpers, spender)
			d.mu.Unlock()
			g.all.Go(func() { g.spender(spender, sources) })
		}
	}
}

// disputes asks for the blocks of spenders that stand in no answer, where that is
// needed to tell who is right: neither two operators nor the user's own node
// name the spender, or somebody says otherwise.
func (g *gathering) disputes(d *dossier) {
	tx := d.any()
	if tx == nil {
		return
	}
	for v := range tx.TxOut {
		named := d.named(tx, v)
		for by, sources := range named {
			if len(named) == 1 && !d.denied(v) && g.c.voices(sources).enough() {
				continue
			}
			i := slices.IndexFunc(d.helpers, func(helper *dossier) bool { return helper.id == by.Hash })
			if i >= 0 {
				g.all.Go(func() { g.settle(d.helpers[i]) })
			}
		}
	}
}

// settle asks for a spender's block unless it is at hand and final.
func (g *gathering) settle(spender *dossier) {
	spender.loaded.do(func() { g.load(spender) })
	if spender.final == nil {
		g.block(spender)
	}
}

// followed looks a followed output's spender up wholly.
func (g *gathering) followed(d, spender *dossier) {
	inputs := d.wantsInputs()
	spender.mu.Lock()
	spender.wanted = true
	spender.inputs = spender.inputs || inputs
	spender.mu.Unlock()
	g.all.Go(func() { g.whole(spender) })
	// Its bytes may have come before it was known that inputs are wanted.
	g.all.Go(func() {
		spender.loaded.do(func() { g.load(spender) })
		if tx := spender.any(); inputs && tx != nil && (spender.final == nil || !complete(spender.final)) {
			g.parents(spender, tx)
		}
	})
}

// spender gets a spender's bytes, from those first who name it.
func (g *gathering) spender(d *dossier, named []int) {
	d.loaded.do(func() { g.load(d) })
	if d.final != nil {
		return
	}
	sources := spread(named, d.id)
	for _, s := range g.c.everyone {
		if !slices.Contains(sources, s) {
			sources = append(sources, s)
		}
	}
	for _, s := range g.c.memory.order(sources, askTransaction, d.id) {
		tx, reply := g.c.askTransaction(g.ctx, s, d.id)
		d.mu.Lock()
		d.txs[s] = &told[parsed]{tx, reply}
		d.mu.Unlock()
		if tx.tx != nil {
			return
		}
	}
}

// spread turns sources around so that not all is asked of the first.
func spread(sources []int, id chainhash.Hash) []int {
	if len(sources) == 0 {
		return nil
	}
	n := int(id[0]) % len(sources)
	return append(slices.Clone(sources[n:]), sources[:n]...)
}

package explorer

import (
	"slices"
	"sync"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// maxSpenders bounds how many spenders of one transaction are asked for beside
// the followed ones: what many outputs went to, like a delayed payout's, brings
// nothing and costs a request each.
const maxSpenders = 16

// dossier is what was gathered about one transaction in one check, before
// anything is made of it.
type dossier struct {
	id    chainhash.Hash
	final *Transaction // nil unless at hand; its bytes and its block are not asked again

	mu     sync.Mutex
	wanted bool            // it stands in the answer
	inputs bool            // what its inputs spend is wanted too
	follow map[uint32]bool // outputs whose spender is wanted too
	asked  bool            // any question about it was asked

	// By source, as it answered; nil where it was not asked.
	txs           []*told[parsed]
	confirmations []*told[Confirmation]
	spenders      []*told[[]Spender]

	headers map[chainhash.Hash]*wire.BlockHeader // of blocks said to hold it
	parents map[chainhash.Hash]*wire.MsgTx       // what its inputs spend
	// gathered has the replies that the answers above do not hold: about
	// headers, parents and spenders.
	gathered []Reply
	lies     []caught
	// helpers are spenders that stand in no answer: what was asked about them
	// was asked for this transaction.
	helpers []*dossier
	// begun has the spenders and blocks that are being asked for.
	begun map[chainhash.Hash]bool

	looked, loaded, askedBytes, askedBlock, askedSpenders, askedParents once
}

// told is an answer as one source gave it.
type told[T any] struct {
	value T
	reply Reply
}

// caught is a source that was found out.
type caught struct {
	source int
	lie    Lie
	detail string
	// proved: what it said was disproved, so its word counts no more. Otherwise
	// it stands against others' word.
	proved bool
}

func newDossier(id chainhash.Hash, sources int) *dossier {
	return &dossier{
		id:            id,
		follow:        map[uint32]bool{},
		txs:           make([]*told[parsed], sources),
		confirmations: make([]*told[Confirmation], sources),
		spenders:      make([]*told[[]Spender], sources),
		headers:       map[chainhash.Hash]*wire.BlockHeader{},
		parents:       map[chainhash.Hash]*wire.MsgTx{},
		begun:         map[chainhash.Hash]bool{},
	}
}

// note keeps a reply that no answer holds.
func (d *dossier) note(r Reply) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gathered = append(d.gathered, r)
}

// accuse keeps a lie that came to light on the way.
func (d *dossier) accuse(c caught) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lies = append(d.lies, c)
}

// any gives the transaction from whoever gave it, nil if nobody did.
func (d *dossier) any() *wire.MsgTx {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.txs {
		if t != nil && t.value.tx != nil {
			return t.value.tx
		}
	}
	if d.final != nil {
		return d.final.Tx
	}
	return nil
}

// differ reports whether sources gave different witnesses.
func (d *dossier) differ() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	var first *wire.MsgTx
	for _, t := range d.txs {
		switch {
		case t == nil || t.value.tx == nil:
		case first == nil:
			first = t.value.tx
		case first.WitnessHash() != t.value.tx.WitnessHash():
			return true
		}
	}
	return false
}

// wantsInputs reports whether what the inputs spend is wanted.
func (d *dossier) wantsInputs() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inputs
}

// begins reports whether the caller is the first to ask for a spender or a
// block.
func (d *dossier) begins(hash chainhash.Hash) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	first := !d.begun[hash]
	d.begun[hash] = true
	return first
}

// room reports whether another spender that is not followed may be asked for.
func (d *dossier) room() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.helpers) < maxSpenders
}

// keepHeader keeps a block's header.
func (d *dossier) keepHeader(block chainhash.Hash, h *wire.BlockHeader) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.headers[block] = h
}

// named gives the inputs that are said to spend an output, and who says so.
func (d *dossier) named(tx *wire.MsgTx, v int) map[wire.OutPoint][]int {
	if txscript.IsUnspendable(tx.TxOut[v].PkScript) {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	named := map[wire.OutPoint][]int{}
	for s, t := range d.spenders {
		if t != nil && t.reply.Outcome == Found && v < len(t.value) && t.value[v].By != nil {
			named[*t.value[v].By] = append(named[*t.value[v].By], s)
		}
	}
	return named
}

// denied reports whether a source says that an output is unspent.
func (d *dossier) denied(v int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.ContainsFunc(d.spenders, func(t *told[[]Spender]) bool {
		return t != nil && t.reply.Outcome == Found && v < len(t.value) && !t.value[v].Spent
	})
}

// once lets something be done once, and whoever comes later wait for it.
type once struct {
	mu   sync.Mutex
	done chan struct{}
}

// do runs f if nobody did, and returns when it was run.
func (s *once) do(f func()) {
	s.mu.Lock()
	done := s.done
	if done == nil {
		s.done = make(chan struct{})
		s.mu.Unlock()
		defer close(s.done)
		f()
		return
	}
	s.mu.Unlock()
	<-done
}

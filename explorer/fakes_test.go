package explorer_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
)

// fake is a source in memory whose answers can be replaced one by one.
type fake struct {
	info         explorer.Info
	transaction  func(ctx context.Context, id chainhash.Hash) ([]byte, explorer.Reply)
	confirmation func(ctx context.Context, id chainhash.Hash) (explorer.Confirmation, explorer.Reply)
	spenders     func(ctx context.Context, id chainhash.Hash) ([]explorer.Spender, explorer.Reply)
	header       func(ctx context.Context, block chainhash.Hash) (wire.BlockHeader, explorer.Reply)
	tip          func(ctx context.Context) (int32, explorer.Reply)
	// wait is run before every answer, and may give another one.
	wait func(ctx context.Context) explorer.Reply

	mu    sync.Mutex
	asked []string // "question hash", in order
}

var (
	found    = explorer.Reply{Outcome: explorer.Found}
	notFound = explorer.Reply{Outcome: explorer.NotFound}
)

// begin notes a question and waits.
func (f *fake) begin(ctx context.Context, what string, hash chainhash.Hash) (explorer.Reply, bool) {
	f.mu.Lock()
	f.asked = append(f.asked, what+" "+hash.String())
	f.mu.Unlock()
	if f.wait == nil {
		return explorer.Reply{}, true
	}
	r := f.wait(ctx)
	return r, r.Outcome == ""
}

// count gives how many questions were asked.
func (f *fake) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.asked)
}

// twice gives what was asked more than once.
func (f *fake) twice() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen := map[string]int{}
	var again []string
	for _, q := range f.asked {
		if seen[q]++; seen[q] == 2 {
			again = append(again, q)
		}
	}
	return again
}

func (f *fake) Info() explorer.Info { return f.info }

func (f *fake) Transaction(ctx context.Context, id chainhash.Hash) ([]byte, explorer.Reply) {
	if r, ok := f.begin(ctx, "transaction", id); !ok {
		return nil, r
	}
	return f.transaction(ctx, id)
}

func (f *fake) Confirmation(ctx context.Context, id chainhash.Hash) (explorer.Confirmation, explorer.Reply) {
	if r, ok := f.begin(ctx, "confirmation", id); !ok {
		return explorer.Confirmation{}, r
	}
	return f.confirmation(ctx, id)
}

func (f *fake) Spenders(ctx context.Context, id chainhash.Hash) ([]explorer.Spender, explorer.Reply) {
	if r, ok := f.begin(ctx, "spenders", id); !ok {
		return nil, r
	}
	return f.spenders(ctx, id)
}

func (f *fake) Header(ctx context.Context, block chainhash.Hash) (wire.BlockHeader, explorer.Reply) {
	if r, ok := f.begin(ctx, "header", block); !ok {
		return wire.BlockHeader{}, r
	}
	return f.header(ctx, block)
}

func (f *fake) HeaderAt(context.Context, int32) (wire.BlockHeader, explorer.Reply) {
	return wire.BlockHeader{}, explorer.Reply{Outcome: explorer.Unknown, Fault: explorer.FaultUnsupported}
}

func (f *fake) Tip(ctx context.Context) (int32, explorer.Reply) {
	if r, ok := f.begin(ctx, "tip", chainhash.Hash{}); !ok {
		return 0, r
	}
	return f.tip(ctx)
}

// honest makes a source that says what is true of a chain and its mempool.
func (c *chain) honest(name string) *fake {
	f := &fake{info: explorer.Info{Name: name, Operator: name, Kind: explorer.Explorer}}
	f.transaction = func(_ context.Context, id chainhash.Hash) ([]byte, explorer.Reply) {
		if tx := c.txs[id]; tx != nil {
			return raw(c.tb, tx), found
		}
		return nil, notFound
	}
	f.confirmation = func(_ context.Context, id chainhash.Hash) (explorer.Confirmation, explorer.Reply) {
		if c.txs[id] == nil {
			return explorer.Confirmation{}, notFound
		}
		return c.confirmation(id), found
	}
	f.spenders = func(_ context.Context, id chainhash.Hash) ([]explorer.Spender, explorer.Reply) {
		if c.txs[id] == nil {
			return nil, notFound
		}
		return c.spenders(id), found
	}
	f.header = func(_ context.Context, block chainhash.Hash) (wire.BlockHeader, explorer.Reply) {
		for _, h := range c.headers {
			if h.BlockHash() == block {
				return h, found
			}
		}
		return wire.BlockHeader{}, notFound
	}
	f.tip = func(context.Context) (int32, explorer.Reply) { return c.tip(), found }
	return f
}

// ownNode makes an honest source that is the user's own node.
func (c *chain) ownNode() *fake {
	f := c.honest("own node")
	f.info.Kind = explorer.OwnNode
	return f
}

func (c *chain) spenders(id chainhash.Hash) []explorer.Spender {
	all := make([]explorer.Spender, len(c.txs[id].TxOut))
	for v := range all {
		if by, ok := c.spent[wire.OutPoint{Hash: id, Index: uint32(v)}]; ok {
			all[v] = explorer.Spender{Spent: true, By: &by}
		}
	}
	return all
}

func raw(tb testing.TB, tx *wire.MsgTx) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := tx.Serialize(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// world is a chain with one trade on it.
type world struct {
	*chain
	maker, taker    *wire.MsgTx // at heights with known bits
	deposit, payout *wire.MsgTx // as well; the payout spends the deposit's first output
	late            *wire.MsgTx // deep, at a height without known bits; it spends the deposit's second output
	recent          *wire.MsgTx // three blocks deep
	pending         *wire.MsgTx // in no block yet; it spends the taker's second output
	nowhere         chainhash.Hash
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{chain: newChain(tb), nowhere: chainhash.DoubleHashH([]byte("never sent"))}
	out := func(tx *wire.MsgTx, v uint32) wire.OutPoint { return wire.OutPoint{Hash: tx.TxHash(), Index: v} }
	first, second, third := w.mine(), w.mine(), w.mine()
	w.maker = w.spend(2, "", out(first, 0))
	w.taker = w.spend(2, "", out(second, 0))
	w.mine(w.maker, w.taker)
	w.deposit = w.spend(2, "contract", out(w.maker, 0), out(w.taker, 0))
	w.mine(w.deposit, w.spend(1, "", out(third, 0)))
	w.payout = w.spend(1, "", out(w.deposit, 0))
	w.mine(w.payout)
	w.mineTo(23)
	w.late = w.spend(1, "", out(w.deposit, 1))
	w.mine(w.late)
	w.mineTo(37)
	w.recent = w.spend(1, "", out(w.maker, 1))
	w.mine(w.recent)
	w.mineTo(40)
	w.pending = w.spend(1, "", out(w.taker, 1))
	w.add(w.pending)
	return w
}

// client makes a client of these sources.
func (w *world) client(sources ...*fake) *explorer.Client {
	w.tb.Helper()
	return explorer.NewClient(w.options(sources...))
}

func (w *world) options(sources ...*fake) explorer.Options {
	w.tb.Helper()
	opt := explorer.Options{Network: w.params, Anchors: w.anchors(), Now: func() time.Time {
		return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	}}
	for _, f := range sources {
		opt.Sources = append(opt.Sources, f)
	}
	return opt
}

// check looks one transaction up.
func check(tb testing.TB, c *explorer.Client, want explorer.Want) (*explorer.Transaction, explorer.Answer) {
	tb.Helper()
	a, err := c.Check(context.Background(), want)
	if err != nil {
		tb.Fatalf("check: %v", err)
	}
	tx := a.Transactions[want.ID]
	if tx == nil {
		tb.Fatal("the transaction is missing in the answer")
	}
	return tx, a
}

// lies gives who was caught in what, as "source: code".
func lies(all []explorer.Disagreement) []string {
	var named []string
	for _, d := range all {
		named = append(named, fmt.Sprintf("%s: %s", d.Source, d.Code))
	}
	slices.Sort(named)
	return slices.Compact(named)
}

// held is a record of transactions, as logs are one: it has bytes and nothing
// else.
type held struct {
	explorer.Source // nothing else is answered
	name            string
	raws            map[chainhash.Hash][]byte
}

func newHeld(t *testing.T, name string, txs ...*wire.MsgTx) *held {
	t.Helper()
	h := &held{name: name, raws: map[chainhash.Hash][]byte{}}
	for _, tx := range txs {
		h.raws[tx.TxHash()] = raw(t, tx)
	}
	return h
}

func (h *held) Info() explorer.Info {
	return explorer.Info{Name: h.name, Operator: h.name, Kind: explorer.Record}
}

func (h *held) Transaction(_ context.Context, id chainhash.Hash) ([]byte, explorer.Reply) {
	if h.raws[id] == nil {
		return nil, explorer.Reply{Outcome: explorer.NotFound}
	}
	return h.raws[id], explorer.Reply{Outcome: explorer.Found}
}

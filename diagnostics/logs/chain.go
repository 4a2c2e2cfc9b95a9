package logs

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
	"golang.org/x/sync/errgroup"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// Bounds of what is kept of all files together.
const (
	maxChainTxs   = 20_000
	maxChainBytes = 64 << 20
	maxDumps      = 5_000
)

// Chain is what logs hold of transactions: their bytes, where Bisq wrote them
// down, and which of them are said to be the parts of one trade. It is an
// explorer.Source of kind Record: it gives bytes and knows nothing of blocks.
// Safe for concurrent use.
type Chain struct {
	name  string
	found map[chainhash.Hash]Recorded
	dumps []Dump
	named []Named
	cut   bool
}

// Place is a line of a log.
type Place struct {
	Path string `json:"path"`
	Line int64  `json:"line"`
}

func (p Place) String() string { return fmt.Sprintf("%s:%d", p.Path, p.Line) }

// Recorded is a transaction whose bytes a log holds, and that hash to its ID.
type Recorded struct {
	Place
	Form Form
	Raw  []byte // with witness where the log has it, and no other that may as well be true
}

// Form is how a log holds a transaction.
type Form string

// The forms.
const (
	RawHex   Form = "raw hex"
	Esplora  Form = "explorer's answer"
	Bitcoinj Form = "dump"
)

// Named is a transaction that is said to have a role in the trade.
type Named struct {
	Place
	Role  diagnostics.TxRole
	ID    chainhash.Hash
	Label string // what Bisq calls it: "depositTxId", "makerCreatesDepositTx"
	Trust Trust

	at string // the entry's stamp
}

// ReadChain reads the transactions in the logs of one trade. Files that cannot
// be read are left out; the only error is the context's, wrapped.
func ReadChain(ctx context.Context, files []File, trade diagnostics.TradeID, opt Options) (*Chain, error) {
	parts := make([]*chainScan, len(files))
	var group errgroup.Group
	group.SetLimit(opt.workers())
	for i, f := range files {
		group.Go(func() error {
			parts[i] = scanChain(ctx, f, trade, opt.Progress)
			return nil
		})
	}
	_ = group.Wait() // no file returns an error
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read logs: %w", err)
	}
	c, found := &Chain{name: "logs"}, witnesses{}
	slices.SortStableFunc(parts, func(a, b *chainScan) int { return byAge(a.file, b.file) })
	for _, p := range parts {
		c.merge(p, found)
	}
	c.found = found.settle(ctx)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read logs: %w", err)
	}
	slices.SortStableFunc(c.named, func(a, b Named) int {
		return cmp.Or(cmp.Compare(roleOrder(a.Role), roleOrder(b.Role)), cmp.Compare(a.Trust, b.Trust))
	})
	return c, nil
}

// byAge puts a trader's files into the order in which they were written: those
// with the higher number first. Where names of transactions differ the order
// decides nothing; it is how they are listed.
func byAge(a, b File) int {
	return cmp.Or(cmp.Compare(partyOrder(a.Party), partyOrder(b.Party)), cmp.Compare(a.Set, b.Set),
		cmp.Compare(b.Rotation, a.Rotation), cmp.Compare(a.Path, b.Path))
}

// merge takes in what one file holds, and its transactions' bytes into found.
func (c *Chain) merge(p *chainScan, found witnesses) {
	for id, all := range p.found {
		for _, r := range all {
			found.add(id, r)
		}
	}
	c.dumps = append(c.dumps, p.dumps...)
	c.named = append(c.named, p.once()...)
	c.cut = c.cut || p.cut
}

// Named lists the transactions that are said to be the trade's, by role, those
// first that are said by the more trusted words, and among them the oldest. A file
// says each once for every degree of trust.
func (c *Chain) Named() []Named { return slices.Clone(c.named) }

// Dumps lists the dumps that could not be made into the bytes of their
// transaction: what they say rests on the dump alone.
func (c *Chain) Dumps() []Dump { return slices.Clone(c.dumps) }

// Cut reports whether there was more than is kept.
func (c *Chain) Cut() bool { return c.cut }

// Len is the number of transactions whose bytes are at hand.
func (c *Chain) Len() int { return len(c.found) }

// Recorded gives a transaction's bytes and where they stand.
func (c *Chain) Recorded(id chainhash.Hash) (Recorded, bool) {
	r, ok := c.found[id]
	return r, ok
}

// Info says that these are records.
func (c *Chain) Info() explorer.Info {
	return explorer.Info{Name: c.name, Operator: c.name, Kind: explorer.Record}
}

func (c *Chain) reply(question string, outcome explorer.Outcome) explorer.Reply {
	r := explorer.Reply{Source: c.name, Operator: c.name, Question: question, Outcome: outcome}
	if outcome == explorer.Unknown {
		r.Fault, r.Detail = explorer.FaultUnsupported, "logs do not say it"
	}
	return r
}

// Transaction gives the bytes that a log holds.
func (c *Chain) Transaction(_ context.Context, id chainhash.Hash) ([]byte, explorer.Reply) {
	r, ok := c.found[id]
	if !ok {
		return nil, c.reply("transaction", explorer.Unknown)
	}
	reply := c.reply("transaction", explorer.Found)
	reply.Source = r.Place.String()
	return slices.Clone(r.Raw), reply
}

// Confirmation is nothing that a log can know.
func (c *Chain) Confirmation(context.Context, chainhash.Hash) (explorer.Confirmation, explorer.Reply) {
	return explorer.Confirmation{}, c.reply("confirmation", explorer.Unknown)
}

// Spenders is nothing that a log can know.
func (c *Chain) Spenders(context.Context, chainhash.Hash) ([]explorer.Spender, explorer.Reply) {
	return nil, c.reply("spenders", explorer.Unknown)
}

// Header is nothing that a log can know.
func (c *Chain) Header(context.Context, chainhash.Hash) (wire.BlockHeader, explorer.Reply) {
	return wire.BlockHeader{}, c.reply("header", explorer.Unknown)
}

// HeaderAt is nothing that a log can know.
func (c *Chain) HeaderAt(context.Context, int32) (wire.BlockHeader, explorer.Reply) {
	return wire.BlockHeader{}, c.reply("header", explorer.Unknown)
}

// Tip is nothing that a log can know.
func (c *Chain) Tip(context.Context) (int32, explorer.Reply) {
	return 0, c.reply("tip", explorer.Unknown)
}

func roleOrder(r diagnostics.TxRole) int { return slices.Index(diagnostics.TxRoles(), r) }

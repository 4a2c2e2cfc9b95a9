package logs

import (
	"bytes"
	"context"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
)

// nearEntries is how many entries behind a line about the trade a dump still
// counts as the trade's.
const nearEntries = 100

// chainScan is what one file holds.
type chainScan struct {
	path   string
	trade  tradeWords
	found  map[chainhash.Hash]Recorded
	bytes  int
	dumps  []Dump
	named  []Named
	seen   map[namedKey]bool
	cut    bool
	near   int  // entries since a line named this trade; beyond nearEntries: none
	asTrad side // whose log it is, as far as the trade's own class says
}

type namedKey struct {
	role diagnostics.TxRole
	id   chainhash.Hash
}

// side is what the trader is in the trade.
type side int

const (
	noSide side = iota
	maker
	taker
)

// scanChain reads one file; what cannot be read is left out.
func scanChain(ctx context.Context, f File, trade diagnostics.TradeID, progress func(int64)) *chainScan {
	c := &chainScan{
		path: f.Path, trade: newTradeWords(trade), near: nearEntries + 1,
		found: map[chainhash.Hash]Recorded{}, seen: map[namedKey]bool{},
	}
	r, err := f.Open()
	if err != nil {
		return c
	}
	defer r.Close() //nolint:errcheck // opened for reading
	s := NewScanner(&countedReader{ctx: ctx, r: r, progress: progress})
	for s.Next() {
		c.entry(ctx, s.Entry())
	}
	return c
}

// entry takes in one entry.
func (c *chainScan) entry(ctx context.Context, e *Entry) {
	text := e.Text
	ours, other := c.trade.in(text)
	switch {
	case ours:
		c.near = 0
		c.sideOf(text)
	case other:
		c.near = nearEntries + 1 // Bisq went on with another trade
	case c.near <= nearEntries:
		c.near++
	}
	first := e.Line + int64(bytes.Count(e.Raw[:len(e.Raw)-len(text)], []byte{'\n'}))
	at := func(i int) Place {
		return Place{c.path, first + int64(bytes.Count(text[:i], []byte{'\n'}))}
	}
	rawTxs(text, func(i int, tx *wire.MsgTx, raw []byte) { c.keep(tx, raw, RawHex, at(i)) })
	answers := esploraTxs(ctx, text, func(i int, tx *wire.MsgTx) { c.keep(tx, nil, Esplora, at(i)) })
	c.cut = c.cut || answers.cut
	dumps(text, func(i int, d Dump) {
		d.Place = at(i)
		c.dump(d)
	})
	if ours || c.near <= nearEntries && !other {
		c.roles(text, at, !ours)
	}
}

// keep stores a transaction's bytes.
func (c *chainScan) keep(tx *wire.MsgTx, raw []byte, form Form, at Place) {
	if raw == nil {
		var b bytes.Buffer
		if tx.Serialize(&b) != nil {
			return
		}
		raw = b.Bytes()
	}
	id := tx.TxHash()
	old, known := c.found[id]
	if known && len(old.Raw) >= len(raw) {
		return
	}
	if !known && len(c.found) >= maxChainTxs || c.bytes+len(raw) > maxChainBytes {
		c.cut = true
		return
	}
	c.bytes += len(raw)
	c.found[id] = Recorded{Place: at, Form: form, Raw: bytes.Clone(raw)}
}

// dump stores a dump: as bytes if they hash to its ID, else as what it says.
func (c *chainScan) dump(d Dump) {
	if tx := d.rebuild(); tx != nil {
		c.keep(tx, nil, Bitcoinj, d.Place)
		return
	}
	if len(c.dumps) >= maxDumps {
		c.cut = true
		return
	}
	c.dumps = append(c.dumps, d)
}

// sideOf learns what the trader is from the name of Bisq's class for it.
func (c *chainScan) sideOf(text []byte) {
	switch {
	case bytes.Contains(text, []byte("AsMakerTrade")):
		c.asTrad = maker
	case bytes.Contains(text, []byte("AsTakerTrade")):
		c.asTrad = taker
	}
}

// roles notes the labelled transactions of an entry.
func (c *chainScan) roles(text []byte, at func(int) Place, near bool) {
	for from := 0; ; {
		start, end := nextRun(text, from)
		if start < 0 {
			return
		}
		from = end + 1
		if !wholeNumber(text, start, end) {
			continue
		}
		label, ok := txLabel(text[:start])
		if !ok {
			continue
		}
		role := c.role(label)
		id, err := chainhash.NewHashFromStr(string(text[start:end]))
		k := namedKey{role, *id}
		if role == "" || err != nil || c.seen[k] {
			continue
		}
		c.seen[k] = true
		c.named = append(c.named, Named{Place: at(start), Role: role, ID: *id, Label: label, Near: near})
	}
}

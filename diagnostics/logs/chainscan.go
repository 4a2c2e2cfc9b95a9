package logs

import (
	"bytes"
	"context"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
)

// chainScan is what one file holds.
type chainScan struct {
	file   File
	trade  tradeWords
	found  witnesses
	bytes  int
	dumps  []Dump
	named  []Named
	seen   map[namedKey]bool
	cut    bool
	near   near
	asTrad side // whose log it is, as far as the trade's own class says

	speech speech
	inside []int // those of named that stand in the open message
	behind []int // and behind one that ended
}

type namedKey struct {
	role  diagnostics.TxRole
	id    chainhash.Hash
	trust Trust
}

// maxNamed bounds what one file names.
const maxNamed = 5_000

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
		file: f, trade: newTradeWords(trade),
		found: witnesses{}, seen: map[namedKey]bool{},
	}
	r, err := f.Open()
	if err != nil {
		return c
	}
	defer r.Close() //nolint:errcheck // opened for reading
	s := NewScanner(&countedReader{ctx: ctx, r: r, progress: progress})
	for s.Next() {
		if ctx.Err() != nil {
			return c
		}
		c.entry(ctx, s.Entry())
	}
	c.lapse()
	return c
}

// entry takes in one entry.
func (c *chainScan) entry(ctx context.Context, e *Entry) {
	text := e.Text
	wasOpen := c.speech.open
	ours, other := c.trade.in(text)
	alone := ours && !other
	if alone && !wasOpen && bisqs(e) {
		c.sideOf(text)
	}
	near := c.near.see(e, ours, other)
	first := e.Line + int64(bytes.Count(e.Raw[:len(e.Raw)-len(text)], []byte{'\n'}))
	at := func(i int) Place {
		return Place{c.file.Path, first + int64(bytes.Count(text[:i], []byte{'\n'}))}
	}
	rawTxs(text, func(i int, tx *wire.MsgTx, raw []byte) { c.keep(tx, raw, RawHex, at(i)) })
	answers := esploraTxs(ctx, text, func(i int, tx *wire.MsgTx) { c.keep(tx, nil, Esplora, at(i)) })
	c.cut = c.cut || answers.cut
	dumps(text, func(i int, d Dump) {
		d.Place = at(i)
		c.dump(d)
	})
	if alone || near {
		c.roles(e, at, said{near: near, wasOpen: wasOpen})
	}
	c.follow(e)
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
	_, known := c.found[id]
	if !known && len(c.found) >= maxChainTxs || c.bytes+len(raw) > maxChainBytes {
		c.cut = true
		return
	}
	if c.found.add(id, Recorded{Place: at, Form: form, Raw: bytes.Clone(raw)}) {
		c.bytes += len(raw)
	}
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
func (c *chainScan) roles(e *Entry, at func(int) Place, how said) {
	text := e.Text
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
		role := c.role(label)
		id, err := chainhash.NewHashFromStr(string(text[start:end]))
		trust, fits := how.trust(e, start)
		if !ok || role == "" || err != nil || !fits {
			continue
		}
		c.name(Named{Place: at(start), Role: role, ID: *id, Label: label, Trust: trust, at: string(e.At)})
	}
}

// name notes what is said once. In and behind a message its trust may still
// change, so that all of it is noted.
func (c *chainScan) name(n Named) {
	k := namedKey{n.Role, n.ID, n.Trust}
	switch {
	case len(c.named) >= maxNamed:
		c.cut = true
		return
	case c.speech.open:
		c.inside = append(c.inside, len(c.named))
	case c.speech.ended:
		c.behind = append(c.behind, len(c.named))
	case c.seen[k]:
		return
	default:
		c.seen[k] = true
	}
	c.named = append(c.named, n)
}

package logs

import (
	"bytes"
	"strings"

	"tradecase/diagnostics"
)

// roleWords are the parts of Bisq's names for a trade's transactions, the
// longer ones first: "delayedPayoutTx" is no payout.
var roleWords = []struct {
	word string
	role diagnostics.TxRole
}{
	{"delayedpayout", diagnostics.DelayedPayout},
	{"unsigneddelayedpayout", diagnostics.DelayedPayout},
	{"deposittx", diagnostics.Deposit},
	{"payouttx", diagnostics.Payout},
	{"takerfee", diagnostics.TakerFee},
	{"takeofferfee", diagnostics.TakerFee},
	{"makerfee", diagnostics.MakerFee},
	{"offerfeepayment", diagnostics.MakerFee},
	{"createofferfee", diagnostics.MakerFee},
}

// role says which of the trade's transactions a label names, "" if none. A
// trader's own fee transaction is called the same for maker and taker.
func (c *chainScan) role(label string) diagnostics.TxRole {
	lower := strings.ToLower(strings.ReplaceAll(label, " ", ""))
	for _, w := range roleWords {
		if strings.Contains(lower, w.word) {
			return w.role
		}
	}
	if strings.Contains(lower, "tradingfeetx") {
		switch c.asTrad {
		case maker:
			return diagnostics.MakerFee
		case taker:
			return diagnostics.TakerFee
		case noSide:
		}
	}
	return ""
}

// tradeWords finds a trade's ID in text: in full, or short where Bisq writes it
// short.
type tradeWords struct {
	full  []byte // lower case; empty if only the short one is known
	short []byte
}

func newTradeWords(id diagnostics.TradeID) tradeWords {
	t := tradeWords{short: []byte(id.Short())}
	if id.Full() {
		t.full = []byte(id)
	}
	return t
}

// in reports whether text names the trade, and whether it names another one, or
// something that only begins or ends like a trade's ID.
func (t tradeWords) in(text []byte) (ours, other bool) {
	for from := 0; ; {
		start, end := nextRun(text, from)
		if start < 0 {
			break
		}
		from = end + 1
		for i := start; i < end; i++ {
			a, b, ok := tradeIDAround(text, i)
			if !ok {
				continue
			}
			if t.same(text[a:b]) && standsAlone(text, a, b) {
				ours = true
			} else {
				other = true
			}
			i = b
		}
	}
	named, foreign := t.shortIn(text)
	return ours || named, other || foreign
}

// same compares IDs. The letters of the prefix may be of any case, and the case
// is part of them; a UUID's is not.
func (t tradeWords) same(id []byte) bool {
	n := len(t.short)
	if len(id) <= n || id[n] != '-' || !bytes.Equal(id[:n], t.short) {
		return false
	}
	return len(t.full) == 0 || bytes.EqualFold(id, t.full)
}

// standsAlone reports whether what stands at text[start:end] is a word of its own
// and not a part of a longer name: "QWZTRD-…-1917_copy", "QWZTRD-…-1917.1". A full
// stop at the end of a sentence is no part of it.
func standsAlone(text []byte, start, end int) bool {
	if start > 0 && (joins(text[start-1]) || text[start-1] == '.') {
		return false
	}
	if end == len(text) {
		return true
	}
	if text[end] == '.' {
		return end+1 == len(text) || !alnum(text[end+1]) && !joins(text[end+1])
	}
	return !joins(text[end])
}

// joins reports whether a byte makes one word of what stands on its two sides.
// Letters of other scripts do, whatever they look like.
func joins(c byte) bool {
	return alnum(c) || c == '_' || c == '-' || c == '/' || c == '\\' || c == '@' || c == '#' || c == '~' || c == '+' || c >= 0x80
}

// shortForms are how Bisq introduces a short ID.
var shortForms = [][]byte{[]byte("(id="), []byte(", id="), []byte("tradeId="), []byte("trade with id "), []byte("shortId=")}

// shortIn looks for short IDs behind the words that introduce one: a short ID
// may be a plain number, so alone it means nothing.
func (t tradeWords) shortIn(text []byte) (ours, other bool) {
	for _, form := range shortForms {
		for rest := text; ; {
			i := bytes.Index(rest, form)
			if i < 0 {
				break
			}
			rest = rest[i+len(form):]
			n := 0
			for n < len(rest) && alnum(rest[n]) {
				n++
			}
			if n < 5 || n > 8 || n < len(rest) && rest[n] == '-' {
				continue
			}
			if bytes.Equal(rest[:n], t.short) && standsAlone(rest, 0, n) {
				ours = true
			} else {
				other = true
			}
		}
	}
	return ours, other
}

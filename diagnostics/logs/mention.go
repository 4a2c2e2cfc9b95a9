package logs

import (
	"bytes"
	"encoding/hex"
	"strings"

	"tradecase/diagnostics"
)

// maxMentions bounds the distinct transactions and trades kept from one file.
const maxMentions = 50_000

// txKey is a transaction under one label.
type txKey struct {
	id    [txidLen / 2]byte
	label string
}

// mentions collects the transactions and trades that a file speaks of.
type mentions struct {
	seen   map[txKey]struct{}
	txs    []Transaction
	trades map[string]*int64
	full   bool // something was left out
}

func newMentions() mentions {
	return mentions{seen: map[txKey]struct{}{}, trades: map[string]*int64{}}
}

// find takes in a text that begins in the given line of the file at path.
func (m *mentions) find(path string, line int64, logger, text []byte) {
	for at := 0; ; {
		start, end := nextRun(text, at)
		if start < 0 {
			return
		}
		at = end + 1
		for part := start; part < end; {
			stop := end
			if i := bytes.IndexByte(text[part:end], '-'); i >= 0 {
				stop = part + i
			}
			if wholeNumber(text, part, stop) {
				m.number(path, line, logger, text, part)
			} else if from, to, ok := tradeIDAround(text, part); ok {
				m.trade(text[from:to])
			}
			part = stop + 1
		}
	}
}

func (m *mentions) number(path string, line int64, logger, text []byte, at int) {
	label, ok := txLabel(text[:at])
	if !ok || bytes.Contains(logger, []byte("Xmr")) {
		return // Monero's proofs name transactions too
	}
	if label == "" {
		label = loggerLabel(logger)
	}
	k := txKey{label: label}
	unhex(&k.id, text[at:])
	if _, known := m.seen[k]; known {
		return
	}
	if len(m.seen) >= maxMentions {
		m.full = true
		return
	}
	m.seen[k] = struct{}{}
	m.txs = append(m.txs, Transaction{
		TxID: hex.EncodeToString(k.id[:]), Path: path, Label: label,
		Line: line + int64(bytes.Count(text[:at], []byte{'\n'})),
	})
}

// loggerLabel says what kind of message names a transaction in general words.
func loggerLabel(logger []byte) string {
	switch {
	case bytes.Contains(logger, []byte("roadcast")):
		return "broadcast"
	case bytes.Contains(logger, []byte("Mempool")):
		return "mempool input"
	}
	return ""
}

func (m *mentions) trade(id []byte) {
	if n := m.trades[string(id)]; n != nil {
		*n++
		return
	}
	if len(m.trades) >= maxMentions {
		m.full = true
		return
	}
	n := int64(1)
	m.trades[string(id)] = &n
}

// mergeTrades adds counts under the spelling that the rest of the program uses.
func mergeTrades(into map[diagnostics.TradeID]int64, from map[string]*int64) {
	for id, n := range from {
		if parsed, err := diagnostics.ParseTradeID(strings.Clone(id)); err == nil {
			into[parsed] += *n
		}
	}
}

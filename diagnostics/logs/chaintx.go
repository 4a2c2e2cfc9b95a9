package logs

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"math"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// minTxHex is the length in hex digits of the smallest transaction that pays
// somebody.
const minTxHex = 120

// rawTxs finds transactions written as hex and calls found with where each
// begins. What is cut off or has something behind it is none.
func rawTxs(text []byte, found func(at int, tx *wire.MsgTx, raw []byte)) {
	for from := 0; ; {
		start, end := nextRun(text, from)
		if start < 0 {
			return
		}
		from = end + 1
		for part := start; part < end; {
			stop := end
			if i := bytes.IndexByte(text[part:end], '-'); i >= 0 {
				stop = part + i
			}
			if tx, raw := parseTx(text[part:stop]); tx != nil {
				found(part, tx, raw)
			}
			part = stop + 1
		}
	}
}

// parseTx reads hex as exactly one transaction, nil if it is none.
func parseTx(digits []byte) (*wire.MsgTx, []byte) {
	if len(digits) < minTxHex || len(digits)%2 != 0 || digits[0] != '0' || !bytes.Equal(digits[2:8], []byte("000000")) {
		return nil, nil
	}
	raw := make([]byte, len(digits)/2)
	if _, err := hex.Decode(raw, digits); err != nil {
		return nil, nil
	}
	var tx wire.MsgTx
	r := bytes.NewReader(raw)
	if tx.Deserialize(r) != nil || r.Len() > 0 || len(tx.TxIn) == 0 || len(tx.TxOut) == 0 {
		return nil, nil
	}
	return &tx, raw
}

// esploraTx is the part of an explorer's answer that makes a transaction.
type esploraTx struct {
	TxID     string `json:"txid"`
	Version  uint32 `json:"version"`
	LockTime uint32 `json:"locktime"`
	Vin      []struct {
		TxID      string   `json:"txid"`
		Vout      uint32   `json:"vout"`
		ScriptSig string   `json:"scriptsig"`
		Witness   []string `json:"witness"`
		Sequence  uint32   `json:"sequence"`
	} `json:"vin"`
	Vout []struct {
		ScriptPubKey string `json:"scriptpubkey"`
		Value        int64  `json:"value"`
	} `json:"vout"`
}

// Bounds of what is read as explorers' answers in one entry. A transaction
// nests four deep; no true one is so small that an entry holds more.
const (
	maxAnswerDepth = 8
	maxAnswers     = 1_000 // openings that are tried
	maxAnswerReads = 16    // how often the text is gone over, on average
)

// answerOpen is how an explorer's answer begins.
var answerOpen = []byte(`{"txid":"`)

// answers counts the work on one entry's answers.
type answers struct {
	read int64 // bytes that were looked at
	cut  bool  // there was more than is tried
}

// esploraTxs finds explorers' answers and calls found for each that makes a
// transaction with the ID that it names. It ends early with the context, and
// when openings within openings had it go over the text too often: hostile text
// costs no more than in proportion to its length.
func esploraTxs(ctx context.Context, text []byte, found func(at int, tx *wire.MsgTx)) (a answers) {
	for at, tries := 0, 0; ctx.Err() == nil; tries++ {
		i := bytes.Index(text[at:], answerOpen)
		if i < 0 {
			return a
		}
		if tries == maxAnswers || a.read > maxAnswerReads*int64(len(text)) {
			a.cut = true
			return a
		}
		at += i
		size, whole := jsonObject(text[at:])
		a.read += int64(size)
		next := at + len(answerOpen)
		var e esploraTx
		if whole && json.Unmarshal(text[at:at+size], &e) == nil {
			if tx := e.build(); tx != nil {
				found(at, tx)
				next = at + size
			}
		}
		at = next
	}
	return a
}

// jsonObject measures the object that a text begins with, by its brackets and
// strings alone. whole is false if it has no end or nests too deep; size is then
// what was read.
func jsonObject(text []byte) (size int, whole bool) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			if i = stringEnd(text, i+1); i < 0 {
				return len(text), false
			}
		case '{', '[':
			if depth++; depth > maxAnswerDepth {
				return i + 1, false
			}
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
	}
	return len(text), false
}

// stringEnd finds the quote that ends a JSON string, -1 if there is none.
func stringEnd(text []byte, from int) int {
	for i := from; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// build makes the transaction, nil if it does not hash to its ID.
func (e esploraTx) build() *wire.MsgTx {
	tx := &wire.MsgTx{Version: int32(e.Version), LockTime: e.LockTime} //nolint:gosec // the same four bytes
	for _, in := range e.Vin {
		prev, err := chainhash.NewHashFromStr(in.TxID)
		script, serr := hex.DecodeString(in.ScriptSig)
		if err != nil || serr != nil {
			return nil
		}
		ti := wire.NewTxIn(wire.NewOutPoint(prev, in.Vout), script, nil)
		ti.Sequence = in.Sequence
		for _, w := range in.Witness {
			b, err := hex.DecodeString(w)
			if err != nil {
				return nil
			}
			ti.Witness = append(ti.Witness, b)
		}
		tx.AddTxIn(ti)
	}
	for _, out := range e.Vout {
		script, err := hex.DecodeString(out.ScriptPubKey)
		if err != nil || out.Value < 0 || out.Value > 21e14 {
			return nil
		}
		tx.AddTxOut(wire.NewTxOut(out.Value, script))
	}
	if len(tx.TxIn) == 0 || len(tx.TxOut) == 0 || tx.TxHash().String() != e.TxID {
		return nil
	}
	return tx
}

// amount reads a number of BTC ("0.0058736", "0,0058736") as sat.
func amount(s []byte) (sat int64, ok bool) {
	whole, fraction, _ := bytes.Cut(bytes.ReplaceAll(s, []byte(","), []byte(".")), []byte("."))
	if len(whole) == 0 || len(whole) > 8 || len(fraction) > 8 {
		return 0, false
	}
	for i := range 8 {
		c := byte('0')
		if i < len(fraction) {
			c = fraction[i]
		}
		whole = append(whole[:len(whole):len(whole)], c)
	}
	for _, c := range whole {
		if !digit(c) || sat > math.MaxInt64/10-9 {
			return 0, false
		}
		sat = sat*10 + int64(c-'0')
	}
	return sat, sat <= 21e14
}

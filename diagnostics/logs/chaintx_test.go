package logs

import (
	"context"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/wire/v2"
)

// TestAnswersOfHostileText counts the bytes that are looked at: in proportion to
// the text, whatever it holds.
func TestAnswersOfHostileText(t *testing.T) {
	for name, c := range map[string]struct{ unit, end string }{
		"nested":            {`{"txid":"a","x":`, ""},
		"nested and closed": {`{"txid":"a","x":`, strings.Repeat("}", 4000)},
		"in a row":          {`{"txid":"a"},`, ""},
		"in lists":          {`{"txid":"a","x":[`, "]"},
		"no end of text":    {`{"txid":"`, ""},
		"escaped":           {`{"txid":"\"`, ""},
		"crossed":           {`{"txid":""{"}`, ""},
	} {
		text := []byte(strings.Repeat(c.unit, 4000) + c.end)
		a := esploraTxs(t.Context(), text, func(int, *wire.MsgTx) { t.Errorf("%s: there is a transaction", name) })
		if bound := int64((maxAnswerReads + 1) * len(text)); a.read > bound || a.read == 0 || !a.cut {
			t.Errorf("%s: %d bytes were looked at, of a text of %d; cut: %t", name, a.read, len(text), a.cut)
		}
	}
}

// TestAnswersAmongOthers finds a transaction behind answers that are cut off or
// none, and in a list, and stops with the context.
func TestAnswersAmongOthers(t *testing.T) {
	tx := sample(1, 0, wire.MaxTxInSequenceNum)
	answer := esploraOf(t, tx)
	for name, text := range map[string]string{
		"behind a cut one": answer[:300] + "\n" + answer,
		"in another":       `{"txid":"a","tx":` + answer + "}",
		"in a list":        "[" + answer + "," + answer + "]",
		"with brackets":    strings.Replace(answer, `{"txid":`, `{"txid":"x","asm":"}]{\"",`+`"txid":`, 1),
	} {
		found := 0
		count := func(_ int, got *wire.MsgTx) {
			if got.TxHash() == tx.TxHash() {
				found++
			}
		}
		if a := esploraTxs(t.Context(), []byte(text), count); found == 0 || a.cut {
			t.Errorf("%s: not found; cut: %t", name, a.cut)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if a := esploraTxs(ended, []byte(text), count); a.read != 0 {
			t.Errorf("%s: %d bytes were looked at when nobody wants to know", name, a.read)
		}
	}
}

package trade_test

import (
	"fmt"
	"strings"
	"testing"

	"tradecase/diagnostics/trade"
)

// TestReadBoundsWhatItTakesIn gives more than a trade can have: every transaction
// is compared with the others, so that a text of 7 MB once took minutes.
func TestReadBoundsWhatItTakesIn(t *testing.T) {
	var text strings.Builder
	for i := range 300 {
		fmt.Fprintf(&text, "0100000001%s0000000000ffffffff01%016x0000000000\n", strings.Repeat("ab", 32), i)
		fmt.Fprintf(&text, "deposit: %064x\n", i+1)
		fmt.Fprintf(&text, "%s\n", strings.Repeat("0", 121+2*i))
	}
	var k trade.Known
	u, err := k.Read([]byte(text.String()), trade.Origin{Kind: trade.FromPaste})
	if err != nil {
		t.Fatal(err)
	}
	if len(k.Raw) != 64 || u.IDs != 64 || len(u.Notes) > 32 {
		t.Errorf("%d transactions, %d IDs, %d notes", len(k.Raw), u.IDs, len(u.Notes))
	}
}

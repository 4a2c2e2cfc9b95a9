package trade_test

import (
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

// TestIDInOtherCapitals: an ID that was typed is of the same trade in any
// capitals, and of another one if its digits are others.
func TestIDInOtherCapitals(t *testing.T) {
	v, ok := tradetest.Find("p4/burning-2024/paid/maker-buys")
	if !ok {
		t.Fatal("there is no such variant")
	}
	tr := tradetest.Build(v, 1)
	full := string(tr.ID)
	if !tr.ID.Full() {
		c, err := trade.ParseContract([]byte(tr.Contract))
		if err != nil {
			t.Fatal(err)
		}
		full = c.Offer.ID
	}
	prefix, rest, _ := strings.Cut(full, "-")
	for typed, want := range map[string]trade.Outcome{
		full: trade.Pass, strings.ToUpper(prefix) + "-" + rest: trade.Pass, strings.ToLower(prefix) + "-" + rest: trade.Pass,
		strings.ToUpper(prefix): trade.Pass, prefix + "-" + strings.Replace(rest, rest[:4], "0000", 1): trade.Fail,
	} {
		k := known(t, tr)
		k.TradeID = diagnostics.TradeID(typed)
		r, err := trade.Judge(t.Context(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
		if err != nil {
			t.Fatal(err)
		}
		if got := find(t, r, "trade.ids", "").Result; got != want {
			t.Errorf("%s: %s, want %s", typed, got, want)
		}
	}
}

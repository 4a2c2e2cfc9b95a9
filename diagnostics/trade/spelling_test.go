package trade_test

import (
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

// TestAddressesInLargeLetters writes the contract's addresses as BIP 173 allows,
// and as it does not.
func TestAddressesInLargeLetters(t *testing.T) {
	tr := invented(t, "p4/burning-2024/paid/maker-sells")
	for name, c := range map[string]struct {
		spell func(string) string
		pass  bool
	}{
		"as it is":      {func(a string) string { return a }, true},
		"large":         {strings.ToUpper, true},
		"mixed":         {func(a string) string { return a[:8] + strings.ToUpper(a[8:]) }, false},
		"another's":     {func(string) string { return tr.Keys.MakerChange }, false},
		"no address":    {func(a string) string { return a[:len(a)-1] }, false},
		"another large": {func(string) string { return strings.ToUpper(tr.Keys.MakerChange) }, false},
	} {
		k := known(t, tr)
		k.Contract = nil
		contract := strings.NewReplacer(tr.Keys.BuyerPayout, c.spell(tr.Keys.BuyerPayout)).Replace(tr.Contract)
		if _, err := k.Read([]byte(contract), trade.Origin{Kind: trade.FromContract}); err != nil {
			t.Fatal(err)
		}
		// Another trader's contract in the usual spelling says the same.
		k.BuyerPayout = nil
		if c.pass {
			k.BuyerPayout = []trade.Stated[string]{{Value: tr.Keys.BuyerPayout, Origin: trade.Origin{Kind: trade.FromPaste}}}
		}
		r, err := trade.Judge(t.Context(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
		if err != nil {
			t.Fatal(err)
		}
		if v := find(t, r, "payout.addresses", diagnostics.Payout); (v.Result == trade.Pass) != c.pass {
			t.Errorf("%s: %s: %s", name, v.Result, v.Detail)
		}
		if v := find(t, r, "trade.ids", ""); c.pass && v.Result != trade.Pass {
			t.Errorf("%s: %s: %s", name, v.Result, v.Detail)
		}
	}
}

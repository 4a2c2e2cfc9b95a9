package trade_test

import (
	"testing"

	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

// TestValidTrades judges trades in which nothing is wrong: no rule may fail, and
// only what the variant lists may warn.
func TestValidTrades(t *testing.T) {
	for _, v := range tradetest.Variants() {
		t.Run(v.Name, func(t *testing.T) {
			for seed := range seeds() {
				tr := tradetest.Build(v, seed)
				r := judged(t, tr)
				got := loud(r)
				for _, w := range tr.ExpectedWarnings {
					if v, ok := got[w]; !ok || v.Result != trade.Warn {
						t.Errorf("%s %s does not warn: %s", w.Rule, w.Role, v.Detail)
					}
					delete(got, w)
				}
				for w, v := range got {
					t.Errorf("%s %s: %s: %s", w.Rule, w.Role, v.Result, v.Detail)
				}
				if r.Money != places[tr.Money] {
					t.Errorf("the money is %s, not %s", r.Money, tr.Money)
				}
			}
		})
	}
}

// seeds is how many trades of a kind are judged: fewer under the race detector.
func seeds() uint64 {
	if testing.Short() {
		return 1
	}
	return 2
}

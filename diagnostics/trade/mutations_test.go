package trade_test

import (
	"testing"

	"tradecase/diagnostics/trade/tradetest"
)

// TestMutations makes one thing wrong at a time: the rule that the mutation names
// must say so, and nobody else but those that cannot help it.
func TestMutations(t *testing.T) {
	for _, m := range tradetest.Mutations() {
		t.Run(m.Name, func(t *testing.T) {
			n := 0
			for i, v := range tradetest.Variants() {
				if !m.Applies(v) {
					continue
				}
				if n++; n > 3 && i%23 != 0 || n > 1 && testing.Short() {
					continue // enough of the same
				}
				tr := tradetest.Build(v, uint64(i%3))
				m.Apply(tr)
				caught(t, m, tr)
			}
			if n == 0 {
				t.Error("it fits no variant")
			}
		})
	}
}

func caught(t *testing.T, m tradetest.Mutation, tr *tradetest.Trade) {
	t.Helper()
	r := judged(t, tr)
	if v := find(t, r, m.Rule, m.Role); string(v.Result) != string(m.Result) {
		t.Errorf("%s: %s %s is %s, not %s: %s", tr.Variant.Name, m.Rule, m.Role, v.Result, m.Result, v.Detail)
	}
	got := loud(r)
	delete(got, tradetest.Verdict{Rule: m.Rule, Role: m.Role})
	for _, w := range append(m.Also, tr.ExpectedWarnings...) {
		delete(got, w)
	}
	for w, v := range got {
		t.Errorf("%s: %s %s speaks too: %s: %s", tr.Variant.Name, w.Rule, w.Role, v.Result, v.Detail)
	}
	if r.Money != places[tr.Money] {
		t.Errorf("%s: the money is %s, not %s", tr.Variant.Name, r.Money, tr.Money)
	}
}

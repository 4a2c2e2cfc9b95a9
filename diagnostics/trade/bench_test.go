package trade_test

import (
	"context"
	"testing"
	"time"

	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

// arbitrated is a trade with many outputs to judge.
func arbitrated(tb testing.TB, name string) *tradetest.Trade {
	tb.Helper()
	v, ok := tradetest.Find(name)
	if !ok {
		tb.Fatalf("there is no variant %s", name)
	}
	return tradetest.Build(v, 1)
}

func BenchmarkRules(b *testing.B)           { benchmark(b, trade.Options{NoSignatures: true}) }
func BenchmarkRulesSignatures(b *testing.B) { benchmark(b, trade.Options{}) }

func benchmark(b *testing.B, opt trade.Options) {
	b.Helper()
	for _, name := range []string{"p4/burning-2024/paid/maker-sells", "p4/burning-2024/end/arbitrated", "p2/victims/end/arbitrated"} {
		b.Run(name, func(b *testing.B) {
			tr := arbitrated(b, name)
			k, ledger := known(b, tr), tradetest.Ledger(tr)
			opt.Now = tr.Now
			b.ReportAllocs()
			for b.Loop() {
				if _, err := trade.Judge(context.Background(), k, ledger, opt); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkThousand is what a list of a thousand trades costs, with signatures and
// without a network.
func BenchmarkThousand(b *testing.B) {
	const trades = 1000
	tr := arbitrated(b, "p4/burning-2024/end/arbitrated")
	k, ledger := known(b, tr), tradetest.Ledger(tr)
	for b.Loop() {
		for range trades {
			if _, err := trade.Judge(context.Background(), k, ledger, trade.Options{Now: tr.Now}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// TestSpeed holds what a list of trades costs: a thousand in five seconds, with
// signatures. The best of three counts, for others use the machine too.
func TestSpeed(t *testing.T) {
	const trades, limit = 200, time.Second
	tr := arbitrated(t, "p4/burning-2024/end/arbitrated")
	k, ledger := known(t, tr), tradetest.Ledger(tr)
	best := time.Hour
	for range 3 {
		start := time.Now()
		for range trades {
			if _, err := trade.Judge(context.Background(), k, ledger, trade.Options{Now: tr.Now}); err != nil {
				t.Fatal(err)
			}
		}
		best = min(best, time.Since(start))
	}
	if best > limit && !testing.Short() { // the race detector has another clock
		t.Errorf("%d trades took %s, more than %s", trades, best, limit)
	}
}

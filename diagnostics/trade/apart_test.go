package trade_test

import (
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// TestFeeBeyondTheKnownRates: a fee of a time whose rates nobody can look up is
// told with its distance from the last known rate; near it that is what every
// trade of its time has, but far from it one to be looked at.
func TestFeeBeyondTheKnownRates(t *testing.T) {
	r := spoilt(t, "p4/burning-2024/paid/maker-buys")
	for _, role := range []diagnostics.TxRole{diagnostics.MakerFee, diagnostics.TakerFee} {
		v := find(t, r, "fee.amount", role)
		if v.Result != trade.Warn || v.Detail.Code != "fee.amount.beyond-same" || !v.Expected() {
			t.Fatalf("%s: %s (%s): %s", role, v.Result, v.Detail.Code, v.Detail)
		}
		if !strings.Contains(v.Detail.English, "exactly what the last known rate, from height 706305, asks for.") {
			t.Errorf("%s: %s", role, v.Detail)
		}
		if agreed := strings.HasSuffix(v.Detail.English, "exactly the contract's makerFee."); agreed != (role == diagnostics.MakerFee) {
			t.Errorf("%s: %s", role, v.Detail)
		}
	}
	if !strings.Contains(r.Summary, " 2 warned (2 usual for its time), ") || said(r, "warns") {
		t.Errorf("the summary is %q", r.Summary)
	}
	// Half a percent less is of another rate, and as much to be expected.
	tr := arbitrated(t, "p4/burning-2024/paid/maker-buys")
	taker := tr.Txs[diagnostics.TakerFee]
	taker.Msg.TxOut[0].Value -= taker.Msg.TxOut[0].Value / 200
	k := known(t, tr)
	r = judgedBy(t, k, tr, func(chainhash.Hash, *explorer.Transaction) {})
	if v := find(t, r, "fee.amount", diagnostics.TakerFee); v.Detail.Code != "fee.amount.beyond" || !v.Expected() || !strings.Contains(v.Detail.English, ", 0.5 percent below what the last") {
		t.Errorf("%s: %s", v.Detail.Code, v.Detail)
	}
	far := spoilt(t, "p4/burning-2024/end/open", "taker-fee/reserve-first")
	v := find(t, far, "fee.amount", diagnostics.TakerFee)
	if v.Detail.Code != "fee.amount.beyond-far" || v.Expected() || !strings.Contains(v.Detail.English, " percent above what") || !said(far, "warns") {
		t.Errorf("%s: %s; %q", v.Detail.Code, v.Detail, far.Summary)
	}
}

// TestApart: the figure is what the two amounts differ by.
func TestApart(t *testing.T) {
	for _, c := range []struct {
		got, want int64
		says      string
	}{
		{1000, 1000, "exactly"},
		{1150, 1000, "15.0 percent above"},
		{500, 1000, "50.0 percent below"},
		{100_001, 100_000, "0.1 percent above"}, // never nothing, where there is something
	} {
		if got := trade.Apart(c.got, c.want).English; got != c.says {
			t.Errorf("%d of %d is %q, want %q", c.got, c.want, got, c.says)
		}
	}
}

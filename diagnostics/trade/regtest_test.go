package trade_test

import (
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

// TestTradesOfRegtest judges trades of another network: its receivers are named
// by whoever asks, and where the lists of mainnet would be needed the verdict is
// unknown, never a fail.
func TestTradesOfRegtest(t *testing.T) {
	funding := wire.NewMsgTx(1)
	funding.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: chainhash.Hash{7}}, nil, nil))
	funding.AddTxOut(wire.NewTxOut(50e8, tradetest.FaucetScript()))
	for i, v := range tradetest.Variants() {
		if i%3 != 0 && testing.Short() {
			continue
		}
		tr := tradetest.Regtest(v, uint64(i), funding, 0, 110)
		k := known(t, tr)
		for _, named := range []bool{true, false} {
			if !named {
				k.FeeReceivers, k.DelayedReceivers = nil, nil
			}
			r, err := trade.Judge(t.Context(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range r.Verdicts {
				if v.Result == trade.Fail {
					t.Errorf("%s, receivers named %v: %s %s fails: %s", tr.Variant.Name, named, v.Rule, v.Role, v.Detail)
				}
			}
			if r.Money != places[tr.Money] || r.Trade.Network != "regtest" {
				t.Errorf("%s: money %s on %s", tr.Variant.Name, r.Money, r.Trade.Network)
			}
		}
	}
}

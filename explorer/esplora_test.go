package explorer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/esplora"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/proof"
)

// Each lie that a server can be made to tell, through the client that asks real
// ones, beside two honest servers: it is named, and changes nothing.
func TestLyingServers(t *testing.T) {
	params := &chaincfg.RegressionNetParams
	anchors, err := proof.NewAnchors(params)
	if err != nil {
		t.Fatal(err)
	}
	chain := esploratest.NewMemory(7)
	key := esploratest.Key(1)
	pay := func(sat int64) *wire.TxOut { return wire.NewTxOut(sat, esploratest.PayToKey(key)) }
	funding := chain.Fund(pay(1000), pay(2000))
	spend := esploratest.Spend(key, funding, []uint32{0}, pay(900))
	chain.AddBlock(chain.Fund(pay(1)), funding)
	chain.AddBlock(chain.Fund(pay(2)), chain.Fund(pay(3)), spend)
	for range 7 {
		chain.AddBlock()
	}
	for _, lie := range append([]esploratest.Lie{""}, esploratest.Lies...) {
		t.Run(string(lie), func(t *testing.T) {
			opt := explorer.Options{Network: params, Anchors: anchors}
			for _, name := range []string{"liar", "b", "c"} {
				server := esploratest.New(t, chain, esploratest.Options{})
				if name == "liar" && lie != "" {
					server.Lie(lie)
				}
				source, err := esplora.New(esplora.Options{Name: name, Operator: name, BaseURL: server.URL, Network: params})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(source.Close)
				opt.Sources = append(opt.Sources, source)
			}
			a, err := explorer.NewClient(opt).Check(t.Context(),
				explorer.Want{ID: funding.TxHash(), Follow: []uint32{0}}, explorer.Want{ID: spend.TxHash(), Inputs: true})
			if err != nil {
				t.Fatal(err)
			}
			first, second := a.Transactions[funding.TxHash()], a.Transactions[spend.TxHash()]
			for _, tx := range []*explorer.Transaction{first, second} {
				if tx.State != explorer.Confirmed || !tx.Final {
					t.Errorf("%s, final %t: %s", tx.State, tx.Final, tx.Why)
				}
			}
			if first.Outputs[0].State != explorer.Spent || first.Outputs[1].State != explorer.NotSeenSpent {
				t.Errorf("outputs %+v", first.Outputs)
			}
			if second.Tx.WitnessHash() != spend.WitnessHash() {
				t.Error("the witness taken is not the one that was signed")
			}
			got := slices.Compact(lies(slices.Concat(first.Disagreements, second.Disagreements, a.Disagreements)))
			want := "liar: " + string(lie)
			if lie == "" || lie == esploratest.OtherNetwork {
				want = "" // a client leaves a server of another network out by itself
			}
			if strings.Join(got, ",") != want {
				t.Errorf("lies %v, want %q", got, want)
			}
		})
	}
}

package esplora_test

import (
	"slices"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/explorer"
	"tradecase/explorer/esplora"
	"tradecase/explorer/esplora/esploratest"
)

// The real client, over two honest servers and one that lies: each lie is found
// and named, nobody else is blamed, and the result is the true one.
func TestClientFindsEachLie(t *testing.T) {
	sc := newScene(t)
	sc.chain.Mine(12) // so that nothing can be a matter of a newer block
	honest := []*esploratest.Server{
		esploratest.New(t, sc.chain, esploratest.Options{}),
		esploratest.New(t, sc.chain, esploratest.Options{Dialect: esploratest.MempoolNone}),
	}
	for _, d := range esploratest.Dialects {
		for lie, want := range map[esploratest.Lie]explorer.Lie{
			esploratest.OtherBytes:     explorer.LieOtherBytes,
			esploratest.JSONDiffers:    explorer.LieJSONDiffers,
			esploratest.ForgedBranch:   explorer.LieForgedBranch,
			esploratest.LowWork:        explorer.LieLowWork,
			esploratest.WrongHeight:    explorer.LieWrongHeight,
			esploratest.FalseSpender:   explorer.LieFalseSpender,
			esploratest.HiddenSpender:  explorer.LieHiddenSpender,
			esploratest.Denied:         explorer.LieDenied,
			esploratest.StaleTip:       explorer.LieStaleTip,
			esploratest.AlteredWitness: explorer.LieAlteredWitness,
		} {
			if lie == esploratest.FalseSpender && (d == esploratest.MempoolElectrum || d == esploratest.MempoolNone) {
				continue // these name no spender
			}
			t.Run(string(d)+" "+string(lie), func(t *testing.T) {
				t.Parallel()
				liar := esploratest.New(t, sc.chain, esploratest.Options{Dialect: d})
				liar.Lie(lie)
				got := check(t, sc, append(slices.Clone(honest), liar)...)
				if codes := blamed(t, got); !slices.Contains(codes, want) {
					t.Errorf("caught as %v", codes)
				}
				truth(t, got, sc)
			})
		}
	}
	t.Run("none", func(t *testing.T) {
		for _, d := range esploratest.Dialects {
			for _, behind := range []bool{false, true} {
				third := esploratest.New(t, sc.chain, esploratest.Options{Dialect: d, CatchingUp: behind})
				got := check(t, sc, append(slices.Clone(honest), third)...)
				if codes := blamed(t, got); len(codes) > 0 {
					t.Errorf("%s, one behind %t: an honest server is blamed: %v", d, behind, codes)
				}
				truth(t, got, sc)
			}
		}
	})
}

// check looks the scene's transactions up. The last server is the one in doubt.
func check(t *testing.T, sc scene, servers ...*esploratest.Server) explorer.Answer {
	t.Helper()
	var sources []explorer.Source
	for i, srv := range servers {
		name := []string{"one", "two", "doubt"}[i]
		sources = append(sources, open(t, srv, func(o *esplora.Options) { o.Name, o.Operator = name, name }))
	}
	c := explorer.NewClient(explorer.Options{
		Network: &chaincfg.RegressionNetParams, Anchors: anchors(t), Sources: sources,
	})
	got, err := c.Check(in(t, time.Minute),
		explorer.Want{ID: sc.funding.TxHash(), Follow: []uint32{0}, Inputs: true},
		explorer.Want{ID: sc.spend.TxHash(), Inputs: true})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// blamed gives what the doubtful server was caught at; nobody else may be.
func blamed(t *testing.T, a explorer.Answer) []explorer.Lie {
	t.Helper()
	all := slices.Clone(a.Disagreements)
	for _, tx := range a.Transactions {
		all = append(all, tx.Disagreements...)
	}
	var codes []explorer.Lie
	for _, d := range all {
		if d.Source != "doubt" {
			t.Errorf("%s is blamed: %s, %s", d.Source, d.Code, d.Detail)
		}
		codes = append(codes, d.Code)
	}
	return codes
}

// truth checks that the result is what the chain holds.
func truth(t *testing.T, a explorer.Answer, sc scene) {
	t.Helper()
	f, s := a.Transactions[sc.funding.TxHash()], a.Transactions[sc.spend.TxHash()]
	if f == nil || s == nil {
		t.Fatal("a transaction is missing")
	}
	if f.State != explorer.Confirmed || f.Block.Height != 8 || f.Block.Hash != sc.block {
		t.Errorf("the deposit: %s (%s)", f.State, f.Why)
	}
	if s.State != explorer.Confirmed || s.Block.Height != 9 {
		t.Errorf("its spender: %s (%s)", s.State, s.Why)
	}
	if o := f.Outputs[0]; o.State != explorer.Spent || o.By == nil || o.By.Hash != sc.spend.TxHash() {
		t.Errorf("the output: %+v", o)
	}
}

// Five known transactions with all that can be known of them take three rounds
// at the most when nothing holds the client back.
func TestClientRounds(t *testing.T) {
	sc := newScene(t)
	sc.chain.Mine(12)
	srv := esploratest.New(t, sc.chain, esploratest.Options{Latency: 600 * time.Millisecond})
	c := explorer.NewClient(explorer.Options{
		Network: &chaincfg.RegressionNetParams, Anchors: anchors(t), Sources: []explorer.Source{open(t, srv)},
	})
	wants := []explorer.Want{
		{ID: sc.funding.TxHash(), Follow: []uint32{0}, Inputs: true},
		{ID: sc.spend.TxHash(), Inputs: true},
		{ID: sc.waiting.TxHash(), Inputs: true},
		{ID: sc.lone},
		{ID: sc.funding.TxIn[0].PreviousOutPoint.Hash},
	}
	got, err := c.Check(t.Context(), wants...)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wants {
		if tx := got.Transactions[w.ID]; tx == nil || tx.Tx == nil {
			t.Error("a transaction is missing")
		}
	}
	if n := srv.Rounds(); n > 3 {
		t.Errorf("%d rounds", n)
	}
	t.Logf("%d requests in %d rounds, %d at the same time", len(srv.Requests()), srv.Rounds(), srv.MostInFlight())
}

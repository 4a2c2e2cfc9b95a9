package lab_test

import (
	"slices"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/lab/labtest"
)

// Each lie of one of three explorers is found and named, nobody else is blamed,
// and the result is the true one.
func TestLies(t *testing.T) {
	t.Parallel()
	lab := labtest.Start(t)
	shown := new(table)
	t.Run("told by", func(t *testing.T) {
		for _, liar := range lab.Explorers[1:] {
			for _, c := range []struct {
				lie  esploratest.Lie
				want explorer.Lie
			}{
				{esploratest.OtherBytes, explorer.LieOtherBytes},
				{esploratest.JSONDiffers, explorer.LieJSONDiffers},
				{esploratest.ForgedBranch, explorer.LieForgedBranch},
				{esploratest.LowWork, explorer.LieLowWork},
				{esploratest.WrongHeight, explorer.LieWrongHeight},
				{esploratest.FalseSpender, explorer.LieFalseSpender},
				{esploratest.HiddenSpender, explorer.LieHiddenSpender},
				{esploratest.Denied, explorer.LieDenied},
				{esploratest.StaleTip, explorer.LieStaleTip},
				{esploratest.AlteredWitness, explorer.LieAlteredWitness},
			} {
				if liar.Dialect == esploratest.MempoolNone && c.lie == esploratest.FalseSpender {
					continue // this kind names no spender
				}
				t.Run(liar.Name+" "+string(c.lie), func(t *testing.T) {
					t.Parallel()
					lied(t, lab, liar, c.lie, c.want, shown)
				})
			}
		}
	})
	shown.show(t, "told by", "lie", "what the client said", "state", "deposit")
}

// lied checks one lie.
func lied(t *testing.T, lab *labtest.Lab, liar labtest.Explorer, lie esploratest.Lie, want explorer.Lie, shown *table) {
	t.Helper()
	tr := trade(t)
	dialect := liar.Dialect
	// These are not about one transaction alone.
	if slices.Contains([]esploratest.Lie{esploratest.ForgedBranch, esploratest.LowWork, esploratest.StaleTip}, lie) {
		liar = lab.Explorer(t, liar.Name, dialect)
		liar.Server.Lie(lie)
	} else {
		var about []chainhash.Hash
		for _, tx := range tr.Transactions() {
			about = append(about, tx.TxHash())
		}
		liar.Server.Lie(lie, about...)
	}
	b := newBundle(t)
	for _, e := range lab.Explorers {
		if e.Name == liar.Name {
			e = liar
		}
		b.ask(t, e)
	}
	got, err := b.client(t).Check(within(t, patience), tr.Wants()[2:4]...)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, d := range blamed(got) {
		if d.Source != liar.Name {
			t.Errorf("%s is blamed: %s, %s", d.Source, d.Code, d.Detail)
		}
		if d.Code == want && said == "" {
			said = string(d.Code) + ": " + d.Source + ": " + d.Detail
		}
	}
	if said == "" {
		t.Errorf("caught as %v", blamed(got))
	}
	for _, tx := range tr.Transactions()[2:4] {
		isTrue(t, lab, tr, got.Transactions[tx.TxHash()])
	}
	shown.add(liar.Name+", "+string(dialect), string(lie), said, states(got), spends(got, tr))
}

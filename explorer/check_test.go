package explorer_test

import (
	"testing"

	"tradecase/explorer"
)

func TestEverythingTold(t *testing.T) {
	w := newWorld(t)
	c := w.client(w.honest("a"), w.honest("b"), w.honest("c"))
	tx, a := check(t, c, explorer.Want{ID: w.deposit.TxHash(), Follow: []uint32{0}, Inputs: true})
	t.Logf("%+v", tx)
	for id, tx := range a.Transactions {
		t.Logf("%s %s %d %v %q", id, tx.State, tx.Confirmations, tx.Final, tx.Why)
	}
	if len(tx.Disagreements) != 0 {
		t.Errorf("honest sources are accused: %v", tx.Disagreements)
	}
}

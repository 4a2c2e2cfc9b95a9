package explorer_test

import (
	"testing"

	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// All that is known of a transaction is told, and on what it rests.
func TestEverythingTold(t *testing.T) {
	w := newWorld(t)
	id := w.deposit.TxHash()
	c := w.client(w.honest("a"), w.honest("b"), w.honest("c"))
	tx, a := check(t, c, explorer.Want{ID: id, Follow: []uint32{0}, Inputs: true})

	if tx.State != explorer.Confirmed || !tx.Final || tx.Confirmations != 36 || len(tx.Disagreements) > 0 {
		t.Errorf("%s, final %t, %d deep, %v: %s", tx.State, tx.Final, tx.Confirmations, tx.Disagreements, tx.Why)
	}
	h := w.headers[5]
	if b := tx.Block; b.Height != 5 || b.Hash != h.BlockHash() || !b.Time.Equal(h.Timestamp) || b.Branch == nil || b.OwnNode {
		t.Errorf("block %+v", b)
	}
	var in int64
	for i, out := range tx.Inputs {
		if out == nil {
			t.Fatalf("input %d is missing", i)
		}
		in += out.Value
	}
	for _, out := range tx.Tx.TxOut {
		in -= out.Value
	}
	if fee := in; fee < 1000 || fee > 1001 {
		t.Errorf("the fee is %d sat", fee)
	}
	for v, by := range []*wire.MsgTx{w.payout, w.late} {
		if o := tx.Outputs[v]; o.State != explorer.Spent || o.By.Hash != by.TxHash() || o.Spender.TxHash() != by.TxHash() {
			t.Errorf("output %d: %+v", v, o)
		}
	}
	if o := tx.Outputs[2]; o.State != explorer.NotSeenSpent || o.Saw != 3 || o.Asked != 3 || o.Height != 40 {
		t.Errorf("the OP_RETURN: %+v", o)
	}
	claims := map[proof.Claim]int{}
	for _, p := range tx.Proofs {
		claims[p.Claim]++
	}
	for _, claim := range []proof.Claim{proof.ClaimID, proof.ClaimInclusion, proof.ClaimWork, proof.ClaimSpend, proof.ClaimScript} {
		if claims[claim] != 1 {
			t.Errorf("%d proofs of %s", claims[claim], claim)
		}
	}
	asked := map[string]int{}
	for _, r := range tx.Replies {
		asked[r.Source+" "+r.Question]++
	}
	for _, source := range []string{"a", "b", "c"} {
		for _, what := range []string{"transaction", "confirmation", "spenders"} {
			if asked[source+" "+what] == 0 {
				t.Errorf("no reply of %s about %s", source, what)
			}
		}
	}
	if followed := a.Transactions[w.payout.TxHash()]; len(a.Transactions) != 2 || followed == nil || !followed.Final || followed.Inputs[0] == nil {
		t.Errorf("the followed spender: %+v", followed)
	}
	if !a.Tip.Known || a.Tip.Height != 40 || len(a.Tip.Heights) != 3 || len(a.StoreErrors) > 0 || tx.Checked.IsZero() {
		t.Errorf("%+v", a.Tip)
	}
}

package explorer_test

import (
	"context"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
)

// Witnesses differ, and what they sign is not to be had: nobody is accused.
func TestWitnessUndecided(t *testing.T) {
	w := newWorld(t)
	id := w.payout.TxHash()
	a, b := w.honest("a"), w.honest("b")
	alteredWitness(w, b, id, 0)
	for _, f := range []*fake{a, b} {
		truth := f.transaction
		f.transaction = func(ctx context.Context, asked chainhash.Hash) ([]byte, explorer.Reply) {
			if asked == w.deposit.TxHash() {
				return nil, explorer.Reply{Outcome: explorer.Unknown, Fault: explorer.FaultServer}
			}
			return truth(ctx, asked)
		}
	}
	tx, _ := check(t, w.client(a, b), explorer.Want{ID: id})
	if len(tx.Disagreements) > 0 || tx.Tx.WitnessHash() != w.payout.WitnessHash() || !strings.Contains(tx.Why, "different witnesses") {
		t.Errorf("%v: %s", lies(tx.Disagreements), tx.Why)
	}
	// Only one knows it, and its word is all that there is.
	tx, _ = check(t, w.client(b), explorer.Want{ID: id})
	if len(tx.Disagreements) > 0 {
		t.Errorf("%v: %s", lies(tx.Disagreements), tx.Why)
	}
}

// What stands in a log may not have been signed yet: that is no lie.
func TestWitnessInRecords(t *testing.T) {
	w := newWorld(t)
	half := w.deposit.Copy()
	half.TxIn[1].Witness = nil
	record := newHeld(t, "seller/bisq.log", half)
	opt := w.options(w.honest("a"))
	opt.Sources = append([]explorer.Source{record}, opt.Sources...)
	tx, _ := check(t, explorer.NewClient(opt), explorer.Want{ID: w.deposit.TxHash(), Inputs: true})
	if len(tx.Disagreements) > 0 || tx.Tx.WitnessHash() != w.deposit.WitnessHash() {
		t.Errorf("%v, signed %t", tx.Disagreements, tx.Tx.WitnessHash() == w.deposit.WitnessHash())
	}
}

// What an input spends is compared too, where the description has it.
func TestDescribedInputs(t *testing.T) {
	w := newWorld(t)
	id := w.payout.TxHash()
	a := w.honest("a")
	confirmations(a, id, func(c explorer.Confirmation) explorer.Confirmation {
		c.Described.PrevOuts[0].Value++
		return c
	})
	tx, _ := check(t, w.client(a, w.honest("b")), explorer.Want{ID: id, Inputs: true})
	if got := strings.Join(lies(tx.Disagreements), ","); got != "a: json-differs" {
		t.Errorf("lies %q", got)
	}
}

// A lie about a spender that nobody wanted by itself stands with the output's
// transaction, and so does who was asked.
func TestLiesAboutSpenders(t *testing.T) {
	w := newWorld(t)
	spender := w.payout.TxHash()
	a, b := w.honest("a"), w.honest("b")
	otherBytes(w, a, spender, 0)
	otherBytes(w, b, spender, 0)
	tx, answer := check(t, w.client(a, b), explorer.Want{ID: w.deposit.TxHash()})
	if got := strings.Join(lies(tx.Disagreements), ","); got != "a: other-bytes,b: other-bytes" {
		t.Errorf("lies %q", got)
	}
	if tx.Outputs[0].State != explorer.UnknownSpend || answer.Transactions[spender] != nil {
		t.Errorf("%+v", tx.Outputs[0])
	}
	asked := 0
	for _, r := range tx.Replies {
		if r.Question == "transaction" {
			asked++
		}
	}
	if asked < 4 {
		t.Errorf("%d replies with bytes, want those about the spender too", asked)
	}
}

// Who was caught once is not believed about anything else.
func TestCaughtStaysCaught(t *testing.T) {
	w := newWorld(t)
	a, b := w.honest("a"), w.honest("b")
	forgedBranch(w, a, w.payout.TxHash(), 0)
	c := w.client(a, b)
	check(t, c, explorer.Want{ID: w.payout.TxHash()})
	for _, id := range []chainhash.Hash{w.late.TxHash(), w.nowhere} {
		if tx, _ := check(t, c, explorer.Want{ID: id}); tx.State != explorer.UnknownState {
			t.Errorf("%s: %s", tx.State, tx.Why)
		}
	}
	c.Again()
	if tx, _ := check(t, c, explorer.Want{ID: w.nowhere}); tx.State != explorer.Absent {
		t.Errorf("asked again: %s: %s", tx.State, tx.Why)
	}
}

package lab_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/lab/labtest"
	"tradecase/explorer/proof"
)

// A trade is looked up through three onions and the own node, proved, kept, and
// not asked for again.
func TestTrade(t *testing.T) {
	t.Parallel()
	lab, tr := labtest.Start(t), trade(t)
	b := newBundle(t).ask(t, lab.Explorers...).askNode(t, lab.Node)
	b.store = files(t.TempDir())
	begin := time.Now()
	got, err := b.client(t).Check(within(t, patience), append(tr.Wants(), explorer.Want{ID: tr.Late.TxHash()})...)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("first: %v, %d connections", time.Since(begin).Round(time.Millisecond), len(b.connections()))
	honest(t, got)
	for _, tx := range tr.Transactions() {
		found := got.Transactions[tx.TxHash()]
		isTrue(t, lab, tr, found)
		isWhole(t, tr, found)
		if !found.Final || found.Confirmations < 6 || !found.Block.OwnNode {
			t.Errorf("final %v, %d deep, own node %v: %s", found.Final, found.Confirmations, found.Block.OwnNode, found.Why)
		}
		for _, claim := range []proof.Claim{proof.ClaimID, proof.ClaimInclusion, proof.ClaimWork, proof.ClaimScript} {
			if !slices.ContainsFunc(found.Proofs, func(p proof.Proof) bool { return p.Claim == claim }) {
				t.Errorf("no proof of %s", claim)
			}
		}
	}
	late := got.Transactions[tr.Late.TxHash()]
	if late.State != explorer.Absent {
		t.Errorf("what was never sent: %s (%s)", late.State, late.Why)
	}
	if height := lab.Node.Height(); !got.Tip.Known || got.Tip.Height != height {
		t.Errorf("tip %+v, want %d", got.Tip, height)
	}
	if len(got.StoreErrors) > 0 {
		t.Errorf("store: %v", got.StoreErrors)
	}

	again := newBundle(t).ask(t, lab.Explorers...).askNode(t, lab.Node)
	again.store = b.store
	begin = time.Now()
	kept, err := again.client(t).Check(within(t, patience), tr.Wants()...)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("again: %v, %d connections", time.Since(begin).Round(time.Microsecond), len(again.connections()))
	if asked := again.connections(); len(asked) > 0 {
		t.Errorf("%d connections for what is final", len(asked))
	}
	for _, tx := range tr.Transactions() {
		isTrue(t, lab, tr, kept.Transactions[tx.TxHash()])
	}
}

// isTrue compares what was found with what the node itself says. That something
// is unknown besides is for the table to show.
func isTrue(t *testing.T, lab *labtest.Lab, tr labtest.Trade, found *explorer.Transaction) {
	t.Helper()
	if found == nil {
		t.Error("a transaction is missing")
		return
	}
	if found.State != explorer.Confirmed || found.Tx == nil || found.Block == nil {
		t.Errorf("%s: %s", found.State, found.Why)
		return
	}
	if block, height := blockOf(t, lab, found.ID); found.Block.Hash != block || found.Block.Height != height {
		t.Errorf("in another block, at height %d, want %d", found.Block.Height, height)
	}
	if found.Tx.TxHash() != found.ID {
		t.Error("the bytes are another transaction")
	}
	spenders := tr.Spenders()
	for v, out := range found.Outputs {
		by, spent := spenders[wire.OutPoint{Hash: found.ID, Index: uint32(v)}]
		switch {
		case spent && out.State == explorer.NotSeenSpent:
			t.Errorf("output %d is said not to be spent", v)
		case spent && out.State == explorer.Spent && (out.By.Hash != by || out.Spender.TxHash() != by):
			t.Errorf("output %d is said to be spent by another transaction", v)
		}
	}
}

// isWhole demands that everything is known.
func isWhole(t *testing.T, tr labtest.Trade, found *explorer.Transaction) {
	t.Helper()
	spenders := tr.Spenders()
	for v, out := range found.Outputs {
		if _, spent := spenders[wire.OutPoint{Hash: found.ID, Index: uint32(v)}]; spent && out.State != explorer.Spent {
			t.Errorf("output %d: %s", v, out.State)
		}
	}
	for i, in := range found.Inputs {
		if in == nil {
			t.Errorf("what input %d spends is not known", i)
		}
	}
}

// blockOf asks the node.
func blockOf(t *testing.T, lab *labtest.Lab, id chainhash.Hash) (block chainhash.Hash, height int32) {
	t.Helper()
	raw, err := lab.Node.RPC(t.Context(), "getrawtransaction", id.String(), 1)
	if err != nil {
		t.Fatal(err)
	}
	var tx struct{ BlockHash chainhash.Hash }
	if err := json.Unmarshal(raw, &tx); err != nil {
		t.Fatal(err)
	}
	if raw, err = lab.Node.RPC(t.Context(), "getblockheader", tx.BlockHash.String(), true); err != nil {
		t.Fatal(err)
	}
	var header struct{ Height int32 }
	if err := json.Unmarshal(raw, &header); err != nil {
		t.Fatal(err)
	}
	return tx.BlockHash, header.Height
}

// honest fails if anybody is blamed.
func honest(t *testing.T, a explorer.Answer) {
	t.Helper()
	for _, d := range blamed(a) {
		t.Errorf("%s is blamed: %s, %s", d.Source, d.Code, d.Detail)
	}
}

// blamed gives all disagreements.
func blamed(a explorer.Answer) []explorer.Disagreement {
	all := slices.Clone(a.Disagreements)
	for _, tx := range a.Transactions {
		all = append(all, tx.Disagreements...)
	}
	slices.SortFunc(all, func(x, y explorer.Disagreement) int {
		return slices.Compare([]string{x.Source, string(x.Code), x.Detail}, []string{y.Source, string(y.Code), y.Detail})
	})
	return slices.Compact(all)
}

// states gives each state with how often it is there.
func states(a explorer.Answer) string {
	count := map[explorer.State]int{}
	for _, tx := range a.Transactions {
		count[tx.State]++
	}
	var parts []string
	for _, s := range []explorer.State{explorer.Confirmed, explorer.Unconfirmed, explorer.Absent, explorer.UnknownState} {
		if count[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[s], s))
		}
	}
	return strings.Join(parts, ", ")
}

// spends gives what is known of the deposit's output.
func spends(a explorer.Answer, tr labtest.Trade) string {
	deposit := a.Transactions[tr.Deposit.TxHash()]
	if deposit == nil || len(deposit.Outputs) == 0 {
		return string(explorer.UnknownSpend)
	}
	return string(deposit.Outputs[0].State)
}

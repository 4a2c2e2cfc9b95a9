package tradetest_test

import (
	"bytes"
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade/tradetest"
)

// TestMutations applies each mutation to every variant that it fits: it must
// change the trade, and leave a trade whose other transactions still hold.
func TestMutations(t *testing.T) {
	list := tradetest.Mutations()
	names := map[string]bool{}
	for _, m := range list {
		if names[m.Name] {
			t.Errorf("%s: twice", m.Name)
		}
		names[m.Name] = true
		n := 0
		for i, v := range tradetest.Variants() {
			if !m.Applies(v) {
				continue
			}
			n++
			if n > 1 && i%29 != 0 {
				continue // enough of the same
			}
			trade := tradetest.Build(v, 7)
			m.Apply(trade)
			changed(t, m, trade)
			whole(t, m, trade)
		}
		if n == 0 {
			t.Errorf("%s: fits no variant", m.Name)
		}
	}
	if len(list) < 120 {
		t.Errorf("only %d mutations", len(list))
	}
	t.Logf("%d mutations", len(list))
}

// changed fails the test if the mutation did nothing.
func changed(t *testing.T, m tradetest.Mutation, trade *tradetest.Trade) {
	t.Helper()
	before := tradetest.Build(trade.Variant, trade.Seed)
	same := trade.Given.Paper == before.Given.Paper && trade.Given.Dispute == before.Given.Dispute &&
		trade.TipHeight == before.TipHeight && len(trade.Given.Others) == 0 && len(trade.Parents) == len(before.Parents)
	for role, tx := range before.Txs {
		got := trade.Txs[role]
		same = same && got != nil && bytes.Equal(got.Raw, tx.Raw) && got.State == tx.State && got.Height == tx.Height &&
			trade.Given.IDs[role] == before.Given.IDs[role]
	}
	if same {
		t.Errorf("%s does nothing to %s", m.Name, trade.Variant.Name)
	}
}

// whole fails the test if something cannot be that the mutation is not about:
// coins out of nothing, or signatures that do not hold.
func whole(t *testing.T, m tradetest.Mutation, trade *tradetest.Trade) {
	t.Helper()
	for role, tx := range trade.Txs {
		if got := fee(tx); got < 0 {
			t.Errorf("%s on %s: %s pays %d to the miner", m.Name, trade.Variant.Name, role, got)
		}
		for _, o := range tx.Msg.TxOut {
			if o.Value < 0 {
				t.Errorf("%s on %s: %s has an output of %d", m.Name, trade.Variant.Name, role, o.Value)
			}
		}
		if strings.HasSuffix(m.Rule, ".signatures") && role == m.Role || strings.HasSuffix(m.Name, "another-trade") {
			continue
		}
		if err := execute(tx); err != nil {
			t.Errorf("%s on %s: %s: %v", m.Name, trade.Variant.Name, role, err)
		}
	}
	linked(t, m, trade)
}

// linked fails the test if something spends what is not there.
func linked(t *testing.T, m tradetest.Mutation, trade *tradetest.Trade) {
	t.Helper()
	all := map[string]*tradetest.Tx{}
	for id, tx := range trade.Parents {
		all[id.String()] = tx
	}
	for _, tx := range trade.Txs {
		all[tx.ID.String()] = tx
	}
	for role, tx := range trade.Txs {
		for i, in := range tx.Msg.TxIn {
			from := all[in.PreviousOutPoint.Hash.String()]
			switch {
			case from == nil && role == diagnostics.DelayedPayout && strings.HasSuffix(m.Name, "another-trade"):
			case from == nil || int(in.PreviousOutPoint.Index) >= len(from.Msg.TxOut):
				t.Errorf("%s on %s: input %d of %s spends nothing", m.Name, trade.Variant.Name, i, role)
			case from.Msg.TxOut[in.PreviousOutPoint.Index].Value != tx.Spent[i].Value:
				t.Errorf("%s on %s: input %d of %s spends another amount", m.Name, trade.Variant.Name, i, role)
			}
		}
	}
}

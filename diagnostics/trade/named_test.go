package trade_test

import (
	"slices"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// TestNamed: every ID that is named is listed, the one that counts first, with
// what the ledger knows of it; none gets lost because no source has it.
func TestNamed(t *testing.T) {
	tr := arbitrated(t, "p4/burning-2024/paid/maker-buys")
	k := known(t, tr)
	wrong := chainhash.Hash{1, 2, 3}
	at := trade.Origin{Kind: trade.FromLog, Path: "seller/bisq.log", Line: 7}
	k.IDs = map[diagnostics.TxRole][]trade.Claim{diagnostics.MakerFee: {{ID: wrong, Origin: at}, {ID: wrong, Origin: at}}}
	r := judgedBy(t, k, tr, func(chainhash.Hash, *explorer.Transaction) {})
	var maker []trade.Named
	used := map[diagnostics.TxRole]int{}
	for _, n := range r.Named() {
		if n.Role == diagnostics.MakerFee {
			maker = append(maker, n)
		}
		if n.Used {
			used[n.Role]++
		}
		if len(n.Origins) == 0 {
			t.Errorf("nobody names %s", n.Role)
		}
	}
	if len(maker) != 2 || !maker[0].Used || maker[0].ID != tr.Txs[diagnostics.MakerFee].ID || maker[0].State != explorer.Confirmed {
		t.Fatalf("the maker fee is named as %+v", maker)
	}
	if n := maker[1]; n.Used || n.ID != wrong || n.State != explorer.Absent || len(n.Origins) != 1 || n.Origins[0] != at {
		t.Errorf("the log's ID is %+v", n)
	}
	for _, tx := range r.Transactions {
		want := 0
		if tx.ID != nil {
			want = 1
		}
		if used[tx.Role] != want {
			t.Errorf("%d IDs of the %s are used, want %d", used[tx.Role], tx.Role, want)
		}
	}
	k.Contract = nil
	r = judgedBy(t, k, tr, func(chainhash.Hash, *explorer.Transaction) {})
	alone := slices.DeleteFunc(r.Named(), func(n trade.Named) bool { return n.ID != wrong })
	if len(alone) != 1 || alone[0].State != explorer.Absent || len(alone[0].Origins) != 1 {
		t.Errorf("without a contract the log's ID is %+v", alone)
	}
}

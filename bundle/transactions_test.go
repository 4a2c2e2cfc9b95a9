package bundle

import (
	"context"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// denying is a ledger whose two explorers know nothing, and one of which is slow.
type denying struct{}

func (denying) Check(_ context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a := explorer.Answer{Transactions: map[chainhash.Hash]*explorer.Transaction{}}
	for _, w := range wants {
		a.Transactions[w.ID] = &explorer.Transaction{ID: w.ID, State: explorer.Absent, Replies: []explorer.Reply{
			{Source: "a log", Question: "transaction", Outcome: explorer.Unknown, Fault: explorer.FaultUnsupported},
			{Source: "first", Question: "transaction", Outcome: explorer.NotFound},
			{Source: "first", Question: "spenders", Outcome: explorer.NotFound},
			{Source: "second", Question: "transaction", Outcome: explorer.Unknown, Fault: explorer.FaultTimeout},
		}}
	}
	return a, nil
}

// TestNamedTransactions: what is noted, or used, stands above, in Bisq's words; below
// it what no explorer has, with who names it and what each source said.
func TestNamedTransactions(t *testing.T) {
	noted, logged, one, other := chainhash.Hash{1}, chainhash.Hash{2}, chainhash.Hash{3}, chainhash.Hash{4}
	at := func(path string) trade.Origin {
		return trade.Origin{Kind: trade.FromLog, Path: path, Line: 7, Note: "whatever a log says"}
	}
	known := trade.Known{IDs: map[diagnostics.TxRole][]trade.Claim{
		diagnostics.MakerFee: {{ID: noted, Origin: trade.Origin{Kind: trade.FromAgent}}},
		diagnostics.TakerFee: {{ID: one, Origin: at("buyer/bisq.log")}, {ID: other, Origin: at("seller/bisq.log")}},
		diagnostics.Deposit:  {{ID: logged, Origin: at("buyer/bisq.log")}, {ID: logged, Origin: at("seller/bisq.log")}},
	}}
	r, err := trade.Judge(t.Context(), known, denying{}, trade.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := &Bundle{doc: document{Notes: Notes{Tx: map[diagnostics.TxRole]string{diagnostics.MakerFee: noted.String()}}}}
	const said = "  first: not-found\n  second: no answer (timeout)\n"
	maker, deposit := "Maker: "+noted.String()+"\n", "Deposit: "+logged.String()+"\n"
	const not = "  state: absent\n  not used: nothing bears out that it is this trade's\n"
	want := maker + deposit + "\nNot seen in a block, or not the only one that is named:\n\n" +
		maker + "  state: absent\n  named by: agent\n" + said + "\n" +
		"Taker: " + one.String() + "\n" + not + "  named by: log buyer/bisq.log:7\n" + said + "\n" +
		"Taker: " + other.String() + "\n" + not + "  named by: log seller/bisq.log:7\n" + said + "\n" +
		deposit + "  state: absent\n  named by: log buyer/bisq.log:7, log seller/bisq.log:7\n" + said
	if got := b.namedTransactions(r); got != want {
		t.Errorf("it is\n%s\nwant\n%s", got, want)
	}
}

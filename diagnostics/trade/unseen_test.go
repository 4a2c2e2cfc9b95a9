package trade_test

import (
	"context"
	"errors"
	"testing"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

// hiding is a ledger that knows nothing of one transaction.
type hiding struct {
	trade.Ledger
	id chainhash.Hash
}

func (h hiding) Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a, err := h.Ledger.Check(ctx, wants...)
	for id := range a.Transactions {
		if id == h.id {
			a.Transactions[id] = &explorer.Transaction{ID: id, State: explorer.UnknownState, Why: "no source answered"}
		}
	}
	return a, err
}

// deaf is a ledger that cannot be asked.
type deaf struct{}

func (deaf) Check(context.Context, ...explorer.Want) (explorer.Answer, error) {
	return explorer.Answer{}, errors.New("no source could be used")
}

// mute is a ledger that answers unknown to everything.
type mute struct{}

func (mute) Check(_ context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a := explorer.Answer{Transactions: map[chainhash.Hash]*explorer.Transaction{}}
	for _, w := range wants {
		a.Transactions[w.ID] = &explorer.Transaction{ID: w.ID, State: explorer.UnknownState}
	}
	return a, nil
}

// aboutChain reports whether a verdict needs the chain, so that without it
// nothing can be known.
func aboutChain(v trade.Verdict) bool {
	switch v.Rule {
	case "trade.ids", "trade.contract-json", "trade.replay", "trade.kind":
		return false
	}
	return true
}

func settled(v trade.Verdict) bool {
	return v.Result != trade.Unknown && v.Result != trade.NotApplicable
}

// TestNothingSeenIsUnknown judges trades of which no source says anything.
func TestNothingSeenIsUnknown(t *testing.T) {
	for i, v := range tradetest.Variants() {
		if i%6 != 0 && testing.Short() {
			continue
		}
		tr := tradetest.Build(v, uint64(i))
		k := known(t, tr)
		k.Raw = nil
		for name, ledger := range map[string]trade.Ledger{"deaf": deaf{}, "mute": mute{}, "nobody": trade.NoLedger{}, "nil": nil} {
			r, err := trade.Judge(context.Background(), k, ledger, trade.Options{Now: tr.Now})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range r.Verdicts {
				if aboutChain(x) && settled(x) {
					t.Errorf("%s, %s ledger: %s %s is %s: %s", v.Name, name, x.Rule, x.Role, x.Result, x.Detail)
				}
			}
			if r.Money != trade.MoneyUnknown || len(r.Losses) > 0 {
				t.Errorf("%s, %s ledger: money %s, losses %v", v.Name, name, r.Money, r.Losses)
			}
		}
	}
}

// TestOneUnseenIsUnknown hides one transaction of a good trade: its own rules
// can say nothing, and no other rule may fail for the lack of it.
func TestOneUnseenIsUnknown(t *testing.T) {
	for i, v := range tradetest.Variants() {
		if i%6 != 0 && testing.Short() {
			continue
		}
		tr := tradetest.Build(v, uint64(i))
		for role, tx := range tr.Txs {
			k := known(t, tr)
			k.Raw = nil
			r, err := trade.Judge(context.Background(), k, hiding{tradetest.Ledger(tr), tx.ID}, trade.Options{Now: tr.Now})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range r.Verdicts {
				if x.Result == trade.Fail && x.Rule != "delayed.required" {
					t.Errorf("%s without %s: %s %s fails: %s", v.Name, role, x.Rule, x.Role, x.Detail)
				}
				if x.Role == role && settled(x) && tx.State != explorer.Absent && x.Rule != "payout.exclusive" && x.Rule != "fee.same-deposit" {
					t.Errorf("%s without %s: %s is %s: %s", v.Name, role, x.Rule, x.Result, x.Detail)
				}
			}
		}
	}
}

func TestCancelledIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	tr := arbitrated(t, "p4/burning-2024/end/open")
	if _, err := trade.Judge(ctx, known(t, tr), tradetest.Ledger(tr), trade.Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestHugeTransaction puts a transaction of a megabyte and 20000 outputs into each
// role.
func TestHugeTransaction(t *testing.T) {
	huge := wire.NewMsgTx(1)
	huge.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: chainhash.Hash{1}}, nil, nil))
	for range 20_000 {
		huge.AddTxOut(wire.NewTxOut(1000, make([]byte, 40)))
	}
	for _, role := range diagnostics.TxRoles() {
		tr := arbitrated(t, "p4/burning-2024/end/arbitrated")
		k := known(t, tr)
		delete(k.IDs, role)
		k.Raw = []trade.Raw{{Tx: huge, Role: role, Origin: trade.Origin{Kind: trade.FromPaste}}}
		k.Contract.Offer.FeeTxID, k.Contract.TakerFeeTxID = "", ""
		r, err := trade.Judge(context.Background(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
		if err != nil {
			t.Fatal(err)
		}
		failed := false
		for _, v := range r.Verdicts {
			failed = failed || v.Result == trade.Fail
		}
		if !failed {
			t.Errorf("as %s it is taken for right", role)
		}
	}
}

func TestWrongNetwork(t *testing.T) {
	tr := arbitrated(t, "p4/burning-2024/paid/maker-sells")
	k := known(t, tr)
	k.Network = &chaincfg.TestNet3Params
	r, err := trade.Judge(context.Background(), k, mute{}, trade.Options{Now: tr.Now})
	if err != nil {
		t.Fatal(err)
	}
	if v := find(t, r, "trade.contract-json", ""); v.Result != trade.Fail || v.Detail.Code != "trade.contract-json.network" {
		t.Errorf("%s: %s", v.Result, v.Detail)
	}
	if r.Trade.Network != "testnet3" {
		t.Error(r.Trade.Network)
	}
}

func TestSwapHasNoFive(t *testing.T) {
	k := trade.Known{BSQSwap: []trade.Stated[bool]{{Value: true, Origin: trade.Origin{Kind: trade.FromAgent}}}}
	r, err := trade.Judge(context.Background(), k, nil, trade.Options{})
	if err != nil {
		t.Fatal(err)
	}
	wellSpoken(t, r)
	for _, v := range r.Verdicts {
		if v.Result != trade.NotApplicable {
			t.Errorf("%s %s is %s", v.Rule, v.Role, v.Result)
		}
	}
	if r.Trade.Kind != trade.BSQSwap || len(r.Said) != 1 {
		t.Errorf("%s: %s", r.Trade.Kind, r.Summary)
	}
}

package trade_test

import (
	"context"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

// counting counts how often a ledger is asked.
type counting struct {
	trade.Ledger
	rounds int
}

func (c *counting) Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	c.rounds++
	return c.Ledger.Check(ctx, wants...)
}

// TestMissingIDsAreFound starts from a part of what is known and wants all five
// transactions.
func TestMissingIDsAreFound(t *testing.T) {
	roles := func(list ...diagnostics.TxRole) []diagnostics.TxRole { return list }
	for _, c := range []struct {
		name     string
		contract bool
		ids      []diagnostics.TxRole
		rounds   int // at most
	}{
		{"contract", true, nil, 2},
		{"contract and deposit", true, roles(diagnostics.Deposit), 1},
		{"deposit", false, roles(diagnostics.Deposit), 1}, // no roles for the fees
		{"maker fee", false, roles(diagnostics.MakerFee), 3},
		{"taker fee", false, roles(diagnostics.TakerFee), 3},
		{"fees", false, roles(diagnostics.MakerFee, diagnostics.TakerFee), 2},
		{"payout", false, roles(diagnostics.Payout), 2},
		{"delayed payout", false, roles(diagnostics.DelayedPayout), 2},
		{"nothing", false, nil, 0},
	} {
		for _, variant := range []string{"p4/burning-2024/paid/maker-buys", "p4/burning-2024/end/arbitrated", "p2/before-1.3.7/fee/bsq-bug-one-output"} {
			tr := arbitrated(t, variant)
			k := known(t, tr)
			k.IDs = map[diagnostics.TxRole][]trade.Claim{}
			if !c.contract {
				k.Contract = nil
			}
			skip := false
			for _, role := range c.ids {
				if tr.Txs[role] == nil || tr.Txs[role].State == explorer.Absent {
					skip = true
					continue
				}
				k.IDs[role] = []trade.Claim{{ID: tr.Txs[role].ID, Origin: trade.Origin{Kind: trade.FromAgent}}}
			}
			if skip {
				continue
			}
			ledger := &counting{Ledger: tradetest.Ledger(tr)}
			r, err := trade.Judge(context.Background(), k, ledger, trade.Options{Now: tr.Now})
			if err != nil {
				t.Fatal(err)
			}
			if ledger.rounds > c.rounds+1 { // an old fee's other output takes one more
				t.Errorf("%s of %s: %d rounds", c.name, variant, ledger.rounds)
			}
			if c.name == "nothing" {
				continue
			}
			for _, x := range r.Transactions {
				fee := x.Role == diagnostics.MakerFee || x.Role == diagnostics.TakerFee
				if fee && !c.contract && len(c.ids) == 1 && x.Role != c.ids[0] && c.ids[0] != diagnostics.MakerFee && c.ids[0] != diagnostics.TakerFee {
					continue // nobody says which is whose
				}
				if tx := tr.Txs[x.Role]; tx != nil && tx.State == explorer.Confirmed && (x.ID == nil || *x.ID != tx.ID || x.State != trade.Confirmed) {
					t.Errorf("%s of %s: %s is %v, %s: %s", c.name, variant, x.Role, x.ID, x.State, x.Why)
				}
			}
			if r.Money != places[tr.Money] {
				t.Errorf("%s of %s: the money is %s", c.name, variant, r.Money)
			}
			for _, v := range r.Verdicts {
				if v.Result == trade.Fail {
					t.Errorf("%s of %s: %s %s fails: %s", c.name, variant, v.Rule, v.Role, v.Detail)
				}
			}
		}
	}
}

// TestLogsMayNameDrafts has a log name an ID that a draft had: a warning, and the
// right transaction is judged.
func TestLogsMayNameDrafts(t *testing.T) {
	tr := arbitrated(t, "p2/victims/end/open")
	k := known(t, tr)
	origin := trade.Origin{Kind: trade.FromLog, Path: "seller/bisq_4.log", Line: 120}
	k.IDs[diagnostics.Deposit] = []trade.Claim{
		{ID: chainhash.HashH([]byte("a draft")), Origin: origin},
		{ID: tr.Txs[diagnostics.Deposit].ID, Origin: origin},
	}
	k.TakeOffer = []trade.Stated[time.Time]{{Value: tr.Taken, Origin: origin}, {Value: tr.Taken.Add(time.Hour), Origin: origin}}
	r, err := trade.Judge(context.Background(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
	if err != nil {
		t.Fatal(err)
	}
	if v := find(t, r, "trade.ids", ""); v.Result != trade.Warn || v.Detail.Code != "trade.ids.log" {
		t.Errorf("%s: %s", v.Result, v.Detail)
	}
	if v := find(t, r, "deposit.inputs", diagnostics.Deposit); v.Result != trade.Pass || len(v.Evidence) != 1 || v.Evidence[0].Line != 120 {
		t.Errorf("%s: %s, %v", v.Result, v.Detail, v.Evidence)
	}
	k.TradeAmount = []trade.Stated[int64]{{Value: 1, Origin: trade.Origin{Kind: trade.FromAgent}}}
	k.IDs[diagnostics.Deposit] = nil
	if r, err = trade.Judge(context.Background(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now}); err != nil {
		t.Fatal(err)
	}
	if v := find(t, r, "trade.ids", ""); v.Result != trade.Warn || v.Detail.Code != "trade.ids.facts" {
		t.Errorf("%s: %s", v.Result, v.Detail)
	}
	if *r.Trade.Amount != tr.Amounts.Trade {
		t.Error("the agent's figure is weightier than the contract's")
	}
}

// TestDeadlineIsNoError lets time run out: what came in time is judged.
func TestDeadlineIsNoError(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	<-ctx.Done()
	tr := arbitrated(t, "p4/burning-2024/end/open")
	r, err := trade.Judge(ctx, known(t, tr), tradetest.Ledger(tr), trade.Options{Now: tr.Now})
	if err != nil {
		t.Fatal(err)
	}
	if r.Money != trade.Locked { // the invented ledger answers at once, and says that time is over
		t.Errorf("the money is %s", r.Money)
	}
}

// TestEra wants to know from what an era is inferred.
func TestEra(t *testing.T) {
	for _, c := range []struct {
		variant  string
		contract bool
		protocol int
		scheme   trade.Scheme
		from     string
	}{
		{"p1/burning-2019/paid/maker-buys", true, 1, trade.SchemeNone, "contract"},
		{"p1/burning-2019/paid/maker-buys", false, 1, trade.SchemeNone, "inferred from the form of the deposit"},
		{"p2/victims/end/arbitrated", true, 2, trade.Legacy, "contract"},
		{"p2/victims/end/arbitrated", false, 2, trade.Legacy, "inferred from the delayed payout's lock time"},
		{"p3/segwit/end/open", false, 3, trade.Legacy, "inferred from the height of the deposit"},
		{"p4/last-legacy/end/arbitrated-in-2023", true, 4, trade.Legacy, "inferred from the day the deposit was confirmed"},
		{"p4/burning-2023/end/arbitrated-remainder", false, 4, trade.BurningMen, "inferred from"},
		{"p4/burning-2024/end/open", false, 4, trade.BurningMen, "inferred from the height of the deposit"},
		{"p4/burning-2026/paid/maker-sells", true, 4, trade.BurningMen, "contract"},
	} {
		tr := arbitrated(t, c.variant)
		k := known(t, tr)
		if !c.contract {
			k.Contract = nil
		} else {
			k.ContractOrigin = trade.Origin{}
		}
		r, err := trade.Judge(context.Background(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
		if err != nil {
			t.Fatal(err)
		}
		e := r.Trade.Era
		if e.Protocol != c.protocol || e.Delayed != c.scheme || e.ProtocolFrom.String() != c.from && e.DelayedFrom.String() != c.from && c.from != "inferred from" {
			t.Errorf("%s, contract %v: protocol %d (%s), %s (%s)", c.variant, c.contract, e.Protocol, e.ProtocolFrom, e.Delayed, e.DelayedFrom)
		}
		want := trade.Pass
		if e.ProtocolFrom.String() == "inferred from the form of the deposit" {
			want = trade.Unknown // form and era would vouch for each other
		}
		for _, rule := range []string{"deposit.multisig-first", "deposit.op-return"} {
			if v := find(t, r, rule, diagnostics.Deposit); v.Result != want {
				t.Errorf("%s, contract %v: %s is %s: %s", c.variant, c.contract, rule, v.Result, v.Detail)
			}
		}
	}
}

// generous adds to what a transaction's first input spends.
type generous struct {
	trade.Ledger
	id  chainhash.Hash
	sat int64
}

func (g generous) Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a, err := g.Ledger.Check(ctx, wants...)
	if tx := a.Transactions[g.id]; tx != nil && len(tx.Inputs) > 0 {
		more := *tx
		out := *tx.Inputs[0]
		out.Value += g.sat
		more.Inputs = append([]*wire.TxOut{&out}, tx.Inputs[1:]...)
		a.Transactions[g.id] = &more
	}
	return a, err
}

// TestDustGoesToMiners gives a taker's fee transaction without change a little
// more fee than tradeTxFee: change too small to be paid out.
func TestDustGoesToMiners(t *testing.T) {
	tr := arbitrated(t, "p4/burning-2024/fee/no-change")
	for sat, want := range map[int64]trade.Outcome{0: trade.Pass, 1: trade.Pass, 546: trade.Pass, 547: trade.Warn, -1: trade.Warn} {
		ledger := generous{tradetest.Ledger(tr), tr.Txs[diagnostics.TakerFee].ID, sat}
		r, err := trade.Judge(context.Background(), known(t, tr), ledger, trade.Options{Now: tr.Now})
		if err != nil {
			t.Fatal(err)
		}
		if v := find(t, r, "fee.miner-fee", diagnostics.TakerFee); v.Result != want {
			t.Errorf("%d sat more: %s: %s", sat, v.Result, v.Detail)
		}
		if (want == trade.Pass) != r.TradeTxFee.Agree {
			t.Errorf("%d sat more: %+v", sat, r.TradeTxFee)
		}
	}
}

// TestCaughtSourcesAreFindings wants what sources were caught at among the
// findings.
func TestCaughtSourcesAreFindings(t *testing.T) {
	tr := arbitrated(t, "p3/segwit/paid/maker-buys")
	ledger := lying{tradetest.Ledger(tr)}
	r, err := trade.Judge(context.Background(), known(t, tr), ledger, trade.Options{Now: tr.Now})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, f := range r.Findings() {
		got[f.Code]++
	}
	if got["source.denied"] == 0 || got["source.stale-tip"] == 0 {
		t.Errorf("%v", got)
	}
}

// lying is a ledger that caught sources lying.
type lying struct{ trade.Ledger }

func (l lying) Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a, err := l.Ledger.Check(ctx, wants...)
	for _, tx := range a.Transactions {
		tx.Disagreements = []explorer.Disagreement{{Code: explorer.LieDenied, Source: "invented", Detail: "it says not found"}}
	}
	a.Disagreements = []explorer.Disagreement{{Code: explorer.LieStaleTip, Source: "invented", Detail: "its tip is old"}}
	return a, err
}

package trade_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

// known is what the one who asks has of an invented trade.
func known(t testing.TB, tr *tradetest.Trade) trade.Known {
	t.Helper()
	agent := trade.Origin{Kind: trade.FromAgent}
	k := trade.Known{TradeID: tr.ID, Network: tr.Net, Elsewhere: map[chainhash.Hash][]trade.Use{}}
	if tr.Given.Paper != "" {
		if _, err := k.Read([]byte(tr.Given.Paper), trade.Origin{Kind: trade.FromPaste}); err != nil && k.ContractFault.IsZero() {
			k.ContractFault = trade.Plain(err.Error())
		}
	}
	if k.IDs == nil {
		k.IDs = map[diagnostics.TxRole][]trade.Claim{}
	}
	for role, id := range tr.Given.IDs {
		k.IDs[role] = append(k.IDs[role], trade.Claim{ID: id, Origin: agent})
	}
	for _, text := range tr.Given.Raw {
		k.Raw = append(k.Raw, trade.Raw{Tx: readTx(t, text), Origin: agent})
	}
	currency := trade.BTC
	if tr.Given.TakerFeeBSQ {
		currency = trade.BSQ
	}
	k.TakerCurrency = []trade.Stated[trade.Currency]{{Value: currency, Origin: agent}}
	if tr.Network != "mainnet" {
		for _, a := range tr.FeeReceivers {
			k.FeeReceivers = append(k.FeeReceivers, trade.Stated[string]{Value: a, Origin: agent})
		}
		for _, a := range tr.DelayedReceivers {
			k.DelayedReceivers = append(k.DelayedReceivers, trade.Stated[string]{Value: a, Origin: agent})
		}
	}
	var err error
	if k.Dispute, err = trade.ParseDispute(string(tr.Given.Dispute)); err != nil {
		t.Fatal(err)
	}
	for _, o := range tr.Given.Others {
		for role, id := range o.Txs {
			k.Elsewhere[id] = append(k.Elsewhere[id], trade.Use{Trade: o.ID, Role: role})
		}
	}
	return k
}

func readTx(t testing.TB, text string) *wire.MsgTx {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	tx := new(wire.MsgTx)
	if err := tx.Deserialize(bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	return tx
}

func judged(t testing.TB, tr *tradetest.Trade) *trade.Result {
	t.Helper()
	r, err := trade.Judge(context.Background(), known(t, tr), tradetest.Ledger(tr), trade.Options{Now: tr.Now})
	if err != nil {
		t.Fatal(err)
	}
	wellSpoken(t, r)
	return r
}

// wellSpoken fails the test if a sentence has a gap that is not filled, or a rule
// a result that it does not have.
func wellSpoken(t testing.TB, r *trade.Result) {
	t.Helper()
	texts := slices.Clone(r.Said)
	for _, a := range r.Advice {
		texts = append(texts, a.Text)
	}
	rules := map[string]trade.Rule{}
	for _, rule := range trade.Rules() {
		rules[rule.Name] = rule
	}
	for _, v := range r.Verdicts {
		texts = append(texts, v.Detail)
		if v.Advice.Code != "" {
			texts = append(texts, v.Advice)
		}
		rule := rules[v.Rule]
		if v.Result != trade.Unknown && v.Result != trade.NotApplicable && !slices.Contains(rule.Results, v.Result) {
			t.Errorf("%s does not say that it can be %s", v.Rule, v.Result)
		}
		if v.Source == "" || v.Source != rule.Source {
			t.Errorf("%s has another source than its rule", v.Rule)
		}
	}
	for _, text := range texts {
		if text.Code == "" || text.English == "" || strings.Contains(text.English, "%") && !strings.Contains(text.English, "13.2 %") {
			t.Errorf("%s: %q", text.Code, text.English)
		}
		for _, a := range text.Args {
			if !strings.Contains(text.English, a.English) {
				t.Errorf("%s: %q does not stand in %q", text.Code, a.English, text.English)
			}
		}
	}
}

// find gives a rule's verdict on a transaction.
func find(t testing.TB, r *trade.Result, rule string, role diagnostics.TxRole) trade.Verdict {
	t.Helper()
	for _, v := range r.Verdicts {
		if v.Rule == rule && v.Role == role {
			return v
		}
	}
	t.Fatalf("there is no verdict %s on %s", rule, role)
	return trade.Verdict{}
}

// loud are the verdicts that warn or fail.
func loud(r *trade.Result) map[tradetest.Verdict]trade.Verdict {
	out := map[tradetest.Verdict]trade.Verdict{}
	for _, v := range r.Verdicts {
		if v.Result == trade.Warn || v.Result == trade.Fail {
			out[tradetest.Verdict{Rule: v.Rule, Role: v.Role}] = v
		}
	}
	return out
}

// places translates where an invented trade's money is.
var places = map[tradetest.Money]trade.Money{
	tradetest.NotLocked: trade.NotLocked, tradetest.Locked: trade.Locked,
	tradetest.PaidOut: trade.PaidOut, tradetest.InDelayed: trade.InDelayedPayout, tradetest.WhoKnows: trade.MoneyUnknown,
}

package trade_test

import (
	"slices"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

// TestInOrderOnlyIfJudged: nothing is said to be in order while a rule that is not
// usually open could not be judged, or warns.
func TestInOrderOnlyIfJudged(t *testing.T) {
	const paidTrade = "p4/burning-2024/paid/maker-sells"
	noContract := func(k *trade.Known) { *k = trade.Known{TradeID: k.TradeID, Network: k.Network, IDs: k.IDs} }
	for name, c := range map[string]struct {
		variant string
		change  func(*trade.Known)
		advice  string
	}{
		"locked, with the contract":    {openTrade, func(*trade.Known) {}, "go-on"},
		"locked, without a contract":   {openTrade, noContract, "go-on-open"},
		"paid out, with the contract":  {paidTrade, func(*trade.Known) {}, "nothing"},
		"paid out, without a contract": {paidTrade, noContract, "nothing-open"},
	} {
		t.Run(name, func(t *testing.T) {
			tr := arbitrated(t, c.variant)
			k := known(t, tr)
			c.change(&k)
			r := judgedBy(t, k, tr, answers(2))
			if got := codes(r, trade.ToMediator); !slices.Equal(got, []string{c.advice}) {
				t.Errorf("%q, want %s; %s", got, c.advice, r.Summary)
			}
		})
	}
}

// TestUnspentByOne: that nothing spends the deposit is no proof, and on one
// explorer's word alone it is said to be that; one's own node is believed.
func TestUnspentByOne(t *testing.T) {
	ownNode := func(id chainhash.Hash, tx *explorer.Transaction) {
		answers(1)(id, tx)
		if tx.Block != nil {
			tx.Block.OwnNode = true
		}
	}
	for name, c := range map[string]struct {
		alter func(chainhash.Hash, *explorer.Transaction)
		want  bool
	}{
		"one explorer":  {answers(1), true},
		"two explorers": {answers(2), false},
		"an own node":   {ownNode, false},
	} {
		tr := arbitrated(t, openTrade)
		r := judgedBy(t, known(t, tr), tr, c.alter)
		advised := map[bool]string{true: "ask-unspent", false: "go-on"}[c.want]
		if said(r, "unspent-one-voice") != c.want || r.Money != trade.Locked || !slices.Equal(codes(r, trade.ToMediator), []string{advised}) {
			t.Errorf("%s: %s, %s; %q", name, r.Money, r.Summary, codes(r, trade.ToMediator))
		}
	}
}

// TestKeysUnknown: why nobody sees the multisig's script is said as it is.
func TestKeysUnknown(t *testing.T) {
	for name, c := range map[string]struct {
		variant string
		alter   func(*tradetest.Trade, chainhash.Hash, *explorer.Transaction)
		code    string
	}{
		"unspent": {openTrade, func(*tradetest.Trade, chainhash.Hash, *explorer.Transaction) {}, "unseen"},
		"spent, and given without its witness": {"p4/burning-2024/paid/maker-sells", func(tr *tradetest.Trade, id chainhash.Hash, tx *explorer.Transaction) {
			if id == tr.Txs[diagnostics.Payout].ID {
				tx.Tx = tx.Tx.Copy()
				tx.Tx.TxIn[0].Witness = nil
			}
		}, "unshown"},
		"nobody could say": {openTrade, func(tr *tradetest.Trade, id chainhash.Hash, tx *explorer.Transaction) {
			if id == tr.Txs[diagnostics.Deposit].ID {
				tx.Outputs[0].State, tx.Outputs[0].Carried = explorer.UnknownSpend, false
			}
		}, "unheard"},
	} {
		tr := arbitrated(t, c.variant)
		r := judgedBy(t, known(t, tr), tr, func(id chainhash.Hash, tx *explorer.Transaction) { c.alter(tr, id, tx) })
		i := slices.IndexFunc(r.Verdicts, func(v trade.Verdict) bool { return v.Rule == "deposit.multisig-keys" })
		if i < 0 || r.Verdicts[i].Result != trade.Unknown || r.Verdicts[i].Detail.Code != "deposit.multisig-keys."+c.code {
			t.Errorf("%s: %+v", name, r.Verdicts[i])
		}
	}
}

// TestOtherTradesContract: whose money is meant is said before where it is.
func TestOtherTradesContract(t *testing.T) {
	tr := arbitrated(t, openTrade)
	k := known(t, tr)
	for id, other := range map[diagnostics.TradeID]bool{tr.ID: false, "QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917": true} {
		k.TradeID = id
		r := judgedBy(t, k, tr, answers(2))
		if got := r.Said[0].Code == "summary.other-trade"; got != other || slices.Contains(codes(r, trade.ToMediator), "other-trade") != other {
			t.Errorf("%v, want %v: %s; %+v", got, other, r.Summary, r.Advice)
		}
	}
}

// TestDelayedPaysMoreThanThereIs: a delayed payout at hand that gives more than the
// multisig has is said to, and no miner is paid less than nothing.
func TestDelayedPaysMoreThanThereIs(t *testing.T) {
	tr := arbitrated(t, "p4/burning-2024/end/arbitrated")
	deposit := tr.Txs[diagnostics.Deposit].ID
	r := judgedBy(t, known(t, tr), tr, func(id chainhash.Hash, tx *explorer.Transaction) {
		if id == deposit {
			tx.Tx = tx.Tx.Copy()
			tx.Tx.TxOut[0].Value /= 2
		}
	})
	i := slices.IndexFunc(r.Verdicts, func(v trade.Verdict) bool { return v.Rule == "delayed.amount" })
	if v := r.Verdicts[i]; v.Result != trade.Fail || v.Detail.Code != "delayed.amount.more" {
		t.Errorf("%s %s: %s", v.Result, v.Detail.Code, v.Detail)
	}
}

// TestAskToPublish: who is to publish the delayed payout is told from when on.
func TestAskToPublish(t *testing.T) {
	for name, c := range map[string]struct {
		variant  string
		contract bool
		want     string
	}{
		"the lock time is over": {"p4/burning-2024/end/arbitrated", true, "ask-publish-over"},
		"it is to come":         {openTrade, true, "ask-publish-at"},
		"it is not known":       {openTrade, false, "ask-publish"},
	} {
		tr := arbitrated(t, c.variant)
		if c.want == "ask-publish-over" {
			tr = mutated(t, c.variant, "delayed-payout/never-published")
		}
		k := known(t, tr)
		if !c.contract {
			k = trade.Known{TradeID: k.TradeID, Network: k.Network, IDs: k.IDs}
		}
		k.Dispute = trade.DisputeArbitration
		if got := codes(judgedBy(t, k, tr, answers(2)), trade.ToMediator); !slices.Contains(got, c.want) {
			t.Errorf("%s: %q, want %s", name, got, c.want)
		}
	}
}

package trade_test

import (
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// TestFeesExchanged gives the IDs of maker and taker fee transaction the wrong way
// round, without a contract: what the chain or the logs show of it is said, and
// nobody's party is inferred from it.
func TestFeesExchanged(t *testing.T) {
	maker, taker := diagnostics.MakerFee, diagnostics.TakerFee
	for name, c := range map[string]struct {
		variant string
		change  func(*trade.Known)
		alter   func(*explorer.Transaction)
		shows   string // "" if nothing can
		result  trade.Outcome
	}{
		"the miner fees show it":     {"p4/burning-2024/paper/none", nil, nil, "miner fee", trade.Warn},
		"the deposit's change shows": {"p4/burning-2024/amount/partial-maker-sells", nil, func(tx *explorer.Transaction) { tx.Inputs = nil }, "gives change", trade.Warn},
		"a log shows it": {"p4/burning-2024/paper/none", func(k *trade.Known) {
			k.IDs[taker] = append(k.IDs[taker], trade.Claim{ID: k.IDs[maker][0].ID, Origin: trade.Origin{Kind: trade.FromLog, Path: "buyer/bisq.log", Line: 7}})
		}, nil, "log buyer/bisq.log:7 names them the other way round", trade.Fail},
	} {
		t.Run(name, func(t *testing.T) {
			tr := arbitrated(t, c.variant)
			k := known(t, tr)
			k.Contract, k.Raw = nil, nil
			alter := func(_ chainhash.Hash, tx *explorer.Transaction) {
				if c.alter != nil {
					c.alter(tx)
				}
			}
			if r := judgedBy(t, k, tr, alter); said(r, "swapped") || r.Trade.BuyerIsMaker == nil {
				t.Errorf("in the right order: %s", r.Summary)
			}
			k.IDs[maker], k.IDs[taker] = k.IDs[taker], k.IDs[maker]
			if c.change != nil {
				c.change(&k)
			}
			r := judgedBy(t, k, tr, alter)
			v := find(t, r, "trade.ids", "")
			if v.Result != c.result || v.Detail.Code != "trade.ids.swapped" || !strings.Contains(v.Detail.English, c.shows) || v.Advice.English == "" {
				t.Errorf("%s: %s", v.Result, v.Detail)
			}
			if !said(r, "swapped") || codes(r, trade.ToMediator)[0] != "exchange-ids" || r.Trade.BuyerIsMaker != nil {
				t.Errorf("%s, %q", r.Summary, codes(r, trade.ToMediator))
			}
		})
	}
}

// TestFeesExchangedAndFormHeld: with a fee to be reimbursed, the form says not to
// send it.
func TestFeesExchangedAndFormHeld(t *testing.T) {
	maker, taker := diagnostics.MakerFee, diagnostics.TakerFee
	tr := mutated(t, openTrade, "maker-fee/absent")
	k := known(t, tr)
	k.Contract = nil
	k.IDs[maker], k.IDs[taker] = k.IDs[taker], k.IDs[maker]
	k.IDs[taker] = append(k.IDs[taker], trade.Claim{ID: k.IDs[maker][0].ID, Origin: trade.Origin{Kind: trade.FromLog, Path: "buyer/bisq.log", Line: 7}})
	r := judgedBy(t, k, tr, func(chainhash.Hash, *explorer.Transaction) {})
	if form := r.Reimbursement(); !strings.HasPrefix(form, "NOT YET TO BE SENT OR PAID: the IDs") {
		t.Errorf("the form:\n%s", form)
	}
}

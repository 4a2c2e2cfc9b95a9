package trade_test

import (
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

// invented makes the trade of a variant.
func invented(t *testing.T, name string) *tradetest.Trade {
	t.Helper()
	v, ok := tradetest.Find(name)
	if !ok {
		t.Fatalf("there is no variant %s", name)
	}
	return tradetest.Build(v, 1)
}

// foreign is a confirmed transaction that does not spend the trade's deposit.
func foreign(t *testing.T, tr *tradetest.Trade) chainhash.Hash {
	t.Helper()
	for id, tx := range tr.Parents {
		if tx.State == explorer.Confirmed {
			return id
		}
	}
	t.Fatal("no parent is confirmed")
	return chainhash.Hash{}
}

// TestForeignDelayedPayout names any confirmed transaction as the delayed payout:
// nothing may take it for published, and least of all a refund may rest on it.
func TestForeignDelayedPayout(t *testing.T) {
	tr := invented(t, "p4/burning-2024/end/open")
	id := foreign(t, tr)
	for name, c := range map[string]struct {
		seen                           bool
		required, published, exclusive trade.Outcome
		summary                        string
	}{
		"seen":         {true, trade.Fail, trade.Warn, trade.Unknown, "summary.delayed-other"},
		"without data": {false, trade.Unknown, trade.Unknown, trade.Unknown, "summary.delayed-unseen"},
	} {
		k := known(t, tr)
		k.Dispute = trade.DisputeArbitration
		k.IDs[diagnostics.DelayedPayout] = []trade.Claim{{ID: id, Origin: trade.Origin{Kind: trade.FromAgent}}}
		r := judgedBy(t, k, tr, func(got chainhash.Hash, tx *explorer.Transaction) {
			if got == id && !c.seen {
				tx.Tx = nil
			}
		})
		for rule, want := range map[string]trade.Outcome{"delayed.required": c.required, "delayed.published": c.published} {
			if v := find(t, r, rule, diagnostics.DelayedPayout); v.Result != want {
				t.Errorf("%s: %s is %s: %s", name, rule, v.Result, v.Detail)
			}
		}
		if v := find(t, r, "payout.exclusive", diagnostics.Payout); v.Result != c.exclusive {
			t.Errorf("%s: payout.exclusive is %s: %s", name, v.Result, v.Detail)
		}
		said, refused := false, false
		for _, s := range r.Said {
			said = said || s.Code == c.summary
		}
		for _, a := range r.Advice {
			refused = refused || a.Not && a.Text.Code == "advice.no-refund"
		}
		if !said || !refused {
			t.Errorf("%s: said %v, refund refused %v: %s", name, said, refused, r.Summary)
		}
	}
}

// TestForeignBesideGenuine names any confirmed transaction as the delayed payout of a
// trade that was paid out, and the other way round: the genuine one says where the
// money is.
func TestForeignBesideGenuine(t *testing.T) {
	for _, c := range []struct {
		variant string
		role    diagnostics.TxRole // as which the foreign one is named
		money   trade.Money
	}{
		{"p4/burning-2024/paid/maker-sells", diagnostics.DelayedPayout, trade.PaidOut},
		{"p4/burning-2024/end/arbitrated", diagnostics.Payout, trade.InDelayedPayout},
	} {
		for _, seen := range []bool{true, false} {
			tr := invented(t, c.variant)
			id := foreign(t, tr)
			k := known(t, tr)
			k.IDs[c.role] = []trade.Claim{{ID: id, Origin: trade.Origin{Kind: trade.FromAgent}}}
			r := judgedBy(t, k, tr, func(got chainhash.Hash, tx *explorer.Transaction) {
				if got == id && !seen {
					tx.Tx = nil
				}
			})
			if r.Money != c.money {
				t.Errorf("%s, seen %v: the money is %s: %s", c.variant, seen, r.Money, r.Summary)
			}
			if v := find(t, r, "payout.exclusive", diagnostics.Payout); v.Result != trade.Pass {
				t.Errorf("%s, seen %v: payout.exclusive is %s: %s", c.variant, seen, v.Result, v.Detail)
			}
		}
	}
}

// TestForeignPayout names any confirmed transaction as the payout.
func TestForeignPayout(t *testing.T) {
	tr := invented(t, "p4/burning-2024/end/open")
	k := known(t, tr)
	k.IDs[diagnostics.Payout] = []trade.Claim{{ID: foreign(t, tr), Origin: trade.Origin{Kind: trade.FromAgent}}}
	r := judgedBy(t, k, tr, func(chainhash.Hash, *explorer.Transaction) {})
	if v := find(t, r, "payout.exclusive", diagnostics.Payout); v.Result != trade.Unknown {
		t.Errorf("payout.exclusive is %s: %s", v.Result, v.Detail)
	}
}

// TestImpossiblePayout has outputs that no transaction of the network has, in bytes
// that somebody pasted: their sum is right.
func TestImpossiblePayout(t *testing.T) {
	for _, least := range []int64{-1, -1 << 62, 1 << 51} {
		tr := invented(t, "p4/burning-2024/end/mediated")
		payout := tr.Txs[diagnostics.Payout]
		payout.State = explorer.Absent
		msg := payout.Msg.Copy()
		msg.TxOut[1].Value += msg.TxOut[0].Value - least
		msg.TxOut[0].Value = least
		k := known(t, tr)
		delete(k.IDs, diagnostics.Payout)
		k.IDs[diagnostics.Payout] = []trade.Claim{{ID: msg.TxHash(), Origin: trade.Origin{Kind: trade.FromAgent}}}
		k.Raw = append(k.Raw, trade.Raw{Tx: msg, Origin: trade.Origin{Kind: trade.FromPaste}})
		r := judgedBy(t, k, tr, func(chainhash.Hash, *explorer.Transaction) {})
		if v := find(t, r, "payout.amounts", diagnostics.Payout); v.Detail.Code != "payout.amounts.impossible" {
			t.Errorf("%d: %s: %s", least, v.Result, v.Detail)
		}
	}
}

// TestBSQSwap has a contract's words for a swap and nothing that speaks against it,
// and a null that says nothing.
func TestBSQSwap(t *testing.T) {
	tr := invented(t, "p4/burning-2024/end/open")
	for text, want := range map[string]trade.Kind{
		`{"offerPayload": {"id": "abc", "amount": 5, "proofOfWork": {"difficulty": 1}}}`: trade.BSQSwap,
		`{"offerPayload": {"id": "abc", "amount": 5, "paymentMethodId": "BSQ_SWAP"}}`:    trade.BSQSwap,
		`{"offerPayload": {"id": "abc", "amount": 5, "proofOfWork": null}}`:              trade.Multisig,
	} {
		k := trade.Known{TradeID: tr.ID}
		if _, err := k.Read([]byte(text), trade.Origin{Kind: trade.FromPaste}); err != nil {
			t.Fatal(err)
		}
		r, err := trade.Judge(t.Context(), k, nil, trade.Options{Now: tr.Now})
		if err != nil {
			t.Fatal(err)
		}
		if r.Trade.Kind != want {
			t.Errorf("%s: %s", text, r.Trade.Kind)
		}
	}
}

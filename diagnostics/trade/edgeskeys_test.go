package trade_test

import (
	"encoding/hex"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// TestNothingIsOpen judges trades of which everything is at hand: no rule may say
// that it does not know.
func TestNothingIsOpen(t *testing.T) {
	for _, variant := range []string{ratedTrade, "p3/segwit/paid/maker-sells", "p2/before-1.3.7/paid/maker-buys", legacyTrade, arbitratedTrade} {
		for _, v := range bend(t, variant).judge(t).Verdicts {
			if v.Result == trade.Unknown {
				t.Errorf("%s: %s %s: %s", variant, v.Rule, v.Role, v.Detail)
			}
		}
	}
}

// keyEdges are of the keys that are named, where the script is known and where not.
func keyEdges() []edge {
	foreign := append([]byte{2}, make([]byte, 32)...)
	named := func(name, variant, code string, of func(buyer, seller []byte) trade.Keys) edge {
		return edge{name, variant, "deposit.multisig-keys", diagnostics.Deposit, func(b *bent) {
			buyer, _ := hex.DecodeString(b.tr.Keys.BuyerPubKey)
			seller, _ := hex.DecodeString(b.tr.Keys.SellerPubKey)
			b.k.Keys = []trade.Stated[trade.Keys]{{Value: of(buyer, seller), Origin: trade.Origin{Kind: trade.FromPaste}}}
		}, code}
	}
	open := "p4/burning-2024/end/open"
	return []edge{
		named("none", paidTrade, "script", func(_, _ []byte) trade.Keys { return trade.Keys{} }),
		named("both", paidTrade, "ok", func(b, s []byte) trade.Keys { return trade.Keys{Buyer: b, Seller: s} }),
		named("exchanged", paidTrade, "order", func(b, s []byte) trade.Keys { return trade.Keys{Buyer: s, Seller: b} }),
		named("another-buyer", paidTrade, "keys", func(_, s []byte) trade.Keys { return trade.Keys{Buyer: foreign, Seller: s} }),
		named("another-seller", paidTrade, "keys", func(b, _ []byte) trade.Keys { return trade.Keys{Buyer: b, Seller: foreign} }),
		named("the-seller-for-the-buyer", paidTrade, "keys", func(_, s []byte) trade.Keys { return trade.Keys{Buyer: s, Seller: foreign} }),
		named("the-buyer-for-the-seller", paidTrade, "keys", func(b, _ []byte) trade.Keys { return trade.Keys{Buyer: foreign, Seller: b} }),
		named("the-buyers-alone", paidTrade, "one", func(b, _ []byte) trade.Keys { return trade.Keys{Buyer: b} }),
		named("the-sellers-alone", paidTrade, "one", func(_, s []byte) trade.Keys { return trade.Keys{Seller: s} }),
		named("unspent-none", open, "unseen", func(_, _ []byte) trade.Keys { return trade.Keys{} }),
		named("unspent-one", open, "unseen", func(b, _ []byte) trade.Keys { return trade.Keys{Buyer: b} }),
		named("unspent-both", open, "ok", func(b, s []byte) trade.Keys { return trade.Keys{Buyer: b, Seller: s} }),
		named("unspent-another", open, "hash", func(b, _ []byte) trade.Keys { return trade.Keys{Buyer: b, Seller: foreign} }),
	}
}

// spendingEdges are of what is published, and of amounts at the border of what can
// be.
func spendingEdges() []edge {
	payout, delayed, deposit := diagnostics.Payout, diagnostics.DelayedPayout, diagnostics.Deposit
	open := "p4/burning-2024/end/open"
	value := func(name, code string, v int64) edge {
		return edge{name, paidTrade, "payout.amounts", payout, func(b *bent) {
			b.msg(payout, func(m *wire.MsgTx) {
				m.TxOut[1].Value += m.TxOut[0].Value - v
				m.TxOut[0].Value = v
				if v > 1e12 { // the other one would have less than nothing
					m.TxOut[1].Value = 5
				}
			})
		}, code}
	}
	unknown := func(b *bent, role diagnostics.TxRole) {
		b.k.IDs[role] = []trade.Claim{{ID: chainhash.Hash{7}, Origin: trade.Origin{Kind: trade.FromAgent}}}
		b.on[chainhash.Hash{7}] = append(b.on[chainhash.Hash{7}], func(tx *explorer.Transaction) { tx.State = explorer.UnknownState })
	}
	exclusive := func(name, variant, code string, do func(*bent)) edge {
		return edge{name, variant, "payout.exclusive", payout, do, code}
	}
	// The deposit's own fee, where tradeTxFee is known to be the same or not.
	fee := func(name, code string, of int64) edge {
		return edge{name, ratedTrade, "deposit.miner-fee", deposit, func(b *bent) {
			b.k.Contract.TradeAmount, b.k.TradeAmount = 0, nil
			b.k.TradeTxFee = []trade.Stated[int64]{{Value: of, Origin: trade.Origin{Kind: trade.FromAgent}}}
			b.unseen(diagnostics.TakerFee)
			b.k.TakerCurrency = []trade.Stated[trade.Currency]{{Value: trade.BTC, Origin: trade.Origin{Kind: trade.FromAgent}}}
			b.msg(deposit, func(m *wire.MsgTx) { m.TxOut[0].Value += b.tr.Amounts.TradeTxFee - of })
		}, code}
	}
	return []edge{
		value("nothing", "zero", 0),
		value("less-than-nothing", "impossible", -1),
		value("all-coins", "sum", 21e14),
		value("more-than-all-coins", "impossible", 21e14+1),
		exclusive("a-payout-that-waits", paidTrade, "one", func(b *bent) { b.waits(payout) }),
		exclusive("none", open, "none", func(*bent) {}),
		exclusive("one-unknown", open, "unseen", func(b *bent) { unknown(b, payout) }),
		exclusive("the-other-unknown", open, "unseen", func(b *bent) { unknown(b, delayed) }),
		exclusive("a-payout-as-bytes", paidTrade, "none", func(b *bent) {
			b.tx(payout, func(tx *explorer.Transaction) { tx.State, tx.Block = explorer.Absent, nil })
			b.tx(deposit, func(tx *explorer.Transaction) {
				tx.Outputs = append([]explorer.Output{}, tx.Outputs...)
				tx.Outputs[0] = explorer.Output{State: explorer.NotSeenSpent, Saw: 2, Asked: 2, Carried: true}
			})
		}),
		fee("least", "ok", 250),
		fee("below-the-least", "range", 249),
		fee("most", "ok", 360_000),
		fee("above-the-most", "range", 360_001),
	}
}

func TestKeyEdges(t *testing.T) {
	for _, list := range [][]edge{keyEdges(), spendingEdges()} {
		for _, e := range list {
			t.Run(e.rule+"/"+e.name, func(t *testing.T) { e.judge(t) })
		}
	}
}

package trade_test

import (
	"strings"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// payoutEdges are of whom a payout pays, and what else is published.
func payoutEdges() []edge {
	payout, delayed := diagnostics.Payout, diagnostics.DelayedPayout
	pays := func(name, code string, scripts func(buyer, seller []byte) [][]byte) edge {
		return edge{name, paidTrade, "payout.addresses", payout, func(b *bent) {
			outs := scripts(scriptOf(b.tr.Keys.BuyerPayout), scriptOf(b.tr.Keys.SellerPayout))
			b.msg(payout, func(m *wire.MsgTx) {
				m.TxOut = nil
				for _, script := range outs {
					m.AddTxOut(wire.NewTxOut(1000, script))
				}
			})
		}, code}
	}
	same := func(name, code string, n int) edge {
		return edge{name, paidTrade, "payout.addresses", payout, func(b *bent) {
			b.k.Contract.MakerPayout = b.k.Contract.TakerPayout
			script := scriptOf(b.k.Contract.TakerPayout)
			b.msg(payout, func(m *wire.MsgTx) {
				m.TxOut = nil
				for range n {
					m.AddTxOut(wire.NewTxOut(1000, script))
				}
			})
		}, code}
	}
	exclusive := func(name, code string, do func(*bent)) edge {
		return edge{name, paidTrade, "payout.exclusive", payout, func(b *bent) {
			b.k.IDs[delayed] = []trade.Claim{{ID: chainhash.Hash{7}, Origin: trade.Origin{Kind: trade.FromAgent}}}
			b.on[chainhash.Hash{7}] = append(b.on[chainhash.Hash{7}], func(tx *explorer.Transaction) { tx.State = explorer.UnknownState })
			do(b)
		}, code}
	}
	half := func(name string, do func(*trade.Contract)) edge {
		return edge{name, paidTrade, "payout.addresses", payout, func(b *bent) { do(b.k.Contract) }, "no-addresses"}
	}
	return []edge{
		pays("both", "ok", func(b, s []byte) [][]byte { return [][]byte{b, s} }),
		pays("the-seller-first", "order", func(b, s []byte) [][]byte { return [][]byte{s, b} }),
		pays("the-seller-and-a-stranger", "other", func(_, s []byte) [][]byte { return [][]byte{s, stranger()} }),
		pays("a-stranger-and-the-buyer", "other", func(b, _ []byte) [][]byte { return [][]byte{stranger(), b} }),
		pays("the-seller-first-and-a-stranger", "other", func(b, s []byte) [][]byte { return [][]byte{s, b, stranger()} }),
		pays("the-seller-alone", "one", func(_, s []byte) [][]byte { return [][]byte{s} }),
		pays("a-stranger-alone", "other", func(_, _ []byte) [][]byte { return [][]byte{stranger()} }),
		same("twice-the-same", "same", 2),
		same("three-times-the-same", "other", 3),
		half("no-address-of-the-maker", func(c *trade.Contract) { c.MakerPayout = "" }),
		half("no-address-of-the-taker", func(c *trade.Contract) { c.TakerPayout = "" }),
		exclusive("buried", "one", func(*bent) {}),
		exclusive("not-yet-buried", "other", func(b *bent) { b.waits(payout) }),
		exclusive("shown-by-the-payout-alone", "one", func(b *bent) {
			b.tx(diagnostics.Deposit, func(tx *explorer.Transaction) { tx.Outputs = nil })
		}),
	}
}

// waitingEdges are of fee transactions that wait for a block.
func waitingEdges() []edge {
	maker := diagnostics.MakerFee
	open := "p4/burning-2024/end/open"
	stuck := func(name, code string, do func(b *bent)) edge {
		return edge{name, open, "fee.stuck", maker, func(b *bent) {
			b.waits(maker)
			b.waits(diagnostics.Deposit)
			do(b)
		}, code}
	}
	after := func(blocks int32) func(*bent) {
		return func(b *bent) {
			tip := b.k.Contract.Offer.Height + blocks
			b.tip = &tip
		}
	}
	fee := func(name, code string, less int64) edge {
		return edge{name, open, "fee.miner-fee", maker, func(b *bent) {
			b.waits(maker)
			b.k.Contract.Offer.TxFee = 0
			b.tx(maker, func(tx *explorer.Transaction) {
				tx.Tx = tx.Tx.Copy()
				size := (int64(tx.Tx.SerializeSizeStripped())*3 + int64(tx.Tx.SerializeSize()) + 3) / 4
				paid := -2*size + less
				for _, in := range tx.Inputs {
					paid += in.Value
				}
				for _, out := range tx.Tx.TxOut {
					paid -= out.Value
				}
				tx.Tx.TxOut[0].Value += paid
			})
		}, code}
	}
	return []edge{
		stuck("almost-a-day", "young", after(143)),
		stuck("a-day", "stuck", after(144)),
		stuck("no-tip", "age", after(-1_000_000)),
		stuck("no-height", "age", func(b *bent) { b.k.Contract.Offer.Height = 0 }),
		fee("two-for-each-byte", "ok", 0),
		fee("less-than-two", "low", 1),
	}
}

// wholeEdges are of the trade as a whole.
func wholeEdges() []edge {
	whole := func(rule, name, code string, do func(*bent)) edge {
		return edge{name, paidTrade, rule, "", do, code}
	}
	replay := func(name, code string, of func(b *bent) diagnostics.TradeID) edge {
		return whole("trade.replay", name, code, func(b *bent) {
			b.k.Elsewhere[b.tr.Txs[diagnostics.Deposit].ID] = []trade.Use{{Trade: of(b), Role: diagnostics.Deposit}}
		})
	}
	nothing := func(b *bent) {
		b.k = trade.Known{IDs: map[diagnostics.TxRole][]trade.Claim{}}
	}
	only := func(role diagnostics.TxRole) func(*bent) {
		return func(b *bent) {
			nothing(b)
			b.k.IDs[role] = []trade.Claim{{ID: chainhash.Hash{9}, Origin: trade.Origin{Kind: trade.FromAgent}}}
			b.on[chainhash.Hash{9}] = append(b.on[chainhash.Hash{9}], func(tx *explorer.Transaction) { tx.State = explorer.UnknownState })
		}
	}
	agent, log := trade.Origin{Kind: trade.FromAgent}, trade.Origin{Kind: trade.FromLog}
	return []edge{
		replay("the-same-trade", "ok", func(b *bent) diagnostics.TradeID { return b.tr.ID }),
		replay("another-trade", "used", func(*bent) diagnostics.TradeID { return "OTHER1-11111111-2222-4333-8444-555555555555-1917" }),
		replay("a-trade-without-a-name", "used", func(*bent) diagnostics.TradeID { return "" }),
		replay("asked-for-without-a-name", "used", func(b *bent) diagnostics.TradeID {
			id := b.k.TradeID
			b.k.TradeID = ""
			return id
		}),
		whole("trade.replay", "nothing-known", "none", nothing),
		whole("trade.kind", "nothing-known", "unknown", nothing),
		whole("trade.kind", "a-makers-fee", "multisig", only(diagnostics.MakerFee)),
		whole("trade.kind", "a-takers-fee", "multisig", only(diagnostics.TakerFee)),
		whole("trade.kind", "a-deposit", "multisig", only(diagnostics.Deposit)),
		whole("trade.kind", "a-contract", "multisig", func(b *bent) {
			c := b.k.Contract
			nothing(b)
			c.Offer.FeeTxID, c.TakerFeeTxID = "", ""
			b.k.Contract = c
		}),
		whole("trade.ids", "nothing-known", "none", nothing),
		whole("trade.ids", "the-short-id", "ok", func(b *bent) { b.k.TradeID = diagnostics.TradeID(b.tr.ID.Short()) }),
		whole("trade.ids", "the-same-short-id", "trade", func(b *bent) {
			b.k.TradeID = diagnostics.TradeID(b.tr.ID.Short() + "-11111111-2222-4333-8444-555555555555-1917")
		}),
		whole("trade.ids", "times-that-differ", "ok", func(b *bent) {
			b.k.TakeOffer = []trade.Stated[time.Time]{{Value: b.tr.Taken, Origin: log}, {Value: b.tr.Taken.Add(time.Minute), Origin: log}}
			b.k.TakeOfferHeight = []trade.Stated[int32]{{Value: b.tr.TakeHeight, Origin: log}, {Value: b.tr.TakeHeight + 1, Origin: log}}
		}),
		whole("trade.ids", "figures-that-differ", "facts", func(b *bent) {
			b.k.TradeAmount = []trade.Stated[int64]{{Value: 5, Origin: agent}}
		}),
		whole("trade.ids", "figures-that-are-the-same", "ok", func(b *bent) {
			b.k.TradeAmount = []trade.Stated[int64]{{Value: b.tr.Amounts.Trade, Origin: agent}}
		}),
		whole("trade.confirmations", "depth-not-known", "some", func(b *bent) {
			b.tx(diagnostics.Deposit, func(tx *explorer.Transaction) { tx.Confirmations = 0 })
		}),
		whole("trade.confirmations", "one-deep", "ok", func(b *bent) {
			b.tx(diagnostics.Deposit, func(tx *explorer.Transaction) { tx.Confirmations = 1 })
		}),
	}
}

func TestTradeEdges(t *testing.T) {
	for _, list := range [][]edge{payoutEdges(), waitingEdges(), wholeEdges()} {
		for _, e := range list {
			t.Run(e.rule+"/"+e.name, func(t *testing.T) { e.judge(t) })
		}
	}
}

// TestContractSentences has nothing said of what a contract has none of.
func TestContractSentences(t *testing.T) {
	b := bend(t, paidTrade)
	if v := find(t, b.judge(t), "trade.contract-json", ""); v.Detail.String() != "The contract was read whole." {
		t.Errorf("%s", v.Detail)
	}
	b.k.Contract.Bad = []string{"lockTime"}
	if v := find(t, b.judge(t), "trade.contract-json", ""); strings.Contains(v.Detail.String(), "lacks") {
		t.Errorf("%s", v.Detail)
	}
	b.k.Contract.Missing = []string{"tradeAmount"}
	if v := find(t, b.judge(t), "trade.contract-json", ""); !strings.HasSuffix(v.Detail.String(), "It lacks tradeAmount.") {
		t.Errorf("%s", v.Detail)
	}
}

package trade_test

import (
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

const (
	ratedTrade = "p4/no-opreturn/paid/maker-sells" // when all rates are known
	noHeight   = int32(0)
)

// feeReceiverEdges are of whom a fee in BTC pays, by when it was paid.
func feeReceiverEdges() []edge {
	maker, taker, deposit := diagnostics.MakerFee, diagnostics.TakerFee, diagnostics.Deposit
	// The offer, its fee, the taker's and the deposit.
	at := func(name, code string, offer, block int32) edge {
		return edge{name, ratedTrade, "fee.receiver", maker, func(b *bent) {
			b.k.Contract.Offer.Height = offer
			b.at(maker, block)
			b.at(taker, block+5)
			b.at(deposit, block+6)
			b.k.Contract.LockTime = 0
			b.msg(maker, func(m *wire.MsgTx) { m.TxOut[0].PkScript = stranger() })
		}, code}
	}
	takers := func(name, code string, do func(*bent)) edge {
		return edge{name, ratedTrade, "fee.receiver", taker, func(b *bent) {
			b.k.Contract.LockTime = 0
			b.k.TakerCurrency = []trade.Stated[trade.Currency]{{Value: trade.BTC, Origin: trade.Origin{Kind: trade.FromAgent}}}
			b.msg(taker, func(m *wire.MsgTx) { m.TxOut[0].PkScript = stranger() })
			do(b)
		}, code}
	}
	old := func(b *bent, offer int32) {
		b.k.Contract.Offer.Height, b.k.Contract.LockTime = offer, 0
		b.waits(maker)
		b.waits(taker)
		b.waits(deposit)
		tip := int32(600_000)
		b.tip = &tip
		b.msg(maker, func(m *wire.MsgTx) { m.TxOut[0].PkScript = stranger() })
	}
	return []edge{
		at("last-unchecked", "old", 599_998, 600_050),
		at("first-checked", "unknown", 599_999, 600_050),
		at("before-burning-men", "unknown", 765_990, 765_999),
		at("since-burning-men", "open", 765_990, 766_000),
		at("an-offer-of-no-height", "unknown", 0, 700_000),
		at("an-offer-since-burning-men", "open", 766_000, 766_001),
		{"waits-at-the-last-unchecked", ratedTrade, "fee.receiver", maker, func(b *bent) { old(b, 599_998) }, "old-unseen"},
		{"waits-at-the-first-checked", ratedTrade, "fee.receiver", maker, func(b *bent) { old(b, 599_999) }, "unknown"},
		takers("takers-by-its-block", "unknown", func(*bent) {}),
		takers("takers-in-an-old-block", "old", func(b *bent) { b.at(taker, 599_998) }),
		takers("takers-by-the-deposit", "unknown", func(b *bent) { b.waits(taker) }),
		takers("takers-of-no-time", "no-height", func(b *bent) {
			b.waits(taker)
			b.waits(deposit)
			b.k.Contract.Offer.Height = noHeight
		}),
	}
}

// feeAmountEdges are of how much a fee is.
func feeAmountEdges() []edge {
	maker := diagnostics.MakerFee
	pays := func(name, code string, height int32, of func(want int64) int64) edge {
		return edge{name, ratedTrade, "fee.amount", maker, func(b *bent) {
			c := b.k.Contract
			c.MakerPayout, c.LockTime, c.Offer.MakerFee = "", 0, 0
			c.Offer.Height, c.Offer.Amount = height, 100_000_000
			b.at(maker, height+1)
			b.at(diagnostics.TakerFee, height+5)
			b.at(diagnostics.Deposit, height+6)
			b.msg(maker, func(m *wire.MsgTx) { m.TxOut[0].Value = of(100_000) })
		}, code}
	}
	is := func(v int64) func(int64) int64 { return func(int64) int64 { return v } }
	return []edge{
		pays("the-rate", "ok", 700_000, is(100_000)),
		pays("one-less", "tolerated", 700_000, is(99_999)),
		pays("just-above-half", "tolerated", 700_000, is(50_001)),
		pays("half", "low", 700_000, is(50_000)),
		pays("the-last-rate", "ok", 706_305, is(100_000)),
		pays("at-the-last-known-rate", "beyond-same", 706_306, is(100_000)),
		pays("beyond-twice-the-last-rate", "beyond", 706_306, is(200_000)),
		pays("beyond-more-than-twice", "beyond-far", 706_306, is(200_001)),
		pays("beyond-half-of-the-lowest", "beyond", 706_306, is(50_000)),
		pays("beyond-less-than-half", "far-too-low", 706_306, is(49_999)),
		pays("an-earlier-rate", "historic", 600_000, is(100_000)),
	}
}

// burnEdges are of how much BSQ a fee burned: coins come in, in this order, and go
// out, the first to the BSQ change.
func burnEdges() []edge {
	maker := diagnostics.MakerFee
	coins := func(name, code string, want int64, in, out []int64) edge {
		return edge{name, ratedTrade, "fee.bsq-burn", maker, func(b *bent) {
			no := false
			b.k.Contract.Offer.MakerFeeInBTC, b.k.Contract.Offer.MakerFee = &no, want
			b.tx(maker, func(tx *explorer.Transaction) {
				tx.Tx = tx.Tx.Copy()
				tx.Inputs, tx.Tx.TxIn, tx.Tx.TxOut = nil, nil, nil
				for i, v := range in {
					tx.Tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: chainhash.Hash{1}, Index: uint32(i)}, nil, nil))
					tx.Inputs = append(tx.Inputs, wire.NewTxOut(v, stranger()))
				}
				for _, v := range out {
					tx.Tx.AddTxOut(wire.NewTxOut(v, stranger()))
				}
			})
		}, code}
	}
	list := func(v ...int64) []int64 { return v }
	takers := func(name, code string, makerFee int64, in, out []int64) edge {
		e := coins(name, code, makerFee, in, out)
		e.role = diagnostics.TakerFee
		of := e.bend
		e.bend = func(b *bent) {
			b.k.TakerCurrency = []trade.Stated[trade.Currency]{{Value: trade.BSQ, Origin: trade.Origin{Kind: trade.FromAgent}}}
			b.k.Contract.LockTime, b.k.Contract.TradeAmount, b.k.Contract.Offer.Amount = 0, 100_000_000, 100_000_000
			b.at(diagnostics.TakerFee, 706_305) // 10597 of BSQ for each BTC
			of(b)
			id := b.tr.Txs[diagnostics.MakerFee].ID
			taker := b.tr.Txs[diagnostics.TakerFee].ID
			b.on[taker], b.on[id] = append(b.on[taker], b.on[id]...), nil
		}
		return e
	}
	return []edge{
		coins("change", "ok", 0, list(1000, 90_000), list(900, 85_000)),
		coins("all-the-fee-is-burned", "ok", 0, list(1000, 90_000), list(900, 90_000)),
		coins("more-than-the-fee", "none", 0, list(1000, 90_000), list(900, 90_001)),
		coins("dummy", "ok", 0, list(1000, 90_000), list(1001, 88_000)),
		coins("dummy-of-all-the-fee", "ok", 0, list(1000, 90_001), list(1001, 89_000)),
		coins("no-dummy", "none", 0, list(1000, 90_000), list(1002, 88_000)),
		coins("two-readings", "unclear", 0, list(1000, 50, 90_000), list(900, 85_000)),
		coins("two-readings-and-the-contract", "ok", 150, list(1000, 50, 90_000), list(900, 85_000)),
		coins("two-readings-and-another-contract", "unclear", 151, list(1000, 50, 90_000), list(900, 85_000)),
		takers("two-readings-of-the-taker", "unclear", 0, list(1000, 50, 90_000), list(900, 85_000)),
		takers("two-readings-and-the-makers-fee", "unclear", 150, list(1000, 50, 90_000), list(900, 85_000)),
		takers("two-readings-and-the-rate", "ok", 0, list(20_000, 50, 90_000), list(9_403, 60_000)),
		coins("nothing-burned", "none", 0, list(1000, 90_000), list(1000, 85_000)),
	}
}

// reserveEdges are of what spends a fee's reserve.
func reserveEdges() []edge {
	open := "p4/burning-2024/end/open"
	deposit := diagnostics.Deposit
	blind := func(b *bent) {
		for _, role := range []diagnostics.TxRole{diagnostics.MakerFee, diagnostics.TakerFee} {
			b.tx(role, func(tx *explorer.Transaction) { tx.Outputs = nil })
		}
	}
	same := func(name, code string, do func(*bent)) edge {
		return edge{name, open, "fee.same-deposit", diagnostics.MakerFee, func(b *bent) {
			blind(b)
			do(b)
		}, code}
	}
	return []edge{
		same("the-deposit-shows-it", "ok", func(*bent) {}),
		same("an-absent-deposit-does-not", "unseen", func(b *bent) {
			b.tx(deposit, func(tx *explorer.Transaction) { tx.State, tx.Block = explorer.Absent, nil })
		}),
		same("nor-does-an-unseen-one", "unseen", func(b *bent) { b.unseen(deposit) }),
		{"content-not-at-hand", open, "fee.leads-to-deposit", diagnostics.MakerFee, func(b *bent) {
			b.tx(deposit, func(tx *explorer.Transaction) { tx.Tx = nil })
			b.k.Raw = nil
			b.k.IDs[deposit] = []trade.Claim{{ID: b.tr.Txs[deposit].ID, Origin: trade.Origin{Kind: trade.FromAgent}}}
		}, "spent"},
	}
}

// shortEdges are of reserves that lack the burned BSQ, which only a buying taker's
// may, and only long ago.
func shortEdges() []edge {
	maker, taker := diagnostics.MakerFee, diagnostics.TakerFee
	short := "p2/before-1.3.7/fee/bsq-short-reserve"
	lacks := func(name, variant, code string, role diagnostics.TxRole, do func(*bent)) edge {
		return edge{name, variant, "fee.reserve", role, func(b *bent) {
			burned := b.tr.Amounts.TakerFee
			if role == maker {
				burned = b.tr.Amounts.MakerFee
			}
			b.msg(role, func(m *wire.MsgTx) { m.TxOut[1].Value -= burned })
			do(b)
		}, code}
	}
	none := func(*bent) {}
	return []edge{
		{"short", short, "fee.reserve", taker, none, "short"},
		{"at-the-last-height", short, "fee.reserve", taker, func(b *bent) { b.at(taker, 649_999) }, "short"},
		{"too-late", short, "fee.reserve", taker, func(b *bent) { b.at(taker, 650_000) }, "amount"},
		lacks("the-makers", short, "amount", maker, none),
		lacks("a-buying-makers", "p1/burning-2019/fee/bsq-both", "amount", maker, none),
		lacks("a-selling-takers", "p1/burning-2019/fee/bsq-both", "amount", taker, none),
		{"too-short", short, "fee.reserve", taker, func(b *bent) {
			b.msg(taker, func(m *wire.MsgTx) { m.TxOut[1].Value-- })
		}, "amount"},
	}
}

func TestFeeEdges(t *testing.T) {
	for _, list := range [][]edge{feeReceiverEdges(), feeAmountEdges(), burnEdges(), reserveEdges(), shortEdges()} {
		for _, e := range list {
			t.Run(e.rule+"/"+e.name, func(t *testing.T) { e.judge(t) })
		}
	}
}

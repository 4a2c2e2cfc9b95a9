package trade_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// restEdges are of what rules make of figures that are not at hand, and of forms
// that nothing else tells apart.
func restEdges() []edge {
	maker, taker, deposit, payout := diagnostics.MakerFee, diagnostics.TakerFee, diagnostics.Deposit, diagnostics.Payout
	none := func(*bent) {}
	short := "p2/before-1.3.7/fee/bsq-short-reserve"
	// Its form alone tells the protocol.
	formOnly := func(b *bent) {
		b.k.Contract, b.k.Versions = nil, nil
		b.at(deposit, 700_000)
	}
	old := func(name, code string, role diagnostics.TxRole, do func(*bent)) edge {
		return edge{name, "p2/before-1.3.7/paid/maker-buys", "fee.shape", role, func(b *bent) {
			b.msg(role, func(m *wire.MsgTx) { m.TxOut = m.TxOut[:1] })
			do(b)
		}, code}
	}
	return []edge{
		{"more-than-trade-tx-fee", short, "deposit.miner-fee", deposit, func(b *bent) {
			b.unseen(taker)
			b.k.TakerCurrency = nil
			b.tx(deposit, func(tx *explorer.Transaction) {
				tx.Inputs = slices.Clone(tx.Inputs)
				tx.Inputs[0] = wire.NewTxOut(tx.Inputs[0].Value+1_000_000, tx.Inputs[0].PkScript)
			})
		}, "differs"},
		{"less-than-trade-tx-fee", short, "deposit.miner-fee", deposit, func(b *bent) {
			b.unseen(taker)
			b.k.TakerCurrency = nil
		}, "may-be-short"},
		old("one-output-of-a-fee-in-btc", "outputs", taker, none),
		{"one-output-of-today", ratedTrade, "fee.shape", taker, func(b *bent) {
			b.k.TakerCurrency = []trade.Stated[trade.Currency]{{Value: trade.BSQ, Origin: trade.Origin{Kind: trade.FromAgent}}}
			b.msg(taker, func(m *wire.MsgTx) { m.TxOut = m.TxOut[:1] })
		}, "outputs"},
		{"a-receiver-shows-btc", ratedTrade, "fee.receiver", taker, func(b *bent) { b.k.TakerCurrency = nil }, "known"},
		{"a-stranger-shows-nothing", ratedTrade, "fee.receiver", taker, func(b *bent) {
			b.k.TakerCurrency = nil
			b.msg(taker, func(m *wire.MsgTx) { m.TxOut[0].PkScript = stranger() })
		}, "fee.variant"},
		{"by-the-deposit", paidTrade, "fee.leads-to-deposit", maker, none, "ok"},
		{"no-deposit-to-show-the-reserve", "p2/before-1.3.7/fee/bsq-bug-maker", "fee.leads-to-deposit", maker, func(b *bent) {
			b.unseen(deposit)
			b.k.Raw = nil
			b.tx(maker, func(tx *explorer.Transaction) {
				tx.Outputs = slices.Clone(tx.Outputs)
				tx.Outputs[1] = tx.Outputs[0] // its change was spent too
			})
		}, "place"},
		{"a-deposit-that-spends-another", "p4/burning-2024/end/open", "fee.same-deposit", maker, func(b *bent) {
			for _, role := range []diagnostics.TxRole{maker, taker} {
				b.tx(role, func(tx *explorer.Transaction) { tx.Outputs = nil })
			}
			b.msg(deposit, func(m *wire.MsgTx) { m.TxIn[1].PreviousOutPoint.Hash = chainhash.Hash{5} })
		}, "unseen"},
		{"form-without-op-return", ratedTrade, "deposit.op-return", deposit, formOnly, "era-without"},
		{"form-of-the-multisig", ratedTrade, "deposit.multisig-first", deposit, formOnly, "era-unknown"},
		{"one-of-two", paidTrade, "deposit.multisig-first", deposit, oneOfTwo, "form"},
		{"further-inputs-not-known", "p4/burning-2024/amount/extra-maker-input", "deposit.change", deposit, func(b *bent) {
			b.k.Raw = nil
			b.tx(deposit, func(tx *explorer.Transaction) { tx.Inputs = nil })
			b.msg(deposit, func(m *wire.MsgTx) { m.TxOut[len(m.TxOut)-1].Value++ })
		}, "extra-unknown"},
		{"an-output-that-is-not-there", paidTrade, "payout.signatures", payout, func(b *bent) {
			b.msg(payout, func(m *wire.MsgTx) {
				m.TxIn[0].PreviousOutPoint.Index = uint32(len(b.tr.Txs[deposit].Msg.TxOut))
			})
			b.tx(payout, func(tx *explorer.Transaction) { tx.Inputs = nil })
		}, "signatures.no-deposit"},
		{"an-empty-script", paidTrade, "deposit.outputs", deposit, func(b *bent) {
			b.msg(deposit, func(m *wire.MsgTx) { m.AddTxOut(wire.NewTxOut(1, nil)) })
		}, "ok"},
		{"two-readings-and-the-takers-rate", ratedTrade, "fee.bsq-burn", maker, func(b *bent) {
			no := false
			c := b.k.Contract
			c.LockTime, c.TradeAmount, c.Offer.Amount = 0, 100_000_000, 100_000_000
			c.Offer.MakerFeeInBTC, c.Offer.MakerFee, c.Offer.Height = &no, 0, 706_305
			b.at(maker, 706_305)
			b.at(taker, 706_306)
			b.at(deposit, 706_307)
			b.tx(maker, func(tx *explorer.Transaction) {
				tx.Tx = tx.Tx.Copy()
				tx.Inputs, tx.Tx.TxIn = nil, nil
				for i, v := range []int64{20_000, 50, 90_000} {
					tx.Tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: chainhash.Hash{1}, Index: uint32(i)}, nil, nil))
					tx.Inputs = append(tx.Inputs, wire.NewTxOut(v, stranger()))
				}
				tx.Tx.TxOut = []*wire.TxOut{wire.NewTxOut(9_403, stranger()), wire.NewTxOut(60_000, stranger())}
			})
		}, "unclear"},
	}
}

// oneOfTwo makes the multisig one that either trader alone can spend.
func oneOfTwo(b *bent) {
	buyer, _ := hex.DecodeString(b.tr.Keys.BuyerPubKey)
	seller, _ := hex.DecodeString(b.tr.Keys.SellerPubKey)
	script := slices.Concat([]byte{0x51, 33}, seller, []byte{33}, buyer, []byte{0x52, 0xae})
	hash := sha256.Sum256(script)
	b.msg(diagnostics.Deposit, func(m *wire.MsgTx) { m.TxOut[0].PkScript = append([]byte{0, 32}, hash[:]...) })
	b.msg(diagnostics.Payout, func(m *wire.MsgTx) { m.TxIn[0].Witness[len(m.TxIn[0].Witness)-1] = script })
}

func TestRestEdges(t *testing.T) {
	for _, e := range restEdges() {
		t.Run(e.rule+"/"+e.name, func(t *testing.T) { e.judge(t) })
	}
}

package trade_test

import (
	"context"
	"slices"
	"testing"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

// bent is a trade of which what is known, or what the ledger says, is bent a
// little. No signature is made anew: only the rule that is looked at counts.
type bent struct {
	tr  *tradetest.Trade
	k   trade.Known
	opt trade.Options
	on  map[chainhash.Hash][]func(*explorer.Transaction)
	tip *int32
}

func bend(t *testing.T, variant string) *bent {
	t.Helper()
	tr := invented(t, variant)
	return &bent{tr: tr, k: known(t, tr), opt: trade.Options{Now: tr.Now}, on: map[chainhash.Hash][]func(*explorer.Transaction){}}
}

// tx changes what the ledger says of a transaction.
func (b *bent) tx(role diagnostics.TxRole, do func(*explorer.Transaction)) {
	id := b.tr.Txs[role].ID
	b.on[id] = append(b.on[id], do)
}

// msg changes a transaction's content.
func (b *bent) msg(role diagnostics.TxRole, do func(*wire.MsgTx)) {
	b.tx(role, func(tx *explorer.Transaction) {
		tx.Tx = tx.Tx.Copy()
		do(tx.Tx)
	})
}

// at puts a transaction into the block at a height, as many blocks deep as the tip
// makes it.
func (b *bent) at(role diagnostics.TxRole, height int32) {
	b.tx(role, func(tx *explorer.Transaction) {
		block := *tx.Block
		block.Height = height
		tx.Block = &block
	})
}

// waits takes a transaction out of its block.
func (b *bent) waits(role diagnostics.TxRole) {
	b.tx(role, func(tx *explorer.Transaction) { tx.State, tx.Block, tx.Confirmations = explorer.Unconfirmed, nil, 0 })
}

// unseen leaves nothing known of a transaction.
func (b *bent) unseen(role diagnostics.TxRole) {
	b.tx(role, func(tx *explorer.Transaction) { *tx = explorer.Transaction{ID: tx.ID, State: explorer.UnknownState} })
}

// Check answers as the trade's ledger does, bent.
func (b *bent) Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a, err := tradetest.Ledger(b.tr).Check(ctx, wants...)
	for id, tx := range a.Transactions {
		if tx == nil {
			continue
		}
		other := *tx
		for _, do := range b.on[id] {
			do(&other)
		}
		a.Transactions[id] = &other
	}
	if b.tip != nil {
		a.Tip = explorer.Tip{Known: *b.tip > 0, Height: *b.tip}
	}
	return a, err
}

func (b *bent) judge(t *testing.T) *trade.Result {
	t.Helper()
	r, err := trade.Judge(t.Context(), b.k, b, b.opt)
	if err != nil {
		t.Fatal(err)
	}
	wellSpoken(t, r)
	return r
}

// edge is a figure at a rule's border and what the rule says of it.
type edge struct {
	name, variant, rule string
	role                diagnostics.TxRole
	bend                func(*bent)
	code                string // of the verdict, without the rule's name
}

// TestEdges puts figures just within and just beyond what rules allow.
func TestEdges(t *testing.T) {
	for _, e := range slices.Concat(delayedEdges(), scheduleEdges(), depositEdges()) {
		t.Run(e.rule+"/"+e.name, func(t *testing.T) { e.judge(t) })
	}
}

func (e edge) judge(t *testing.T) {
	t.Helper()
	b := bend(t, e.variant)
	e.bend(b)
	v := find(t, b.judge(t), e.rule, e.role)
	if v.Detail.Code != e.rule+"."+e.code && v.Detail.Code != e.code {
		t.Errorf("%s, not %s: %s: %s", v.Detail.Code, e.code, v.Result, v.Detail)
	}
}

const (
	arbitratedTrade = "p4/burning-2024/end/arbitrated"
	legacyTrade     = "p4/no-opreturn/end/arbitrated"
	paidTrade       = "p4/burning-2024/paid/maker-sells"
)

func delayedEdges() []edge {
	delayed, deposit := diagnostics.DelayedPayout, diagnostics.Deposit
	lock := func(name, code string, contract bool, at func(lock int32) int32) edge {
		return edge{name, arbitratedTrade, "delayed.locktime", delayed, func(b *bent) {
			if !contract {
				b.k.Contract.LockTime = 0
			}
			if h := at(b.tr.LockTime); h > 0 {
				b.at(deposit, h)
			} else {
				b.waits(deposit)
			}
		}, code}
	}
	is := func(name, code string, to uint32) edge {
		return edge{name, arbitratedTrade, "delayed.locktime", delayed, func(b *bent) {
			b.k.Contract.LockTime = 0
			b.msg(delayed, func(m *wire.MsgTx) { m.LockTime = to })
		}, code}
	}
	mature := func(name, code string, do func(b *bent, lock int32)) edge {
		return edge{name, arbitratedTrade, "delayed.mature", delayed, func(b *bent) { do(b, b.tr.LockTime) }, code}
	}
	least := func(lock int32) int32 { return lock - 2880 - 3 }
	tip := func(b *bent, h int32) {
		b.waits(delayed)
		b.tip = &h
	}
	return []edge{
		lock("deposit-waits", "ok", true, func(int32) int32 { return 0 }),
		lock("deposit-at-the-earliest", "ok", true, least),
		lock("deposit-too-early", "contract-far", true, func(l int32) int32 { return least(l) - 1 }),
		lock("deposit-at-the-lock-time", "ok", true, func(l int32) int32 { return l }),
		lock("deposit-after-the-lock-time", "contract-far", true, func(l int32) int32 { return l + 1 }),
		lock("alone-deposit-waits", "no-deposit", false, func(int32) int32 { return 0 }),
		lock("alone-deposit-at-the-earliest", "near", false, least),
		lock("alone-deposit-too-early", "far", false, func(l int32) int32 { return least(l) - 1 }),
		lock("alone-deposit-at-the-lock-time", "near", false, func(l int32) int32 { return l }),
		lock("alone-deposit-after-the-lock-time", "far", false, func(l int32) int32 { return l + 1 }),
		is("alone-none", "no-height", 0),
		is("alone-a-time", "no-height", 500_000_000),
		is("alone-the-highest-height", "far", 499_999_999),
		mature("a-time", "no-height", func(b *bent, _ int32) { b.msg(delayed, func(m *wire.MsgTx) { m.LockTime = 500_000_000 }) }),
		mature("highest-height", "early", func(b *bent, _ int32) { b.msg(delayed, func(m *wire.MsgTx) { m.LockTime = 499_999_999 }) }),
		mature("at-its-height", "early", func(b *bent, l int32) { b.at(delayed, l) }),
		mature("one-above", "confirmed", func(b *bent, l int32) { b.at(delayed, l+1) }),
		mature("no-tip", "no-tip", func(b *bent, _ int32) { tip(b, 0) }),
		mature("tip-below", "not-yet", func(b *bent, l int32) { tip(b, l-1) }),
		mature("tip-there", "mature", func(b *bent, l int32) { tip(b, l) }),
	}
}

// stranger is a script that nobody knows.
func stranger() []byte { return append([]byte{0, 20}, make([]byte, 20)...) }

// scheduleOf are the borders that the schedule of burning men sets for a trade's
// delayed payout: the least and the most of an output, the least and the most that
// miners get.
func scheduleOf(tr *tradetest.Trade) (low, high, least, most int64) {
	fee := tr.Amounts.TradeTxFee
	rate := max(10, (fee+139)/278)
	outs := int64(len(tr.Txs[diagnostics.DelayedPayout].Msg.TxOut))
	spendable := tr.Amounts.Multisig - max(1000, rate*(51+32*outs))
	return max(1000, 64*rate), (spendable*132 + 500) / 1000, 1000, max(1000, rate*(51+32*100)) + 25_000
}

// pays lets the outputs give miners a sum: what lacks or is too much is spread over
// the others than those that are kept.
func pays(m *wire.MsgTx, locked, miners int64, kept ...int) {
	rest := locked - miners
	for _, out := range m.TxOut {
		rest -= out.Value
	}
	var free []*wire.TxOut
	for i, out := range m.TxOut {
		if len(kept) == 0 || i != kept[0] {
			free = append(free, out)
		}
	}
	for i, out := range free {
		part := rest / int64(len(free)-i)
		out.Value += part
		rest -= part
	}
}

// scheduleEdges are of the amounts and receivers of burning men's delayed payouts.
func scheduleEdges() []edge {
	delayed := diagnostics.DelayedPayout
	amount := func(name, code string, do func(m *wire.MsgTx, tr *tradetest.Trade)) edge {
		return edge{name, arbitratedTrade, "delayed.amount", delayed, func(b *bent) {
			b.msg(delayed, func(m *wire.MsgTx) { do(m, b.tr) })
		}, code}
	}
	miners := func(name, code string, of func(least, most int64) int64) edge {
		return amount(name, code, func(m *wire.MsgTx, tr *tradetest.Trade) {
			_, _, least, most := scheduleOf(tr)
			pays(m, tr.Amounts.Multisig, of(least, most))
		})
	}
	output := func(name, code string, of func(low, high int64) int64) edge {
		return amount(name, code, func(m *wire.MsgTx, tr *tradetest.Trade) {
			low, high, _, _ := scheduleOf(tr)
			m.TxOut[0].Value = of(low, high)
			pays(m, tr.Amounts.Multisig, 20_000, 0)
		})
	}
	listed := "p4/burning-2026/end/arbitrated-remainder"
	list := func(name, code string, version, strangers int) edge {
		return edge{name, listed, "delayed.receivers", delayed, func(b *bent) {
			b.k.Contract.BurningManVersion = &version
			b.at(diagnostics.Deposit, 968_400) // above all lists
			b.msg(delayed, func(m *wire.MsgTx) {
				for i := range m.TxOut[:min(strangers, len(m.TxOut))] {
					m.TxOut[i].PkScript = append(stranger(), byte(i))[:22]
					m.TxOut[i].PkScript[21] = byte(i + 1)
				}
			})
		}, code}
	}
	return []edge{
		miners("miners-least", "ok", func(least, _ int64) int64 { return least }),
		miners("miners-too-little", "fee", func(least, _ int64) int64 { return least - 1 }),
		miners("miners-most", "ok", func(_, most int64) int64 { return most }),
		miners("miners-too-much", "fee-high", func(_, most int64) int64 { return most + 1 }),
		output("output-least", "ok", func(low, _ int64) int64 { return low }),
		output("output-too-small", "bounds", func(low, _ int64) int64 { return low - 1 }),
		output("output-most", "ok", func(_, high int64) int64 { return high }),
		output("output-too-large", "bounds", func(_, high int64) int64 { return high + 1 }),
		amount("last-to-a-stranger-is-no-remainder", "bounds", func(m *wire.MsgTx, tr *tradetest.Trade) {
			_, high, _, _ := scheduleOf(tr)
			last := len(m.TxOut) - 1
			m.TxOut[last].Value, m.TxOut[last].PkScript = high+1, stranger()
			pays(m, tr.Amounts.Multisig, 20_000, last)
		}),
		{"last-to-a-stranger-is-in-order", arbitratedTrade, "delayed.outputs", delayed, func(b *bent) {
			b.msg(delayed, func(m *wire.MsgTx) {
				last := len(m.TxOut) - 1
				m.TxOut[last].Value, m.TxOut[last].PkScript = 1, stranger()
			})
		}, "order"},
		list("first-list", "not-on-the-list", 1, 1),
		list("last-list", "not-on-the-list", 6, 1),
		list("later-list", "unlisted", 7, 1),
		list("later-list-all-strangers", "not-on-the-list", 7, 99),
		list("no-list", "unlisted", 0, 1),
		list("all-listed", "ok", 7, 0),
		{"one-output-of-unknown-time", legacyTrade, "delayed.receivers", delayed, func(b *bent) {
			b.timeless()
			b.msg(delayed, func(m *wire.MsgTx) { m.TxOut[0].PkScript = stranger() })
		}, "era"},
		{"two-outputs-of-unknown-time", legacyTrade, "delayed.receivers", delayed, func(b *bent) {
			b.timeless()
			b.msg(delayed, func(m *wire.MsgTx) {
				m.TxOut[0].PkScript = stranger()
				m.AddTxOut(wire.NewTxOut(5, append(stranger()[:21], 1)))
			})
		}, "unlisted"},
		{"one-output-since-2023", arbitratedTrade, "delayed.receivers", delayed, func(b *bent) {
			b.msg(delayed, func(m *wire.MsgTx) {
				m.TxOut = m.TxOut[:1]
				m.TxOut[0].PkScript = stranger()
			})
		}, "unlisted"},
	}
}

// timeless takes away all that tells when the offer was taken.
func (b *bent) timeless() {
	b.k.Contract, b.k.Versions = nil, nil
	b.msg(diagnostics.DelayedPayout, func(m *wire.MsgTx) { m.LockTime = 0 })
	b.waits(diagnostics.Deposit)
}

func depositEdges() []edge {
	deposit, maker, taker := diagnostics.Deposit, diagnostics.MakerFee, diagnostics.TakerFee
	partial := "p4/burning-2024/amount/partial-maker-sells"
	amount := func(name, code string, of func(a tradetest.Amounts) int64) edge {
		return edge{name, paidTrade, "deposit.amount", deposit, func(b *bent) {
			b.msg(deposit, func(m *wire.MsgTx) { m.TxOut[0].Value = of(b.tr.Amounts) })
		}, code}
	}
	// Without the contract and the fees nothing but the usual range is known.
	alone := func(name, code string, fee int64) edge {
		return edge{name, paidTrade, "deposit.miner-fee", deposit, func(b *bent) {
			b.k.Contract = nil
			b.unseen(taker)
			b.k.TakerCurrency = []trade.Stated[trade.Currency]{{Value: trade.BTC, Origin: trade.Origin{Kind: trade.FromAgent}}}
			b.msg(deposit, func(m *wire.MsgTx) { m.TxOut[0].Value += b.tr.Amounts.TradeTxFee - fee })
		}, code}
	}
	sequence := func(name, code string, to uint32) edge {
		return edge{name, paidTrade, "deposit.canonical", deposit, func(b *bent) {
			b.msg(deposit, func(m *wire.MsgTx) { m.TxIn[1].Sequence = to })
		}, code}
	}
	data := func(name, code string, script []byte) edge {
		return edge{name, "p3/segwit/paid/maker-sells", "deposit.op-return", deposit, func(b *bent) {
			b.msg(deposit, func(m *wire.MsgTx) { m.TxOut[1].PkScript = script })
		}, code}
	}
	pushed := func(n int) []byte { return append([]byte{0x6a, byte(n)}, make([]byte, n)...) }
	change := func(name, code string, at func(*bent) string) edge {
		return edge{name, partial, "deposit.change", deposit, func(b *bent) {
			script := scriptOf(at(b))
			b.msg(deposit, func(m *wire.MsgTx) { m.TxOut[len(m.TxOut)-1].PkScript = script })
		}, code}
	}
	return []edge{
		amount("all-and-no-fee", "amount", func(a tradetest.Amounts) int64 { return a.Multisig - a.TradeTxFee }),
		amount("less-than-all", "low", func(a tradetest.Amounts) int64 { return a.Multisig - a.TradeTxFee - 1 }),
		amount("one-too-many", "amount", func(a tradetest.Amounts) int64 { return a.Multisig + 1 }),
		alone("least", "no-fee", 250),
		alone("below-the-least", "range-alone", 249),
		alone("most", "no-fee", 360_000),
		alone("above-the-most", "range-alone", 360_001),
		sequence("not-final", "ok", 0xfffffffe),
		sequence("replaceable", "sequence", 0xfffffffd),
		data("32-bytes", "ok", pushed(32)),
		data("31-bytes", "size", pushed(31)),
		data("33-bytes", "size", pushed(33)),
		data("two-pushes", "size", append(pushed(16), pushed(16)[1:]...)),
		data("no-push", "size", []byte{0x6a}),
		data("another-opcode", "size", append([]byte{0x6a, 0x4c}, pushed(32)[1:]...)),
		change("to-the-maker", "ok", func(b *bent) string { return b.tr.Keys.MakerChange }),
		change("to-nobody-known", "ok", func(*bent) string { return addressOf(stranger()) }),
		change("to-the-makers-reserve", "ok", func(b *bent) string { return b.tr.Keys.MakerReserve }),
		change("to-the-takers-payout", "taker", func(b *bent) string { return b.tr.Keys.BuyerPayout }),
		change("to-both", "ok", func(b *bent) string {
			b.k.Contract.MakerPayout = b.k.Contract.TakerPayout
			return b.tr.Keys.BuyerPayout
		}),
		{"change-to-the-fee-receiver", partial, "deposit.change", deposit, func(b *bent) {
			b.msg(deposit, func(m *wire.MsgTx) { m.TxOut[len(m.TxOut)-1].PkScript = b.tr.Txs[taker].Msg.TxOut[0].PkScript })
		}, "ok"}, // the taker's fee is not the taker's
		{"change-to-what-the-taker-spent", partial, "deposit.change", deposit, func(b *bent) {
			b.msg(deposit, func(m *wire.MsgTx) { m.TxOut[len(m.TxOut)-1].PkScript = b.tr.Txs[taker].Spent[0].PkScript })
		}, "taker"},
		{"the-fees-only-from-the-deposit", paidTrade, "deposit.inputs", deposit, func(b *bent) {
			b.k.Contract.Offer.FeeTxID = ""
			delete(b.k.IDs, maker)
			b.k.IDs[deposit] = []trade.Claim{{ID: b.tr.Txs[deposit].ID, Origin: trade.Origin{Kind: trade.FromAgent}}}
		}, "circular"},
		{"the-fees-only-from-an-earlier-check", paidTrade, "deposit.inputs", deposit, func(b *bent) {
			b.k.Contract.Offer.FeeTxID = ""
			b.k.IDs[maker] = []trade.Claim{{ID: b.tr.Txs[maker].ID, Origin: trade.Origin{Kind: trade.FromCheck}}}
			b.k.IDs[deposit] = []trade.Claim{{ID: b.tr.Txs[deposit].ID, Origin: trade.Origin{Kind: trade.FromAgent}}}
		}, "circular"},
		{"spender-unfetched", paidTrade, "deposit.spent-by", deposit, func(b *bent) {
			b.unseen(diagnostics.Payout)
			delete(b.k.IDs, diagnostics.Payout)
		}, "unfetched"},
		{"outputs-not-known", "p4/burning-2024/end/open", "deposit.spent-by", deposit, func(b *bent) {
			b.tx(deposit, func(tx *explorer.Transaction) { tx.Outputs = nil })
		}, "unseen"},
		{"payout-shows-itself", paidTrade, "deposit.spent-by", deposit, func(b *bent) {
			b.tx(deposit, func(tx *explorer.Transaction) { tx.Outputs = nil })
		}, "payout"},
		{"payout-that-waits-shows-itself", paidTrade, "deposit.spent-by", deposit, func(b *bent) {
			b.tx(deposit, func(tx *explorer.Transaction) { tx.Outputs = nil })
			b.waits(diagnostics.Payout)
		}, "payout"},
		{"absent-payout-shows-nothing", paidTrade, "deposit.spent-by", deposit, func(b *bent) {
			b.tx(deposit, func(tx *explorer.Transaction) { tx.Outputs = nil })
			b.tx(diagnostics.Payout, func(tx *explorer.Transaction) { tx.State, tx.Block = explorer.Absent, nil })
		}, "unseen"},
	}
}

func addressOf(script []byte) string {
	_, addrs, _, err := txscript.ExtractPkScriptAddrs(script, &chaincfg.MainNetParams)
	if err != nil || len(addrs) != 1 {
		panic("no address")
	}
	return addrs[0].EncodeAddress()
}

func scriptOf(addr string) []byte {
	a, err := address.DecodeAddress(addr, &chaincfg.MainNetParams)
	if err != nil {
		panic(err)
	}
	script, err := txscript.PayToAddrScript(a)
	if err != nil {
		panic(err)
	}
	return script
}

package tradetest

import (
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
)

// payoutMutations has what can be wrong with the payout.
func payoutMutations() []Mutation {
	var list []Mutation
	list = append(list, payoutOutputs()...)
	list = append(list, payoutAmounts()...)
	return append(list, signatures("payout.signatures", bothSigned, onPayout)...)
}

// onPayout changes the payout before it is signed.
func onPayout(name, rule string, applies when, do func(*plan)) Mutation {
	return mutate("payout/"+name, rule, diagnostics.Payout, and(paidOut, applies), atPayout, do)
}

// bothSigned holds where buyer and seller signed the payout.
func bothSigned(v Variant) bool { return paidOut(v) && (v.Protocol > 1 || v.Ending != MediatedOne) }

// twoOutputs holds where a payout has an output for each trader.
func twoOutputs(v Variant) bool {
	return v.Ending == Paid || v.Ending == Mediated || v.Ending == Cancelled
}

func payoutOutputs() []Mutation {
	payout := diagnostics.Payout
	to := func(name string, n int, at func(*plan) []byte) Mutation {
		return onPayout(name, "payout.addresses", twoOutputs, func(p *plan) { p.draft.outs[n].PkScript = at(p) })
	}
	return []Mutation{
		onPayout("third-output", "payout.outputs", twoOutputs, func(p *plan) {
			p.draft.outs[0].Value -= 5_000
			p.draft.pay(5_000, p.stranger().script)
		}).also("payout.amounts", payout).also("payout.addresses", payout),
		onPayout("op-return", "payout.outputs", twoOutputs, func(p *plan) { p.draft.pay(0, opReturn([]byte("no"))) }).
			also("payout.addresses", payout).also("payout.amounts", payout),
		onPayout("sellers-output-missing", "payout.outputs", isPaid, func(p *plan) { p.draft.outs = p.draft.outs[:1] }).
			also("payout.amounts", payout).also("payout.miner-fee", payout),
		onPayout("buyers-output-missing", "payout.outputs", isPaid, func(p *plan) { p.draft.outs = p.draft.outs[1:] }).
			also("payout.amounts", payout).also("payout.miner-fee", payout),
		onPayout("outputs-swapped", "payout.addresses", twoOutputs, func(p *plan) {
			o := p.draft.outs
			o[0], o[1] = o[1], o[0]
		}).also("payout.amounts", payout),
		onPayout("addresses-swapped", "payout.addresses", twoOutputs, func(p *plan) {
			o := p.draft.outs
			o[0].PkScript, o[1].PkScript = o[1].PkScript, o[0].PkScript
		}),
		mutate("payout/one-address-for-both", "payout.addresses", payout, twoOutputs, atPlan, func(p *plan) {
			p.t.Keys.BuyerPayout = p.t.Keys.SellerPayout
		}).but(Warn),
		to("buyer-at-a-stranger", 0, func(p *plan) []byte { return p.stranger().script }),
		to("seller-at-a-stranger", 1, func(p *plan) []byte { return p.stranger().script }),
		to("buyer-at-reserve", 0, func(p *plan) []byte { return p.taker.reserveAt.script }),
		to("both-to-the-seller", 0, func(p *plan) []byte { return p.address(p.t.Keys.SellerPayout) }),
		to("both-to-the-buyer", 1, func(p *plan) []byte { return p.address(p.t.Keys.BuyerPayout) }),
		onPayout("winner-is-a-stranger", "payout.addresses", func(v Variant) bool { return v.Ending == MediatedOne }, func(p *plan) {
			p.draft.outs[0].PkScript = p.stranger().script
		}),
		onPayout("change-spent", "payout.input", partialSeller, (*plan).spendDepositsChange).
			also("payout.amounts", payout).also("payout.miner-fee", payout).moneyAt(Locked),
		mutate("payout/second-input", "payout.input", payout, paidOut, atPlan, func(p *plan) {
			p.taker.spare = &coin{value: 30_000, key: p.key("spare"), at: p.wallet(p.key("spare"))}
		}).then(atPayout, func(p *plan) {
			p.draft.ins = append(p.draft.ins, p.spareIn(&p.taker))
		}).also("payout.miner-fee", payout),
	}
}

func payoutAmounts() []Mutation {
	payout := diagnostics.Payout
	split := func(name string, applies when, do func(*plan, []*wire.TxOut)) Mutation {
		return onPayout(name, "payout.amounts", applies, func(p *plan) { do(p, p.draft.outs) })
	}
	by := func(name string, applies when, do func(*plan, []*wire.TxOut)) Mutation {
		return split(name, applies, do).also("payout.miner-fee", payout)
	}
	return []Mutation{
		split("one-sat-to-the-buyer", isPaid, func(_ *plan, o []*wire.TxOut) { o[0].Value++; o[1].Value-- }),
		split("one-sat-to-the-seller", isPaid, func(_ *plan, o []*wire.TxOut) { o[0].Value--; o[1].Value++ }),
		by("buyer-one-sat-less", twoOutputs, func(_ *plan, o []*wire.TxOut) { o[0].Value-- }),
		by("seller-one-sat-less", twoOutputs, func(_ *plan, o []*wire.TxOut) { o[1].Value-- }),
		by("seller-one-sat-more", twoOutputs, func(_ *plan, o []*wire.TxOut) { o[1].Value++ }),
		split("amounts-swapped", isPaid, func(_ *plan, o []*wire.TxOut) { o[0].Value, o[1].Value = o[1].Value, o[0].Value }),
		split("deposits-swapped", isPaid, func(p *plan, o []*wire.TxOut) {
			d := p.t.Amounts.BuyerDeposit - p.t.Amounts.SellerDeposit
			o[0].Value -= d
			o[1].Value += d
		}),
		split("sellers-deposit-kept", isPaid, func(p *plan, o []*wire.TxOut) {
			half := p.t.Amounts.SellerDeposit / 2
			o[0].Value += half
			o[1].Value -= half
		}),
		by("winner-one-sat-less", func(v Variant) bool { return v.Ending == MediatedOne }, func(_ *plan, o []*wire.TxOut) { o[0].Value-- }),
		by("miner-fee-doubled", twoOutputs, func(p *plan, o []*wire.TxOut) { o[0].Value -= p.t.Amounts.TradeTxFee }),
		mutate("payout/split-without-dispute", "payout.amounts", payout, func(v Variant) bool { return v.Ending == Mediated || v.Ending == Cancelled },
			atGiven, func(p *plan) { p.t.Given.Dispute = DisputeNone }),
		onPayout("miner-fee-too-low", "payout.miner-fee", isPaid, func(p *plan) {
			p.draft.outs[0].Value += p.draft.in() - p.draft.out() - 40
		}).also("payout.amounts", payout),
		onPayout("lock-time", "payout.input", always, func(p *plan) { p.draft.lockTime = uint32(p.t.TakeHeight) }),
		onPayout("sequence-lockable", "payout.input", always, func(p *plan) { p.draft.ins[0].sequence = lockable }).but(Warn),
	}
}

package tradetest

import (
	"slices"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// delayedMutations has what can be wrong with the delayed payout.
func delayedMutations() []Mutation {
	var list []Mutation
	list = append(list, delayedForm()...)
	list = append(list, delayedLegacy()...)
	list = append(list, delayedBurning()...)
	list = append(list, delayedToMiners()...)
	list = append(list, signatures("delayed.signatures", delayedKnown, onDelayed)...)
	return append(list, delayedChain()...)
}

// onDelayed changes the delayed payout before it is signed.
func onDelayed(name, rule string, applies when, do func(*plan)) Mutation {
	return mutate("delayed-payout/"+name, rule, diagnostics.DelayedPayout, and(delayedKnown, applies), atDelayed, do)
}

func delayedForm() []Mutation {
	lock := func(name string, to func(*plan) uint32) Mutation {
		return onDelayed(name, "delayed.locktime", always, func(p *plan) { p.draft.lockTime = to(p) })
	}
	sequence := func(name string, to uint32) Mutation {
		return onDelayed(name, "delayed.sequence", always, func(p *plan) { p.draft.ins[0].sequence = to })
	}
	return []Mutation{
		lock("lock-time-one-more", func(p *plan) uint32 { return uint32(p.t.LockTime) + 1 }),
		lock("lock-time-one-less", func(p *plan) uint32 { return uint32(p.t.LockTime) - 1 }),
		lock("lock-time-missing", func(*plan) uint32 { return 0 }),
		lock("lock-time-is-a-time", func(p *plan) uint32 { return uint32(p.t.Taken.Unix()) }),
		lock("lock-time-of-take-off", func(p *plan) uint32 { return uint32(p.t.TakeHeight) }),
		lock("lock-time-far-from-the-deposit", func(p *plan) uint32 { return uint32(p.t.LockTime) + 4_000 }).
			then(atChain, func(p *plan) { p.confirm(p.tx(diagnostics.DelayedPayout), p.t.LockTime+4_010); p.later(4_100) }).
			only(and(arbitrated, func(v Variant) bool { return v.Paper == NoPaper })).but(Warn),
		mutate("delayed-payout/contracts-lock-time-too-late", "delayed.locktime", diagnostics.DelayedPayout, and(arbitrated, burning), atPlan, func(p *plan) {
			p.t.LockTime += 1_500
		}).but(Warn).also("trade.contract-json", ""),
		mutate("delayed-payout/contracts-lock-time-before-the-deposit", "delayed.locktime", diagnostics.DelayedPayout, and(arbitrated, burning), atPlan, func(p *plan) {
			p.t.LockTime = p.t.TakeHeight - 10
		}).but(Warn).also("trade.contract-json", ""),
		lock("lock-time-twice-as-far", func(p *plan) uint32 { return uint32(p.t.LockTime + p.lockBlocks()) }).
			also("delayed.mature", diagnostics.DelayedPayout),
		sequence("sequence-final", final),
		sequence("sequence-replaceable", final-2),
		sequence("sequence-zero", 0),
		onDelayed("version-2", "delayed.sequence", always, func(p *plan) { p.draft.version = 2 }),
		mutate("delayed-payout/second-input", "delayed.input", diagnostics.DelayedPayout, delayedKnown, atPlan, func(p *plan) {
			p.taker.spare = &coin{value: 50_000, key: p.key("spare"), at: p.wallet(p.key("spare"))}
		}).then(atDelayed, func(p *plan) {
			p.draft.ins = append(p.draft.ins, p.spareIn(&p.taker))
		}),
		onDelayed("change-spent", "delayed.input", partialSeller, func(p *plan) { p.spendDepositsChange() }).
			also("delayed.amount", diagnostics.DelayedPayout).also("delayed.published", diagnostics.DelayedPayout).
			also("delayed.required", diagnostics.DelayedPayout).moneyAt(Locked),
		onDelayed("deposit-of-another-trade", "delayed.input", func(v Variant) bool { return v.Ending == OpenWithHex }, func(p *plan) {
			p.draft.ins[0].prev.Hash[0] ^= 1
		}).then(atGiven, func(p *plan) { // nothing but the agent tells what it is
			p.t.Given.IDs[diagnostics.DelayedPayout] = p.tx(diagnostics.DelayedPayout).ID
		}),
	}
}

// spendDepositsChange has the draft spend the deposit's last output.
func (p *plan) spendDepositsChange() {
	deposit := p.tx(diagnostics.Deposit)
	last := uint32(len(deposit.Msg.TxOut) - 1)
	d := newDraft()
	d.spend(outpoint(deposit, last), deposit.Msg.TxOut[last], p.maker.changeKey)
	d.ins[0].sequence = p.draft.ins[0].sequence
	p.draft.ins[0] = d.ins[0]
	for _, o := range p.draft.outs {
		o.Value = o.Value * (d.in() - 2_000) / p.t.Amounts.Multisig
	}
}

func delayedLegacy() []Mutation {
	old := not(burning)
	by := func(name string, sat func(*plan) int64) Mutation {
		return onDelayed(name, "delayed.amount", old, func(p *plan) { p.draft.outs[0].Value += sat(p) })
	}
	to := func(name string, at func(*plan) string) Mutation {
		return onDelayed(name, "delayed.receivers", old, func(p *plan) { p.draft.outs[0].PkScript = p.address(at(p)) }).
			then(atGiven, func(p *plan) { // by its outputs it could be a payout
				p.t.Given.IDs[diagnostics.DelayedPayout] = p.tx(diagnostics.DelayedPayout).ID
			})
	}
	return []Mutation{
		by("one-sat-more", func(*plan) int64 { return 1 }),
		by("one-sat-less", func(*plan) int64 { return -1 }),
		by("miner-fee-doubled", func(p *plan) int64 { return -p.t.Amounts.TradeTxFee }),
		by("half", func(p *plan) int64 { return -p.t.Amounts.DelayedSpendable / 2 }),
		to("to-a-stranger", func(p *plan) string { return p.stranger().addr }),
		to("to-the-buyer", func(p *plan) string { return p.t.Keys.BuyerPayout }),
		to("to-the-seller", func(p *plan) string { return p.t.Keys.SellerPayout }),
		to("to-a-victim", func(*plan) string { return victim1 }), // a receiver of fees only
		onDelayed("two-outputs", "delayed.outputs", old, func(p *plan) {
			o := p.draft.outs[0]
			o.Value -= 40_000
			p.draft.outs = []*wire.TxOut{wire.NewTxOut(40_000, o.PkScript), o}
		}).also("delayed.amount", diagnostics.DelayedPayout),
		onDelayed("op-return", "delayed.outputs", old, func(p *plan) { p.draft.pay(0, opReturn([]byte("no"))) }).
			also("delayed.receivers", diagnostics.DelayedPayout),
	}
}

// delayedToMiners leaves miners what belongs to burning men.
func delayedToMiners() []Mutation {
	inLists := func(v Variant) bool { return !v.UnknownBurningMen }
	return []Mutation{
		onDelayed("nearly-all-to-miners", "delayed.amount", and(burning, inLists), func(p *plan) {
			low, _, _ := p.limits()
			p.draft.outs = []*wire.TxOut{wire.NewTxOut(low, p.address(listedMen()[0])), wire.NewTxOut(low+1, p.address(listedMen()[1]))}
		}),
		onDelayed("miners-get-the-smallest-too", "delayed.amount", and(burning, inLists, func(v Variant) bool { return !v.Remainder }, func(v Variant) bool { return v.Moment == Burning2024 }), func(p *plan) {
			o := p.draft.outs // half of what there is to give
			p.draft.outs = o[:len(o)*2/3]
		}),
	}
}

func delayedBurning() []Mutation {
	last := func(p *plan) *wire.TxOut { return p.draft.outs[len(p.draft.outs)-1] }
	on := func(name, rule string, applies when, do func(*plan)) Mutation {
		return onDelayed(name, rule, and(burning, applies), do)
	}
	whole := func(v Variant) bool { return !v.Remainder }
	rest := func(v Variant) bool { return v.Remainder }
	inLists := func(v Variant) bool { return !v.UnknownBurningMen }
	listNamed := func(v Variant) bool { return v.Moment == Burning2026 && v.Paper != NoPaper }
	known := and(whole, inLists, not(listNamed))
	return []Mutation{
		on("first-two-swapped", "delayed.outputs", always, func(p *plan) {
			o := p.draft.outs
			o[0], o[1] = o[1], o[0]
		}),
		on("descending", "delayed.outputs", always, func(p *plan) { slices.Reverse(p.draft.outs) }).
			also("delayed.amount", diagnostics.DelayedPayout),
		on("legacy-man-first", "delayed.outputs", rest, func(p *plan) {
			o := p.draft.outs
			p.draft.outs = append([]*wire.TxOut{o[len(o)-1]}, o[:len(o)-1]...)
		}).also("delayed.amount", diagnostics.DelayedPayout),
		on("op-return-first", "delayed.outputs", whole, func(p *plan) {
			p.draft.outs = append([]*wire.TxOut{wire.NewTxOut(0, opReturn([]byte("no")))}, p.draft.outs...)
		}).also("delayed.amount", diagnostics.DelayedPayout).also("delayed.receivers", diagnostics.DelayedPayout),
		on("one-to-a-stranger", "delayed.receivers", known, func(p *plan) { p.draft.outs[2].PkScript = p.stranger().script }).but(Warn),
		on("one-to-the-seller", "delayed.receivers", known, func(p *plan) {
			p.draft.outs[0].PkScript = p.address(p.t.Keys.SellerPayout)
		}).but(Warn),
		on("last-to-a-stranger", "delayed.receivers", known, func(p *plan) { last(p).PkScript = p.stranger().script }).but(Warn),
		on("one-to-a-stranger-with-a-list", "delayed.receivers", and(inLists, listNamed), func(p *plan) {
			p.draft.outs[0].PkScript = p.stranger().script
		}),
		on("two-to-one-man", "delayed.receivers", known, func(p *plan) { p.draft.outs[1].PkScript = p.draft.outs[0].PkScript }).but(Warn),
		on("one-to-an-old-receiver", "delayed.receivers", known, func(p *plan) {
			p.draft.outs[0].PkScript = p.address(initialDonation)
		}).but(Warn),
		on("output-below-a-thousand", "delayed.amount", always, func(p *plan) { p.draft.outs[0].Value = 700 }),
		on("output-below-64-bytes-rate", "delayed.amount", func(v Variant) bool { return v.Moment == Burning2024 }, func(p *plan) {
			low, _, _ := p.limits()
			p.draft.outs[0].Value = low - 1
		}),
		on("output-above-the-cap", "delayed.amount", whole, func(p *plan) {
			_, high, _ := p.limits()
			o := p.draft.outs
			over := high*11/10 - last(p).Value
			for _, small := range o[:len(o)-1] { // the others have less, in their order
				small.Value -= small.Value * over / (p.draft.out() - last(p).Value)
			}
			last(p).Value += over
			slices.SortFunc(o, func(a, b *wire.TxOut) int { return int(a.Value - b.Value) })
			p.draft.settle()
		}),
		on("miner-fee-too-low", "delayed.amount", whole, func(p *plan) { last(p).Value += p.draft.in() - p.draft.out() - 900 }),
		on("one-output-takes-all", "delayed.amount", whole, func(p *plan) {
			o := last(p)
			o.Value = p.draft.out()
			p.draft.outs = []*wire.TxOut{o}
		}),
	}
}

// settle takes what is paid too much from the smallest outputs' order: none may
// pay more than there is.
func (d *draft) settle() {
	for over := d.out() + 1_500 - d.in(); over > 0; over = d.out() + 1_500 - d.in() {
		for _, o := range d.outs[:len(d.outs)-1] {
			o.Value -= o.Value / 20
		}
	}
}

// signatures has what can be wrong with the signatures of what spends the
// multisig: on is the transaction's own kind of mutation.
func signatures(rule string, applies when, on func(name, rule string, applies when, do func(*plan)) Mutation) []Mutation {
	hash := func(name string, t txscript.SigHashType) Mutation {
		return on("signed-"+name, rule, applies, func(p *plan) { p.draft.ins[0].hashType = t })
	}
	keys := func(name string, applies when, choose func(*plan) []*btcec.PrivateKey) Mutation {
		return on(name, rule, applies, func(p *plan) { p.draft.ins[0].keys = choose(p) })
	}
	both := and(applies, func(v Variant) bool { return v.Protocol > 1 })
	return []Mutation{
		hash("none", txscript.SigHashNone),
		hash("single", txscript.SigHashSingle),
		hash("anyone-can-pay", txscript.SigHashAll|txscript.SigHashAnyOneCanPay),
		keys("strangers-key-for-buyer", applies, func(p *plan) []*btcec.PrivateKey {
			return []*btcec.PrivateKey{p.seller.priv, p.key("stranger").priv}
		}),
		keys("strangers-key-for-seller", applies, func(p *plan) []*btcec.PrivateKey {
			return []*btcec.PrivateKey{p.key("stranger").priv, p.buyer.priv}
		}),
		keys("signatures-swapped", applies, func(p *plan) []*btcec.PrivateKey {
			return []*btcec.PrivateKey{p.buyer.priv, p.seller.priv}
		}),
		keys("signed-by-seller-twice", both, func(p *plan) []*btcec.PrivateKey {
			return []*btcec.PrivateKey{p.seller.priv, p.seller.priv}
		}),
		keys("one-signature", both, func(p *plan) []*btcec.PrivateKey { return []*btcec.PrivateKey{p.seller.priv} }),
		on("other-amount-signed", rule, and(applies, segwitDeposit), func(p *plan) {
			p.draft.spoil = func(msg *wire.MsgTx) { // the witness of another spend
				other := *p.draft
				other.spoil = nil
				other.ins = slices.Clone(p.draft.ins)
				other.ins[0].spent = wire.NewTxOut(p.draft.ins[0].spent.Value-1, p.draft.ins[0].spent.PkScript)
				msg.TxIn[0].Witness = other.sign().Msg.TxIn[0].Witness
			}
		}),
		on("signature-spoilt", rule, and(applies, segwitDeposit), func(p *plan) {
			p.draft.spoil = func(msg *wire.MsgTx) { msg.TxIn[0].Witness[1][40] ^= 1 }
		}),
		on("witness-missing", rule, and(applies, segwitDeposit, func(v Variant) bool { return v.Ending != OpenWithHex }), func(p *plan) {
			p.draft.spoil = func(msg *wire.MsgTx) { msg.TxIn[0].Witness = nil }
		}).but(Unknown),
		on("script-of-others", rule, and(applies, segwitDeposit), func(p *plan) {
			p.draft.ins[0].script = multisig(2, p.key("stranger").pub, p.buyer.pub)
		}),
	}
}

func delayedChain() []Mutation {
	delayed := diagnostics.DelayedPayout
	return []Mutation{
		onChain(delayed, "never-published", "delayed.required", arbitrated, func(p *plan) {
			unconfirm(p.tx(delayed), explorer.Absent)
			p.t.Money = Locked
		}),
		mutate("delayed-payout/arbitration-while-open", "delayed.required", delayed, and(protocols(2, 3, 4), isOpen), atGiven, func(p *plan) {
			p.t.Given.Dispute = DisputeArbitration
		}),
		mutate("delayed-payout/arbitration-after-payout", "delayed.required", delayed, and(protocols(2, 3, 4), isPaid), atGiven, func(p *plan) {
			p.t.Given.Dispute = DisputeArbitration
		}),
		onChain(delayed, "confirmed-before-its-time", "delayed.mature", arbitrated, func(p *plan) {
			p.confirm(p.tx(delayed), p.t.LockTime)
		}),
		onChain(delayed, "confirmed-much-before-its-time", "delayed.mature", arbitrated, func(p *plan) {
			p.confirm(p.tx(delayed), p.t.LockTime-500)
		}),
		mutate("delayed-payout/published-without-dispute", "delayed.published", delayed, arbitrated, atGiven, func(p *plan) {
			p.t.Given.Dispute = DisputeNone
		}).but(Warn),
		onChain(delayed, "published-after-payout", "payout.exclusive", and(protocols(2, 3, 4), isPaid), func(p *plan) {
			p.tx(delayed).State = explorer.Unconfirmed
		}).on(diagnostics.Payout).then(atGiven, func(p *plan) { p.t.Given.IDs[delayed] = p.tx(delayed).ID }).
			also("delayed.published", delayed),
		onChain(delayed, "both-in-the-chain", "payout.exclusive", and(protocols(2, 3, 4), isPaid), func(p *plan) {
			p.confirm(p.tx(delayed), p.t.LockTime+5)
			p.later(p.t.LockTime + 40 - p.t.TipHeight)
			p.t.Money = WhoKnows
		}).on(diagnostics.Payout).then(atGiven, func(p *plan) { p.t.Given.IDs[delayed] = p.tx(delayed).ID }).
			also("delayed.published", delayed),
	}
}

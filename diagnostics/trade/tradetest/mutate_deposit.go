package tradetest

import (
	"crypto/sha256"
	"slices"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// depositMutations has what can be wrong with the deposit.
func depositMutations() []Mutation {
	var list []Mutation
	list = append(list, depositInputs()...)
	list = append(list, depositOutputs()...)
	list = append(list, depositHash()...)
	list = append(list, depositAmounts()...)
	list = append(list, depositForm()...)
	list = append(list, depositKeys()...)
	return append(list, depositChain()...)
}

// onDeposit changes the deposit before it is signed.
func onDeposit(name, rule string, applies when, do func(*plan)) Mutation {
	return mutate("deposit/"+name, rule, diagnostics.Deposit, applies, atDeposit, do)
}

func depositInputs() []Mutation {
	spare := func(p *plan) {
		p.taker.spare = &coin{value: 70_000, key: p.key("spare"), at: p.wallet(p.key("spare"))}
	}
	return []Mutation{
		onDeposit("inputs-swapped", "deposit.inputs", always, func(p *plan) {
			p.draft.ins[0], p.draft.ins[1] = p.draft.ins[1], p.draft.ins[0]
		}),
		mutate("deposit/third-input", "deposit.inputs", diagnostics.Deposit, always, atPlan, spare).then(atDeposit, func(p *plan) {
			p.draft.ins = append(p.draft.ins, p.spareIn(&p.taker))
		}).but(Warn).also("deposit.miner-fee", diagnostics.Deposit),
		mutate("deposit/third-input-first", "deposit.inputs", diagnostics.Deposit, always, atPlan, spare).then(atDeposit, func(p *plan) {
			p.draft.ins = append([]in{p.spareIn(&p.taker)}, p.draft.ins...)
		}).also("deposit.miner-fee", diagnostics.Deposit),
		changeSpent(diagnostics.MakerFee),
		changeSpent(diagnostics.TakerFee),
	}
}

// changeSpent has the deposit spend a fee transaction's change, as large as the
// reserve, where the reserve belongs.
func changeSpent(role diagnostics.TxRole) Mutation {
	return onSide("change-spent", "deposit.inputs", role, and(hasChange(role), not(isBug(role))), func(_ *plan, s *side) {
		s.change = s.reserve
	}).then(atDeposit, func(p *plan) {
		fee, s := p.tx(role), p.side(role)
		last := uint32(len(fee.Msg.TxOut) - 1)
		d := newDraft()
		d.spend(outpoint(fee, last), fee.Msg.TxOut[last], s.changeKey)
		p.replaceInput(fee, d.ins[0])
	}).on(diagnostics.Deposit).also("fee.leads-to-deposit", role)
}

// spareIn spends a side's spare coin.
func (p *plan) spareIn(s *side) in {
	d := newDraft()
	out := uint32(len(s.from.Msg.TxOut) - 2) // the last is the faucet's
	d.spend(outpoint(s.from, out), s.from.Msg.TxOut[out], s.spare.key)
	return d.ins[0]
}

func depositOutputs() []Mutation {
	split := func(p *plan) { // the change is paid in two
		d := p.draft
		change := d.outs[len(d.outs)-1]
		change.Value -= 30_000
		d.pay(30_000, p.stranger().script)
	}
	return []Mutation{
		onDeposit("third-output", "deposit.outputs", partialSeller, split).also("deposit.change", diagnostics.Deposit),
		onDeposit("two-outputs-too-many", "deposit.outputs", wholeOffer, func(p *plan) {
			p.draft.pay(600, p.stranger().script)
			p.draft.pay(600, p.maker.changeAt.script)
		}).also("deposit.change", diagnostics.Deposit).also("deposit.miner-fee", diagnostics.Deposit),
		onDeposit("change-not-allowed", "deposit.change", wholeOffer, func(p *plan) {
			p.draft.pay(600, p.maker.changeAt.script)
		}).also("deposit.miner-fee", diagnostics.Deposit),
		onDeposit("change-missing", "deposit.change", partialSeller, func(p *plan) {
			p.draft.outs = p.draft.outs[:len(p.draft.outs)-1]
		}).also("deposit.miner-fee", diagnostics.Deposit),
		onDeposit("change-to-the-takers-payout", "deposit.change", partialSeller, func(p *plan) {
			p.draft.outs[len(p.draft.outs)-1].PkScript = payAddress(p.t.Keys.BuyerPayout, p.net).script
		}),
		onDeposit("change-to-the-takers-change", "deposit.change", and(partialSeller, hasChange(diagnostics.TakerFee)), func(p *plan) {
			p.draft.outs[len(p.draft.outs)-1].PkScript = p.taker.changeAt.script
		}),
		onDeposit("change-to-the-takers-reserve", "deposit.change", partialSeller, func(p *plan) {
			p.draft.outs[len(p.draft.outs)-1].PkScript = payAddress(p.t.Keys.TakerReserve, p.net).script
		}),
		onDeposit("change-one-sat-more", "deposit.change", partialSeller, func(p *plan) {
			p.draft.outs[len(p.draft.outs)-1].Value++
		}).also("deposit.miner-fee", diagnostics.Deposit),
		onDeposit("change-one-sat-less", "deposit.change", partialSeller, func(p *plan) {
			p.draft.outs[len(p.draft.outs)-1].Value--
		}).also("deposit.miner-fee", diagnostics.Deposit),
	}
}

func depositHash() []Mutation {
	text := func(name string, applies when, edit func(string) string) Mutation {
		return mutate("deposit/"+name, "deposit.contract-hash", diagnostics.Deposit, and(hashed, applies), atGiven, func(p *plan) {
			p.t.Given.Paper = edit(p.t.Given.Paper)
		})
	}
	return []Mutation{
		onDeposit("op-return-after-change", "deposit.op-return", and(withOpReturn, partialSeller), func(p *plan) {
			o := p.draft.outs
			o[1], o[2] = o[2], o[1]
		}),
		onDeposit("op-return-first", "deposit.op-return", withOpReturn, func(p *plan) {
			o := p.draft.outs
			o[0], o[1] = o[1], o[0]
			p.multisigOut = 1
		}).also("deposit.multisig-first", diagnostics.Deposit).also("deposit.amount", diagnostics.Deposit).
			also("deposit.change", diagnostics.Deposit).
			also("payout.input", diagnostics.Payout).also("delayed.input", diagnostics.DelayedPayout).
			also("deposit.multisig-keys", diagnostics.Deposit).moneyAt(WhoKnows),
		onDeposit("op-return-31-bytes", "deposit.op-return", withOpReturn, func(p *plan) {
			h := sha256.Sum256([]byte(p.t.Contract))
			p.draft.outs[1].PkScript = opReturn(h[:31])
		}),
		onDeposit("op-return-twice", "deposit.outputs", withOpReturn, func(p *plan) {
			o := p.draft.outs
			p.draft.outs = slices.Insert(o, 2, wire.NewTxOut(0, o[1].PkScript))
		}).also("deposit.op-return", diagnostics.Deposit),
		onDeposit("op-return-with-value", "deposit.op-return", withOpReturn, func(p *plan) { p.draft.outs[1].Value = 1 }).
			also("deposit.miner-fee", diagnostics.Deposit),
		onDeposit("op-return-in-protocol-4", "deposit.op-return", and(protocols(4), not(withOpReturn)), func(p *plan) {
			h := sha256.Sum256([]byte(p.t.Contract))
			p.draft.outs = slices.Insert(p.draft.outs, 1, wire.NewTxOut(0, opReturn(h[:])))
		}).but(Warn),
		onDeposit("op-return-missing", "deposit.op-return", and(protocols(1, 2), withOpReturn), func(p *plan) {
			p.draft.outs = append(p.draft.outs[:1:1], p.draft.outs[2:]...)
		}),
		onDeposit("op-return-missing-in-protocol-3", "deposit.op-return", and(protocols(3), withOpReturn), func(p *plan) {
			p.draft.outs = append(p.draft.outs[:1:1], p.draft.outs[2:]...)
		}).but(Warn),
		onDeposit("hash-of-nothing", "deposit.contract-hash", hashed, func(p *plan) {
			h := sha256.Sum256(nil)
			p.draft.outs[1].PkScript = opReturn(h[:])
		}),
		onDeposit("hash-reversed", "deposit.contract-hash", hashed, func(p *plan) {
			h := sha256.Sum256([]byte(p.t.Contract))
			for i := range 16 {
				h[i], h[31-i] = h[31-i], h[i]
			}
			p.draft.outs[1].PkScript = opReturn(h[:])
		}),
		text("price-edited", always, replace(`"tradePrice": `, `"tradePrice": 1`)),
		text("account-edited", always, replace(`"makerAccountId": "`, `"makerAccountId": "0`)),
		text("payload-removed", always, Sanitise).but(Unknown),
		text("payload-marked-edited", func(v Variant) bool { return v.Protocol < 4 && !v.Altcoin }, replace(`"holderName": "Invented`, `"holderName": "[***EDITED***]`)).but(Unknown),
	}
}

func plain(v Variant) bool { return v.Paper == Plain }

// hashed holds where the text that was hashed is at hand, payment accounts
// included: from protocol 4 on a contract has none, so nobody can tell.
func hashed(v Variant) bool { return withOpReturn(v) && plain(v) && v.Protocol < 4 }

func depositAmounts() []Mutation {
	by := func(name string, sat func(*plan) int64) Mutation {
		return onDeposit(name, "deposit.amount", always, func(p *plan) { p.draft.outs[0].Value += sat(p) }).
			also("deposit.miner-fee", diagnostics.Deposit).also("payout.miner-fee", diagnostics.Payout)
	}
	tiny := func(p *plan) {
		a := &p.t.Amounts
		a.TradeTxFee = 90
		p.reserves()
	}
	return []Mutation{
		by("one-sat-more", func(*plan) int64 { return 1 }),
		by("one-sat-less", func(*plan) int64 { return -1 }),
		by("miner-fee-less", func(p *plan) int64 { return -p.t.Amounts.TradeTxFee / 2 }),
		by("tenth-less", func(p *plan) int64 { return -p.t.Amounts.TradeTxFee / 10 }),
		mutate("deposit/miner-fees-too-low", "deposit.miner-fee", diagnostics.Deposit,
			and(func(v Variant) bool { return !v.TakerFee.BSQ }, isOpen), atPlan, tiny).
			then(atChain, func(p *plan) {
				unconfirm(p.tx(diagnostics.Deposit), explorer.Unconfirmed)
				p.t.TipHeight = p.t.TakeHeight + 3
				p.t.Money = NotLocked
			}).but(Warn).also("trade.confirmations", ""),
	}
}

func depositForm() []Mutation {
	return []Mutation{
		onDeposit("version-2", "deposit.canonical", always, func(p *plan) { p.draft.version = 2 }),
		onDeposit("version-0", "deposit.canonical", always, func(p *plan) { p.draft.version = 0 }),
		onDeposit("lock-time", "deposit.canonical", always, func(p *plan) { p.draft.lockTime = uint32(p.t.TakeHeight) }),
		onDeposit("lock-time-of-time", "deposit.canonical", always, func(p *plan) { p.draft.lockTime = 1_500_000_000 }),
		onDeposit("replaceable-first-input", "deposit.canonical", always, func(p *plan) { p.draft.ins[0].sequence = 0xfffffffd }),
		onDeposit("replaceable-second-input", "deposit.canonical", always, func(p *plan) { p.draft.ins[1].sequence = 0 }),
		mutate("deposit/p2sh-in-segwit-era", "deposit.multisig-first", diagnostics.Deposit, segwitDeposit, atPlan, func(p *plan) {
			p.multisig = payScriptHash(p.script, p.net)
		}),
		mutate("deposit/p2wsh-before-segwit-era", "deposit.multisig-first", diagnostics.Deposit, protocols(1, 2), atPlan, func(p *plan) {
			p.multisig = payWitnessScript(p.script, p.net)
		}),
		mutate("deposit/one-key", "deposit.multisig-first", diagnostics.Deposit, and(segwitDeposit, isOpen), atPlan, func(p *plan) {
			p.multisig = p.seller.segwit(p.net)
		}).also("deposit.multisig-keys", diagnostics.Deposit).moneyAt(WhoKnows),
		mutate("deposit/one-old-key", "deposit.multisig-first", diagnostics.Deposit, and(protocols(1, 2), isOpen), atPlan, func(p *plan) {
			p.multisig = p.seller.legacy(p.net)
		}).also("deposit.multisig-keys", diagnostics.Deposit).moneyAt(WhoKnows),
	}
}

func depositKeys() []Mutation {
	spent := func(v Variant) bool { return paidOut(v) || delayedKnown(v) }
	script := func(name string, applies when, do func(*plan)) Mutation {
		return mutate("deposit/"+name, "deposit.multisig-keys", diagnostics.Deposit, applies, atPlan, do)
	}
	form := func(name string, applies when, do func(*plan)) Mutation {
		return script(name, applies, do).also("deposit.multisig-first", diagnostics.Deposit)
	}
	twoOfTwo := protocols(2, 3, 4)
	keysTold := func(v Variant) bool { return v.Paper == Details || v.Paper == Window }
	paper := func(name string, edit func(*plan, string) string) Mutation {
		return mutate("deposit/"+name, "deposit.multisig-keys", diagnostics.Deposit, and(keysTold, twoOfTwo), atGiven, func(p *plan) {
			p.t.Given.Paper = edit(p, p.t.Given.Paper)
		})
	}
	return []Mutation{
		script("same-key-twice", and(twoOfTwo, spent), func(p *plan) {
			p.useScript(multisig(2, p.seller.pub, p.seller.pub))
			p.order = []*btcec.PrivateKey{p.seller.priv, p.seller.priv}
		}),
		mutate("deposit/one-key-told-is-a-strangers", "deposit.multisig-keys", diagnostics.Deposit, and(plain, twoOfTwo, spent), atGiven, func(p *plan) {
			p.t.Given.Paper += "\n\nBuyerMultiSigPubKeyHex: " + hexOf(p.key("stranger").pub)
		}),
		mutate("deposit/one-key-told-is-the-other-traders", "deposit.multisig-keys", diagnostics.Deposit, and(plain, twoOfTwo, spent), atGiven, func(p *plan) {
			p.t.Given.Paper += "\n\nSellerMultiSigPubKeyHex: " + p.t.Keys.BuyerPubKey
		}),
		script("keys-swapped", and(twoOfTwo, keysTold), func(p *plan) {
			p.useScript(multisig(2, p.buyer.pub, p.seller.pub))
			p.order = []*btcec.PrivateKey{p.buyer.priv, p.seller.priv}
		}),
		script("stranger-for-buyer", and(twoOfTwo, keysTold), func(p *plan) {
			p.useScript(multisig(2, p.seller.pub, p.key("stranger").pub))
			p.order = []*btcec.PrivateKey{p.seller.priv, p.key("stranger").priv}
		}),
		form("three-keys", and(twoOfTwo, spent), func(p *plan) {
			p.useScript(multisig(2, p.arbitrator.pub, p.seller.pub, p.buyer.pub))
		}),
		form("one-of-two", and(twoOfTwo, spent), func(p *plan) {
			p.useScript(multisig(1, p.seller.pub, p.buyer.pub))
			p.order = []*btcec.PrivateKey{p.seller.priv}
		}),
		form("two-keys-in-protocol-1", and(protocols(1), spent), func(p *plan) {
			p.useScript(multisig(2, p.seller.pub, p.buyer.pub))
			p.order = []*btcec.PrivateKey{p.seller.priv, p.buyer.priv}
		}),
		paper("told-keys-swapped", func(p *plan, s string) string {
			k := p.t.Keys
			return swap(s, k.BuyerPubKey, k.SellerPubKey)
		}),
		paper("told-key-of-a-stranger", func(p *plan, s string) string {
			return swap(s, p.t.Keys.BuyerPubKey, hexOf(p.key("stranger").pub))
		}),
	}
}

func depositChain() []Mutation {
	return []Mutation{
		onChain(diagnostics.Deposit, "absent", "deposit.found", isOpen, (*plan).noDeposit),
		onChain(diagnostics.Deposit, "spent-by-a-stranger", "payout.addresses", isOpen, func(p *plan) {
			d := newDraft() // both signed
			p.spendDeposit(d, final, p.signers()...)
			d.pay(d.in()-10_000, p.stranger().script)
			tx := d.sign()
			p.confirm(tx, p.t.TipHeight-2)
			p.t.Parents[tx.ID] = tx
			p.t.Money = PaidOut
		}).on(diagnostics.Payout).also("payout.outputs", diagnostics.Payout).also("payout.amounts", diagnostics.Payout).
			also("payout.miner-fee", diagnostics.Payout),
		onChain(diagnostics.Deposit, "spender-is-not-the-payout", "deposit.spent-by", isPaid, func(p *plan) {
			p.tx(diagnostics.Payout).Hidden = true
			p.t.Money = WhoKnows
		}).then(atGiven, func(p *plan) { p.t.Given.IDs[diagnostics.Payout] = p.otherID() }),
	}
}

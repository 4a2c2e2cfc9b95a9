package tradetest

import (
	"slices"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// feeMutations has what can be wrong with each of the fee transactions.
func feeMutations() []Mutation {
	var list []Mutation
	for _, role := range []diagnostics.TxRole{diagnostics.MakerFee, diagnostics.TakerFee} {
		list = append(list, feeShape(role)...)
		list = append(list, feeReceiver(role)...)
		list = append(list, feeAmount(role)...)
		list = append(list, feeReserve(role)...)
		list = append(list, feeChain(role)...)
	}
	return list
}

// onFee changes a fee transaction before it is signed.
func onFee(name, rule string, role diagnostics.TxRole, applies when, do func(*plan)) Mutation {
	return mutate(string(role)+"/"+name, rule, role, applies, feeStage(role), do)
}

// onSide changes what one side brings, before its coins are chosen.
func onSide(name, rule string, role diagnostics.TxRole, applies when, do func(*plan, *side)) Mutation {
	return mutate(string(role)+"/"+name, rule, role, applies, atPlan, func(p *plan) { do(p, p.side(role)) })
}

func feeShape(role diagnostics.TxRole) []Mutation {
	return []Mutation{
		onFee("fourth-output", "fee.shape", role, and(hasChange(role), func(v Variant) bool { return !feeOf(v, role).Bug }), func(p *plan) {
			change := p.draft.outs[len(p.draft.outs)-1]
			change.Value -= 20_000
			p.draft.pay(20_000, p.stranger().script)
		}),
		onFee("op-return", "fee.shape", role, and(not(hasChange(role)), not(isBug(role))), func(p *plan) {
			p.draft.pay(0, opReturn([]byte("nothing of Bisq's")))
		}),
		onFee("version-2", "fee.shape", role, always, func(p *plan) { p.draft.version = 2 }),
		onFee("lock-time", "fee.shape", role, always, func(p *plan) { p.draft.lockTime = uint32(p.t.OfferHeight) - 1 }),
	}
}

func isBug(role diagnostics.TxRole) when {
	return func(v Variant) bool { return feeOf(v, role).Bug }
}

// receiverKnown holds where a fee in BTC must go to a known receiver.
func receiverKnown(v Variant) bool {
	return v.Moment != Arbitrators && v.Moment != LastLegacy && !burning(v)
}

func feeReceiver(role diagnostics.TxRole) []Mutation {
	stranger := func(p *plan, s *side) { s.receiver = p.stranger() }
	known := and(paysBTC(role), receiverKnown)
	return []Mutation{
		onSide("receiver-stranger", "fee.receiver", role, known, stranger),
		onSide("receiver-segwit-stranger", "fee.receiver", role, known, func(p *plan, s *side) {
			s.receiver = p.key("stranger").segwit(p.net)
		}),
		onSide("receiver-own-change", "fee.receiver", role, known, func(_ *plan, s *side) { s.receiver = s.changeAt }),
		onSide("receiver-peers-payout", "fee.receiver", role, known, func(p *plan, s *side) {
			s.receiver = payAddress(p.t.Keys.SellerPayout, p.net)
		}),
		onSide("receiver-no-burning-man", "fee.receiver", role, and(paysBTC(role), burning, func(v Variant) bool { return !v.UnknownFeeReceiver }), stranger).but(Warn),
	}
}

func feeAmount(role diagnostics.TxRole) []Mutation {
	ratesKnown := func(v Variant) bool { return moments()[v.Moment].height < lastKnownRate }
	list := []Mutation{
		onSide("fee-too-low", "fee.amount", role, and(paysBTC(role), ratesKnown), func(_ *plan, s *side) { s.paid = s.paid * 4 / 10 }),
		onSide("fee-one-sat", "fee.amount", role, paysBTC(role), func(_ *plan, s *side) { s.paid = 1 }),
		onSide("fee-of-later-era-too-low", "fee.amount", role, and(paysBTC(role), not(ratesKnown)), func(p *plan, s *side) {
			lowest := p.t.Amounts.Trade / 1000 // 0.1 %, the lowest rate in BTC
			s.paid = max(lowest*4/10, 1)
		}),
		onSide("nothing-burnt", "fee.bsq-burn", role, burnsOne(role), func(_ *plan, s *side) { s.paid = 0 }),
		onSide("burnt-a-tenth", "fee.amount", role, and(burnsOne(role), ratesKnown), func(_ *plan, s *side) { s.paid /= 10 }),
	}
	if role == diagnostics.MakerFee { // the contract has the figure
		list = append(list,
			onSide("fee-one-sat-less", "fee.amount", role, paysBTC(role), func(_ *plan, s *side) { s.paid-- }),
			onSide("fee-one-sat-more", "fee.amount", role, paysBTC(role), func(_ *plan, s *side) { s.paid++ }),
			onSide("burnt-one-sat-less", "fee.amount", role, burnsOne(role), func(_ *plan, s *side) { s.paid-- }),
		)
	}
	return list
}

// burnsOne holds where one BSQ input with change pays a fee, so that what is
// burnt can be told.
func burnsOne(role diagnostics.TxRole) when {
	return func(v Variant) bool {
		f := feeOf(v, role)
		return f.BSQ && !f.NoBSQChange && f.BSQInputs < 2
	}
}

func feeReserve(role diagnostics.TxRole) []Mutation {
	deposit := diagnostics.Deposit
	by := func(name string, sat int64) Mutation {
		return onSide(name, "fee.reserve", role, always, func(_ *plan, s *side) { s.reserve += sat }).
			also("deposit.miner-fee", deposit)
	}
	list := []Mutation{
		by("reserve-one-sat-more", 1),
		by("reserve-one-sat-less", -1),
		by("reserve-much-more", 25_000),
		onFee("reserve-last", "fee.reserve", role, and(hasChange(role), not(isBug(role))), func(p *plan) {
			s := p.side(role)
			p.draft.outs[1], p.draft.outs[2] = p.draft.outs[2], p.draft.outs[1]
			s.reserveOut = 2
		}).also("deposit.inputs", deposit).also("fee.leads-to-deposit", role),
		onFee("reserve-first", "fee.reserve", role, and(hasChange(role), paysBTC(role)), func(p *plan) {
			s := p.side(role)
			p.draft.outs[0], p.draft.outs[1] = p.draft.outs[1], p.draft.outs[0]
			s.reserveOut = 0
		}).also("deposit.inputs", deposit).also("fee.leads-to-deposit", role).
			also("fee.receiver", role),
	}
	if role == diagnostics.MakerFee { // the contract has its amount
		first := &list[len(list)-1]
		*first = first.also("fee.amount", role)
	} else {
		list = append(list,
			onSide("reserve-one-miner-fee", "fee.reserve", role, always, func(p *plan, s *side) {
				s.reserve -= p.t.Amounts.TradeTxFee / 2
			}).also("deposit.miner-fee", deposit),
			onSide("reserve-three-miner-fees", "fee.reserve", role, always, func(p *plan, s *side) {
				s.reserve += p.t.Amounts.TradeTxFee
			}).also("deposit.miner-fee", deposit))
	}
	return list
}

func feeChain(role diagnostics.TxRole) []Mutation {
	deposit := diagnostics.Deposit
	return []Mutation{
		onFee("miner-fee-too-low", "fee.miner-fee", role, hasChange(role), func(p *plan) {
			change := p.draft.outs[len(p.draft.outs)-1]
			s := p.side(role)
			change.Value += s.txFee - 40
			if s.fee.BSQ { // what is burnt is part of it
				change.Value -= s.paid
			}
		}).but(Warn),
		mutate(string(role)+"/absent", "fee.found", role, isOpen, atChain, func(p *plan) {
			unconfirm(p.tx(role), explorer.Absent)
			p.noDeposit()
		}).also("deposit.found", deposit),
		mutate(string(role)+"/stuck", "fee.stuck", role, and(isOpen, ageKnown(role)), atChain, func(p *plan) {
			unconfirm(p.tx(role), explorer.Unconfirmed)
			unconfirm(p.tx(deposit), explorer.Unconfirmed)
			p.later(2_000)
			p.t.Money = NotLocked
		}).but(Warn).also("trade.confirmations", ""),
		onChain(role, "reserve-spent-elsewhere", "fee.leads-to-deposit", isOpen, func(p *plan) {
			p.elsewhere(role)
			p.noDeposit()
		}).also("deposit.found", deposit),
		onChain(role, "reserve-spent-elsewhere-and-no-deposit-named", "fee.leads-to-deposit", and(isOpen, plain, paysBTC(role)), func(p *plan) {
			p.elsewhere(role)
			p.noDeposit()
		}).then(atGiven, (*plan).forgetDeposit).also("deposit.found", deposit),
		onChain(role, "both-reserves-spent-elsewhere", "fee.leads-to-deposit", and(isOpen, plain, paysBTC(diagnostics.MakerFee), paysBTC(diagnostics.TakerFee)), func(p *plan) {
			p.elsewhere(role)
			p.elsewhere(otherFee(role))
			p.noDeposit()
		}).then(atGiven, (*plan).forgetDeposit).also("deposit.found", deposit).also("fee.leads-to-deposit", otherFee(role)).
			also("fee.same-deposit", role).also("fee.same-deposit", otherFee(role)),
		mutate(string(role)+"/not-in-deposit", "fee.leads-to-deposit", role, not(isBug(role)), atPlan, func(p *plan) {
			s := p.side(role)
			s.spare = &coin{value: s.reserve, key: p.key("spare"), at: p.wallet(p.key("spare"))}
		}).then(atDeposit, func(p *plan) {
			p.replaceReserve(role)
		}).also("deposit.inputs", deposit),
		mutate(string(role)+"/other-deposit", "fee.same-deposit", role, not(isBug(role)), atPlan, func(p *plan) {
			s := p.side(role)
			s.spare = &coin{value: s.reserve, key: p.key("spare"), at: p.wallet(p.key("spare"))}
		}).then(atDeposit, func(p *plan) {
			p.replaceReserve(role)
		}).then(atChain, func(p *plan) {
			p.elsewhere(role)
		}).also("deposit.inputs", deposit).also("fee.leads-to-deposit", role).also("fee.same-deposit", otherFee(role)),
	}
}

// otherFee is the other side's fee transaction.
func otherFee(role diagnostics.TxRole) diagnostics.TxRole {
	if role == diagnostics.MakerFee {
		return diagnostics.TakerFee
	}
	return diagnostics.MakerFee
}

// ageKnown holds where somebody says since when a fee transaction waits: of the
// taker's that is the lock time, which protocol 1 has not.
func ageKnown(role diagnostics.TxRole) when {
	return func(v Variant) bool { return role == diagnostics.MakerFee || v.Protocol > 1 }
}

// onChain changes where transactions are.
func onChain(role diagnostics.TxRole, name, rule string, applies when, do func(*plan)) Mutation {
	return mutate(string(role)+"/"+name, rule, role, applies, atChain, do)
}

// forgetDeposit has nobody name the deposit.
func (p *plan) forgetDeposit() { delete(p.t.Given.IDs, diagnostics.Deposit) }

// noDeposit has no source know the deposit.
func (p *plan) noDeposit() {
	unconfirm(p.tx(diagnostics.Deposit), explorer.Absent)
	p.t.Money = NotLocked
	p.later(400)
}

// later moves the tip.
func (p *plan) later(blocks int32) {
	p.t.TipHeight += blocks
	p.t.Now = p.time(p.t.TipHeight)
}

// elsewhere spends a side's reserve in a transaction of no trade.
func (p *plan) elsewhere(role diagnostics.TxRole) {
	d := newDraft()
	p.spendReserve(d, role, p.side(role))
	d.pay(d.in()-3_000, p.side(role).changeAt.script)
	tx := d.sign()
	p.confirm(tx, p.t.TakeHeight+2)
	p.t.Parents[tx.ID] = tx
}

// replaceReserve has the deposit spend a side's spare coin, not its reserve.
func (p *plan) replaceReserve(role diagnostics.TxRole) {
	p.replaceInput(p.tx(role), p.spareIn(p.side(role)))
}

// replaceInput replaces the draft's input that spends a transaction.
func (p *plan) replaceInput(spends *Tx, by in) {
	n := slices.IndexFunc(p.draft.ins, func(i in) bool { return i.prev.Hash == spends.ID })
	p.draft.ins[n] = by
}

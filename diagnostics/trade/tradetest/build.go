package tradetest

import (
	"crypto/sha256"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
)

// Build makes a trade of the main chain. The same variant and seed give the
// same bytes. It may be called concurrently.
func Build(v Variant, seed uint64) *Trade { return build(v, seed, setup{}, nil) }

func build(v Variant, seed uint64, s setup, hooks []hook) *Trade {
	p := newPlan(v, seed, s, hooks)
	p.run(atPlan)
	p.fund()
	p.parents()
	p.make(atMakerFee, diagnostics.MakerFee, p.feeDraft(&p.maker))
	p.make(atTakerFee, diagnostics.TakerFee, p.feeDraft(&p.taker))
	p.contract = p.newContract()
	p.run(atContract)
	p.t.Contract = p.contract.String()
	p.make(atDeposit, diagnostics.Deposit, p.depositDraft())
	if p.v.Protocol > 1 {
		p.make(atDelayed, diagnostics.DelayedPayout, p.delayedDraft())
	}
	if d := p.payoutDraft(); d != nil {
		p.make(atPayout, diagnostics.Payout, d)
	}
	p.places()
	p.run(atChain)
	p.give()
	p.t.ExpectedWarnings = expectedWarnings(p.v, p.setup.net != nil)
	p.run(atGiven)
	return p.t
}

// make lets the hooks change a draft and signs it.
func (p *plan) make(at stage, role diagnostics.TxRole, d *draft) {
	p.draft = d
	p.run(at)
	p.t.Txs[role] = d.sign()
}

// outpoint is output n of a transaction.
func outpoint(tx *Tx, n uint32) wire.OutPoint { return wire.OutPoint{Hash: tx.ID, Index: n} }

// tx is a transaction made before.
func (p *plan) tx(role diagnostics.TxRole) *Tx { return p.t.Txs[role] }

// faucet owns what all coins come from.
func faucet() key { return newKey(0, "faucet") }

// FaucetScript is what the coins of a trade on regtest must lie on.
func FaucetScript() []byte { return faucetPay().script }

func faucetPay() pay { return faucet().segwit(mainParams()) } // a script is the same on every chain

// parents makes the transactions that give the traders their coins: a coinbase,
// one for the maker and from its rest one for the taker.
func (p *plan) parents() {
	p.t.Parents = map[chainhash.Hash]*Tx{}
	funding := p.setup.funding
	if funding == nil {
		funding = p.coinbase()
	}
	p.t.Parents[funding.ID] = funding
	rest := p.parent(funding, p.setup.out, &p.maker, p.extra)
	p.parent(rest, uint32(len(rest.Msg.TxOut)-1), &p.taker, nil)
}

// coinbase invents where all coins come from.
func (p *plan) coinbase() *Tx {
	msg := wire.NewMsgTx(1)
	msg.AddTxIn(&wire.TxIn{
		PreviousOutPoint: wire.OutPoint{Index: wire.MaxPrevOutIndex}, Sequence: final,
		SignatureScript: script(txscript.NewScriptBuilder().AddInt64(int64(p.t.OfferHeight - 300)).AddData([]byte(p.t.ID.Short()))),
	})
	msg.AddTxOut(wire.NewTxOut(50_0000_0000, faucetPay().script))
	return newTx(msg, []*wire.TxOut{nil})
}

// parent spends the faucet's output n of a transaction on a side's coins, and
// gives what is left back to the faucet.
func (p *plan) parent(from *Tx, n uint32, s *side, extra *coin) *Tx {
	const fee = 5_000
	d := newDraft()
	d.spend(outpoint(from, n), from.Msg.TxOut[n], faucet())
	for _, c := range s.coins {
		d.pay(c.value, c.at.script)
	}
	if extra != nil {
		d.pay(extra.value, extra.at.script)
	}
	if s.spare != nil {
		d.pay(s.spare.value, s.spare.at.script)
	}
	d.pay(d.in()-d.out()-fee, faucetPay().script)
	tx := d.sign()
	s.from = tx
	p.t.Parents[tx.ID] = tx
	return tx
}

// feeDraft is a maker or taker fee transaction.
func (p *plan) feeDraft(s *side) *draft {
	d := newDraft()
	for i, c := range s.coins {
		d.spend(outpoint(s.from, uint32(i)), s.from.Msg.TxOut[i], c.key)
	}
	switch {
	case !s.fee.BSQ:
		d.pay(s.paid, s.receiver.script)
	case s.fee.Bug: // no output before the reserve
	case s.fee.NoBSQChange:
		d.pay(s.bsq+1, s.changeAt.script)
	default:
		d.pay(s.bsq-s.paid, s.bsqAt.script)
	}
	d.pay(s.reserve, s.reserveAt.script)
	if !s.fee.NoChange {
		d.pay(s.change, s.changeAt.script)
	}
	return d
}

// depositDraft is the deposit: the buyer's input before the seller's.
func (p *plan) depositDraft() *draft {
	d := newDraft()
	fees := []struct {
		role diagnostics.TxRole
		side *side
	}{{diagnostics.MakerFee, &p.maker}, {diagnostics.TakerFee, &p.taker}}
	if !p.v.MakerIsBuyer {
		fees[0], fees[1] = fees[1], fees[0]
	}
	for _, f := range fees {
		p.spendReserve(d, f.role, f.side)
		if f.role == diagnostics.MakerFee && p.extra != nil {
			n := uint32(len(p.maker.coins))
			d.spend(outpoint(p.maker.from, n), p.maker.from.Msg.TxOut[n], p.extra.key)
		}
	}
	d.pay(p.t.Amounts.Multisig, p.multisig.script)
	if p.hasOpReturn() {
		h := sha256.Sum256([]byte(p.t.Contract))
		d.pay(0, opReturn(h[:]))
	}
	if p.t.Amounts.Change > 0 {
		d.pay(p.t.Amounts.Change, p.maker.changeAt.script)
	}
	return d
}

// spendReserve adds the input that spends a fee transaction's reserve.
func (p *plan) spendReserve(d *draft, role diagnostics.TxRole, s *side) {
	fee := p.tx(role)
	d.spend(outpoint(fee, s.reserveOut), fee.Msg.TxOut[s.reserveOut], s.reserveKey)
}

// hasOpReturn reports whether the deposit carries the contract's hash.
func (p *plan) hasOpReturn() bool { return (p.v.Protocol < 4) != p.v.OpReturnSwapped }

// spendDeposit adds the input that spends the multisig, signed by these keys.
func (p *plan) spendDeposit(d *draft, sequence uint32, keys ...*btcec.PrivateKey) {
	deposit := p.tx(diagnostics.Deposit)
	d.ins = append(d.ins, in{
		prev: outpoint(deposit, p.multisigOut), spent: deposit.Msg.TxOut[p.multisigOut],
		keys: keys, script: p.script, sequence: sequence, hashType: txscript.SigHashAll,
	})
}

// signers are who signs a payout: both traders, and in a dispute on protocol 1
// the arbitrator with the one who won.
func (p *plan) signers() []*btcec.PrivateKey {
	if p.order != nil {
		return p.order
	}
	if p.v.Protocol == 1 && p.v.Ending == MediatedOne {
		return []*btcec.PrivateKey{p.arbitrator.priv, p.buyer.priv}
	}
	return []*btcec.PrivateKey{p.seller.priv, p.buyer.priv}
}

// payoutDraft is the payout that was made; nil if there is none.
func (p *plan) payoutDraft() *draft {
	a := &p.t.Amounts
	all := a.Trade + a.BuyerDeposit + a.SellerDeposit
	switch p.v.Ending {
	case Paid:
		a.BuyerPayout = a.Trade + a.BuyerDeposit
	case Mediated:
		a.BuyerPayout = all * p.between(20, 80) / 100
	case MediatedOne:
		a.BuyerPayout = all
	case Cancelled:
		a.BuyerPayout = a.BuyerDeposit
	case Manual:
		return p.manualDraft(all)
	default:
		return nil
	}
	a.SellerPayout = all - a.BuyerPayout
	d := newDraft()
	p.spendDeposit(d, final, p.signers()...)
	if a.BuyerPayout > 0 {
		d.pay(a.BuyerPayout, p.address(p.t.Keys.BuyerPayout))
	}
	if a.SellerPayout > 0 {
		d.pay(a.SellerPayout, p.address(p.t.Keys.SellerPayout))
	}
	return d
}

// manualDraft is a payout as the emergency tool may make it: the seller first,
// the buyer at an address of another wallet, a fee of its own.
func (p *plan) manualDraft(all int64) *draft {
	d := newDraft()
	p.spendDeposit(d, final, p.signers()...)
	a := &p.t.Amounts
	a.BuyerPayout = all * 6 / 10
	a.SellerPayout = all - a.BuyerPayout - p.between(1_000, 5_000)
	d.pay(a.SellerPayout, p.address(p.t.Keys.SellerPayout))
	d.pay(a.BuyerPayout, p.wallet(p.key("elsewhere")).script)
	return d
}

// address is the script of an address.
func (p *plan) address(s string) []byte { return payAddress(s, p.net).script }

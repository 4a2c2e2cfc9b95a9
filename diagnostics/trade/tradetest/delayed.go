package tradetest

import (
	"cmp"
	"math"
	"slices"

	"github.com/btcsuite/btcd/btcec/v2"

	"tradecase/diagnostics"
)

// delayedDraft is the delayed payout, signed by both when the deposit was made.
func (p *plan) delayedDraft() *draft {
	d := newDraft()
	d.lockTime = uint32(p.t.LockTime)
	keys := p.order
	if keys == nil {
		keys = []*btcec.PrivateKey{p.seller.priv, p.buyer.priv}
	}
	p.spendDeposit(d, lockable, keys...)
	a := &p.t.Amounts
	if !p.m.burning {
		a.DelayedSpendable = a.Multisig - a.TradeTxFee
		to := p.t.DelayedReceivers[p.r.IntN(len(p.t.DelayedReceivers))]
		d.pay(a.DelayedSpendable, p.address(to))
	} else {
		for _, o := range p.schedule() {
			d.pay(o.value, p.address(o.addr))
		}
	}
	a.DelayedFee = d.in() - d.out()
	return d
}

// share is what one burning man gets.
type share struct {
	addr  string
	part  float64
	value int64
}

// The figures of Bisq's DelayedPayoutTxReceiverService.
const (
	shareCap      = 0.11
	maxShare      = shareCap * 1.2
	minDelayedFee = 1_000
	minRemainder  = 25_000 // what is left above goes to the legacy address
)

// limits are what a burning man's output may be, and what there is to give.
func (p *plan) limits() (low, high, spendable int64) {
	a := p.t.Amounts
	perByte := max(10, (a.TradeTxFee+139)/278)
	fee := max(minDelayedFee, perByte*int64(51+32*len(p.t.DelayedReceivers)))
	spendable = p.tx(diagnostics.Deposit).Msg.TxOut[p.multisigOut].Value - fee
	return max(1_000, perByte*64), int64(math.Round(float64(spendable) * maxShare)), spendable
}

// schedule gives each burning man a part: the shares are invented, what follows
// from them is Bisq's algorithm.
func (p *plan) schedule() []share {
	low, high, spendable := p.limits()
	p.t.Amounts.DelayedSpendable = spendable
	shares := p.shares()
	var kept []share
	sum := 0.0
	for _, s := range shares {
		if int64(math.Round(s.part*float64(spendable))) >= low {
			kept = append(kept, s)
			sum += s.part
		}
	}
	if p.v.Remainder { // some shares are nobody's, so they are not spread
		sum = 1
	}
	left := spendable
	list := kept[:0]
	for _, s := range kept {
		s.value = int64(math.Round(s.part / sum * float64(spendable)))
		if s.value >= low && s.value <= high {
			list = append(list, s)
			left -= s.value
		}
	}
	slices.SortFunc(list, func(a, b share) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.addr, b.addr))
	})
	if left > minRemainder {
		list = append(list, share{addr: p.legacyMan(), value: left})
	}
	return list
}

// legacyMan is the address that gets the remainder.
func (p *plan) legacyMan() string {
	if p.setup.net == nil {
		return burningman3
	}
	return p.key("legacy burning man").legacy(p.net).addr
}

// shares are parts of one, each below the cap. With a remainder they are a
// fifth short of one.
func (p *plan) shares() []share {
	list := make([]share, len(p.t.DelayedReceivers))
	sum := 0.0
	for i, addr := range p.t.DelayedReceivers {
		x := p.r.Float64()
		list[i] = share{addr: addr, part: x*x + 0.01}
		sum += list[i].part
	}
	for i := range list {
		list[i].part /= sum
	}
	for range 20 { // what is above the cap goes to the others
		capped, free := 0.0, 0.0
		for i := range list {
			list[i].part = min(list[i].part, shareCap)
			if list[i].part == shareCap {
				capped += shareCap
			} else {
				free += list[i].part
			}
		}
		for i := range list {
			if list[i].part < shareCap {
				list[i].part *= (1 - capped) / free
			}
		}
	}
	for i := range list {
		list[i].part = min(list[i].part, shareCap)
		if p.v.Remainder {
			list[i].part *= 0.8
		}
	}
	return list
}

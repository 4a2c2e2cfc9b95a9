package tradetest

import (
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

func mainParams() *chaincfg.Params { return &chaincfg.MainNetParams }

// time is when the block at a height of the trade's chain was made. On regtest
// the days are those of the moment, whatever the node's clock says.
func (p *plan) time(height int32) time.Time {
	if p.setup.net == nil {
		return timeAt(height)
	}
	return timeAt(p.m.height).Add(time.Duration(height-p.setup.height) * 10 * time.Minute)
}

// spread is a distance in blocks: as given on the main chain, two on regtest.
func (p *plan) spread(low, high int64) int32 {
	if p.setup.net != nil {
		return 2
	}
	return int32(p.between(low, high))
}

// places chooses which transactions are in the chain, and where.
func (p *plan) places() {
	t := p.t
	for _, tx := range t.Parents {
		if tx != p.setup.funding {
			p.confirm(tx, t.OfferHeight)
		}
	}
	p.confirm(p.tx(diagnostics.MakerFee), t.OfferHeight+1)
	p.confirm(p.tx(diagnostics.TakerFee), t.TakeHeight+1)
	p.confirm(p.tx(diagnostics.Deposit), t.TakeHeight+2)
	t.TipHeight = t.TakeHeight + 2 + p.spread(10, 60)
	if tx := p.tx(diagnostics.Payout); tx != nil {
		p.confirm(tx, t.TipHeight)
		t.TipHeight += p.spread(20, 300)
	}
	if p.v.Ending == Arbitrated {
		p.confirm(p.tx(diagnostics.DelayedPayout), t.LockTime+p.spread(2, 40))
		t.TipHeight = p.tx(diagnostics.DelayedPayout).Height + p.spread(20, 300)
	}
	p.pend()
	t.Now = p.time(t.TipHeight).Add(4 * time.Minute)
	p.money()
}

// confirm puts a transaction into a block.
func (p *plan) confirm(tx *Tx, height int32) {
	tx.State, tx.Height, tx.Time = explorer.Confirmed, height, p.time(height)
}

// unconfirm takes a transaction out of its block.
func unconfirm(tx *Tx, to explorer.State) {
	if tx != nil {
		tx.State, tx.Height, tx.Time = to, 0, time.Time{}
	}
}

// pend takes what is pending out of its block, and has the chain end soon.
func (p *plan) pend() {
	t := p.t
	switch p.v.Pending {
	case PendingDeposit:
		unconfirm(p.tx(diagnostics.Deposit), explorer.Unconfirmed)
		t.TipHeight = t.TakeHeight + 3
	case PendingTakerFee:
		unconfirm(p.tx(diagnostics.TakerFee), explorer.Unconfirmed)
		unconfirm(p.tx(diagnostics.Deposit), explorer.Unconfirmed)
		t.TipHeight = t.TakeHeight + 2
	case PendingSpender:
		tx := p.spender()
		t.TipHeight = tx.Height + 1
		unconfirm(tx, explorer.Unconfirmed)
	case Unreached:
		for _, tx := range t.Txs {
			unconfirm(tx, explorer.UnknownState)
		}
	case AllConfirmed:
	}
}

// spender is the published transaction that spends the deposit; nil if none does.
func (p *plan) spender() *Tx {
	if tx := p.tx(diagnostics.Payout); tx != nil {
		return tx
	}
	if p.v.Ending == Arbitrated {
		return p.tx(diagnostics.DelayedPayout)
	}
	return nil
}

// money says where the coins are.
func (p *plan) money() {
	switch deposit := p.tx(diagnostics.Deposit); {
	case p.v.Pending == Unreached:
		p.t.Money = WhoKnows
	case deposit.State != explorer.Confirmed:
		p.t.Money = NotLocked
	case p.tx(diagnostics.Payout) != nil:
		p.t.Money = PaidOut
	case p.v.Ending == Arbitrated:
		p.t.Money = InDelayed
	default:
		p.t.Money = Locked
	}
}

package trade

import (
	"slices"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// checked says what is known of the transaction in a role.
func (g *gatherer) checked(role diagnostics.TxRole) *Checked {
	c := &Checked{Role: role, State: StateOpen}
	claims := g.claims[role]
	if wrong, ok := g.misnamed[role]; ok {
		claims = slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return c.ID == wrong })
	}
	if len(claims) == 0 {
		c.State, c.Why, c.Noted = g.unnamed(role)
		if u := g.f.unused[role]; c.State == StateOpen && len(u.contested) > 0 {
			c.Why = say("why.contested", "logs name different transactions as %s", role)
		} else if c.State == StateOpen && len(u.tainted) > 0 {
			c.Why = say("why.tainted", "logs differ on the trade's transactions, and only one of them names a %s", role)
		}
		c.Why = noted(c.Noted, c.Why)
		return c
	}
	id := claims[0].ID
	c.ID = &id
	onlyBytes := true
	for _, claim := range claims {
		if claim.ID == id {
			c.Origins = append(c.Origins, claim.Origin)
		}
	}
	for _, named := range g.f.k.IDs[role] {
		onlyBytes = onlyBytes && (named.ID != id || named.Origin.Kind == FromCheck || named.Origin.Kind == FromQuote)
	}
	_, isLocal := g.local[id]
	c.Tx = g.pool[id]
	switch {
	case c.Tx == nil:
		c.Why = noneAnswered
		if g.failed != nil {
			c.Why = say("why.none-asked", "no source could be asked")
		}
	case c.Tx.State == explorer.Confirmed:
		c.State, c.Why = Confirmed, reasons(c.Tx)
	case c.Tx.State == explorer.Unconfirmed:
		c.State, c.Why = Unconfirmed, reasons(c.Tx)
	case c.Tx.State == explorer.Absent && isLocal && onlyBytes && role == diagnostics.DelayedPayout:
		c.State, c.Why = Unpublished, say("why.bytes-only", "it is at hand as bytes, and no source knows it")
	case c.Tx.State == explorer.Absent:
		c.State, c.Why = Absent, reasons(c.Tx)
	default:
		c.Why = reasons(c.Tx)
	}
	if c.State != StateOpen {
		c.Noted = notedAt(c.Tx)
		c.Why = noted(c.Noted, c.Why)
	}
	g.addLocal(c, id)
	return c
}

// addLocal gives a transaction its content from bytes at hand.
func (g *gatherer) addLocal(c *Checked, id chainhash.Hash) {
	raw, ok := g.local[id]
	if !ok || c.Tx != nil && c.Tx.Tx != nil {
		return
	}
	tx := explorer.Transaction{ID: id, State: explorer.UnknownState}
	if c.Tx != nil {
		tx = *c.Tx
	}
	tx.Tx, c.Tx, c.Local = raw.Tx, &tx, true
	g.f.partial[c.Role] = raw.Partial
}

// unnamed says what is known of a transaction that has no ID, and since when.
func (g *gatherer) unnamed(role diagnostics.TxRole) (state State, why Text, at time.Time) {
	switch role {
	case diagnostics.Deposit:
		return g.unnamedDeposit()
	case diagnostics.Payout, diagnostics.DelayedPayout:
		return g.unnamedSpender()
	default:
		return StateOpen, say("why.no-id", "no ID is known"), at
	}
}

func (g *gatherer) unnamedSpender() (state State, why Text, at time.Time) {
	deposit := g.f.tx[diagnostics.Deposit]
	switch {
	case g.f.spender != nil:
		if g.content(*g.f.spender) == nil {
			return StateOpen, say("why.unfetched", "the deposit is spent by a transaction that could not be fetched"), at
		}
		return Unpublished, say("why.other-spends", "another transaction spends the deposit"), at
	case deposit.State == Absent || deposit.State == Unpublished:
		return Unpublished, say("why.no-deposit", "there is no deposit to spend"), deposit.Noted
	case deposit.Tx == nil || len(deposit.Tx.Outputs) == 0:
		return StateOpen, say("why.no-id-nor-spender", "no ID is known, nor who spends the deposit"), at
	case notSeenSpent(deposit.Tx.Outputs[0]):
		return Unpublished, say("why.unspent", "no source saw the deposit spent"), outNotedAt(deposit.Tx, 0)
	}
	return StateOpen, say("why.no-id-unheard", "no ID is known, and who spends the deposit could not be found out"), at
}

func (g *gatherer) unnamedDeposit() (state State, why Text, at time.Time) {
	for _, role := range feeRoles {
		switch s := g.f.foreignSpend(role); {
		case s == nil:
		case s.doubtful:
			return StateOpen, say("why.reserve-other-deposit", "the reserve of the %s transaction is spent by what looks like another trade's deposit", role), at
		default:
			return Unpublished, say("why.reserve-other-spender", "another transaction spends the reserve of the %s transaction", role), at
		}
	}
	for _, role := range feeRoles {
		fee := g.f.tx[role]
		if fee.Tx != nil && len(fee.Tx.Outputs) > 1 && notSeenSpent(fee.Tx.Outputs[1]) && !g.f.oldFee(fee.Tx) {
			return Unpublished, say("why.reserve-unspent", "no source saw the reserve of the %s transaction spent", role), outNotedAt(fee.Tx, 1)
		}
	}
	return StateOpen, say("why.no-id-nor-reserve", "the deposit's ID is not known, nor who spends a fee transaction's reserve"), at
}

// fillInputs gives inputs what they spend where it is at hand.
func (g *gatherer) fillInputs() {
	outs := map[chainhash.Hash]*wire.MsgTx{}
	for id := range g.local {
		outs[id] = g.local[id].Tx
	}
	for id, tx := range g.pool {
		if tx.Tx != nil {
			outs[id] = tx.Tx
		}
	}
	for _, c := range g.f.tx {
		msg := c.Msg()
		if msg == nil {
			continue
		}
		inputs := make([]*wire.TxOut, len(msg.TxIn))
		copy(inputs, c.Tx.Inputs)
		for i, in := range msg.TxIn {
			prev := in.PreviousOutPoint
			if parent := outs[prev.Hash]; inputs[i] == nil && parent != nil && uint64(prev.Index) < uint64(len(parent.TxOut)) {
				inputs[i] = parent.TxOut[prev.Index]
			}
		}
		tx := *c.Tx // the ledger's own is not ours to change
		tx.Inputs = inputs
		c.Tx = &tx
	}
}

package trade

import (
	"maps"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// Logs hold what the other trader wrote and what belongs to other trades. What
// they name is used as far as it is not contradicted: by another log, by what
// weighs more, or by the transactions themselves. Where it is, nothing is used.

// maxLogged bounds the different IDs that logs name for one role and that are
// looked at: more than a few are no help to anybody.
const maxLogged = 8

// unused is why what was named is not used.
type unused struct {
	contested []Claim // logs name several, and nothing tells which is meant
	tainted   []Claim // one file alone names it, and logs differ on the rest
	unrelated []Claim // by its content it is not this trade's, or there is none
	quoted    []Claim // only somebody's free text names it
}

// all lists what is not used.
func (u unused) all() []Claim { return slices.Concat(u.contested, u.tainted, u.unrelated, u.quoted) }

// anchored reports whether something that weighs more than a log names a role.
func anchored(claims []Claim) bool {
	return slices.ContainsFunc(claims, func(c Claim) bool { return c.Origin.weight() < (Origin{Kind: FromLog}).weight() })
}

// fromLogs reports whether a statement is a log's.
func (o Origin) fromLogs() bool {
	return o.Kind == FromLog || o.Kind == FromHint || o.Kind == FromQuote
}

// hint reports whether a statement is a log's, but does not name the trade itself
// or may not be Bisq's own.
func (o Origin) hint() bool { return o.Kind == FromHint || o.Kind == FromPeer }

// takeLogged keeps what logs name for a role, as far as it may be used.
func (g *gatherer) takeLogged(role diagnostics.TxRole) {
	ids := map[chainhash.Hash]bool{}
	for _, c := range g.f.k.IDs[role] {
		switch {
		case !c.Origin.fromLogs():
		case c.Origin.Kind == FromQuote && len(g.f.unused[role].quoted) < maxLogged:
			u := g.f.unused[role]
			u.quoted = append(u.quoted, c)
			g.f.unused[role] = u
		case c.Origin.Kind == FromQuote:
		case ids[c.ID] || len(ids) < maxLogged:
			ids[c.ID] = true
			g.claims[role] = append(g.claims[role], c)
		}
	}
	// Before quotes were told apart a check may have gone by one, and noted it.
	g.earlier[role] = slices.DeleteFunc(slices.Clone(g.earlier[role]), func(e Claim) bool {
		return !g.named(role, e.ID) && slices.ContainsFunc(g.f.unused[role].quoted, func(c Claim) bool { return c.ID == e.ID })
	})
}

// logged gives the claims of the most trusted words that logs have on a role.
func logged(claims []Claim) []Claim {
	for _, kind := range []OriginKind{FromLog, FromHint, FromPeer} {
		if of := slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return c.Origin.Kind != kind }); len(of) > 0 {
			return of
		}
	}
	return nil
}

// weigh takes back what logs name if it cannot be relied on, and what was found
// by it. It reports whether there was any.
func (g *gatherer) weigh() bool {
	contested := g.contested()
	dropped := false
	for _, role := range diagnostics.TxRoles() {
		claims := slices.DeleteFunc(slices.Clone(g.claims[role]), func(c Claim) bool { return c.Origin.Kind == FromChain })
		u := g.f.unused[role]
		switch {
		case contested[role]:
			u.contested = claims
		case taints(contested) && !anchored(claims) && onePath(claims):
			u.tainted = claims
		default:
			for _, c := range claims {
				if c.Origin.Kind == FromHint && g.unrelated(role, c.ID) || c.Origin.Kind == FromPeer && !g.related(role, c.ID) {
					u.unrelated = append(u.unrelated, c)
				}
			}
		}
		g.f.unused[role] = u
		kept := slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return slices.Contains(u.all(), c) })
		if len(kept) == len(claims) {
			continue
		}
		dropped = true
		g.claims[role] = kept
		// An earlier check may have found it by what is taken back now.
		g.earlier[role] = slices.DeleteFunc(slices.Clone(g.earlier[role]), func(e Claim) bool {
			return len(u.unrelated) == 0 || slices.ContainsFunc(u.unrelated, func(c Claim) bool { return c.ID == e.ID })
		})
	}
	if !dropped {
		return false
	}
	for role, claims := range g.claims {
		g.claims[role] = slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return c.Origin.Kind == FromChain })
	}
	clear(g.misnamed)
	g.derive()
	return true
}

// taints reports whether logs differ on what all the rest hangs on. Who names
// another fee or deposit names another trade's payout too; that two payouts are
// named, as after a mediation, says nothing of the deposit.
func taints(contested map[diagnostics.TxRole]bool) bool {
	return contested[diagnostics.MakerFee] || contested[diagnostics.TakerFee] || contested[diagnostics.Deposit]
}

// onePath reports whether no more than one file names a role.
func onePath(claims []Claim) bool {
	return !slices.ContainsFunc(claims, func(c Claim) bool { return c.Origin.Path != claims[0].Origin.Path })
}

// contested gives the roles for which logs name different transactions, where
// neither a weightier word nor what such a word leads to tells which is meant.
func (g *gatherer) contested() map[diagnostics.TxRole]bool {
	open, sure := map[diagnostics.TxRole]bool{}, map[diagnostics.TxRole]bool{}
	for _, role := range diagnostics.TxRoles() {
		claims := logged(g.claims[role])
		sure[role] = anchored(g.claims[role])
		open[role] = !sure[role] && slices.ContainsFunc(claims, func(c Claim) bool { return c.ID != claims[0].ID })
	}
	for range diagnostics.TxRoles() {
		for role := range open {
			if open[role] && g.decided(role, sure) {
				open[role], sure[role] = false, true
			}
		}
	}
	maps.DeleteFunc(open, func(_ diagnostics.TxRole, is bool) bool { return !is })
	return open
}

// decided puts the one transaction first that belongs to the roles that are sure;
// it reports whether there is just one.
func (g *gatherer) decided(role diagnostics.TxRole, sure map[diagnostics.TxRole]bool) bool {
	var fits []chainhash.Hash
	for _, c := range logged(g.claims[role]) {
		if !slices.Contains(fits, c.ID) && g.belongs(role, c.ID, sure) {
			fits = append(fits, c.ID)
		}
	}
	if len(fits) != 1 {
		return false
	}
	g.claims[role] = first(g.claims[role], func(c Claim) bool { return c.ID == fits[0] })
	return true
}

// belongs reports whether a transaction spends, or is spent by, what is sure to be
// the trade's. Whoever spends a reserve had both traders' fee transactions before
// them; a trader alone can spend the own.
func (g *gatherer) belongs(role diagnostics.TxRole, id chainhash.Hash, sure map[diagnostics.TxRole]bool) bool {
	msg := g.content(id)
	switch role {
	case diagnostics.Deposit:
		if by := g.reserveSpender(diagnostics.MakerFee); by != nil && sure[diagnostics.MakerFee] && sure[diagnostics.TakerFee] {
			if other := g.reserveSpender(diagnostics.TakerFee); other != nil && *by == *other {
				return id == *by
			}
		}
		return msg != nil && sure[diagnostics.MakerFee] && sure[diagnostics.TakerFee] &&
			g.spendsReserve(msg, diagnostics.MakerFee) && g.spendsReserve(msg, diagnostics.TakerFee)
	case diagnostics.MakerFee, diagnostics.TakerFee:
		deposit := g.msg(diagnostics.Deposit)
		return sure[diagnostics.Deposit] && deposit != nil && spendsAny(deposit, id)
	default:
		return sure[diagnostics.Deposit] && msg != nil && spends(msg, wire.OutPoint{Hash: g.claims[diagnostics.Deposit][0].ID})
	}
}

// unrelated reports whether a transaction that is only hinted at is none of this
// trade's: no source has it, or it does not fit those that are named outright.
func (g *gatherer) unrelated(role diagnostics.TxRole, id chainhash.Hash) bool {
	msg := g.content(id)
	if msg == nil {
		tx := g.pool[id]
		return tx != nil && tx.State == explorer.Absent
	}
	switch role {
	case diagnostics.Deposit:
		return slices.ContainsFunc(feeRoles, func(fee diagnostics.TxRole) bool {
			return outright(g.claims[fee]) && !g.spendsReserve(msg, fee)
		})
	case diagnostics.MakerFee, diagnostics.TakerFee:
		deposit := g.msg(diagnostics.Deposit)
		return outright(g.claims[diagnostics.Deposit]) && deposit != nil && !spendsAny(deposit, id)
	default:
		deposit := g.claims[diagnostics.Deposit]
		return len(deposit) > 0 && !spends(msg, wire.OutPoint{Hash: deposit[0].ID})
	}
}

// related reports whether a transaction that perhaps only the other trader names is
// shown to be this trade's by what is named outright: it alone could as well be of
// another trade, and pass for this one's.
func (g *gatherer) related(role diagnostics.TxRole, id chainhash.Hash) bool {
	if slices.ContainsFunc(g.claims[role], func(c Claim) bool { return c.ID == id && !c.Origin.hint() && c.Origin.Kind != FromChain }) {
		return true // others name it too
	}
	fees := slices.ContainsFunc(feeRoles, func(fee diagnostics.TxRole) bool { return outright(g.claims[fee]) })
	if role == diagnostics.Deposit {
		return fees && g.content(id) != nil && !g.unrelated(role, id)
	}
	deposit := g.claims[diagnostics.Deposit]
	if len(deposit) == 0 || !outright(deposit) && (!fees || deposit[0].Origin.Kind != FromChain) {
		return false
	}
	if role == diagnostics.MakerFee || role == diagnostics.TakerFee {
		msg := g.content(deposit[0].ID)
		return msg != nil && spendsAny(msg, id)
	}
	return g.content(id) != nil && !g.unrelated(role, id)
}

// outright reports whether a role is named by more than a hint.
func outright(claims []Claim) bool {
	return slices.ContainsFunc(claims, func(c Claim) bool {
		return !c.Origin.hint() && c.Origin.Kind != FromCheck && c.Origin.Kind != FromChain
	})
}

// spendsAny reports whether a transaction spends any output of another.
func spendsAny(tx *wire.MsgTx, id chainhash.Hash) bool {
	return slices.ContainsFunc(tx.TxIn, func(in *wire.TxIn) bool { return in.PreviousOutPoint.Hash == id })
}

// leftOut says which names were not used, and why; nil if all were, or if what is
// used says the same.
func (j *judge) leftOut() *Verdict {
	const compare = "Compare the IDs with both traders' trade details."
	for _, role := range diagnostics.TxRoles() {
		if c := j.unused[role].contested; len(c) > 0 {
			i := slices.IndexFunc(c, func(o Claim) bool { return o.ID != c[0].ID })
			v := advise(j.warn("contested", "%s and %s name different transactions as %s, and nothing tells which is meant: neither is used.", c[0].Origin, c[i].Origin, role), compare)
			return &v
		}
	}
	for _, role := range diagnostics.TxRoles() {
		for _, c := range j.unused[role].unrelated {
			if id := j.tx[role].ID; id == nil || *id != c.ID {
				v := advise(j.warn("unrelated", "What %s names as %s is not shown to be this trade's: it is not used.", c.Origin, role), compare)
				return &v
			}
		}
		for _, c := range j.unused[role].quoted {
			if id := j.tx[role].ID; id == nil || *id != c.ID {
				v := advise(j.warn("quoted", "Only somebody's words name this transaction as %s, and not Bisq: %s. It is not used.", role, c.Origin), compare)
				return &v
			}
		}
	}
	return nil
}

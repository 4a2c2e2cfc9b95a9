package trade

import (
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
)

// When several transactions are named for a role, or one for the wrong role, the
// chain shows which is meant: the deposit spends the fee transactions, and payout
// and delayed payout spend the deposit. What was named remains, for trade.ids.

// settleDeposit puts the transaction first that spends both fee transactions, if
// another one is named as the deposit. What both reserves are proved to be spent
// by is the deposit, whatever bytes are at hand: a draft, or one that was altered,
// looks just like it.
func (g *gatherer) settleDeposit() {
	claims := g.claims[diagnostics.Deposit]
	if len(claims) == 0 {
		return
	}
	maker, taker := g.reserveSpender(diagnostics.MakerFee), g.reserveSpender(diagnostics.TakerFee)
	if maker != nil && taker != nil && *maker == *taker && g.named(diagnostics.Deposit, *maker) {
		g.claims[diagnostics.Deposit] = first(claims, func(c Claim) bool { return c.ID == *maker })
		return
	}
	const sure = 5 // both parents are named, and output 0 is a script's
	best, most := claims[0].ID, g.depositScore(claims[0].ID)
	for _, role := range diagnostics.TxRoles() {
		for _, c := range g.claims[role] {
			if score := g.depositScore(c.ID); score >= sure && score > most+1 {
				best, most = c.ID, score
			}
		}
	}
	if best == claims[0].ID {
		return
	}
	if !g.named(diagnostics.Deposit, best) {
		claims = append(claims, Claim{best, fromChain("spends-fees", "spends both fee transactions")})
	}
	g.claims[diagnostics.Deposit] = first(claims, func(c Claim) bool { return c.ID == best })
}

// depositScore says how much a transaction looks like this trade's deposit.
func (g *gatherer) depositScore(id chainhash.Hash) int {
	msg := g.content(id)
	if msg == nil || len(msg.TxOut) == 0 {
		return 0
	}
	score := 0
	switch txscript.GetScriptClass(msg.TxOut[0].PkScript) {
	case txscript.ScriptHashTy, txscript.WitnessV0ScriptHashTy:
		score++
	default:
	}
	parents := map[chainhash.Hash]bool{}
	for _, in := range msg.TxIn {
		parents[in.PreviousOutPoint.Hash] = true
	}
	named := 0
	for parent := range parents {
		if g.playsAny(parent) {
			named++
		}
	}
	return score + 2*min(named, 2)
}

// settleFees puts first what the deposit spends, at the place of the party.
func (g *gatherer) settleFees(deposit *wire.MsgTx) {
	buyerIsMaker, known := g.f.statedBuyerIsMaker()
	for _, role := range feeRoles {
		claims := g.claims[role]
		fits := func(c Claim) bool {
			return slices.ContainsFunc(deposit.TxIn, func(in *wire.TxIn) bool { return in.PreviousOutPoint.Hash == c.ID })
		}
		claims = first(claims, fits)
		if known && len(deposit.TxIn) == 2 {
			at := 1
			if buyerIsMaker == (role == diagnostics.MakerFee) {
				at = 0
			}
			claims = first(claims, func(c Claim) bool { return deposit.TxIn[at].PreviousOutPoint.Hash == c.ID })
		}
		g.claims[role] = claims
	}
}

// settleSpenders puts first what spends the multisig.
func (g *gatherer) settleSpenders() {
	deposit := g.claims[diagnostics.Deposit]
	if len(deposit) == 0 {
		return
	}
	op := wire.OutPoint{Hash: deposit[0].ID}
	for _, role := range []diagnostics.TxRole{diagnostics.DelayedPayout, diagnostics.Payout} {
		g.claims[role] = first(g.claims[role], func(c Claim) bool {
			msg := g.content(c.ID)
			return msg != nil && spends(msg, op)
		})
	}
}

// placeSpender names what is proved to spend the multisig by the role that its
// form shows, if it was named by the other: somebody who mixes the two up must not
// have the one pass for the other.
func (g *gatherer) placeSpender() {
	if g.f.spender == nil {
		return
	}
	id := *g.f.spender
	for role, other := range spenderRoles {
		if !g.named(role, id) || g.formOf(id) != other {
			continue
		}
		if !g.named(other, id) {
			g.claims[other] = append(g.claims[other], Claim{id, fromChain("spends-as", "spends the deposit in the form of a %s", other)})
		}
		g.claims[other] = first(g.claims[other], func(c Claim) bool { return c.ID == id })
		g.misnamed[role] = id
	}
}

// spenderRoles are the two that spend the multisig, each with the other.
var spenderRoles = map[diagnostics.TxRole]diagnostics.TxRole{
	diagnostics.Payout: diagnostics.DelayedPayout, diagnostics.DelayedPayout: diagnostics.Payout,
}

// formOf tells payout from delayed payout where lock time, sequence and whom it
// pays leave no doubt; "" otherwise.
func (g *gatherer) formOf(id chainhash.Hash) diagnostics.TxRole {
	msg := g.content(id)
	switch {
	case msg == nil || len(msg.TxIn) != 1:
		return ""
	case looksDelayed(msg) && g.f.classify(msg) == diagnostics.DelayedPayout:
		return diagnostics.DelayedPayout
	case msg.LockTime == 0 && msg.TxIn[0].Sequence == wire.MaxTxInSequenceNum && g.f.classify(msg) == diagnostics.Payout:
		return diagnostics.Payout
	}
	return ""
}

// first moves the claims that fit before the others; each part keeps its order.
func first(claims []Claim, fits func(Claim) bool) []Claim {
	var yes, no []Claim
	for _, c := range claims {
		if fits(c) {
			yes = append(yes, c)
		} else {
			no = append(no, c)
		}
	}
	return append(yes, no...)
}

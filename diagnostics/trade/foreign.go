package trade

import (
	"strings"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// A fee transaction's reserve can be spent by something else than the deposit:
// only the trader's own wallet can sign that, and once a block holds it the
// deposit can never confirm.

// foreign is what spends a reserve in the deposit's place.
type foreign struct {
	by        chainhash.Hash
	confirmed bool
	// doubtful: by its form it is a deposit, of another trade or because an ID is
	// wrong, or it could not be seen: nobody is to be blamed by it.
	doubtful bool
}

// depositForm reports whether a transaction looks like a deposit of any trade:
// several inputs, a script's hash first, and no more than multisig, OP_RETURN and
// change (Bisq's TradeWalletService).
func depositForm(tx *wire.MsgTx) bool {
	return len(tx.TxIn) > 1 && len(tx.TxOut) > 0 && len(tx.TxOut) < 4 && paysScript(tx.TxOut[0])
}

// couldBeDeposit reports whether what spends a reserve may be taken for this
// trade's deposit: it has the form, and spends the reserves of all fee
// transactions that are at hand. What nobody could fetch is not known to be
// anything else.
func (g *gatherer) couldBeDeposit(id chainhash.Hash) bool {
	msg := g.content(id)
	if msg == nil {
		return true
	}
	both := 0
	for _, role := range feeRoles {
		fee := g.msg(role)
		if fee == nil {
			continue
		}
		if !g.spendsReserve(msg, role) {
			return false
		}
		both++
	}
	// What spends both is signed by both, whatever its form: the rules judge that.
	return both == len(feeRoles) || depositForm(msg)
}

// spendsReserve reports whether a transaction spends the reserve of any fee
// transaction that is named for a role.
func (g *gatherer) spendsReserve(msg *wire.MsgTx, role diagnostics.TxRole) bool {
	for _, c := range g.claims[role] {
		if spends(msg, wire.OutPoint{Hash: c.ID, Index: 1}) || g.f.oldFee(g.pool[c.ID]) && spends(msg, wire.OutPoint{Hash: c.ID}) {
			return true
		}
	}
	return false
}

// dropForeign takes back what was taken for the deposit before its content was
// there, and turns out to be none.
func (g *gatherer) dropForeign() {
	claims := g.claims[diagnostics.Deposit]
	var kept []Claim
	for _, c := range claims {
		if c.Origin.Kind == FromChain && isReserveSpender(c.Origin) && !g.couldBeDeposit(c.ID) {
			continue
		}
		kept = append(kept, c)
	}
	if len(kept) < len(claims) {
		g.claims[diagnostics.Deposit] = kept
	}
}

// isReserveSpender reports whether a deposit is one only because it spends a
// reserve.
func isReserveSpender(o Origin) bool {
	return o.Said != nil && strings.HasSuffix(o.Said.Code, "spends-reserve")
}

// foreignSpend gives what spends a fee's reserve in the deposit's place; nil if
// nothing is shown to.
func (f *facts) foreignSpend(role diagnostics.TxRole) *foreign {
	c, deposit := f.tx[role], f.tx[diagnostics.Deposit]
	if c.ID == nil || deposit.State == Confirmed || f.reserveUnclear(role) {
		return nil
	}
	by := f.reserveSpender(role)
	if by.State != explorer.Spent || by.By == nil || deposit.ID != nil && by.By.Hash == *deposit.ID {
		return nil
	}
	out := &foreign{by: by.By.Hash, doubtful: true}
	msg := by.Spender
	if tx := f.pool[by.By.Hash]; tx != nil {
		out.confirmed = tx.State == explorer.Confirmed
		if tx.Tx != nil {
			msg = tx.Tx
		}
	}
	out.doubtful = msg == nil || depositForm(msg)
	return out
}

// blame gives what a trader's own wallet spent the reserve with, if a block holds
// that and it can be no deposit; nil otherwise.
func (f *facts) blame(role diagnostics.TxRole) *foreign {
	if s := f.foreignSpend(role); s != nil && s.confirmed && !s.doubtful {
		return s
	}
	return nil
}

// paysScript reports whether an output can be a multisig.
func paysScript(out *wire.TxOut) bool {
	class := txscript.GetScriptClass(out.PkScript)
	return class == txscript.ScriptHashTy || class == txscript.WitnessV0ScriptHashTy
}

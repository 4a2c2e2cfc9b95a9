package trade

import (
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// Named is an ID that somebody, the chain included, gives a transaction.
type Named struct {
	Role    diagnostics.TxRole
	ID      chainhash.Hash
	Used    bool           // the rules go by it; one ID of each role at the most
	State   explorer.State // UnknownState if nobody could say
	Origins []Origin       // who names it, at least one
	Replies []explorer.Reply
}

// Named lists every ID that is named, by role, the one that is used first; also
// those that no source knows, and those of logs that nothing bears out.
func (r *Result) Named() []Named { return slices.Clone(r.named) }

// allNamed collects the IDs with what the sources said of them.
func (f *facts) allNamed() []Named {
	var all []Named
	for _, role := range diagnostics.TxRoles() {
		var own []Named
		used := f.tx[role].ID
		for _, c := range slices.Concat(f.claims[role], f.unused[role].all()) {
			i := slices.IndexFunc(own, func(n Named) bool { return n.ID == c.ID })
			if i < 0 {
				i = len(own)
				own = append(own, f.nameOf(role, c.ID, used))
			}
			if !slices.Contains(own[i].Origins, c.Origin) {
				own[i].Origins = append(own[i].Origins, c.Origin)
			}
		}
		slices.SortStableFunc(own, func(a, b Named) int {
			switch {
			case a.Used == b.Used:
				return 0
			case a.Used:
				return -1
			}
			return 1
		})
		all = append(all, own...)
	}
	return all
}

func (f *facts) nameOf(role diagnostics.TxRole, id chainhash.Hash, used *chainhash.Hash) Named {
	n := Named{Role: role, ID: id, Used: used != nil && *used == id, State: explorer.UnknownState}
	tx := f.pool[id]
	if tx == nil {
		return n
	}
	n.State = tx.State
	for _, r := range tx.Replies {
		if r.Question == "transaction" {
			n.Replies = append(n.Replies, r)
		}
	}
	return n
}

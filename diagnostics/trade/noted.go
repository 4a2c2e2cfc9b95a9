package trade

import (
	"time"

	"tradecase/diagnostics"
	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// What a bundle keeps can be edited by whoever has it. Bytes, spenders and blocks
// are proved anew whenever they are read; that something was absent, unspent or
// waiting cannot be, and is told as what it is: noted at the last check.

// notedAt gives when a transaction's state was noted, if it rests on a store's
// word; zero if it was asked now or is proved.
func notedAt(tx *explorer.Transaction) time.Time {
	if tx == nil || !tx.Kept || tx.State == explorer.Confirmed && blockProved(tx) {
		return time.Time{}
	}
	return since(tx)
}

// outNotedAt is the same for an output that nobody was seen to spend.
func outNotedAt(tx *explorer.Transaction, i int) time.Time {
	if tx == nil || i >= len(tx.Outputs) || !tx.Outputs[i].Noted || tx.Outputs[i].State != explorer.NotSeenSpent {
		return time.Time{}
	}
	return since(tx)
}

// since is when a record was made: some time, if it does not say.
func since(tx *explorer.Transaction) time.Time {
	if tx.Checked.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	return tx.Checked.UTC()
}

// blockProved reports whether a block with work that could be compared holds a
// transaction, by proofs that were made when it was read.
func blockProved(tx *explorer.Transaction) bool {
	in, anchored := false, false
	for _, p := range tx.Proofs {
		in = in || p.Claim == proof.ClaimInclusion
		anchored = anchored || p.Claim == proof.ClaimWork && p.Anchored
	}
	return in && anchored
}

// day writes when something was noted.
func day(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }

// noted puts before a reason that it is not of now.
func noted(at time.Time, why Text) Text {
	if at.IsZero() {
		return why
	}
	return say("why.noted", "noted at the last check on %s, and not asked since: %s", day(at), why.Within())
}

// oldest is when the oldest was noted of what says where the money is; zero if
// all of it was asked now or is proved.
func (f *facts) oldest() time.Time {
	var oldest time.Time
	older := func(at time.Time) {
		if !at.IsZero() && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	for _, role := range diagnostics.TxRoles() {
		older(f.tx[role].Noted)
	}
	deposit := f.tx[diagnostics.Deposit]
	if f.spender == nil && f.provedSpender() == nil {
		older(outNotedAt(deposit.Tx, 0))
	}
	return oldest
}

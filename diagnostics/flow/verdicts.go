package flow

import (
	"slices"

	"tradecase/diagnostics/trade"
)

// worst orders results from what matters least to what matters most.
var worst = []trade.Outcome{trade.NotApplicable, trade.Pass, trade.Unknown, trade.Warn, trade.Fail}

// judgeParts says what the rules say of each part.
func (d *drawing) judgeParts() {
	for i := range d.p.Parts {
		part := &d.p.Parts[i]
		part.Worst = trade.NotApplicable
		for _, v := range part.Verdicts {
			switch result := d.r.Verdicts[v].Result; {
			case result == part.Worst:
				part.Count++
			case slices.Index(worst, result) > slices.Index(worst, part.Worst):
				part.Worst, part.Count = result, 1
			}
		}
	}
}

// about are what a rule speaks of, apart from the transaction: outputs, and
// inputs if in is so.
type about struct {
	in  bool
	use use
}

// abouts are the rules about a part of a transaction.
var abouts = map[string]about{
	"fee.receiver": {use: useFee}, "fee.amount": {use: useFee}, "fee.bsq-burn": {use: useFee},
	"fee.reserve": {use: useReserve}, "fee.leads-to-deposit": {use: useReserve}, "fee.same-deposit": {use: useReserve},
	"fee.miner-fee": {use: useMiner},

	"deposit.multisig-first": {use: useMultisig}, "deposit.amount": {use: useMultisig}, "deposit.multisig-keys": {use: useMultisig},
	"deposit.spent-by": {use: useMultisig}, "deposit.op-return": {use: useData}, "deposit.contract-hash": {use: useData},
	"deposit.change": {use: useChange}, "deposit.miner-fee": {use: useMiner}, "deposit.inputs": {in: true, use: useDeposit},

	"delayed.input": {in: true, use: useDeposit}, "delayed.sequence": {in: true, use: useDeposit}, "delayed.signatures": {in: true, use: useDeposit},
	"delayed.outputs": {use: usePaid}, "delayed.receivers": {use: usePaid}, "delayed.amount": {use: usePaid},

	"payout.input": {in: true, use: useDeposit}, "payout.signatures": {in: true, use: useDeposit},
	"payout.outputs": {use: usePaid}, "payout.addresses": {use: usePaid}, "payout.amounts": {use: usePaid}, "payout.miner-fee": {use: useMiner},
}

// rulesOf gives the verdicts on a row of a transaction.
func (d *drawing) rulesOf(n *node, r *row, in bool) (out []int) {
	for i, v := range d.r.Verdicts {
		if a, ok := abouts[v.Rule]; ok && v.Role == n.role && a.in == in && a.use == r.use {
			out = append(out, i)
		}
	}
	return out
}

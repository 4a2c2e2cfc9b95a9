package trade

import (
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
)

// swapped says what shows that the IDs of maker and taker fee transaction were
// exchanged by who named them; "" if nothing does. A contract names both, so that
// only what was named without one is looked at.
func (f *facts) swapped() string {
	if c := f.contract(); c.Offer.FeeTxID != "" || c.TakerFeeTxID != "" || f.swap {
		return ""
	}
	maker, taker := f.tx[diagnostics.MakerFee], f.tx[diagnostics.TakerFee]
	if maker.ID == nil || taker.ID == nil || *maker.ID == *taker.ID {
		return ""
	}
	if by := f.crossed(); by != "" {
		return by + " names them the other way round"
	}
	deposit := f.tx[diagnostics.Deposit].Msg()
	if deposit == nil || len(deposit.TxIn) < 2 || !f.spendsBoth() {
		return ""
	}
	// The taker fixes one miner fee and pays it in the own fee transaction and in
	// the deposit; the maker's is another one (taker-trade-tx-fee.md).
	paid, ok := minerFee(f.tx[diagnostics.Deposit])
	makers, known := minerFee(maker)
	takers, both := minerFee(taker)
	if ok && known && both && paid == makers && paid != takers {
		return "the deposit pays the miner fee of the maker's, and it is the taker's that it has to be equal to"
	}
	// Only a selling maker has change, and the buyer's input is the first.
	if len(deposit.TxIn) == 2 && len(change(deposit)) == 1 && deposit.TxIn[0].PreviousOutPoint.Hash == *maker.ID {
		return "the deposit gives change, which only a selling maker gets, and its first input, the buyer's, is the maker's"
	}
	return ""
}

// crossed gives who names one of the two fee transactions for the other's role.
func (f *facts) crossed() string {
	for _, role := range feeRoles {
		used := *f.tx[role].ID
		claims := f.claims[otherFee(role)]
		i := slices.IndexFunc(claims, func(c Claim) bool { return c.ID == used })
		if i >= 0 {
			return claims[i].Origin.String()
		}
	}
	return ""
}

// spendsBoth reports whether the deposit spends both fee transactions.
func (f *facts) spendsBoth() bool {
	parents := map[chainhash.Hash]bool{}
	for _, in := range f.tx[diagnostics.Deposit].Msg().TxIn {
		parents[in.PreviousOutPoint.Hash] = true
	}
	return parents[*f.tx[diagnostics.MakerFee].ID] && parents[*f.tx[diagnostics.TakerFee].ID]
}

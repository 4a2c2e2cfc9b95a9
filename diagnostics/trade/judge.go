package trade

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// Judge asks the ledger for what is not known and applies every rule. It fails
// only if the context was cancelled, or if the program's own data are damaged;
// whatever else could not be found out is unknown in the result. It may be called
// concurrently.
func Judge(ctx context.Context, known Known, ledger Ledger, opt Options) (*Result, error) {
	d, err := load()
	if err != nil {
		return nil, err
	}
	if opt.Now.IsZero() {
		opt.Now = time.Now()
	}
	if ledger == nil {
		ledger = NoLedger{}
	}
	f := newFacts(&known, d, opt)
	g := &gatherer{
		f: f, ledger: ledger,
		pool:   map[chainhash.Hash]*explorer.Transaction{},
		local:  map[chainhash.Hash]Raw{},
		asked:  map[chainhash.Hash][]uint32{},
		claims: map[diagnostics.TxRole][]Claim{},

		earlier:  map[diagnostics.TxRole][]Claim{},
		misnamed: map[diagnostics.TxRole]chainhash.Hash{},
	}
	f.pool = g.pool
	if err := g.gather(ctx); err != nil {
		return nil, fmt.Errorf("look the transactions up: %w", err)
	}
	f.claims, f.misnamed = g.claims, g.misnamed
	f.inferRoles()
	f.settleEra()
	f.deriveFee()
	return f.result(), nil
}

// inferRoles finds out who made the offer if nobody says so: a deposit's change
// is a selling maker's, and its first input is the buyer's.
func (f *facts) inferRoles() {
	deposit := f.tx[diagnostics.Deposit].Msg()
	if f.buyerIsMaker != nil || deposit == nil || len(deposit.TxIn) < 2 || f.swapped() != "" {
		return
	}
	var from Origin
	switch maker, taker := f.tx[diagnostics.MakerFee].ID, f.tx[diagnostics.TakerFee].ID; {
	case len(change(deposit)) == 1:
		f.buyerIsMaker, from = ptr(false), inferred("change", "the deposit's change")
	case maker != nil && deposit.TxIn[0].PreviousOutPoint.Hash == *maker:
		f.buyerIsMaker, from = ptr(true), inferred("input-order", "the order of the deposit's inputs")
	case taker != nil && deposit.TxIn[0].PreviousOutPoint.Hash == *taker:
		f.buyerIsMaker, from = ptr(false), inferred("input-order", "the order of the deposit's inputs")
	default:
		return
	}
	f.rolesInferred = true
	f.list = append(f.list, Fact{Name: "buyer-is-maker", Value: fmt.Sprint(*f.buyerIsMaker), Origin: from, Used: true})
}

// result writes down all that was found.
func (f *facts) result() *Result {
	r := &Result{
		Trade:      f.trade(),
		Verdicts:   f.verdicts(),
		Money:      f.money(),
		TradeTxFee: f.tradeFee(),
		Checked:    f.opt.Now.UTC(),
		payloads:   f.contract().AnyPayload,

		Disagreements: f.disagreements,
	}
	for _, role := range diagnostics.TxRoles() {
		r.Transactions = append(r.Transactions, *f.tx[role])
	}
	if at := f.oldest(); !at.IsZero() {
		r.AsOf = &at
	}
	r.Heard, r.named = f.whoAnswered(), f.allNamed()
	r.Losses, r.OneVoice, r.swapped = f.losses(r.Money), f.oneVoice(), f.swapped() != ""
	f.summarise(r)
	return r
}

func (f *facts) trade() Trade {
	t := Trade{
		ID: f.k.TradeID, Network: f.net.Name, Kind: f.kind(), Era: f.era, Dispute: f.k.Dispute,
		BuyerIsMaker: f.buyerIsMaker, Amount: f.amount, OfferAmount: f.offerAmount,
		BuyerDeposit: f.buyerDeposit, SellerDeposit: f.sellerDeposit,
		MakerCurrency: f.currency(diagnostics.MakerFee), TakerCurrency: f.currency(diagnostics.TakerFee),
		LockTime: f.lockTime, Facts: slices.Clone(f.list),
	}
	if id, err := diagnostics.ParseTradeID(f.contract().Offer.ID); err == nil && !t.ID.Full() {
		t.ID = id
	}
	for _, role := range diagnostics.TxRoles() {
		claims := f.claims[role]
		for _, c := range claims {
			t.Facts = append(t.Facts, Fact{
				Name: string(role), Value: c.ID.String(), Origin: c.Origin, Used: c.ID == claims[0].ID,
				Disputed: slices.ContainsFunc(claims, func(o Claim) bool { return o.ID != claims[0].ID }),
			})
		}
		for _, c := range f.unused[role].all() {
			t.Facts = append(t.Facts, Fact{Name: string(role), Value: c.ID.String(), Origin: c.Origin, Disputed: true})
		}
	}
	for _, v := range f.k.Versions {
		t.Facts = append(t.Facts, Fact{Name: "version-" + string(v.Party), Value: v.Version, Origin: v.Origin, Used: true})
	}
	if f.era.Protocol > 0 {
		t.Facts = append(t.Facts, Fact{Name: "era-protocol", Value: fmt.Sprint(f.era.Protocol), Origin: f.era.ProtocolFrom, Used: true})
	}
	if f.era.Delayed != SchemeUnknown {
		t.Facts = append(t.Facts, Fact{Name: "era-delayed-payout", Value: string(f.era.Delayed), Origin: f.era.DelayedFrom, Used: true})
	}
	if t.Facts == nil {
		t.Facts = []Fact{}
	}
	return t
}

// money says where the trade's funds are.
func (f *facts) money() Money {
	deposit := f.tx[diagnostics.Deposit]
	switch deposit.State {
	case Absent, Unpublished, Unconfirmed:
		return NotLocked
	case Confirmed:
	default:
		return MoneyUnknown
	}
	by := f.spender
	if by == nil {
		by = f.provedSpender()
	}
	switch {
	case f.spendsConfirmed(diagnostics.Payout) && f.spendsConfirmed(diagnostics.DelayedPayout):
		return MoneyUnknown // that cannot be: see payout.exclusive
	case deposit.Msg() != nil && !paysScript(deposit.Msg().TxOut[0]):
		return MoneyUnknown // the multisig is not where it belongs
	case by == nil:
	case f.named(diagnostics.Payout, *by):
		return PaidOut
	case f.named(diagnostics.DelayedPayout, *by):
		return InDelayedPayout
	default:
		return MoneyUnknown
	}
	if len(deposit.Tx.Outputs) > 0 && notSeenSpent(deposit.Tx.Outputs[0]) {
		return Locked
	}
	return MoneyUnknown
}

// spendsConfirmed reports whether what is named for a role spends the deposit and is
// in a block. What is named and does not spend it says nothing of the funds.
func (f *facts) spendsConfirmed(role diagnostics.TxRole) bool {
	genuine, _ := f.spendsDeposit(f.tx[role])
	return genuine && f.tx[role].State == Confirmed
}

// notSeenSpent reports whether it may be taken that nothing spends an output: one
// explorer's word does not do while others could not be heard.
func notSeenSpent(o explorer.Output) bool { return o.State == explorer.NotSeenSpent && o.Carried }

// named reports whether anybody, the chain included, gives a role to an ID, and
// is not shown to be wrong.
func (f *facts) named(role diagnostics.TxRole, id chainhash.Hash) bool {
	if wrong, ok := f.misnamed[role]; ok && wrong == id {
		return false
	}
	return slices.ContainsFunc(f.claims[role], func(c Claim) bool { return c.ID == id })
}

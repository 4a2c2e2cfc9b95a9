package trade

import (
	"context"
	"errors"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// maxRounds is how often the ledger is asked: for what is known, for what that
// led to (a fee leads to the deposit, the deposit to the other fee and to what
// spends it), and for what an old fee's other output led to.
const maxRounds = 5

// gatherer finds the five transactions.
type gatherer struct {
	f      *facts
	ledger Ledger
	pool   map[chainhash.Hash]*explorer.Transaction
	local  map[chainhash.Hash]Raw
	asked  map[chainhash.Hash][]uint32
	claims map[diagnostics.TxRole][]Claim
	// earlier has what an earlier check found.
	earlier map[diagnostics.TxRole][]Claim
	// misnamed has, by the role that it is named as, what is proved to play
	// another.
	misnamed map[diagnostics.TxRole]chainhash.Hash
	failed   error // why the ledger could not be asked
}

// gather asks the ledger in rounds until nothing new comes up. It fails only if
// the context was cancelled.
func (g *gatherer) gather(ctx context.Context) error {
	g.takeClaims()
	for range maxRounds { // what is taken back may have hidden something
		if !g.ask(ctx) {
			return ctx.Err()
		}
		if !g.weigh() {
			break
		}
	}
	for _, role := range diagnostics.TxRoles() {
		g.f.tx[role] = g.checked(role)
	}
	g.fillInputs()
	return nil
}

// ask asks the ledger in rounds until nothing new comes up. It reports whether the
// context was not cancelled.
func (g *gatherer) ask(ctx context.Context) (goOn bool) {
	for range maxRounds {
		wants := g.wants()
		if len(wants) == 0 || g.failed != nil {
			break
		}
		answer, err := g.ledger.Check(ctx, wants...)
		// A deadline is no cancellation: what came in time counts.
		if err != nil && errors.Is(ctx.Err(), context.Canceled) {
			return false
		}
		g.take(answer)
		g.derive()
		if err != nil {
			g.failed = err
			break
		}
	}
	g.derive()
	return true
}

// take keeps what the ledger answered.
func (g *gatherer) take(answer explorer.Answer) {
	g.f.hear(answer.Heard)
	for id, tx := range answer.Transactions {
		if tx = usable(tx); tx != nil {
			g.pool[id] = richer(g.pool[id], tx)
		}
	}
	for _, d := range answer.Disagreements {
		if !slices.Contains(g.f.disagreements, d) { // a later round may say it again
			g.f.disagreements = append(g.f.disagreements, d)
		}
	}
	if answer.Tip.Known {
		g.f.tip = max(g.f.tip, answer.Tip.Height)
	}
}

// richer gives the newer of two answers, with what only the older one has: a
// transaction may come along with another that was asked for more sparingly.
func richer(old, tx *explorer.Transaction) *explorer.Transaction {
	if old == nil {
		return tx
	}
	both := *tx
	if both.Tx == nil {
		both.Tx = old.Tx
	}
	if len(both.Inputs) == 0 {
		both.Inputs = old.Inputs
	}
	if len(both.Outputs) == 0 {
		both.Outputs = old.Outputs
	}
	return &both
}

// takeClaims collects the IDs that are named, the weightiest origin first.
func (g *gatherer) takeClaims() {
	k := g.f.k
	add := func(role diagnostics.TxRole, text string) {
		if id, err := chainhash.NewHashFromStrStrict(text); err == nil {
			g.claims[role] = append(g.claims[role], Claim{*id, g.f.contractOrigin()})
		}
	}
	if c := k.Contract; c != nil {
		add(diagnostics.MakerFee, c.Offer.FeeTxID)
		add(diagnostics.TakerFee, c.TakerFeeTxID)
	}
	for _, role := range diagnostics.TxRoles() {
		for _, c := range k.IDs[role] {
			switch {
			case c.Origin.Kind == FromCheck:
				g.earlier[role] = append(g.earlier[role], c)
			case !c.Origin.fromLogs():
				g.claims[role] = append(g.claims[role], c)
			}
		}
		g.takeLogged(role)
	}
	g.takeRaw()
	for role := range g.claims {
		slices.SortStableFunc(g.claims[role], func(a, b Claim) int { return a.Origin.weight() - b.Origin.weight() })
	}
	g.derive()
}

// takeRaw keeps the bytes at hand, and what they are named as.
func (g *gatherer) takeRaw() {
	for _, raw := range g.f.k.Raw {
		if !isTransaction(raw.Tx) {
			continue
		}
		id := raw.Tx.TxHash()
		if old, ok := g.local[id]; !ok || !hasWitness(old.Tx) && hasWitness(raw.Tx) {
			g.local[id] = raw
		}
		if raw.Role != "" && !g.named(raw.Role, id) {
			g.claims[raw.Role] = append(g.claims[raw.Role], Claim{id, raw.Origin})
		}
	}
}

func (g *gatherer) named(role diagnostics.TxRole, id chainhash.Hash) bool {
	return slices.ContainsFunc(g.claims[role], func(c Claim) bool { return c.ID == id })
}

// wants lists what has not been asked yet.
func (g *gatherer) wants() []explorer.Want {
	var wants []explorer.Want
	for _, role := range diagnostics.TxRoles() {
		for _, c := range g.claims[role] {
			follow := g.follow(role, c.ID)
			if follow == nil && g.followed(c.ID) {
				continue
			}
			if done, ok := g.asked[c.ID]; ok && !slices.ContainsFunc(follow, func(i uint32) bool { return !slices.Contains(done, i) }) {
				continue
			}
			g.asked[c.ID] = append(g.asked[c.ID], follow...)
			wants = append(wants, explorer.Want{ID: c.ID, Follow: follow, Inputs: true})
		}
	}
	return wants
}

// followed reports whether a spender of the deposit came along with it: what its
// only input spends is at hand then.
func (g *gatherer) followed(id chainhash.Hash) bool {
	tx := g.pool[id]
	return tx != nil && tx.Tx != nil && len(tx.Tx.TxIn) == 1 && g.msg(diagnostics.Deposit) != nil &&
		tx.Tx.TxIn[0].PreviousOutPoint.Hash == g.claims[diagnostics.Deposit][0].ID
}

// follow says which outputs lead on: a fee's reserve and the deposit's multisig.
func (g *gatherer) follow(role diagnostics.TxRole, id chainhash.Hash) []uint32 {
	switch role {
	case diagnostics.MakerFee, diagnostics.TakerFee:
		tx := g.pool[id]
		// Before 1.3.7 a fee that burned all BSQ could have its reserve first.
		if tx != nil && tx.Tx != nil && len(tx.Tx.TxOut) < 3 && g.f.oldFee(tx) && !outSpent(tx, 1) {
			return []uint32{0, 1}
		}
		return []uint32{1}
	case diagnostics.Deposit:
		return []uint32{0}
	default:
		return nil
	}
}

// derive names transactions that others lead to, and puts those first that fit
// what the chain shows. What an earlier check found only fills what is open then:
// it must not stand beside what it was found from as if it were a second witness.
func (g *gatherer) derive() {
	for role, claims := range g.claims {
		g.claims[role] = slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return c.Origin.Kind == FromCheck })
	}
	g.deriveAll()
	for _, role := range diagnostics.TxRoles() {
		for _, c := range g.earlier[role] {
			if len(g.claims[role]) == 0 && !g.playsAny(c.ID) {
				g.claims[role] = []Claim{c}
				g.deriveAll()
			}
		}
	}
}

// playsAny reports whether a transaction is named for any role.
func (g *gatherer) playsAny(id chainhash.Hash) bool {
	return slices.ContainsFunc(diagnostics.TxRoles(), func(r diagnostics.TxRole) bool { return g.named(r, id) })
}

func (g *gatherer) deriveAll() {
	g.deriveDeposit()
	g.deriveDepositFromSpender()
	g.settleDeposit()
	if deposit := g.msg(diagnostics.Deposit); deposit != nil {
		g.deriveFees(deposit)
		g.settleFees(deposit)
	}
	g.deriveSpender()
	g.settleSpenders()
	g.placeSpender()
	for _, raw := range g.f.k.Raw {
		if raw.Role == "" && isTransaction(raw.Tx) {
			g.placeLocal(raw.Tx.TxHash(), raw)
		}
	}
}

func (g *gatherer) msg(role diagnostics.TxRole) *wire.MsgTx {
	if len(g.claims[role]) == 0 {
		return nil
	}
	return g.content(g.claims[role][0].ID)
}

// content gives a transaction's content from the ledger or from what is at hand.
func (g *gatherer) content(id chainhash.Hash) *wire.MsgTx {
	if tx := g.pool[id]; tx != nil && tx.Tx != nil {
		return tx.Tx
	}
	if raw, ok := g.local[id]; ok {
		return raw.Tx
	}
	return nil
}

// deriveDeposit takes what spends a fee's reserve for the deposit, if none is
// named and it can be one, or if both reserves say so.
func (g *gatherer) deriveDeposit() {
	g.dropForeign()
	taker, maker := g.reserveSpender(diagnostics.TakerFee), g.reserveSpender(diagnostics.MakerFee)
	named := len(g.claims[diagnostics.Deposit]) > 0
	for _, role := range []diagnostics.TxRole{diagnostics.TakerFee, diagnostics.MakerFee} {
		by := maker
		if role == diagnostics.TakerFee {
			by = taker
		}
		if by == nil || g.named(diagnostics.Deposit, *by) || !g.couldBeDeposit(*by) || named && (maker == nil || taker == nil || *maker != *taker) {
			continue
		}
		g.claims[diagnostics.Deposit] = append(g.claims[diagnostics.Deposit],
			Claim{*by, fromChain("spends-reserve", "spends the reserve of the %s transaction", role)})
		return
	}
}

// deriveDepositFromSpender takes what a named payout or delayed payout spends for
// the deposit, if nothing else names it.
func (g *gatherer) deriveDepositFromSpender() {
	for _, role := range []diagnostics.TxRole{diagnostics.Payout, diagnostics.DelayedPayout} {
		msg := g.msg(role)
		if len(g.claims[diagnostics.Deposit]) > 0 || msg == nil || len(msg.TxIn) != 1 || msg.TxIn[0].PreviousOutPoint.Index != 0 {
			continue
		}
		g.claims[diagnostics.Deposit] = []Claim{{
			msg.TxIn[0].PreviousOutPoint.Hash, fromChain("spent-by", "what the %s transaction spends", role),
		}}
	}
}

// reserveSpender gives what is proved to spend a fee's reserve. Of an old fee,
// whose reserve may be either of two outputs, it is what can be the deposit.
func (g *gatherer) reserveSpender(role diagnostics.TxRole) *chainhash.Hash {
	for _, c := range g.claims[role] {
		tx := g.pool[c.ID]
		old := outSpent(tx, 0) && g.f.oldFee(tx)
		switch {
		case outSpent(tx, 1) && (!old || g.couldBeDeposit(tx.Outputs[1].By.Hash)):
			return &tx.Outputs[1].By.Hash
		case old:
			return &tx.Outputs[0].By.Hash
		}
	}
	return nil
}

// deriveFees takes the deposit's parents for the fee transactions that are not
// named: the buyer's is the first.
func (g *gatherer) deriveFees(deposit *wire.MsgTx) {
	maker, taker := g.claims[diagnostics.MakerFee], g.claims[diagnostics.TakerFee]
	if len(deposit.TxIn) < 2 || len(maker) > 0 && len(taker) > 0 {
		return
	}
	first, second := deposit.TxIn[0].PreviousOutPoint.Hash, deposit.TxIn[1].PreviousOutPoint.Hash
	claim := func(role diagnostics.TxRole, id chainhash.Hash) {
		g.claims[role] = append(g.claims[role], Claim{id, fromChain("input", "input of the deposit")})
	}
	switch {
	case len(maker) > 0 && maker[0].ID == first:
		claim(diagnostics.TakerFee, second)
	case len(maker) > 0 && maker[0].ID == second:
		claim(diagnostics.TakerFee, first)
	case len(taker) > 0 && taker[0].ID == first:
		claim(diagnostics.MakerFee, second)
	case len(taker) > 0 && taker[0].ID == second:
		claim(diagnostics.MakerFee, first)
	case len(maker) == 0 && len(taker) == 0:
		if buyerIsMaker, ok := g.f.statedBuyerIsMaker(); ok {
			if !buyerIsMaker {
				first, second = second, first
			}
			claim(diagnostics.MakerFee, first)
			claim(diagnostics.TakerFee, second)
		}
	}
}

// deriveSpender takes what spends the deposit for the payout or the delayed
// payout.
func (g *gatherer) deriveSpender() {
	g.f.spender = nil
	claims := g.claims[diagnostics.Deposit]
	if len(claims) == 0 {
		return
	}
	tx := g.pool[claims[0].ID]
	if !outSpent(tx, 0) {
		return
	}
	id := tx.Outputs[0].By.Hash
	g.f.spender = &id
	if g.named(diagnostics.Payout, id) || g.named(diagnostics.DelayedPayout, id) {
		return
	}
	msg := g.content(id)
	if msg == nil {
		return
	}
	role := g.f.classify(msg)
	g.claims[role] = append(g.claims[role], Claim{id, fromChain("spends-deposit", "spends the deposit")})
}

// placeLocal finds the role of bytes that nobody named.
func (g *gatherer) placeLocal(id chainhash.Hash, raw Raw) {
	if g.playsAny(id) {
		return
	}
	deposit := g.claims[diagnostics.Deposit]
	if len(deposit) > 0 && slices.ContainsFunc(raw.Tx.TxIn, func(in *wire.TxIn) bool {
		return in.PreviousOutPoint == wire.OutPoint{Hash: deposit[0].ID}
	}) {
		role := g.f.classify(raw.Tx)
		g.claims[role] = append(g.claims[role], Claim{id, raw.Origin})
		return
	}
	// One that spends another deposit is looked at all the more.
	if len(g.claims[diagnostics.DelayedPayout]) == 0 && looksDelayed(raw.Tx) {
		g.claims[diagnostics.DelayedPayout] = append(g.claims[diagnostics.DelayedPayout], Claim{id, raw.Origin})
		return
	}
	if len(deposit) > 0 {
		return
	}
	for _, in := range raw.Tx.TxIn {
		prev := in.PreviousOutPoint
		if prev.Index <= 1 && (g.named(diagnostics.MakerFee, prev.Hash) || g.named(diagnostics.TakerFee, prev.Hash)) {
			g.claims[diagnostics.Deposit] = append(g.claims[diagnostics.Deposit], Claim{id, raw.Origin})
			return
		}
	}
}

// usable leaves out content that is no transaction, so that rules need not look.
func usable(tx *explorer.Transaction) *explorer.Transaction {
	if tx == nil || tx.Tx == nil || isTransaction(tx.Tx) {
		return tx
	}
	without := *tx
	without.Tx = nil
	return &without
}

// isTransaction reports whether there are inputs and outputs.
func isTransaction(tx *wire.MsgTx) bool { return tx != nil && len(tx.TxIn) > 0 && len(tx.TxOut) > 0 }

// outSpent reports whether an output is proved to be spent.
func outSpent(tx *explorer.Transaction, i int) bool {
	return tx != nil && i < len(tx.Outputs) && tx.Outputs[i].State == explorer.Spent && tx.Outputs[i].By != nil
}

func hasWitness(tx *wire.MsgTx) bool { return tx != nil && tx.HasWitness() }

package tradetest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/diagnostics"
)

// setup says on which chain a trade is made. The zero value is the main chain,
// with an invented coinbase.
type setup struct {
	net     *chaincfg.Params // nil: the main chain
	funding *Tx              // pays to FaucetScript
	out     uint32           // in this output
	height  int32            // tip when the trade begins
}

// plan is a trade in the making: what is decided before anything is signed.
type plan struct {
	v     Variant
	m     moment
	seed  uint64
	r     *rand.Rand
	net   *chaincfg.Params
	setup setup
	t     *Trade
	hooks []hook

	maker, taker              side
	buyer, seller, arbitrator key
	script                    []byte              // of the deposit's output 0
	multisig                  pay                 // its address
	multisigOut               uint32              // which output of the deposit it is
	order                     []*btcec.PrivateKey // who signs, if not those who should
	extra                     *coin               // ExtraMakerInput

	draft    *draft  // the transaction of the present stage
	contract *object // from atContract on
}

// side is what one trader brings.
type side struct {
	fee      Fee
	paid     int64 // the trade fee, sat of BTC or of BSQ
	txFee    int64 // of the fee transaction
	reserve  int64
	receiver pay // of a fee in BTC
	coins    []coin
	from     *Tx   // the parent that gave the coins, in their order
	bsq      int64 // sum of the BSQ inputs
	change   int64

	spare      *coin // a coin more than needed, for mutations
	reserveKey key
	changeKey  key
	reserveAt  pay
	changeAt   pay
	bsqAt      pay
	reserveOut uint32 // where the reserve is
}

// coin is an output that a trader owns.
type coin struct {
	value int64
	key   key
	at    pay
}

// newPlan chooses the figures and people of a trade.
func newPlan(v Variant, seed uint64, s setup, hooks []hook) *plan {
	if v.Moment == "" {
		v.Moment = firstMoment(v.Protocol)
	}
	name := sha256.Sum256([]byte(v.Name))
	p := &plan{
		v: v, m: moments()[v.Moment], seed: seed, setup: s, net: s.net, hooks: hooks,
		r: rand.New(rand.NewPCG(seed, uint64(name[0])<<8|uint64(name[1]))),
	}
	network := "regtest"
	if p.net == nil {
		p.net, network = &chaincfg.MainNetParams, "mainnet"
	}
	p.t = &Trade{
		Variant: v, Seed: seed, Net: p.net, Network: network, Version: p.m.version,
		Txs: map[diagnostics.TxRole]*Tx{}, hooks: hooks, setup: s,
	}
	p.t.ID = p.tradeID()
	p.heights()
	p.amounts()
	p.keys()
	return p
}

// fund chooses the coins that pay for what is planned.
func (p *plan) fund() {
	p.maker.coins = p.coins("maker", &p.maker)
	p.taker.coins = p.coins("taker", &p.taker)
	if p.v.ExtraMakerInput {
		p.extra = &coin{p.between(50_000, 500_000), p.maker.reserveKey, p.maker.reserveAt}
		p.t.Amounts.Change += p.extra.value
	}
}

// run runs the hooks of a stage.
func (p *plan) run(at stage) {
	for _, h := range p.hooks {
		if h.at == at {
			h.do(p)
		}
	}
}

// between is a number from low up to high, high excluded.
func (p *plan) between(low, high int64) int64 { return low + p.r.Int64N(high-low) }

// key is the key of a purpose in this trade.
func (p *plan) key(purpose string) key { return newKey(p.seed, p.v.Name+" "+purpose) }

// wallet is where Bisq of this protocol keeps coins of a key.
func (p *plan) wallet(k key) pay {
	if p.v.Protocol < 3 {
		return k.legacy(p.net)
	}
	return k.segwit(p.net)
}

func (p *plan) tradeID() diagnostics.TradeID {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	short := make([]byte, 5+p.r.IntN(4))
	for i := range short {
		short[i] = letters[p.r.IntN(len(letters))]
	}
	id := fmt.Sprintf("%s-%s-%s", short, p.uuid(), digits(p.m.version))
	return diagnostics.TradeID(id)
}

// digits is a version without its dots.
func digits(version string) string {
	var d []byte
	for _, c := range []byte(version) {
		if c != '.' {
			d = append(d, c)
		}
	}
	return string(d)
}

func (p *plan) uuid() string {
	h := p.hex(16)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}

// hex is n random bytes as hex.
func (p *plan) hex(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(p.r.IntN(256))
	}
	return hex.EncodeToString(b)
}

// heights chooses when things happen. On regtest everything happens soon.
func (p *plan) heights() {
	t := p.t
	if p.setup.net != nil {
		t.OfferHeight, t.TakeHeight = p.setup.height+1, p.setup.height+3
	} else {
		t.TakeHeight = p.m.height + int32(p.between(0, 400))
		t.OfferHeight = t.TakeHeight - int32(p.between(4, 120))
	}
	t.Offered, t.Taken = p.time(t.OfferHeight), p.time(t.TakeHeight)
	if p.v.Protocol > 1 {
		t.LockTime = t.TakeHeight + p.lockBlocks()
	}
}

// lockBlocks is how far ahead the lock time is.
func (p *plan) lockBlocks() int32 {
	if p.v.Altcoin {
		return 1440
	}
	return 2880
}

// amounts chooses what is traded and what it costs.
func (p *plan) amounts() {
	a := &p.t.Amounts
	a.Offer = p.between(400, 2500) * 10_000
	if p.v.MakerFee.NoBSQChange || p.v.TakerFee.NoBSQChange {
		a.Offer = p.between(10_000, 20_000) * 10_000 // below, the BSQ to burn is dust
	}
	a.Trade = a.Offer
	if p.v.Partial {
		a.Trade = a.Offer * p.between(30, 80) / 100 / 10_000 * 10_000
	}
	a.BuyerDeposit = max(a.Offer*p.between(16, 30)/100, 600_000)
	a.SellerDeposit = max(a.Offer*15/100, 600_000)
	a.MakerFee = tradeFee(p.v.MakerFee.BSQ, true, p.t.OfferHeight, a.Offer)
	a.TakerFee = tradeFee(p.v.TakerFee.BSQ, false, p.t.TakeHeight, a.Trade)
	size := int64(212)
	if p.v.Protocol < 3 {
		size = 296
	}
	a.TradeTxFee = size * p.between(8, 40)
	a.MakerTxFee = size * p.between(8, 40)
	if p.v.TakerFee.BSQ { // the burn is part of it
		a.TradeTxFee = max(a.TradeTxFee, a.TakerFee+size*4)
	}
	if p.v.MakerFee.BSQ {
		a.MakerTxFee = max(a.MakerTxFee, a.MakerFee+size*4)
	}
	p.reserves()
}

// reserves derives from what is traded what each side must bring.
func (p *plan) reserves() {
	a := &p.t.Amounts
	if p.v.MakerIsBuyer {
		a.MakerReserve = a.BuyerDeposit
		a.TakerReserve = a.SellerDeposit + a.Trade + 2*a.TradeTxFee
	} else {
		a.MakerReserve = a.SellerDeposit + a.Offer
		a.TakerReserve = a.BuyerDeposit + 2*a.TradeTxFee
		a.Change = a.Offer - a.Trade
	}
	if p.v.ShortReserve {
		a.TakerReserve -= a.TakerFee
	}
	a.Multisig = a.Trade + a.BuyerDeposit + a.SellerDeposit + a.TradeTxFee
	p.maker.fee, p.maker.paid, p.maker.txFee, p.maker.reserve = p.v.MakerFee, a.MakerFee, a.MakerTxFee, a.MakerReserve
	p.taker.fee, p.taker.paid, p.taker.txFee, p.taker.reserve = p.v.TakerFee, a.TakerFee, a.TradeTxFee, a.TakerReserve
}

// keys chooses keys and addresses.
func (p *plan) keys() {
	p.buyer, p.seller, p.arbitrator = p.key("buyer"), p.key("seller"), p.key("arbitrator")
	p.wallets("maker", &p.maker)
	p.wallets("taker", &p.taker)
	p.receivers()

	if p.v.Protocol == 1 {
		p.useScript(multisig(2, p.arbitrator.pub, p.seller.pub, p.buyer.pub))
	} else {
		p.useScript(multisig(2, p.seller.pub, p.buyer.pub))
	}
	k := &p.t.Keys
	k.Buyer, k.Seller = p.buyer.priv, p.seller.priv
	if p.v.Protocol == 1 {
		k.Arbitrator = p.arbitrator.priv
	}
	k.BuyerPubKey, k.SellerPubKey = hex.EncodeToString(p.buyer.pub), hex.EncodeToString(p.seller.pub)
	k.BuyerPayout = p.wallet(p.key("buyer payout")).addr
	k.SellerPayout = p.wallet(p.key("seller payout")).addr
	k.MakerReserve, k.TakerReserve = p.maker.reserveAt.addr, p.taker.reserveAt.addr
	k.MakerChange, k.TakerChange = p.maker.changeAt.addr, p.taker.changeAt.addr
}

// useScript has the deposit pay to a script as the protocol does.
func (p *plan) useScript(s []byte) {
	p.script, p.t.Keys.Script = s, s
	if p.v.Protocol < 3 {
		p.multisig = payScriptHash(s, p.net)
	} else {
		p.multisig = payWitnessScript(s, p.net)
	}
}

// wallets chooses the addresses of one side.
func (p *plan) wallets(who string, s *side) {
	s.reserveKey = p.key(who + " reserve")
	s.reserveAt = p.wallet(s.reserveKey)
	s.changeKey = p.key(who + " change")
	s.changeAt = p.wallet(s.changeKey)
	bsq := p.key(who + " bsq change")
	s.bsqAt = bsq.legacy(p.net)
	if p.m.bsqSegwit {
		s.bsqAt = bsq.segwit(p.net)
	}
}

// receivers chooses who gets the trade fees in BTC and the delayed payout.
func (p *plan) receivers() {
	fees, delayed := p.m.fee, p.m.delayed
	if len(fees) == 0 || p.v.UnknownFeeReceiver || p.setup.net != nil {
		fees = p.invented("fee receiver", 3)
	}
	if p.m.burning {
		delayed = listedMen()
	}
	if p.v.UnknownBurningMen || p.setup.net != nil {
		delayed = p.invented("burning man", 20)
	}
	p.t.FeeReceivers, p.t.DelayedReceivers = fees, delayed
	p.maker.receiver = payAddress(fees[p.r.IntN(len(fees))], p.net)
	p.taker.receiver = payAddress(fees[p.r.IntN(len(fees))], p.net)
}

// invented makes addresses that no list has.
func (p *plan) invented(purpose string, n int) []string {
	list := make([]string, n)
	for i := range list {
		k := p.key(fmt.Sprintf("%s %d", purpose, i))
		if i%2 == 0 {
			list[i] = k.legacy(p.net).addr
		} else {
			list[i] = k.segwit(p.net).addr
		}
	}
	return list
}

// coins chooses what one side's fee transaction spends: BSQ first.
func (p *plan) coins(who string, s *side) []coin {
	var list []coin
	total := s.reserve + s.txFee
	s.reserveOut = 1
	if s.fee.BSQ {
		list = p.bsqCoins(who, s)
		total -= s.bsq
		switch {
		case s.fee.Bug:
			s.reserveOut = 0
		case s.fee.NoBSQChange:
			total += s.bsq + 1
		default:
			total += s.bsq - s.paid
		}
	} else {
		total += s.paid
	}
	if !s.fee.NoChange {
		if s.change == 0 {
			s.change = p.between(100_000, 3_000_000)
		}
		total += s.change
	}
	n := max(s.fee.Inputs, 1)
	for i := range n {
		k := p.key(fmt.Sprintf("%s coin %d", who, i))
		value := total / int64(n-i)
		if i < n-1 {
			value -= p.between(0, value/4)
		}
		total -= value
		list = append(list, coin{value, k, p.wallet(k)})
	}
	return list
}

// bsqCoins chooses the BSQ that pay a fee.
func (p *plan) bsqCoins(who string, s *side) []coin {
	s.bsq = s.paid
	if !s.fee.NoBSQChange {
		s.bsq += p.between(600, 90_000)
	}
	n := max(s.fee.BSQInputs, 1)
	left := s.bsq
	list := make([]coin, n)
	for i := range n {
		k := p.key(fmt.Sprintf("%s bsq %d", who, i))
		at := k.legacy(p.net)
		if p.m.bsqSegwit && i%2 == 0 {
			at = k.segwit(p.net)
		}
		value := left / int64(n-i)
		left -= value
		list[i] = coin{value, k, at}
	}
	return list
}

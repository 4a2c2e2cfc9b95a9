package trade

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// facts is all that the rules see.
type facts struct {
	k   *Known
	d   *data
	net *chaincfg.Params
	opt Options

	tx      map[diagnostics.TxRole]*Checked
	partial map[diagnostics.TxRole]bool // at hand, perhaps not wholly signed
	claims  map[diagnostics.TxRole][]Claim
	unused  map[diagnostics.TxRole]unused // what was named and is not gone by
	// misnamed: see gatherer.
	misnamed map[diagnostics.TxRole]chainhash.Hash
	spender  *chainhash.Hash // of deposit output 0, proved
	pool     map[chainhash.Hash]*explorer.Transaction
	tip      int32 // 0 if not known

	list []Fact // every statement
	// disagreements are those that concern no single transaction.
	disagreements []explorer.Disagreement
	heard         []explorer.Heard // who was asked

	amount, offerAmount, buyerDeposit, sellerDeposit *int64
	statedFee                                        *int64
	buyerIsMaker                                     *bool
	rolesInferred                                    bool // buyerIsMaker rests on the chain alone
	makerCurrency, takerCurrency                     Currency
	lockTime                                         uint32 // 0 if not known
	buyerPayout, sellerPayout                        string
	keys                                             Keys
	takeOffer                                        time.Time
	takeOfferLoose                                   bool // in a trader's local time
	takeHeight                                       int32
	method                                           string
	protocolStated                                   int
	protocolOrigin                                   Origin
	swap                                             bool
	swapDenied                                       bool  // it is called a BSQ swap, but has what no swap has
	delay                                            int32 // blocks from take-offer to lock time; 0 if not known

	era Era
	fee feeDerivation
}

// The blocks between taking an offer and the delayed payout's lock time
// (Bisq's Restrictions.getLockTime), and what traders may differ by.
const (
	delayFiat      = 144 * 20
	delayAltcoin   = 144 * 10
	delayTolerance = 3
)

// Facts on which traders' logs may well differ.
const (
	factTakeTime   = "take-offer-time"
	factTakeHeight = "take-offer-height"
)

// weight orders origins, the weightiest first.
func (o Origin) weight() int {
	order := []OriginKind{FromContract, FromAgent, FromPaste, FromLog, FromHint, FromPeer, FromQuote, FromChain, FromCheck, FromInferred}
	if i := slices.Index(order, o.Kind); i >= 0 {
		return i
	}
	return len(order)
}

func newFacts(k *Known, d *data, opt Options) *facts {
	f := &facts{
		k: k, d: d, net: k.Network, opt: opt,
		tx: map[diagnostics.TxRole]*Checked{}, partial: map[diagnostics.TxRole]bool{},
		unused: map[diagnostics.TxRole]unused{},
	}
	if f.net == nil {
		f.net = &chaincfg.MainNetParams
	}
	for _, role := range diagnostics.TxRoles() {
		f.tx[role] = &Checked{Role: role, State: StateOpen}
	}
	f.resolveAmounts()
	f.resolveRest()
	return f
}

func (f *facts) mainnet() bool { return f.net.Net == chaincfg.MainNetParams.Net }

// contractOrigin is where the contract stands. However it came here, it weighs as
// what both traders signed.
func (f *facts) contractOrigin() Origin {
	o := f.k.ContractOrigin
	o.Kind = FromContract
	return o
}

// resolve picks the weightiest of several statements and records all of them.
func resolve[T comparable](f *facts, name string, show func(T) string, stated []Stated[T]) (value T, origin Origin, ok bool) {
	if len(stated) == 0 {
		return value, origin, false
	}
	stated = slices.Clone(stated)
	slices.SortStableFunc(stated, func(a, b Stated[T]) int { return cmp.Compare(a.Origin.weight(), b.Origin.weight()) })
	disputed := slices.ContainsFunc(stated, func(s Stated[T]) bool { return s.Value != stated[0].Value })
	for _, s := range stated {
		f.list = append(f.list, Fact{
			Name: name, Value: show(s.Value), Origin: s.Origin,
			Disputed: disputed, Used: s.Value == stated[0].Value,
		})
	}
	return stated[0].Value, stated[0].Origin, true
}

// fromContract puts what the contract says, unless it is the zero value, beside
// what others say.
func fromContract[T comparable](f *facts, value T, others []Stated[T]) []Stated[T] {
	var zero T
	if f.k.Contract == nil || value == zero {
		return others
	}
	return append([]Stated[T]{{value, f.contractOrigin()}}, others...)
}

// pick resolves to a pointer, nil if nothing is stated.
func pick[T comparable](f *facts, name string, show func(T) string, stated []Stated[T]) *T {
	v, _, ok := resolve(f, name, show, stated)
	if !ok {
		return nil
	}
	return &v
}

func (f *facts) contract() Contract {
	if f.k.Contract == nil {
		return Contract{}
	}
	return *f.k.Contract
}

func (f *facts) resolveAmounts() {
	c, sats := f.contract(), func(v int64) string { return strconv.FormatInt(v, 10) }
	f.amount = pick(f, "trade-amount", sats, fromContract(f, c.TradeAmount, f.k.TradeAmount))
	f.offerAmount = pick(f, "offer-amount", sats, fromContract(f, c.Offer.Amount, f.k.OfferAmount))
	f.buyerDeposit = pick(f, "buyer-deposit", sats, fromContract(f, c.Offer.BuyerDeposit, f.k.BuyerDeposit))
	f.sellerDeposit = pick(f, "seller-deposit", sats, fromContract(f, c.Offer.SellerDeposit, f.k.SellerDeposit))
	f.statedFee = pick(f, "trade-tx-fee", sats, f.k.TradeTxFee)
}

func (f *facts) resolveRest() {
	c := f.contract()
	words := func(s string) string { return s }
	makers := slices.Clone(f.k.BuyerIsMaker)
	switch {
	case c.BuyerIsMaker != nil:
		makers = append([]Stated[bool]{{*c.BuyerIsMaker, f.contractOrigin()}}, makers...)
	case c.Offer.Direction == "BUY" || c.Offer.Direction == "SELL":
		makers = append([]Stated[bool]{{c.Offer.Direction == "BUY", f.contractOrigin()}}, makers...)
	}
	f.buyerIsMaker = pick(f, "buyer-is-maker", strconv.FormatBool, makers)
	var contractCurrency Currency
	if b := c.Offer.MakerFeeInBTC; b != nil && *b {
		contractCurrency = BTC
	} else if b != nil {
		contractCurrency = BSQ
	}
	currency := func(c Currency) string { return string(c) }
	f.makerCurrency, _, _ = resolve(f, "maker-fee-currency", currency, fromContract(f, contractCurrency, f.k.MakerCurrency))
	f.takerCurrency, _, _ = resolve(f, "taker-fee-currency", currency, f.k.TakerCurrency)
	f.lockTime, _, _ = resolve(f, "lock-time", func(v uint32) string { return strconv.FormatUint(uint64(v), 10) },
		fromContract(f, c.LockTime, f.k.LockTime))
	makerPays, takerPays := c.MakerPayout, c.TakerPayout
	if f.buyerIsMaker == nil {
		makerPays, takerPays = "", ""
	} else if !*f.buyerIsMaker {
		makerPays, takerPays = takerPays, makerPays
	}
	f.buyerPayout, _, _ = resolve(f, "buyer-payout-address", words, f.oneSpelling(fromContract(f, makerPays, f.k.BuyerPayout)))
	f.sellerPayout, _, _ = resolve(f, "seller-payout-address", words, f.oneSpelling(fromContract(f, takerPays, f.k.SellerPayout)))
	f.method, _, _ = resolve(f, "payment-method", words, fromContract(f, cmp.Or(c.Offer.PaymentMethod, c.MakerMethod), f.k.PaymentMethod))
	f.swap, _, _ = resolve(f, "bsq-swap", strconv.FormatBool,
		fromContract(f, c.Offer.IsBSQSwapPayload || c.Offer.PaymentMethod == "BSQ_SWAP", f.k.BSQSwap))
	f.swapDenied = f.swap && f.hasMultisigIDs()
	f.swap = f.swap && !f.swapDenied
	f.resolveKeys()
	f.resolveTime()
}

// resolveKeys takes the weightiest key that is named for each trader. Which others are
// named is a fact only if they differ.
func (f *facts) resolveKeys() {
	var buyers, sellers []Stated[string]
	keys := slices.Clone(f.k.Keys)
	slices.SortStableFunc(keys, func(a, b Stated[Keys]) int { return cmp.Compare(a.Origin.weight(), b.Origin.weight()) })
	for _, k := range keys {
		if k.Value.Buyer != nil {
			buyers = append(buyers, Stated[string]{hex.EncodeToString(k.Value.Buyer), k.Origin})
		}
		if k.Value.Seller != nil {
			sellers = append(sellers, Stated[string]{hex.EncodeToString(k.Value.Seller), k.Origin})
		}
		f.keys.Buyer = firstKey(f.keys.Buyer, k.Value.Buyer)
		f.keys.Seller = firstKey(f.keys.Seller, k.Value.Seller)
	}
	words := func(s string) string { return s }
	differ := func(stated []Stated[string]) bool {
		return slices.ContainsFunc(stated, func(s Stated[string]) bool { return s.Value != stated[0].Value })
	}
	if differ(buyers) {
		resolve(f, "buyer-multisig-key", words, buyers)
	}
	if differ(sellers) {
		resolve(f, "seller-multisig-key", words, sellers)
	}
}

func firstKey(have, next []byte) []byte {
	if have == nil {
		return next
	}
	return have
}

// hasMultisigIDs reports whether transactions are named that a BSQ swap never has.
// One word in a contract must not switch off every rule.
func (f *facts) hasMultisigIDs() bool {
	if c := f.contract(); c.Offer.FeeTxID != "" || c.TakerFeeTxID != "" {
		return true
	}
	return slices.ContainsFunc([]diagnostics.TxRole{diagnostics.Deposit, diagnostics.DelayedPayout, diagnostics.Payout}, func(role diagnostics.TxRole) bool {
		return slices.ContainsFunc(f.k.IDs[role], func(c Claim) bool { return c.Origin.Kind != FromQuote })
	})
}

func (f *facts) resolveTime() {
	at, origin, _ := resolve(f, factTakeTime, func(t time.Time) string { return t.UTC().Format(time.RFC3339) }, f.k.TakeOffer)
	f.takeOffer, f.takeOfferLoose = at, origin.Kind == FromLog
	f.takeHeight, _, _ = resolve(f, factTakeHeight, func(h int32) string { return strconv.Itoa(int(h)) }, f.k.TakeOfferHeight)
	c := f.contract()
	f.protocolStated, f.protocolOrigin, _ = resolve(f, "protocol", strconv.Itoa, fromContract(f, c.Offer.Protocol, f.k.Protocol))
	switch f.method {
	case "":
	case "BLOCK_CHAINS", "BLOCK_CHAINS_INSTANT":
		f.delay = delayAltcoin
	default:
		f.delay = delayFiat
	}
}

// statedBuyerIsMaker says who made the offer, if anybody says so.
func (f *facts) statedBuyerIsMaker() (buyer, ok bool) {
	return deref(f.buyerIsMaker), f.buyerIsMaker != nil
}

// party is who plays a fee transaction's role.
func (f *facts) party(role diagnostics.TxRole) diagnostics.Party {
	switch {
	case f.buyerIsMaker == nil:
		return diagnostics.Unknown
	case *f.buyerIsMaker == (role == diagnostics.MakerFee):
		return diagnostics.Buyer
	}
	return diagnostics.Seller
}

// address gives the address that an output pays, "" if it pays none: an output
// that another script makes payable to the same key is not to that address.
func (f *facts) address(out *wire.TxOut) string {
	_, addrs, _, err := txscript.ExtractPkScriptAddrs(out.PkScript, f.net)
	if err != nil || len(addrs) != 1 {
		return ""
	}
	if script, err := txscript.PayToAddrScript(addrs[0]); err != nil || !bytes.Equal(script, out.PkScript) {
		return ""
	}
	return addrs[0].EncodeAddress()
}

// spelled gives an address as an output's is given, since one may be written in
// large letters too, as it is in QR codes (BIP 173). What is none stays as it is.
func (f *facts) spelled(addr string) string {
	a, err := address.DecodeAddress(strings.TrimSpace(addr), f.net)
	if err != nil || !a.IsForNet(f.net) {
		return addr
	}
	return a.EncodeAddress()
}

// oneSpelling gives stated addresses as spelled does.
func (f *facts) oneSpelling(stated []Stated[string]) []Stated[string] {
	stated = slices.Clone(stated)
	for i, s := range stated {
		stated[i].Value = f.spelled(s.Value)
	}
	return stated
}

func (f *facts) isStated(list []Stated[string], addr string) bool {
	return slices.ContainsFunc(list, func(s Stated[string]) bool { return f.spelled(s.Value) == addr })
}

// feeReceiver says what a fee receiver is; nothing if it is not known as one.
func (f *facts) feeReceiver(addr string) Text {
	if what, ok := f.d.feeReceivers[addr]; ok && f.mainnet() {
		return what
	}
	if addr != "" && f.isStated(f.k.FeeReceivers, addr) {
		return say("receiver.named", "named as a receiver")
	}
	return Text{}
}

// isDelayedReceiver reports whether delayed payouts may go to an address.
func (f *facts) isDelayedReceiver(addr string) bool {
	return f.isLegacyReceiver(addr) || f.mainnet() && f.d.burningReceivers[addr] != ""
}

func (f *facts) isLegacyReceiver(addr string) bool {
	return f.mainnet() && f.d.legacyReceivers[addr] != "" || addr != "" && f.isStated(f.k.DelayedReceivers, addr)
}

// bugUntil is a height when clients from before 1.3.7 were long gone: until then
// a fee that burned all BSQ could have its reserve at output 0.
const bugUntil = 650_000

// oldFee reports whether a fee transaction may be from before 1.3.7.
func (f *facts) oldFee(tx *explorer.Transaction) bool {
	if !f.mainnet() {
		return f.protocolStated == 0 || f.protocolStated <= 2
	}
	switch h := f.contract().Offer.Height; {
	case tx != nil && tx.State == explorer.Confirmed && tx.Block != nil:
		return tx.Block.Height < bugUntil
	case tx != nil && tx.State == explorer.Unconfirmed && f.tip >= bugUntil+late:
		return false
	default:
		return h <= 0 || h < bugUntil
	}
}

// height gives the height of a transaction's block, 0 if it has none.
func (f *facts) height(role diagnostics.TxRole) int32 {
	if c := f.tx[role]; c.State == Confirmed && c.Tx != nil && c.Tx.Block != nil {
		return c.Tx.Block.Height
	}
	return 0
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func ptr[T any](v T) *T { return &v }

func sat(v int64) string { return fmt.Sprintf("%d sat", v) }

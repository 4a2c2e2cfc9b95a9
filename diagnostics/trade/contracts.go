package trade

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/btcsuite/btcd/txscript/v2"

	"tradecase/diagnostics"
)

// Both traders sign one contract, so that two that differ in what money depends on
// cannot both be genuine, and nothing says which is: a rule whose result depends on
// which of them holds has none.

// OtherContract is a contract beside the one that counts.
type OtherContract struct {
	Contract *Contract
	Origin   Origin
}

// maxOthers is how many other contracts, and how many other pairs of keys, are
// judged by: each has every rule applied anew.
const maxOthers = 8

// addOther keeps a contract that is not the one that counts, each once.
func (k *Known) addOther(c *Contract, origin Origin, u *Understood) {
	switch {
	case slices.ContainsFunc(k.Others, func(o OtherContract) bool { return bytes.Equal(o.Contract.Raw, c.Raw) }):
	case len(k.Others) == maxOthers:
		u.note("only the first %d contracts are compared", maxOthers+1)
	default:
		k.Others = append(k.Others, OtherContract{c, origin})
	}
}

// The keys on which two contracts of one trade must agree. What Bisq or a trader
// takes out before handing a contract on is not among them: payment accounts, bank
// and country, what an offer says in free text.
const (
	agreedKeys = `tradeAmount tradePrice takerFeeTxID buyerNodeAddress sellerNodeAddress mediatorNodeAddress arbitratorNodeAddress
		refundAgentNodeAddress isBuyerMakerAndSellerTaker makerAccountId takerAccountId makerPayoutAddressString takerPayoutAddressString
		lockTime hashOfMakersPaymentAccountPayload hashOfTakersPaymentAccountPayload makerPaymentMethodId takerPaymentMethodId
		burningManAddressListVersion`
	agreedOfferKeys = `id date ownerNodeAddress direction price marketPriceMargin useMarketBasedPrice amount minAmount baseCurrencyCode
		counterCurrencyCode paymentMethodId makerPaymentAccountId offerFeePaymentTxId versionNr blockHeightAtOfferCreation txFee makerFee
		isCurrencyForMakerFeeBtc buyerSecurityDeposit sellerSecurityDeposit maxTradeLimit maxTradePeriod isPrivateOffer protocolVersion
		hashOfChallenge proofOfWork`
)

// agreed gives the values of the keys that must agree, by their path.
func agreed(top, offer map[string]json.RawMessage) map[string]string {
	values := map[string]string{}
	take := func(prefix, keys string, from map[string]json.RawMessage) {
		for _, key := range strings.Fields(keys) {
			if v := meaning(from[key]); v != "" {
				values[prefix+key] = v
			}
		}
	}
	take("", agreedKeys, top)
	take("offerPayload.", agreedOfferKeys, offer)
	return values
}

// meaning writes a value so that only its meaning counts; "" if there is none,
// or if it was taken out.
func meaning(raw json.RawMessage) string {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil || v == nil {
		return ""
	}
	switch v := v.(type) {
	case json.Number:
		if f, err := v.Float64(); err == nil && strings.ContainsAny(string(v), ".eE") {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
		return string(v)
	case string:
		return spelled(v)
	}
	out, err := json.Marshal(v) // keys in their order
	if err != nil || takenOut(string(out)) {
		return ""
	}
	return string(out)
}

// spelled writes what has no upper and lower case in lower case: an ID, an onion
// address, a segwit address.
func spelled(s string) string {
	s = strings.TrimSpace(s)
	low := strings.ToLower(s)
	switch {
	case takenOut(s):
		return ""
	case s == strings.ToUpper(s) && strings.HasPrefix(low, "bc1"),
		len(s) == 64 && strings.Trim(low, "0123456789abcdef") == "",
		strings.HasSuffix(low, ".onion"):
		return low
	}
	return s
}

// pseudonym is what our redaction puts in the place of something.
var pseudonym = regexp.MustCompile(`\[[a-z]+(-[a-z]+)*-[0-9]+\]`)

// takenOut reports whether a value bears the mark of something that was hidden.
func takenOut(s string) bool { return strings.Contains(s, "***") || pseudonym.MatchString(s) }

// differences are the keys on which two contracts say different things, sorted.
// What one of them lacks is no difference.
func differences(a, b *Contract) []string {
	var keys []string
	for key, v := range a.agreed {
		if w, ok := b.agreed[key]; ok && v != w {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// differing are the keys on which any contract at hand contradicts the one that
// counts, and the first that does.
func (f *facts) differing() (keys []string, first *OtherContract) {
	if f.k.Contract == nil {
		return nil, nil
	}
	for i, o := range f.k.Others {
		more := differences(f.k.Contract, o.Contract)
		if len(more) > 0 && first == nil {
			first = &f.k.Others[i]
		}
		keys = append(keys, more...)
	}
	slices.Sort(keys)
	return slices.Compact(keys), first
}

// otherFacts is the trade as another contract, or other keys, have it.
type otherFacts struct {
	*facts
	in Text // what they say otherwise
}

// otherwise gives the trade as each other contract and each other pair of keys has
// it. A contract whose hash stands in the deposit needs no comparing: both traders
// signed it into the chain.
func (f *facts) otherwise() []otherFacts {
	var all []otherFacts
	if f.k.Contract != nil && !f.hashStands() {
		for _, o := range f.k.Others {
			keys := differences(f.k.Contract, o.Contract)
			if len(keys) == 0 {
				continue
			}
			all = append(all, otherFacts{f.under(o), say("any.contracts", "two contracts at hand differ in %s", shorten(strings.Join(keys, ", ")))})
		}
	}
	for _, keys := range f.otherKeys() {
		other := *f
		other.keys = keys
		all = append(all, otherFacts{&other, say("any.keys", "texts at hand name different keys of the multisig")})
	}
	return all
}

// under gives the trade as another contract has it; what that lacks is taken from
// the one that counts. The transactions are the same.
func (f *facts) under(o OtherContract) *facts {
	known, c := *f.k, *o.Contract
	fill(reflect.ValueOf(&c).Elem(), reflect.ValueOf(f.k.Contract).Elem(), "", c.Bad)
	known.Contract, known.ContractOrigin, known.Others = &c, o.Origin, nil
	other := *f
	other.k, other.list, other.fee, other.era, other.rolesInferred = &known, nil, feeDerivation{}, Era{}, false
	other.buyerIsMaker, other.keys = nil, Keys{}
	other.resolveAmounts()
	other.resolveRest()
	other.inferRoles()
	other.settleEra()
	other.deriveFee()
	return &other
}

// fill gives fields that are zero what another struct of the kind has, unless they
// are zero because what stood there cannot be.
func fill(to, from reflect.Value, prefix string, bad []string) {
	for i := range to.NumField() {
		key := to.Type().Field(i).Tag.Get("json")
		switch field := to.Field(i); {
		case key == "-" || !field.CanSet() || slices.Contains(bad, prefix+key):
		case field.Kind() == reflect.Struct:
			fill(field, from.Field(i), prefix+key+".", bad)
		case field.IsZero():
			field.Set(from.Field(i))
		}
	}
}

// hashStands reports whether the deposit carries the hash of the contract that
// counts.
func (f *facts) hashStands() bool {
	deposit := f.tx[diagnostics.Deposit].Msg()
	if deposit == nil || f.tx[diagnostics.Deposit].State == Absent {
		return false
	}
	for _, at := range opReturns(deposit) {
		data, err := txscript.PushedData(deposit.TxOut[at].PkScript)
		hash := f.k.Contract.Hash()
		if err == nil && len(data) == 1 && bytes.Equal(data[0], hash[:]) {
			return true
		}
	}
	return false
}

// otherKeys are the pairs that can be made of the keys that are named, beside the
// pair that the rules go by.
func (f *facts) otherKeys() []Keys {
	var buyers, sellers [][]byte
	add := func(to [][]byte, key []byte) [][]byte {
		if key == nil || slices.ContainsFunc(to, func(k []byte) bool { return bytes.Equal(k, key) }) {
			return to
		}
		return append(to, key)
	}
	for _, k := range f.k.Keys {
		buyers, sellers = add(buyers, k.Value.Buyer), add(sellers, k.Value.Seller)
	}
	if len(buyers) < 2 && len(sellers) < 2 {
		return nil
	}
	var pairs []Keys
	for _, b := range append(buyers, nil)[:max(len(buyers), 1)] {
		for _, s := range append(sellers, nil)[:max(len(sellers), 1)] {
			if len(pairs) <= maxOthers && (!bytes.Equal(b, f.keys.Buyer) || !bytes.Equal(s, f.keys.Seller)) {
				pairs = append(pairs, Keys{b, s})
			}
		}
	}
	return pairs
}

// or is the verdict if another contract, or other keys, may hold: the same, or the
// milder of two that are loud, or none.
func (v Verdict) or(other Verdict, in Text) Verdict {
	loud := func(o Outcome) bool { return o == Warn || o == Fail }
	open := func(o Outcome) bool { return o == Unknown || o == NotApplicable }
	switch {
	case v.Result == other.Result, v.Result == Warn && other.Result == Fail, v.Result == Unknown && open(other.Result):
		return v
	case loud(v.Result) && loud(other.Result), open(v.Result) && other.Result == Unknown:
		return other
	}
	v.Result, v.Advice = Unknown, Text{}
	v.Detail = say("any.torn", "Which holds cannot be told: %s, and it depends on that.", in)
	return v
}

package trade

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"

	"tradecase/diagnostics"
	"tradecase/explorer/exact"
)

// Contract is the contract of a trade as Bisq writes it in JSON. A field that
// the text does not have is zero or nil; amounts are never zero in a contract.
type Contract struct {
	Offer             Offer  `json:"offerPayload"`
	TradeAmount       int64  `json:"tradeAmount"` // sat
	TradePrice        int64  `json:"tradePrice"`
	TakerFeeTxID      string `json:"takerFeeTxID"`
	BuyerNode         Node   `json:"buyerNodeAddress"`
	SellerNode        Node   `json:"sellerNodeAddress"`
	BuyerIsMaker      *bool  `json:"isBuyerMakerAndSellerTaker"`
	MakerPayout       string `json:"makerPayoutAddressString"` // address
	TakerPayout       string `json:"takerPayoutAddressString"` // address
	LockTime          uint32 `json:"lockTime"`                 // height; 0 before protocol 2
	MakerMethod       string `json:"makerPaymentMethodId"`
	TakerMethod       string `json:"takerPaymentMethodId"`
	BurningManVersion *int   `json:"burningManAddressListVersion"` // nil before 1.9.24

	// Unknown are the keys that no version known to this program writes, with
	// their path ("offerPayload.colour"), sorted.
	Unknown []string `json:"-"`
	// Missing are keys that the rules use and that are not there, sorted.
	Missing []string `json:"-"`
	// Bad are keys that the rules use and whose value is of another kind than
	// Bisq writes: their fields are zero. Sorted, with their path.
	Bad []string `json:"-"`
	// Payloads says that both payment account payloads are still in the text.
	Payloads bool `json:"-"`
	// AnyPayload says that at least one is: private data that must not be
	// handed on.
	AnyPayload bool `json:"-"`
	// Edited says that the text is not as Bisq wrote it: a mark of editing, other
	// white space, or repairs by whoever read it.
	Edited bool `json:"-"`
	// Raw is the JSON as it was read, for its hash.
	Raw []byte `json:"-"`

	agreed map[string]string // what two contracts of one trade must agree on
}

// Node is where a trader can be reached.
type Node struct {
	Host string `json:"hostName"` // an onion address
	Port int    `json:"port"`
}

// Offer is the offer in a contract.
type Offer struct {
	ID               string `json:"id"`
	Date             int64  `json:"date"`      // milliseconds since 1970, UTC
	Direction        string `json:"direction"` // of the maker: BUY or SELL
	Amount           int64  `json:"amount"`    // sat, the most that could be taken
	MinAmount        int64  `json:"minAmount"` // sat
	BaseCurrency     string `json:"baseCurrencyCode"`
	CounterCurrency  string `json:"counterCurrencyCode"`
	PaymentMethod    string `json:"paymentMethodId"`
	FeeTxID          string `json:"offerFeePaymentTxId"` // the maker's
	Version          string `json:"versionNr"`
	Height           int32  `json:"blockHeightAtOfferCreation"`
	TxFee            int64  `json:"txFee"`    // sat, of the maker fee transaction alone
	MakerFee         int64  `json:"makerFee"` // sat; if in BSQ, hundredths of a BSQ
	MakerFeeInBTC    *bool  `json:"isCurrencyForMakerFeeBtc"`
	BuyerDeposit     int64  `json:"buyerSecurityDeposit"`  // sat
	SellerDeposit    int64  `json:"sellerSecurityDeposit"` // sat
	Protocol         int    `json:"protocolVersion"`
	IsBSQSwapPayload bool   `json:"-"` // it has the proof of work that only offers of BSQ swaps carry
}

// maxContract is the most that a contract may have, in bytes; real ones have
// below ten thousand.
const maxContract = 1 << 20

// ParseContract reads a contract that is one JSON object and nothing else, as
// Bisq writes it or edited but whole. It keeps the text. A value of the wrong kind
// costs its own field alone: see Contract.Bad. It fails if nothing of a contract
// is left.
func ParseContract(text []byte) (*Contract, error) {
	text = bytes.TrimSpace(text)
	if len(text) > maxContract {
		return nil, diagnostics.WithHint(fmt.Errorf("%d bytes are more than a contract has", len(text)),
			"a contract is the JSON of the dispute's details; check what was given")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	var top map[string]json.RawMessage
	if err := dec.Decode(&top); err != nil {
		return nil, diagnostics.WithHint(fmt.Errorf("read the contract: %w", plain(err)),
			"copy the contract again from the dispute's details window, whole, from the first { to the last }")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read the contract: something follows it")
	}
	if err := exact.Check(text, strings.Fields(contractKeys+" "+offerKeys+" hostName port")...); err != nil {
		return nil, diagnostics.WithHint(fmt.Errorf("read the contract: %w", ambiguous(err)),
			"Bisq writes every key once and in its own letters, so this text was altered: get the contract from both traders")
	}
	c := &Contract{Raw: bytes.Clone(text)}
	if c.fill(top) > 0 {
		return c, nil
	}
	why := "nothing in it is a contract's"
	if len(c.Bad) > 0 {
		why = c.Bad[0] + " is not what a contract has there"
	}
	return nil, diagnostics.WithHint(errors.New("read the contract: "+why),
		"copy the contract again from the dispute's details window, whole, from the first { to the last }")
}

// plain says what is wrong with JSON without quoting it: contracts are private.
func plain(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return sayError("contract.kind", "%s is a %s", kind.Field, strings.SplitN(kind.Value, " ", 2)[0])
	case errors.As(err, &syntax):
		return sayError("contract.no-json-at", "not JSON at byte %s", syntax.Offset)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return sayError("contract.cut", "it ends too early")
	case errors.Is(err, io.EOF):
		return sayError("contract.empty", "it is empty")
	}
	return sayError("contract.no-json", "not JSON")
}

// ambiguous says which key can be read in two ways, without quoting what is not
// Bisq's.
func ambiguous(err error) error {
	var key *exact.KeyError
	switch {
	case !errors.As(err, &key):
		return plain(err)
	case key.Meant != "":
		return sayError("contract.case", "the key %s is written in other letters", key.Meant)
	case slices.Contains(strings.Fields(contractKeys+" "+offerKeys), key.Key):
		return sayError("contract.twice", "the key %s stands twice", key.Key)
	}
	return sayError("contract.one-twice", "a key stands twice")
}

// fill takes the fields over, each by itself, and notes what is odd. It gives how
// many were understood.
func (c *Contract) fill(top map[string]json.RawMessage) (good int) {
	fields := fieldsOf(c)
	delete(fields, "offerPayload")
	good = c.take("", top, fields)
	offer := map[string]json.RawMessage{}
	if raw, ok := top["offerPayload"]; ok && json.Unmarshal(raw, &offer) != nil {
		c.Bad, offer = append(c.Bad, "offerPayload"), map[string]json.RawMessage{}
	}
	good += c.take("offerPayload.", offer, fieldsOf(&c.Offer))
	c.dropImpossible(top, offer)
	slices.Sort(c.Bad)
	c.inspect(top, offer)
	c.agreed = agreed(top, offer)
	return good
}

// maxSat is all the coins that there can be, in sat.
const maxSat = 21e14

// dropImpossible leaves out amounts that no trade can have, and notes them as bad.
func (c *Contract) dropImpossible(top, offer map[string]json.RawMessage) {
	drop := func(key string, amount *int64) {
		*amount = 0
		if !slices.Contains(c.Bad, key) {
			c.Bad = append(c.Bad, key)
		}
	}
	o := &c.Offer
	for _, a := range []struct {
		from        map[string]json.RawMessage
		prefix, key string
		amount      *int64
		least       int64
	}{
		{top, "", "tradeAmount", &c.TradeAmount, 1},
		{offer, "offerPayload.", "amount", &o.Amount, 1},
		{offer, "offerPayload.", "minAmount", &o.MinAmount, 1},
		{offer, "offerPayload.", "buyerSecurityDeposit", &o.BuyerDeposit, 1},
		{offer, "offerPayload.", "sellerSecurityDeposit", &o.SellerDeposit, 1},
		{offer, "offerPayload.", "makerFee", &o.MakerFee, 1},
		{offer, "offerPayload.", "txFee", &o.TxFee, 0},
	} {
		if raw, ok := a.from[a.key]; ok && string(raw) != "null" && (*a.amount < a.least || *a.amount > maxSat) {
			drop(a.prefix+a.key, a.amount)
		}
	}
	// Which of two that contradict each other is wrong cannot be told.
	switch {
	case c.TradeAmount == 0:
	case o.Amount > 0 && c.TradeAmount > o.Amount:
		drop("tradeAmount", &c.TradeAmount)
		drop("offerPayload.amount", &o.Amount)
	case c.TradeAmount < o.MinAmount:
		drop("tradeAmount", &c.TradeAmount)
		drop("offerPayload.minAmount", &o.MinAmount)
	}
}

// fieldsOf gives pointers to a struct's fields by their keys.
func fieldsOf(of any) map[string]any {
	v := reflect.ValueOf(of).Elem()
	fields := map[string]any{}
	for i := range v.NumField() {
		if key := v.Type().Field(i).Tag.Get("json"); key != "-" && key != "" {
			fields[key] = v.Field(i).Addr().Interface()
		}
	}
	return fields
}

// take reads the values of known keys, and notes those of another kind. A null is
// no value; where the rules need one, it is missing.
func (c *Contract) take(prefix string, from map[string]json.RawMessage, into map[string]any) (good int) {
	needed := strings.Fields(neededKeys)
	if prefix != "" {
		needed = strings.Fields(neededOfferKeys)
	}
	for key, field := range into {
		raw, ok := from[key]
		switch {
		case !ok:
		case string(raw) == "null":
			if !slices.Contains(needed, key) {
				c.Bad = append(c.Bad, prefix+key)
			}
		case json.Unmarshal(raw, field) != nil:
			reflect.ValueOf(field).Elem().SetZero() // half a node is none
			c.Bad = append(c.Bad, prefix+key)
		default:
			good++
		}
	}
	return good
}

// inspect fills what is known of the text beside its values.
func (c *Contract) inspect(top, offer map[string]json.RawMessage) {
	maker, taker := isObject(top["makerPaymentAccountPayload"]), isObject(top["takerPaymentAccountPayload"])
	c.Payloads, c.AnyPayload = maker && taker, maker || taker
	work, ok := offer["proofOfWork"]
	c.Offer.IsBSQSwapPayload = ok && string(bytes.TrimSpace(work)) != "null"
	c.Unknown = append(unknownKeys("", top, contractKeys), unknownKeys("offerPayload.", offer, offerKeys)...)
	slices.Sort(c.Unknown)
	c.Missing = append(missingKeys("", top, neededKeys), missingKeys("offerPayload.", offer, neededOfferKeys)...)
	slices.Sort(c.Missing)
	c.Edited = bytes.Contains(c.Raw, []byte("***")) || len(c.Bad) > 0 || !asBisqWrites(c.Raw)
}

// asBisqWrites reports whether JSON is laid out as Bisq's writer does it: two
// blanks a level. Anything else has another hash than the contract had.
func asBisqWrites(text []byte) bool {
	var b bytes.Buffer
	return json.Indent(&b, text, "", "  ") == nil && bytes.Equal(b.Bytes(), text)
}

func isObject(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) > 2 && raw[0] == '{'
}

func unknownKeys(prefix string, got map[string]json.RawMessage, known string) []string {
	var out []string
	names := strings.Fields(known)
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if !slices.Contains(names, key) {
			out = append(out, prefix+key)
		}
	}
	return out
}

func missingKeys(prefix string, got map[string]json.RawMessage, needed string) []string {
	var out []string
	for _, key := range strings.Fields(needed) {
		if raw, ok := got[key]; !ok || string(raw) == "null" {
			out = append(out, prefix+key)
		}
	}
	return out
}

// The keys that Bisq's versions write.
const (
	contractKeys = `offerPayload tradeAmount tradePrice takerFeeTxID buyerNodeAddress sellerNodeAddress mediatorNodeAddress
		arbitratorNodeAddress isBuyerMakerAndSellerTaker makerAccountId takerAccountId makerPaymentAccountPayload takerPaymentAccountPayload
		makerPayoutAddressString takerPayoutAddressString lockTime refundAgentNodeAddress hashOfMakersPaymentAccountPayload
		hashOfTakersPaymentAccountPayload makerPaymentMethodId takerPaymentMethodId burningManAddressListVersion`
	offerKeys = `id date ownerNodeAddress direction price marketPriceMargin useMarketBasedPrice amount minAmount baseCurrencyCode
		counterCurrencyCode arbitratorNodeAddresses mediatorNodeAddresses paymentMethodId makerPaymentAccountId offerFeePaymentTxId
		versionNr blockHeightAtOfferCreation txFee makerFee isCurrencyForMakerFeeBtc buyerSecurityDeposit sellerSecurityDeposit
		maxTradeLimit maxTradePeriod useAutoClose useReOpenAfterAutoClose lowerClosePrice upperClosePrice isPrivateOffer extraDataMap
		protocolVersion countryCode acceptedCountryCodes bankId acceptedBankIds hashOfChallenge proofOfWork`
	neededKeys      = `offerPayload tradeAmount takerFeeTxID isBuyerMakerAndSellerTaker makerPayoutAddressString takerPayoutAddressString`
	neededOfferKeys = `id amount offerFeePaymentTxId blockHeightAtOfferCreation isCurrencyForMakerFeeBtc makerFee
		buyerSecurityDeposit sellerSecurityDeposit`
)

// Hash is the SHA-256 of the contract's text: what deposits of protocols 1 to 3
// carry in their OP_RETURN.
func (c *Contract) Hash() [sha256.Size]byte { return sha256.Sum256(c.Raw) }

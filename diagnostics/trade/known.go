package trade

import (
	"fmt"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
)

// Known is what is known of a trade before anybody is asked. Every statement
// says where it comes from, and statements that contradict each other stand
// side by side: Judge compares them. The zero Known knows nothing. Judge does
// not change it.
type Known struct {
	// Network is whose addresses and heights are meant; nil is mainnet.
	Network *chaincfg.Params
	// TradeID is the trade's ID as the bundle or the agent has it; may be empty.
	TradeID diagnostics.TradeID
	// Contract is what the traders agreed on; nil if it is not at hand.
	Contract *Contract
	// ContractFault says why text that was given as a contract could not be
	// read, or not whole; zero if it could.
	ContractFault Text
	// ContractOrigin is where the contract stands; its kind does not matter.
	ContractOrigin Origin

	// Others are contracts that were read after the one that counts. Where they
	// contradict it, no rule passes that depends on which of them holds.
	Others []OtherContract

	// IDs are the transactions' IDs by role.
	IDs map[diagnostics.TxRole][]Claim
	// Raw are transactions at hand as bytes, published or not.
	Raw []Raw

	// What agent and logs say, and contracts that were read elsewhere.
	MakerCurrency   []Stated[Currency]
	TakerCurrency   []Stated[Currency]
	BuyerIsMaker    []Stated[bool]
	TradeAmount     []Stated[int64] // sat
	OfferAmount     []Stated[int64] // sat
	BuyerDeposit    []Stated[int64] // sat
	SellerDeposit   []Stated[int64] // sat
	TradeTxFee      []Stated[int64] // sat
	LockTime        []Stated[uint32]
	TakeOffer       []Stated[time.Time] // when the offer was taken
	TakeOfferHeight []Stated[int32]     // the chain's height then
	Protocol        []Stated[int]       // trade protocol version, 1 to 4
	BuyerPayout     []Stated[string]    // address
	SellerPayout    []Stated[string]    // address
	PaymentMethod   []Stated[string]    // Bisq's ID of it: "SEPA", "BLOCK_CHAINS"
	// Keys are the multisig's, as Bisq's windows copy them.
	Keys []Stated[Keys]
	// BSQSwap are statements that the trade is, or is not, a BSQ swap.
	BSQSwap []Stated[bool]
	// Versions are the Bisq versions that the traders ran.
	Versions []RanVersion

	// FeeReceivers and DelayedReceivers are addresses known beside the program's
	// own lists: from Bisq's filter, or of another network than mainnet.
	FeeReceivers     []Stated[string]
	DelayedReceivers []Stated[string]

	// Dispute is how the trade is being settled; the zero value is unknown.
	Dispute Dispute
	// Elsewhere has, for a deposit's or delayed payout's ID, the other trades
	// that use it too.
	Elsewhere map[chainhash.Hash][]Use
}

// Stated is a value with where it comes from.
type Stated[T any] struct {
	Value  T
	Origin Origin
}

// Claim is an ID that a transaction is said to have.
type Claim struct {
	ID     chainhash.Hash
	Origin Origin
}

// Raw is a transaction at hand.
type Raw struct {
	Tx     *wire.MsgTx
	Role   diagnostics.TxRole // "" if nobody said what it is
	Origin Origin
	// Partial says that signatures may still be missing, as in a PSBT.
	Partial bool
}

// Keys are the public keys of the multisig, 33 bytes each; one may be nil.
type Keys struct{ Buyer, Seller []byte }

// RanVersion is a start of Bisq by one of the traders.
type RanVersion struct {
	Party   diagnostics.Party
	Version string    // "1.9.17"
	Time    time.Time // zero if not known
	Origin  Origin
}

// Use is another trade that names the same transaction.
type Use struct {
	Trade diagnostics.TradeID
	Role  diagnostics.TxRole
}

// OriginKind says what sort of thing a statement comes from.
type OriginKind string

// The kinds of origins, the weightiest first: of statements that disagree, the
// one of the weightier origin is used.
const (
	FromChain    OriginKind = "chain"
	FromContract OriginKind = "contract"
	FromAgent    OriginKind = "agent"
	FromLog      OriginKind = "log"
	FromHint     OriginKind = "log hint"      // a log, near a line about the trade
	FromPeer     OriginKind = "log message"   // a field of a message in a log, or a line that may stand in one
	FromQuote    OriginKind = "log quote"     // somebody's free text in a log: nothing rests on it
	FromPaste    OriginKind = "paste"         // pasted text, a file, what Bisq's windows copy
	FromCheck    OriginKind = "earlier check" // found by an earlier check: no witness of its own
	FromInferred OriginKind = "inferred"
)

// Origin is where a statement comes from.
type Origin struct {
	Kind OriginKind
	// Path and Line are its place: an item as "seller/bisq_4.log" and a line,
	// 1-based. Both may be empty.
	Path string
	Line int64
	// Note says more where the kind does not: "take-off height", or the label
	// that a log gives.
	Note string
	// Said is Note for a translation; nil if it is the same in all languages.
	Said *Text
}

// fromChain is an origin that says what the chain shows.
func fromChain(code, english string, args ...any) Origin {
	said := say("note."+code, english, args...)
	return Origin{Kind: FromChain, Note: said.English, Said: &said}
}

// String writes the origin for a reader: "log seller/bisq_4.log:120".
func (o Origin) String() string { return o.text().English }

// text is what String gives, for a translation.
func (o Origin) text() Text {
	note := Plain(o.Note)
	if o.Said != nil {
		note = *o.Said
	}
	if o.Kind == FromInferred && o.Note != "" {
		return say("origin.inferred-from", "inferred from %s", note)
	}
	t := o.Kind.text()
	if o.Path != "" {
		place := o.Path
		if o.Line > 0 {
			place += fmt.Sprintf(":%d", o.Line)
		}
		t = say("origin.place", "%s %s", t, place)
	}
	if o.Note != "" {
		t = say("origin.note", "%s (%s)", t, note)
	}
	return t
}

func (k OriginKind) text() Text {
	switch k {
	case FromChain:
		return say("origin.chain", "chain")
	case FromContract:
		return say("origin.contract", "contract")
	case FromAgent:
		return say("origin.agent", "agent")
	case FromLog, FromHint, FromPeer, FromQuote:
		return say("origin.log", "log")
	case FromPaste:
		return say("origin.paste", "paste")
	case FromCheck:
		return say("origin.check", "earlier check")
	case FromInferred:
		return say("origin.inferred", "inferred")
	}
	return Plain(string(k))
}

// MarshalText writes what String gives.
func (o Origin) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Evidence is the origin as a place to look at.
func (o Origin) Evidence() diagnostics.Evidence {
	if o.Path != "" {
		return diagnostics.Evidence{Path: o.Path, Line: o.Line, Excerpt: o.Note}
	}
	return diagnostics.Evidence{Path: string(o.Kind), Excerpt: o.Note}
}

// Currency is what a trading fee is paid in.
type Currency string

// The currencies of trading fees.
const (
	CurrencyUnknown Currency = ""
	BTC             Currency = "BTC"
	BSQ             Currency = "BSQ"
)

// Dispute is how a trade is being settled.
type Dispute string

// The kinds of dispute.
const (
	DisputeUnknown     Dispute = ""
	DisputeNone        Dispute = "none"
	DisputeMediation   Dispute = "mediation"
	DisputeArbitration Dispute = "arbitration"
	DisputeManual      Dispute = "manual" // paid out by hand, with the emergency tool
)

// ParseDispute reads a dispute's name; "" and "unknown" are DisputeUnknown.
func ParseDispute(s string) (Dispute, error) {
	switch d := Dispute(s); d {
	case DisputeUnknown, DisputeNone, DisputeMediation, DisputeArbitration, DisputeManual:
		return d, nil
	case "unknown":
		return DisputeUnknown, nil
	}
	return "", diagnostics.WithHint(fmt.Errorf("%.40q is not a kind of dispute", s), "use none, mediation, arbitration, manual or unknown")
}

package trade

import (
	"encoding/json"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// Result is what can be said of a trade. It may be read by several goroutines.
type Result struct {
	Trade        Trade     `json:"trade"`
	Transactions []Checked `json:"transactions"` // the five roles, in the order in which coins flow
	Verdicts     []Verdict `json:"verdicts"`     // by role, then in the order of Rules
	Money        Money     `json:"money"`
	// AsOf is when the oldest was noted of what Money and verdicts rest on and
	// nothing proves, UTC; nil if all of it was asked now or is proved.
	AsOf *time.Time `json:"as_of,omitempty"`
	// Heard is who was asked about the transactions, and who answered.
	Heard   Heard    `json:"heard"`
	Summary string   `json:"summary"`
	Said    []Text   `json:"-"`      // the summary's sentences
	Advice  []Advice `json:"advice"` // in the order in which to act; strings in JSON
	Losses  []Loss   `json:"losses,omitempty"`
	// OneVoice says that an absence on which losses rest is one operator's word:
	// nothing is to be reimbursed or refused before another was asked.
	OneVoice bool `json:"one_voice,omitempty"`

	TradeTxFee TradeFee  `json:"trade_tx_fee"`
	Checked    time.Time `json:"checked"` // UTC
	// Disagreements are sources that were caught at something that concerns no
	// single transaction; the others stand with their transactions.
	Disagreements []explorer.Disagreement `json:"disagreements,omitempty"`

	named    []Named
	payloads bool // the contract has payment accounts in it
	swapped  bool // the IDs of the two fee transactions look exchanged
}

// Trade is what is known of the trade itself. A nil pointer or a zero value is
// something that is not known.
type Trade struct {
	ID            diagnostics.TradeID `json:"id,omitempty"`
	Network       string              `json:"network"`
	Kind          Kind                `json:"kind"`
	Era           Era                 `json:"era"`
	Dispute       Dispute             `json:"dispute,omitempty"`
	BuyerIsMaker  *bool               `json:"buyer_is_maker,omitempty"`
	Amount        *int64              `json:"amount,omitempty"`         // sat
	OfferAmount   *int64              `json:"offer_amount,omitempty"`   // sat
	BuyerDeposit  *int64              `json:"buyer_deposit,omitempty"`  // sat
	SellerDeposit *int64              `json:"seller_deposit,omitempty"` // sat
	MakerCurrency Currency            `json:"maker_fee_currency,omitempty"`
	TakerCurrency Currency            `json:"taker_fee_currency,omitempty"`
	LockTime      uint32              `json:"lock_time,omitempty"` // of the contract, blocks
	Facts         []Fact              `json:"facts"`               // every statement, in a fixed order
}

// Kind says what sort of trade it is.
type Kind string

// The kinds of trades.
const (
	Multisig    Kind = "multisig" // two fees, a deposit, a payout: what the rules are about
	BSQSwap     Kind = "bsq-swap" // one transaction and nothing else
	KindUnknown Kind = "unknown"
)

// Era is whose rules hold for a trade.
type Era struct {
	// Protocol is the trade protocol's version, 1 to 4; 0 if it is not known.
	Protocol     int    `json:"protocol,omitempty"`
	ProtocolFrom Origin `json:"protocol_from"`
	// Delayed is the shape of the delayed payout.
	Delayed     Scheme `json:"delayed_payout,omitempty"`
	DelayedFrom Origin `json:"delayed_payout_from"`
}

// Scheme is a shape of delayed payouts.
type Scheme string

// The shapes of delayed payouts.
const (
	SchemeUnknown Scheme = ""
	SchemeNone    Scheme = "none"        // protocol 1 has no delayed payout
	Legacy        Scheme = "legacy"      // one output to a donation address
	BurningMen    Scheme = "burning-men" // outputs to burning men
)

// Fact is a statement about the trade as a reader sees it.
type Fact struct {
	Name   string `json:"name"` // "trade-amount"
	Value  string `json:"value"`
	Origin Origin `json:"origin"`
	// Disputed says that another origin says otherwise; Used that the rules go
	// by this one.
	Disputed bool `json:"disputed,omitempty"`
	Used     bool `json:"used"`
}

// Checked is one of the five transactions.
type Checked struct {
	Role    diagnostics.TxRole
	ID      *chainhash.Hash // nil: no ID is known
	Origins []Origin        // who names this ID
	State   State
	Why     Text // what the state rests on, or why it is not known
	// Noted is when a state was noted that rests on what a bundle keeps and that
	// nothing proves, UTC; zero if it was asked now or is proved.
	Noted time.Time
	// Tx is what the ledger, or the bytes at hand, say; nil if there is nothing.
	Tx *explorer.Transaction
	// Local says that the content comes from bytes at hand and from no ledger.
	Local bool
}

// Msg is the transaction's content; nil if it is not known.
func (c Checked) Msg() *wire.MsgTx {
	if c.Tx == nil {
		return nil
	}
	return c.Tx.Tx
}

// Confirmations is how many blocks hold the transaction down, its own included.
func (c Checked) Confirmations() int32 {
	if c.Tx == nil {
		return 0
	}
	return c.Tx.Confirmations
}

// MarshalJSON writes the keys that docs/cli.md promises.
func (c Checked) MarshalJSON() ([]byte, error) {
	type source struct {
		Name   string           `json:"name"`
		Answer explorer.Outcome `json:"answer"`
	}
	out := struct {
		Role          diagnostics.TxRole `json:"role"`
		TxID          string             `json:"txid,omitempty"`
		State         State              `json:"state"`
		Why           string             `json:"why,omitempty"`
		Noted         *time.Time         `json:"noted,omitempty"`
		Confirmations int32              `json:"confirmations"`
		Origins       []Origin           `json:"origins,omitempty"`
		Proved        []string           `json:"proved"`
		Sources       []source           `json:"sources"`
	}{Role: c.Role, State: c.State, Why: c.Why.English, Confirmations: c.Confirmations(), Origins: c.Origins, Proved: []string{}, Sources: []source{}}
	if !c.Noted.IsZero() {
		out.Noted = &c.Noted
	}
	if c.ID != nil {
		out.TxID = c.ID.String()
	}
	if c.Tx != nil {
		for _, p := range c.Tx.Proofs {
			out.Proved = append(out.Proved, string(p.Claim))
		}
		for _, r := range c.Tx.Replies {
			if r.Question == "transaction" {
				out.Sources = append(out.Sources, source{r.Source, r.Outcome})
			}
		}
	}
	return json.Marshal(out)
}

// State is what is known of one of the five transactions.
type State string

// The states.
const (
	Confirmed   State = "confirmed"
	Unconfirmed State = "unconfirmed"
	Absent      State = "absent"      // an ID was given, and every source said not-found
	Unpublished State = "unpublished" // no ID, and no spender or another one
	StateOpen   State = "unknown"
)

// Outcome is what a rule came to.
type Outcome string

// The outcomes.
const (
	Pass          Outcome = "pass"
	Warn          Outcome = "warn"
	Fail          Outcome = "fail"
	Unknown       Outcome = "unknown" // could not be seen; Detail says why
	NotApplicable Outcome = "not-applicable"
)

// Verdict is what one rule says of one transaction.
type Verdict struct {
	Rule     string                 `json:"rule"` // its name, stable
	Role     diagnostics.TxRole     `json:"role"` // "" for rules about the whole trade
	Result   Outcome                `json:"result"`
	Detail   Text                   `json:"detail"` // one sentence, with the figures
	Figures  []Figure               `json:"figures,omitempty"`
	Advice   Text                   `json:"advice"`
	Evidence []diagnostics.Evidence `json:"evidence,omitempty"`
	Source   string                 `json:"source"` // where the rule comes from
}

// Figure is a number or a word that was compared.
type Figure struct {
	Name Text `json:"name"`
	Got  Text `json:"got"`
	Want Text `json:"want,omitzero"`
}

// Money says where the trade's funds are.
type Money string

// The places.
const (
	NotLocked       Money = "not-locked"        // the deposit is not in the chain
	Locked          Money = "locked"            // in the multisig, no spender seen
	PaidOut         Money = "paid-out"          // by a payout
	InDelayedPayout Money = "in-delayed-payout" // by the delayed payout
	MoneyUnknown    Money = "unknown"
)

// Addressee is who an advice is for.
type Addressee string

// The addressees.
const (
	ToBuyer    Addressee = "buyer"
	ToSeller   Addressee = "seller"
	ToMaker    Addressee = "maker" // where it is not known which party that is
	ToTaker    Addressee = "taker"
	ToBoth     Addressee = "both"
	ToMediator Addressee = "mediator" // whoever handles the case
)

// text is how who is addressed is called within a sentence.
func (a Addressee) text() Text {
	switch a {
	case ToBuyer:
		return say("word.buyer", "buyer")
	case ToSeller:
		return say("word.seller", "seller")
	case ToMaker:
		return say("word.maker", "maker")
	case ToTaker:
		return say("word.taker", "taker")
	case ToBoth, ToMediator:
	}
	return Plain(string(a))
}

// Advice is a step to take, or not to take.
type Advice struct {
	To   Addressee
	Not  bool // it must not be done
	Text Text
}

// MarshalText writes the English sentence, for JSON.
func (a Advice) MarshalText() ([]byte, error) { return a.Text.MarshalText() }

// Loss is what a trader lost, or did not lose, by a trade that failed.
type Loss struct {
	Role  diagnostics.TxRole `json:"role"`  // MakerFee or TakerFee: whose fee it is
	Party diagnostics.Party  `json:"party"` // Unknown if it is not known who made the offer
	Lost  bool               `json:"lost"`  // and may be reimbursed, unless Own
	// Own says that the trader's own wallet brought the loss about: it is not
	// reimbursed unless a mediator decides so.
	Own bool `json:"own_doing,omitempty"`
	// SpentBy is the transaction that spent a reserve in the deposit's place;
	// empty if that is not why.
	SpentBy  string   `json:"spent_by,omitempty"`
	Currency Currency `json:"currency,omitempty"`
	TradeFee *int64   `json:"trade_fee,omitempty"` // sat; of a fee in BSQ, hundredths of a BSQ
	MinerFee *int64   `json:"miner_fee,omitempty"` // sat
	Reason   Text     `json:"reason"`
}

// TradeFee is the one miner fee that taker fee, deposit and payout all pay, as
// each of three places gives it.
type TradeFee struct {
	Sat   *int64    `json:"sat,omitempty"` // nil if not known, or if they disagree
	Agree bool      `json:"agree"`         // at least two give it, and all the same
	From  []Derived `json:"from"`
}

// Derived is a figure with how it was found.
type Derived struct {
	How string `json:"how"` // "taker fee transaction", "taker's reserve", "deposit"
	Sat *int64 `json:"sat,omitempty"`
	Why string `json:"why,omitempty"` // why there is none
}

// Options are how a trade is judged.
type Options struct {
	// Now is the present, for ages; its zero value is the time of the call.
	Now time.Time
	// NoSignatures leaves signatures unchecked: the rules on them are unknown.
	NoSignatures bool
}

package tradetest

import (
	"encoding/hex"
	"time"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// Trade is a trade as it lies in the chain and as it is told. Amounts are in
// sat, heights in blocks, times in UTC.
type Trade struct {
	Variant Variant
	Seed    uint64
	Net     *chaincfg.Params

	ID      diagnostics.TradeID
	Version string // the maker's Bisq, "1.9.17"
	Network string // "mainnet" or "regtest"
	Amounts Amounts
	Keys    Keys

	// Contract is the contract JSON as both traders hashed it.
	Contract string
	// Txs has every transaction that was made, published or not: see Tx.State.
	Txs map[diagnostics.TxRole]*Tx
	// Parents has what the five spend besides each other, back to a coinbase.
	Parents map[chainhash.Hash]*Tx

	OfferHeight int32     // blockHeightAtOfferCreation
	TakeHeight  int32     // chain height when the offer was taken
	LockTime    int32     // of the delayed payout, blocks; 0 on protocol 1
	Offered     time.Time // offerPayload.date
	Taken       time.Time
	TipHeight   int32
	Now         time.Time // time of the tip

	// Receivers of this trade, for networks that the lists do not cover.
	FeeReceivers     []string
	DelayedReceivers []string

	Given Given

	// ExpectedWarnings are the verdicts that must be warnings; no other may be,
	// and none may be a fail.
	ExpectedWarnings []Verdict
	// Money says where the coins are, of a trade whose deposit is as it should be.
	Money Money

	hooks []hook
	setup setup
}

// Given is what the person who asks has at hand.
type Given struct {
	// Paper is the text with the contract, as pasted; empty if there is none.
	Paper string
	// IDs are what the agent typed.
	IDs map[diagnostics.TxRole]chainhash.Hash
	// Raw has transactions as hex.
	Raw []string
	// TakerFeeBSQ is the taker's fee currency as the agent or the logs say.
	TakerFeeBSQ bool
	Dispute     Dispute
	// Others are the transactions of other bundles.
	Others []Other
}

// Other is another bundle's trade.
type Other struct {
	ID  diagnostics.TradeID
	Txs map[diagnostics.TxRole]chainhash.Hash
}

// Amounts are the trade's figures.
type Amounts struct {
	Offer, Trade                 int64 // the offer's amount and what was taken of it
	BuyerDeposit, SellerDeposit  int64
	TradeTxFee                   int64 // paid by each of taker fee, deposit and payout transaction
	MakerTxFee                   int64 // the maker fee transaction's own: offerPayload.txFee
	MakerFee, TakerFee           int64 // trade fees, sat of BTC or of burned BSQ
	MakerReserve, TakerReserve   int64
	Multisig                     int64 // deposit output 0
	Change                       int64 // deposit's change, 0 if there is none
	BuyerPayout, SellerPayout    int64 // of the payout that was made, 0 if left out
	DelayedSpendable, DelayedFee int64 // burning men: what could be given, and the fee paid
}

// Keys are the multisig keys and where the traders are paid.
type Keys struct {
	Buyer, Seller, Arbitrator  *btcec.PrivateKey // Arbitrator on protocol 1 only
	Script                     []byte            // redeem or witness script of the deposit's output 0
	BuyerPayout, SellerPayout  string            // addresses of the contract
	BuyerPubKey, SellerPubKey  string            // hex
	MakerReserve, TakerReserve string            // addresses
	MakerChange, TakerChange   string
}

// Tx is a transaction with its place in the chain.
type Tx struct {
	ID    chainhash.Hash
	Msg   *wire.MsgTx
	Raw   []byte
	Spent []*wire.TxOut // what each input spends
	State explorer.State
	// Height and Time are of its block; only if confirmed.
	Height int32
	Time   time.Time
	// Hidden has the sources say who spends something, and no more of it.
	Hidden bool
}

// Hex is the raw transaction as hex.
func (t *Tx) Hex() string { return hex.EncodeToString(t.Raw) }

// Verdict names one rule's result on one transaction.
type Verdict struct {
	Rule string             // "fee.amount"
	Role diagnostics.TxRole // empty for the rules of the trade as a whole
}

// Money says where the coins of a trade are.
type Money string

// Where the coins can be.
const (
	NotLocked Money = "not-locked" // the deposit is not in a block
	Locked    Money = "locked"
	PaidOut   Money = "paid-out"
	InDelayed Money = "in-delayed-payout"
	WhoKnows  Money = "unknown"
)

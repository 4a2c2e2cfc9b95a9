package tradetest

// Variant says which trade is built. The zero value of each field is the
// ordinary case.
type Variant struct {
	Name     string // unique among Variants
	Protocol int    // 1 to 4: Bisq's TRADE_PROTOCOL_VERSION
	Moment   Moment // when it was taken; empty: the first of the protocol's

	MakerIsBuyer bool
	Altcoin      bool // lock time 1440 blocks ahead instead of 2880
	MakerFee     Fee
	TakerFee     Fee
	// UnknownFeeReceiver pays both BTC fees to an address that no list has:
	// an arbitrator's before 599999, a forgotten burning man's from 2023 on.
	UnknownFeeReceiver bool
	// Partial takes less than the whole offer; a selling maker then has change
	// on the deposit.
	Partial bool
	// ExtraMakerInput puts a third coin, from the maker's reserve address, into
	// the deposit; it comes back in the change. Selling makers only.
	ExtraMakerInput bool
	// ShortReserve has the taker's reserve lack the BSQ fee, as before 1.3.7
	// for a buying taker who paid in BSQ.
	ShortReserve bool
	// OpReturnSwapped has the deposit carry an OP_RETURN on protocol 4, or lack it on
	// protocol 3, as around the release of 1.7.0.
	OpReturnSwapped bool

	// The delayed payout: legacy before 2023, to burning men from then on.
	Remainder         bool // burning men: a last output to the legacy address
	UnknownBurningMen bool // burning men: addresses that no list has

	Ending  Ending
	Pending Pending
	Paper   Paper
	// Dispute is what the agent says of it; empty: what fits Ending.
	Dispute Dispute
}

// Fee says how a trade fee is paid.
type Fee struct {
	BSQ       bool
	NoChange  bool // no BTC change: two outputs instead of three
	BSQInputs int  // how many; 0 means 1
	// NoBSQChange burns all BSQ: output 0 is a dummy to the trader's own
	// change address, or missing before 1.3.7 (Bug).
	NoBSQChange bool
	Bug         bool // NoBSQChange before 1.3.7: the reserve is output 0
	Inputs      int  // BTC inputs; 0 means 1
}

// Ending says what became of the deposit.
type Ending string

// The endings.
const (
	Open        Ending = "open"         // in the multisig, nothing known of a delayed payout
	OpenWithHex Ending = "open-hex"     // in the multisig, the delayed payout at hand as hex
	Paid        Ending = "paid"         // the normal payout
	Mediated    Ending = "mediated"     // another split
	MediatedOne Ending = "mediated-one" // all to one party, the other output left out
	Cancelled   Ending = "cancelled"    // everybody gets the own coins back
	Manual      Ending = "manual"       // made by hand: any outputs, any fee
	Arbitrated  Ending = "arbitrated"   // the delayed payout is published
)

// Pending says what of a trade is not in a block yet.
type Pending string

// What can be pending.
const (
	AllConfirmed    Pending = ""
	PendingDeposit  Pending = "deposit"   // seen, not confirmed; both fees are
	PendingTakerFee Pending = "taker-fee" // and therefore the deposit
	PendingSpender  Pending = "spender"   // payout or delayed payout seen, not confirmed
	Unreached       Pending = "unreached" // no source answers
)

// Paper says what text of the contract is at hand.
type Paper string

// The papers.
const (
	Plain     Paper = ""          // the contract JSON as it was hashed
	Details   Paper = "details"   // what the trade details window copies: contract, keys, raw deposit
	Window    Paper = "window"    // what the contract window copies: contract and keys
	Sanitised Paper = "sanitised" // payment account payloads replaced by null
	NoPaper   Paper = "none"      // only IDs
)

// Dispute is the state of the dispute as the agent gives it.
type Dispute string

// The states of a dispute.
const (
	DisputeUnknown     Dispute = "unknown"
	DisputeNone        Dispute = "none"
	DisputeMediation   Dispute = "mediation"
	DisputeArbitration Dispute = "arbitration"
	DisputeManual      Dispute = "manual"
)

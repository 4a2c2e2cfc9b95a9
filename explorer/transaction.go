package explorer

import (
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// State is what is known of a transaction's place in the chain.
type State string

// The states.
const (
	// Confirmed: a block holds it. That is proved, or two independent
	// operators say the same, or the user's own node says so.
	Confirmed State = "confirmed"
	// Unconfirmed: it exists, and every source that knows it says that no
	// block holds it yet.
	Unconfirmed State = "unconfirmed"
	// Absent: every source asked said positively that it knows no such
	// transaction, at the time of Transaction.Checked.
	Absent State = "absent"
	// UnknownState: nothing of the above can be said.
	UnknownState State = "unknown"
)

// Transaction is what is known of one transaction. All that concerns its
// content (amounts, scripts, locktime, sequence, witness) comes from Tx, whose
// bytes hash to ID.
type Transaction struct {
	ID    chainhash.Hash
	Tx    *wire.MsgTx // nil if nobody gave it
	State State
	// Why says in English what the state rests on, or why it is unknown.
	Why string
	// Reasons are Why's sentences, for a translation; nil if they are not known.
	Reasons []Reason

	Block         *Block // only if Confirmed
	Confirmations int32  // blocks, the one that holds it included; 0 if not Confirmed or no tip is known
	// Final: at least six blocks deep, by proof. It need not be asked again.
	Final bool

	// Inputs has what each input spends, in the order of the inputs, from
	// transactions whose bytes hash to their IDs; an element is nil where it
	// is not known. Empty unless asked for.
	Inputs []*wire.TxOut
	// Parents has the transactions that Inputs come from, each once, in the
	// order of the inputs, as they were given, so that a record can be checked
	// anew.
	Parents []*wire.MsgTx
	// Outputs has what is known of who spends each output, in their order.
	Outputs []Output

	Proofs        []proof.Proof
	Disagreements []Disagreement
	Replies       []Reply
	Checked       time.Time // UTC
	// Kept: it comes from a store, as of Checked, and nobody was asked about its
	// state since. What Proofs show was checked anew; all else in it is what the
	// store says.
	Kept bool
}

// Block is the block that holds a transaction.
type Block struct {
	Height int32
	Hash   chainhash.Hash
	Time   time.Time         // UTC, as the miner set it; zero if the header is not known
	Header *wire.BlockHeader // nil if nobody gave it
	Branch *proof.Branch     // nil if nobody gave it
	// OwnNode: the user's own node says that its chain has this block at this
	// height.
	OwnNode bool
}

// Output is what is known of an output's spending.
type Output struct {
	State SpendState
	By    *wire.OutPoint // Hash: the spending transaction, Index: its input; only if Spent
	// Spender is the spending transaction; only if Spent.
	Spender *wire.MsgTx
	// Of the sources that can answer, how many saw no spender, and at which
	// height at the least; only if NotSeenSpent.
	Saw, Asked int
	Height     int32
	// Noted: it is what a store says, as of Transaction.Checked; only if
	// NotSeenSpent. A spender is proved whenever it is read.
	Noted bool
	// Carried: all who were asked say so, or two operators, or the user's own
	// node. Otherwise it is one's word while the others were not heard, and who
	// hides a spender must not carry that alone.
	Carried bool
}

// SpendState is what is known of an output's spending.
type SpendState string

// The states of an output.
const (
	// Spent is proved by the spending transaction's input.
	Spent SpendState = "spent"
	// NotSeenSpent: no source saw a spender, which proves nothing.
	NotSeenSpent SpendState = "not-seen-spent"
	// UnknownSpend: nobody could say, or they do not agree.
	UnknownSpend SpendState = "unknown"
)

// Disagreement is a source that was caught: what it said was disproved, or
// others say otherwise.
type Disagreement struct {
	Code   Lie    `json:"code"`
	Source string `json:"source"`
	Detail string `json:"detail"` // English, holds no ID
}

// Lie names a disagreement. It is stable: findings and translations hang on it.
type Lie string

// The lies. Those that package proof finds carry its code.
const (
	LieOtherBytes     Lie = Lie(proof.OtherBytes)
	LieNotATx         Lie = Lie(proof.NotATx)
	LieJSONDiffers    Lie = "json-differs"
	LieForgedBranch   Lie = Lie(proof.ForgedBranch)
	LieLowWork        Lie = Lie(proof.LowWork)
	LieOtherHeader    Lie = Lie(proof.OtherHeader)
	LieWrongHeight    Lie = "wrong-height"
	LieOtherBlock     Lie = "other-block"
	LieFalseSpender   Lie = Lie(proof.FalseSpender)
	LieHiddenSpender  Lie = "hidden-spender"
	LieDenied         Lie = "denied" // "not found" for what others prove
	LieStaleTip       Lie = "stale-tip"
	LieAlteredWitness Lie = "altered-witness"
)

// Store keeps what was verified, so that what is final is not asked again. Its
// methods may be called concurrently. What Load gives is checked anew, so a
// damaged record is as good as none.
type Store interface {
	// Load gives the record of a transaction, nil if there is none.
	Load(id chainhash.Hash) (*Transaction, error)
	// Save replaces the record of a transaction, whole or not at all.
	Save(tx *Transaction) error
}

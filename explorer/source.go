package explorer

import (
	"context"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// Source answers questions about transactions. Nothing that it says is believed
// because it says it: Client proves it, compares it with what others say, or
// reports it as one source's word. Its methods may be called concurrently, end
// when the context ends, and return no error: why there is no answer stands in
// the Reply.
type Source interface {
	// Info says who answers. It never changes and asks nobody.
	Info() Info
	// Transaction gives the serialised bytes, with witness where the source
	// has it, unchecked.
	Transaction(ctx context.Context, id chainhash.Hash) ([]byte, Reply)
	// Confirmation gives the block that a transaction is said to be in.
	Confirmation(ctx context.Context, id chainhash.Hash) (Confirmation, Reply)
	// Spenders gives, for each output of a transaction in its order, who is
	// said to spend it.
	Spenders(ctx context.Context, id chainhash.Hash) ([]Spender, Reply)
	// Header gives the header of a block, unchecked.
	Header(ctx context.Context, block chainhash.Hash) (wire.BlockHeader, Reply)
	// HeaderAt gives the header of the block that the source has at a height,
	// unchecked.
	HeaderAt(ctx context.Context, height int32) (wire.BlockHeader, Reply)
	// Tip gives the height of the newest block that the source knows.
	Tip(ctx context.Context) (int32, Reply)
}

// Info says who a source is.
type Info struct {
	Name     string `json:"name"`     // as it is shown: "mempool.space", "own node", "seller/bisq_4.log"
	Operator string `json:"operator"` // who runs it: sources of one operator count as one voice
	Kind     Kind   `json:"kind"`
}

// Kind says how far a source can be asked.
type Kind string

// The kinds of sources.
const (
	// Explorer is somebody's server: it may lie, and its word alone proves
	// nothing.
	Explorer Kind = "explorer"
	// OwnNode is the user's own node: what it says of its own chain is
	// believed, and the answer says that it rests on it.
	OwnNode Kind = "own-node"
	// Record is something at hand: a log, a file, pasted text. It can give
	// bytes; that it lacks something means nothing.
	Record Kind = "record"
)

// Confirmation is what a source says of the block that holds a transaction.
type Confirmation struct {
	Confirmed bool
	Height    int32          // blocks; only if Confirmed
	Block     chainhash.Hash // only if Confirmed
	// Branch leads from the transaction to the block's Merkle root; nil if the
	// source cannot give it.
	Branch *proof.Branch
	// Header is the block's; nil if it must be asked for with Source.Header.
	Header *wire.BlockHeader
	// Described is the transaction as the source's own description of it
	// (JSON) would make it, to be compared with its bytes; nil if it gave none.
	Described *Description
}

// Description is a transaction in the words of a source.
type Description struct {
	Tx       *wire.MsgTx   // rebuilt from the description
	PrevOuts []*wire.TxOut // what each input spends, in sat; an element is nil where it is not described
}

// Spender is who is said to spend an output.
type Spender struct {
	Spent bool
	// By names the spending input; nil if the source does not know which it is
	// or the output is not spent.
	By *wire.OutPoint // Hash: the spending transaction; Index: its input
}

// Outcome is the kind of answer that a question got.
type Outcome string

// The outcomes.
const (
	// Found means that the source gave what was asked for.
	Found Outcome = "found"
	// NotFound means that the source said that there is no such thing. It is a
	// positive answer, never the lack of one.
	NotFound Outcome = "not-found"
	// Unknown means that there was no answer of any use; Fault says why.
	Unknown Outcome = "unknown"
)

// Fault says why there was no answer. It is stable: findings and translations
// hang on it.
type Fault string

// The faults.
const (
	FaultNone        Fault = ""
	FaultTimeout     Fault = "timeout"      // no answer in time
	FaultCancelled   Fault = "cancelled"    // the user ended it
	FaultUnreachable Fault = "unreachable"  // refused, reset, no route
	FaultOnion       Fault = "onion"        // the onion service is offline or its address is wrong
	FaultTor         Fault = "tor"          // Tor itself is not there
	FaultRateLimited Fault = "rate-limited" // it asked to be asked less
	FaultServer      Fault = "server"       // it failed (5xx)
	FaultRefused     Fault = "refused"      // it does not answer such a question (4xx)
	FaultUnsupported Fault = "unsupported"  // this kind of source cannot know
	FaultMalformed   Fault = "malformed"    // not what was asked for: HTML, wrong length, broken
	FaultTooLarge    Fault = "too-large"    // more bytes than the answer can have
	FaultRedirected  Fault = "redirected"   // it pointed elsewhere; that is never followed
	FaultNetwork     Fault = "network"      // it is on another network than the one that is asked about
)

// Reply is how a source answered one question: what is kept as evidence.
type Reply struct {
	Source   string  `json:"source"`
	Operator string  `json:"operator"`
	Question string  `json:"question"` // "transaction", "confirmation", "spenders", "header", "tip"
	Outcome  Outcome `json:"outcome"`
	Fault    Fault   `json:"fault,omitempty"`
	// Detail says in English why there was no answer. It holds nothing that the
	// source sent and no ID.
	Detail    string     `json:"detail,omitempty"`
	Exchanges []Exchange `json:"exchanges,omitempty"`
}

// Exchange is one request and its answer.
type Exchange struct {
	What   string        `json:"what"` // the path without the ID, as "/tx/…/hex"
	At     time.Time     `json:"at"`   // UTC, when the answer was complete
	Took   time.Duration `json:"took"`
	Status int           `json:"status,omitempty"` // HTTP's, 0 if there was none
	Bytes  int64         `json:"bytes"`
	SHA256 string        `json:"sha256,omitempty"` // of the body as it came, hex; empty if there was none
}

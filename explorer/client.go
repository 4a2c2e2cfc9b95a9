package explorer

import (
	"context"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer/proof"
)

// Options is what a Client needs.
type Options struct {
	Network *chaincfg.Params
	// Sources are asked all at once. Two with one Info.Operator count as one
	// voice.
	Sources []Source
	// Anchors are the known blocks that a header's work is compared with.
	Anchors proof.Anchors
	// Store keeps what was verified; nil: memory only.
	Store Store
	// Watch is told of every question when it is asked and when it is
	// answered; nil: nobody is. It is called from several goroutines and holds
	// the check up for as long as it runs.
	Watch func(Event)
	// Now gives the time; nil: time.Now.
	Now func() time.Time
}

// Event is how far one source is, counted since the Client was made.
type Event struct {
	Source   string
	Question string  // as in Reply
	Outcome  Outcome // empty when the question was just asked
	Fault    Fault
	Asked    int // questions asked of this source so far
	Answered int // of those, how many have ended, well or not
}

// Want is a transaction that is to be looked up.
type Want struct {
	ID chainhash.Hash
	// Follow lists the outputs whose spender is looked up wholly as well.
	Follow []uint32
	// Inputs asks for what the inputs spend too, which fees and signatures
	// need.
	Inputs bool
}

// Answer is what a check found.
type Answer struct {
	// Transactions has every transaction wanted, and the followed spenders.
	Transactions map[chainhash.Hash]*Transaction
	Tip          Tip
	// Heard has the explorers and the own node that had to be asked; empty if
	// nothing had to be, or there is nobody.
	Heard []Heard
	// Disagreements has those that concern no single transaction.
	Disagreements []Disagreement
	// StoreErrors says what the Store could not give or take. It has cost
	// requests or will cost them again, never a result.
	StoreErrors []error
}

// Tip is the newest block, as far as it can be told without believing one
// source alone.
type Tip struct {
	Known  bool
	Height int32  // blocks; only if Known
	Why    string // English: whose word it rests on
	// Heights has what each source said, by its name; those that did not
	// answer are missing.
	Heights map[string]int32
	Replies []Reply
}

// Client checks transactions against its sources. It belongs to one bundle: what
// it was told it remembers until Again, and forgets with it. Its methods may be
// called concurrently: a question that two checks have is asked once.
type Client struct {
	opt      Options
	infos    []Info // by source
	everyone []int  // all sources
	servers  []int  // those that can be asked for more than bytes, and whose "not found" means something
	memory   *memory
}

// NewClient returns a Client that has asked nobody yet.
func NewClient(opt Options) *Client {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	c := &Client{opt: opt, memory: newMemory(len(opt.Sources))}
	for s, source := range opt.Sources {
		info := source.Info()
		if info.Operator == "" {
			info.Operator = info.Name
		}
		c.infos = append(c.infos, info)
		c.everyone = append(c.everyone, s)
		if info.Kind != Record {
			c.servers = append(c.servers, s)
		}
	}
	return c
}

// Check looks all wants up at once. It fails only if ctx is cancelled, or with a
// SilenceError beside the answer if no source could be used; whatever else goes
// wrong is an unknown in the answer. A deadline of ctx is no cancellation: what
// has not been answered by then is a timeout.
//
// What the answer points to belongs to the Client as well and must not be
// changed.
func (c *Client) Check(ctx context.Context, wants ...Want) (Answer, error) {
	g := c.gather(ctx, wants)
	if err := cancelled(ctx); err != nil {
		return Answer{}, err
	}
	return c.judge(g), g.silence()
}

// Again forgets what was answered about these transactions and those that spend
// them, or about all if none is named, and the tips, so that the next check asks
// anew. What is final stays.
func (c *Client) Again(ids ...chainhash.Hash) { c.memory.forget(ids) }

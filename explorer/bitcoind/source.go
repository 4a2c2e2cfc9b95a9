package bitcoind

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
)

// parallel is how many requests the node gets at a time. Core answers four at
// once and keeps sixteen waiting by default.
const parallel = 4

// Source asks the user's own node. It is an explorer.Source.
type Source struct {
	info explorer.Info
	node dialect
}

// dialect is a way to ask a node. An error is errNotFound or a *failure, or
// else the context's.
type dialect interface {
	transaction(ctx context.Context, q *question, id chainhash.Hash) ([]byte, error)
	confirmation(ctx context.Context, q *question, id chainhash.Hash) (explorer.Confirmation, error)
	spenders(ctx context.Context, q *question, id chainhash.Hash) ([]explorer.Spender, error)
	header(ctx context.Context, q *question, block chainhash.Hash) (wire.BlockHeader, error)
	blockHash(ctx context.Context, q *question, height int32) (chainhash.Hash, error)
	tip(ctx context.Context, q *question) (int32, error)
}

// New makes a source of the node; it asks nothing yet. A host that is not the
// user's own gives a *HostError. No error holds user, password or path.
func New(c Config) (*Source, error) {
	if c.Params == nil {
		return nil, errors.New("the node's network is not given")
	}
	u, err := c.address()
	if err != nil {
		return nil, err
	}
	client, err := c.client(u)
	if err != nil {
		return nil, err
	}
	if c.Name == "" {
		c.Name = "own node"
	}
	s := &Source{info: explorer.Info{Name: c.Name, Operator: c.Name, Kind: explorer.OwnNode}}
	t := &transport{client: client, url: u.String(), config: c}
	if c.AuthFile == "" && c.User == "" {
		s.node = &rest{transport: t}
	} else {
		s.node = &rpc{transport: t}
	}
	return s, nil
}

// Info says who answers.
func (s *Source) Info() explorer.Info { return s.info }

// Transaction gives the bytes with witness.
func (s *Source) Transaction(ctx context.Context, id chainhash.Hash) ([]byte, explorer.Reply) {
	q := new(question)
	raw, err := s.node.transaction(ctx, q, id)
	return raw, s.reply("transaction", q, err)
}

// Confirmation gives the block in the node's chain, with branch and header.
func (s *Source) Confirmation(ctx context.Context, id chainhash.Hash) (explorer.Confirmation, explorer.Reply) {
	q := new(question)
	c, err := s.node.confirmation(ctx, q, id)
	return c, s.reply("confirmation", q, err)
}

// Spenders gives who spends each output, in the chain or in the mempool, as far
// as the node's indexes tell. Where they do not, the spender is not named and
// the reply's detail says what to switch on.
func (s *Source) Spenders(ctx context.Context, id chainhash.Hash) ([]explorer.Spender, explorer.Reply) {
	q := new(question)
	list, err := s.node.spenders(ctx, q, id)
	return list, s.reply("spenders", q, err)
}

// Header gives the header of a block.
func (s *Source) Header(ctx context.Context, block chainhash.Hash) (wire.BlockHeader, explorer.Reply) {
	q := new(question)
	h, err := s.node.header(ctx, q, block)
	return h, s.reply("header", q, err)
}

// HeaderAt gives the header of the block in the node's chain at a height.
func (s *Source) HeaderAt(ctx context.Context, height int32) (wire.BlockHeader, explorer.Reply) {
	q := new(question)
	block, err := s.node.blockHash(ctx, q, height)
	if err != nil {
		return wire.BlockHeader{}, s.reply("header", q, err)
	}
	h, err := s.node.header(ctx, q, block)
	return h, s.reply("header", q, err)
}

// Tip gives the height of the newest block.
func (s *Source) Tip(ctx context.Context) (int32, explorer.Reply) {
	q := new(question)
	height, err := s.node.tip(ctx, q)
	return height, s.reply("tip", q, err)
}

// reply says how a question was answered.
func (s *Source) reply(name string, q *question, err error) explorer.Reply {
	r := explorer.Reply{
		Source:    s.info.Name,
		Operator:  s.info.Operator,
		Question:  name,
		Outcome:   explorer.Found,
		Detail:    q.note,
		Exchanges: slices.Clone(q.exchanges),
	}
	var f *failure
	switch {
	case err == nil:
	case errors.Is(err, errNotFound):
		r.Outcome = explorer.NotFound
	case errors.As(err, &f):
		r.Outcome, r.Fault, r.Detail = explorer.Unknown, f.fault, f.detail
	default:
		f = fromNet(err)
		r.Outcome, r.Fault, r.Detail = explorer.Unknown, f.fault, f.detail
	}
	return r
}

// question collects what was asked and answered for one question.
type question struct {
	mu        sync.Mutex
	exchanges []explorer.Exchange
	note      string // what a found answer lacks
}

func (q *question) add(e explorer.Exchange) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.exchanges = append(q.exchanges, e)
}

// errNotFound says that the node has searched everything and has no such thing.
var errNotFound = errors.New("not found")

// failure is the lack of an answer. Its detail holds nothing that the node sent.
type failure struct {
	fault  explorer.Fault
	detail string
}

// Error gives the detail.
func (f *failure) Error() string { return f.detail }

func fail(fault explorer.Fault, detail string) *failure {
	return &failure{fault: fault, detail: detail}
}

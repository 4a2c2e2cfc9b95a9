package esplora

import (
	"context"
	"strconv"

	"github.com/btcsuite/btcd/chainhash/v2"
	"golang.org/x/sync/errgroup"

	"tradecase/explorer"
)

// fewOutputs is how many outputs are asked for one by one at the most.
const fewOutputs = 8

// Spenders gives who is said to spend each output. That an output is spent by
// nobody known is not evidence of anything: a server on a plain node says so
// even of an OP_RETURN, which nobody can spend.
func (s *Source) Spenders(ctx context.Context, id chainhash.Hash) ([]explorer.Spender, explorer.Reply) {
	t := new(trail)
	if s.able(ableOutspends) {
		q := ask{path: "/tx/" + id.String() + "/outspends", what: "/tx/…/outspends", limit: jsonLimit}
		body, p := s.about(ctx, q, t)
		if p == nil {
			list, err := parseOutspends(body)
			if err != nil {
				return nil, s.reply(questionSpenders, t, malformed("it did not answer with who spends it"))
			}
			return list, s.reply(questionSpenders, t, nil)
		}
		if !p.cannot {
			return nil, s.reply(questionSpenders, t, p)
		}
		s.lacks(ableOutspends)
	}
	list, p := s.oneByOne(ctx, id, t)
	return list, s.reply(questionSpenders, t, p)
}

// oneByOne asks for each output. For an output that does not exist a server
// answers that it is not spent, so it must be known how many there are.
func (s *Source) oneByOne(ctx context.Context, id chainhash.Hash, t *trail) ([]explorer.Spender, *problem) {
	unsupported := &problem{fault: explorer.FaultUnsupported, detail: "it cannot say who spends an output"}
	if !s.able(ableOutspend) {
		return nil, unsupported
	}
	c, p := s.described(ctx, id, t)
	switch {
	case p != nil:
		return nil, p
	case c.Described == nil || len(c.Described.Tx.TxOut) > fewOutputs:
		return nil, unsupported
	}
	list := make([]explorer.Spender, len(c.Described.Tx.TxOut))
	problems := make([]*problem, len(list))
	var all errgroup.Group
	for i := range list {
		all.Go(func() error {
			list[i], problems[i] = s.outspend(ctx, id, i, t)
			return nil
		})
	}
	_ = all.Wait() // nothing gives an error
	for _, p := range problems {
		if p != nil && p.cannot {
			s.lacks(ableOutspend)
			return nil, unsupported
		}
		if p != nil {
			return nil, p
		}
	}
	return list, nil
}

func (s *Source) outspend(ctx context.Context, id chainhash.Hash, n int, t *trail) (explorer.Spender, *problem) {
	path := "/tx/" + id.String() + "/outspend/" + strconv.Itoa(n)
	body, p := s.get(ctx, ask{path: path, what: "/tx/…/outspend/…", limit: smallLimit}, t)
	if p != nil {
		return explorer.Spender{}, p.only(missingTx)
	}
	sp, err := parseOutspend(body)
	if err != nil {
		return sp, malformed("it did not answer with who spends it")
	}
	return sp, nil
}

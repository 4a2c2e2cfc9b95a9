package explorer

import (
	"context"
	"errors"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// ask gives a source's answer: the one that it gave before, the one that someone
// else is waiting for, or a new one. A caller that gives up leaves the question
// to those who still wait; when nobody does, it is ended and forgotten.
func ask[T any](ctx context.Context, c *Client, q question, do func(context.Context, Source) (T, Reply)) (T, Reply) {
	var none T
	if ctx.Err() != nil {
		return none, c.gaveUp(ctx, q)
	}
	asked, free := c.memory.join(ctx, q)
	if free != nil {
		c.tell(q, Reply{})
		go func() {
			value, reply := do(free, c.opt.Sources[q.source])
			asked.value, asked.reply = value, c.attributed(q, reply)
			c.memory.end(q, asked)
			c.tell(q, asked.reply)
			close(asked.done)
		}()
	}
	select {
	case <-asked.done:
	case <-ctx.Done():
	}
	if !c.memory.leave(q, asked) {
		return none, c.gaveUp(ctx, q)
	}
	value, ok := asked.value.(T)
	if !ok {
		value = none
	}
	return value, asked.reply
}

// gaveUp is the reply to a question whose answer was not waited for.
func (c *Client) gaveUp(ctx context.Context, q question) Reply {
	r := Reply{Outcome: Unknown, Fault: FaultTimeout, Detail: "no answer before the time was up"}
	if errors.Is(ctx.Err(), context.Canceled) {
		r.Fault, r.Detail = FaultCancelled, "cancelled"
	}
	return c.attributed(q, r)
}

// attributed writes down who was asked what: that is not left to the source.
func (c *Client) attributed(q question, r Reply) Reply {
	info := c.infos[q.source]
	r.Source, r.Operator, r.Question = info.Name, info.Operator, q.what
	switch r.Outcome {
	case Found, NotFound, Unknown:
	default:
		r.Outcome, r.Fault = Unknown, FaultMalformed
	}
	return r
}

// tell tells the watcher of a question that was just asked (no outcome) or
// answered.
func (c *Client) tell(q question, r Reply) {
	if c.opt.Watch == nil {
		return
	}
	asked, ended := c.memory.counts(q.source)
	c.opt.Watch(Event{
		Source: c.infos[q.source].Name, Question: q.what, Outcome: r.Outcome, Fault: r.Fault,
		Asked: asked, Answered: ended,
	})
}

// parsed is the transaction that a source's bytes are, or why they are not the
// one asked for.
type parsed struct {
	tx    *wire.MsgTx
	shown proof.Proof
	err   error
}

func (c *Client) askTransaction(ctx context.Context, source int, id chainhash.Hash) (parsed, Reply) {
	return ask(ctx, c, question{source, askTransaction, id}, func(ctx context.Context, s Source) (parsed, Reply) {
		raw, reply := s.Transaction(ctx, id)
		if reply.Outcome != Found {
			return parsed{}, reply
		}
		tx, shown, err := proof.Transaction(id, raw)
		return parsed{tx, shown, err}, reply
	})
}

func (c *Client) askConfirmation(ctx context.Context, source int, id chainhash.Hash) (Confirmation, Reply) {
	return ask(ctx, c, question{source, askConfirmation, id}, func(ctx context.Context, s Source) (Confirmation, Reply) {
		return s.Confirmation(ctx, id)
	})
}

func (c *Client) askSpenders(ctx context.Context, source int, id chainhash.Hash) ([]Spender, Reply) {
	return ask(ctx, c, question{source, askSpenders, id}, func(ctx context.Context, s Source) ([]Spender, Reply) {
		return s.Spenders(ctx, id)
	})
}

// headed is the header that a source gave for a block, or why it is not that
// block's.
type headed struct {
	header *wire.BlockHeader
	err    error
}

func (c *Client) askHeader(ctx context.Context, source int, block chainhash.Hash) (headed, Reply) {
	return ask(ctx, c, question{source, askHeader, block}, func(ctx context.Context, s Source) (headed, Reply) {
		h, reply := s.Header(ctx, block)
		if reply.Outcome != Found {
			return headed{}, reply
		}
		if err := proof.Header(block, h); err != nil {
			return headed{err: err}, reply
		}
		return headed{header: &h}, reply
	})
}

func (c *Client) askTip(ctx context.Context, source int) (int32, Reply) {
	return ask(ctx, c, question{source: source, what: askTip}, func(ctx context.Context, s Source) (int32, Reply) {
		return s.Tip(ctx)
	})
}

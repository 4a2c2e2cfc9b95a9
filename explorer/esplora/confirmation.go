package esplora

import (
	"context"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// An ability is a path that not every server has. What it lacks is remembered,
// so that it is not asked for it again.
type ability uint32

const (
	ableMerkleProof ability = 1 << iota
	ableMerkleblock
	ableTxIDs
	ableOutspends
	ableOutspend
)

func (s *Source) able(a ability) bool { return ability(s.lacking.Load())&a == 0 }
func (s *Source) lacks(a ability)     { s.lacking.Or(uint32(a)) }

// evidence is what leads from a transaction to its block.
type evidence struct {
	branch *proof.Branch
	header *wire.BlockHeader
	height int32    // that comes with the branch; only if known
	known  bool     // height
	p      *problem // why there is no branch
}

// Confirmation gives the block that a transaction is said to be in, with its
// branch as far as the server can give it: its Header is only set if it came
// with the branch. A branch that the server gave and that cannot lead anywhere
// has a place that its length does not allow.
//
// The height is the server's, except where it computes it from its tip (a
// mempool backend) and another answer of the same server puts it one off: then
// that one counts.
func (s *Source) Confirmation(ctx context.Context, id chainhash.Hash) (explorer.Confirmation, explorer.Reply) {
	t := new(trail)
	if p := s.find(ctx, t); p != nil {
		return explorer.Confirmation{}, s.reply(questionConfirmation, t, p)
	}
	unneeded := make(chan struct{})
	early := make(chan evidence, 1)
	go func() { early <- s.byID(ctx, unneeded, id, t) }()

	c, p := s.described(ctx, id, t)
	if p != nil || !c.Confirmed {
		close(unneeded)
		<-early
		return c, s.reply(questionConfirmation, t, p)
	}
	e := <-early
	if e.branch == nil && e.p.cannot {
		e = s.byBlock(ctx, id, c.Block, t)
	}
	c.Branch, c.Header = e.branch, e.header
	if d := e.height - c.Height; e.known && (d == 1 || d == -1) {
		c.Height = e.height
	}
	r := s.reply(questionConfirmation, t, nil)
	if e.branch == nil {
		r.Detail = "no Merkle branch: " + e.p.detail
	}
	return c, r
}

// described asks for what the server says of a transaction.
func (s *Source) described(ctx context.Context, id chainhash.Hash, t *trail) (explorer.Confirmation, *problem) {
	body, p := s.about(ctx, ask{path: "/tx/" + id.String(), what: "/tx/…", limit: jsonLimit}, t)
	if p != nil {
		return explorer.Confirmation{}, p
	}
	c, err := parseTx(id, body)
	if err != nil {
		return explorer.Confirmation{}, malformed("it did not answer with the transaction")
	}
	return c, nil
}

// byID asks for the branch by the transaction's ID alone, which needs no other
// answer first.
func (s *Source) byID(ctx context.Context, unneeded <-chan struct{}, id chainhash.Hash, t *trail) evidence {
	none := evidence{p: &problem{fault: explorer.FaultUnsupported, detail: "it cannot give one", cannot: true}}
	if s.able(ableMerkleProof) {
		q := ask{path: "/tx/" + id.String() + "/merkle-proof", what: "/tx/…/merkle-proof", limit: mediumLimit, unneeded: unneeded}
		body, p := s.get(ctx, q, t)
		if p == nil {
			return merkleProof(body)
		}
		if !p.cannot {
			return evidence{p: p.proofless()}
		}
		s.lacks(ableMerkleProof)
		if p.fault == explorer.FaultUnsupported {
			s.lacks(ableMerkleblock) // its backend is a plain node
		}
	}
	if !s.able(ableMerkleblock) {
		return none
	}
	q := ask{path: "/tx/" + id.String() + "/merkleblock-proof", what: "/tx/…/merkleblock-proof", limit: mediumLimit, unneeded: unneeded}
	body, p := s.get(ctx, q, t)
	if p == nil {
		b, h, err := parseMerkleblock(id, body)
		if err != nil {
			return evidence{p: malformed("it did not answer with a proof")}
		}
		return evidence{branch: b, header: h}
	}
	if !p.cannot {
		return evidence{p: p.proofless()}
	}
	s.lacks(ableMerkleblock)
	return none
}

func merkleProof(body []byte) evidence {
	b, h, err := parseMerkleProof(body)
	if err != nil {
		return evidence{p: malformed("it did not answer with a proof")}
	}
	return evidence{branch: b, height: h, known: true}
}

// proofless words a "not found" of a proof: that says nothing of the
// transaction, which the server has just described.
func (p *problem) proofless() *problem {
	if p.missing == missingNothing {
		return p
	}
	return malformed("it says that there is none")
}

// byBlock makes the branch from the IDs of all transactions of the block, if
// these are few enough, and asks for the block's height at the same time: a
// server that has no other proof computes the one it gave from its tip.
func (s *Source) byBlock(ctx context.Context, id, block chainhash.Hash, t *trail) evidence {
	none := evidence{p: &problem{fault: explorer.FaultUnsupported, detail: "it cannot give one", cannot: true}}
	if !s.able(ableTxIDs) {
		return none
	}
	heights := make(chan evidence, 1)
	go func() {
		var e evidence
		body, p := s.get(ctx, ask{path: "/block/" + block.String(), what: "/block/…", limit: mediumLimit}, t)
		if p == nil {
			h, err := parseBlock(block, body)
			e.height, e.known = h, err == nil
		}
		heights <- e
	}()
	limit := int64(cheapLimit)
	if s.budget == nil {
		limit = ownCheapLimit
	}
	body, p := s.get(ctx, ask{path: "/block/" + block.String() + "/txids", what: "/block/…/txids", limit: limit}, t)
	e := <-heights
	if p != nil {
		if p.cannot {
			s.lacks(ableTxIDs)
		}
		e.p = p.proofless()
		return e
	}
	var err error
	if e.branch, err = parseTxIDs(id, body); err != nil {
		e.p = malformed("it did not answer with the block's transactions")
	}
	return e
}

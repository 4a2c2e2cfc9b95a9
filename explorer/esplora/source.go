package esplora

import (
	"context"
	"strconv"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
)

// The questions, as replies name them.
const (
	questionTransaction  = "transaction"
	questionConfirmation = "confirmation"
	questionSpenders     = "spenders"
	questionHeader       = "header"
	questionTip          = "tip"
)

// Transaction gives the serialised bytes.
func (s *Source) Transaction(ctx context.Context, id chainhash.Hash) ([]byte, explorer.Reply) {
	t := new(trail)
	body, p := s.about(ctx, ask{path: "/tx/" + id.String() + "/hex", what: "/tx/…/hex", limit: hexLimit}, t)
	if p != nil {
		return nil, s.reply(questionTransaction, t, p)
	}
	raw, err := parseBytes(body)
	if err != nil {
		return nil, s.reply(questionTransaction, t, malformed("it did not answer with a transaction"))
	}
	return raw, s.reply(questionTransaction, t, nil)
}

// Header gives the header of a block.
func (s *Source) Header(ctx context.Context, block chainhash.Hash) (wire.BlockHeader, explorer.Reply) {
	t := new(trail)
	h, p := s.header(ctx, block, t)
	return h, s.reply(questionHeader, t, p)
}

// HeaderAt gives the header of the block at a height.
func (s *Source) HeaderAt(ctx context.Context, height int32) (wire.BlockHeader, explorer.Reply) {
	t := new(trail)
	block, p := s.hashAt(ctx, height, t)
	if p != nil {
		return wire.BlockHeader{}, s.reply(questionHeader, t, p)
	}
	h, p := s.header(ctx, block, t)
	if p != nil && p.missing != missingNothing {
		p = malformed("it lacks the block that it named")
	}
	return h, s.reply(questionHeader, t, p)
}

// Tip gives the height of the newest block.
func (s *Source) Tip(ctx context.Context) (int32, explorer.Reply) {
	t := new(trail)
	h, p := s.tip(ctx, t)
	return h, s.reply(questionTip, t, p)
}

// tipAsk is also how a server's API is recognised.
func tipAsk() ask {
	return ask{path: "/blocks/tip/height", what: "/blocks/tip/height", limit: smallLimit}
}

func (s *Source) tip(ctx context.Context, t *trail) (int32, *problem) {
	if p := s.find(ctx, t); p != nil {
		return 0, p
	}
	body, p := s.get(ctx, tipAsk(), t)
	if p != nil {
		return 0, p.only(missingNothing)
	}
	h, err := parseHeight(body)
	if err != nil {
		return 0, malformed("it did not answer with a height")
	}
	return h, nil
}

// about asks for something of a transaction. A "not found" counts only from a
// server that is on the right chain.
func (s *Source) about(ctx context.Context, q ask, t *trail) ([]byte, *problem) {
	if p := s.find(ctx, t); p != nil {
		return nil, p
	}
	body, p := s.get(ctx, q, t)
	if p = p.only(missingTx); p == nil || p.missing == missingNothing {
		return body, p
	}
	if wrong := s.checkChain(ctx, t); wrong != nil {
		return nil, wrong
	}
	return nil, p
}

// header asks for a header that this Source has not seen yet: one that hashes
// to its block never changes.
func (s *Source) header(ctx context.Context, block chainhash.Hash, t *trail) (wire.BlockHeader, *problem) {
	const most = 4096 // 80 bytes each, for as long as the bundle is checked
	s.mu.Lock()
	known, ok := s.headers[block]
	s.mu.Unlock()
	if ok {
		return known, nil
	}
	if p := s.find(ctx, t); p != nil {
		return wire.BlockHeader{}, p
	}
	body, p := s.get(ctx, ask{path: "/block/" + block.String() + "/header", what: "/block/…/header", limit: smallLimit}, t)
	if p != nil {
		return wire.BlockHeader{}, p.only(missingBlock)
	}
	h, err := parseHeader(body)
	if err != nil {
		return wire.BlockHeader{}, malformed("it did not answer with a header")
	}
	if h.BlockHash() == block {
		s.mu.Lock()
		if len(s.headers) < most {
			s.headers[block] = h
		}
		s.mu.Unlock()
	}
	return h, nil
}

// hashAt asks which block is at a height.
func (s *Source) hashAt(ctx context.Context, height int32, t *trail) (chainhash.Hash, *problem) {
	if height < 0 {
		return chainhash.Hash{}, &problem{missing: missingBlock}
	}
	if p := s.find(ctx, t); p != nil {
		return chainhash.Hash{}, p
	}
	path := "/block-height/" + strconv.Itoa(int(height))
	body, p := s.get(ctx, ask{path: path, what: "/block-height/…", limit: smallLimit}, t)
	if p != nil {
		return chainhash.Hash{}, p.only(missingBlock)
	}
	block, err := parseHashText(body)
	if err != nil {
		return chainhash.Hash{}, malformed("it did not answer with a block's ID")
	}
	return block, nil
}

// checkChain makes sure, once, that the server is on the right chain.
func (s *Source) checkChain(ctx context.Context, t *trail) *problem {
	if s.network == nil || s.onChain.Load() {
		return nil
	}
	release, p := s.alone(ctx)
	if p != nil {
		return p
	}
	defer release()
	if s.onChain.Load() {
		return nil
	}
	first, p := s.hashAt(ctx, 0, t)
	switch {
	case p == nil && first == *s.network.GenesisHash:
		s.onChain.Store(true)
		return nil
	case p == nil:
		return &problem{fault: explorer.FaultNetwork, detail: "it is on another network"}
	case p.missing != missingNothing:
		return malformed("it does not know its chain's first block")
	}
	return p
}

// find finds out, once, where the API of the user's own server begins: electrs
// has it at the top, the sites in front of it at "/api".
func (s *Source) find(ctx context.Context, t *trail) *problem {
	if s.prefix.Load() != nil {
		return nil
	}
	release, p := s.alone(ctx)
	if p != nil {
		return p
	}
	defer release()
	if s.prefix.Load() != nil {
		return nil
	}
	var first *problem
	for _, below := range []string{"", "/api"} {
		prefix := s.address.url.Path + below
		q := tipAsk()
		q.path = below + q.path
		body, p := s.get(ctx, q, t)
		if p == nil {
			if _, err := parseHeight(body); err == nil {
				s.prefix.Store(&prefix)
				return nil
			}
			p = malformed("it is no explorer")
		}
		// Only a path that is not there, or a page for people, calls for the other.
		if !p.cannot && p.fault != explorer.FaultMalformed {
			return p
		}
		if first == nil {
			first = p
		}
	}
	return first
}

// alone lets one caller find something out while the others wait.
func (s *Source) alone(ctx context.Context) (release func(), p *problem) {
	select {
	case s.asking <- struct{}{}:
		return func() { <-s.asking }, nil
	case <-ctx.Done():
		return nil, ended(ctx)
	}
}

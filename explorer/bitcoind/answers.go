package bitcoind

import (
	"bytes"
	"context"
	"encoding/hex"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// What a node without an index is told.
const (
	noIndex     = "the node has no index of transactions: txindex=1 in its settings makes one"
	stillIndex  = "the node is still making its index of transactions"
	stillSyncs  = "the node is still reading the chain"
	stillLoads  = "the node is still loading its mempool"
	noMempool   = "the node takes no unconfirmed transactions (blocksonly), so it cannot say that there is none"
	leftChain   = "the node has the transaction only in a block that is no longer part of the chain"
	otherChain  = "the node is on another network"
	notWhatItIs = "the answer is not what was asked for"
)

// found is a transaction as the node holds it.
type found struct {
	Hex           string `json:"hex"`
	BlockHash     string `json:"blockhash"`
	Confirmations int32  `json:"confirmations"`

	raw   []byte
	block *chainhash.Hash // nil while it is in the mempool
}

// active reports whether the transaction is in the chain or in the mempool.
func (f *found) active() bool { return f.block == nil || f.Confirmations > 0 }

// check reads the texts.
func (f *found) check() (*found, error) {
	var err error
	if f.raw, err = hex.DecodeString(f.Hex); err != nil || len(f.raw) == 0 {
		return nil, fail(explorer.FaultMalformed, notWhatItIs)
	}
	if f.BlockHash == "" {
		return f, nil
	}
	if f.block, err = chainhash.NewHashFromStr(f.BlockHash); err != nil {
		return nil, fail(explorer.FaultMalformed, notWhatItIs)
	}
	return f, nil
}

// lookup finds a transaction in mempool and chain, as far as the node's indexes
// reach. errNotFound is given only when the whole of both was searched.
func (r *rpc) lookup(ctx context.Context, q *question, id chainhash.Hash) (*found, error) {
	f := new(found)
	err := r.call(ctx, q, limitTx, f, "getrawtransaction", id.String(), 1)
	switch {
	case err == nil:
		return f.check()
	case !isCode(err, codeNotFound, codeMisc):
		return nil, plain(err)
	case says(err, "in the process of being indexed"):
		return nil, fail(explorer.FaultUnsupported, stillIndex)
	case isCode(err, codeNotFound) && says(err, "no such mempool or blockchain transaction", "no information available about transaction"):
		if err := r.searched(ctx, q); err != nil {
			return nil, err
		}
		return nil, errNotFound
	}
	// Without an index, one that still has coins is found by them.
	block, err := r.locate(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if err := r.call(ctx, q, limitTx, f, "getrawtransaction", id.String(), 1, block.String()); err != nil {
		return nil, fail(explorer.FaultUnsupported, noIndex)
	}
	return f.check()
}

// searched reports, as a failure, why the node may not have seen everything.
func (r *rpc) searched(ctx context.Context, q *question) error {
	first, err := r.blockHash(ctx, q, 0)
	if err := sameChain(first, err, r.config.Params); err != nil {
		return err
	}
	var chain chainState
	if err := r.call(ctx, q, limitSmall, &chain, "getblockchaininfo"); err != nil {
		return plain(err)
	}
	if err := chain.complete(); err != nil {
		return err
	}
	var pool mempoolState
	if err := r.call(ctx, q, limitSmall, &pool, "getmempoolinfo"); err != nil {
		return plain(err)
	}
	if err := pool.complete(); err != nil {
		return err
	}
	var network struct{ LocalRelay *bool }
	switch err := r.call(ctx, q, limitSmall, &network, "getnetworkinfo"); {
	case noMethod(err): // btcd
	case err != nil:
		return plain(err)
	case network.LocalRelay != nil && !*network.LocalRelay:
		return fail(explorer.FaultUnsupported, noMempool)
	}
	return nil
}

// locate finds the block of a transaction by one of its first outputs, if that
// is unspent.
func (r *rpc) locate(ctx context.Context, q *question, id chainhash.Hash) (chainhash.Hash, error) {
	const tries = 4 // a trade's transactions have few outputs
	for vout := range tries {
		var out *struct {
			BestBlock     chainhash.Hash
			Confirmations int32
		}
		if err := r.call(ctx, q, limitTx, &out, "gettxout", id.String(), vout, false); err != nil {
			return chainhash.Hash{}, plain(err)
		}
		if out == nil || out.Confirmations < 1 {
			continue
		}
		var best struct{ Height int32 }
		if err := r.call(ctx, q, limitSmall, &best, "getblockheader", out.BestBlock.String(), true); err != nil {
			return chainhash.Hash{}, plain(err)
		}
		return r.blockHash(ctx, q, best.Height-out.Confirmations+1)
	}
	return chainhash.Hash{}, fail(explorer.FaultUnsupported, noIndex)
}

func (r *rpc) transaction(ctx context.Context, q *question, id chainhash.Hash) ([]byte, error) {
	f, err := r.lookup(ctx, q, id)
	if err != nil {
		return nil, err
	}
	return f.raw, nil
}

func (r *rpc) confirmation(ctx context.Context, q *question, id chainhash.Hash) (explorer.Confirmation, error) {
	f, err := r.lookup(ctx, q, id)
	if err != nil || f.block == nil || !f.active() {
		return explorer.Confirmation{}, err
	}
	var place struct {
		Height        int32
		Confirmations int32 // -1 when the block has left the chain
	}
	if err := r.call(ctx, q, limitSmall, &place, "getblockheader", f.block.String(), true); err != nil {
		return explorer.Confirmation{}, plain(err)
	}
	if place.Confirmations < 1 {
		return explorer.Confirmation{}, nil
	}
	h, err := r.header(ctx, q, *f.block)
	if err != nil {
		return explorer.Confirmation{}, err
	}
	c := explorer.Confirmation{Confirmed: true, Height: place.Height, Block: *f.block, Header: &h}
	c.Branch, err = r.branch(ctx, q, id, *f.block)
	return c, err
}

// branch gives the Merkle branch, from the node's proof or from the IDs of all
// of the block's transactions; nil if the block is pruned.
func (r *rpc) branch(ctx context.Context, q *question, id, block chainhash.Hash) (*proof.Branch, error) {
	if !r.lacks.txOutProof.Load() {
		raw, err := r.callHex(ctx, q, limitList, "gettxoutproof", []string{id.String()}, block.String())
		switch {
		case err == nil:
			_, b, _, err := proof.Merkleblock(id, raw)
			if err != nil {
				return nil, fail(explorer.FaultMalformed, notWhatItIs)
			}
			return &b, nil
		case noMethod(err):
			r.lacks.txOutProof.Store(true)
		case isCode(err, codeMisc):
			return nil, nil //nolint:nilnil // no branch is an answer
		default:
			return nil, plain(err)
		}
	}
	var list struct{ Tx []chainhash.Hash }
	switch err := r.call(ctx, q, limitList, &list, "getblock", block.String(), 1); {
	case isCode(err, codeMisc):
		return nil, nil //nolint:nilnil // no branch is an answer
	case err != nil:
		return nil, plain(err)
	}
	return branchOf(list.Tx, id)
}

func (r *rpc) header(ctx context.Context, q *question, block chainhash.Hash) (wire.BlockHeader, error) {
	raw, err := r.callHex(ctx, q, limitSmall, "getblockheader", block.String(), false)
	switch {
	case isCode(err, codeNotFound):
		return wire.BlockHeader{}, errNotFound
	case err != nil:
		return wire.BlockHeader{}, plain(err)
	}
	return parseHeader(raw)
}

func (r *rpc) blockHash(ctx context.Context, q *question, height int32) (chainhash.Hash, error) {
	var hash chainhash.Hash
	switch err := r.call(ctx, q, limitSmall, &hash, "getblockhash", height); {
	case isCode(err, codeParameter, codeMisc) && says(err, "out of range"):
		return hash, errNotFound
	case err != nil:
		return hash, plain(err)
	}
	return hash, nil
}

func (r *rpc) tip(ctx context.Context, q *question) (int32, error) {
	var height int32
	err := plain(r.call(ctx, q, limitSmall, &height, "getblockcount"))
	return height, err
}

// parseHeader reads a header of exactly its size.
func parseHeader(raw []byte) (h wire.BlockHeader, err error) {
	const size = 80
	if len(raw) != size || h.Deserialize(bytes.NewReader(raw)) != nil {
		return h, fail(explorer.FaultMalformed, notWhatItIs)
	}
	return h, nil
}

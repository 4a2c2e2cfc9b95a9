package bitcoind

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/exact"
)

// rest asks over REST, which Core and Knots offer with rest=1. It has no index
// of spenders, and its "not found" does not tell whether there is an index of
// transactions.
type rest struct{ *transport }

const restOff = "the node answers neither REST (rest=1 in its settings) nor, without user and password, anything else"

// get asks for a path and gives the body. A body that says "not found" or "out
// of range" is errNotFound.
func (r *rest) get(ctx context.Context, q *question, what, path string, limit int64) ([]byte, error) {
	status, body, err := r.exchange(ctx, q, what, path, nil, limit)
	switch {
	case err != nil:
		return nil, err
	case status == http.StatusOK:
		return body, nil
	case status == http.StatusNotFound && len(body) < 200 && plainNotFound(string(body)):
		return nil, errNotFound
	case status == http.StatusServiceUnavailable:
		return nil, fail(explorer.FaultServer, "the node is still starting or has too much to do")
	case status >= http.StatusInternalServerError:
		return nil, fail(explorer.FaultServer, fmt.Sprintf("the node failed with status %d", status))
	}
	return nil, fail(explorer.FaultRefused, restOff)
}

// plainNotFound reads Core's words. The page of another server may say "not
// found" as well, but has more to it.
func plainNotFound(body string) bool {
	body = strings.TrimSpace(body)
	if strings.ContainsAny(body, "<>{}") {
		return false
	}
	return strings.HasSuffix(body, " not found") || strings.HasSuffix(body, "out of range")
}

func (r *rest) json(ctx context.Context, q *question, what, path string, limit int64, result any) error {
	raw, err := r.get(ctx, q, what, path, limit)
	if err != nil {
		return err
	}
	if exact.Unmarshal(raw, result) != nil {
		return fail(explorer.FaultMalformed, notWhatItIs)
	}
	return nil
}

func (r *rest) hex(ctx context.Context, q *question, what, path string, limit int64) ([]byte, error) {
	text, err := r.get(ctx, q, what, path, limit)
	if err != nil {
		return nil, err
	}
	raw, err := hex.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil {
		return nil, fail(explorer.FaultMalformed, notWhatItIs)
	}
	return raw, nil
}

// restBlock is a block without its transactions.
type restBlock struct {
	Height        int32
	Confirmations int32 // -1 when it has left the chain
	Tx            []chainhash.Hash
}

func (r *rest) block(ctx context.Context, q *question, hash chainhash.Hash) (b restBlock, err error) {
	err = r.json(ctx, q, "/rest/block/notxdetails/….json", "/rest/block/notxdetails/"+hash.String()+".json", limitList, &b)
	return b, err
}

// lookup finds a transaction in mempool and chain.
func (r *rest) lookup(ctx context.Context, q *question, id chainhash.Hash) (*found, error) {
	f := new(found)
	err := r.json(ctx, q, "/rest/tx/….json", "/rest/tx/"+id.String()+".json", limitTx, f)
	if err == errNotFound { //nolint:errorlint // get gives it as it is
		if err := r.searched(ctx, q); err != nil {
			return nil, err
		}
		return nil, errNotFound
	}
	if err != nil {
		return nil, err
	}
	return f.check()
}

// searched reports, as a failure, why the node may not have seen everything. It
// has an index of transactions, up to the newest block, if it finds that
// block's coinbase, which no mempool holds.
func (r *rest) searched(ctx context.Context, q *question) error {
	first, err := r.blockHash(ctx, q, 0)
	if err := sameChain(first, err, r.config.Params); err != nil {
		return err
	}
	var chain chainState
	if err := r.json(ctx, q, "/rest/chaininfo.json", "/rest/chaininfo.json", limitSmall, &chain); err != nil {
		return notDenied(err)
	}
	if err := chain.complete(); err != nil {
		return err
	}
	var pool mempoolState
	if err := r.json(ctx, q, "/rest/mempool/info.json", "/rest/mempool/info.json", limitSmall, &pool); err != nil {
		return notDenied(err)
	}
	if err := pool.complete(); err != nil {
		return err
	}
	newest, err := r.block(ctx, q, chain.BestBlockHash)
	if err != nil {
		return notDenied(err)
	}
	if len(newest.Tx) == 0 {
		return fail(explorer.FaultMalformed, notWhatItIs)
	}
	_, err = r.get(ctx, q, "/rest/tx/….hex", "/rest/tx/"+newest.Tx[0].String()+".hex", limitTx)
	return notDenied(err)
}

// notDenied makes a failure of "not found" where it denies something else than
// what was asked for.
func notDenied(err error) error {
	if err == errNotFound { //nolint:errorlint // get gives it as it is
		return fail(explorer.FaultUnsupported, noIndex)
	}
	return err
}

func (r *rest) transaction(ctx context.Context, q *question, id chainhash.Hash) ([]byte, error) {
	f, err := r.lookup(ctx, q, id)
	if err != nil {
		return nil, err
	}
	return f.raw, nil
}

func (r *rest) confirmation(ctx context.Context, q *question, id chainhash.Hash) (explorer.Confirmation, error) {
	f, err := r.lookup(ctx, q, id)
	if err != nil || f.block == nil {
		return explorer.Confirmation{}, err
	}
	b, err := r.block(ctx, q, *f.block)
	if err != nil {
		return explorer.Confirmation{}, notDenied(err)
	}
	if b.Confirmations < 1 {
		return explorer.Confirmation{}, nil
	}
	h, err := r.header(ctx, q, *f.block)
	if err != nil {
		return explorer.Confirmation{}, notDenied(err)
	}
	c := explorer.Confirmation{Confirmed: true, Height: b.Height, Block: *f.block, Header: &h}
	c.Branch, err = branchOf(b.Tx, id)
	return c, err
}

func (r *rest) spenders(ctx context.Context, q *question, id chainhash.Hash) ([]explorer.Spender, error) {
	f, err := r.lookup(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if f.block != nil {
		// REST does not say of a transaction whether its block is in the chain.
		b, err := r.block(ctx, q, *f.block)
		if err != nil {
			return nil, notDenied(err)
		}
		if b.Confirmations < 1 {
			return nil, fail(explorer.FaultUnsupported, leftChain)
		}
	}
	tx, err := parse(f.raw)
	if err != nil {
		return nil, err
	}
	list := make([]explorer.Spender, len(tx.TxOut))
	const most = 15 // outputs that Core lets be asked for at once
	for from := 0; from < len(list); from += most {
		to := min(from+most, len(list))
		coins, err := r.coins(ctx, q, id, from, to)
		if err != nil {
			return nil, err
		}
		for i := from; i < to; i++ {
			if list[i].Spent = coins[i-from] == '0' && !unspendable(tx.TxOut[i]); list[i].Spent {
				q.note = "the node does not say by whom over REST: give user and password"
			}
		}
	}
	return list, nil
}

// coins gives for a range of outputs, as '0' or '1', whether each is unspent.
func (r *rest) coins(ctx context.Context, q *question, id chainhash.Hash, from, to int) (string, error) {
	path := strings.Builder{}
	path.WriteString("/rest/getutxos/checkmempool")
	for i := from; i < to; i++ {
		fmt.Fprintf(&path, "/%s-%d", id, i)
	}
	path.WriteString(".json")
	var answer struct{ Bitmap string }
	if err := r.json(ctx, q, "/rest/getutxos/checkmempool/….json", path.String(), limitTx, &answer); err != nil {
		return "", notDenied(err)
	}
	if len(answer.Bitmap) != to-from {
		return "", fail(explorer.FaultMalformed, notWhatItIs)
	}
	return answer.Bitmap, nil
}

func (r *rest) header(ctx context.Context, q *question, block chainhash.Hash) (wire.BlockHeader, error) {
	raw, err := r.hex(ctx, q, "/rest/headers/1/….hex", "/rest/headers/1/"+block.String()+".hex", limitSmall)
	if err != nil {
		return wire.BlockHeader{}, err
	}
	if len(raw) == 0 { // no such block in its chain
		return wire.BlockHeader{}, errNotFound
	}
	return parseHeader(raw)
}

func (r *rest) blockHash(ctx context.Context, q *question, height int32) (chainhash.Hash, error) {
	var answer struct{ BlockHash chainhash.Hash }
	err := r.json(ctx, q, "/rest/blockhashbyheight/….json", fmt.Sprintf("/rest/blockhashbyheight/%d.json", height), limitSmall, &answer)
	return answer.BlockHash, err
}

func (r *rest) tip(ctx context.Context, q *question) (int32, error) {
	var chain struct{ Blocks int32 }
	err := r.json(ctx, q, "/rest/chaininfo.json", "/rest/chaininfo.json", limitSmall, &chain)
	return chain.Blocks, notDenied(err)
}

package esploratest

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Call asks a node by JSON-RPC.
type Call func(ctx context.Context, method string, params ...any) (json.RawMessage, error)

// FromRPC gives the chain of a real node: btcd with --txindex. Who spends an
// output is found by reading all of its blocks, each once; so it is for the
// short chains of tests.
func FromRPC(call Call) Chain {
	return &node{call: call, spent: make(map[wire.OutPoint]wire.OutPoint)}
}

type node struct {
	call Call

	mu    sync.Mutex
	read  []chainhash.Hash // blocks whose inputs are in spent, by height
	spent map[wire.OutPoint]wire.OutPoint
}

// ask calls a method and reads its result.
func (n *node) ask(ctx context.Context, result any, method string, params ...any) error {
	raw, err := n.call(ctx, method, params...)
	if err != nil {
		for _, text := range []string{"No information available about transaction", "Block not found", "Block number out of range"} {
			if strings.Contains(err.Error(), text) {
				return ErrNotFound
			}
		}
		return err
	}
	return json.Unmarshal(raw, result)
}

// raw is what btcd answers to getrawtransaction.
type raw struct {
	Hex       string `json:"hex"`
	BlockHash string `json:"blockhash"`
}

func (n *node) Transaction(ctx context.Context, id chainhash.Hash) (*wire.MsgTx, error) {
	var r raw
	if err := n.ask(ctx, &r, "getrawtransaction", id.String(), 1); err != nil {
		return nil, err
	}
	tx := new(wire.MsgTx)
	err := tx.Deserialize(hexReader(r.Hex))
	return tx, err
}

func (n *node) BlockOf(ctx context.Context, id chainhash.Hash) (chainhash.Hash, error) {
	var r raw
	if err := n.ask(ctx, &r, "getrawtransaction", id.String(), 1); err != nil {
		return chainhash.Hash{}, err
	}
	if r.BlockHash == "" {
		return chainhash.Hash{}, nil
	}
	h, err := chainhash.NewHashFromStr(r.BlockHash)
	if err != nil {
		return chainhash.Hash{}, err
	}
	return *h, nil
}

func (n *node) Block(ctx context.Context, hash chainhash.Hash) (Block, error) {
	var b struct {
		Height int32    `json:"height"`
		Tx     []string `json:"tx"`
	}
	if err := n.ask(ctx, &b, "getblock", hash.String(), 1); err != nil {
		return Block{}, err
	}
	out := Block{Height: b.Height}
	for _, s := range b.Tx {
		id, err := chainhash.NewHashFromStr(s)
		if err != nil {
			return Block{}, err
		}
		out.TxIDs = append(out.TxIDs, *id)
	}
	var header string
	if err := n.ask(ctx, &header, "getblockheader", hash.String(), false); err != nil {
		return Block{}, err
	}
	err := out.Header.Deserialize(hexReader(header))
	return out, err
}

func (n *node) HashAt(ctx context.Context, height int32) (chainhash.Hash, error) {
	var h chainhash.Hash
	err := n.ask(ctx, &h, "getblockhash", height)
	return h, err
}

func (n *node) Tip(ctx context.Context) (int32, error) {
	var height int32
	err := n.ask(ctx, &height, "getblockcount")
	return height, err
}

func (n *node) Spender(ctx context.Context, out wire.OutPoint) (*wire.OutPoint, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if err := n.catchUp(ctx); err != nil {
		return nil, err
	}
	if by, ok := n.spent[out]; ok {
		return &by, nil
	}
	var waiting []chainhash.Hash
	if err := n.ask(ctx, &waiting, "getrawmempool"); err != nil {
		return nil, err
	}
	for _, id := range waiting {
		tx, err := n.Transaction(ctx, id)
		if errors.Is(err, ErrNotFound) {
			continue // it left since
		}
		if err != nil {
			return nil, err
		}
		for i, in := range tx.TxIn {
			if in.PreviousOutPoint == out {
				return &wire.OutPoint{Hash: id, Index: uint32(i)}, nil
			}
		}
	}
	return nil, nil
}

// catchUp reads the blocks that are new since the last time, or all if the node
// is on another branch by now.
func (n *node) catchUp(ctx context.Context) error {
	tip, err := n.Tip(ctx)
	if err != nil {
		return err
	}
	if last := len(n.read) - 1; last >= 0 {
		h, err := n.HashAt(ctx, int32(last))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if h != n.read[last] {
			n.read = nil
			clear(n.spent)
		}
	}
	for height := len(n.read); height <= int(tip); height++ {
		hash, err := n.HashAt(ctx, int32(height))
		if err != nil {
			return err
		}
		if err := n.readBlock(ctx, hash); err != nil {
			return err
		}
		n.read = append(n.read, hash)
	}
	return nil
}

func (n *node) readBlock(ctx context.Context, hash chainhash.Hash) error {
	var text string
	if err := n.ask(ctx, &text, "getblock", hash.String(), 0); err != nil {
		return err
	}
	var b wire.MsgBlock
	if err := b.Deserialize(hexReader(text)); err != nil {
		return err
	}
	for _, tx := range b.Transactions {
		id := tx.TxHash()
		for i, in := range tx.TxIn {
			n.spent[in.PreviousOutPoint] = wire.OutPoint{Hash: id, Index: uint32(i)}
		}
	}
	return nil
}

func hexReader(s string) *bytes.Reader {
	b, err := hex.DecodeString(s)
	if err != nil {
		return bytes.NewReader(nil) // which nothing can be read from
	}
	return bytes.NewReader(b)
}

package nodetest

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Node is the running node as one test sees it: whatever goes wrong fails that
// test. Its methods may be called concurrently; tests share the chain, so each
// looks at its own transactions only.
type Node struct {
	t testing.TB
	p *process
}

// Start gives the node that all tests of a test binary share; the first call
// starts it, which takes about a second. The package's TestMain must call Main.
func Start(t testing.TB) *Node {
	t.Helper()
	return &Node{t: t, p: sharedNode(t)}
}

// URL is where the node's JSON-RPC is, as http://127.0.0.1:PORT.
func (n *Node) URL() string { return "http://" + n.p.addr }

// Auth gives user and password.
func (n *Node) Auth() (name, secret string) { return user, password }

// RPC calls a method. The error is an *RPCError if the node answered with one.
func (n *Node) RPC(ctx context.Context, method string, params ...any) (json.RawMessage, error) {
	return n.p.call(ctx, method, params...)
}

// call asks the node.
func (p *process) call(ctx context.Context, method string, params ...any) (json.RawMessage, error) {
	if params == nil {
		params = []any{}
	}
	body, err := json.Marshal(map[string]any{"jsonrpc": "1.0", "id": 1, "method": method, "params": params})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+p.addr, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.SetBasicAuth(user, password)
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return nil, fmt.Errorf("status %d: %w", resp.StatusCode, err)
	}
	if a.Error != nil {
		return nil, a.Error
	}
	return a.Result, nil
}

// client asks no proxy of the environment.
var client = &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}

// must calls a method and reads its result.
func (n *Node) must(result any, method string, params ...any) {
	n.t.Helper()
	raw, err := n.RPC(context.Background(), method, params...)
	if err != nil {
		n.t.Fatalf("%s: %v", method, err)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(raw, result); err != nil {
		n.t.Fatalf("%s: %v", method, err)
	}
}

// Mine makes blocks, which hold all transactions sent, and gives their hashes.
func (n *Node) Mine(blocks int) []chainhash.Hash {
	n.t.Helper()
	var hashes []chainhash.Hash
	n.must(&hashes, "generate", blocks)
	return hashes
}

// Height gives the height of the newest block.
func (n *Node) Height() int32 {
	n.t.Helper()
	var height int32
	n.must(&height, "getblockcount")
	return height
}

// BlockHash gives the hash of the block at a height.
func (n *Node) BlockHash(height int32) chainhash.Hash {
	n.t.Helper()
	var hash chainhash.Hash
	n.must(&hash, "getblockhash", height)
	return hash
}

// Block gives a block with all of its transactions.
func (n *Node) Block(hash chainhash.Hash) *wire.MsgBlock {
	n.t.Helper()
	var text string
	n.must(&text, "getblock", hash.String(), 0)
	block := new(wire.MsgBlock)
	if err := block.Deserialize(hex.NewDecoder(bytes.NewReader([]byte(text)))); err != nil {
		n.t.Fatalf("read a block: %v", err)
	}
	return block
}

// Send hands a transaction to the node, which checks it by all of its rules,
// and gives its ID. Mine puts it into a block.
func (n *Node) Send(tx *wire.MsgTx) chainhash.Hash {
	n.t.Helper()
	var id chainhash.Hash
	n.must(&id, "sendrawtransaction", Hex(tx))
	if id != tx.TxHash() {
		n.t.Fatal("the node names the transaction otherwise")
	}
	return id
}

// Reorg replaces the newest blocks by one more empty or refilled one than there
// were, and gives the hashes of those that are gone, oldest first.
func (n *Node) Reorg(depth int) []chainhash.Hash {
	n.t.Helper()
	n.p.mu.Lock()
	defer n.p.mu.Unlock()
	top := n.Height()
	gone := make([]chainhash.Hash, depth)
	for i := range gone {
		gone[i] = n.BlockHash(top - int32(depth) + 1 + int32(i))
	}
	n.must(nil, "invalidateblock", gone[0].String())
	n.Mine(depth + 1)
	n.p.coins, n.p.seen = nil, 0 // some of them are gone too
	return gone
}

// Hex gives a transaction's bytes, with witness.
func Hex(tx *wire.MsgTx) string {
	var b bytes.Buffer
	_ = tx.Serialize(&b) // a buffer takes everything
	return hex.EncodeToString(b.Bytes())
}

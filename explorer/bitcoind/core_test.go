package bitcoind_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/bitcoind/nodetest"
)

// core answers as Bitcoin Core does, over JSON-RPC and REST: its words, codes
// and statuses are ours, written after what Core is known to say; what it says
// of the chain comes from the real btcd behind it.
type core struct {
	t    testing.TB
	node *nodetest.Node

	noIndex  bool // no txindex
	noFilter bool // no blockfilterindex
	noPrev   bool // so old that it has no gettxspendingprevout
	syncing  bool
	loading  bool // its mempool
	quiet    bool // blocksonly
	endless  bool // its scans

	aborted atomic.Int32 // scans
}

const (
	coreUser     = "__cookie__"
	corePassword = "c00c1e-of-the-test"
)

// serve starts the server and gives its URL.
func (c *core) serve() string {
	server := httptest.NewServer(c)
	c.t.Cleanup(server.Close)
	return server.URL
}

// coreError is an error as Core sends it.
type coreError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *coreError) Error() string { return e.Message }

func (c *core) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/rest/") {
		c.rest(w, strings.TrimPrefix(r.URL.Path, "/rest")) //nolint:contextcheck // the node is asked for the test, not for the request
		return
	}
	if user, password, ok := r.BasicAuth(); !ok || user != coreUser || password != corePassword {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var call struct {
		Method string
		Params []json.RawMessage
	}
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if c.endless && call.Method == "scanblocks" {
		if text(call.Params, 0) == "abort" {
			c.aborted.Add(1)
			_, _ = w.Write([]byte(`{"result":true,"error":null}`))
			return
		}
		_, _ = io.Copy(io.Discard, r.Body) // only then is the client's end noticed
		<-r.Context().Done()
		return
	}
	result, err := c.call(call.Method, call.Params) //nolint:contextcheck // as above
	w.Header().Set("Content-Type", "application/json")
	var e *coreError
	switch {
	case errors.As(err, &e) && e.Code == -32601:
		w.WriteHeader(http.StatusNotFound)
	case err != nil:
		w.WriteHeader(http.StatusInternalServerError)
	}
	if err != nil && e == nil {
		e = &coreError{Code: -1, Message: err.Error()}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"result": result, "error": e, "id": "tradecase"})
}

// call answers a method.
func (c *core) call(method string, params []json.RawMessage) (any, error) {
	switch method {
	case "getrawtransaction":
		return c.transaction(params)
	case "gettxout":
		return c.coin(text(params, 0), number(params, 1), text(params, 2) == "true")
	case "gettxoutproof":
		var ids []string
		_ = json.Unmarshal(params[0], &ids)
		return c.proof(ids[0], text(params, 1)), nil
	case "gettxspendingprevout":
		if c.noPrev {
			return nil, &coreError{-32601, "Method not found"}
		}
	case "scanblocks":
		return c.scan(params)
	case "getblockchaininfo":
		return c.chain(), nil
	case "getmempoolinfo":
		return map[string]any{"loaded": !c.loading, "size": 1}, nil
	case "getnetworkinfo":
		return map[string]any{"localrelay": !c.quiet}, nil
	case "getblockhash":
		if number(params, 0) > int(c.node.Height()) {
			return nil, &coreError{-8, "Block height out of range"}
		}
	case "getblockheader":
		if _, err := c.btcd(method, text(params, 0), false); err != nil {
			return nil, &coreError{-5, "Block not found"}
		}
	case "getblock", "getblockcount":
	default:
		return nil, &coreError{-32601, "Method not found"}
	}
	list := make([]any, len(params))
	for i := range params {
		list[i] = params[i]
	}
	return c.btcd(method, list...)
}

func (c *core) btcd(method string, params ...any) (json.RawMessage, error) {
	return c.node.RPC(c.t.Context(), method, params...)
}

func (c *core) transaction(params []json.RawMessage) (any, error) {
	id := text(params, 0)
	raw, err := c.btcd("getrawtransaction", id, 1)
	if err != nil && c.noIndex {
		return nil, &coreError{-5, "No such mempool transaction. Use -txindex or provide a block hash to enable blockchain transaction queries. Use gettransaction for wallet transactions."}
	}
	if err != nil {
		return nil, &coreError{-5, "No such mempool or blockchain transaction. Use gettransaction for wallet transactions."}
	}
	var tx struct{ Hex, BlockHash string }
	_ = json.Unmarshal(raw, &tx)
	if tx.BlockHash != "" && c.noIndex && len(params) < 3 {
		return nil, &coreError{-5, "No such mempool transaction. Use -txindex or provide a block hash to enable blockchain transaction queries. Use gettransaction for wallet transactions."}
	}
	if len(params) > 2 && text(params, 2) != tx.BlockHash {
		return nil, &coreError{-5, "No such transaction found in the provided block. Use gettransaction for wallet transactions."}
	}
	if text(params, 1) == "0" {
		return tx.Hex, nil
	}
	return raw, nil
}

// coin is Core's gettxout, which also knows what the mempool spends.
func (c *core) coin(id string, vout int, mempool bool) (any, error) {
	if mempool && c.spender(id, vout) != "" {
		return nil, nil
	}
	return c.btcd("gettxout", id, vout, mempool)
}

func (c *core) spender(id string, vout int) string {
	raw, err := c.btcd("gettxspendingprevout", []map[string]any{{"txid": id, "vout": vout}})
	var list []struct{ SpendingTxID string }
	if err != nil || json.Unmarshal(raw, &list) != nil || len(list) != 1 {
		c.t.Errorf("gettxspendingprevout: %v", err)
		return ""
	}
	return list[0].SpendingTxID
}

// scan is scanblocks over raw(…) descriptors: the blocks that fund or spend.
func (c *core) scan(params []json.RawMessage) (any, error) {
	if c.noFilter {
		return nil, &coreError{-1, "Index is not enabled for filtertype basic"}
	}
	var wanted []string
	_ = json.Unmarshal(params[1], &wanted)
	touches := func(script []byte) bool {
		for _, w := range wanted {
			if w == "raw("+hex.EncodeToString(script)+")" {
				return true
			}
		}
		return false
	}
	relevant := []string{}
	for height := int32(number(params, 2)); height <= c.node.Height(); height++ {
		hash := c.node.BlockHash(height)
		hit := false
		for i, tx := range c.node.Block(hash).Transactions {
			for _, out := range tx.TxOut {
				hit = hit || touches(out.PkScript)
			}
			for _, in := range tx.TxIn {
				hit = hit || i > 0 && touches(c.script(in.PreviousOutPoint))
			}
		}
		if hit {
			relevant = append(relevant, hash.String())
		}
	}
	return map[string]any{"from_height": number(params, 2), "relevant_blocks": relevant, "completed": true}, nil
}

func (c *core) script(op wire.OutPoint) []byte {
	raw, err := c.btcd("getrawtransaction", op.Hash.String(), 0)
	var text string
	if err != nil || json.Unmarshal(raw, &text) != nil {
		c.t.Errorf("getrawtransaction: %v", err)
		return nil
	}
	tx := new(wire.MsgTx)
	if err := tx.Deserialize(hex.NewDecoder(strings.NewReader(text))); err != nil {
		c.t.Error(err)
		return nil
	}
	return tx.TxOut[op.Index].PkScript
}

func (c *core) chain() map[string]any {
	height := c.node.Height()
	return map[string]any{"chain": "regtest", "blocks": height, "headers": height, "bestblockhash": c.node.BlockHash(height).String(), "initialblockdownload": c.syncing}
}

// proof is gettxoutproof: a merkleblock with one transaction shown.
func (c *core) proof(id, block string) string {
	hash, err := chainhash.NewHashFromStr(block)
	if err != nil {
		c.t.Error(err)
		return ""
	}
	b := c.node.Block(*hash)
	level := make([]chainhash.Hash, len(b.Transactions))
	pos := 0
	for i, tx := range b.Transactions {
		if level[i] = tx.TxHash(); level[i].String() == id {
			pos = i
		}
	}
	levels := [][]chainhash.Hash{level}
	for len(level) > 1 {
		var up []chainhash.Hash
		for i := 0; i < len(level); i += 2 {
			right := level[min(i+1, len(level)-1)]
			up = append(up, chainhash.DoubleHashH(append(level[i].CloneBytes(), right[:]...)))
		}
		level = up
		levels = append(levels, level)
	}
	var flags []bool
	var hashes []chainhash.Hash
	var walk func(height, at int)
	walk = func(height, at int) {
		shown := pos>>height == at
		flags = append(flags, shown)
		if height == 0 || !shown {
			hashes = append(hashes, levels[height][at])
			return
		}
		walk(height-1, 2*at)
		if 2*at+1 < len(levels[height-1]) {
			walk(height-1, 2*at+1)
		}
	}
	walk(len(levels)-1, 0)

	var out bytes.Buffer
	_ = b.Header.Serialize(&out)
	_ = binary.Write(&out, binary.LittleEndian, uint32(len(b.Transactions)))
	_ = wire.WriteVarInt(&out, 0, uint64(len(hashes)))
	for _, h := range hashes {
		out.Write(h[:])
	}
	packed := make([]byte, (len(flags)+7)/8)
	for i, f := range flags {
		if f {
			packed[i/8] |= 1 << (i % 8)
		}
	}
	_ = wire.WriteVarBytes(&out, 0, packed)
	return hex.EncodeToString(out.Bytes())
}

// rest answers Core's REST.
func (c *core) rest(w http.ResponseWriter, path string) {
	name, format, _ := strings.Cut(path, ".")
	parts := strings.Split(strings.Trim(name, "/"), "/")
	last := parts[len(parts)-1]
	missing := func(what string) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = fmt.Fprintf(w, "%s\r\n", what)
	}
	send := func(v any) { _ = json.NewEncoder(w).Encode(v) }
	switch parts[0] {
	case "tx":
		verbosity := json.RawMessage("0")
		if format == "json" {
			verbosity = json.RawMessage("1")
		}
		v, err := c.transaction([]json.RawMessage{json.RawMessage(strconv.Quote(last)), verbosity})
		raw, isJSON := v.(json.RawMessage)
		switch {
		case err != nil:
			missing(last + " not found")
		case isJSON: // without the confirmations, which REST does not say
			var tx map[string]json.RawMessage
			_ = json.Unmarshal(raw, &tx)
			delete(tx, "confirmations")
			send(tx)
		default:
			_, _ = fmt.Fprintf(w, "%s\n", v)
		}
	case "block":
		raw, err := c.btcd("getblock", last, 1)
		if err != nil {
			missing(last + " not found")
			return
		}
		_, _ = w.Write(raw)
	case "headers":
		raw, err := c.btcd("getblockheader", last, false)
		if err != nil {
			_, _ = w.Write([]byte("\n"))
			return
		}
		_, _ = w.Write(append(bytes.Trim(raw, `"`), '\n'))
	case "blockhashbyheight":
		height, _ := strconv.Atoi(last)
		if height > int(c.node.Height()) {
			missing("Block height out of range")
			return
		}
		send(map[string]any{"blockhash": c.node.BlockHash(int32(height)).String()})
	case "chaininfo":
		send(c.chain())
	case "mempool":
		send(map[string]any{"loaded": !c.loading})
	case "getutxos":
		bitmap := ""
		for _, op := range parts[2:] {
			id, n, _ := strings.Cut(op, "-")
			vout, _ := strconv.Atoi(n)
			coin, err := c.coin(id, vout, true)
			raw, _ := coin.(json.RawMessage)
			if err != nil || coin == nil || string(raw) == "null" {
				bitmap += "0"
			} else {
				bitmap += "1"
			}
		}
		send(map[string]any{"bitmap": bitmap})
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// text gives a parameter, without quotes where it is a string.
func text(params []json.RawMessage, i int) string {
	if i >= len(params) {
		return ""
	}
	return strings.Trim(string(params[i]), `"`)
}

func number(params []json.RawMessage, i int) int {
	n, _ := strconv.Atoi(text(params, i))
	return n
}

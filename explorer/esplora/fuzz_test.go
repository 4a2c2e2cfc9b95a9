package esplora

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
)

// someTx is a transaction as a server describes it; its ID is someID.
const someTx = `{"txid":"0100000000000000000000000000000000000000000000000000000000000000","version":2,"locktime":7,
"vin":[{"txid":"00000000000000000000000000000000000000000000000000000000000000aa","vout":1,"prevout":{"scriptpubkey":"51","value":9},
"scriptsig":"","witness":["","aa"],"is_coinbase":false,"sequence":4294967294}],
"vout":[{"scriptpubkey":"6a","value":0},{"scriptpubkey":"0014aa","value":2100000000000000}],
"status":{"confirmed":true,"block_height":5,"block_hash":"00000000000000000000000000000000000000000000000000000000000000bb","block_time":1}}`

var someID = chainhash.Hash{31: 1}

func TestParseTx(t *testing.T) {
	change := func(from, to string) string {
		if !strings.Contains(someTx, from) {
			t.Fatalf("no %s to change", from)
		}
		return strings.Replace(someTx, from, to, 1)
	}
	for _, good := range []string{
		someTx,
		change(`"witness":["","aa"],`, ``),
		change(`"witness":["","aa"]`, `"witness":null`),
		change(`"prevout":{"scriptpubkey":"51","value":9}`, `"prevout":null`),
		change(`"version":2`, `"version":4294967295`),
		change(`"version":2`, `"version":-1`),
		change(`,"block_time":1`, `,"block_time":null`),
		change(`"confirmed":true,"block_height":5,"block_hash":"00000000000000000000000000000000000000000000000000000000000000bb","block_time":1`,
			`"confirmed":false,"block_height":null,"block_hash":null,"block_time":null`),
	} {
		c, err := parseTx(someID, []byte(good))
		if err != nil || c.Described == nil || len(c.Described.Tx.TxOut) != 2 || c.Described.Tx.LockTime != 7 {
			t.Errorf("%v, %+v\n%s", err, c, good)
		}
	}
	for _, bad := range []string{
		``, `null`, `[]`, `{}`, `{"confirmed":false}`, someTx + "x", someTx[:100],
		change(`"value":0`, `"value":-1`),
		change(`"value":2100000000000000`, `"value":2100000000000001`),
		change(`"value":0`, `"value":0.5`),
		change(`"value":0`, `"value":"0"`),
		change(`,"value":0`, ``),
		change(`"vout":[{"scriptpubkey":"6a","value":0},{"scriptpubkey":"0014aa","value":2100000000000000}]`, `"vout":[]`),
		change(`"scriptpubkey":"6a"`, `"scriptpubkey":"6"`),
		change(`"scriptpubkey":"6a"`, `"scriptpubkey":"xx"`),
		change(`"vout":1`, `"vout":4294967296`),
		change(`"sequence":4294967294`, `"sequence":-1`),
		change(`"version":2`, `"version":4294967296`),
		change(`"block_height":5`, `"block_height":-5`),
		change(`"block_height":5`, `"block_height":2147483648`),
		change(`"block_height":5,`, ``),
		change(`bb"`, `b"`),
		change(`"txid":"01`, `"txid":"02`),
		change(`aa","vout":1`, `a","vout":1`),
		change(`"status":{`, `"other":{`),
		change(`"version":2`, `"version":2,"version":1`),
		change(`"version":2`, `"Version":2`),
		change(`"block_height":5`, `"block_height":5,"BLOCK_HEIGHT":6`),
		change(`"value":0`, `"value":0,"value":1`),
	} {
		if c, err := parseTx(someID, []byte(bad)); err == nil {
			t.Errorf("taken for %+v\n%s", c, bad)
		}
	}
}

// A small answer does not become a large one in memory.
func TestUnfolding(t *testing.T) {
	many := func(s string) []byte {
		return []byte(`{"txid":"` + someID.String() + `","vin":[` + strings.Repeat(s+",", 3<<20) + s + `]}`)
	}
	for _, s := range []string{`{}`, `0`, `""`} {
		if _, err := parseTx(someID, many(s)); err == nil {
			t.Errorf("millions of %s are taken", s)
		}
	}
	if _, err := parseOutspends([]byte(`[` + strings.Repeat(`{},`, 1<<20) + `{}]`)); err == nil {
		t.Error("millions of spenders are taken")
	}
}

func FuzzTx(f *testing.F) {
	f.Add([]byte(someTx))
	f.Add([]byte(`{"confirmed":false}`))
	f.Add([]byte(strings.Replace(someTx, `"is_coinbase":false`, `"is_coinbase":true`, 1)))
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := parseTx(someID, body)
		if err != nil {
			if c != (explorer.Confirmation{}) {
				t.Error("something is given with the error")
			}
			return
		}
		if c.Height < 0 || !c.Confirmed && (c.Height != 0 || c.Block != chainhash.Hash{}) {
			t.Errorf("%+v", c)
		}
		if c.Described == nil {
			return
		}
		if len(c.Described.PrevOuts) != len(c.Described.Tx.TxIn) {
			t.Error("not as many spent outputs as inputs")
		}
		for _, o := range c.Described.Tx.TxOut {
			if o.Value < 0 || o.Value > maxSat {
				t.Errorf("%d sat", o.Value)
			}
		}
		_ = c.Described.Tx.TxHash()
	})
}

func FuzzOutspends(f *testing.F) {
	f.Add([]byte(`[{"spent":true},{"spent":false}]`))
	f.Add([]byte(`[{"spent":true,"txid":"` + someID.String() + `","vin":1,"status":{"confirmed":true,"block_height":5}}]`))
	f.Add([]byte(`[{"spent":true,"txid":null,"vin":null,"status":null}]`))
	f.Add([]byte(`[{"txid":"aa"}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := parseOutspends(body)
		if err != nil {
			if list != nil {
				t.Error("something is given with the error")
			}
			return
		}
		for _, s := range list {
			if s.By != nil && !s.Spent {
				t.Error("spent by somebody, and not spent")
			}
		}
		var n []json.RawMessage
		if json.Unmarshal(body, &n) != nil || len(n) != len(list) {
			t.Errorf("%d spenders for %d outputs", len(list), len(n))
		}
	})
}

func FuzzMerkleProof(f *testing.F) {
	f.Add([]byte(`{"block_height":5,"merkle":["`+someID.String()+`"],"pos":1}`), uint8(3))
	f.Add([]byte(`["`+someID.String()+`","`+someID.String()+`"]`), uint8(0))
	f.Add([]byte(strings.Repeat("00", 200)), uint8(1))
	f.Fuzz(func(t *testing.T, body []byte, n uint8) {
		if b, h, err := parseMerkleProof(body); err == nil && (h < 0 || len(b.Hashes) > 32) {
			t.Errorf("height %d, %d levels", h, len(b.Hashes))
		}
		if b, _, err := parseMerkleblock(someID, body); err == nil && b == nil {
			t.Error("no branch, and no reason")
		}
		if b, err := parseTxIDs(someID, body); err == nil && b == nil {
			t.Error("no branch, and no reason")
		}
		// A branch of our own leads to the same root from every leaf.
		leaves := make([]chainhash.Hash, int(n)+1)
		for i := range leaves {
			leaves[i] = chainhash.HashH(append([]byte{byte(i)}, body...))
		}
		first := rootBy(leaves, 0)
		for i := range leaves {
			if rootBy(leaves, i) != first {
				t.Fatalf("leaf %d of %d leads elsewhere", i, len(leaves))
			}
		}
	})
}

func rootBy(leaves []chainhash.Hash, at int) chainhash.Hash {
	b := branchOf(append([]chainhash.Hash(nil), leaves...), at)
	h := leaves[at]
	for level, sibling := range b.Hashes {
		if b.Pos>>level&1 == 1 {
			h = chainhash.DoubleHashH(append(sibling[:], h[:]...))
		} else {
			h = chainhash.DoubleHashH(append(h[:], sibling[:]...))
		}
	}
	return h
}

func FuzzHeader(f *testing.F) {
	f.Add([]byte(strings.Repeat("0a", 80)))
	f.Add([]byte(" " + strings.Repeat("0a", 80) + "\n"))
	f.Add([]byte(strings.Repeat("0a", 81)))
	f.Add([]byte("438\n"))
	f.Add([]byte(someID.String()))
	f.Add([]byte(`{"id":"` + someID.String() + `","height":5}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if h, err := parseHeader(body); err == nil {
			var b bytes.Buffer
			if err := h.Serialize(&b); err != nil || b.Len() != 80 {
				t.Errorf("%d bytes, %v", b.Len(), err)
			}
		}
		if h, err := parseHeight(body); err == nil && h < 0 {
			t.Errorf("height %d", h)
		}
		if h, err := parseBlock(someID, body); err == nil && h < 0 {
			t.Errorf("height %d", h)
		}
		if h, err := parseHashText(body); err == nil && !strings.EqualFold(h.String(), strings.TrimSpace(string(body))) {
			t.Error("another ID")
		}
	})
}

func TestJudge(t *testing.T) {
	const html = "<html><body>Transaction not found</body></html>"
	for _, c := range []struct {
		status  int
		body    string
		fault   explorer.Fault
		missing missing
		cannot  bool
	}{
		{200, "5", "", 0, false},
		{203, "{}", "", 0, false},
		{200, " <!DOCTYPE html>", explorer.FaultMalformed, 0, false},
		{204, "", explorer.FaultMalformed, 0, false},
		{206, "5", explorer.FaultMalformed, 0, false},
		{301, "", explorer.FaultRedirected, 0, false},
		{304, "", explorer.FaultRedirected, 0, false},
		{400, "Invalid hex string", explorer.FaultRefused, 0, false},
		{403, html, explorer.FaultRefused, 0, false},
		{404, "Transaction not found", "", missingTx, false},
		{404, "Transaction not found\n", "", missingTx, false},
		{404, `{"error":"Transaction not found"}`, "", missingTx, false},
		{404, `No such mempool or blockchain transaction`, "", missingTx, false},
		{404, `{"error":"No such mempool or blockchain transaction. Use gettransaction for wallet transactions."}`, "", missingTx, false},
		{404, "Transaction not found or is unconfirmed", "", missingProof, false},
		{404, "Block not found", "", missingBlock, false},
		{404, `{"error":"Block not found"}`, "", missingBlock, false},
		// A node without an index cannot know.
		{404, `{"error":"No such mempool transaction. Use -txindex or provide a block hash"}`, explorer.FaultRefused, 0, true},
		{404, html, explorer.FaultRefused, 0, true},
		{404, `endpoint does not exist "/tx/Transaction not found"`, explorer.FaultRefused, 0, true},
		{404, "", explorer.FaultRefused, 0, true},
		{404, `{"error":7}`, explorer.FaultRefused, 0, true},
		{405, `{"error":"no"}`, explorer.FaultRefused, 0, true},
		{408, "", explorer.FaultTimeout, 0, false},
		{413, `{"error":"too long"}`, explorer.FaultRefused, 0, false},
		{422, "Too many history entries", explorer.FaultRefused, 0, false},
		{429, html, explorer.FaultRateLimited, 0, false},
		{500, "Transaction not found", explorer.FaultServer, 0, false},
		{500, `{"error":"No such mempool or blockchain transaction"}`, explorer.FaultServer, 0, false},
		{500, `{"error":"Method getTransactionMerkleProof not supported by the Bitcoin RPC API."}`, explorer.FaultUnsupported, 0, true},
		{500, "Transaction missing prevouts", explorer.FaultServer, 0, false},
		{501, "", explorer.FaultUnsupported, 0, true},
		{502, html, explorer.FaultServer, 0, false},
		{503, "Service Temporarily Unavailable", explorer.FaultServer, 0, false},
		{504, html, explorer.FaultServer, 0, false},
		{599, "", explorer.FaultServer, 0, false},
	} {
		p := judge(c.status, []byte(c.body))
		if p == nil {
			p = new(problem)
		}
		if p.fault != c.fault || p.missing != c.missing || p.cannot != c.cannot {
			t.Errorf("%d %q: fault %q, missing %d, cannot %t", c.status, c.body, p.fault, p.missing, p.cannot)
		}
	}
}

func FuzzError(f *testing.F) {
	f.Add(404, []byte("Transaction not found"))
	f.Add(404, []byte(`{"error":"No such mempool or blockchain transaction"}`))
	f.Add(500, []byte(`{"error":"Method x not supported by y"}`))
	f.Add(429, []byte("<html>"))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		p := judge(status, body)
		switch {
		case p == nil:
			if status != 200 && status != 203 {
				t.Errorf("status %d is an answer", status)
			}
			return
		case p.missing != missingNothing:
			if status != 404 || !strings.Contains(string(body), "ot found") && !strings.Contains(string(body), "No such") {
				t.Errorf("status %d says that something is missing", status)
			}
			return
		}
		if p.fault == explorer.FaultNone || p.detail == "" {
			t.Errorf("status %d is no answer, and there is no reason", status)
		}
		if len(body) > 20 && strings.Contains(p.detail, string(body)) {
			t.Error("the detail holds what was sent")
		}
	})
}

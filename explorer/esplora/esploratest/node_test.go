package esploratest_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/bitcoind/nodetest"
	"tradecase/explorer/esplora"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/proof"
)

func TestMain(m *testing.M) { os.Exit(nodetest.Main(m)) }

func source(t *testing.T, srv *esploratest.Server) *esplora.Source {
	t.Helper()
	s, err := esplora.New(esplora.Options{Name: "lab", BaseURL: srv.URL, Network: &chaincfg.RegressionNetParams})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// A real node's deposit and payout, in every dialect: the bytes, the branch and
// the header prove themselves, and who spends the deposit is found.
func TestRealNode(t *testing.T) {
	node := nodetest.Start(t)
	deposit := node.Deposit(1_000_000)
	held := node.Mine(1)[0]
	payout := node.Payout(deposit)
	node.Send(payout)
	id := deposit.Tx.TxHash()
	chain := esploratest.FromRPC(node.RPC)
	for _, d := range esploratest.Dialects {
		t.Run(string(d), func(t *testing.T) {
			s := source(t, esploratest.New(t, chain, esploratest.Options{Dialect: d}))
			raw, r := s.Transaction(t.Context(), id)
			if r.Outcome != explorer.Found {
				t.Fatalf("%s: %s", r.Fault, r.Detail)
			}
			tx, _, err := proof.Transaction(id, raw)
			if err != nil {
				t.Fatal(err)
			}
			c, r := s.Confirmation(t.Context(), id)
			if r.Outcome != explorer.Found || r.Detail != "" || !c.Confirmed || c.Block != held {
				t.Fatalf("%s, %s, confirmed %t", r.Fault, r.Detail, c.Confirmed)
			}
			if c.Described.Tx.TxHash() != id {
				t.Error("the description makes another transaction")
			}
			h, _ := s.Header(t.Context(), c.Block)
			if err := proof.Header(held, h); err != nil {
				t.Error(err)
			}
			if _, err := proof.Inclusion(tx, *c.Branch, h); err != nil {
				t.Error(err)
			}
			list, r := s.Spenders(t.Context(), id)
			if r.Outcome != explorer.Found || !list[0].Spent {
				t.Fatalf("%s, spenders %v", r.Fault, list)
			}
			if want := (wire.OutPoint{Hash: payout.TxHash()}); list[0].By != nil && *list[0].By != want {
				t.Error("spent by another")
			}
			if c, _ := s.Confirmation(t.Context(), payout.TxHash()); c.Confirmed {
				t.Error("the payout is in no block yet")
			}
			if _, r := s.Confirmation(t.Context(), chainhash.Hash{1}); r.Outcome != explorer.NotFound {
				t.Errorf("what nobody saw: %s, fault %q", r.Outcome, r.Fault)
			}
			if tip, _ := s.Tip(t.Context()); tip != node.Height() {
				t.Errorf("tip %d, want %d", tip, node.Height())
			}
		})
	}
}

// A block that is replaced takes what it held with it.
func TestRealNodeReorganised(t *testing.T) {
	node := nodetest.Start(t)
	deposit := node.Deposit(1_000_000)
	node.Mine(1)
	node.Send(node.Payout(deposit))
	node.Mine(1)
	chain := esploratest.FromRPC(node.RPC)
	out := wire.OutPoint{Hash: deposit.Tx.TxHash()}
	before, err := chain.Spender(t.Context(), out)
	if err != nil || before == nil {
		t.Fatalf("spent by %v, error %v", before, err)
	}
	gone := node.Reorg(1)
	if _, err := chain.Spender(t.Context(), out); err != nil {
		t.Error(err)
	}
	tip, err := chain.Tip(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for height := tip - 2; height <= tip; height++ {
		hash, err := chain.HashAt(t.Context(), height)
		if err != nil || hash == gone[0] {
			t.Errorf("height %d: a block that is gone, or %v", height, err)
		}
		if b, err := chain.Block(t.Context(), hash); err != nil || b.Height != height || b.Header.BlockHash() != hash {
			t.Errorf("height %d: block of height %d, error %v", height, b.Height, err)
		}
	}
}

// The blocks of the chain in memory are blocks.
func TestMemory(t *testing.T) {
	m := esploratest.NewMemory(20)
	params := &chaincfg.RegressionNetParams
	anchors, err := proof.NewAnchors(params)
	if err != nil {
		t.Fatal(err)
	}
	last := *params.GenesisHash
	for height := range int32(21) {
		hash, err := m.HashAt(t.Context(), height)
		if err != nil {
			t.Fatal(err)
		}
		b, err := m.Block(t.Context(), hash)
		if err != nil || b.Height != height || proof.Header(hash, b.Header) != nil {
			t.Fatalf("height %d: %v", height, err)
		}
		if height > 0 && b.Header.PrevBlock != last {
			t.Errorf("height %d does not follow", height)
		}
		if _, err := proof.Work(params, anchors, b.Header, height); err != nil {
			t.Errorf("height %d: %v", height, err)
		}
		last = hash
	}
	other := esploratest.NewMemory(20)
	if hash, _ := other.HashAt(t.Context(), 20); hash != last {
		t.Error("the same calls make another chain")
	}
	key := esploratest.Key(3)
	from := m.Fund(wire.NewTxOut(500, esploratest.PayToKey(key)))
	spend := esploratest.Spend(key, from, []uint32{0}, wire.NewTxOut(400, []byte{0x51}))
	m.AddMempool(from)
	if hash, err := m.BlockOf(t.Context(), from.TxHash()); err != nil || hash != (chainhash.Hash{}) {
		t.Errorf("waiting, but in a block, or %v", err)
	}
	held := m.AddBlock(from, spend)
	if hash, err := m.BlockOf(t.Context(), from.TxHash()); err != nil || hash != held {
		t.Errorf("in no block, or %v", err)
	}
	by, err := m.Spender(t.Context(), wire.OutPoint{Hash: from.TxHash()})
	if err != nil || by == nil || by.Hash != spend.TxHash() {
		t.Errorf("spent by %v, error %v", by, err)
	}
	var one, two bytes.Buffer
	got, err := m.Transaction(t.Context(), spend.TxHash())
	if err != nil || got.Serialize(&one) != nil || spend.Serialize(&two) != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("another transaction, or %v", err)
	}
}

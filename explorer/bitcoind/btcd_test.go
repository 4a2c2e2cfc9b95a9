package bitcoind_test

import (
	"os"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/bitcoind"
	"tradecase/explorer/bitcoind/nodetest"
	"tradecase/explorer/explorertest"
)

func TestMain(m *testing.M) { os.Exit(nodetest.Main(m)) }

// newSource makes a source that must be possible.
func newSource(t testing.TB, c bitcoind.Config) explorer.Source {
	t.Helper()
	c.Params = nodetest.Params
	s, err := bitcoind.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// trade puts a deposit and its payout into the chain, between other
// transactions, and leaves one that spends the deposit's change waiting.
func trade(t testing.TB, node *nodetest.Node) explorertest.Facts {
	t.Helper()
	node.Fund(nodetest.MinerScript(), 10_000)
	d := node.Deposit(1_000_000)
	for range 5 {
		node.Fund(nodetest.MinerScript(), 10_000)
	}
	block := node.Mine(1)[0]
	pay := node.Payout(d)
	node.Send(pay)
	node.Mine(1)
	height := node.Height() - 1
	waiting, _ := node.Fund(nodetest.TwoOfTwo(), 50_000)
	spent := map[uint32]wire.OutPoint{0: {Hash: pay.TxHash(), Index: 0}}
	for _, hash := range []chainhash.Hash{block, node.BlockHash(height + 1)} {
		for _, tx := range node.Block(hash).Transactions {
			note(spent, d.Tx, tx)
		}
	}
	note(spent, d.Tx, waiting)
	return explorertest.Facts{
		Confirmed: d.Tx, Block: block, Height: height, SpentBy: spent, Waiting: waiting,
		Absent: chainhash.Hash{1, 2, 3}, Tip: height + 1,
		Denies: true, Proves: true, NamesSpenders: true,
	}
}

// note notes what tx spends of another transaction.
func note(spent map[uint32]wire.OutPoint, of, tx *wire.MsgTx) {
	for vin, in := range tx.TxIn {
		if in.PreviousOutPoint.Hash == of.TxHash() {
			spent[in.PreviousOutPoint.Index] = wire.OutPoint{Hash: tx.TxHash(), Index: uint32(vin)}
		}
	}
}

func btcdConfig(node *nodetest.Node) bitcoind.Config {
	user, password := node.Auth()
	return bitcoind.Config{URL: node.URL(), User: user, Password: password}
}

func TestBtcd(t *testing.T) {
	node := nodetest.Start(t)
	facts := trade(t, node)
	explorertest.TestSource(t, func(t testing.TB) explorer.Source {
		t.Helper()
		return newSource(t, btcdConfig(node))
	}, facts)
}

// TestBtcdSpenderWaits asks for a spender that no block holds yet: btcd counts
// such an output as a coin.
func TestBtcdSpenderWaits(t *testing.T) {
	node := nodetest.Start(t)
	d := node.Deposit(1_000_000)
	node.Mine(1)
	pay := node.Payout(d)
	node.Send(pay)
	list, r := newSource(t, btcdConfig(node)).Spenders(t.Context(), d.Tx.TxHash())
	if r.Outcome != explorer.Found {
		t.Fatalf("%+v", r)
	}
	want := wire.OutPoint{Hash: pay.TxHash(), Index: 0}
	if s := list[0]; !s.Spent || s.By == nil || *s.By != want {
		t.Errorf("the payout is not named: %v", s.Spent)
	}
	if list[1].Spent || list[2].Spent {
		t.Error("outputs that nobody spends are said to be spent")
	}
}

// TestBtcdReorg has the block of a transaction leave the chain.
func TestBtcdReorg(t *testing.T) {
	node := nodetest.Start(t)
	tx, _ := node.Fund(nodetest.MinerScript(), 30_000)
	node.Mine(1)
	s := newSource(t, btcdConfig(node))
	before, _ := s.Confirmation(t.Context(), tx.TxHash())
	node.Reorg(1)
	after, r := s.Confirmation(t.Context(), tx.TxHash())
	if !before.Confirmed || before.Block == after.Block {
		t.Errorf("before %+v, after %+v (%+v)", before.Confirmed, after.Confirmed, r)
	}
	if after.Confirmed && after.Block != node.BlockHash(after.Height) {
		t.Error("the block named is not in the chain")
	}
}

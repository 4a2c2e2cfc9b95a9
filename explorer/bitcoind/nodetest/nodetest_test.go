package nodetest_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/bitcoind/nodetest"
)

func TestMain(m *testing.M) { os.Exit(nodetest.Main(m)) }

func TestDepositAndPayout(t *testing.T) {
	t.Parallel()
	node := nodetest.Start(t)
	d := node.Deposit(1_000_000)
	in := node.Mine(1)[0]
	if !holds(node.Block(in), d.Tx) {
		t.Error("the block does not hold the deposit")
	}
	pay := node.Payout(d)
	node.Send(pay)
	if in := node.Mine(1)[0]; !holds(node.Block(in), pay) {
		t.Error("the block does not hold the payout")
	}
	var rpcErr *nodetest.RPCError
	if _, err := node.RPC(context.Background(), "sendrawtransaction", nodetest.Hex(pay)); !errors.As(err, &rpcErr) {
		t.Errorf("sent a second time: error %v, want the node's own", err)
	}
}

func TestManyPayments(t *testing.T) {
	t.Parallel()
	node := nodetest.Start(t)
	var last *wire.MsgTx
	for range 20 {
		last, _ = node.Fund(nodetest.MinerScript(), 400_000_000)
	}
	if !holds(node.Block(node.Mine(1)[0]), last) {
		t.Error("the block does not hold the last payment")
	}
}

func TestReorg(t *testing.T) {
	node := nodetest.Start(t)
	node.Mine(3)
	height := node.Height()
	gone := node.Reorg(2)
	if got := node.Height(); got != height+1 {
		t.Errorf("height %d after, want %d", got, height+1)
	}
	for i, hash := range gone {
		if node.BlockHash(height-1+int32(i)) == hash {
			t.Errorf("block %d is still there", i)
		}
	}
	tx, _ := node.Fund(nodetest.MinerScript(), 1_000)
	if !holds(node.Block(node.Mine(1)[0]), tx) {
		t.Error("the chain does not go on")
	}
}

func holds(block *wire.MsgBlock, tx *wire.MsgTx) bool {
	for _, other := range block.Transactions {
		if other.TxHash() == tx.TxHash() {
			return true
		}
	}
	return false
}

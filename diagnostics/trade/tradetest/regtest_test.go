package tradetest_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer/bitcoind/nodetest"
)

func TestMain(m *testing.M) { os.Exit(nodetest.Main(m)) }

// TestRegtest has a real node check trades by its rules and put them into
// blocks, one of each shape.
func TestRegtest(t *testing.T) {
	for _, name := range []string{
		"p1/burning-2019/end/mediated-one",
		"p2/victims/fee/bsq-burnt-whole",
		"p3/segwit/amount/extra-maker-input",
		"p3/segwit/fee/bsq-several-inputs",
		"p4/no-opreturn/end/mediated",
		"p4/burning-2024/amount/partial-maker-sells",
		"p4/burning-2024/end/manual",
	} {
		t.Run(name, func(t *testing.T) {
			v, ok := tradetest.Find(name)
			if !ok {
				t.Fatal("there is no such variant")
			}
			publish(t, v)
		})
	}
}

// TestRegtestDelayedPayout hands the node a delayed payout to burning men as soon
// as the deposit is confirmed: no block holds it up to its lock time, and the
// next one does.
func TestRegtestDelayedPayout(t *testing.T) {
	v, ok := tradetest.Find("p4/burning-2024/end/open-hex")
	if !ok {
		t.Fatal("there is no such variant")
	}
	v.Altcoin, v.Remainder = true, true // half the blocks
	trade, node := publish(t, v), nodetest.Start(t)
	delayed := trade.Txs[diagnostics.DelayedPayout]
	if n := len(delayed.Msg.TxOut); n < 8 {
		t.Errorf("only %d outputs", n)
	}
	node.Send(delayed.Msg)
	node.Mine(int(trade.LockTime - node.Height()))
	raw, err := node.RPC(t.Context(), "getrawmempool")
	if err != nil || !strings.Contains(string(raw), delayed.ID.String()) {
		t.Errorf("it does not wait at its lock time (%v)", err)
	}
	node.Mine(1)
	if !holds(node.Block(node.BlockHash(trade.LockTime+1)), delayed) {
		t.Error("the block after its lock time does not hold it")
	}
}

// holds reports whether a block has a transaction.
func holds(block *wire.MsgBlock, tx *tradetest.Tx) bool {
	return slices.ContainsFunc(block.Transactions, func(in *wire.MsgTx) bool { return in.TxHash() == tx.ID })
}

// publish sends a trade to the node and compares where its transactions are.
func publish(t *testing.T, v tradetest.Variant) *tradetest.Trade {
	t.Helper()
	node := nodetest.Start(t)
	funding, out := node.Fund(tradetest.FaucetScript(), 25_0000_0000)
	trade := tradetest.Regtest(v, 1, funding, out, node.Height())
	for _, step := range trade.Steps() {
		if n := step.Height - 1 - node.Height(); n > 0 {
			node.Mine(int(n))
		}
		for _, tx := range step.Txs {
			node.Send(tx.Msg)
		}
		node.Mine(1)
		if node.Height() != step.Height {
			t.Fatalf("the block is at %d, not %d", node.Height(), step.Height)
		}
		block := node.Block(node.BlockHash(step.Height))
		for _, tx := range step.Txs {
			if !holds(block, tx) {
				t.Errorf("a transaction is not in the block at %d", step.Height)
			}
		}
	}
	return trade
}

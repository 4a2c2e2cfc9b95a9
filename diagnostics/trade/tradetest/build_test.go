package tradetest_test

import (
	"bytes"
	"testing"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics/trade/tradetest"
)

func TestVariants(t *testing.T) {
	names := map[string]bool{}
	for _, v := range tradetest.Variants() {
		if names[v.Name] {
			t.Errorf("%s: twice", v.Name)
		}
		names[v.Name] = true
		for seed := range uint64(2) {
			trade := tradetest.Build(v, seed)
			for role, tx := range trade.Txs {
				if err := execute(tx); err != nil {
					t.Errorf("%s seed %d: %s: %v", v.Name, seed, role, err)
				}
				if got := tx.Msg.TxHash(); got != tx.ID {
					t.Errorf("%s: %s: ID %s of %s", v.Name, role, tx.ID, got)
				}
				if fee(tx) <= 0 {
					t.Errorf("%s: %s: fee %d", v.Name, role, fee(tx))
				}
			}
			for _, tx := range trade.Parents {
				if tx.Spent[0] == nil {
					continue // the coinbase
				}
				if err := execute(tx); err != nil {
					t.Errorf("%s: parent: %v", v.Name, err)
				}
			}
			again := tradetest.Build(v, seed)
			for role, tx := range trade.Txs {
				if !bytes.Equal(tx.Raw, again.Txs[role].Raw) {
					t.Errorf("%s: %s is not the same the second time", v.Name, role)
				}
			}
		}
	}
	if len(names) < 60 {
		t.Errorf("only %d variants", len(names))
	}
	t.Logf("%d variants", len(names))
}

// execute runs the scripts of all inputs on what they spend.
func execute(tx *tradetest.Tx) error {
	prevs := map[wire.OutPoint]*wire.TxOut{}
	for i, in := range tx.Msg.TxIn {
		prevs[in.PreviousOutPoint] = tx.Spent[i]
	}
	fetch := txscript.NewMultiPrevOutFetcher(prevs)
	hashes := txscript.NewTxSigHashes(tx.Msg, fetch)
	for i, out := range tx.Spent {
		vm, err := txscript.NewEngine(out.PkScript, tx.Msg, i, txscript.StandardVerifyFlags, nil, hashes, out.Value, fetch)
		if err != nil {
			return err
		}
		if err := vm.Execute(); err != nil {
			return err
		}
	}
	return nil
}

// fee is what a transaction pays to the miner.
func fee(tx *tradetest.Tx) (sat int64) {
	for _, o := range tx.Spent {
		sat += o.Value
	}
	for _, o := range tx.Msg.TxOut {
		sat -= o.Value
	}
	return sat
}

func BenchmarkBuild(b *testing.B) {
	list := tradetest.Variants()
	for i := range b.N {
		tradetest.Build(list[i%len(list)], uint64(i))
	}
}

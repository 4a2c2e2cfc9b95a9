package explorer_test

import (
	"context"
	"testing"
	"time"

	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// block makes a block of many transactions and gives the one in its middle.
func (w *world) block(n int) *wire.MsgTx {
	w.tb.Helper()
	parent := w.mine()
	fan := w.spend(n, "", wire.OutPoint{Hash: parent.TxHash()})
	w.mine(fan)
	txs := make([]*wire.MsgTx, 0, n)
	for v := range n {
		txs = append(txs, w.spend(1, "", wire.OutPoint{Hash: fan.TxHash(), Index: uint32(v)}))
	}
	w.mine(txs...)
	return txs[n/2]
}

// Verification of one transaction with its proof, as it comes from a source:
// bytes, header, branch and work. The limit is a millisecond.
func BenchmarkVerify(b *testing.B) {
	w := newWorld(b)
	tx := w.block(2000)
	id, said, anchors := tx.TxHash(), w.confirmation(tx.TxHash()), w.anchors()
	bytes, header := raw(b, tx), w.headers[said.Height]
	for b.Loop() {
		got, _, err := proof.Transaction(id, bytes)
		if err != nil {
			b.Fatal(err)
		}
		if err := proof.Header(said.Block, header); err != nil {
			b.Fatal(err)
		}
		if _, err := proof.Inclusion(got, *said.Branch, header); err != nil {
			b.Fatal(err)
		}
		if _, err := proof.Work(w.params, anchors, header, said.Height); err != nil {
			b.Fatal(err)
		}
	}
}

// A full check of five transactions by three sources that answer at once: what
// this package itself costs, signatures included.
func BenchmarkCheck(b *testing.B) {
	w := newWorld(b)
	for b.Loop() {
		a, err := w.client(w.honest("a"), w.honest("b"), w.honest("c")).Check(context.Background(), w.wants()...)
		if err != nil || a.Transactions[w.deposit.TxHash()].State != explorer.Confirmed {
			b.Fatal(err)
		}
	}
}

// The same with everything at hand and final: read, decoded and verified anew,
// nobody asked.
func BenchmarkCheckFinal(b *testing.B) {
	w := newWorld(b)
	w.knowBits()
	store := newRecords(w)
	own := w.ownNode()
	opt := w.options(own)
	opt.Store = store
	if _, err := explorer.NewClient(opt).Check(context.Background(), w.wants()...); err != nil {
		b.Fatal(err)
	}
	asked := own.count()
	for b.Loop() {
		if _, err := explorer.NewClient(opt).Check(context.Background(), w.wants()...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(own.count()-asked), "requests")
}

// A trade's check is as quick as is promised.
func TestQuickEnough(t *testing.T) {
	w := newWorld(t)
	tx := w.block(64)
	w.mineTo(w.tip() + 6)
	w.knowBits()
	data := func() []byte {
		got, _ := check(t, w.client(w.ownNode()), explorer.Want{ID: tx.TxHash()})
		data, err := explorer.EncodeRecord(got)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}()
	best := time.Hour
	for range 20 {
		begin := time.Now()
		if back, err := explorer.DecodeRecord(data, w.params, w.anchors()); err != nil || !back.Final {
			t.Fatalf("%+v, %v", back, err)
		}
		best = min(best, time.Since(begin))
	}
	if best > time.Millisecond {
		t.Errorf("a record is read and verified in %v, more than a millisecond", best)
	}
}

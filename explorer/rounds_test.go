package explorer_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
	"golang.org/x/time/rate"

	"tradecase/explorer"
)

const latency = 600 * time.Millisecond

// limited makes a source as slow as an onion and as polite as this program is to
// one: four requests in flight, ten at once, then four a second.
func limited(f *fake) {
	slots := make(chan struct{}, 4)
	limit := rate.NewLimiter(4, 10)
	f.wait = func(ctx context.Context) explorer.Reply {
		slots <- struct{}{}
		defer func() { <-slots }()
		if err := limit.Wait(ctx); err != nil {
			return explorer.Reply{Outcome: explorer.Unknown, Fault: explorer.FaultCancelled}
		}
		time.Sleep(latency)
		return explorer.Reply{}
	}
}

// wants are the five transactions of a trade, as one knows them from a contract.
func (w *world) wants() []explorer.Want {
	return []explorer.Want{
		{ID: w.maker.TxHash(), Inputs: true},
		{ID: w.taker.TxHash(), Inputs: true},
		{ID: w.deposit.TxHash(), Follow: []uint32{0, 1}, Inputs: true},
		{ID: w.late.TxHash(), Inputs: true},
		{ID: w.payout.TxHash(), Inputs: true},
	}
}

// A full check of five known IDs takes three dependent questions at the most, and
// at least four times as long when asked one after the other.
func TestRounds(t *testing.T) {
	w := newWorld(t)
	synctest.Test(t, func(t *testing.T) {
		a, b, c := w.honest("a"), w.honest("b"), w.honest("c")
		for _, f := range []*fake{a, b, c} {
			waits(f, latency)
		}
		begin := time.Now()
		answer, err := w.client(a, b, c).Check(t.Context(), w.wants()...)
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(begin)
		if took > 3*latency {
			t.Errorf("%v are more than three round trips of %v", took, latency)
		}
		w.allTold(t, answer)
		t.Logf("%v without a limit: %.0f round trips; %d, %d and %d questions", took, took.Seconds()/latency.Seconds(), a.count(), b.count(), c.count())
	})
	synctest.Test(t, func(t *testing.T) {
		fakes := []*fake{w.honest("a"), w.honest("b"), w.honest("c")}
		total := 0
		for _, f := range fakes {
			limited(f)
		}
		begin := time.Now()
		answer, err := w.client(fakes...).Check(t.Context(), w.wants()...)
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(begin)
		w.allTold(t, answer)
		for _, f := range fakes {
			total += f.count()
		}
		one := time.Duration(total) * latency
		t.Logf("%v as polite as to an onion; the same %d questions one after the other %v: %.1f times as long", took, total, one, one.Seconds()/took.Seconds())
		if one < 4*took {
			t.Errorf("%v is not a quarter of %v", took, one)
		}
	})
}

// allTold checks that nothing was left out to be quick.
func (w *world) allTold(t *testing.T, a explorer.Answer) {
	t.Helper()
	for _, want := range w.wants() {
		tx := a.Transactions[want.ID]
		if tx.State != explorer.Confirmed || len(tx.Inputs) != len(tx.Tx.TxIn) {
			t.Errorf("%s: %s", tx.State, tx.Why)
		}
		for i, in := range tx.Inputs {
			if in == nil {
				t.Errorf("input %d is missing", i)
			}
		}
		for v, out := range tx.Outputs {
			by, ok := w.spent[wire.OutPoint{Hash: tx.ID, Index: uint32(v)}]
			if want := ok && w.txs[by.Hash] != nil; want != (out.State == explorer.Spent) {
				t.Errorf("output %d is %s", v, out.State)
			}
		}
	}
}

// Nobody asks one source for everything: headers, parents and spenders' bytes
// are spread.
func TestQuestionsAreFew(t *testing.T) {
	w := newWorld(t)
	fakes := []*fake{w.honest("a"), w.honest("b"), w.honest("c")}
	if _, err := w.client(fakes...).Check(context.Background(), w.wants()...); err != nil {
		t.Fatal(err)
	}
	asked := map[string]int{}
	for _, f := range fakes {
		for _, q := range f.asked {
			var what, hash string
			if _, err := fmt.Sscan(q, &what, &hash); err != nil {
				t.Fatal(err)
			}
			asked[what]++
		}
		if again := f.twice(); len(again) > 0 {
			t.Errorf("%s is asked twice: %v", f.info.Name, again)
		}
	}
	// Five wanted from three sources; from one each the two coinbases that were
	// spent, the two other spenders of fee transactions, and the headers of four
	// blocks.
	want := map[string]int{"transaction": 5*3 + 2 + 2, "confirmation": 5 * 3, "spenders": 5 * 3, "header": 4, "tip": 3}
	for what, n := range want {
		if asked[what] != n {
			t.Errorf("%d questions for %s, want %d", asked[what], what, n)
		}
	}
}

// A thousand checks at once that share parents ask each source once for each
// transaction.
func TestManyAtOnce(t *testing.T) {
	trades := 1000
	if testing.Short() {
		trades = 200 // the race detector sees as much in them
	}
	w := newWorld(t)
	parent := w.mine()
	many := w.spend(trades, "", wire.OutPoint{Hash: parent.TxHash()})
	w.mine(many)
	var ids []chainhash.Hash
	for i := range trades {
		child := w.spend(1, "", wire.OutPoint{Hash: many.TxHash(), Index: uint32(i)})
		w.add(child)
		ids = append(ids, child.TxHash())
		if i%100 == 99 {
			w.mine(w.txs[ids[i]])
		}
	}
	w.mineTo(w.tip() + 6)
	synctest.Test(t, func(t *testing.T) {
		fakes := []*fake{w.honest("a"), w.honest("b"), w.honest("c")}
		for _, f := range fakes {
			waits(f, latency)
		}
		c := w.client(fakes...)
		var all sync.WaitGroup
		for i, id := range ids {
			all.Go(func() {
				time.Sleep(time.Duration(i%7) * 100 * time.Millisecond)
				tx, _ := check(t, c, explorer.Want{ID: id, Inputs: true})
				want := explorer.Unconfirmed
				if i%100 == 99 {
					want = explorer.Confirmed
				}
				if tx.State != want || tx.Inputs[0] == nil {
					t.Errorf("%s: %s", tx.State, tx.Why)
				}
			})
		}
		all.Wait()
		for _, f := range fakes {
			if again := f.twice(); len(again) > 0 {
				t.Errorf("%s is asked %d questions twice, as %s", f.info.Name, len(again), again[0])
			}
			if n := f.count(); n > 3*trades+1+trades/100+1 {
				t.Errorf("%s is asked %d questions", f.info.Name, n)
			}
		}
	})
}

// What is asked again is what can have changed.
func TestAgain(t *testing.T) {
	w := newWorld(t)
	a, b := w.honest("a"), w.honest("b")
	c := w.client(a, b)
	want := explorer.Want{ID: w.pending.TxHash()}
	tx, _ := check(t, c, want)
	if tx.State != explorer.Unconfirmed {
		t.Fatalf("%s: %s", tx.State, tx.Why)
	}
	before := a.count() + b.count()
	w.mine(w.pending)
	w.mineTo(w.tip() + 2)
	if tx, _ = check(t, c, want); tx.State != explorer.Unconfirmed || a.count()+b.count() != before {
		t.Errorf("%s after %d more questions, want what was remembered", tx.State, a.count()+b.count()-before)
	}
	c.Again(want.ID)
	if tx, _ = check(t, c, want); tx.State != explorer.Confirmed || tx.Confirmations != 3 {
		t.Errorf("asked again: %s, %d deep: %s", tx.State, tx.Confirmations, tx.Why)
	}
	// The spenders of what is asked again are asked again with it.
	parent := explorer.Want{ID: w.taker.TxHash(), Follow: []uint32{1}}
	check(t, c, parent)
	w.mineTo(w.tip() + 10)
	c.Again(parent.ID)
	_, answer := check(t, c, parent)
	if got := answer.Transactions[want.ID]; got == nil || got.Confirmations != 13 {
		t.Errorf("the spender: %+v", got)
	}
}

// The watcher sees every question begin and end.
func TestWatch(t *testing.T) {
	w := newWorld(t)
	a, b := w.honest("a"), w.honest("b")
	fault(b, "confirmation", explorer.FaultRateLimited)
	opt := w.options(a, b)
	var mu sync.Mutex
	var open, faults int
	last := map[string]int{}
	opt.Watch = func(e explorer.Event) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case e.Outcome == "":
			open++
		default:
			open--
			last[e.Source] = max(last[e.Source], e.Answered)
		}
		if e.Fault == explorer.FaultRateLimited {
			faults++
		}
	}
	check(t, explorer.NewClient(opt), explorer.Want{ID: w.deposit.TxHash()})
	if open != 0 || faults == 0 || last["a"] != a.count() || last["b"] != b.count() {
		t.Errorf("%d open, %d faults, last %v of %d and %d", open, faults, last, a.count(), b.count())
	}
}

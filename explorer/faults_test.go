package explorer_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
)

// fault makes a source fail at one kind of question, or at all.
func fault(f *fake, what string, fault explorer.Fault) {
	failed := explorer.Reply{Outcome: explorer.Unknown, Fault: fault}
	if what == "transaction" || what == "all" {
		f.transaction = func(context.Context, chainhash.Hash) ([]byte, explorer.Reply) { return nil, failed }
	}
	if what == "confirmation" || what == "all" {
		f.confirmation = func(context.Context, chainhash.Hash) (explorer.Confirmation, explorer.Reply) {
			return explorer.Confirmation{}, failed
		}
	}
	if what == "spenders" || what == "all" {
		f.spenders = func(context.Context, chainhash.Hash) ([]explorer.Spender, explorer.Reply) { return nil, failed }
	}
	if what == "tip" || what == "all" {
		f.tip = func(context.Context) (int32, explorer.Reply) { return 0, failed }
	}
}

// Every fault of one of two sources, and what is unknown then: a fault is no
// information, whatever it is.
func TestFaults(t *testing.T) {
	w := newWorld(t)
	faults := []explorer.Fault{
		explorer.FaultTimeout, explorer.FaultUnreachable, explorer.FaultOnion, explorer.FaultTor, explorer.FaultRateLimited,
		explorer.FaultServer, explorer.FaultRefused, explorer.FaultUnsupported, explorer.FaultMalformed, explorer.FaultTooLarge,
		explorer.FaultRedirected, explorer.FaultNetwork,
	}
	tests := []struct {
		name   string
		what   string
		id     chainhash.Hash
		state  explorer.State
		final  bool
		output explorer.SpendState
		saw    int
	}{
		{"absent, one does not answer", "transaction", w.nowhere, explorer.UnknownState, false, "", 0},
		{"absent, one does not say in which block", "confirmation", w.nowhere, explorer.Absent, false, "", 0},
		{"proved by the other", "all", w.deposit.TxHash(), explorer.Confirmed, false, explorer.Spent, 0},
		{"one operator's word", "all", w.late.TxHash(), explorer.UnknownState, false, explorer.NotSeenSpent, 1},
		{"one operator's word on the block", "confirmation", w.late.TxHash(), explorer.UnknownState, false, explorer.NotSeenSpent, 2},
		{"two operators, bytes from one", "transaction", w.late.TxHash(), explorer.Confirmed, false, explorer.NotSeenSpent, 2},
		{"spenders from one", "spenders", w.late.TxHash(), explorer.Confirmed, false, explorer.NotSeenSpent, 1},
		{"tip from one", "tip", w.deposit.TxHash(), explorer.Confirmed, false, explorer.Spent, 0},
		{"unconfirmed says the other", "all", w.pending.TxHash(), explorer.Unconfirmed, false, explorer.NotSeenSpent, 1},
		{"it is known there, but not whether in a block", "confirmation", w.pending.TxHash(), explorer.UnknownState, false, explorer.NotSeenSpent, 2},
	}
	for _, tt := range tests {
		for _, kind := range faults {
			t.Run(tt.name+"/"+string(kind), func(t *testing.T) {
				broken := w.honest("b")
				fault(broken, tt.what, kind)
				tx, _ := check(t, w.client(w.honest("a"), broken), explorer.Want{ID: tt.id})
				if tx.State != tt.state || tx.Final != tt.final || len(tx.Disagreements) > 0 {
					t.Errorf("state %s, final %t, lies %v, want %s, %t: %s", tx.State, tx.Final, tx.Disagreements, tt.state, tt.final, tx.Why)
				}
				if tt.output != "" && (tx.Outputs[0].State != tt.output || tx.Outputs[0].Saw != tt.saw) {
					t.Errorf("output %+v, want %s, seen by %d", tx.Outputs[0], tt.output, tt.saw)
				}
				if !slices.ContainsFunc(tx.Replies, func(r explorer.Reply) bool { return r.Source == "b" && r.Fault == kind }) && tt.what != "tip" {
					t.Error("the fault is missing in the replies")
				}
			})
		}
	}
}

func TestVoices(t *testing.T) {
	w := newWorld(t)
	two := func(operator string) []*fake {
		a, b := w.honest("one"), w.honest("two")
		a.info.Operator, b.info.Operator = operator, operator
		return []*fake{a, b}
	}
	nameless := two("")
	record := newHeld(t, "seller/bisq.log", w.late, w.pending, w.payout)
	tests := []struct {
		name    string
		sources []explorer.Source
		id      chainhash.Hash
		state   explorer.State
		bytes   bool
	}{
		{"two hosts of one operator are one voice", sources(two("same")), w.late.TxHash(), explorer.UnknownState, true},
		{"without a name for the operator each is one", sources(nameless), w.late.TxHash(), explorer.Confirmed, true},
		{"a record has no voice", append(sources(two("same")), record), w.late.TxHash(), explorer.UnknownState, true},
		{"a record gives bytes and no state", []explorer.Source{record}, w.payout.TxHash(), explorer.UnknownState, true},
		{"what a record lacks means nothing", []explorer.Source{record}, w.deposit.TxHash(), explorer.UnknownState, false},
		{"what a record lacks does not hinder absent", append(sources(two("same")), record), w.nowhere, explorer.Absent, false},
		{"the own node is enough", sources([]*fake{w.ownNode()}), w.late.TxHash(), explorer.Confirmed, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opt := w.options()
			opt.Sources = tt.sources
			tx, _ := check(t, explorer.NewClient(opt), explorer.Want{ID: tt.id})
			if tx.State != tt.state || (tx.Tx != nil) != tt.bytes || tx.Why == "" {
				t.Errorf("%s, bytes %t, want %s, %t: %s", tx.State, tx.Tx != nil, tt.state, tt.bytes, tx.Why)
			}
		})
	}
}

func sources(fakes []*fake) []explorer.Source {
	var all []explorer.Source
	for _, f := range fakes {
		all = append(all, f)
	}
	return all
}

// A transaction that only a record has may still be absent everywhere: it was
// never sent.
func TestNeverSent(t *testing.T) {
	w := newWorld(t)
	unsent := w.spend(1, "", w.pending.TxIn[0].PreviousOutPoint)
	unsent.LockTime = 30
	record := newHeld(t, "pasted", unsent)
	opt := w.options(w.honest("a"), w.honest("b"))
	opt.Sources = append(opt.Sources, record)
	tx, _ := check(t, explorer.NewClient(opt), explorer.Want{ID: unsent.TxHash(), Inputs: true})
	if tx.State != explorer.Absent || tx.Tx == nil || len(tx.Inputs) != 1 || tx.Inputs[0] == nil {
		t.Errorf("%s, inputs %v, want absent, with bytes and inputs: %s", tx.State, tx.Inputs, tx.Why)
	}
}

func TestSilence(t *testing.T) {
	w := newWorld(t)
	broken := w.honest("a")
	fault(broken, "all", explorer.FaultOnion)
	want := explorer.Want{ID: w.deposit.TxHash()}
	a, err := w.client(broken).Check(context.Background(), want)
	var silent *explorer.SilenceError
	if !errors.As(err, &silent) || silent.Faults["a"] != explorer.FaultOnion {
		t.Errorf("error %v, want one that names the fault", err)
	}
	if tx := a.Transactions[want.ID]; tx == nil || tx.State != explorer.UnknownState || !strings.Contains(tx.Why, "a") {
		t.Errorf("%+v, want unknown", tx)
	}
	_, err = w.client().Check(context.Background(), want)
	if !errors.As(err, &silent) || len(silent.Faults) > 0 {
		t.Errorf("error %v, want that there is no source", err)
	}
	if _, err := w.client().Check(context.Background()); err != nil {
		t.Errorf("nothing wanted: %v", err)
	}
}

// waits makes a source take its time.
func waits(f *fake, d time.Duration) {
	f.wait = func(ctx context.Context) explorer.Reply {
		select {
		case <-time.After(d):
			return explorer.Reply{}
		case <-ctx.Done():
			return explorer.Reply{Outcome: explorer.Unknown, Fault: explorer.FaultCancelled}
		}
	}
}

// The end of one caller's patience is not the other's, and what was given up is
// asked again.
func TestCancel(t *testing.T) {
	w := newWorld(t)
	synctest.Test(t, func(t *testing.T) {
		a, b := w.honest("a"), w.honest("b")
		waits(a, time.Second)
		waits(b, time.Second)
		c := w.client(a, b)
		want := explorer.Want{ID: w.payout.TxHash()}
		ctx, cancel := context.WithCancel(t.Context())
		first := make(chan error)
		go func() {
			_, err := c.Check(ctx, want)
			first <- err
		}()
		second := make(chan *explorer.Transaction)
		go func() {
			time.Sleep(100 * time.Millisecond)
			answer, err := c.Check(t.Context(), want)
			if err != nil {
				t.Error(err)
			}
			second <- answer.Transactions[want.ID]
		}()
		time.Sleep(500 * time.Millisecond)
		cancel()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("the first gets %v", err)
		}
		if tx := <-second; tx.State != explorer.Confirmed {
			t.Errorf("the second gets %s: %s", tx.State, tx.Why)
		}
		if again := slices.Concat(a.twice(), b.twice()); len(again) > 0 {
			t.Errorf("asked twice: %v", again)
		}

		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(500*time.Millisecond, cancel)
		want.ID = w.deposit.TxHash()
		if _, err := c.Check(ctx, want); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		synctest.Wait()
		if tx, _ := check(t, c, want); tx.State != explorer.Confirmed {
			t.Errorf("asked again it is %s: %s", tx.State, tx.Why)
		}
	})
}

// A deadline is a timeout of those that have not answered, not of those that
// have.
func TestDeadline(t *testing.T) {
	w := newWorld(t)
	synctest.Test(t, func(t *testing.T) {
		quick, slow := w.honest("quick"), w.honest("slow")
		waits(quick, time.Second)
		waits(slow, time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		want := explorer.Want{ID: w.deposit.TxHash(), Follow: []uint32{1}, Inputs: true}
		a, err := w.client(quick, slow).Check(ctx, want)
		if err != nil {
			t.Fatal(err)
		}
		tx := a.Transactions[want.ID]
		if tx.State != explorer.Confirmed || tx.Outputs[0].State != explorer.Spent || tx.Inputs[0] == nil {
			t.Errorf("%s, %+v: %s", tx.State, tx.Outputs[0], tx.Why)
		}
		for _, r := range tx.Replies {
			if r.Source == "slow" && r.Fault != explorer.FaultTimeout {
				t.Errorf("slow: %+v", r)
			}
		}
	})
}

// A source is told until when anybody waits for its answer, so that it need not
// wait for longer than that before it asks again.
func TestSourceKnowsTheLatestDeadline(t *testing.T) {
	w := newWorld(t)
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var first, later time.Duration
		s := w.honest("a")
		truth := s.transaction
		s.transaction = func(ctx context.Context, id chainhash.Hash) ([]byte, explorer.Reply) {
			if id != w.deposit.TxHash() {
				return truth(ctx, id)
			}
			at, _ := ctx.Deadline()
			first = at.Sub(begin)
			time.Sleep(5 * time.Second)
			at, _ = ctx.Deadline()
			later = at.Sub(begin)
			return truth(ctx, id)
		}
		c := w.client(s)
		var both sync.WaitGroup
		for i, limit := range []time.Duration{10 * time.Second, 20 * time.Second} {
			both.Go(func() {
				time.Sleep(time.Duration(i) * time.Second)
				ctx, cancel := context.WithDeadline(t.Context(), begin.Add(limit))
				defer cancel()
				if _, err := c.Check(ctx, explorer.Want{ID: w.deposit.TxHash()}); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if first != 10*time.Second || later != 20*time.Second {
			t.Errorf("the source knew of %v, then of %v", first, later)
		}
	})
}

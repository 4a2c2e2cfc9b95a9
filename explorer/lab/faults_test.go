package lab_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
	"tradecase/explorer/esplora"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/lab/labtest"
	"tradecase/explorer/tor"
	"tradecase/explorer/tor/tortest"
)

// faultRow is a fault of one explorer.
type faultRow struct {
	name  string
	fault esploratest.Fault
	want  []explorer.Fault // one of these; none: it answers in the end
}

var faultRows = []faultRow{
	{"429", esploratest.Fault{What: esploratest.TooMany}, []explorer.Fault{explorer.FaultRateLimited}},
	{"429, Retry-After: 1, twice", esploratest.Fault{What: esploratest.TooMany, RetryAfter: "1", Times: 2}, nil},
	{"429, Retry-After: 3600", esploratest.Fault{What: esploratest.TooMany, RetryAfter: "3600"}, []explorer.Fault{explorer.FaultRateLimited}},
	{"500", esploratest.Fault{What: esploratest.Broken}, []explorer.Fault{explorer.FaultServer}},
	{"503", esploratest.Fault{What: esploratest.OutOfService}, []explorer.Fault{explorer.FaultServer, explorer.FaultRateLimited}},
	{"a page for people", esploratest.Fault{What: esploratest.Page}, []explorer.Fault{explorer.FaultMalformed}},
	{"empty", esploratest.Fault{What: esploratest.Empty}, []explorer.Fault{explorer.FaultMalformed}},
	{"slow drip", esploratest.Fault{What: esploratest.Drip}, []explorer.Fault{explorer.FaultTimeout}},
	{"a gigabyte", esploratest.Fault{What: esploratest.Flood}, []explorer.Fault{explorer.FaultTooLarge, explorer.FaultTimeout}},
	{"a gigabyte, packed", esploratest.Fault{What: esploratest.Bomb}, []explorer.Fault{explorer.FaultMalformed}},
	{"shorter than it says", esploratest.Fault{What: esploratest.TooLong}, []explorer.Fault{explorer.FaultMalformed, explorer.FaultUnreachable}},
	{"longer than it says", esploratest.Fault{What: esploratest.TooShort}, []explorer.Fault{explorer.FaultMalformed}},
	{"reset in the middle", esploratest.Fault{What: esploratest.Reset}, []explorer.Fault{explorer.FaultUnreachable, explorer.FaultMalformed}},
	{"hangs up", esploratest.Fault{What: esploratest.HangUp}, []explorer.Fault{explorer.FaultUnreachable}},
	{"silent", esploratest.Fault{What: esploratest.Silent}, []explorer.Fault{explorer.FaultTimeout}},
	{"redirect to clearnet", esploratest.Fault{What: esploratest.Redirect}, []explorer.Fault{explorer.FaultRedirected}},
}

// impatience is what the explorer in doubt is given.
var impatience = esplora.Options{RequestTimeout: 4 * time.Second, IdleTimeout: 2 * time.Second}

// Limits of a check in which one fails.
const (
	bounded = 15 * time.Second // for the check, as its context says
	slack   = 5 * time.Second  // for a busy computer
)

// Each fault of one of three explorers is named, the truth comes from the
// others, and one that is alone with its fault makes nothing but an unknown.
// All in bounded time.
func TestFaults(t *testing.T) {
	t.Parallel()
	lab := labtest.Start(t)
	shown := new(table)
	t.Run("of an explorer", func(t *testing.T) {
		for i, c := range faultRows {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				bad := lab.Explorer(t, "delta", []esploratest.Dialect{esploratest.Electrs, esploratest.MempoolNone}[i%2])
				bad.Server.Fail(c.fault)
				failed(t, lab, bad, c, shown)
				// The largest answer that there can be is 16 MB; the rest lies in buffers.
				if taken := bad.Server.Flooded() / int64(max(1, len(bad.Server.Requests()))); c.fault.What == esploratest.Flood && taken > 32<<20 {
					t.Errorf("%d bytes were taken from the server for each request", taken)
				}
			})
		}
		t.Run("onion that is none", func(t *testing.T) {
			t.Parallel()
			dead := labtest.Explorer{Name: "delta", Operator: "delta's", Onion: tortest.DeadOnion(t)}
			failed(t, lab, dead, faultRow{name: "onion down", want: []explorer.Fault{explorer.FaultOnion}}, shown)
		})
		t.Run("onion without a server", func(t *testing.T) {
			t.Parallel()
			dead := lab.Explorer(t, "delta", esploratest.Electrs)
			dead.Server.Close()
			row := faultRow{name: "onion up, server down", want: []explorer.Fault{explorer.FaultOnion, explorer.FaultUnreachable, explorer.FaultTimeout}}
			failed(t, lab, dead, row, shown)
		})
	})
	shown.show(t, "fault", "what was said of delta", "with two others", "deposit", "took", "alone", "took")
}

// failed checks one fault.
func failed(t *testing.T, lab *labtest.Lab, bad labtest.Explorer, c faultRow, shown *table) {
	t.Helper()
	tr := trade(t)
	together := newBundle(t).ask(t, lab.Explorers[0], lab.Explorers[2]).askAs(t, bad, impatience)
	wants := tr.Wants()[2:4]
	begin := time.Now()
	got, err := together.client(t).Check(within(t, bounded), wants...)
	took := time.Since(begin)
	if err != nil {
		t.Fatal(err)
	}
	if c.fault.What != esploratest.TooShort { // hex that ends too early is an answer, and no transaction
		honest(t, got)
	}
	for _, tx := range tr.Transactions()[2:4] {
		isTrue(t, lab, tr, got.Transactions[tx.TxHash()])
	}
	said := faults(got, bad.Name)
	for _, known := range said {
		if !slices.ContainsFunc(c.want, func(f explorer.Fault) bool { return strings.HasPrefix(known, string(f)+": ") }) {
			t.Errorf("it was said: %s", known)
		}
	}
	if len(said) == 0 && c.want != nil {
		t.Error("the fault was not noticed")
	}
	onlyOnions(t, together)

	row := []string{c.name, cmp.Or(strings.Join(said, "; "), "nothing: it was waited for"), states(got), spends(got, tr), seconds(took)}
	if c.want != nil {
		alone := newBundle(t).askAs(t, bad, impatience)
		begin = time.Now()
		got, err = alone.client(t).Check(within(t, bounded), wants...)
		took = time.Since(begin)
		var silent *explorer.SilenceError
		if c.fault.What != esploratest.TooShort && !errors.As(err, &silent) {
			t.Errorf("alone: error %v", err)
		}
		for _, tx := range got.Transactions {
			if tx.State != explorer.UnknownState {
				t.Errorf("alone: %s: %s", tx.State, tx.Why)
			}
		}
		onlyOnions(t, alone)
		row = append(row, states(got), seconds(took))
	}
	if took > bounded+slack {
		t.Errorf("it took %v", took)
	}
	shown.add(row...)
}

// onlyOnions fails if anything else was to be connected to.
func onlyOnions(t *testing.T, b *bundle) {
	t.Helper()
	for _, addr := range b.connections() {
		if !strings.HasSuffix(addr, ".onion:80") {
			t.Errorf("a connection to something else: %s", addr)
		}
	}
}

// faults gives what was said of a source: fault and detail, each once.
func faults(a explorer.Answer, source string) []string {
	replies := slices.Clone(a.Tip.Replies)
	for _, tx := range a.Transactions {
		replies = append(replies, tx.Replies...)
	}
	said := map[string]bool{}
	for _, r := range replies {
		if r.Source == source && r.Outcome == explorer.Unknown && r.Fault != explorer.FaultUnsupported {
			said[string(r.Fault)+": "+r.Detail] = true
		}
	}
	return slices.Sorted(maps.Keys(said))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// Tor is killed while a request is on its way, and started again.
func TestTorKilled(t *testing.T) {
	t.Parallel()
	lab, tr := labtest.Start(t), trade(t)
	slow := lab.Explorer(t, "delta", esploratest.Electrs)
	slow.Server.SetLatency(time.Hour)
	client, dir := own(t, tor.Options{Torrc: lab.Tor.ClientTorrc()})
	b := newBundle(t)
	b.tor = func() (*tor.Tor, error) { return client, nil }
	b.ask(t, slow)
	c := b.client(t)
	wants := tr.Wants()[2:4]
	begin := time.Now()
	if err := client.Wait(within(t, patience)); err != nil {
		t.Fatalf("%v; status %+v", err, client.Status())
	}
	t.Logf("Tor is on after %s", seconds(time.Since(begin)))

	begin = time.Now()
	var killed time.Time
	var killing sync.WaitGroup
	killing.Go(func() {
		for len(slow.Server.Requests()) == 0 && time.Since(begin) < patience {
			time.Sleep(10 * time.Millisecond)
		}
		killed = time.Now()
		killTor(t, dir)
	})
	got, err := c.Check(within(t, patience), wants...)
	killing.Wait()
	took := time.Since(killed)
	var silent *explorer.SilenceError
	if !errors.As(err, &silent) {
		t.Errorf("error %v", err)
	}
	for _, tx := range got.Transactions {
		if tx.State != explorer.UnknownState {
			t.Errorf("%s: %s", tx.State, tx.Why)
		}
	}
	if took > bounded {
		t.Errorf("it took %v", took)
	}
	t.Logf("Tor killed in mid-request: %s -> %s, %s after", strings.Join(faults(got, slow.Name), "; "), states(got), seconds(took))

	for client.Status().State != tor.InTrouble && time.Since(begin) < patience {
		time.Sleep(10 * time.Millisecond)
	}
	slow.Server.SetLatency(0)
	begin = time.Now()
	client.Restart()
	c.Again()
	got, err = c.Check(within(t, patience), wants...)
	if err != nil {
		t.Fatal(err)
	}
	for _, tx := range tr.Transactions()[2:4] {
		isTrue(t, lab, tr, got.Transactions[tx.TxHash()])
	}
	t.Logf("Tor started again: %s, %s after", states(got), seconds(time.Since(begin)))
}

// killTor kills the tor that works in a folder, as a crash would end it.
func killTor(t *testing.T, dir string) {
	t.Helper()
	pids := tortest.Processes(dir)
	if len(pids) == 0 {
		t.Error("no tor of ours is there")
		return
	}
	if err := syscall.Kill(pids[0], syscall.SIGKILL); err != nil {
		t.Error(err)
	}
}

// A clock that is a little wrong is told of and got along with; one that is
// wrong by days leaves everything unknown, in bounded time.
func TestWrongClock(t *testing.T) {
	t.Parallel()
	lab := labtest.Start(t)
	for _, offset := range []string{"+3h", "-3h", "+2d"} {
		t.Run(offset, func(t *testing.T) {
			t.Parallel()
			tr := trade(t)
			client, _ := own(t, tor.Options{Path: tortest.WrongClock(t, offset), Torrc: lab.Tor.ClientTorrc()})
			b := newBundle(t)
			b.tor = func() (*tor.Tor, error) { return client, nil }
			b.ask(t, lab.Explorers...)
			begin := time.Now()
			got, err := b.client(t).Check(within(t, bounded), tr.Wants()[2:4]...)
			took := time.Since(begin)
			var silent *explorer.SilenceError
			if err != nil && !errors.As(err, &silent) {
				t.Error(err)
			}
			if took > bounded+slack {
				t.Errorf("it took %v", took)
			}
			for _, tx := range tr.Transactions()[2:4] {
				if found := got.Transactions[tx.TxHash()]; found.State != explorer.UnknownState {
					isTrue(t, lab, tr, found)
				}
			}
			status := client.Status()
			if status.Trouble == nil || status.Trouble.Code != tor.CodeClock {
				t.Fatalf("the clock was not noticed: %+v", status)
			}
			t.Logf("clock %s: %q, %s -> %s %v, %s", offset, status.Trouble.Text, status.State, states(got), faults(got, "alpha"), seconds(took))
		})
	}
}

// full is a store on a disk that is full: the kernel says so.
type full struct{}

func (full) Load(chainhash.Hash) (*explorer.Transaction, error) { return nil, nil }

func (full) Save(tx *explorer.Transaction) error {
	data, err := explorer.EncodeRecord(tx)
	if err != nil {
		return err
	}
	return os.WriteFile("/dev/full", data, 0o600)
}

// A full disk costs what would have been kept, never the result.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	lab, tr := labtest.Start(t), trade(t)
	b := newBundle(t).ask(t, lab.Explorers...)
	b.store = full{}
	got, err := b.client(t).Check(within(t, patience), tr.Wants()[2:4]...)
	if err != nil {
		t.Fatal(err)
	}
	honest(t, got)
	for _, tx := range tr.Transactions()[2:4] {
		isTrue(t, lab, tr, got.Transactions[tx.TxHash()])
	}
	if len(got.StoreErrors) != len(got.Transactions) {
		t.Errorf("%d errors for %d transactions", len(got.StoreErrors), len(got.Transactions))
	}
	for _, err := range got.StoreErrors {
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("error %v", err)
		}
	}
	t.Logf("full disk: %v -> %s", got.StoreErrors, states(got))
}

// A check that is called off ends at once.
func TestCancelled(t *testing.T) {
	t.Parallel()
	lab, tr := labtest.Start(t), trade(t)
	slow := lab.Explorer(t, "delta", esploratest.Electrs)
	slow.Server.SetLatency(time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(time.Second, cancel)
	begin := time.Now()
	_, err := newBundle(t).ask(t, lab.Explorers[0], slow).client(t).Check(ctx, tr.Wants()[2:4]...)
	if !errors.Is(err, context.Canceled) || time.Since(begin) > slack {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
}

package lab_test

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tradecase/explorer"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/lab/labtest"
	"tradecase/explorer/tor"
	"tradecase/explorer/tor/tortest"
)

// The whole client in a network namespace of its own, every packet seen: with
// Tor, with a Tor that dies in the middle of a check, and without, nothing goes
// anywhere but to Tor; and the own node is asked where it is, if there is one.
func TestNoLeak(t *testing.T) {
	t.Parallel()
	tortest.NoLeak(t, func(g *tortest.Guard) {
		lab := labtest.Start(t)
		node, err := url.Parse(lab.Node.URL())
		if err != nil {
			t.Fatal(err)
		}
		g.Allow(node.Host) // whom the lab's explorers ask
		onward := lab.Explorer(t, "delta", esploratest.Electrs)
		onward.Server.Fail(esploratest.Fault{What: esploratest.Redirect, Location: "http://explorer.example/api/"})
		dead := labtest.Explorer{Name: "epsilon", Operator: "epsilon's", Onion: tortest.DeadOnion(t)}
		all := append([]labtest.Explorer{onward, dead}, lab.Explorers...)
		for _, e := range append(lab.Explorers, onward) {
			g.Allow(e.Server.Addr) // what the onion services hand on to
		}

		client, dir := own(t, tor.Options{Torrc: lab.Tor.ClientTorrc()})
		b := newBundle(t)
		b.tor = func() (*tor.Tor, error) { return client, nil }
		b.ask(t, all...)
		tr := trade(t)
		got, err := b.client(t).Check(within(t, patience), tr.Wants()...)
		if err != nil {
			t.Error(err)
		}
		g.Report(t, "Tor up: "+states(got))

		var once sync.Once
		b.watch = func(e explorer.Event) {
			if e.Answered > 2 {
				once.Do(func() { killTor(t, dir) })
			}
		}
		got, err = b.client(t).Check(within(t, bounded), trade(t).Wants()...)
		if silent := (*explorer.SilenceError)(nil); err != nil && !errors.As(err, &silent) {
			t.Error(err)
		}
		g.Report(t, "Tor dead in mid-check: "+states(got))
		b.watch = nil
		got = silence(t, b, trade(t))
		g.Report(t, "Tor dead: "+states(got))

		b.tor = func() (*tor.Tor, error) {
			return tor.Start(context.Background(), tor.Options{DataDir: filepath.Join(t.TempDir(), "tor"), Path: t.TempDir()})
		}
		got = silence(t, b, trade(t))
		g.Report(t, "no Tor: "+states(got))

		b = newBundle(t).askNode(t, lab.Node)
		got, err = b.client(t).Check(within(t, patience), trade(t).Wants()...)
		if err != nil {
			t.Error(err)
		}
		g.Report(t, "the own node alone, no Tor: "+states(got))
	})
}

// silence checks a trade when nobody can be asked.
func silence(t *testing.T, b *bundle, tr labtest.Trade) explorer.Answer {
	t.Helper()
	begin := time.Now()
	got, err := b.client(t).Check(within(t, bounded), tr.Wants()...)
	var silent *explorer.SilenceError
	if !errors.As(err, &silent) || time.Since(begin) > bounded+slack {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
	for _, tx := range got.Transactions {
		if tx.State != explorer.UnknownState {
			t.Errorf("%s: %s", tx.State, tx.Why)
		}
	}
	return got
}

package esplora_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/assets"
	"tradecase/explorer"
	"tradecase/explorer/esplora"
	"tradecase/explorer/esplora/esploratest"
)

// latency is what an answer takes through an onion.
const latency = 600 * time.Millisecond

// inside is a network in memory, so that time is the test's own.
type inside struct {
	calls chan net.Conn
	ended chan struct{}
	once  sync.Once
}

func newInside() *inside { return &inside{calls: make(chan net.Conn), ended: make(chan struct{})} }

func (l *inside) Accept() (net.Conn, error) {
	select {
	case c := <-l.calls:
		return c, nil
	case <-l.ended:
		return nil, net.ErrClosed
	}
}

func (l *inside) Close() error {
	l.once.Do(func() { close(l.ended) })
	return nil
}

func (*inside) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (l *inside) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case l.calls <- there:
		return here, nil
	case <-l.ended:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Five known transactions with all that can be known of them, asked of as many
// explorers as come with the program: three dependent rounds at the most when
// nothing holds the client back, and at least four times as fast as one question
// after the other when it is as polite as it is to somebody else's server.
func TestClientRounds(t *testing.T) {
	explorers := bytes.Count(assets.Explorers, []byte("[[explorers]]"))
	for _, polite := range []bool{false, true} {
		t.Run(fmt.Sprintf("polite %t", polite), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				took, servers := fiveIDs(t, explorers, polite)
				var after time.Duration // one question after the other
				for i, s := range servers {
					n := len(s.Requests())
					after += time.Duration(n) * latency
					t.Logf("explorer %d: %d requests, %d at the same time, %d rounds", i+1, n, s.MostInFlight(), s.Rounds())
					if !polite && s.Rounds() > 3 {
						t.Errorf("%d rounds", s.Rounds())
					}
					if polite && s.MostInFlight() > esplora.Polite.InFlight {
						t.Errorf("%d requests at the same time", s.MostInFlight())
					}
				}
				t.Logf("%v; one after the other %v: %.1f times as long", took, after, after.Seconds()/took.Seconds())
				if !polite && took > 3*latency {
					t.Errorf("%v are more than three round trips", took)
				}
				if after < 4*took {
					t.Errorf("%v is not a quarter of %v", took, after)
				}
			})
		})
	}
}

// fiveIDs looks five transactions up.
func fiveIDs(t *testing.T, explorers int, polite bool) (time.Duration, []*esploratest.Server) {
	t.Helper()
	sc := newScene(t)
	sc.chain.Mine(12)
	budget := esplora.NewBudget(esplora.Polite)
	if !polite {
		const unlimited = 1000
		budget = esplora.NewBudget(esplora.Limits{InFlight: unlimited, Burst: unlimited, PerSecond: unlimited})
	}
	var servers []*esploratest.Server
	var sources []explorer.Source
	for i := range explorers {
		l := newInside()
		srv := esploratest.New(t, sc.chain, esploratest.Options{
			Dialect: esploratest.Dialects[i%len(esploratest.Dialects)], Latency: latency, Listener: l,
		})
		servers = append(servers, srv)
		sources = append(sources, open(t, srv, func(o *esplora.Options) {
			o.Name = fmt.Sprintf("explorer %d", i+1)
			o.Operator, o.BaseURL, o.Dial, o.Budget = o.Name, fmt.Sprintf("http://%d.onion", i+1), l.dial, budget
		}))
	}
	c := explorer.NewClient(explorer.Options{Network: &chaincfg.RegressionNetParams, Anchors: anchors(t), Sources: sources})
	wants := []explorer.Want{
		{ID: sc.funding.TxHash(), Follow: []uint32{0}, Inputs: true},
		{ID: sc.spend.TxHash(), Inputs: true},
		{ID: sc.waiting.TxHash(), Inputs: true},
		{ID: sc.lone},
		{ID: sc.funding.TxIn[0].PreviousOutPoint.Hash},
	}
	begin := time.Now()
	got, err := c.Check(t.Context(), wants...)
	took := time.Since(begin)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wants {
		if tx := got.Transactions[w.ID]; tx == nil || tx.Tx == nil || tx.State == explorer.UnknownState {
			t.Error("a transaction is missing")
		}
	}
	return took, servers
}

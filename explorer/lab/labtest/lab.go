package labtest

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"tradecase/explorer/bitcoind/nodetest"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/tor/tortest"
)

// Lab is the running lab. Its methods may be called concurrently.
type Lab struct {
	Tor  *tortest.Network
	Node *nodetest.Node
	// Explorers are three of three operators, honest, in different dialects.
	Explorers []Explorer
	// Trades are on the chain, each seven blocks deep or more.
	Trades []Trade

	chain esploratest.Chain
}

// Explorer is an Esplora-shaped server behind an onion service.
type Explorer struct {
	Name     string
	Operator string
	Dialect  esploratest.Dialect
	Onion    string // its address
	Server   *esploratest.Server
}

// URL is where it is asked.
func (e Explorer) URL() string { return "http://" + e.Onion }

// trades is how many of them there are: tests that tell lies about one need it
// for themselves.
const trades = 64

var shared struct {
	sync.Mutex
	life *life
	lab  *Lab
	err  error
}

// Main runs the tests (a *testing.M, or what stands in for one) and ends the
// lab, if it was started. It gives the exit code.
func Main(m interface{ Run() int }) int {
	return tortest.Main(run(func() int {
		return nodetest.Main(run(func() int {
			defer func() {
				shared.Lock()
				defer shared.Unlock()
				if shared.life != nil {
					shared.life.end()
				}
			}()
			return m.Run()
		}))
	}))
}

// run stands in for a *testing.M.
type run func() int

// Run does it.
func (r run) Run() int { return r() }

// Open gives the lab, which the first call starts and Main ends. That takes
// about 20 seconds. What it writes on its way goes to said.
func Open(said func(line string)) (*Lab, error) {
	shared.Lock()
	defer shared.Unlock()
	if shared.life == nil {
		shared.life = &life{said: said}
		shared.err = shared.life.do(func() { shared.lab = build(shared.life) })
	}
	return shared.lab, shared.err
}

// Start is Open for a test.
func Start(t testing.TB) *Lab {
	t.Helper()
	l, err := Open(func(line string) { t.Log(line) })
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func build(t *life) *Lab {
	l := &Lab{Node: nodetest.Start(t)}
	l.chain = esploratest.FromRPC(few(l.Node.RPC))
	// The node works while Tor's network waits for its first vote.
	var failed error
	var making sync.WaitGroup
	making.Go(func() {
		own := &life{said: t.said}
		failed = own.do(func() { l.Trades = makeTrades(own, trades) })
	})
	l.Tor = tortest.Start(t)
	making.Wait()
	if failed != nil {
		t.Fatal(failed)
	}
	l.Explorers = make([]Explorer, len(three))
	failures := make([]error, len(three))
	for i, e := range three {
		making.Go(func() {
			own := &life{said: t.said}
			failures[i] = own.do(func() { l.Explorers[i] = l.Explorer(own, e.name, e.dialect) })
			t.Cleanup(own.end)
		})
	}
	making.Wait()
	if err := errors.Join(failures...); err != nil {
		t.Fatal(err)
	}
	return l
}

// three are whose words the tests hear: one asked directly, a mempool site in
// front of such a one, and a mempool site on a plain node.
var three = []struct {
	name    string
	dialect esploratest.Dialect
}{
	{"alpha", esploratest.Electrs},
	{"beta", esploratest.MempoolEsplora},
	{"gamma", esploratest.MempoolNone},
}

// Explorer makes another one of an operator of its own, which ends with the
// test. It knows the same chain.
func (l *Lab) Explorer(t testing.TB, name string, dialect esploratest.Dialect) Explorer {
	t.Helper()
	server := esploratest.New(t, l.chain, esploratest.Options{Dialect: dialect})
	return Explorer{Name: name, Operator: name + "'s", Dialect: dialect, Onion: l.Tor.Onion(t, server.Addr), Server: server}
}

// few lets a node, which refuses more than ten clients, have six.
func few(call esploratest.Call) esploratest.Call {
	const most = 6
	slots := make(chan struct{}, most)
	return func(ctx context.Context, method string, params ...any) (json.RawMessage, error) {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		defer func() { <-slots }()
		return call(ctx, method, params...)
	}
}

package lab_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"io/fs"
	"log"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
	"tradecase/explorer/bitcoind"
	"tradecase/explorer/bitcoind/nodetest"
	"tradecase/explorer/esplora"
	"tradecase/explorer/lab/labtest"
	"tradecase/explorer/proof"
	"tradecase/explorer/tor"
	"tradecase/explorer/tor/tortest"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard) // net/http says there what it thinks of a bad server
	flag.Parse()
	if err := flag.Set("test.parallel", "12"); err != nil { // what takes time here is waiting
		panic(err)
	}
	code := labtest.Main(m)
	common.end()
	os.Exit(code)
}

// params are the network's.
var params = nodetest.Params

// patience is for a check through a network of a few processes on a computer
// that may be busy.
const patience = 60 * time.Second

// common is the Tor of all tests that change nothing about it, as one program
// has one.
var common way

// way is a Tor that is started when it is first needed.
type way struct {
	mu  sync.Mutex
	dir string
	tor *tor.Tor
}

func (w *way) start(network *tortest.Network) (*tor.Tor, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tor != nil {
		return w.tor, nil
	}
	var err error
	if w.dir, err = os.MkdirTemp("", "tradecase-lab-tor-"); err != nil {
		return nil, err
	}
	w.tor, err = tor.Start(context.Background(), tor.Options{DataDir: w.dir, Torrc: network.ClientTorrc()})
	return w.tor, err
}

func (w *way) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tor != nil {
		_ = w.tor.Close()
	}
	_ = os.RemoveAll(w.dir)
}

// own starts a Tor that ends with the test, and gives its folder.
func own(t *testing.T, options tor.Options) (client *tor.Tor, dir string) {
	t.Helper()
	options.DataDir = filepath.Join(t.TempDir(), "tor")
	client, err := tor.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client, options.DataDir
}

// bundle is what one bundle's client is made of, as the program makes it.
type bundle struct {
	tor    func() (*tor.Tor, error)
	store  explorer.Store
	watch  func(explorer.Event)
	budget *esplora.Budget

	mu      sync.Mutex
	sources []explorer.Source
	dialled []string
}

// newBundle has a Tor that others have too, and no sources.
func newBundle(t *testing.T) *bundle {
	t.Helper()
	network := labtest.Start(t).Tor
	return &bundle{
		tor:    func() (*tor.Tor, error) { return common.start(network) },
		budget: esplora.NewBudget(esplora.Polite),
	}
}

// ask adds explorers, each over circuits of its own.
func (b *bundle) ask(t *testing.T, explorers ...labtest.Explorer) *bundle {
	t.Helper()
	for _, e := range explorers {
		b.askAs(t, e, esplora.Options{})
	}
	return b
}

// askAs is ask for one explorer, with limits of time.
func (b *bundle) askAs(t *testing.T, e labtest.Explorer, o esplora.Options) *bundle {
	t.Helper()
	dial := tor.DialerOf(b.tor, tor.NewIsolation(), true)
	o.Name, o.Operator, o.BaseURL, o.Network, o.Budget = e.Name, e.Operator, e.URL(), params, b.budget
	o.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		b.note(addr)
		return dial(ctx, network, addr)
	}
	source, err := esplora.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.Close)
	b.sources = append(b.sources, source)
	return b
}

// askNode adds the own node.
func (b *bundle) askNode(t *testing.T, node *nodetest.Node) *bundle {
	t.Helper()
	user, password := node.Auth()
	source, err := bitcoind.New(bitcoind.Config{
		URL: node.URL(), User: user, Password: password, Params: params,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			b.note(addr)
			return new(net.Dialer).DialContext(ctx, network, addr)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.sources = append(b.sources, source)
	return b
}

func (b *bundle) note(addr string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dialled = append(b.dialled, addr)
}

// connections gives where connections were asked for.
func (b *bundle) connections() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.dialled...)
}

// client makes a new client of the same sources.
func (b *bundle) client(t *testing.T) *explorer.Client {
	t.Helper()
	anchors, err := proof.NewAnchors(params)
	if err != nil {
		t.Fatal(err)
	}
	return explorer.NewClient(explorer.Options{Network: params, Anchors: anchors, Sources: b.sources, Store: b.store, Watch: b.watch})
}

// within gives a context that ends after a while.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// files is a Store as a bundle has one: a record per file.
type files string

func (f files) path(id chainhash.Hash) string { return filepath.Join(string(f), id.String()) }

func (f files) Load(id chainhash.Hash) (*explorer.Transaction, error) {
	data, err := os.ReadFile(f.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	anchors, err := proof.NewAnchors(params)
	if err != nil {
		return nil, err
	}
	return explorer.DecodeRecord(data, params, anchors)
}

func (f files) Save(tx *explorer.Transaction) error {
	data, err := explorer.EncodeRecord(tx)
	if err != nil {
		return err
	}
	return os.WriteFile(f.path(tx.ID), data, 0o600)
}

// trade gives each test a trade of its own.
func trade(t *testing.T) labtest.Trade {
	t.Helper()
	lab := labtest.Start(t)
	used.Lock()
	defer used.Unlock()
	if used.trades == len(lab.Trades) {
		t.Fatal("the lab has too few trades")
	}
	used.trades++
	return lab.Trades[used.trades-1]
}

var used struct {
	sync.Mutex
	trades int
}

// table is what is shown at the end: what was done, what was said, what came
// of it.
type table struct {
	mu   sync.Mutex
	rows [][]string
}

func (tb *table) add(cells ...string) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.rows = append(tb.rows, cells)
}

// show logs the rows, sorted, below the names of their columns.
func (tb *table) show(t *testing.T, names ...string) {
	t.Helper()
	var b strings.Builder
	slices.SortFunc(tb.rows, slices.Compare)
	width := make([]int, len(names))
	all := append([][]string{names}, tb.rows...)
	for _, row := range all {
		for i, cell := range row {
			width[i] = max(width[i], len([]rune(cell)))
		}
	}
	for _, row := range all {
		b.WriteByte('\n')
		for i, cell := range row {
			b.WriteString(cell + strings.Repeat(" ", width[i]-len([]rune(cell))+2))
		}
	}
	t.Log(b.String())
}

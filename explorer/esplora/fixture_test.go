package esplora_test

import (
	"context"
	"io"
	"log"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/esplora"
	"tradecase/explorer/esplora/esploratest"
)

// net/http says on the standard logger what it thinks of a bad server.
func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// scene is a chain with one of each kind of transaction.
type scene struct {
	chain *esploratest.Memory

	funding *wire.MsgTx // confirmed; outputs: spent by spend, data, spent by waiting, unspent
	spend   *wire.MsgTx // confirmed, in a block of many
	waiting *wire.MsgTx // in no block
	lone    chainhash.Hash
	block   chainhash.Hash // of funding
	height  int32
}

var nobody = chainhash.Hash{1, 2, 3}

func newScene(t *testing.T) scene {
	t.Helper()
	m := esploratest.NewMemory(7)
	key := esploratest.Key(1)
	pay := func(sat int64) *wire.TxOut { return wire.NewTxOut(sat, esploratest.PayToKey(key)) }
	data := wire.NewTxOut(0, append([]byte{txscript.OP_RETURN, 4}, "data"...))
	s := scene{chain: m}
	s.funding = m.Fund(pay(1000), data, pay(2000), pay(3000))
	s.spend = esploratest.Spend(key, s.funding, []uint32{0}, pay(900))
	s.waiting = esploratest.Spend(key, s.funding, []uint32{2}, pay(1900))
	s.block = m.AddBlock(m.Fund(pay(1)), s.funding, m.Fund(pay(2)))
	s.height = 8
	m.AddBlock(m.Fund(pay(3)), m.Fund(pay(4)), m.Fund(pay(5)), s.spend)
	m.AddMempool(s.waiting)
	last := m.AddBlock()
	b, err := m.Block(t.Context(), last)
	if err != nil {
		t.Fatal(err)
	}
	s.lone = b.TxIDs[0]
	return s
}

// open gives a Source of a server, which is the user's own unless told
// otherwise.
func open(t *testing.T, srv *esploratest.Server, change ...func(*esplora.Options)) *esplora.Source {
	t.Helper()
	o := esplora.Options{Name: "lab", Operator: "us", BaseURL: srv.URL, Network: &chaincfg.RegressionNetParams}
	for _, c := range change {
		c(&o)
	}
	s, err := esplora.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// in gives a context that ends before the test would be ended.
func in(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// dials records where connections were asked for; all lead to one place.
type dials struct {
	to string

	mu    sync.Mutex
	asked []string
	read  atomic.Int64 // bytes
}

// counted counts what is read.
type counted struct {
	net.Conn
	read *atomic.Int64
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.read.Add(int64(n))
	return n, err
}

func (d *dials) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	d.mu.Lock()
	d.asked = append(d.asked, addr)
	d.mu.Unlock()
	c, err := new(net.Dialer).DialContext(ctx, network, d.to)
	if err != nil {
		return nil, err
	}
	return counted{Conn: c, read: &d.read}, nil
}

func (d *dials) all() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.asked...)
}

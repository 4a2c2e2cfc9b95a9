package esplora_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/esplora"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/proof"
)

func expect(t *testing.T, r explorer.Reply, question string, outcome explorer.Outcome, fault explorer.Fault) {
	t.Helper()
	if r.Question != question || r.Outcome != outcome || r.Fault != fault {
		t.Errorf("%s: %s, fault %q (%s); want %s: %s, fault %q", r.Question, r.Outcome, r.Fault, r.Detail, question, outcome, fault)
	}
	if r.Source != "lab" || r.Operator != "us" {
		t.Errorf("answered by %q of %q", r.Source, r.Operator)
	}
	if outcome == explorer.Unknown && r.Detail == "" {
		t.Error("there is no answer, and no reason")
	}
}

func serialise(t *testing.T, tx *wire.MsgTx) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := tx.Serialize(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTransaction(t *testing.T) {
	sc := newScene(t)
	for _, d := range esploratest.Dialects {
		t.Run(string(d), func(t *testing.T) {
			s := open(t, esploratest.New(t, sc.chain, esploratest.Options{Dialect: d}))
			for _, tx := range []*wire.MsgTx{sc.funding, sc.spend, sc.waiting} {
				raw, r := s.Transaction(t.Context(), tx.TxHash())
				expect(t, r, "transaction", explorer.Found, "")
				if !bytes.Equal(raw, serialise(t, tx)) {
					t.Error("not the transaction's bytes")
				}
			}
			raw, r := s.Transaction(t.Context(), nobody)
			expect(t, r, "transaction", explorer.NotFound, "")
			if raw != nil {
				t.Error("bytes of what is not there")
			}
		})
	}
}

func TestConfirmation(t *testing.T) {
	sc := newScene(t)
	for _, d := range esploratest.Dialects {
		for _, catchingUp := range []bool{false, true} {
			name := string(d)
			if catchingUp {
				name += " one block behind"
			}
			t.Run(name, func(t *testing.T) {
				s := open(t, esploratest.New(t, sc.chain, esploratest.Options{Dialect: d, CatchingUp: catchingUp}))
				confirmed(t, s, sc, sc.funding, 8)
				confirmed(t, s, sc, sc.spend, 9)
				only, r := s.Confirmation(t.Context(), sc.lone)
				expect(t, r, "confirmation", explorer.Found, "")
				if only.Height != 10 || only.Branch == nil || len(only.Branch.Hashes) > 0 || only.Branch.Pos != 0 {
					t.Errorf("the only transaction of a block: height %d, branch %v", only.Height, only.Branch)
				}
				c, r := s.Confirmation(t.Context(), sc.waiting.TxHash())
				expect(t, r, "confirmation", explorer.Found, "")
				if c.Confirmed || c.Branch != nil || c.Described == nil {
					t.Errorf("waiting for a block: %+v", c)
				}
				c, r = s.Confirmation(t.Context(), nobody)
				expect(t, r, "confirmation", explorer.NotFound, "")
				if c.Confirmed || c.Described != nil {
					t.Errorf("what is not there: %+v", c)
				}
			})
		}
	}
}

// confirmed checks what is said of a transaction in a block: description,
// block, height, and a branch that proves it.
func confirmed(t *testing.T, s *esplora.Source, sc scene, tx *wire.MsgTx, height int32) {
	t.Helper()
	c, r := s.Confirmation(t.Context(), tx.TxHash())
	expect(t, r, "confirmation", explorer.Found, "")
	if r.Detail != "" {
		t.Errorf("something is missing: %s", r.Detail)
	}
	if !c.Confirmed || c.Height != height {
		t.Errorf("confirmed %t at height %d, want %d", c.Confirmed, c.Height, height)
	}
	if c.Described == nil || !bytes.Equal(serialise(t, c.Described.Tx), serialise(t, tx)) {
		t.Error("the description makes another transaction")
	}
	for i, in := range tx.TxIn {
		from, err := sc.chain.Transaction(t.Context(), in.PreviousOutPoint.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if want := from.TxOut[in.PreviousOutPoint.Index]; !reflect.DeepEqual(c.Described.PrevOuts[i], want) {
			t.Errorf("input %d spends %v, want %v", i, c.Described.PrevOuts[i], want)
		}
	}
	h, r := s.Header(t.Context(), c.Block)
	expect(t, r, "header", explorer.Found, "")
	if err := proof.Header(c.Block, h); err != nil {
		t.Error(err)
	}
	if c.Branch == nil {
		t.Fatal("no branch")
	}
	if _, err := proof.Inclusion(tx, *c.Branch, h); err != nil {
		t.Error(err)
	}
	if c.Header != nil && c.Header.BlockHash() != c.Block {
		t.Error("the header that came with the branch is another block's")
	}
}

func TestSpenders(t *testing.T) {
	sc := newScene(t)
	by := func(tx *wire.MsgTx) explorer.Spender {
		return explorer.Spender{Spent: true, By: &wire.OutPoint{Hash: tx.TxHash()}}
	}
	somehow, not := explorer.Spender{Spent: true}, explorer.Spender{}
	whole := []explorer.Spender{by(sc.spend), not, by(sc.waiting), not}
	for _, c := range []struct {
		name  string
		opt   esploratest.Options
		want  []explorer.Spender
		gone  explorer.Outcome
		fault explorer.Fault
	}{
		{"electrs", esploratest.Options{}, whole, explorer.NotFound, ""},
		{"mempool on electrs", esploratest.Options{Dialect: esploratest.MempoolEsplora}, whole, explorer.NotFound, ""},
		{
			"one by one",
			esploratest.Options{Lacks: []esploratest.Kind{esploratest.Outspends}},
			whole, explorer.NotFound, "",
		},
		{
			"mempool on an Electrum server",
			esploratest.Options{Dialect: esploratest.MempoolElectrum},
			[]explorer.Spender{somehow, somehow, somehow, not},
			explorer.Unknown, explorer.FaultServer,
		},
		{
			"mempool on a node",
			esploratest.Options{Dialect: esploratest.MempoolNone},
			[]explorer.Spender{somehow, somehow, somehow, not},
			explorer.Unknown, explorer.FaultServer,
		},
		{
			"not at all",
			esploratest.Options{Lacks: []esploratest.Kind{esploratest.Outspends, esploratest.Outspend}},
			nil, explorer.NotFound, "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := esploratest.New(t, sc.chain, c.opt)
			s := open(t, srv)
			got, r := s.Spenders(t.Context(), sc.funding.TxHash())
			if c.want == nil {
				expect(t, r, "spenders", explorer.Unknown, explorer.FaultUnsupported)
				srv.Forget()
				_, r = s.Spenders(t.Context(), sc.funding.TxHash())
				expect(t, r, "spenders", explorer.Unknown, explorer.FaultUnsupported)
				if n := len(srv.Requests()); n > 0 {
					t.Errorf("%d requests for what it is known not to have", n)
				}
				return
			}
			expect(t, r, "spenders", explorer.Found, "")
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("spent by %v, want %v", got, c.want)
			}
			_, r = s.Spenders(t.Context(), nobody)
			expect(t, r, "spenders", c.gone, c.fault)
		})
	}
}

func TestBlocks(t *testing.T) {
	sc := newScene(t)
	for _, d := range esploratest.Dialects {
		t.Run(string(d), func(t *testing.T) {
			srv := esploratest.New(t, sc.chain, esploratest.Options{Dialect: d})
			s := open(t, srv)
			h, r := s.HeaderAt(t.Context(), sc.height)
			expect(t, r, "header", explorer.Found, "")
			if h.BlockHash() != sc.block {
				t.Error("another block's header")
			}
			srv.Forget()
			again, r := s.Header(t.Context(), sc.block)
			expect(t, r, "header", explorer.Found, "")
			if again != h || len(srv.Requests()) > 0 {
				t.Error("a header that was seen is asked for again")
			}
			tip, r := s.Tip(t.Context())
			expect(t, r, "tip", explorer.Found, "")
			if tip != 10 {
				t.Errorf("tip %d, want 10", tip)
			}
			// A mempool backend fails where electrs says that there is none.
			outcome, fault := explorer.NotFound, explorer.FaultNone
			if d == esploratest.MempoolElectrum || d == esploratest.MempoolNone {
				outcome, fault = explorer.Unknown, explorer.FaultServer
			}
			_, r = s.Header(t.Context(), nobody)
			expect(t, r, "header", outcome, fault)
			_, r = s.HeaderAt(t.Context(), 9_999_999)
			expect(t, r, "header", outcome, fault)
			_, r = s.HeaderAt(t.Context(), -1)
			expect(t, r, "header", explorer.NotFound, "")
		})
	}
}

// What a server lacks is found out once, and nothing is asked that is not
// needed.
func TestRequests(t *testing.T) {
	sc := newScene(t)
	for _, c := range []struct {
		name  string
		opt   esploratest.Options
		first []esploratest.Kind
		then  []esploratest.Kind
	}{
		{
			"electrs",
			esploratest.Options{},
			[]esploratest.Kind{esploratest.MerkleProof, esploratest.Tx},
			[]esploratest.Kind{esploratest.MerkleProof, esploratest.Tx},
		},
		{
			"without merkle-proof",
			esploratest.Options{Lacks: []esploratest.Kind{esploratest.MerkleProof}},
			[]esploratest.Kind{esploratest.MerkleProof, esploratest.MerkleblockProof, esploratest.Tx},
			[]esploratest.Kind{esploratest.MerkleblockProof, esploratest.Tx},
		},
		{
			"mempool on a node",
			esploratest.Options{Dialect: esploratest.MempoolNone},
			[]esploratest.Kind{esploratest.BlockInfo, esploratest.MerkleProof, esploratest.Tx, esploratest.TxIDs},
			[]esploratest.Kind{esploratest.BlockInfo, esploratest.Tx, esploratest.TxIDs},
		},
		{
			"no proof at all",
			esploratest.Options{
				Dialect: esploratest.MempoolNone, Lacks: []esploratest.Kind{esploratest.TxIDs},
			},
			[]esploratest.Kind{esploratest.BlockInfo, esploratest.MerkleProof, esploratest.Tx, esploratest.TxIDs},
			[]esploratest.Kind{esploratest.Tx},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := esploratest.New(t, sc.chain, c.opt)
			s := open(t, srv)
			for i, want := range [][]esploratest.Kind{c.first, c.then, c.then} {
				srv.Forget()
				got, r := s.Confirmation(t.Context(), sc.spend.TxHash())
				expect(t, r, "confirmation", explorer.Found, "")
				if (got.Branch == nil) != (r.Detail != "") {
					t.Errorf("branch %v, but %q", got.Branch, r.Detail)
				}
				if kinds := kinds(srv); !slices.Equal(kinds, want) {
					t.Errorf("time %d asked %v, want %v", i, kinds, want)
				}
				if len(r.Exchanges) != len(want) {
					t.Errorf("%d exchanges are kept of %d", len(r.Exchanges), len(want))
				}
			}
		})
	}
}

func kinds(srv *esploratest.Server) []esploratest.Kind {
	var out []esploratest.Kind
	for _, q := range srv.Requests() {
		out = append(out, q.Kind)
	}
	slices.Sort(out)
	return out
}

// When answers take their time, all five questions about a known transaction
// take one round, and its header one more.
func TestRounds(t *testing.T) {
	sc := newScene(t)
	srv := esploratest.New(t, sc.chain, esploratest.Options{Latency: 600 * time.Millisecond})
	s := open(t, srv)
	id := sc.spend.TxHash()
	done := make(chan chainhash.Hash, 4)
	go func() { _, _ = s.Transaction(t.Context(), id); done <- id }()
	go func() { _, _ = s.Spenders(t.Context(), id); done <- id }()
	go func() { _, _ = s.Tip(t.Context()); done <- id }()
	go func() {
		c, _ := s.Confirmation(t.Context(), id)
		_, r := s.Header(t.Context(), c.Block)
		expect(t, r, "header", explorer.Found, "")
		done <- id
	}()
	for range 4 {
		<-done
	}
	if n := srv.Rounds(); n != 2 {
		t.Errorf("%d rounds", n)
	}
	if n := srv.MostInFlight(); n != 5 {
		t.Errorf("%d requests at the same time", n)
	}
	if n := len(srv.Requests()); n != 6 {
		t.Errorf("%d requests", n)
	}
}

// A server of another network knows none of ours, which means nothing.
func TestOtherNetwork(t *testing.T) {
	sc := newScene(t)
	srv := esploratest.New(t, sc.chain, esploratest.Options{})
	srv.Lie(esploratest.OtherNetwork)
	s := open(t, srv)
	_, r := s.Transaction(t.Context(), nobody)
	expect(t, r, "transaction", explorer.Unknown, explorer.FaultNetwork)
	if !strings.Contains(r.Detail, "network") {
		t.Errorf("detail %q", r.Detail)
	}
	if p := s.Probe(t.Context()); p.Reachable || p.Fault != explorer.FaultNetwork {
		t.Errorf("test says %+v", p)
	}
	unasked := open(t, srv, func(o *esplora.Options) { o.Network = nil })
	_, r = unasked.Transaction(t.Context(), nobody)
	expect(t, r, "transaction", explorer.NotFound, "")
}

// The first "not found" costs one request more, the others none.
func TestNetworkIsCheckedOnce(t *testing.T) {
	srv := esploratest.New(t, newScene(t).chain, esploratest.Options{})
	s := open(t, srv)
	for i := range 3 {
		_, r := s.Transaction(t.Context(), chainhash.Hash{byte(i)})
		expect(t, r, "transaction", explorer.NotFound, "")
	}
	if n := srv.Counts()[esploratest.BlockHeight]; n != 1 {
		t.Errorf("asked for the first block %d times", n)
	}
}

func TestExchanges(t *testing.T) {
	sc := newScene(t)
	s := open(t, esploratest.New(t, sc.chain, esploratest.Options{}))
	_, r := s.Transaction(t.Context(), sc.spend.TxHash())
	if len(r.Exchanges) != 1 {
		t.Fatalf("%d exchanges", len(r.Exchanges))
	}
	e := r.Exchanges[0]
	if e.What != "/tx/…/hex" || e.Status != 200 || e.Bytes != int64(2*len(serialise(t, sc.spend))) || len(e.SHA256) != 64 ||
		e.At.IsZero() || e.At.Location() != time.UTC || e.Took <= 0 {
		t.Errorf("kept %+v", e)
	}
}

// Where the API begins is found out for the user's own server only.
func TestBase(t *testing.T) {
	sc := newScene(t)
	for _, c := range []struct {
		name, base string // base of the server
		cut        int    // what the user leaves out of its URL
		dialect    esploratest.Dialect
	}{
		{"as given", "/api", 0, esploratest.Electrs},
		{"without api", "/api", 4, esploratest.Electrs},
		{"mempool without api", "/api", 4, esploratest.MempoolNone},
		{"at the top", "/", 0, esploratest.Electrs},
		{"versioned", "/api/v1", 0, esploratest.MempoolElectrum},
		{"below a path", "/regtest/api", 4, esploratest.Electrs},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := esploratest.New(t, sc.chain, esploratest.Options{Base: c.base, Dialect: c.dialect})
			for _, slash := range []string{"", "/"} {
				s := open(t, srv, func(o *esplora.Options) { o.BaseURL = srv.URL[:len(srv.URL)-c.cut] + slash })
				_, r := s.Transaction(t.Context(), sc.spend.TxHash())
				expect(t, r, "transaction", explorer.Found, "")
				_, r = s.Confirmation(t.Context(), nobody)
				expect(t, r, "confirmation", explorer.NotFound, "")
			}
		})
	}
	srv := esploratest.New(t, sc.chain, esploratest.Options{Base: "/elsewhere/api"})
	s := open(t, srv, func(o *esplora.Options) { o.BaseURL = "http://" + srv.Addr })
	_, r := s.Tip(t.Context())
	expect(t, r, "tip", explorer.Unknown, explorer.FaultRefused)
}

func TestProbe(t *testing.T) {
	sc := newScene(t)
	for d, want := range map[esploratest.Dialect]esplora.Backend{
		esploratest.Electrs: esplora.BackendElectrs, esploratest.MempoolEsplora: esplora.BackendEsplora,
		esploratest.MempoolElectrum: esplora.BackendElectrum, esploratest.MempoolNone: esplora.BackendNone,
	} {
		t.Run(string(d), func(t *testing.T) {
			srv := esploratest.New(t, sc.chain, esploratest.Options{Dialect: d})
			s := open(t, srv)
			p := s.Probe(t.Context())
			if !p.Reachable || p.Backend != want || p.Tip != 10 || p.Latency <= 0 || p.Fault != "" {
				t.Errorf("test says %+v", p)
			}
			srv.Fail(esploratest.Fault{What: esploratest.Page})
			if p := s.Probe(t.Context()); p.Reachable || p.Fault != explorer.FaultMalformed || p.Detail == "" {
				t.Errorf("of a page for people the test says %+v", p)
			}
			srv.Close()
			if p := s.Probe(in(t, 5*time.Second)); p.Reachable || p.Fault != explorer.FaultUnreachable {
				t.Errorf("of nobody the test says %+v", p)
			}
		})
	}
}

package esploratest

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
)

// Dialect is which kind of server answers.
type Dialect string

// The dialects.
const (
	// Electrs is Blockstream's electrs, or mempool's fork of it, asked directly.
	Electrs Dialect = "electrs"
	// MempoolEsplora is a mempool site in front of such an electrs.
	MempoolEsplora Dialect = "mempool-esplora"
	// MempoolElectrum is a mempool backend on an Electrum server.
	MempoolElectrum Dialect = "mempool-electrum"
	// MempoolNone is a mempool backend on a plain node.
	MempoolNone Dialect = "mempool-none"
)

// Dialects lists all.
var Dialects = []Dialect{Electrs, MempoolEsplora, MempoolElectrum, MempoolNone}

// electrs reports whether an electrs has the last word.
func (d Dialect) electrs() bool { return d == Electrs || d == MempoolEsplora }

// Options say how a Server answers.
type Options struct {
	Dialect Dialect       // empty: Electrs
	Base    string        // where the API begins; empty: "/api"; "/": at the top
	Latency time.Duration // before each answer
	// CatchingUp has a mempool backend one block behind its node: the heights
	// that it computes are one too low.
	CatchingUp bool
	// Lacks lists what the server does not have, as others have it.
	Lacks []Kind
	// Listener is where it listens; nil: at a free port of 127.0.0.1.
	Listener net.Listener
	// TLS has it speak https with a certificate that nobody signed.
	TLS bool
}

// Server is a running server. Its methods may be called concurrently.
type Server struct {
	URL  string // with the base path, as http://127.0.0.1:PORT/api
	Addr string // 127.0.0.1:PORT
	http *httptest.Server

	chain   Chain
	opt     Options
	flooded atomic.Int64

	mu       sync.Mutex
	latency  time.Duration
	lies     map[Lie]map[chainhash.Hash]bool // nil map: about everything
	faults   []*Fault
	requests []*Request
	disguise map[chainhash.Hash]chainhash.Hash // hash of a header without work: of the real one
}

// New starts a server that ends with the test.
func New(t testing.TB, chain Chain, opt Options) *Server {
	t.Helper()
	if opt.Dialect == "" {
		opt.Dialect = Electrs
	}
	if opt.Base == "" {
		opt.Base = "/api"
	}
	opt.Base = strings.TrimRight(opt.Base, "/")
	s := &Server{
		chain: chain, opt: opt, latency: opt.Latency,
		lies:     make(map[Lie]map[chainhash.Hash]bool),
		disguise: make(map[chainhash.Hash]chainhash.Hash),
	}
	s.http = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	if opt.Listener != nil {
		_ = s.http.Listener.Close() // the one that it made itself
		s.http.Listener = opt.Listener
	}
	if opt.TLS {
		s.http.StartTLS()
	} else {
		s.http.Start()
	}
	t.Cleanup(s.Close)
	s.URL = s.http.URL + opt.Base
	s.Addr = s.http.Listener.Addr().String()
	return s
}

// Close ends the server before the test does: whoever asks finds nobody.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// SetLatency changes how long each answer takes at the least.
func (s *Server) SetLatency(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latency = d
}

// serve answers one request and remembers it.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	path, found := strings.CutPrefix(r.URL.Path, s.opt.Base)
	q := s.route(path)
	if !found {
		q = query{kind: Other, path: r.URL.Path}
	}
	rec := s.begin(q.kind, r)
	defer s.end(rec)

	s.mu.Lock()
	latency := s.latency
	s.mu.Unlock()
	if !pause(r, latency) {
		return
	}
	f := s.fault(q.kind)
	if f != nil && f.What.instead() {
		s.fail(w, r, f)
		return
	}
	a := s.answer(r.Context(), q)
	if a.status == http.StatusNotFound && strings.HasPrefix(r.Header.Get("Accept"), "text/plain") {
		a = a.plain()
	}
	if f != nil {
		s.spoil(w, r, f, a)
		return
	}
	w.Header().Set("Content-Type", a.contentType)
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the client may have left
}

// pause waits, and reports whether the client is still there.
func pause(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

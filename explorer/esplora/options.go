package esplora

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
)

// Options say whom a Source asks, and how.
type Options struct {
	Name     string // as it is shown
	Operator string // who runs it; empty: Name
	// BaseURL is the server's, with or without "/api" at its end: http for an
	// onion and for the user's own network, https for every other host.
	BaseURL string
	// Dial opens each connection, host names unresolved. It decides alone by
	// which circuit. Nil only for the user's own server (see CheckURL), which
	// is then dialled directly.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Budget is shared by all Sources of the program; nil for the user's own
	// server, which is not held back.
	Budget *Budget
	// Network is the chain that the server is meant to know. If it is given, a
	// server's first "not found" counts only after the server has shown to be
	// on that chain: one of another network knows none of its transactions.
	Network *chaincfg.Params
	// UserAgent is sent with every request; empty: one that says nothing.
	UserAgent string
	// RequestTimeout bounds a request from when it has a connection, however
	// steadily the answer comes; 0: a minute. IdleTimeout bounds how long
	// nothing at all may come; 0: 30 seconds. Dial is bounded by the caller's
	// context alone, since Tor may have to start first.
	RequestTimeout, IdleTimeout time.Duration
}

// What is used where Options say nothing.
const (
	defaultUserAgent      = "Mozilla/5.0"
	defaultRequestTimeout = time.Minute
	defaultIdleTimeout    = 30 * time.Second
	ownConns              = 64 // to the user's own server
)

// Source is one server. It implements explorer.Source; its methods may be
// called concurrently. It has connections of its own, so that two Sources with
// dialers of their own share no circuit.
type Source struct {
	info    explorer.Info
	address address
	network *chaincfg.Params
	budget  *Budget
	agent   string
	total   time.Duration
	idle    time.Duration
	client  *http.Client

	lacking atomic.Uint32 // abilities that the server was found to lack
	asking  chan struct{} // held by the one who finds out the two below
	prefix  atomic.Pointer[string]
	onChain atomic.Bool

	mu      sync.Mutex
	headers map[chainhash.Hash]wire.BlockHeader // each hashes to its key
}

var _ explorer.Source = (*Source)(nil)

// New gives a Source and asks nobody. An error is an *AddressError.
func New(o Options) (*Source, error) {
	a, err := parseAddress(o.BaseURL)
	if err != nil {
		return nil, err
	}
	dial := o.Dial
	if dial == nil {
		if !a.own {
			return nil, &AddressError{Why: "it is not in your own network, and there is no way to it but Tor"}
		}
		dial = dialOwn
	}
	conns := ownConns
	if o.Budget != nil {
		conns = 2 * o.Budget.limits.InFlight // one that is given up may still be opening
	}
	s := &Source{
		info:    explorer.Info{Name: o.Name, Operator: o.Operator, Kind: explorer.Explorer},
		address: a,
		network: o.Network,
		budget:  o.Budget,
		agent:   o.UserAgent,
		total:   o.RequestTimeout,
		idle:    o.IdleTimeout,
		client:  newClient(dial, conns),
		asking:  make(chan struct{}, 1),
		headers: make(map[chainhash.Hash]wire.BlockHeader),
	}
	if s.info.Operator == "" {
		s.info.Operator = s.info.Name
	}
	if s.agent == "" {
		s.agent = defaultUserAgent
	}
	if s.total <= 0 {
		s.total = defaultRequestTimeout
	}
	if s.idle <= 0 {
		s.idle = defaultIdleTimeout
	}
	if !a.guess {
		s.prefix.Store(&s.address.url.Path)
	}
	return s, nil
}

// Info says who answers.
func (s *Source) Info() explorer.Info { return s.info }

// Close ends the connections that are not in use. The Source can still be
// asked.
func (s *Source) Close() { s.client.CloseIdleConnections() }

// dialOwn dials the user's own server. "localhost" needs no resolver.
func dialOwn(ctx context.Context, network, addr string) (net.Conn, error) {
	if host, port, err := net.SplitHostPort(addr); err == nil && strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		addr = net.JoinHostPort("127.0.0.1", port)
	}
	const patience = 10 * time.Second
	return (&net.Dialer{Timeout: patience}).DialContext(ctx, network, addr)
}

// newClient gives a client that has so many connections of its own and adds
// nothing to a request.
func newClient(dial func(context.Context, string, string) (net.Conn, error), conns int) *http.Client {
	const headerBytes = 64 << 10
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // the environment has no say
			DialContext:            dial,
			Protocols:              protocols,
			DisableCompression:     true, // small answers, and none that unfolds
			MaxIdleConnsPerHost:    conns,
			MaxConnsPerHost:        conns,
			IdleConnTimeout:        time.Minute,
			TLSHandshakeTimeout:    time.Minute,
			MaxResponseHeaderBytes: headerBytes,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Jar:           nil,
	}
}

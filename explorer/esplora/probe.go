package esplora

import (
	"context"
	"regexp"
	"strings"
	"time"

	"tradecase/explorer"
)

// Backend is what a server has behind it.
type Backend string

// The backends.
const (
	// BackendElectrs is Blockstream's electrs or mempool's fork of it, asked
	// directly: who spends an output and Merkle branches are known.
	BackendElectrs Backend = "electrs"
	// BackendEsplora is a mempool site in front of such an electrs.
	BackendEsplora Backend = "esplora"
	// BackendElectrum is a mempool site on an Electrum server: no spenders.
	BackendElectrum Backend = "electrum"
	// BackendNone is a mempool site on a plain node: neither spenders nor
	// Merkle branches.
	BackendNone Backend = "none"
	// BackendUnknown is anything else.
	BackendUnknown Backend = ""
)

// Probe is how a server answered a test.
type Probe struct {
	Reachable bool           // it answered as an explorer does, and is on the right chain
	Backend   Backend        //
	Tip       int32          // height of its newest block; only if Reachable
	Latency   time.Duration  // of the answer that gave Tip, its waiting for the budget excluded
	Fault     explorer.Fault // why it is not Reachable
	Detail    string         // the same in English
}

// Probe tests the server: what it is, how far its chain goes, how fast it
// answers.
func (s *Source) Probe(ctx context.Context) Probe {
	t := new(trail)
	if p := s.find(ctx, t); p != nil {
		return Probe{Fault: p.fault, Detail: p.detail}
	}
	backend := make(chan Backend, 1)
	go func() { backend <- s.backend(ctx, new(trail)) }()
	chain := make(chan *problem, 1)
	go func() { chain <- s.checkChain(ctx, new(trail)) }()

	height, p := s.tip(ctx, t)
	out := Probe{Backend: <-backend}
	wrong := <-chain
	if p == nil {
		p = wrong
	}
	if p != nil {
		out.Fault, out.Detail = p.fault, p.detail
		return out
	}
	out.Reachable, out.Tip = true, height
	out.Latency = t.exchanges[len(t.exchanges)-1].Took
	return out
}

// versioned is the end of a base path that names a mempool backend's own API.
var versioned = regexp.MustCompile(`/v[0-9]+$`)

// backend asks a mempool site what it has behind it; who does not know the
// question is electrs itself.
func (s *Source) backend(ctx context.Context, t *trail) Backend {
	path := "/v1/backend-info"
	if versioned.MatchString(s.address.url.Path) {
		path = strings.TrimPrefix(path, "/v1")
	}
	body, p := s.get(ctx, ask{path: path, what: path, limit: smallLimit}, t)
	if p != nil {
		if p.cannot {
			return BackendElectrs
		}
		return BackendUnknown
	}
	var j struct {
		Backend Backend `json:"backend"`
	}
	if decode(body, &j) != nil {
		return BackendUnknown
	}
	switch j.Backend {
	case BackendEsplora, BackendElectrum, BackendNone:
		return j.Backend
	}
	return BackendUnknown
}

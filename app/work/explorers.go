package work

import (
	"context"
	"sync"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/app/config"
	"tradecase/diagnostics"
	"tradecase/explorer"
	"tradecase/explorer/esplora"
)

// The ways to a server.
const (
	WayTor    = "tor"    // nobody but Tor is connected to
	WayDirect = "direct" // it is in the user's own network
)

// Tested is how one server answered a test.
type Tested struct {
	Name      string         `json:"name"`
	Operator  string         `json:"operator"`
	Way       string         `json:"way"`
	Reachable bool           `json:"reachable"`
	Backend   string         `json:"backend,omitempty"` // what it has behind it, as far as it says
	Tip       int32          `json:"tip,omitempty"`     // height of its newest block
	LatencyMS int64          `json:"latency_ms,omitempty"`
	Fault     explorer.Fault `json:"fault,omitempty"` // why it is not reachable
	Detail    string         `json:"detail,omitempty"`
}

// testLimit bounds the test of one server, Tor's start excluded.
const testLimit = 90 * time.Second

// TestExplorers asks every explorer, and the own node if there is one, all at
// once and each over a circuit of its own. tell gets each as it is known, from
// several goroutines; nil: nobody does. The list is in the order of the
// settings. network is the chain that they must be on, as Chain has it.
func (d *Desk) TestExplorers(ctx context.Context, network string, tell func(Tested)) ([]Tested, error) {
	params, err := d.Chain(network)
	if err != nil {
		return nil, err
	}
	settings := d.now().settings
	asked := settings.Asked()
	list := make([]Tested, len(asked), len(asked)+1)
	if settings.Node.URL != "" {
		list = append(list, Tested{})
	}
	var all sync.WaitGroup
	for i := range list {
		all.Go(func() {
			if i < len(asked) {
				list[i] = d.network.testExplorer(ctx, asked[i], params)
			} else {
				list[i] = d.network.testNode(ctx, settings.Node, params)
			}
			if tell != nil && ctx.Err() == nil {
				tell(list[i])
			}
		})
	}
	all.Wait()
	return list, ctx.Err()
}

// testExplorer asks one explorer.
func (n *Network) testExplorer(ctx context.Context, e config.Explorer, params *chaincfg.Params) Tested {
	t := Tested{Name: e.Name, Operator: e.Operator, Way: WayTor}
	own, err := esplora.CheckURL(e.URL)
	if own {
		t.Way = WayDirect
	}
	var source *esplora.Source
	if err == nil {
		source, err = n.explorer(e, params)
	}
	if err != nil {
		t.Fault, t.Detail = explorer.FaultUnsupported, err.Error()
		return t
	}
	defer source.Close()
	if !own {
		if err := n.wait(ctx); err != nil {
			t.Fault, t.Detail = explorer.FaultTor, said(err)
			return t
		}
	}
	ctx, cancel := context.WithTimeout(ctx, testLimit)
	defer cancel()
	p := source.Probe(ctx)
	t.Reachable, t.Backend, t.Tip, t.LatencyMS, t.Fault, t.Detail = p.Reachable, string(p.Backend), p.Tip, p.Latency.Milliseconds(), p.Fault, p.Detail
	return t
}

// testNode asks the own node.
func (n *Network) testNode(ctx context.Context, c config.Node, params *chaincfg.Params) Tested {
	t := Tested{Name: NodeName, Operator: NodeName, Way: WayDirect}
	source, way, err := n.node(c, params)
	if err != nil {
		t.Fault, t.Detail = explorer.FaultUnsupported, said(err)
		return t
	}
	t.Way = way
	ctx, cancel := context.WithTimeout(ctx, testLimit)
	defer cancel()
	before := time.Now()
	tip, reply := source.Tip(ctx)
	t.Fault, t.Detail = reply.Fault, reply.Detail
	if reply.Outcome == explorer.Found {
		t.Reachable, t.Tip, t.LatencyMS = true, tip, time.Since(before).Milliseconds()
	}
	return t
}

// wait starts Tor if need be and returns when it is on.
func (n *Network) wait(ctx context.Context) error {
	t, err := n.running() //nolint:contextcheck // Tor is the program's, and lives on
	if err != nil {
		return err
	}
	return t.Wait(ctx)
}

// WaitTor starts Tor if need be and returns when it is on, or cannot be.
func (d *Desk) WaitTor(ctx context.Context) error { return d.network.wait(ctx) }

// said is an error with its hint, for a place that has one line.
func said(err error) string {
	if hint := diagnostics.Hint(err); hint != "" {
		return err.Error() + "; " + hint
	}
	return err.Error()
}

package work

import (
	"net/url"
	"strings"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/app/config"
	"tradecase/explorer"
	"tradecase/explorer/bitcoind"
	"tradecase/explorer/esplora"
	"tradecase/explorer/tor"
)

// nodeName is how the own node is shown.
const nodeName = "own node"

// sources gives all who are asked on a chain, over circuits that nobody else
// shares. It asks nobody. Explorers without an onion address are left out
// unless they are switched on.
func (n *Network) sources(s config.Settings, params *chaincfg.Params) ([]explorer.Source, error) {
	var list []explorer.Source
	for _, e := range s.Asked() {
		own, err := esplora.CheckURL(e.URL)
		if err != nil {
			return nil, err
		}
		if !own && !isOnion(e.URL) && !s.Tor.Clearnet {
			continue
		}
		source, err := n.explorer(e, params)
		if err != nil {
			return nil, err
		}
		list = append(list, source)
	}
	if s.Node.URL == "" {
		return list, nil
	}
	source, _, err := n.node(s.Node, params)
	if err != nil {
		return nil, err
	}
	return append(list, source), nil
}

// explorer gives one explorer as a source, over circuits of its own.
func (n *Network) explorer(e config.Explorer, params *chaincfg.Params) (*esplora.Source, error) {
	own, err := esplora.CheckURL(e.URL)
	if err != nil {
		return nil, err
	}
	o := esplora.Options{Name: e.Name, Operator: e.Operator, BaseURL: e.URL, Network: params}
	if !own {
		o.Dial, o.Budget = tor.DialerOf(n.running, tor.NewIsolation(), true), n.budget
	}
	return esplora.New(o)
}

// node gives the own node as a source, and the way to it.
func (n *Network) node(c config.Node, params *chaincfg.Params) (source *bitcoind.Source, way string, err error) {
	o := bitcoind.Config{Name: nodeName, URL: c.URL, AuthFile: c.Auth, Params: params}
	way = WayDirect
	if isOnion(c.URL) {
		way = WayTor
		o.DialContext = tor.DialerOf(n.running, tor.NewIsolation(), false)
	}
	source, err = bitcoind.New(o)
	return source, way, err
}

func isOnion(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.HasSuffix(strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), ".onion")
}

// running is the Tor that runs; it is started if there is none.
func (n *Network) running() (*tor.Tor, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	had := n.tor
	t, err := n.start()
	if n.tor != had || err != nil {
		n.announce()
	}
	return t, err
}

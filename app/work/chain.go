package work

import (
	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/app/config"
)

// chains are those of config.Networks.
var chains = map[string]*chaincfg.Params{
	config.Mainnet: &chaincfg.MainNetParams,
	config.Testnet: &chaincfg.TestNet3Params,
	config.Regtest: &chaincfg.RegressionNetParams,
}

// Chain gives the chain of a network: one of config.Networks, or empty for the
// one of the settings.
func (d *Desk) Chain(network string) (*chaincfg.Params, error) {
	if network == "" {
		network = d.now().settings.OnNetwork()
	}
	return chains[network], config.CheckNetwork(network)
}

// NetworkOf is what the settings call a chain, by its own name, as "testnet3";
// a name that none has stays as it is.
func NetworkOf(chain string) string {
	for network, params := range chains {
		if params.Name == chain {
			return network
		}
	}
	return chain
}

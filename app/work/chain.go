package work

import (
	"fmt"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/diagnostics"
)

// Chain gives the chain of a name: mainnet, which is also the empty one's,
// testnet or regtest.
func Chain(name string) (*chaincfg.Params, error) {
	switch name {
	case "", "mainnet":
		return &chaincfg.MainNetParams, nil
	case "testnet":
		return &chaincfg.TestNet3Params, nil
	case "regtest":
		return &chaincfg.RegressionNetParams, nil
	}
	return nil, diagnostics.WithHint(fmt.Errorf("%.20q is no network", name), "use mainnet, testnet or regtest")
}

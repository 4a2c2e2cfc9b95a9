package bitcoind

import (
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
)

// What both ways of asking say of how much the node has seen.

// chainState is how far the node has read the chain.
type chainState struct {
	Blocks, Headers      int32
	BestBlockHash        chainhash.Hash
	InitialBlockDownload bool
}

// complete reports, as a failure, that blocks are missing.
func (c chainState) complete() error {
	if c.InitialBlockDownload || c.Blocks < c.Headers {
		return fail(explorer.FaultServer, stillSyncs)
	}
	return nil
}

// mempoolState is whether the mempool of before the start is back; btcd, which
// keeps none, does not say.
type mempoolState struct{ Loaded *bool }

func (m mempoolState) complete() error {
	if m.Loaded != nil && !*m.Loaded {
		return fail(explorer.FaultServer, stillLoads)
	}
	return nil
}

// sameChain reports, as a failure, that the node's first block, or the error in
// asking for it, is not the network's.
func sameChain(first chainhash.Hash, err error, params *chaincfg.Params) error {
	switch {
	case err != nil:
		return notDenied(err)
	case first != *params.GenesisHash:
		return fail(explorer.FaultNetwork, otherChain)
	}
	return nil
}

// Package labtest builds the lab: a private Tor network, a node of Bitcoin's
// test chain (regtest) with trades on it, and explorers behind onion services.
//
// What is real: Tor and all of its network (see tortest), the node (btcd; see
// nodetest) and with it every block, branch, signature and spender. What is
// ours: the explorers' HTTP layer with its lies and faults (see esploratest),
// the trades, who takes part in the Tor network, and that all of it is on one
// computer.
package labtest

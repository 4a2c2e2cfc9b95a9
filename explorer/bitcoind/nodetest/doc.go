// Package nodetest runs a Bitcoin node of our own for tests: the real btcd, in
// the version that go.mod names, on a chain for tests (regtest). Real are the
// node, its consensus rules, its JSON-RPC and all that it says; ours are only
// the wallet that signs what tests send, and the network, which has this one
// node and nobody else. It listens on 127.0.0.1 only and asks nobody.
package nodetest

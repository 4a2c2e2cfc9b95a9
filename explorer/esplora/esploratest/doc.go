// Package esploratest runs an Esplora-shaped HTTP server for tests, which
// answers as Blockstream's electrs does or as a mempool backend, and lies or
// fails when it is told to.
//
// Ours are the HTTP layer and all of its words: no Esplora server can be had
// from a package registry, so the shapes follow what is published of the real
// ones. What is behind the server is a Chain. Memory is ours as well, but for
// the hashes, the Merkle trees, the signatures and the proof of work, which are
// those of Bitcoin's test chain (regtest). FromRPC puts a real node behind it:
// then all that is said of the chain is the node's.
//
// The server listens on 127.0.0.1 only; an onion service may lead to it.
package esploratest

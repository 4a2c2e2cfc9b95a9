// Package bitcoind asks the user's own node: Bitcoin Core, Knots or btcd over
// JSON-RPC, or Core's and Knots' REST where there is no user and password.
//
// A node that lacks an index cannot know everything. What it cannot know it
// does not deny: "not found" is passed on only if the node has searched its
// whole chain and its mempool.
package bitcoind

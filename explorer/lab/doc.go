// Package lab tests the whole client in the lab: explorer.Client over explorers
// and the own node, dialled through Tor with circuits of their own. It holds
// nothing but tests.
//
// What is real: the client, Tor and a private network of it, onion services, a
// node (btcd) of Bitcoin's test chain, and so every block, branch, signature
// and spender. What is ours: the explorers' HTTP layer with its lies and faults,
// and the trades on the chain. On that chain a block takes no work; what work
// shows is tested in package proof.
//
// To try the lab by hand: go run ./explorer/lab/cmd/serve.
package lab

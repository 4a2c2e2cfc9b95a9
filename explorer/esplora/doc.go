// Package esplora asks an Esplora-shaped HTTP server about transactions: the
// API of Blockstream's electrs, of mempool's fork of it, and of a mempool
// backend on a plain node or an Electrum server. It knows how these differ,
// asks politely, keeps to bounds of size and time, and believes nothing: what
// it gives is a source's word, for explorer.Client to check.
//
// It opens no connection but through the dialer that it was given, follows no
// redirect, keeps no cookie and sends nothing but the host's name, the path and
// a User-Agent that is the same for everybody.
package esplora

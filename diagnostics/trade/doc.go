// Package trade judges a Bisq trade by its transactions: two fee transactions,
// the deposit, and a payout or a delayed payout. It takes what is known, asks a
// Ledger for what is not, and gives each rule's verdict with the figures that it
// rests on, where the money is, and what to do next.
//
// Amounts are in satoshis, heights and ages in blocks, times in UTC. What could
// not be seen is unknown: never passed, never failed.
package trade

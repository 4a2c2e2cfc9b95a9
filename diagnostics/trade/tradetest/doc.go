// Package tradetest invents whole Bisq 1 trades for the tests and benchmarks
// of other packages: every era and variant, real keys and real signatures, the
// same bytes for the same variant and seed. A Mutation makes exactly one thing
// of a trade wrong and signs everything after it anew. It is test support and
// no part of the program.
//
// A trade is built in stages (fee transactions, contract, deposit, delayed
// payout, payout, chain, what is at hand); a mutation is a hook at a stage, so
// that whatever follows is linked to what it changed.
//
// How trades look is taken from Bisq's own source (its DepositTxValidation,
// TradeWalletService, DelayedPayoutTxReceiverService, TxValidator and Contract).
package tradetest

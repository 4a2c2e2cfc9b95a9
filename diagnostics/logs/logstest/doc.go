// Package logstest invents Bisq 1 logs for the tests and benchmarks of other
// packages: real shapes, made-up values, the same bytes for the same trader.
// It is test support and no part of the program.
//
// A file is mostly peer-to-peer noise, with transaction dumps, explorers'
// answers, errors with stack traces and start-ups between; somewhere in the
// middle stand the private values that Planted lists.
package logstest

// Package explorer finds out what is true of transactions by asking several
// sources and checking their answers: what can be proved is proved, what
// cannot is told apart by who says it, and a lie is a finding of its own.
package explorer

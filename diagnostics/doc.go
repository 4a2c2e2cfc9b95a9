// Package diagnostics is the vocabulary in which everything else speaks:
// findings with their severity and evidence, errors with hints, trade IDs,
// parties and the five transaction roles. It has no behaviour beyond parsing
// and printing those words and imports nothing of the project.
package diagnostics

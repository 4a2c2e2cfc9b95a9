package model

import (
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// Sign is what stands before a line. It never stands alone: words beside it
// say the same.
type Sign int

// The signs.
const (
	NoSign   Sign = iota
	Good          // done, ready, in order
	Absent        // not there yet
	Part          // there in part
	Question      // there, but something must be said about it
	Optional      // not there, and need not be
	Note          // worth knowing
	Warn          // may be wrong, or cannot be changed
	Bad           // wrong
)

func rowSign(s bundle.RowState) Sign {
	switch s {
	case bundle.Done:
		return Good
	case bundle.Missing:
		return Absent
	case bundle.Partial:
		return Part
	case bundle.Unsure:
		return Question
	case bundle.Empty:
		return Optional
	}
	return Question
}

func severitySign(s diagnostics.Severity) Sign {
	switch s {
	case diagnostics.Info:
		return Note
	case diagnostics.Warning:
		return Warn
	case diagnostics.Problem:
		return Bad
	}
	return Question
}

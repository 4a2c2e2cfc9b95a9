package job

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"tradecase/diagnostics"
)

// panicHint is what a reader can do about a fault of ours.
const panicHint = "This is a fault in Tradecase, not in what you did. Try it again; if it comes back, please report it."

// errNoResult is the result of work that left its goroutine without
// returning.
var errNoResult = errors.New("the work stopped without a result")

// PanicError is the result of work that panicked.
type PanicError struct {
	Value any    // what was passed to panic; may hold private text
	Stack []byte // the stack at the panic, for a crash report
}

// Error names the fault. Only the Go runtime's own words are repeated: any
// other value may carry text out of a trader's file.
func (e *PanicError) Error() string {
	if fault, ok := e.Value.(runtime.Error); ok {
		return "internal error: " + fault.Error()
	}
	return fmt.Sprintf("internal error: panic with a value of type %T", e.Value)
}

// protect calls work and hands its result to finish: exactly once, whether
// work returns, panics or leaves its goroutine.
func protect(work func() error, finish func(error)) {
	err, returned := errNoResult, false
	defer func() {
		if !returned {
			if value := recover(); value != nil {
				err = diagnostics.WithHint(&PanicError{Value: value, Stack: debug.Stack()}, panicHint)
			}
		}
		finish(err)
	}()
	err = work()
	returned = true
}

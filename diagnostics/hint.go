package diagnostics

import "errors"

// hinted is an error that carries what its reader can do about it.
type hinted struct {
	error
	hint string
}

func (h hinted) Hint() string  { return h.hint }
func (h hinted) Unwrap() error { return h.error }

// WithHint returns err with a hint: one or two sentences that say what the
// reader can do. The hint is not part of the error's text.
func WithHint(err error, hint string) error {
	if err == nil {
		return nil
	}
	return hinted{err, hint}
}

// Hint returns the outermost hint in err's chain, or "". Any error type with a
// Hint() string method takes part.
func Hint(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

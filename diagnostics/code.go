package diagnostics

import (
	"errors"
	"fmt"
)

// coded is an error whose text and hint have a name.
type coded struct {
	error
	code string
	args map[string]string
}

func (c coded) Code() string            { return c.code }
func (c coded) Args() map[string]string { return c.args }
func (c coded) Unwrap() error           { return c.error }

// WithCode returns err with a stable code, so that a window can say it, and
// its hint, in another language or in its own words. args are the names and
// values in turn of what stands in the text. The code stands for all of err:
// wrap no more around it than what the reader sees anyway.
func WithCode(err error, code string, args ...any) error {
	if err == nil {
		return nil
	}
	c := coded{error: err, code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if c.args == nil {
			c.args = map[string]string{}
		}
		c.args[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
	}
	return c
}

// Code returns the outermost code in err's chain with what stands in its text,
// or "". Any error type with the methods Code() string and
// Args() map[string]string takes part.
func Code(err error) (code string, args map[string]string) {
	var c interface {
		Code() string
		Args() map[string]string
	}
	if errors.As(err, &c) {
		return c.Code(), c.Args()
	}
	return "", nil
}

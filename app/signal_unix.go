//go:build unix

package app

import (
	"os/signal"
	"syscall"
)

// ignoreFileSizeSignal makes a write beyond the file size limit an error that
// can be told, instead of the end of the program.
func ignoreFileSizeSignal() { signal.Ignore(syscall.SIGXFSZ) }

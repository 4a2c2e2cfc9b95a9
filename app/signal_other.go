//go:build !unix

package app

// ignoreFileSizeSignal has nothing to do where there is no such signal.
func ignoreFileSizeSignal() {}

package labtest

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// life stands in for a test: for a lab that outlives one, or that no test
// started. Its methods may be called concurrently.
type life struct {
	testing.TB // what is not needed here is nil, and panics
	said       func(line string)

	mu       sync.Mutex
	failed   error
	cleanups []func()
}

// do runs something that fails as a test does. What it leaves to clean up waits
// for end.
func (l *life) do(something func()) error {
	done := make(chan struct{})
	go func() { // which Fatal ends
		defer close(done)
		something()
	}()
	<-done
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}

// end cleans up, the latest first.
func (l *life) end() {
	l.mu.Lock()
	cleanups := l.cleanups
	l.cleanups = nil
	l.mu.Unlock()
	for i := len(cleanups) - 1; i >= 0; i-- {
		cleanups[i]()
	}
}

func (l *life) Helper() {}

func (l *life) Cleanup(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cleanups = append(l.cleanups, f)
}

func (l *life) Logf(format string, args ...any) { l.said(fmt.Sprintf(format, args...)) }

func (l *life) Fatal(args ...any) { l.fail(strings.TrimSpace(fmt.Sprintln(args...))) }

func (l *life) Fatalf(format string, args ...any) { l.fail(fmt.Sprintf(format, args...)) }

func (l *life) fail(text string) {
	l.mu.Lock()
	l.failed = errors.Join(l.failed, errors.New(text))
	l.mu.Unlock()
	runtime.Goexit()
}

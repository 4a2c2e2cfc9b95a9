//go:build unix

package cli

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestOpenResultsRefusesPipes gives a pipe that nobody writes to, which would hold
// the program for ever.
func TestOpenResultsRefusesPipes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret-name")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		_, _, err := openResults(path)
		opened <- err
	}()
	select {
	case err := <-opened:
		if err == nil || !strings.Contains(err.Error(), "no plain file") || strings.Contains(err.Error(), "secret-name") {
			t.Errorf("%v", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("it waits for the pipe")
	}
}

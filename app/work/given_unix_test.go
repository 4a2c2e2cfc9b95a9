//go:build unix

package work_test

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestCheckRefusesPipesAndDevices: a pipe that nobody writes to does not hold the
// check, and a device without an end is not read.
func TestCheckRefusesPipesAndDevices(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "secret-name")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		refused(t, pipe, "it is a pipe")
		refused(t, "/dev/zero", "it is a device")
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("it still waits for somebody to write")
	}
}

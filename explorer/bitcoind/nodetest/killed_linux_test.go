package nodetest_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tradecase/explorer/bitcoind/nodetest"
)

// TestKilled kills a test binary, and sees its node die with it.
func TestKilled(t *testing.T) {
	if os.Getenv("NODETEST_BE_KILLED") != "" {
		node := nodetest.Start(t)
		t.Log("before the kill", node.Height())
		if err := os.WriteFile(os.Getenv("NODETEST_BE_KILLED"), []byte(node.URL()), 0o600); err != nil {
			t.Fatal(err)
		}
		select {}
	}
	file := filepath.Join(t.TempDir(), "url")
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	// What it cannot remove any more lies where this test's folder is removed.
	cmd.Env = append(os.Environ(), "NODETEST_BE_KILLED="+file, "TMPDIR="+t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the node's start", func() bool { info, err := os.Stat(file); return err == nil && info.Size() > 0 })
	if children(t, cmd.Process.Pid) == 0 {
		t.Error("the node is no child of the test binary")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	url, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	port := url[bytes.LastIndexByte(url, ':')+1:]
	waitFor(t, "the node's end", func() bool { return !running("--rpclisten=127.0.0.1:" + string(port)) })
}

// waitFor waits until something is so.
func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// children counts the processes whose parent is pid.
func children(t *testing.T, pid int) (n int) {
	t.Helper()
	for _, stat := range processes("stat") {
		_, rest, _ := strings.Cut(stat, ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			n++
		}
	}
	return n
}

// running reports whether a process has this argument.
func running(argument string) bool {
	for _, args := range processes("cmdline") {
		if strings.Contains(args, argument+"\x00") {
			return true
		}
	}
	return false
}

// processes gives one file of each process.
func processes(file string) (all []string) {
	paths, _ := filepath.Glob("/proc/[0-9]*/" + file)
	for _, path := range paths {
		if raw, err := os.ReadFile(path); err == nil {
			all = append(all, string(raw))
		}
	}
	return all
}

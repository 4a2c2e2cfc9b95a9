package tortest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// WrongClock gives a program that is the real tor with a clock that is wrong by
// an offset, as "+3h" or "-2d".
func WrongClock(t testing.TB, offset string) string {
	t.Helper()
	tor, err := exec.LookPath("tor")
	if err != nil {
		t.Fatal(install)
	}
	if _, err := exec.LookPath("faketime"); err != nil {
		t.Fatal("faketime is missing; install it: sudo apt-get install faketime")
	}
	// faketime is asked for its settings instead of being left between us and tor.
	settings, err := exec.Command("faketime", "-f", offset, "env").Output()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "tor")
	script := fmt.Sprintf("#!/bin/sh\nwhile IFS= read -r setting; do export \"${setting?}\"; done <<'SETTINGS'\n%sSETTINGS\nexec %s \"$@\"\n",
		fakeSettings(settings), tor)
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// fakeSettings picks what faketime adds to the environment.
func fakeSettings(environment []byte) string {
	var b strings.Builder
	for line := range strings.Lines(string(environment)) {
		if strings.HasPrefix(line, "LD_PRELOAD=") || strings.HasPrefix(line, "FAKETIME=") {
			b.WriteString(line)
		}
	}
	return b.String()
}

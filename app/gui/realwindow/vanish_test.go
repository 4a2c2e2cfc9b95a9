package realwindow

import (
	"bytes"
	"os/exec"
	"slices"
	"testing"
	"time"

	"tradecase/diagnostics/logs/logstest"
)

// TestDisplayVanishes takes the display away while logs are being added: the
// program must end by itself, and leave the bundle whole.
func TestDisplayVanishes(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	data, logs := t.TempDir(), t.TempDir()
	if err := logstest.Alexis().WriteSet(logs, 4, 8<<20); err != nil {
		t.Fatal(err)
	}
	s.settle("role = \"support\"\n")
	if code, output := s.exitCode(s.env(), "new", tradeID, "--data-dir", data); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, output)
	}
	r := s.open("--data-dir", data)
	s.press("ctrl+f", "Return", "Return", "ctrl+o", "ctrl+a")
	s.write(logs)
	s.press("Return")
	if err := s.xvfb.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	select {
	case err := <-r.ended:
		t.Logf("it ended after %v: %v: %s", time.Since(began).Round(time.Millisecond), err, r.output.String())
		if err == nil || r.output.Len() == 0 || bytes.Contains(r.output.Bytes(), []byte("goroutine")) {
			t.Errorf("it ended with %v:\n%s", err, r.output.String())
		}
	case <-time.After(patience):
		t.Fatal("it runs on without a display")
	}
	before := items(data)
	if n := len(before); n != 0 && n != 4 {
		t.Errorf("half of it was added: %v", before)
	}
	// Nothing holds the bundle, and what was left lying about is no hindrance.
	add := exec.CommandContext(t.Context(), program(t), "add", tradeID, "--party", "seller", writeLogs(t, logstest.Ana(), 2), "--data-dir", data)
	add.Env = s.env()
	if out, err := add.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if after := items(data); len(after) != len(before)+2 || !slices.Contains(after, "seller/bisq.log") {
		t.Errorf("then the bundle has %v", after)
	}
}

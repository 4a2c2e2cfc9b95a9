package work

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradecase/app/config"
	"tradecase/diagnostics"
)

// TestOutputIsLookedAtFirst has a zip that cannot be made: that is said before
// anything is read, which may take minutes. Reading fails here.
func TestOutputIsLookedAtFirst(t *testing.T) {
	d := newTestDesk(t, config.Settings{})
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken.zip")
	if err := os.WriteFile(taken, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{taken: fs.ErrExist, filepath.Join(dir, "none", "new.zip"): fs.ErrNotExist} {
		out := Output{Path: path}
		_, redacted := d.Redact(t.Context(), []string{filepath.Join(dir, "gone.log")}, out, nil)
		_, handedOff := d.Handoff(t.Context(), "UGLRYY", out, nil)
		for _, err := range []error{redacted, handedOff} {
			if !errors.Is(err, want) || diagnostics.Hint(err) == "" || strings.Contains(err.Error(), dir) {
				t.Errorf("%v, hint %q, want %v", err, diagnostics.Hint(err), want)
			}
		}
		out.DryRun = true
		if _, err := d.Redact(t.Context(), []string{filepath.Join(dir, "gone.log")}, out, nil); err == nil || errors.Is(err, want) {
			t.Errorf("without a zip: %v", err)
		}
	}
	_, err := d.Redact(t.Context(), []string{filepath.Join(dir, "gone.log")}, Output{Path: taken, Replace: true}, nil)
	if err == nil || errors.Is(err, fs.ErrExist) {
		t.Errorf("to be replaced: %v", err)
	}
	if text, err := os.ReadFile(taken); err != nil || string(text) != "kept" {
		t.Errorf("%q is left, %v", text, err)
	}
}

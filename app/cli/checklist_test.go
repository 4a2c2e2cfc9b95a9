package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// TestOpenResultsLeavesOtherFilesAlone gives files that are no results: one line
// without an end was once taken for a result that was cut off, and lost.
func TestOpenResultsLeavesOtherFilesAlone(t *testing.T) {
	for _, text := range []string{`{"offerPayload":{}}`, "notes of mine", "notes\nof mine\n"} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if f, _, err := openResults(path); err == nil {
			f.Close() //nolint:errcheck // the test fails anyway
			t.Errorf("%q was opened", text)
		}
		if left, err := os.ReadFile(path); err != nil || string(left) != text {
			t.Errorf("%q became %q, %v", text, left, err)
		}
	}
	for _, text := range []string{"", `{"o`, `{"of":"a","error":"b`} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte("{\"of\":\"x\"}\n"+text), 0o600); err != nil {
			t.Fatal(err)
		}
		f, done, err := openResults(path)
		if err != nil || !done["x"] {
			t.Fatalf("%q: %v, %v", text, done, err)
		}
		f.Close() //nolint:errcheck // nothing was written
		if left, err := os.ReadFile(path); err != nil || string(left) != "{\"of\":\"x\"}\n" {
			t.Errorf("%q became %q, %v", text, left, err)
		}
	}
}

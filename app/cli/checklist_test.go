package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradecase/diagnostics"
)

// TestOpenResultsLeavesOtherFilesAlone gives files that are no results: one line
// without an end was once taken for a result that was cut off, and lost.
func TestOpenResultsLeavesOtherFilesAlone(t *testing.T) {
	for _, text := range []string{`{"offerPayload":{}}`, "notes of mine", "notes\nof mine\n", "{", `{"of":`, `{"of":"mine"`, `{"of": "my own json"}`, `{"of":"my own json"}` + "\n"} {
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
	// What was an error is not done; what was found counts again.
	whole := `{"of":"x","result":{"verdicts":[{"result":"fail"}],"disagreements":[]}}` + "\n" + `{"of":"y","error":"no"}` + "\n"
	for _, text := range []string{"", `{"o`, `{"of":"a","error":"b`} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(whole+text), 0o600); err != nil {
			t.Fatal(err)
		}
		f, done, err := openResults(path)
		if err != nil || len(done) != 1 || done["x"] != exitFound {
			t.Fatalf("%q: %v, %v", text, done, err)
		}
		f.Close() //nolint:errcheck // nothing was written
		if left, err := os.ReadFile(path); err != nil || string(left) != whole {
			t.Errorf("%q became %q, %v", text, left, err)
		}
	}
}

// TestResultsAreWrittenByOne claims results twice, and reads a list that begins
// with a byte order mark.
func TestResultsAreWrittenByOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results")
	release, err := claimResults(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := claimResults(path); err == nil {
		t.Error("two write to the same results")
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 0 {
		t.Errorf("%v is left behind, %v", left, err)
	}
	gone := filepath.Join(t.TempDir(), "secret-name")
	if _, err := claimResults(filepath.Join(gone, "results")); err == nil || diagnostics.Hint(err) == "" || strings.Contains(err.Error(), "secret-name") {
		t.Errorf("in a folder that is not there: %v", err)
	}
	if _, err := os.Stat(gone); err == nil {
		t.Error("a folder that nobody asked for was made")
	}
	if err := os.WriteFile(path, []byte("\ufeffUGLRYY\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if list, err := listed(path, nil); err != nil || len(list) != 1 || list[0] != "UGLRYY" {
		t.Errorf("%q, %v", list, err)
	}
}

// TestClaimLeavesOthersAlone has what is no lock in the lock's place, and a folder
// that does not exist.
func TestClaimLeavesOthersAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "results")
	target := filepath.Join(dir, "target")
	for name, put := range map[string]func() error{
		"a file with something in it": func() error { return os.WriteFile(path+".lock", []byte("mine"), 0o600) },
		"a link":                      func() error { return os.Symlink(target, path+".lock") },
		"a folder":                    func() error { return os.Mkdir(path+".lock", 0o700) },
	} {
		if err := put(); err != nil {
			t.Fatal(err)
		}
		if _, err := claimResults(path); err == nil {
			t.Errorf("%s was taken for a lock", name)
		}
		if err := os.Remove(path + ".lock"); err != nil {
			t.Errorf("%s is gone: %v", name, err)
		}
	}
	if _, err := os.Lstat(target); err == nil {
		t.Error("a link was followed")
	}
	if _, err := claimResults(filepath.Join(dir, "missing", "results")); err == nil {
		t.Error("a folder was made")
	}
	if _, err := os.Lstat(filepath.Join(dir, "missing")); err == nil {
		t.Error("a folder was made")
	}
	// One that a killed run left is taken, and removed.
	if err := os.WriteFile(path+".lock", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	release, err := claimResults(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%v is left behind, %v", left, err)
	}
}

// TestResultsThatCannotBeWritten has no room for a result: the error tells what
// can be done, and not where the file lies.
func TestResultsThatCannotBeWritten(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "secret-name"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := (synced{f}).Write([]byte("x")); err == nil || diagnostics.Hint(err) == "" || strings.Contains(err.Error(), "secret-name") {
		t.Errorf("%v, hint %q", err, diagnostics.Hint(err))
	}
}

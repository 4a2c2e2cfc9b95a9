package work_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradecase/app/work"
	"tradecase/diagnostics"
)

// TestCheckRefusesWhatIsNoFile gives folders, files that are too large and nothing
// at all as a contract: an error at once, with a hint and without the path.
func TestCheckRefusesWhatIsNoFile(t *testing.T) {
	large := filepath.Join(t.TempDir(), "secret-name.json")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, 33<<20); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "secret-name")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for want, path := range map[string]string{
		"it is a folder": folder, "bytes are more": large, "no such file": filepath.Join(folder, "none"),
	} {
		refused(t, path, want)
	}
}

// refused wants a path to be refused, as a contract, a transaction and a list.
func refused(t *testing.T, path, want string) {
	t.Helper()
	_, asRaw := checkDesk(t).Check(t.Context(), work.CheckInput{Raw: []string{path}, Offline: true}, nil)
	_, asContract := checkDesk(t).Check(t.Context(), work.CheckInput{Contract: path, Offline: true}, nil)
	_, asGiven := work.ReadGiven(path)
	for _, err := range []error{asRaw, asContract, asGiven} {
		if err == nil || !strings.Contains(err.Error(), want) || diagnostics.Hint(err) == "" || strings.Contains(err.Error(), "secret-name") {
			t.Errorf("%v, hint %q, want %q", err, diagnostics.Hint(err), want)
		}
	}
}

func TestReadGiven(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(path, []byte("one\ntwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := work.ReadGiven(path); err != nil || string(text) != "one\ntwo\n" {
		t.Errorf("%q, %v", text, err)
	}
}

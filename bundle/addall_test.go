package bundle

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tradecase/diagnostics"
)

// manyPaths writes n logs that differ, and names one more that is not there.
func manyPaths(t *testing.T, n int) []string {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i := range n {
		sub := filepath.Join(dir, fmt.Sprint(i))
		if err := os.MkdirAll(sub, 0o700); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(sub, "bisq.log")
		if err := os.WriteFile(path, []byte(logLine+fmt.Sprintln(i)), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return append(paths[:1:1], append([]string{filepath.Join(dir, "none.log")}, paths[1:]...)...)
}

// TestAddAllIsOneChange adds several paths, one of which is not there, and
// takes all of it back at once.
func TestAddAllIsOneChange(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	added, err := b.AddAll(t.Context(), diagnostics.Buyer, manyPaths(t, 5), nil)
	if err != nil || len(added.Items) != 5 || len(added.Skipped) != 1 || added.Skipped[0].Path != "none.log" {
		t.Fatalf("added %d, skipped %v, %v", len(added.Items), added.Skipped, err)
	}
	sets := map[string]bool{}
	for _, it := range b.Items() {
		sets[it.Set] = true
	}
	if len(sets) != 5 || len(b.doc.Sources) != 5 {
		t.Errorf("%d sets, %d sources", len(sets), len(b.doc.Sources))
	}
	if c, ok := b.LastChange(); !ok || c.Subject != "bisq.log +5" {
		t.Errorf("the change is %+v", c)
	}
	if _, err := b.Undo(t.Context()); err != nil || len(b.Items()) != 0 {
		t.Errorf("taken back: %v, %d items are left", err, len(b.Items()))
	}
}

// TestAddAllStoppedKeepsNothing stops it after the first file.
func TestAddAllStoppedKeepsNothing(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := b.AddAll(ctx, diagnostics.Buyer, manyPaths(t, 5), stopper{cancel})
	if !errors.Is(err, context.Canceled) || len(b.Items()) != 0 {
		t.Errorf("%v, %d items", err, len(b.Items()))
	}
	if left, err := os.ReadDir(b.Dir()); err != nil || containsName(left, stagingName) {
		t.Errorf("left %v, %v", left, err)
	}
}

func containsName(entries []os.DirEntry, name string) bool {
	for _, e := range entries {
		if e.Name() == name {
			return true
		}
	}
	return false
}

// TestAddAllOfNothing names only what is not there.
func TestAddAllOfNothing(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	dir := t.TempDir()
	added, err := b.AddAll(t.Context(), diagnostics.Buyer, []string{filepath.Join(dir, "a"), filepath.Join(dir, "b")}, nil)
	if err == nil || err.Error() != "add a: does not exist" || len(added.Skipped) != 2 {
		t.Errorf("%v, skipped %v", err, added.Skipped)
	}
}

// stopper stops the work as soon as something is read.
type stopper struct{ stop func() }

func (stopper) Stage(string, int64) {}
func (s stopper) Add(int64)         { s.stop() }

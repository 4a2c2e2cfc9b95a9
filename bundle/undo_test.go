package bundle

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradecase/bundle/archive"
	"tradecase/diagnostics"
)

func TestUndoTakesEveryChangeBack(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	if _, ok := b.LastChange(); ok {
		t.Error("something can be undone in a new bundle")
	}
	what := "It failed."
	steps := []struct {
		kind    ChangeKind
		subject string
		do      func() error
	}{
		{ChangeAdd, "bisq.log", func() error { addText(t, b, diagnostics.Unknown, "bisq.log", logLine); return nil }},
		{ChangeMove, "bisq.log", func() error { _, err := b.Move(t.Context(), "bisq.log", diagnostics.Buyer, nil); return err }},
		{ChangeNote, "what", func() error { return b.SetNotes(t.Context(), NotesChange{What: &what}) }},
		{ChangeNote, "deposit", func() error {
			return b.SetNotes(t.Context(), NotesChange{Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: txid}})
		}},
		{ChangeFound, "deposit", func() error {
			return b.SetNotes(t.Context(), NotesChange{Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: strings.Repeat("ab", 32)}, Found: true})
		}},
		{ChangeRemove, "buyer/bisq.log", func() error { _, err := b.Remove(t.Context(), "buyer/bisq.log"); return err }},
	}
	var states []string
	for _, s := range steps {
		states = append(states, stateOf(b))
		if err := s.do(); err != nil {
			t.Fatal(err)
		}
		if c, ok := b.LastChange(); !ok || c.Kind != s.kind || c.Subject != s.subject {
			t.Errorf("last change %+v, %v; want %s %s", c, ok, s.kind, s.subject)
		}
	}
	for i := len(steps) - 1; i >= 0; i-- {
		c, err := b.Undo(t.Context())
		if err != nil || c.Kind != steps[i].kind {
			t.Fatalf("undo %d: %+v, %v", i, c, err)
		}
		if got := stateOf(b); got != states[i] {
			t.Errorf("after undoing %d: %s, want %s", i, got, states[i])
		}
		for _, it := range b.Items() {
			if blob, err := b.OpenItem(it); err != nil {
				t.Errorf("after undoing %d: %v", i, err)
			} else if err := blob.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := b.Undo(t.Context()); err == nil {
		t.Error("more was undone than was done")
	}
	if entries, err := os.ReadDir(filepath.Join(b.Dir(), itemsName)); err != nil || len(entries) != 0 {
		t.Errorf("an undone add left %v, %v", entries, err)
	}
}

func stateOf(b *Bundle) string {
	return paths(b.Items()) + "|" + b.Notes().What + "|" + b.Notes().Tx[diagnostics.Deposit]
}

func TestTypingIsOneChange(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	clock := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	now = func() time.Time { return clock }
	t.Cleanup(func() { now = func() time.Time { return time.Now().UTC().Truncate(time.Second) } })
	for _, text := range []string{"I", "It", "It failed"} {
		if err := b.SetNotes(t.Context(), NotesChange{What: &text}); err != nil {
			t.Fatal(err)
		}
		clock = clock.Add(time.Second)
	}
	clock = clock.Add(time.Hour)
	later := "It failed again"
	if err := b.SetNotes(t.Context(), NotesChange{What: &later}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"It failed", ""} {
		if _, err := b.Undo(t.Context()); err != nil || b.Notes().What != want {
			t.Errorf("got %q, %v; want %q", b.Notes().What, err, want)
		}
	}
}

func TestForgetDeletesWhatWasRemoved(t *testing.T) {
	for _, dataDir := range []string{"plain", "old [2025]", "b*ck\\up[", "{a,b}?"} {
		t.Run(dataDir, func(t *testing.T) {
			l := NewLibrary(filepath.Join(t.TempDir(), dataDir), "test", archive.Limits{})
			forgetDeletes(t, mustNew(t, l, fullOne))
		})
	}
}

func forgetDeletes(t *testing.T, b *Bundle) {
	t.Helper()
	addText(t, b, diagnostics.Buyer, "bisq.log", logLine)
	it, err := b.Remove(t.Context(), "bisq.log")
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := b.LastChange(); !ok || c.Kind != ChangeRemove {
		t.Errorf("the removal cannot be undone: %+v", c)
	}
	if _, err := os.Stat(b.path(it)); err != nil {
		t.Errorf("before: %v", err)
	}
	if err := b.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(b.path(it)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after: %v", err)
	}
	if _, ok := b.LastChange(); ok {
		t.Error("something can still be undone")
	}
}

func TestHistoryIsBounded(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	for i := range maxHistory + 5 {
		text := string(rune('a' + i%26))
		change := NotesChange{What: &text}
		if i%2 == 1 {
			change = NotesChange{When: &text}
		}
		if err := b.SetNotes(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	if past, err := b.history(); err != nil || len(past) != maxHistory {
		t.Errorf("%d changes are kept, %v", len(past), err)
	}
}

func TestAnOlderDocumentPutBackLosesNoFile(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	doc := filepath.Join(b.Dir(), documentName)
	old, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	addText(t, b, diagnostics.Buyer, "bisq.log", logLine+"1 \n")
	kept := b.path(b.Items()[0])
	if err := os.WriteFile(doc, old, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(b.Dir(), historyName)); err != nil {
		t.Fatal(err)
	}
	addText(t, b, diagnostics.Buyer, "bisq.log", logLine+"2 \n")
	if got, err := os.ReadFile(kept); err != nil || string(got) != logLine+"1 \n" {
		t.Errorf("the first file is %q, %v", got, err)
	}
}

// TestAFailedChangeCannotBeUndone has the document refused once the one before
// is kept: what can be taken back stays what it was.
func TestAFailedChangeCannotBeUndone(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	addText(t, b, diagnostics.Buyer, "bisq.log", logLine)
	before, what, clock := tree(t, b.Dir()), "It failed.", now
	t.Cleanup(func() { now = clock })
	now = func() time.Time { return time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC) } // JSON knows no such year
	if err := b.SetNotes(t.Context(), NotesChange{What: &what}); err == nil {
		t.Fatal("the notes were saved")
	}
	now = clock
	if after := tree(t, b.Dir()); after != before {
		t.Errorf("the folder was\n%s\nand is\n%s", before, after)
	}
	if c, err := b.Undo(t.Context()); err != nil || c.Kind != ChangeAdd || len(b.Items()) != 0 {
		t.Errorf("undone %+v, %v; %d items", c, err, len(b.Items()))
	}
}

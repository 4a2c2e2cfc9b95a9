package gui

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tradecase/bundle"
)

// TestChangesOfOthersAreNoticed has another program change the bundle that is
// open, and somebody take its folder away and put it back.
func TestChangesOfOthersAreNoticed(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.watch(ctx, 5*time.Millisecond)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	for _, what := range []string{"It broke.", "It brake."} {
		if _, err := r.desk.Note(t.Context(), tradeID, bundle.NotesChange{What: &what}); err != nil {
			t.Fatal(err)
		}
		r.until("the note is shown", func() bool { return p.status.Notes.What == what })
	}
	dir := filepath.Join(r.dir, "bundles", tradeID)
	if err := os.Rename(dir, filepath.Join(r.dir, "away")); err != nil {
		t.Fatal(err)
	}
	r.until("its page is gone", func() bool { return r.page == nil && r.sidebar.list.Len() == 0 })
	if err := os.Rename(filepath.Join(r.dir, "away"), dir); err != nil {
		t.Fatal(err)
	}
	r.until("it is listed again", func() bool { return r.sidebar.list.Len() == 1 })
	r.sidebar.view.Select(0)
	r.until("it can be chosen again", func() bool { return r.page != nil })
}

// TestWhatIsAsItWasIsNotDrawnAnew compares what is read with what is shown.
func TestWhatIsAsItWasIsNotDrawnAnew(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	differs := func() bool {
		t.Helper()
		status, err := r.desk.Status(tradeID)
		if err != nil {
			t.Fatal(err)
		}
		return p.differs(status)
	}
	if differs() {
		t.Error("nothing has changed")
	}
	p.lost = true // it could not be read meanwhile: that is said, and no longer true
	if !differs() {
		t.Error("the warning would stay")
	}
	p.lost = false
	what := "It broke."
	if _, err := r.desk.Note(t.Context(), tradeID, bundle.NotesChange{What: &what}); err != nil {
		t.Fatal(err)
	}
	if !differs() {
		t.Error("a note has changed")
	}
}

// TestAGoneBundleIsFoundOutByOpeningIt chooses one whose folder was taken away.
func TestAGoneBundleIsFoundOutByOpeningIt(t *testing.T) {
	r := newRig(t, nil)
	r.bundle()
	if err := os.RemoveAll(filepath.Join(r.dir, "bundles", tradeID)); err != nil {
		t.Fatal(err)
	}
	r.open(tradeID)
	r.until("list and page know", func() bool { return r.page == nil && r.sidebar.list.Len() == 0 })
}

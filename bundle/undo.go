package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

const (
	historyName = "history"
	maxHistory  = 50          // changes that can be taken back
	oneChange   = time.Minute // notes typed within it are one change
)

// ChangeKind says what was done to a bundle.
type ChangeKind string

// The kinds of change.
const (
	ChangeAdd    ChangeKind = "add"
	ChangeMove   ChangeKind = "move"
	ChangeRemove ChangeKind = "remove"
	ChangeNote   ChangeKind = "note"
	ChangeFound  ChangeKind = "found" // a check has noted the IDs that it found
)

// Change is something that was done to a bundle and can be taken back.
type Change struct {
	Kind    ChangeKind `json:"kind"`
	Subject string     `json:"subject"` // the item, or which note
	At      time.Time  `json:"at"`      // UTC
}

// LastChange is what Undo would take back; ok is false if there is nothing.
func (b *Bundle) LastChange() (c Change, ok bool) {
	past, _ := b.history() // what cannot be read cannot be undone
	if b.state != Open || b.doc.Change == nil || len(past) == 0 {
		return Change{}, false
	}
	return *b.doc.Change, true
}

// Undo takes the last change back. What was handed off stays noted.
func (b *Bundle) Undo(ctx context.Context) (Change, error) {
	var undone Change
	err := b.locked(ctx, func() error {
		past, err := b.history()
		if err != nil {
			return err
		}
		if b.doc.Change == nil || len(past) == 0 {
			return diagnostics.WithCode(errors.New("there is nothing to take back"), "nothing-to-undo")
		}
		var old document
		last := past[len(past)-1]
		if _, err := schema.Load(last, &old); err != nil {
			return err
		}
		undone = *b.doc.Change
		after := b.doc.Items
		old.Next, old.Handoffs = b.doc.Next, b.doc.Handoffs
		b.doc = old
		if err := b.save(); err != nil {
			return err
		}
		if err := os.Remove(last); err != nil {
			return store.WithoutPath(err)
		}
		return b.release(after)
	})
	return undone, err
}

// Forget makes what was removed unrecoverable: there is nothing left to undo.
func (b *Bundle) Forget(ctx context.Context) error {
	return b.locked(ctx, func() error {
		past, err := b.history()
		if err != nil {
			return err
		}
		removed, err := b.dropHistory(past)
		if err != nil {
			return err
		}
		if err := os.Remove(filepath.Join(b.dir, documentName+".bak")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("forget changes: %w", store.WithoutPath(err))
		}
		return b.release(removed)
	})
}

// history lists the documents before the present one, oldest first.
func (b *Bundle) history() ([]string, error) {
	dir := filepath.Join(b.dir, historyName)
	entries, err := os.ReadDir(dir) // no pattern: the data folder's name may hold what one gives a meaning
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the history: %w", store.WithoutPath(err))
	}
	var past []string
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".json" {
			past = append(past, filepath.Join(dir, e.Name()))
		}
	}
	return past, nil
}

// push keeps the document that lies on disk before change replaces it. Notes
// that are typed in one go are one change. undo takes that back, should the
// change come to nothing: what is kept of it would be taken for one.
func (b *Bundle) push(change Change) (undo func(), err error) {
	nothing := func() {}
	past, err := b.history()
	if err != nil {
		return nothing, err
	}
	if last := b.doc.Change; last != nil && change.Kind == ChangeNote && last.Kind == ChangeNote &&
		last.Subject == change.Subject && change.At.Sub(last.At) < oneChange && len(past) > 0 {
		return nothing, nil
	}
	dir := filepath.Join(b.dir, historyName)
	if err := store.MkdirPrivate(dir); err != nil {
		return nothing, err
	}
	number := 1
	if len(past) > 0 {
		if _, err := fmt.Sscanf(filepath.Base(past[len(past)-1]), "%d.json", &number); err != nil {
			return nothing, fmt.Errorf("history: %w", err)
		}
		number++
	}
	now, err := os.ReadFile(filepath.Join(b.dir, documentName))
	if err != nil {
		return nothing, store.WithoutPath(err)
	}
	kept := filepath.Join(dir, fmt.Sprintf("%08d.json", number))
	err = store.WriteFile(kept, func(w io.Writer) error {
		_, err := w.Write(now)
		return err
	})
	if err != nil {
		return nothing, err
	}
	undo = func() { _ = os.Remove(kept) } // the first error is the one to report
	dropped, err := b.dropHistory(past[:max(0, len(past)+1-maxHistory)])
	if err != nil {
		return undo, err
	}
	return undo, b.release(dropped)
}

// dropHistory deletes old documents and gives the items they knew.
func (b *Bundle) dropHistory(old []string) ([]Item, error) {
	var items []Item
	for _, path := range old {
		known, err := itemsIn(path)
		if err != nil {
			return nil, err
		}
		items = append(items, known...)
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("forget changes: %w", store.WithoutPath(err))
		}
	}
	return items, nil
}

// itemsIn reads the items of a document.
func itemsIn(path string) ([]Item, error) {
	var old document
	_, err := schema.Load(path, &old)
	return old.Items, err
}

// release deletes the content of those items that neither the document nor its
// history knows any more.
func (b *Bundle) release(items []Item) error {
	known := map[string]bool{}
	for _, it := range b.doc.Items {
		known[it.File] = true
	}
	past, err := b.history()
	if err != nil {
		return err
	}
	for _, path := range past {
		old, err := itemsIn(path)
		if err != nil {
			return err
		}
		for _, it := range old {
			known[it.File] = true
		}
	}
	for _, it := range items {
		if known[it.File] {
			continue
		}
		if err := os.Remove(b.path(it)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the content of %s: %w", it.Path(), store.WithoutPath(err))
		}
	}
	return nil
}

// itemNumber reads the number that an item's file begins with, 0 if none.
func itemNumber(file string) int {
	var n int
	if _, err := fmt.Sscanf(file, "%d-", &n); err != nil {
		return 0
	}
	return n
}

package bundle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

// ErrChanged marks an item whose content is gone or is not what was added.
var ErrChanged = errors.New("not what was added")

// checkItems compares every item with the digest taken when it was added:
// evidence that changed on the disk must not go out as if it had not.
func (b *Bundle) checkItems(ctx context.Context, progress Progress) error {
	var total int64
	for _, it := range b.doc.Items {
		total += it.Size
	}
	progress.Stage("checking the items", total)
	for _, it := range b.doc.Items {
		if err := b.checkItem(ctx, it, progress); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bundle) checkItem(ctx context.Context, it Item, progress Progress) error {
	blob, err := b.OpenItem(it)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || !b.there(it) {
			return changed(it, "it is gone")
		}
		return fmt.Errorf("%s: %w", it.Path(), err)
	}
	r := store.Stream(blob)
	defer r.Close() //nolint:errcheck // opened for reading
	hash := sha256.New()
	n, err := io.Copy(hash, contextReader{ctx, r})
	progress.Add(n)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", it.Path(), store.WithoutPath(err))
	case hex.EncodeToString(hash.Sum(nil)) != it.SHA256:
		return changed(it, "its content was changed on the disk")
	}
	return nil
}

func changed(it Item, how string) error {
	return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%s is %w: %s", it.Path(), ErrChanged, how),
		"remove it from the bundle and add it again from what the trader sent"), "item-changed", "Path", it.Path())
}

// there reports whether an item's content lies on the disk, with its size.
func (b *Bundle) there(it Item) bool {
	info, err := os.Lstat(b.path(it))
	return err == nil && info.Mode().IsRegular() && info.Size() == it.Size
}

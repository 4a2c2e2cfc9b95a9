package work

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tradecase/bundle"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

// AddImage gives a bundle an image that is no file, such as one from the
// clipboard: into a slot if one is given, else to a party.
func (d *Desk) AddImage(ctx context.Context, tradeID string, party diagnostics.Party, slot bundle.Slot, image []byte) (bundle.Added, error) {
	temp := d.now().library.TempDir()
	if err := store.MkdirPrivate(temp); err != nil {
		return bundle.Added{}, err
	}
	dir, err := os.MkdirTemp(temp, "pasted-*")
	if err != nil {
		return bundle.Added{}, fmt.Errorf("keep the pasted image: %w", errors.Unwrap(err))
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the bundle has its own copy, or there is none
	path := filepath.Join(dir, "screenshot.png")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		return bundle.Added{}, fmt.Errorf("keep the pasted image: %w", errors.Unwrap(err))
	}
	if slot != "" {
		return d.AddSlot(ctx, tradeID, slot, []string{path})
	}
	return d.Add(ctx, tradeID, party, []string{path}, nil)
}

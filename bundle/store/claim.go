package store

import (
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// Claim takes the file at path for this process as long as it lives. ok is
// false if another process has it. release gives it back.
func Claim(path string) (release func() error, ok bool, err error) {
	if err := MkdirPrivate(filepath.Dir(path)); err != nil {
		return nil, false, err
	}
	file := flock.New(path, flock.SetPermissions(0o600))
	ok, err = file.TryLock()
	if err != nil {
		return nil, false, fmt.Errorf("lock %s: %w", filepath.Base(path), WithoutPath(err))
	}
	return file.Unlock, ok, nil
}

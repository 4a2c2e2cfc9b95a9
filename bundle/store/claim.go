package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
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

// ClaimBeside takes a file of the user's for this process by an empty file of its
// name with ".lock" behind it, which release removes. ok is false if another
// process has it. What else has that name, a link among them, is an error and left
// alone, and no folder is made.
func ClaimBeside(path string) (release func() error, ok bool, err error) {
	lock := path + ".lock"
	fail := func(err error) (func() error, bool, error) {
		return nil, false, fmt.Errorf("lock %s: %w", filepath.Base(path), WithoutPath(err))
	}
	switch info, err := os.Lstat(lock); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fail(err)
	case !info.Mode().IsRegular() || info.Size() > 0:
		return fail(errors.New("a file of its name with .lock is in the way, and it is no lock"))
	}
	file := flock.New(lock, flock.SetPermissions(0o600))
	if ok, err = file.TryLock(); err != nil {
		return fail(err)
	}
	if _, err := os.Lstat(lock); ok && err != nil { // the one who had it has just removed it
		return nil, false, file.Unlock()
	}
	return func() error {
		removed := os.Remove(lock)
		if err := file.Unlock(); err != nil || removed == nil {
			return err
		}
		_ = os.Remove(lock) // Windows removes no open file; one that is left is taken the next time
		return nil
	}, ok, nil
}

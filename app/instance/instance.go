// Package instance lets a second start of the window raise the first instead
// of opening another on the same data folder. The two meet in files there: a
// lock that the first holds, and a request that the second leaves.
package instance

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"tradecase/bundle/store"
)

const (
	lockName    = "window.lock"
	requestName = "window.raise"
	look        = 250 * time.Millisecond // how often the first looks for a request
)

// Instance is the one window on a data folder.
type Instance struct {
	dir     string
	release func() error
}

// Claim makes this process the one with the window on dir. If another is, it
// is asked to show itself, and the result is nil.
func Claim(dir string) (*Instance, error) {
	release, ok, err := store.Claim(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, store.WriteFile(filepath.Join(dir, requestName), func(io.Writer) error { return nil })
	}
	i := &Instance{dir, release}
	i.asked() // an old request is nobody's any more
	return i, nil
}

// Watch calls raise, from a goroutine of its own, whenever another start asks
// for the window, until ctx ends.
func (i *Instance) Watch(ctx context.Context, raise func()) {
	go func() {
		ticker := time.NewTicker(look)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if i.asked() {
					raise()
				}
			}
		}
	}()
}

// asked reports and settles a request.
func (i *Instance) asked() bool {
	return os.Remove(filepath.Join(i.dir, requestName)) == nil
}

// Release lets another start have the window.
func (i *Instance) Release() error { return i.release() }

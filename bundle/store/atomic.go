package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// staleAfter is how old a left-over temporary file must be before another run
// takes it for an orphan.
const staleAfter = time.Hour

// Pending is a file that is being written and does not exist under its name
// until Commit. It is private (0600).
type Pending struct {
	file  *os.File
	path  string
	named bool
	done  bool
}

// Create begins a file that is to appear at path. Its folder must exist. The
// caller calls Commit or CommitNew, or Close to give it up.
func Create(path string) (*Pending, error) {
	dir := filepath.Dir(path)
	sweep(dir)
	f, named, err := anonymous(dir)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", filepath.Base(path), WithoutPath(err))
	}
	return &Pending{file: f, path: path, named: named}, nil
}

// Write appends to the file. Its errors name no folder.
func (p *Pending) Write(b []byte) (int, error) {
	n, err := p.file.Write(b)
	return n, WithoutPath(err)
}

// ReadAt reads back what was written.
func (p *Pending) ReadAt(b []byte, off int64) (int, error) {
	n, err := p.file.ReadAt(b, off)
	return n, WithoutPath(err)
}

// Size is what was written so far, in bytes.
func (p *Pending) Size() (int64, error) {
	info, err := p.file.Stat()
	if err != nil {
		return 0, WithoutPath(err)
	}
	return info.Size(), nil
}

// WithoutPath gives the system's own word for a file system's error, without the
// path, which may hold a user name. Any other error stays as it is.
func WithoutPath(err error) error {
	var perr *fs.PathError
	if errors.As(err, &perr) {
		return perr.Err
	}
	var lerr *os.LinkError
	if errors.As(err, &lerr) {
		return lerr.Err
	}
	return err
}

// Commit makes the file durable and puts it in the place of whatever has its
// name.
func (p *Pending) Commit() error {
	return p.commit(true)
}

// CommitNew is Commit for a name that must be free: if it is taken, the error
// wraps fs.ErrExist and what was there stays.
func (p *Pending) CommitNew() error {
	return p.commit(false)
}

func (p *Pending) commit(replace bool) error {
	if p.done {
		return fmt.Errorf("write %s: %w", filepath.Base(p.path), fs.ErrClosed)
	}
	if err := p.file.Sync(); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", filepath.Base(p.path), WithoutPath(err)), p.Close())
	}
	if err := p.publish(replace); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", filepath.Base(p.path), WithoutPath(err)), p.Close())
	}
	p.done = true
	if err := p.file.Close(); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(p.path), WithoutPath(err))
	}
	return SyncDir(filepath.Dir(p.path))
}

// Close gives the file up unless it was committed: nothing is left of it.
func (p *Pending) Close() error {
	if p.done {
		return nil
	}
	p.done = true
	err := WithoutPath(p.file.Close())
	if p.named {
		err = errors.Join(err, WithoutPath(os.Remove(p.file.Name())))
	}
	return err
}

// renameInto moves a named temporary file to its place.
func renameInto(from, to string, replace bool) error {
	if replace {
		return os.Rename(from, to)
	}
	// A hard link fails if the name is taken, which a rename does not.
	if err := os.Link(from, to); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		if _, serr := os.Lstat(to); serr == nil {
			return fs.ErrExist
		}
		return os.Rename(from, to)
	}
	return os.Remove(from)
}

// WriteFile writes a private file whole or not at all.
func WriteFile(path string, write func(w io.Writer) error) error {
	p, err := Create(path)
	if err != nil {
		return err
	}
	defer p.Close() //nolint:errcheck // after Commit it does nothing; before, the first error is the one to report
	if err := write(p); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return p.Commit()
}

// SyncDir makes a folder's names durable where the platform can. The error
// names the folder, but not where it lies.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open folder %s: %w", filepath.Base(dir), WithoutPath(err))
	}
	defer d.Close() //nolint:errcheck // opened for reading
	_ = d.Sync()    // some file systems and Windows cannot sync a folder; the names are still right
	return nil
}

// MkdirPrivate makes dir and its missing parents for the user alone.
func MkdirPrivate(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make folder %s: %w", filepath.Base(dir), WithoutPath(err))
	}
	return nil
}

// sweepPause is how long a folder that was swept is left alone: thousands of
// files in a row must not each list all that are there.
const sweepPause = time.Second

// swept is the folder that was swept last, and when.
var swept struct {
	sync.Mutex
	dir string
	at  time.Time
}

// sweep removes temporary files that a killed run left in dir.
func sweep(dir string) {
	swept.Lock()
	fresh := swept.dir == dir && time.Since(swept.at) < sweepPause
	if !fresh {
		swept.dir, swept.at = dir, time.Now()
	}
	swept.Unlock()
	if fresh {
		return
	}
	entries, _ := os.ReadDir(dir) // what is readable is swept
	for _, e := range entries {
		if ours, _ := filepath.Match(tempPattern, e.Name()); !ours { // the pattern is well-formed
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > staleAfter {
			_ = os.Remove(filepath.Join(dir, e.Name())) // another run may have been quicker
		}
	}
}

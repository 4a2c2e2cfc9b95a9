package store

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// anonymous opens a file without a name; file systems that cannot do so get a
// named one.
func anonymous(dir string) (f *os.File, named bool, err error) {
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err == nil {
		return os.NewFile(uintptr(fd), filepath.Join(dir, "(temporary)")), false, nil
	}
	f, err = os.CreateTemp(dir, tempPattern)
	return f, err == nil, err
}

// links counts the names that were needed in between, so that no two files of
// one process have the same.
var links atomic.Uint64

// publish gives the file its name.
func (p *Pending) publish(replace bool) error {
	if p.named {
		return renameInto(p.file.Name(), p.path, replace)
	}
	err := p.link(p.path)
	if !replace || !errors.Is(err, unix.EEXIST) {
		return err
	}
	// A link cannot take a name over: it gets one of its own and is renamed.
	temp := filepath.Join(filepath.Dir(p.path), ".tradecase-"+strconv.Itoa(os.Getpid())+"-"+strconv.FormatUint(links.Add(1), 10)+".tmp")
	_ = os.Remove(temp) // of a run with the same number that was killed
	if err := p.link(temp); err != nil {
		return err
	}
	if err := os.Rename(temp, p.path); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return nil
}

func (p *Pending) link(path string) error {
	self := "/proc/self/fd/" + strconv.Itoa(int(p.file.Fd()))
	if err := unix.Linkat(unix.AT_FDCWD, self, unix.AT_FDCWD, path, unix.AT_SYMLINK_FOLLOW); err != nil {
		return &os.LinkError{Op: "link", Old: "temporary file", New: filepath.Base(path), Err: err}
	}
	return nil
}

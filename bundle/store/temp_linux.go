package store

import (
	"os"

	"golang.org/x/sys/unix"
)

// anonymous opens a file without a name; file systems that cannot do so get a
// named one.
func anonymous(dir string) (f *os.File, named bool, err error) {
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err == nil {
		return os.NewFile(uintptr(fd), dir+"/(temporary)"), false, nil
	}
	f, err = os.CreateTemp(dir, tempPattern)
	return f, err == nil, err
}

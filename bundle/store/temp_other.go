//go:build !linux

package store

import "os"

func anonymous(dir string) (f *os.File, named bool, err error) {
	f, err = os.CreateTemp(dir, tempPattern)
	return f, err == nil, err
}

// publish gives the file its name.
func (p *Pending) publish(replace bool) error {
	return renameInto(p.file.Name(), p.path, replace)
}

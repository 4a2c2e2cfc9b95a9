package store

import (
	"errors"
	"fmt"
	"os"
)

// Scratch returns an open, empty file in dir that nobody else can read. Close
// removes it; where the platform can, it never has a name, so that even a
// killed process leaves nothing behind.
func Scratch(dir string) (*ScratchFile, error) {
	if err := MkdirPrivate(dir); err != nil {
		return nil, err
	}
	f, named, err := anonymous(dir)
	if err != nil {
		return nil, fmt.Errorf("make temporary file: %w", WithoutPath(err))
	}
	return &ScratchFile{f, named}, nil
}

// ScratchFile is a temporary file; see Scratch.
type ScratchFile struct {
	*os.File
	named bool
}

// Close closes the file and removes what is left of it.
func (s *ScratchFile) Close() error {
	err := WithoutPath(s.File.Close())
	if s.named {
		err = errors.Join(err, WithoutPath(os.Remove(s.Name())))
	}
	return err
}

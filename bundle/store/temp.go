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

// ScratchFile is a temporary file; see Scratch. What is at different places may be
// read and written by several goroutines. Its errors name no folder.
type ScratchFile struct {
	file  *os.File
	named bool
}

// Write writes behind what was written or sought last.
func (s *ScratchFile) Write(b []byte) (int, error) {
	n, err := s.file.Write(b)
	return n, WithoutPath(err)
}

// WriteAt writes at a place.
func (s *ScratchFile) WriteAt(b []byte, off int64) (int, error) {
	n, err := s.file.WriteAt(b, off)
	return n, WithoutPath(err)
}

// ReadAt reads what was written.
func (s *ScratchFile) ReadAt(b []byte, off int64) (int, error) {
	n, err := s.file.ReadAt(b, off)
	return n, WithoutPath(err)
}

// Seek sets where Write goes on.
func (s *ScratchFile) Seek(off int64, whence int) (int64, error) {
	at, err := s.file.Seek(off, whence)
	return at, WithoutPath(err)
}

// Close closes the file and removes what is left of it.
func (s *ScratchFile) Close() error {
	err := WithoutPath(s.file.Close())
	if s.named {
		err = errors.Join(err, WithoutPath(os.Remove(s.file.Name())))
	}
	return err
}

package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Blob is an item's content: readable at any place, of a known size in bytes.
// Everything above reads items through it, so that what lies on disk may be
// encrypted one day. Reads may come from several goroutines; Close it once. Its
// errors name no folder.
type Blob interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

type fileBlob struct {
	file *os.File
	size int64
}

func (b fileBlob) Size() int64 { return b.size }

func (b fileBlob) ReadAt(p []byte, off int64) (int, error) {
	n, err := b.file.ReadAt(p, off)
	return n, WithoutPath(err)
}

func (b fileBlob) Close() error { return WithoutPath(b.file.Close()) }

// OpenBlob opens the content at path. It never follows a link and opens
// nothing but plain files.
func OpenBlob(path string) (Blob, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), errors.Unwrap(err))
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), errors.New("not a plain file"))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), errors.Unwrap(err))
	}
	return fileBlob{f, info.Size()}, nil
}

// Stream is a blob as a reader from start to end; closing it closes the blob.
func Stream(b Blob) io.ReadCloser {
	return stream{io.NewSectionReader(b, 0, b.Size()), b}
}

type stream struct {
	io.Reader
	io.Closer
}

package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
)

// hashing is a SHA-256 that is taken while something else reads the file.
type hashing struct {
	cancel context.CancelFunc
	done   chan struct{}
	sum    string
	err    error
}

func startHash(ctx context.Context, r io.ReaderAt, size int64) *hashing {
	ctx, cancel := context.WithCancel(ctx)
	h := &hashing{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(h.done)
		d := sha256.New()
		src := &source{ctx: ctx, r: io.NewSectionReader(r, 0, size)}
		if _, h.err = io.CopyBuffer(d, src, make([]byte, 1<<20)); h.err == nil {
			h.sum = hex.EncodeToString(d.Sum(nil))
		}
	}()
	return h
}

// stop gives up: wait then returns "" and no error.
func (h *hashing) stop() { h.cancel() }

func (h *hashing) wait() (string, error) {
	<-h.done
	h.cancel()
	if errors.Is(h.err, context.Canceled) {
		return "", nil
	}
	return h.sum, h.err
}

// source is a file on disk, or a part of one, that is read as long as the
// context lasts. It remembers its own failures, which are not the archive's.
type source struct {
	ctx      context.Context // of the run that reads it
	r        *io.SectionReader
	progress func(int64)
	err      error
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.count(s.r.Read(p))
}

func (s *source) ReadAt(p []byte, off int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.count(s.r.ReadAt(p, off))
}

func (s *source) Seek(off int64, whence int) (int64, error) { return s.r.Seek(off, whence) }

func (s *source) count(n int, err error) (int, error) {
	if n > 0 && s.progress != nil {
		s.progress(int64(n))
	}
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

package archive

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/bodgit/sevenzip"
	"github.com/nwaples/rardecode/v2"

	"tradecase/bundle/store"
)

// metered reads an entry: it counts what really comes, holds the limits,
// stops with the context, turns a reader's errors and panics into ours and
// remembers them.
type metered struct {
	s   *run
	e   entry
	r   io.Reader
	c   io.Closer // nil if there is nothing to close
	n   int64     // read so far
	max int64     // the most that may be read; 0 for no limit
	end bool      // it has ended well; sticky
	err error     // how it failed; sticky
}

// reader opens an entry.
func (s *run) reader(e entry) (*metered, error) {
	m := &metered{s: s, e: e}
	if e.at != nil {
		src := &source{ctx: s.ctx, r: io.NewSectionReader(e.at, 0, e.at.Size()), progress: s.opt.Progress}
		m.r = src
		m.e.from = src.fault(e.path)
		return m, nil
	}
	var rc io.ReadCloser
	err := s.guard(e.path, func() (err error) { rc, err = e.open(); return err })
	if err != nil {
		return nil, m.blame(err)
	}
	m.r, m.c = rc, rc
	return m, nil
}

// fault makes the source's own failure an error of the item.
func (s *source) fault(path string) func() error {
	return func() error {
		if s.err == nil {
			return nil
		}
		return fail(path, ErrUnreadable, store.WithoutPath(s.err))
	}
}

func (m *metered) Read(p []byte) (n int, err error) {
	switch {
	case m.err != nil:
		return 0, m.err
	case m.end:
		return 0, io.EOF
	case len(p) == 0:
		return 0, nil
	}
	if m.err = m.s.ctx.Err(); m.err != nil {
		return 0, m.err
	}
	err = m.s.guard(m.e.path, func() (err error) { n, err = m.r.Read(p); return err })
	n = min(max(n, 0), len(p))
	m.n += int64(n)
	if m.err = cmp.Or(m.over(), m.count(int64(n))); m.err != nil {
		return 0, m.err
	}
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF):
		m.end = true
		return n, io.EOF
	}
	m.err = m.blame(err)
	return n, m.err
}

func (m *metered) over() error {
	if m.max > 0 && m.n > m.max {
		return m.s.budget.lim.fileError(m.e.path)
	}
	return nil
}

func (m *metered) count(n int64) error {
	if m.e.counted {
		return nil
	}
	return m.s.budget.read(m.e.path, n, m.e.unpacked)
}

// limitFile holds the entry to the limit of a single file from here on; an
// archive or a tar stream is not held to it.
func (m *metered) limitFile() error {
	m.max = m.s.budget.lim.FileBytes
	if err := m.over(); err != nil {
		m.err = err
	}
	return m.fault()
}

// fault is the error with which reading failed, nil for none and for the end.
func (m *metered) fault() error { return m.err }

// drain reads what is left.
func (m *metered) drain() error {
	buf := make([]byte, 64<<10)
	for {
		if _, err := m.Read(buf); err != nil {
			return m.fault()
		}
	}
}

// probe reads on for a while to tell an unknown content from a damaged one:
// bzip2 notices only at the end of a block of 900 kB that what it gave was
// nonsense.
func (m *metered) probe(r io.Reader) error {
	_, err := io.CopyN(io.Discard, r, 1<<20)
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	return m.fault()
}

func (m *metered) close() {
	if m.c == nil {
		return
	}
	// Only read from; what matters has been reported by Read.
	_ = m.s.guard(m.e.path, m.c.Close)
}

// blame turns an error of somebody's reader into ours: it is that of the
// layer around if that failed, else the item's.
func (m *metered) blame(err error) error {
	if ctxErr := m.s.ctx.Err(); ctxErr != nil {
		return fmt.Errorf("read %s: %w", m.e.path, ctxErr)
	}
	if m.e.from != nil {
		if outer := m.e.from(); outer != nil {
			return outer
		}
	}
	return judge(m.e.path, err)
}

// judge sorts the errors of the readers that are used.
func judge(path string, err error) error {
	var own *Error
	var limit *LimitError
	var seven *sevenzip.ReadError
	switch {
	case errors.As(err, &own), errors.As(err, &limit):
		return err
	case errors.Is(err, rardecode.ErrArchiveEncrypted), errors.Is(err, rardecode.ErrArchivedFileEncrypted),
		errors.Is(err, rardecode.ErrBadPassword), errors.As(err, &seven) && seven.Encrypted:
		return fail(path, ErrPassword, nil)
	case errors.Is(err, rardecode.ErrMultiVolume):
		return fail(path, ErrParts, nil)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fail(path, ErrDamaged, errors.New("its end is missing"))
	}
	return fail(path, ErrDamaged, err)
}

// guard runs a third party's code and turns a panic, which hostile bytes can
// bring about, into an error.
func (s *run) guard(path string, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			if s.foreign {
				panic(v) // not the reader's
			}
			err = fail(path, ErrDamaged, errors.New("its reader cannot make sense of it"))
		}
	}()
	return f()
}

package archive

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// entry is a file met anywhere: given, in a folder, in an archive, or what a
// packed stream holds.
type entry struct {
	path  string // clean
	name  string // base name, of a packed stream without ".gz"
	size  int64  // -1 unknown
	depth int    // archives around it

	given    bool // it is what Read was given
	wrapped  bool // it is the content of a packed stream: a tar in it is no archive more
	unpacked bool // its bytes come out of an archive
	counted  bool // its bytes are counted by the layer around it
	solid    bool // it must be read to its end before the next one can be

	at   *io.SectionReader             // where it lies on disk, or nil
	open func() (io.ReadCloser, error) // how to read it otherwise
	from func() error                  // the fault of the layer around it, if that has one; may be nil
}

// handle decides what an entry is and hands on, unpacks or skips it.
func (s *run) handle(e entry) error {
	in, err := s.reader(e)
	if err != nil {
		return err
	}
	err = s.look(e, in)
	if err == nil && e.solid {
		err = in.drain()
	}
	in.close()
	return err
}

// discard reads past an entry that is not wanted.
func (s *run) discard(e entry) error {
	in, err := s.reader(e)
	if err != nil {
		return err
	}
	err = in.drain()
	in.close()
	return err
}

// look tells by an entry's head what it is.
func (s *run) look(e entry, in *metered) error {
	br := bufio.NewReaderSize(in, headBytes)
	head, err := br.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return in.fault()
	}
	if len(head) == 0 {
		return s.refuse(e, ErrEmpty, "empty")
	}
	if why := privateContent(head); why != "" {
		return s.refuse(e, ErrPrivate, why)
	}
	if isImage(head) {
		return s.give(e, Image, in, br)
	}
	if f := sniff(head); f != notPacked {
		return s.nested(e, f, in, br)
	}
	if e.at != nil && isLastZipPart(e.at) {
		return s.refuse(e, ErrParts, ErrParts.Error())
	}
	if logs.Recognise(head) {
		return s.give(e, Log, in, br)
	}
	why := whyForeign(e.name, head)
	if e.unpacked && why == whyUnknown {
		if err := in.probe(br); err != nil {
			return err
		}
	}
	return s.refuse(e, ErrForeign, why)
}

// refuse lists an entry as skipped; for the very thing that was given it is
// an error too.
func (s *run) refuse(e entry, kind error, why string) error {
	s.skip(e.path, why)
	if !e.given {
		return nil
	}
	return fail(e.path, kind, errors.New(why))
}

// give hands a log or an image to the caller.
func (s *run) give(e entry, kind Kind, in *metered, r io.Reader) error {
	if err := in.limitFile(); err != nil {
		return err
	}
	f := Found{Path: e.path, Name: e.name, Set: path.Dir(e.path), Kind: kind, Rotation: -1, Size: e.size}
	if f.Set == "." {
		f.Set = ""
	}
	if n, ok := logs.Rotation(e.name); ok && kind == Log {
		f.Rotation = n
	}
	err := s.visit(f, r)
	if fault := in.fault(); fault != nil {
		return fault
	}
	if err != nil {
		return visitError{err}
	}
	s.visited++
	return nil
}

// nested opens an archive. Its faults are the item's, unless it is what was
// given or the layer around it is to blame.
func (s *run) nested(e entry, f format, in *metered, r io.Reader) error {
	if isProgramPackage(e.name) {
		return s.refuse(e, ErrForeign, "a program")
	}
	if !e.wrapped || f != fTar {
		e.depth++
	}
	if e.depth > s.budget.lim.Depth {
		return s.refuse(e, ErrLimit, fmt.Sprintf("deeper than %d archives in one another (limits.depth)", s.budget.lim.Depth))
	}
	err := s.unpack(e, f, in, r)
	if fault := in.fault(); fault != nil {
		return fault
	}
	if err == nil || e.given || e.wrapped || !itemFault(err) {
		return err
	}
	s.skip(e.path, reason(err))
	return nil
}

// unpack reads an archive from disk where it lies there, as a stream where
// that will do, and from a temporary file otherwise.
func (s *run) unpack(e entry, f format, in *metered, r io.Reader) error {
	if e.at != nil {
		s.budget.packed += e.size
		return s.open(e, f, &source{ctx: s.ctx, r: e.at, progress: s.opt.Progress}, stream{})
	}
	if !f.seeks() {
		return s.open(e, f, nil, stream{r, in})
	}
	scratch, err := store.Scratch(s.tempDir())
	if err != nil {
		return s.scratchError(e.path, err)
	}
	defer func() { _ = scratch.Close() }() // removed even so
	n, err := io.CopyBuffer(onlyWriter{scratch}, r, make([]byte, 256<<10))
	if fault := in.fault(); fault != nil {
		return fault
	}
	if err != nil {
		return s.scratchError(e.path, err)
	}
	return s.open(e, f, &source{ctx: s.ctx, r: io.NewSectionReader(scratch, 0, n)}, stream{})
}

func (s *run) scratchError(path string, err error) error {
	return diagnostics.WithHint(fmt.Errorf("unpack %s to a temporary file: %w", path, store.WithoutPath(err)),
		"make room on the disk that holds the temporary files")
}

// onlyWriter hides a file's other methods, so that the given buffer is used.
type onlyWriter struct{ io.Writer }

// stream is an archive that is read while the layer around it unpacks it.
type stream struct {
	io.Reader
	in *metered
}

// fault is the failure of the layer around, if that is what ended the stream.
func (st stream) fault() error { return st.in.fault() }

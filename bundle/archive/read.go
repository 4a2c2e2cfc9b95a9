package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tradecase/bundle/store"
)

// Kind is what was found.
type Kind string

// The kinds that Read hands on.
const (
	Log   Kind = "log"   // a Bisq log
	Image Kind = "image" // PNG, JPEG, WebP, BMP or GIF, by content
)

// Found is a log or an image, as visit gets it.
type Found struct {
	Path     string // within what was given, with slashes, nested archives as folders: "logs.7z/Bisq/bisq_1.log"; not unique where an archive holds a name twice
	Name     string // base name; that of a log packed alone without its ".gz"
	Set      string // folder part of Path, "" at the top: files of one Set lay beside each other
	Kind     Kind
	Rotation int   // a log's place in Bisq's rotation (0 newest) by its name, -1 if the name does not say
	Size     int64 // bytes as a header or the disk claims, -1 if not known before reading
}

// Skipped is something that was left out, with the reason in English.
type Skipped struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// Source is the file that was given. For a folder only Name is set.
type Source struct {
	Name   string // base name
	Size   int64  // bytes; 0 for a folder
	SHA256 string // hex; "" for a folder, and where Read ended with an error before the content was recognised
}

// Report is what there is to say about a run besides what was visited.
type Report struct {
	Source  Source
	Skipped []Skipped // in the order of the walk; system files (.DS_Store, __MACOSX/, Thumbs.db, ._x) are left out without a word
}

// Options are Read's settings.
type Options struct {
	Limits   Limits
	TempDir  string        // where nested archives are unpacked to; made if need be; nothing is left there
	Progress func(n int64) // told that n more bytes were read from what was given; called on Read's goroutine; may be nil
}

// Read walks the folder, file or archive at path and calls visit for each log
// and image in it, one at a time and in a stable order: folders by name,
// archives as they are packed.
//
// visit must read r to its end or return. If r ends with an error other than
// io.EOF, what was read of it is worthless and visit must drop it; Read then
// lists the item as skipped where others can still be read (in a folder, in a
// nested archive), or ends. What visit returns otherwise ends the run and is
// returned unchanged.
//
// An error does not undo what was visited before: the caller works in a
// staging area and throws that away. The report is valid with an error too.
// Errors match one of the Err… values of this package, the context's error,
// or visit's. A path that is a symbolic link is followed; links below it are
// listed and never followed.
func Read(ctx context.Context, path string, opt Options, visit func(f Found, r io.Reader) error) (Report, error) {
	s := &run{
		ctx: ctx, opt: opt, visit: visit,
		budget: budget{lim: opt.Limits.withDefaults()},
		report: Report{Source: Source{Name: baseName(path)}},
	}
	err := s.start(path)
	var own visitError
	if errors.As(err, &own) {
		err = own.error
	}
	if ctxErr := ctx.Err(); ctxErr != nil && err == ctxErr { //nolint:errorlint // the bare one is meant
		err = fmt.Errorf("read %s: %w", s.report.Source.Name, err)
	}
	if err == nil && s.visited == 0 {
		err = fail(s.report.Source.Name, ErrEmpty, nil)
	}
	return s.report, err
}

// run is one call of Read.
type run struct {
	ctx     context.Context // of the one call that a run is
	opt     Options
	visit   func(Found, io.Reader) error
	budget  budget
	report  Report
	visited int
	foreign bool // a panic came out of visit
}

// visitError marks what visit returned. It does not unwrap, so that an error
// of this package's own kind is not taken for an item's.
type visitError struct{ error }

func (s *run) start(path string) error {
	name := s.report.Source.Name
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fail(name, ErrNotFound, nil)
	case err != nil:
		return fail(name, ErrUnreadable, store.WithoutPath(err))
	case info.IsDir():
		return s.folder(path)
	case !info.Mode().IsRegular():
		return fail(name, ErrUnreadable, errors.New("not a regular file"))
	}
	f, err := os.Open(path)
	if err != nil {
		return fail(name, ErrUnreadable, store.WithoutPath(err))
	}
	defer func() { _ = f.Close() }() // only read from
	return s.file(f, info.Size())
}

// file reads a single file that was given.
func (s *run) file(f *os.File, bytes int64) error {
	name := s.report.Source.Name
	s.report.Source.Size = bytes
	if why := privateName(name); why != "" {
		s.skip(name, why)
		return fail(name, ErrPrivate, errors.New(why))
	}
	sum := startHash(s.ctx, f, bytes)
	err := s.handle(entry{
		path: name, name: name, size: bytes, given: true,
		at: io.NewSectionReader(f, 0, bytes),
	})
	if ctxErr := s.ctx.Err(); ctxErr != nil && err == nil {
		err = ctxErr
	}
	if err != nil && s.visited == 0 {
		sum.stop()
	}
	var hashErr error
	if s.report.Source.SHA256, hashErr = sum.wait(); err == nil && hashErr != nil {
		err = fail(name, ErrUnreadable, store.WithoutPath(hashErr))
	}
	return err
}

func (s *run) skip(path, why string) {
	s.report.Skipped = append(s.report.Skipped, Skipped{path, why})
}

// baseName names what was given, also for "." and "/".
func baseName(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return validUTF8(filepath.Base(path))
}

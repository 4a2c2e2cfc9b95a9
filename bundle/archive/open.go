package archive

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"tradecase/diagnostics"
)

// Zip is a zip that was received and is to be looked at file by file.
type Zip struct {
	source   io.ReaderAt
	size     int64
	reader   *zip.Reader
	files    []ZipFile
	problems []Skipped
}

// ZipFile is a file in a Zip.
type ZipFile struct {
	Name string // clean path with slashes, as in the zip
	Size int64  // bytes as the zip's directory claims
	file *zip.File
	lim  Limits
	high *int64 // how far it has been read; under tally's lock
	all  *tally
}

// tally counts what was read of all files. Reading a file again is free.
type tally struct {
	mu    sync.Mutex
	total int64
}

func (t *tally) read(high *int64, at int64) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if at > *high {
		t.total += at - *high
		*high = at
	}
	return t.total
}

// OpenZip opens a zip under the same limits and rules for names as Read. What
// cannot be opened safely (unsafe names, links, devices, passwords, unknown
// methods) is not among its files but among its problems; a name that is
// there more than once is among both, so that nothing is left out silently.
// Its errors match ErrDamaged, ErrParts or ErrLimit. The Zip reads from r as
// long as it is used and may be used from several goroutines if r may.
func OpenZip(r io.ReaderAt, size int64, lim Limits) (*Zip, error) {
	const name = "zip"
	lim = lim.withDefaults()
	// A password concerns single files here, not the whole.
	if err := inspectZip(r, size, lim, name); err != nil && !errors.Is(err, ErrPassword) {
		return nil, err
	}
	zr, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, judge(name, err)
	}
	z := &Zip{source: r, size: size, reader: zr}
	all := new(tally)
	seen := map[string]bool{}
	for _, f := range zr.File {
		z.add(f, lim, all, seen)
	}
	return z, nil
}

// add sorts one entry of the directory.
func (z *Zip) add(f *zip.File, lim Limits, all *tally, seen map[string]bool) {
	clean, why := safeName(f.Name, lim.PathBytes)
	folder := strings.HasSuffix(f.Name, "/")
	switch {
	case why != "":
	case clean == "":
		why = whyNoName
	case folder && f.UncompressedSize64 == 0:
		return
	case folder:
		why = whyFull
	case f.Flags&flagEncrypted != 0:
		why = ErrPassword.Error()
	default:
		if why = unfitZip(f.Method, f.CreatorVersion, f.ExternalAttrs); why == "" {
			why = unfitMode(f.Mode())
		}
		if why == "" && f.Method != zip.Store && f.Method != zip.Deflate {
			why = fmt.Sprintf("packed with method %d, which is not used here", f.Method)
		}
	}
	if why != "" {
		z.problems = append(z.problems, Skipped{clean, why})
		return
	}
	if seen[clean] {
		z.problems = append(z.problems, Skipped{clean, whyTwice})
	}
	seen[clean] = true
	if strings.Trim(f.Name, "/") != clean {
		z.problems = append(z.problems, Skipped{clean, whyUnusual})
	}
	z.files = append(z.files, ZipFile{Name: clean, Size: int64(f.UncompressedSize64), file: f, lim: lim, high: new(int64), all: all}) // #nosec G115 -- a claim; reading counts
}

// Files returns the files that can be opened, in the order of the directory.
func (z *Zip) Files() []ZipFile { return z.files }

// Problems returns what is wrong with the zip, in the order of the directory.
func (z *Zip) Problems() []Skipped { return z.problems }

// Open opens the file. Reading ends with an error that matches ErrLimit when
// more bytes come than the limits allow for one file or for all files that
// were read, and ErrDamaged when the content is cut short or its checksum
// wrong. The caller closes it.
func (f ZipFile) Open() (io.ReadCloser, error) {
	rc, err := f.file.Open()
	if err != nil {
		return nil, judge(f.Name, err)
	}
	return &limited{f: f, rc: rc}, nil
}

// limited holds a file's reader to the limits.
type limited struct {
	f   ZipFile
	rc  io.ReadCloser
	n   int64
	err error
}

func (l *limited) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	n, err := l.rc.Read(p)
	l.n += int64(n)
	total := l.f.all.read(l.f.high, l.n)
	switch {
	case l.n > l.f.lim.FileBytes:
		n, l.err = 0, l.f.lim.fileError(l.f.Name)
	case total > l.f.lim.TotalBytes:
		n, l.err = 0, l.f.lim.totalError(l.f.Name)
	case errors.Is(err, io.EOF):
		l.err = io.EOF
	case err != nil:
		l.err = judge(l.f.Name, err)
	}
	return n, l.err
}

func (l *limited) Close() error {
	if err := l.rc.Close(); err != nil {
		return diagnostics.WithHint(fmt.Errorf("close %s: %w", l.f.Name, err), hints[ErrDamaged])
	}
	return nil
}

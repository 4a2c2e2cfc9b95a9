package bundle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"tradecase/bundle/archive"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/diagnostics/redact"
)

// ExportOptions says how texts leave.
type ExportOptions struct {
	Profile  redact.Profile
	Hide     []string // own words to hide besides
	Tool     string   // name and version for the manifest
	Keep     []string // folders into which nothing is written
	Anchors  Anchors  // of a hand-off: what kept proofs are checked with; nil: nothing is known
	Progress Progress // may be nil
}

// Export is what went out, or would go out.
type Export struct {
	Path     string                `json:"path,omitempty"`   // the zip; empty on a dry run
	Bytes    int64                 `json:"bytes,omitempty"`  // its size
	SHA256   string                `json:"sha256,omitempty"` // its digest
	Files    []ExportedFile        `json:"files"`
	Entities redact.Counts         `json:"entities"` // distinct private values by class
	Skipped  []Skipped             `json:"skipped"`
	Leaks    []redact.Leak         `json:"leaks"`
	Images   int                   `json:"images"`   // whose pixels nobody but a person can check
	Unread   int                   `json:"-"`        // images that are among the skipped since they cannot be encoded anew
	Findings []diagnostics.Finding `json:"findings"` // what the report says of the logs
	Unfound  []string              `json:"-"`        // own words that are in none of the texts as whole words
}

// ExportedFile is one file in the zip.
type ExportedFile struct {
	Path       string        `json:"path"`
	InBytes    int64         `json:"in_bytes"`
	OutBytes   int64         `json:"out_bytes"`
	SHA256     string        `json:"sha256,omitempty"` // empty on a dry run
	Redactions redact.Counts `json:"redactions"`
}

// LeakError says that private values are left in what was to go out: there is
// no file.
type LeakError struct{ Leaks []redact.Leak }

func (e *LeakError) Error() string {
	return fmt.Sprintf("%s would have left: no file was made", Count(len(e.Leaks), "private value"))
}

// Hint tells where to look.
func (e *LeakError) Hint() string {
	first := e.Leaks[0]
	return fmt.Sprintf("the first is of class %s in %s, line %d; hide it with an own word, remove that file, or report this as a bug", first.Class, first.Path, first.Line)
}

// Code names the error for a window.
func (*LeakError) Code() string { return "leak" }

// Args are what stands in the error's text and hint.
func (e *LeakError) Args() map[string]string {
	first := e.Leaks[0]
	return map[string]string{
		"Count": strconv.Itoa(len(e.Leaks)), "Class": string(first.Class), "Path": first.Path, "Line": strconv.FormatInt(first.Line, 10),
	}
}

// piece is one file that is to go out.
type piece struct {
	path  string // in the zip, below the top folder
	from  string // the path of the item that it is, empty for all else
	log   *Item  // the log that it is, nil for all else
	image bool
	size  int64
	open  func() (io.ReadCloser, error)
}

func (p piece) item(top string) redact.Item {
	return redact.Item{Path: path.Join(top, p.path), Open: p.open}
}

// textPiece is a piece of text that was just made.
func textPiece(path, text string) piece {
	return piece{path: path, size: int64(len(text)), open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text)), nil
	}}
}

// exporter makes one zip: collect, then add made pieces, then zip or dry.
type exporter struct {
	opt      ExportOptions
	temp     string
	top      string // the folder in the zip, "" for none
	pieces   []piece
	names    []string // texts that will stand in the manifest
	skipped  []Skipped
	unread   int // images among them
	findings []diagnostics.Finding
	plan     *redact.Plan
	scratch  []io.Closer
	images   *store.ScratchFile // all images encoded anew, one behind the other; nil before the first

	mu      sync.Mutex
	counted map[string]redact.Counts // by path
}

func newExporter(temp, top string, opt ExportOptions) *exporter {
	opt.Progress = orNone(opt.Progress)
	return &exporter{opt: opt, temp: temp, top: top, counted: map[string]redact.Counts{}}
}

// close removes what the export kept on disk for itself.
func (e *exporter) close() {
	for _, c := range e.scratch {
		_ = c.Close() // a scratch file; nothing is lost with it
	}
}

// skip leaves something out and says why.
func (e *exporter) skip(path, reason string) {
	e.skipped = append(e.skipped, Skipped{path, reason})
	e.names = append(e.names, path, reason)
}

// collect finds the private data in all pieces and encodes the images anew.
func (e *exporter) collect(ctx context.Context) error {
	if err := e.prepareImages(ctx); err != nil {
		return err
	}
	for _, p := range e.pieces {
		e.names = append(e.names, p.path)
	}
	items := []redact.Item{textPiece("(file names)", strings.Join(e.names, "\n")).item("")}
	var total int64
	for _, p := range e.pieces {
		if !p.image {
			items = append(items, p.item(e.top))
			total += p.size
		}
	}
	e.opt.Progress.Stage("looking for private data", total)
	var err error
	e.plan, err = redact.Collect(ctx, items, redact.Options{Profile: e.opt.Profile, Hide: e.opt.Hide, Progress: e.opt.Progress.Add})
	if err != nil {
		return fmt.Errorf("look for private data: %w", err)
	}
	e.renamePieces()
	return nil
}

// renamePieces takes private data out of the paths, keeping them distinct.
func (e *exporter) renamePieces() {
	folders := map[string]nameSet{}
	for i := range e.pieces {
		dir, base := path.Split(e.plan.Text(e.pieces[i].path))
		if folders[dir] == nil {
			folders[dir] = nameSet{}
		}
		e.pieces[i].path = dir + folders[dir].unique(base)
	}
}

// prepareImages encodes the images anew, one at a time since pixels take
// memory; one that cannot be read is left out and listed.
func (e *exporter) prepareImages(ctx context.Context) error {
	var kept []piece
	var total int64
	for _, p := range e.pieces {
		if p.image {
			total += p.size
		}
	}
	if total > 0 {
		e.opt.Progress.Stage("encoding the screenshots anew", total)
	}
	for _, p := range e.pieces {
		if !p.image {
			kept = append(kept, p)
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		clean, err := e.cleanPiece(p)
		e.opt.Progress.Add(p.size)
		switch {
		case errors.Is(err, errImage):
			e.skip(p.path, err.Error())
			e.unread++
		case err != nil:
			return diskHint(fmt.Errorf("%s: %w", p.path, err))
		default:
			kept = append(kept, clean)
		}
	}
	e.pieces = kept
	return nil
}

func (e *exporter) cleanPiece(p piece) (piece, error) {
	in, err := p.open()
	if err != nil {
		return p, err
	}
	defer in.Close() //nolint:errcheck // opened for reading
	src, ok := in.(io.ReaderAt)
	if !ok {
		return p, fmt.Errorf("%w: cannot be read at any place", errImage)
	}
	out, from, err := e.imageFile()
	if err != nil {
		return p, err
	}
	head := make([]byte, 16)
	n, _ := src.ReadAt(head, 0) // a shorter one cannot be decoded either
	if err := cleanImage(out, src, p.size); err != nil {
		return p, err
	}
	to, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return p, err
	}
	p.path = strings.TrimSuffix(p.path, path.Ext(p.path)) + imageExt(head[:n])
	p.open = func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(out, from, to-from)), nil }
	return p, nil
}

// imageFile is where the next image is written, and at which place. It is one
// file for all: a system lets a program have only so many open.
func (e *exporter) imageFile() (file *store.ScratchFile, at int64, err error) {
	if e.images == nil {
		if e.images, err = store.Scratch(e.temp); err != nil {
			return nil, 0, err
		}
		e.scratch = append(e.scratch, e.images)
	}
	at, err = e.images.Seek(0, io.SeekEnd)
	return e.images, at, err
}

// pass sends a piece on its way out and counts what was replaced.
func (e *exporter) pass(ctx context.Context, p piece, w io.Writer) error {
	counts := redact.Counts{}
	if p.image {
		in, err := p.open()
		if err != nil {
			return err
		}
		defer in.Close() //nolint:errcheck // opened for reading
		if _, err := io.Copy(w, contextReader{ctx, in}); err != nil {
			return err
		}
	} else {
		var err error
		if counts, err = e.plan.Rewrite(ctx, p.item(e.top), w); err != nil {
			return err
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.counted[p.path] = counts
	return nil
}

// rewritten is a piece as it will go out. Closing it early ends the rewriting.
func (e *exporter) rewritten(ctx context.Context, p piece) io.ReadCloser {
	r, w := io.Pipe()
	go func() {
		_, err := e.plan.Rewrite(ctx, p.item(e.top), w)
		w.CloseWithError(err)
	}()
	return r
}

// result lists the files with what was replaced in them.
func (e *exporter) result(written []archive.Written) Export {
	x := Export{Unread: e.unread, Entities: e.plan.Entities(), Unfound: e.plan.Unfound(), Skipped: []Skipped{}, Leaks: []redact.Leak{}, Files: []ExportedFile{}, Findings: []diagnostics.Finding{}}
	x.Findings = append(x.Findings, e.findings...)
	for _, s := range e.skipped {
		x.Skipped = append(x.Skipped, Skipped{e.plan.Text(s.Path), e.plan.Text(s.Reason)})
	}
	sizes := map[string]int64{}
	for _, p := range e.pieces {
		sizes[path.Join(e.top, p.path)] = p.size
		if p.image {
			x.Images++
		}
	}
	for _, w := range written {
		rel := strings.TrimPrefix(strings.TrimPrefix(w.Name, e.top), "/")
		counts := e.counted[rel]
		if counts == nil {
			counts = redact.Counts{}
		}
		x.Files = append(x.Files, ExportedFile{Path: w.Name, InBytes: sizes[w.Name], OutBytes: w.Size, SHA256: w.SHA256, Redactions: counts})
	}
	slices.SortFunc(x.Files, func(a, b ExportedFile) int { return strings.Compare(a.Path, b.Path) })
	return x
}

// dry does all but the zip.
func (e *exporter) dry(ctx context.Context) (Export, error) {
	var written []archive.Written
	e.opt.Progress.Stage("previewing", e.total())
	for _, p := range e.pieces {
		var n counter
		if err := e.pass(ctx, p, &n); err != nil {
			return Export{}, fmt.Errorf("%s: %w", p.path, err)
		}
		e.opt.Progress.Add(p.size)
		written = append(written, archive.Written{Name: path.Join(e.top, p.path), Size: int64(n)})
	}
	return e.result(written), nil
}

func (e *exporter) total() int64 {
	var total int64
	for _, p := range e.pieces {
		total += p.size
	}
	return total
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// zip writes the pieces and a manifest to a zip at out, reads it back, and
// gives it its name only if nothing private is in it.
func (e *exporter) zip(ctx context.Context, out string, replace bool, m Manifest) (Export, error) {
	file, err := store.Create(out)
	if err != nil {
		return Export{}, outHint(err)
	}
	defer file.Close() //nolint:errcheck // after the commit it does nothing; before, the first error is the one to report
	var entries []archive.Entry
	for _, p := range e.pieces {
		entries = append(entries, archive.Entry{Name: path.Join(e.top, p.path), Write: func(ctx context.Context, w io.Writer) error {
			return e.pass(ctx, p, w)
		}})
	}
	e.opt.Progress.Stage("writing the zip", 0)
	var x Export
	_, err = archive.Write(ctx, file, archive.WriteOptions{TempDir: e.temp, Progress: e.opt.Progress.Add}, entries,
		func(written []archive.Written) (archive.Entry, error) {
			x = e.result(written)
			return m.entry(e.top, x)
		})
	if err != nil {
		return Export{}, diskHint(fmt.Errorf("write %s: %w", filepath.Base(out), err))
	}
	if err := e.finish(ctx, file, &x); err != nil {
		return x, err
	}
	commit := file.CommitNew
	if replace {
		commit = file.Commit
	}
	if err := commit(); err != nil {
		return Export{}, outHint(err)
	}
	x.Path = out
	return x, nil
}

// finish reads the zip back and searches it.
func (e *exporter) finish(ctx context.Context, file *store.Pending, x *Export) error {
	size, err := file.Size()
	if err != nil {
		return fmt.Errorf("read back: %w", store.WithoutPath(err))
	}
	z, err := archive.OpenZip(file, size, archive.Limits{})
	if err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	e.opt.Progress.Stage("checking the zip", 0)
	if x.Leaks, err = e.plan.Check(ctx, zipTexts(z)); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if len(x.Leaks) > 0 {
		return &LeakError{x.Leaks}
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, contextReader{ctx, io.NewSectionReader(file, 0, size)}); err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	x.Leaks, x.Bytes, x.SHA256 = []redact.Leak{}, size, hex.EncodeToString(hash.Sum(nil))
	return nil
}

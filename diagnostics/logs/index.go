package logs

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math"
	"slices"
	"sort"
	"sync/atomic"

	"tradecase/diagnostics"

	"golang.org/x/sync/errgroup"
)

// ErrChanged says that a file is no longer what was indexed.
var ErrChanged = errors.New("the file has changed since it was read")

// errManyRows says that there is more than an Index takes.
var errManyRows = errors.New("more log entries than can be listed")

// maxRows bounds the entries of one Index, and so its memory.
const maxRows = 20_000_000

// Content is a file's bytes as stored, readable at any place. Size does not
// change while it is open. It is used from one goroutine at a time.
type Content interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// IndexFile is a log whose entries are read again whenever they are looked
// at. Its Open is not used.
type IndexFile struct {
	File

	// At opens the file. It is called again and again, from any goroutine;
	// what it returns is closed soon.
	At func() (Content, error)
}

// Index knows where each entry of a set of logs lies; the text stays in the
// files. Its rows are the entries in the order of Scan's Result: histories by
// party, in each the oldest file first. Nothing is held open between calls.
// An Index is safe for concurrent use.
type Index struct {
	files   []*indexed
	first   []int // the first row of each file, and behind them the number of rows
	workers int
	cache   *cache
}

// BuildIndex reads the files side by side, each once and as a stream, in any
// encoding. A file that cannot be read, or not to its end, is in the Index as
// far as it could be read; Files says why. The errors are the context's,
// wrapped, and that there are more than 20 million entries. An entry takes 24
// bytes of memory and 32 KiB of log take another 24; blocks of text that were
// read back lately take up to 6 MiB in all.
func BuildIndex(ctx context.Context, files []IndexFile, opt Options) (*Index, error) {
	return buildIndex(ctx, files, opt, maxRows)
}

func buildIndex(ctx context.Context, files []IndexFile, opt Options, limit int64) (*Index, error) {
	built := make([]*indexed, len(files))
	seed := maphash.MakeSeed()
	var rows atomic.Int64
	var group errgroup.Group
	group.SetLimit(opt.workers())
	for i, file := range files {
		group.Go(func() error {
			f := &indexed{file: file.File, at: file.At, seed: seed}
			b := &rowBuilder{f: f, count: &rows, limit: limit, days: map[string]uint16{}}
			f.err = b.build(ctx, opt.Progress)
			built[i] = f
			return nil
		})
	}
	_ = group.Wait() // no file returns an error
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("index logs: %w", err)
	}
	if rows.Load() > limit {
		return nil, diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("index logs: %w", errManyRows), "Look at fewer files at once."), "too-many-rows")
	}
	x := &Index{files: inOrder(built), workers: opt.workers(), cache: newCache()}
	n := 0
	for _, f := range x.files {
		x.first = append(x.first, n)
		n += f.len()
	}
	x.first = append(x.first, n)
	return x, nil
}

// inOrder sorts files as Scan does.
func inOrder(files []*indexed) []*indexed {
	scans := make([]*fileScan, 0, len(files))
	byScan := make(map[*fileScan]*indexed, len(files))
	for _, f := range files {
		s := &fileScan{file: f.file, entries: f.headed, first: f.begin, last: f.end}
		scans = append(scans, s)
		byScan[s] = f
	}
	out := make([]*indexed, 0, len(files))
	for _, h := range histories(scans) {
		for _, s := range h.files {
			out = append(out, byScan[s])
		}
	}
	return out
}

// IndexedFile is one file of an Index.
type IndexedFile struct {
	Path  string
	Party diagnostics.Party
	First int   // its first row
	Rows  int   // how many rows it has
	Err   error // why it was not read to its end, nil if it was; names the file
}

// Files are the files in the order of their rows.
func (x *Index) Files() []IndexedFile {
	out := make([]IndexedFile, 0, len(x.files))
	for i, f := range x.files {
		out = append(out, IndexedFile{Path: f.file.Path, Party: f.file.Party, First: x.first[i], Rows: f.len(), Err: f.err})
	}
	return out
}

// Len is the number of rows.
func (x *Index) Len() int { return x.first[len(x.files)] }

// Bytes is the size of all files' text, decoded: what a Filter goes through.
func (x *Index) Bytes() (n int64) {
	for _, f := range x.files {
		n += f.textSize()
	}
	return n
}

// Row is what is known of an entry without reading it.
type Row struct {
	Path  string // of its file
	Party diagnostics.Party
	Line  int64 // number of its first line in the file, from 1
	Lines int64 // how many lines it has begun; 0 for the rest of a line after a crash
	Size  int64 // bytes, decoded

	// At is the stamp as logged: "Okt.-07 09:06:35.077"; empty before a
	// file's first header. (Also beyond a file's first 65,534 different days,
	// which no Bisq ever logged: there only Read tells it.)
	At    string
	Level Level
}

// Row returns row i, which is from 0 to Len()-1; any other is the zero Row.
func (x *Index) Row(i int) Row {
	f, i, ok := x.find(i)
	if !ok {
		return Row{}
	}
	r := &f.rows[i]
	return Row{
		Path: f.file.Path, Party: f.file.Party, Line: int64(r.line), Lines: f.lines(i),
		Size: f.rows[i+1].offset - r.offset, At: f.stamp(i), Level: r.level,
	}
}

// find is the file with row i and the row's number there.
func (x *Index) find(i int) (f *indexed, local int, ok bool) {
	if i < 0 || i >= x.Len() {
		return nil, 0, false
	}
	n := sort.Search(len(x.files), func(n int) bool { return x.first[n+1] > i })
	return x.files[n], i - x.first[n], true
}

// Locate finds the row that begins in a line of the file with the given path,
// else the row in which the line lies. Where several begin in the line it is
// the first. ok is false if the index has no such line.
func (x *Index) Locate(path string, line int64) (row int, ok bool) {
	n := slices.IndexFunc(x.files, func(f *indexed) bool { return f.file.Path == path })
	if n < 0 || line < 1 || line > math.MaxUint32 {
		return 0, false
	}
	f := x.files[n]
	if f.len() == 0 || line > int64(f.rows[f.len()].line) {
		return 0, false
	}
	i := sort.Search(f.len(), func(i int) bool { return int64(f.rows[i].line) >= line })
	if i == f.len() || int64(f.rows[i].line) > line {
		i--
	}
	return x.first[n] + i, true
}

// Close frees the text that was read back. Read and Filter fail from then on
// with fs.ErrClosed; the rest still works. The error is always nil.
func (x *Index) Close() error {
	x.cache.close()
	return nil
}

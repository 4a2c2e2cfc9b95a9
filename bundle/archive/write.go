package archive

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/klauspost/compress/flate"
	"golang.org/x/sync/errgroup"

	"tradecase/diagnostics"
)

// Entry is a file to be written into a zip.
type Entry struct {
	Name  string                                       // path with slashes, UTF-8
	Write func(ctx context.Context, w io.Writer) error // writes the content; called once, on a goroutine of its own
}

// Written is what became of an Entry.
type Written struct {
	Name   string
	Size   int64  // bytes of the content
	SHA256 string // of the content, hex
}

// WriteOptions are Write's settings.
type WriteOptions struct {
	TempDir  string        // where compressed data waits; the system's folder for temporary files if ""
	Workers  int           // entries compressed at a time; as many as there are processors if 0
	Progress func(n int64) // told that n more bytes of content were written; called from several goroutines; may be nil
}

// Write compresses the entries in parallel and writes one zip to w. The same
// entries give the same bytes, whatever the number of workers: sorted by
// name, with one time (1980-01-01) and one mode, and nothing of this machine.
//
// When all entries are compressed, last (if not nil) is called with what was
// written so far, sorted by name, and gives one more entry that is sorted in
// with the others. Names that are unsafe or there twice give ErrName; names
// that differ only by case are different. Nothing is written to w before all
// entries are compressed, but w may be left half-written by an error of its
// own. The result is sorted by name.
func Write(ctx context.Context, w io.Writer, opt WriteOptions, entries []Entry, last func([]Written) (Entry, error)) ([]Written, error) {
	if err := checkNames(entries); err != nil {
		return nil, err
	}
	pile := &spill{dir: opt.TempDir}
	defer pile.close()
	packed, err := packAll(ctx, pile, opt, entries)
	if err != nil {
		return nil, err
	}
	if last != nil {
		entry, err := last(written(packed))
		if err != nil {
			return nil, err
		}
		if err := checkNames(append(slices.Clone(entries), entry)); err != nil {
			return nil, err
		}
		one, err := pack(ctx, pile, opt, entry)
		if err != nil {
			return nil, err
		}
		packed = sorted(append(packed, one))
	}
	if err := writeZip(ctx, w, packed); err != nil {
		return nil, err
	}
	return written(packed), nil
}

func checkNames(entries []Entry) error {
	seen := make(map[string]bool, len(entries))
	for _, e := range entries {
		clean, why := safeName(e.Name, DefaultLimits().PathBytes)
		switch {
		case why != "":
			return fmt.Errorf("%w: %s", ErrName, why)
		case clean != e.Name || clean == "":
			return fmt.Errorf("%w: %q", ErrName, e.Name)
		case seen[clean]:
			return fmt.Errorf("%w: %q is there twice", ErrName, e.Name)
		}
		seen[clean] = true
	}
	return nil
}

// packAll compresses all entries and returns them sorted by name.
func packAll(ctx context.Context, pile *spill, opt WriteOptions, entries []Entry) ([]*packedEntry, error) {
	workers := opt.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	packed := make([]*packedEntry, len(entries))
	for i, e := range entries {
		g.Go(func() error {
			var err error
			packed[i], err = pack(ctx, pile, opt, e)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return sorted(packed), nil
}

func sorted(packed []*packedEntry) []*packedEntry {
	slices.SortFunc(packed, func(a, b *packedEntry) int { return strings.Compare(a.name, b.name) })
	return packed
}

func written(packed []*packedEntry) []Written {
	out := make([]Written, len(packed))
	for i, p := range packed {
		out[i] = Written{p.name, p.size, p.sha256}
	}
	return out
}

// packedEntry is an entry compressed and waiting.
type packedEntry struct {
	name   string
	method uint16
	size   int64
	crc    uint32
	sha256 string
	data   *spilled
}

// level is deflate's: one more would save 3 % and cost 13 % of the speed.
const level = 5

// pack compresses one entry.
func pack(ctx context.Context, pile *spill, opt WriteOptions, e Entry) (*packedEntry, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("pack %s: %w", e.Name, err)
	}
	p := &packedEntry{name: e.Name, method: method(e.Name), data: pile.begin()}
	var out io.Writer = p.data
	closing := func() error { return nil }
	if p.method == zip.Deflate {
		deflater, err := flate.NewWriter(p.data, level)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", e.Name, err)
		}
		out, closing = deflater, deflater.Close
	}
	in := &intake{ctx: ctx, w: out, crc: crc32.NewIEEE(), sha: sha256.New(), progress: opt.Progress}
	buffered := bufio.NewWriterSize(in, 64<<10)
	if err := errors.Join(e.Write(ctx, buffered), ctx.Err()); err != nil {
		return nil, fmt.Errorf("pack %s: %w", e.Name, err)
	}
	for _, step := range []func() error{buffered.Flush, closing, p.data.end} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("pack %s: %w", e.Name, err)
		}
	}
	p.size, p.crc, p.sha256 = in.n, in.crc.Sum32(), hex.EncodeToString(in.sha.Sum(nil))
	return p, nil
}

// method is deflate, except for what would not get smaller.
func method(name string) uint16 {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".webp", ".gif", ".zip", ".age", ".gz", ".7z":
		return zip.Store
	}
	return zip.Deflate
}

// intake takes an entry's content in and counts it.
type intake struct {
	ctx      context.Context // of the entry that it belongs to
	w        io.Writer
	n        int64
	crc      hash.Hash32
	sha      hash.Hash
	progress func(int64)
}

func (in *intake) Write(p []byte) (int, error) {
	if err := in.ctx.Err(); err != nil {
		return 0, err
	}
	_, _ = in.crc.Write(p) // a hash never fails
	_, _ = in.sha.Write(p)
	n, err := in.w.Write(p)
	in.n += int64(n)
	if in.progress != nil {
		in.progress(int64(n))
	}
	return n, err
}

// writeZip writes what is compressed as one zip.
func writeZip(ctx context.Context, w io.Writer, packed []*packedEntry) error {
	zw := zip.NewWriter(w)
	for _, p := range packed {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("write zip: %w", err)
		}
		dst, err := zw.CreateRaw(p.header())
		if err == nil {
			err = p.data.copyTo(ctx, dst)
		}
		if err != nil {
			return fmt.Errorf("write zip: %s: %w", p.name, err)
		}
	}
	if err := zw.Close(); err != nil {
		return fmt.Errorf("write zip: %w", err)
	}
	return nil
}

func (p *packedEntry) header() *zip.FileHeader {
	const (
		flagUTF8  = 0x800
		unix      = 3 << 8
		unixFile  = 0o100644 << 16
		new1980   = 1<<5 | 1 // 1 January 1980
		noTimeYet = 0
	)
	h := &zip.FileHeader{
		Name: p.name, Method: p.method, Flags: flagUTF8, CRC32: p.crc,
		CreatorVersion: unix, ExternalAttrs: unixFile,
		CompressedSize64: uint64(p.data.size), UncompressedSize64: uint64(p.size), // #nosec G115 -- never negative
	}
	h.ModifiedDate, h.ModifiedTime = new1980, noTimeYet //nolint:staticcheck // the raw fields are what is written
	return h
}

// spill keeps compressed data: little of it in memory, the rest in one
// temporary file that all entries share. Safe for concurrent use.
type spill struct {
	dir  string
	held atomic.Int64 // bytes of finished entries in memory
	file sharedFile
}

// close drops everything.
func (s *spill) close() { s.file.close() }

func (s *spill) begin() *spilled { return &spilled{pile: s} }

const (
	spillChunk = 256 << 10
	spillHeld  = 16 << 20
)

// spilled is one entry's compressed data.
type spilled struct {
	pile  *spill
	buf   []byte  // not in the file
	parts []int64 // where the full chunks lie in the file
	size  int64
}

func (d *spilled) Write(p []byte) (int, error) {
	total := len(p)
	for len(p) > 0 {
		n := min(len(p), spillChunk-len(d.buf))
		d.buf = append(d.buf, p[:n]...)
		p = p[n:]
		if len(d.buf) == spillChunk {
			if err := d.flush(); err != nil {
				return 0, err
			}
		}
	}
	d.size += int64(total)
	return total, nil
}

func (d *spilled) flush() error {
	at, err := d.pile.file.add(d.pile.dir, d.buf)
	d.parts, d.buf = append(d.parts, at), d.buf[:0]
	return err
}

// end keeps the rest in memory if there is room, without the slack.
func (d *spilled) end() error {
	n := int64(len(d.buf))
	if d.pile.held.Add(n) > spillHeld {
		d.pile.held.Add(-n)
		rest := len(d.buf)
		if err := d.flush(); err != nil {
			return err
		}
		d.size = int64(len(d.parts)-1)*spillChunk + int64(rest)
		d.buf = nil
		return nil
	}
	d.buf = slices.Clone(d.buf)
	return nil
}

// copyTo writes the entry's data to w.
func (d *spilled) copyTo(ctx context.Context, w io.Writer) error {
	left := d.size - int64(len(d.buf))
	buf := make([]byte, min(left, spillChunk))
	for _, at := range d.parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(left, spillChunk)
		if _, err := d.pile.file.ReadAt(buf[:n], at); err != nil {
			return err
		}
		if _, err := w.Write(buf[:n]); err != nil {
			return err
		}
		left -= n
	}
	_, err := w.Write(d.buf)
	return err
}

func diskFull(err error) error {
	return diagnostics.WithHint(err, "make room on the disk that holds the temporary files")
}

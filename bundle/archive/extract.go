package archive

import (
	"archive/tar"
	"context"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/bodgit/sevenzip"
	kzip "github.com/klauspost/compress/zip"
	"github.com/klauspost/compress/zstd"
	"github.com/mholt/archiver/v4"
)

// zstdWindow bounds the memory that a zst may ask for.
const zstdWindow = 128 << 20

// errStop ends an archiver's walk; the real error is kept beside it, since
// the walk would take some errors for orders.
var errStop = errors.New("stop")

// extraction is the walk through one archive.
type extraction struct {
	s       *run
	outer   entry // the archive
	format  format
	prefix  string // path of what is inside, "" for the archive that was given
	what    inspection
	from    func() error // the fault of what it is read from
	counted bool         // what is inside is counted by the layer around
	n       int          // entries met
	err     error
}

// inspection is what the look at an archive's directory found before its
// reader was let in.
type inspection struct {
	solid   bool         // rar: entries must be read in turn
	links   map[int]bool // rar: entries that point to others, by their place
	streams []uint64     // 7z: files in each packed stream
	empty   bool         // 7z: no entries at all
}

// open reads an archive from src, or from st where src is nil.
func (s *run) open(e entry, f format, src *source, st stream) error {
	var (
		r    io.Reader
		from func() error
	)
	if src == nil {
		r, from = st, st.fault
	} else {
		r, from = src, src.fault(e.path)
	}
	if f.single() {
		return s.handle(entry{
			path: e.path, name: packedName(e.name), size: -1, depth: e.depth,
			given: e.given, wrapped: true, unpacked: true, from: from,
			open: func() (io.ReadCloser, error) { return decoder(f).OpenReader(r) },
		})
	}
	x := &extraction{s: s, outer: e, format: f, from: from, counted: src == nil}
	if !e.given {
		x.prefix = e.path
	}
	if err := x.inspect(src); err != nil {
		return s.settle(e.path, from, err)
	}
	if x.what.empty {
		return nil
	}
	err := s.guard(e.path, func() error { return extractor(f).Extract(s.ctx, r, x.entry) })
	if x.err != nil {
		return x.err
	}
	if err != nil {
		return s.settle(e.path, from, err)
	}
	return nil
}

// settle says whose fault an archive's error is.
func (s *run) settle(path string, from func() error, err error) error {
	m := &metered{s: s, e: entry{path: path, from: from}}
	return m.blame(err)
}

func decoder(f format) archiver.Decompressor {
	switch f {
	case fGz:
		return archiver.Gz{}
	case fBz2:
		return archiver.Bz2{}
	case fXz:
		return archiver.Xz{}
	}
	return archiver.Zstd{DecoderOptions: []zstd.DOption{
		zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow),
	}}
}

func extractor(f format) archiver.Extractor {
	switch f {
	case fZip:
		return archiver.Zip{}
	case f7z:
		return archiver.SevenZip{}
	case fRar:
		return archiver.Rar{}
	}
	return archiver.Tar{}
}

// inspect looks at the directory before the format's reader may.
func (x *extraction) inspect(src *source) (err error) {
	lim := x.s.budget.lim
	switch x.format {
	case fZip:
		err = inspectZip(src, src.r.Size(), lim, x.outer.path)
	case f7z:
		x.what, err = inspect7z(src, src.r.Size(), lim, x.outer.path)
	case fRar:
		x.what, err = inspectRar(src, src.r.Size(), lim, x.outer.path)
	}
	if err != nil && errors.Is(err, ErrDamaged) && isPartName(x.outer.name) {
		return fail(x.outer.path, ErrParts, nil)
	}
	if err == nil && src != nil {
		_, err = src.Seek(0, io.SeekStart)
	}
	return err
}

// entry is called by the archiver for each entry.
func (x *extraction) entry(_ context.Context, info archiver.FileInfo) error {
	ours := true
	defer func() {
		if ours {
			x.s.foreign = true // a panic here is not the archive reader's
		}
	}()
	x.err = x.member(info)
	ours = false
	if x.err != nil {
		return errStop
	}
	return nil
}

// member decides on one entry of the archive by its name and type.
func (x *extraction) member(info archiver.FileInfo) error {
	place := x.n
	x.n++
	clean, why := safeName(info.NameInArchive, x.s.budget.lim.PathBytes-len(x.prefix)-1)
	full := path.Join(x.prefix, clean)
	if why != "" {
		full = clean
		if x.prefix != "" {
			full = x.prefix + "/" + clean
		}
	}
	if err := x.s.budget.entry(full); err != nil {
		return err
	}
	if err := x.s.ctx.Err(); err != nil {
		return err
	}
	if info.IsDir() || strings.HasSuffix(info.NameInArchive, "/") {
		return nil
	}
	e := entry{
		path: full, name: path.Base(full), size: info.Size(), depth: x.outer.depth,
		unpacked: x.format != fTar, counted: x.counted, solid: x.solid(info), from: x.from,
		open: func() (io.ReadCloser, error) { return x.openMember(info) },
	}
	switch {
	case why != "":
	case clean == "":
		why = whyNoName
	case isSystemFile(clean):
		return x.pass(e)
	default:
		why = x.unfit(info, place)
	}
	if why == "" {
		why = privateName(full)
	}
	if why != "" {
		x.s.skip(full, why)
		return x.pass(e)
	}
	return x.s.handle(e)
}

// pass leaves an entry out. Where the archive's reader would unpack it on the
// way to the next one, that is done here, under the limits.
func (x *extraction) pass(e entry) error {
	if !e.solid {
		return nil
	}
	return x.s.discard(e)
}

func (x *extraction) solid(info archiver.FileInfo) bool {
	switch h := info.Header.(type) {
	case sevenzip.FileHeader:
		return h.UncompressedSize > 0 && h.Stream < len(x.what.streams) && x.what.streams[h.Stream] > 1
	default:
		return x.what.solid
	}
}

func (x *extraction) openMember(info archiver.FileInfo) (io.ReadCloser, error) {
	f, err := info.Open()
	if err != nil {
		return nil, err
	}
	if h, ok := info.Header.(sevenzip.FileHeader); ok && h.CRC32 != 0 {
		return &summed{ReadCloser: f, want: h.CRC32}, nil // its reader does not check it
	}
	return f, nil
}

// unfit gives the reason for which an entry's type is not taken, or "".
func (x *extraction) unfit(info archiver.FileInfo, place int) string {
	switch h := info.Header.(type) {
	case *tar.Header:
		if h.Typeflag == tar.TypeLink {
			return whyLink
		}
		if h.Typeflag == tar.TypeGNUSparse || hasSparse(h) {
			return whyHoles
		}
		if h.Typeflag != tar.TypeReg && info.Mode().IsRegular() {
			return whyDevice
		}
	case sevenzip.FileHeader:
		if h.Attributes&reparsePoint != 0 && h.Attributes&0x8000 == 0 {
			return whyLink
		}
	case kzip.FileHeader:
		if why := unfitZip(h.Method, h.CreatorVersion, h.ExternalAttrs); why != "" {
			return why
		}
	}
	if x.what.links[place] {
		return whyLink
	}
	return unfitMode(info.Mode())
}

const (
	whyLink   = "a link: not followed"
	whyDevice = "a device or a pipe"

	reparsePoint = 0x400 // Windows' attribute of a link
)

func unfitMode(m os.FileMode) string {
	switch {
	case m&fs.ModeSymlink != 0:
		return whyLink
	case !m.IsRegular():
		return whyDevice
	}
	return ""
}

func hasSparse(h *tar.Header) bool {
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// summed checks a CRC-32 at the end.
type summed struct {
	io.ReadCloser
	want, sum uint32
}

func (r *summed) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.sum = crc32.Update(r.sum, crc32.IEEETable, p[:n])
	if errors.Is(err, io.EOF) && r.sum != r.want {
		return n, errors.New("wrong checksum")
	}
	return n, err
}

package archive

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/bits"

	"github.com/ulikunitz/xz/lzma"

	"tradecase/bundle/store"
)

// The reader of 7z archives makes room for whatever number a header claims.
// The header is therefore walked here first, in the order in which that
// reader takes it, and every number is held against what can be.

const (
	max7zCoders  = 8         // in one stream; the format's own programs write at most 4
	max7zStreams = 16        // in or out of one stream's coders
	max7zDict    = 256 << 20 // bytes of memory for one stream
	max7zDicts   = 1 << 30   // for all streams that are kept open
)

const (
	k7zEnd = iota
	k7zHeader
	k7zArchiveProperties
	k7zAdditionalStreams
	k7zMainStreams
	k7zFiles
	k7zPackInfo
	k7zUnpackInfo
	k7zSubStreams
	k7zSize
	k7zCRC
	k7zFolder
	k7zUnpackSize
	k7zNumUnpack
	k7zEncodedHeader = 0x17
)

var err7z = errors.New("its header makes no sense")

// inspect7z refuses a 7z that has a password, is split, uses what its reader
// cannot unpack, or claims more than the limits or its own size allow.
func inspect7z(r io.ReaderAt, size int64, lim Limits, name string) (inspection, error) {
	h, err := read7zHeader(r, size, lim, name)
	if err != nil || len(h) == 0 {
		return inspection{empty: len(h) == 0}, err
	}
	w := &walk7z{b: h, lim: lim, name: name}
	if w.next() == k7zEncodedHeader {
		if h, err = w.decode(r, size); err != nil {
			return inspection{}, err
		}
		w = &walk7z{b: h, lim: lim, name: name}
		w.next()
	}
	w.header(h)
	return inspection{streams: w.files, empty: w.entries == 0}, w.fault()
}

// read7zHeader reads the header block that the first 32 bytes point to.
func read7zHeader(r io.ReaderAt, size int64, lim Limits, name string) ([]byte, error) {
	var start [32]byte
	if _, err := r.ReadAt(start[:], 0); err != nil {
		return nil, fail(name, ErrDamaged, errNoEnd)
	}
	le := binary.LittleEndian
	if crc32.ChecksumIEEE(start[12:]) != le.Uint32(start[8:]) {
		return nil, fail(name, ErrDamaged, errors.New("wrong checksum"))
	}
	offset, length := le.Uint64(start[12:]), le.Uint64(start[20:])
	body := uint64(size) - 32 // #nosec G115 -- 32 bytes were read
	if offset > body || length > body-offset {
		return nil, fail(name, ErrDamaged, errNoEnd)
	}
	if length > uint64(lim.maxDirectory()) { // #nosec G115 -- positive
		return nil, lim.directoryError(name)
	}
	h := make([]byte, length)
	if _, err := r.ReadAt(h, int64(32+offset)); err != nil && !errors.Is(err, io.EOF) { // #nosec G115 -- within size
		return nil, fail(name, ErrUnreadable, store.WithoutPath(err))
	}
	if length > 0 && crc32.ChecksumIEEE(h) != le.Uint32(start[28:]) {
		return nil, fail(name, ErrDamaged, errors.New("wrong checksum"))
	}
	return h, nil
}

// walk7z walks a header. The first thing that goes wrong sticks.
type walk7z struct {
	b       []byte
	lim     Limits
	name    string
	err     error
	entries int

	packPos   uint64
	packSizes []uint64
	folders   []folder7z
	files     []uint64 // in each folder
}

// folder7z is one packed stream with the coders it runs through.
type folder7z struct {
	coders []coder7z
	out    int
	packed int
	sizes  []uint64
}

type coder7z struct {
	id    string
	props []byte
}

func (w *walk7z) fail(err error) {
	if w.err == nil {
		w.err = err
	}
	w.b = nil
}

// fault is the first error, as one of the item.
func (w *walk7z) fault() error {
	if w.err == nil || itemFault(w.err) || errors.Is(w.err, ErrLimit) {
		return w.err
	}
	return fail(w.name, ErrDamaged, w.err)
}

func (w *walk7z) next() byte {
	if len(w.b) == 0 {
		w.fail(err7z)
		return 0xFF
	}
	c := w.b[0]
	w.b = w.b[1:]
	return c
}

func (w *walk7z) take(n uint64) []byte {
	if n > uint64(len(w.b)) {
		w.fail(err7z)
		return nil
	}
	out := w.b[:n]
	w.b = w.b[n:]
	return out
}

// number reads a number of 1 to 9 bytes.
func (w *walk7z) number() uint64 {
	first := w.next()
	more := bits.LeadingZeros8(^first)
	var v uint64
	if more < 7 {
		v = uint64(first&(1<<(7-more)-1)) << (8 * more)
	}
	for i, c := range w.take(uint64(more)) { // #nosec G115 -- 0 to 8
		v |= uint64(c) << (8 * i)
	}
	return v
}

// count reads a number that may be most at most; beyond it err is the fault.
func (w *walk7z) count(most int, err error) int {
	n := w.number()
	if n > uint64(most) { // #nosec G115 -- never negative
		w.fail(err)
		return 0
	}
	return int(n) // #nosec G115 -- at most most
}

// header walks what follows the first byte of a header in the clear.
func (w *walk7z) header(h []byte) {
	if len(h) == 0 || h[0] != k7zHeader {
		w.fail(err7z)
		return
	}
	id := w.next()
	if id == k7zMainStreams {
		w.streams()
		w.checkCoders()
		id = w.next()
	}
	if id == k7zFiles {
		w.entries = w.count(w.lim.Entries, w.lim.entriesError(w.name))
		for id = w.next(); id != k7zEnd && w.err == nil; id = w.next() {
			w.take(w.number())
		}
		id = w.next()
	}
	if id != k7zEnd {
		w.fail(err7z)
	}
	packed := 0
	for _, n := range w.files {
		packed += int(n) // #nosec G115 -- at most the limit
	}
	if packed > w.entries {
		w.fail(err7z)
	}
}

// streams walks a streams info.
func (w *walk7z) streams() {
	id := w.next()
	if id == k7zPackInfo {
		w.packPos = w.number()
		n := w.count(w.lim.Entries*4, w.lim.entriesError(w.name))
		if id = w.next(); id == k7zSize {
			for range n {
				w.packSizes = append(w.packSizes, w.number())
			}
			id = w.next()
		}
		if id == k7zCRC {
			w.sums(n)
			id = w.next()
		}
		w.want(id, k7zEnd)
		id = w.next()
	}
	if id == k7zUnpackInfo {
		w.unpackInfo()
		id = w.next()
	}
	w.files = make([]uint64, len(w.folders))
	for i := range w.files {
		w.files[i] = 1
	}
	if id == k7zSubStreams {
		w.subStreams()
		id = w.next()
	}
	w.want(id, k7zEnd)
}

func (w *walk7z) want(id, want byte) {
	if id != want {
		w.fail(err7z)
	}
}

// sums walks n optional checksums.
func (w *walk7z) sums(n int) {
	defined := n
	if w.next() == 0 {
		defined = 0
		for _, b := range w.take(uint64(n+7) / 8) { // #nosec G115 -- never negative
			defined += bits.OnesCount8(b)
		}
	}
	w.take(uint64(min(defined, n)) * 4) // #nosec G115 -- never negative
}

func (w *walk7z) unpackInfo() {
	w.want(w.next(), k7zFolder)
	n := w.count(w.lim.Entries, w.lim.entriesError(w.name))
	if w.next() != 0 { // the folders lie elsewhere: nobody writes that
		w.fail(err7z)
	}
	for i := 0; i < n && w.err == nil; i++ {
		w.folders = append(w.folders, w.folder())
	}
	w.want(w.next(), k7zUnpackSize)
	packed := 0
	for i := range w.folders {
		f := &w.folders[i]
		for range f.out {
			f.sizes = append(f.sizes, w.number())
		}
		packed += f.packed
	}
	id := w.next()
	if id == k7zCRC {
		w.sums(n)
		id = w.next()
	}
	w.want(id, k7zEnd)
	if packed > len(w.packSizes) {
		w.fail(err7z)
	}
}

func (w *walk7z) folder() folder7z {
	var f folder7z
	n, in := w.count(max7zCoders, err7z), 0
	for i := 0; i < n && w.err == nil; i++ {
		c, ins := w.coder()
		f.coders, in, f.out = append(f.coders, c), in+ins, f.out+1
	}
	bound := f.out - 1
	f.packed = in - bound
	if n == 0 || f.packed < 1 {
		w.fail(err7z)
		return f
	}
	for range bound {
		w.below(in)
		w.below(f.out)
	}
	for range f.packed {
		if f.packed > 1 {
			w.below(in)
		}
	}
	return f
}

// below reads a number that must be below n.
func (w *walk7z) below(n int) { w.count(n-1, err7z) }

// coder reads a coder, which has one stream out, and how many go in.
func (w *walk7z) coder() (c coder7z, ins int) {
	flags := w.next()
	c.id = string(w.take(uint64(flags & 0xF)))
	ins, outs := 1, 1
	if flags&0x10 != 0 {
		ins, outs = w.count(max7zStreams, err7z), w.count(max7zStreams, err7z)
	}
	if flags&0x20 != 0 {
		c.props = w.take(w.number())
	}
	if flags&0xC0 != 0 || ins == 0 || outs != 1 {
		w.fail(err7z)
	}
	return c, ins
}

func (w *walk7z) subStreams() {
	id := w.next()
	total := 0
	if id == k7zNumUnpack {
		for i := range w.files {
			n := w.count(w.lim.Entries, w.lim.entriesError(w.name))
			if total += n; total > w.lim.Entries {
				w.fail(w.lim.entriesError(w.name))
				return
			}
			w.files[i] = uint64(n) // #nosec G115 -- never negative
		}
		id = w.next()
	} else {
		total = len(w.files)
	}
	if id == k7zSize {
		for _, n := range w.files {
			if n == 0 {
				w.fail(err7z) // its reader would take a neighbour's place
			}
			for j := uint64(1); j < n; j++ {
				w.number()
			}
		}
		id = w.next()
	}
	if id == k7zCRC {
		w.sums(total) // at most; those of single files stand with their folder
		id = w.next()
	}
	w.want(id, k7zEnd)
}

// coders7z are those that the reader knows, by the format's number; "" needs
// a password.
var coders7z = map[string]string{
	"\x00": "copy", "\x03": "Delta", "\x03\x01\x01": "LZMA", "\x21": "LZMA2", "\x04\x01\x08": "Deflate", "\x04\x02\x02": "BZip2",
	"\x03\x03\x01\x03": "BCJ", "\x03\x03\x01\x1b": "BCJ2", "\x03\x03\x02\x05": "PPC", "\x03\x03\x05\x01": "ARM", "\x03\x03\x08\x05": "SPARC",
	"\x04\xf7\x11\x01": "Zstandard", "\x04\xf7\x11\x02": "Brotli", "\x04\xf7\x11\x04": "LZ4", "\x06\xf1\x07\x01": "",
}

var unknown7z = map[string]string{"\x03\x04\x01": "PPMd", "\x04\x01\x09": "Deflate64", "\x0a": "ARM64", "\x0b": "RISCV"}

// checkCoders refuses what needs a password, an unknown coder or too much
// memory.
func (w *walk7z) checkCoders() {
	var kept uint64
	for i, f := range w.folders {
		var dict uint64
		for _, c := range f.coders {
			name, ok := coders7z[c.id]
			switch {
			case !ok:
				if name = unknown7z[c.id]; name == "" {
					name = fmt.Sprintf("method %x", c.id)
				}
				w.fail(fail(w.name, ErrUnsupported, errors.New("packed with "+name)))
			case name == "":
				w.fail(fail(w.name, ErrPassword, nil))
			}
			dict += c.memory()
		}
		if i < len(w.files) && w.files[i] > 1 {
			kept += dict
		}
		if dict > max7zDict || kept > max7zDicts {
			w.fail(fail(w.name, ErrUnsupported, errors.New("unpacking it takes too much memory")))
		}
	}
}

// memory is the size of a coder's dictionary.
func (c coder7z) memory() uint64 {
	switch {
	case coders7z[c.id] == "LZMA" && len(c.props) >= 5:
		return uint64(binary.LittleEndian.Uint32(c.props[1:]))
	case coders7z[c.id] == "LZMA2" && len(c.props) == 1 && c.props[0] < 40:
		return uint64(2|c.props[0]&1) << (c.props[0]/2 + 11)
	case coders7z[c.id] == "LZMA2":
		return 1 << 32
	}
	return 0
}

// decode unpacks a packed header. Programs use LZMA for it.
func (w *walk7z) decode(r io.ReaderAt, size int64) ([]byte, error) {
	w.streams()
	w.checkCoders()
	if err := w.fault(); err != nil {
		return nil, err
	}
	if len(w.b) != 0 || len(w.folders) != 1 || len(w.folders[0].coders) != 1 || len(w.packSizes) != 1 {
		return nil, fail(w.name, ErrDamaged, err7z)
	}
	c, unpacked := w.folders[0].coders[0], w.folders[0].sizes[0]
	if unpacked > uint64(w.lim.maxDirectory()) { // #nosec G115 -- positive
		return nil, w.lim.directoryError(w.name)
	}
	if w.packPos > uint64(size) || w.packSizes[0] > uint64(size) { // #nosec G115 -- never negative
		return nil, fail(w.name, ErrDamaged, errNoEnd)
	}
	packed := io.NewSectionReader(r, int64(32+w.packPos), int64(w.packSizes[0])) // #nosec G115 -- within size
	dec, err := headerDecoder(c, packed, unpacked)
	if err != nil {
		return nil, fail(w.name, ErrDamaged, err)
	}
	h := make([]byte, unpacked)
	if _, err := io.ReadFull(dec, h); err != nil {
		return nil, fail(w.name, ErrDamaged, err7z)
	}
	return h, nil
}

func headerDecoder(c coder7z, packed io.Reader, unpacked uint64) (io.Reader, error) {
	switch coders7z[c.id] {
	case "copy":
		return packed, nil
	case "LZMA":
		if len(c.props) != 5 {
			return nil, err7z
		}
		head := binary.LittleEndian.AppendUint64(bytes.Clone(c.props), unpacked)
		return lzma.NewReader(io.MultiReader(bytes.NewReader(head), packed))
	case "LZMA2":
		return lzma.Reader2Config{DictCap: int(c.memory())}.NewReader2(packed) // #nosec G115 -- at most max7zDict
	}
	return nil, errors.New("its header is packed in an unknown way")
}

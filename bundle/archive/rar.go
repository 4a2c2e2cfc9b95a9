package archive

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A rar's blocks are walked here before its reader unpacks any: that makes
// room for a dictionary as large as a header claims, and takes links for
// empty files.

const (
	maxRarDict   = 256 << 20
	rar4Sig      = 7
	rar5Sig      = 8
	maxRarHeader = 1<<21 + 16
)

var errRar = errors.New("a block's header makes no sense")

// rarWalk goes from block to block.
type rarWalk struct {
	r     io.ReaderAt
	size  int64
	at    int64
	lim   Limits
	name  string
	files int
	what  inspection
}

// inspectRar refuses a rar that has a password, is split, claims more memory
// or entries than there may be, or ends too early.
func inspectRar(r io.ReaderAt, size int64, lim Limits, name string) (inspection, error) {
	w := &rarWalk{r: r, size: size, lim: lim, name: name, what: inspection{links: map[int]bool{}}}
	var sig [rar5Sig]byte
	if _, err := r.ReadAt(sig[:], 0); err != nil {
		return w.what, fail(name, ErrDamaged, errNoEnd)
	}
	block := w.block4
	w.at = rar4Sig
	if sig[6] == 1 {
		block, w.at = w.block5, rar5Sig
	}
	for {
		last, err := block()
		if err == nil && w.at > size {
			err = errNoEnd
		}
		if err != nil {
			return w.what, w.judge(err)
		}
		if last {
			return w.what, nil
		}
	}
}

func (w *rarWalk) judge(err error) error {
	if itemFault(err) || errors.Is(err, ErrLimit) {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errNoEnd
	}
	return fail(w.name, ErrDamaged, err)
}

// file counts a file's block and holds its memory against the limit.
func (w *rarWalk) file(dict, unpacked uint64) error {
	if w.files++; w.files > w.lim.Entries {
		return w.lim.entriesError(w.name)
	}
	if min(dict, unpacked) > maxRarDict {
		return fail(w.name, ErrUnsupported, fmt.Errorf("unpacking it takes %s of memory", size(int64(min(dict, unpacked))))) // #nosec G115 -- at most 64 GiB
	}
	return nil
}

// skip moves behind a block's header and data.
func (w *rarWalk) skip(header int64, data uint64) error {
	w.at += header
	if data > uint64(max(w.size-w.at, 0)) { // #nosec G115 -- never negative
		return errNoEnd
	}
	w.at += int64(data) // #nosec G115 -- within size
	return nil
}

// block4 walks a block of the format of rar 1.5 to 4.
func (w *rarWalk) block4() (last bool, err error) {
	const (
		main, file, end = 0x73, 0x74, 0x7B
		hasData, large  = 0x8000, 0x0100
	)
	var head [36]byte
	n, err := w.r.ReadAt(head[:], w.at)
	if n == 0 && errors.Is(err, io.EOF) {
		return true, nil // an end block is not needed
	}
	if n < 7 {
		return false, errNoEnd
	}
	le := binary.LittleEndian
	kind, flags, length := head[2], le.Uint16(head[3:]), int64(le.Uint16(head[5:]))
	if length < 7 || kind == file && length < 32 || flags&hasData != 0 && length < 11 {
		return false, errRar
	}
	if int64(n) < min(length, int64(len(head))) {
		return false, errNoEnd
	}
	var data uint64
	if flags&hasData != 0 {
		data = uint64(le.Uint32(head[7:]))
	}
	switch kind {
	case main:
		if flags&0x02 != 0 {
			length = 13 // a comment stands inside
		}
		w.what.solid = flags&0x08 != 0
		if flags&0x80 != 0 {
			return false, fail(w.name, ErrPassword, nil)
		}
		if flags&0x01 != 0 {
			return false, fail(w.name, ErrParts, nil)
		}
	case file, 0x7A:
		if flags&large != 0 {
			if length < 36 {
				return false, errRar
			}
			data |= uint64(le.Uint32(head[32:])) << 32
		}
		if kind == file {
			err = w.file4(flags)
		}
	case end:
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, w.skip(length, data)
}

func (w *rarWalk) file4(flags uint16) error {
	switch {
	case flags&0x04 != 0:
		return fail(w.name, ErrPassword, nil)
	case flags&0x03 != 0:
		return fail(w.name, ErrParts, nil)
	}
	return w.file(0, 0) // its dictionary has at most 4 MiB
}

// block5 walks a block of the format of rar 5 and later.
func (w *rarWalk) block5() (last bool, err error) {
	var head [7]byte
	if n, err := w.r.ReadAt(head[:], w.at); n < len(head) {
		return false, errors.Join(errNoEnd, err)
	}
	length, used := binary.Uvarint(head[4:])
	if used <= 0 || length == 0 || length > maxRarHeader || int(length) < 3-used {
		return false, errRar
	}
	b := make(vints, length)
	begin := w.at + 4 + int64(used)
	if n, err := w.r.ReadAt(b, begin); n < len(b) {
		return false, errors.Join(errNoEnd, err)
	}
	kind, flags := b.next(), b.next()
	var extra, data uint64
	if flags&0x01 != 0 {
		extra = b.next()
	}
	if flags&0x02 != 0 {
		data = b.next()
	}
	if extra > uint64(len(b)) {
		return false, errRar
	}
	records := b[uint64(len(b))-extra:]
	b = b[:uint64(len(b))-extra]
	switch kind {
	case 1: // the archive
		archive := b.next()
		w.what.solid = archive&0x04 != 0
		if archive&0x01 != 0 {
			return false, fail(w.name, ErrParts, nil)
		}
	case 2:
		err = w.file5(flags, b, records)
	case 4:
		return false, fail(w.name, ErrPassword, nil)
	case 5:
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, w.skip(4+int64(used)+int64(length), data)
}

func (w *rarWalk) file5(flags uint64, b, records vints) error {
	if flags&0x18 != 0 {
		return fail(w.name, ErrParts, nil)
	}
	what := b.next()
	unpacked := b.next()
	if what&0x08 != 0 {
		unpacked = 1 << 40 // unknown
	}
	b.next() // attributes
	for _, flag := range []uint64{0x02, 0x04} {
		if what&flag != 0 { // time, checksum
			b.skip(4)
		}
	}
	pack := b.next()
	dict := uint64(0x20000) << (pack >> 10 & 0xF)
	if pack&0x3F == 1 {
		dict = uint64(0x20000) << (pack >> 10 & 0x1F)
		dict += dict / 32 * (pack >> 15 & 0x1F)
	}
	if pack>>7&7 == 0 {
		dict = 0 // stored
	}
	for len(records) > 0 {
		length := records.next()
		if length == 0 || length > uint64(len(records)) {
			return errRar
		}
		record := records[:length]
		records = records[length:]
		switch record.next() {
		case 1:
			return fail(w.name, ErrPassword, nil)
		case 5:
			w.what.links[w.files] = true
		}
	}
	return w.file(dict, unpacked)
}

// vints are numbers of 7 bits a byte. Behind the end come zeroes.
type vints []byte

func (v *vints) next() uint64 {
	n, used := binary.Uvarint(*v)
	if used <= 0 {
		*v = nil
		return 0
	}
	*v = (*v)[used:]
	return n
}

func (v *vints) skip(n int) { *v = (*v)[min(n, len(*v)):] }

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
	need := rar4Need(kind, flags)
	if length < need {
		return false, errRar
	}
	if int64(n) < need {
		return false, errNoEnd
	}
	var data uint64
	if flags&rar4HasData != 0 {
		data = uint64(le.Uint32(head[7:]))
	}
	if need == rar4LargeLen {
		data |= uint64(le.Uint32(head[32:])) << 32
	}
	switch kind {
	case rar4Main:
		if flags&rar4Comment != 0 {
			length = 13 // the comment follows as a block
		}
		err = w.main4(flags)
	case rar4File:
		err = w.file4(flags)
	case rar4End:
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, w.skip(length, data)
}

const (
	rar4Main, rar4File, rar4Service, rar4End = 0x73, 0x74, 0x7A, 0x7B

	rar4HasData, rar4Large = 0x8000, 0x0100 // flags of blocks
	rar4Comment            = 0x02           // flag of the first block
	rar4LargeLen           = 36
)

// rar4Need is how long a block's header must be at least.
func rar4Need(kind byte, flags uint16) int64 {
	switch {
	case (kind == rar4File || kind == rar4Service) && flags&rar4Large != 0:
		return rar4LargeLen
	case kind == rar4File:
		return 32
	case flags&rar4HasData != 0:
		return 11
	}
	return 7
}

func (w *rarWalk) main4(flags uint16) error {
	w.what.solid = flags&0x08 != 0
	switch {
	case flags&0x80 != 0:
		return fail(w.name, ErrPassword, nil)
	case flags&0x01 != 0:
		return fail(w.name, ErrParts, nil)
	}
	return nil
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
	b, length, err := w.header5()
	if err != nil {
		return false, err
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
	cut := uint64(len(b)) - extra
	switch kind {
	case 1: // the archive
		archive := b.next()
		w.what.solid = archive&0x04 != 0
		if archive&0x01 != 0 {
			return false, fail(w.name, ErrParts, nil)
		}
	case 2:
		err = w.file5(flags, b[:cut:cut], b[cut:])
	case 4:
		return false, fail(w.name, ErrPassword, nil)
	case 5:
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, w.skip(length, data)
}

// header5 reads a block's header; length is that of all of it.
func (w *rarWalk) header5() (b vints, length int64, err error) {
	var head [7]byte
	if n, err := w.r.ReadAt(head[:], w.at); n < len(head) {
		return nil, 0, errors.Join(errNoEnd, err)
	}
	bytes, used := binary.Uvarint(head[4:])
	if used <= 0 || bytes == 0 || bytes > maxRarHeader || int(bytes) < 3-used {
		return nil, 0, errRar
	}
	b = make(vints, bytes)
	before := int64(4 + used)
	if n, err := w.r.ReadAt(b, w.at+before); n < len(b) {
		return nil, 0, errors.Join(errNoEnd, err)
	}
	return b, before + int64(len(b)), nil
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
	if err := w.records5(records); err != nil {
		return err
	}
	return w.file(dict, unpacked)
}

// records5 looks for a password and for links among a file's extra records.
func (w *rarWalk) records5(records vints) error {
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
	return nil
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

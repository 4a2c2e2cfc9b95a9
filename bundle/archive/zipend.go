package archive

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"tradecase/bundle/store"
)

// A zip's directory stands at its end, found through the end record. Both are
// read here with bounded memory before the whole directory is loaded.

const (
	endLen      = 22 // end record without its comment
	end64LocLen = 20
	end64Len    = 56
	maxComment  = 1<<16 - 1
	dirHeadLen  = 46

	flagEncrypted = 0x1
)

var errNoEnd = errors.New("its end is missing")

// zipEnd is what an end record says, with zip64's values where there are any.
type zipEnd struct {
	entries   uint64
	dirSize   uint64
	dirOffset uint64
	at        int64 // where the record that counts stands
	parts     bool  // it names more than one file
}

// readZipEnd finds and reads the end record, as the zip readers do that come
// after: the last record whose comment fits into the file.
func readZipEnd(r io.ReaderAt, size int64) (zipEnd, error) {
	tail := make([]byte, min(size, endLen+maxComment))
	base := size - int64(len(tail))
	if _, err := r.ReadAt(tail, base); err != nil && !errors.Is(err, io.EOF) {
		return zipEnd{}, err
	}
	for i := len(tail) - endLen; i >= 0; i-- {
		b := tail[i:]
		if !bytes.HasPrefix(b, []byte("PK\x05\x06")) {
			continue
		}
		if endLen+int(binary.LittleEndian.Uint16(b[20:])) > len(b) {
			return zipEnd{}, errNoEnd
		}
		return parseZipEnd(r, size, b, base+int64(i))
	}
	return zipEnd{}, errNoEnd
}

func parseZipEnd(r io.ReaderAt, size int64, b []byte, at int64) (zipEnd, error) {
	le := binary.LittleEndian
	disk, dirDisk := le.Uint16(b[4:]), le.Uint16(b[6:])
	e := zipEnd{
		entries: uint64(le.Uint16(b[10:])), dirSize: uint64(le.Uint32(b[12:])), dirOffset: uint64(le.Uint32(b[16:])),
		at: at, parts: disk != dirDisk || disk != 0 && disk != 0xFFFF,
	}
	if e.entries == 0xFFFF || e.dirSize == 0xFFFF || e.dirSize == 0xFFFFFFFF || e.dirOffset == 0xFFFFFFFF {
		if err := e.read64(r); err != nil {
			return e, err
		}
	}
	start, ok := e.start()
	if !ok || start > size {
		return e, errors.New("its directory lies outside of it")
	}
	return e, nil
}

// read64 takes the values of the zip64 end record over, if there is one.
func (e *zipEnd) read64(r io.ReaderAt) error {
	if e.at < end64LocLen {
		return nil
	}
	loc := make([]byte, end64LocLen)
	if _, err := r.ReadAt(loc, e.at-end64LocLen); err != nil {
		return err
	}
	le := binary.LittleEndian
	if !bytes.HasPrefix(loc, []byte("PK\x06\x07")) {
		return nil
	}
	if le.Uint32(loc[4:]) != 0 || le.Uint32(loc[16:]) > 1 {
		e.parts = true
		return nil
	}
	at := le.Uint64(loc[8:])
	rec := make([]byte, end64Len)
	if at > uint64(e.at) { // #nosec G115 -- at is never negative
		return errors.New("its end record lies outside of it")
	}
	if _, err := r.ReadAt(rec, int64(at)); err != nil { // #nosec G115 -- within the file
		return err
	}
	if !bytes.HasPrefix(rec, []byte("PK\x06\x06")) {
		return errors.New("its end record is not one")
	}
	e.parts = le.Uint32(rec[16:]) != 0 || le.Uint32(rec[20:]) != 0
	e.entries, e.dirSize, e.dirOffset = le.Uint64(rec[32:]), le.Uint64(rec[40:]), le.Uint64(rec[48:])
	e.at = int64(at) // #nosec G115 -- within the file
	return nil
}

// start is where the directory begins, with what was put before the zip (a
// self-extractor) counted in.
func (e *zipEnd) start() (int64, bool) {
	const most = 1 << 62
	if e.dirSize > most || e.dirOffset > most {
		return 0, false
	}
	start := e.at - int64(e.dirSize)                        // #nosec G115 -- at most most
	return start, start >= 0 && int64(e.dirOffset) <= start // #nosec G115 -- at most most
}

// inspectZip refuses a zip that is split, has a password or a directory
// beyond the limits. The directory is counted entry by entry, since the end
// record may lie.
func inspectZip(r io.ReaderAt, size int64, lim Limits, name string) error {
	end, err := readZipEnd(r, size)
	switch {
	case err != nil:
		return fail(name, ErrDamaged, err)
	case end.parts:
		return fail(name, ErrParts, nil)
	case end.entries > uint64(lim.Entries): // #nosec G115 -- at least 1
		return lim.entriesError(name)
	case end.dirSize > uint64(lim.maxDirectory()): // #nosec G115 -- positive
		return lim.directoryError(name)
	}
	start, _ := end.start()
	starts := []int64{start}
	if off := int64(end.dirOffset); off != start { // #nosec G115 -- at most start
		starts = append(starts, off) // a reader may take either
	}
	locked := false
	for _, from := range starts {
		l, err := walkZipDirectory(r, from, size, lim, name)
		if err != nil {
			return err
		}
		locked = locked || l
	}
	if locked {
		return fail(name, ErrPassword, nil)
	}
	return nil
}

// walkZipDirectory reads headers as long as there are any, as zip readers do,
// without keeping them, and reports whether any file has a password.
func walkZipDirectory(r io.ReaderAt, from, size int64, lim Limits, name string) (locked bool, err error) {
	br := bufio.NewReaderSize(io.NewSectionReader(r, from, size-from), 64<<10)
	var read int64
	for n := 0; ; n++ {
		h, err := nextZipHeader(br)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return locked, nil // whether it is the right end is for the zip's reader to say
		case err != nil:
			return locked, fail(name, ErrUnreadable, store.WithoutPath(err))
		case n >= lim.Entries:
			return locked, lim.entriesError(name)
		}
		if read += h.bytes; read > lim.maxDirectory() {
			return locked, lim.directoryError(name)
		}
		locked = locked || h.locked
	}
}

// zipHeader is what counts of an entry in a zip's directory.
type zipHeader struct {
	bytes  int64 // in the directory
	locked bool  // a file with a password
}

// nextZipHeader reads one header. Anything else than a header is the end.
func nextZipHeader(br *bufio.Reader) (zipHeader, error) {
	var head [dirHeadLen]byte
	if _, err := io.ReadFull(br, head[:]); err != nil {
		return zipHeader{}, err
	}
	if !bytes.HasPrefix(head[:], []byte("PK\x01\x02")) {
		return zipHeader{}, io.EOF
	}
	le := binary.LittleEndian
	nameLen := int(le.Uint16(head[28:]))
	rest := int(le.Uint16(head[30:])) + int(le.Uint16(head[32:]))
	h := zipHeader{bytes: int64(dirHeadLen + nameLen + rest), locked: le.Uint16(head[8:])&flagEncrypted != 0}
	if nameLen > 0 {
		if _, err := br.Discard(nameLen - 1); err != nil {
			return h, err
		}
		last, err := br.ReadByte()
		if err != nil {
			return h, err
		}
		h.locked = h.locked && last != '/'
	}
	_, err := br.Discard(rest)
	return h, err
}

var zipMethods = map[uint16]string{
	1: "Shrink", 2: "Reduce", 3: "Reduce", 4: "Reduce", 5: "Reduce", 6: "Implode", 9: "Deflate64",
	14: "LZMA", 96: "JPEG", 97: "WavPack", 98: "PPMd", 99: "AES",
}

// unfitZip gives the reason for which a zip's entry is not taken, or "".
func unfitZip(method, creator uint16, attrs uint32) string {
	switch method {
	case 0, 8, 12, 93, 95: // store, deflate, bzip2, zstd, xz
	default:
		name := zipMethods[method]
		if name == "" {
			name = fmt.Sprintf("method %d", method)
		}
		return "packed with " + name + ", which is not supported: ask for a plain zip"
	}
	const dos, ntfs = 0, 11
	if host := creator >> 8; (host == dos || host == ntfs) && attrs&reparsePoint != 0 {
		return whyLink
	}
	return ""
}

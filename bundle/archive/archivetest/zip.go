package archivetest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
)

// Entry is a file as it is written into a hostile archive: the name goes in
// as it is.
type Entry struct {
	Name   string
	Body   string
	Mode   fs.FileMode // its type bits say what the entry is; 0 is a plain file
	Method uint16      // of a zip: written into the header only, the body is stored
	Flags  uint16      // of a zip: added to the header's
}

// MakeZip writes the entries without compression, and without any check.
func MakeZip(entries ...Entry) []byte {
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, e := range entries {
		h := &zip.FileHeader{
			Name: e.Name, Method: e.Method, Flags: e.Flags, CRC32: crc32.ChecksumIEEE([]byte(e.Body)),
			CompressedSize64: uint64(len(e.Body)), UncompressedSize64: uint64(len(e.Body)),
		}
		h.SetMode(e.Mode | 0o644)
		w, err := zw.CreateRaw(h)
		if err == nil {
			_, err = io.WriteString(w, e.Body)
		}
		must(err)
	}
	must(zw.Close())
	return buf.Bytes()
}

// must is for writing into memory, which cannot fail.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Bomb writes a zip with one file of about size bytes that begins like a log
// and goes on with blanks: one deflate block again and again, so that 10 GB
// take a second and 10 MB.
func Bomb(w io.Writer, name, head string, size int64) error {
	const chunk = 1 << 20
	blanks := bytes.Repeat([]byte(" "), chunk)
	block, first := deflated(blanks), deflated([]byte(head))
	times := size / chunk
	sum := crc32.ChecksumIEEE([]byte(head))
	for range times {
		sum = crc32.Update(sum, crc32.IEEETable, blanks)
	}
	final := []byte{0x01, 0x00, 0x00, 0xFF, 0xFF} // an empty last block
	zw := zip.NewWriter(w)
	out, err := zw.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Deflate, CRC32: sum,
		CompressedSize64:   uint64(int64(len(first)+len(final)) + times*int64(len(block))),
		UncompressedSize64: uint64(int64(len(head)) + times*chunk),
	})
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(out, 1<<20)
	_, err = b.Write(first)
	for range times {
		if err == nil {
			_, err = b.Write(block)
		}
	}
	if err == nil {
		_, err = b.Write(final)
	}
	if err == nil {
		err = b.Flush()
	}
	if err != nil {
		return err
	}
	return zw.Close()
}

// deflated is data as deflate blocks that end on a byte and refer to nothing
// before them.
func deflated(data []byte) []byte {
	var buf bytes.Buffer
	fw, err := flate.NewWriter(&buf, flate.BestCompression)
	must(err)
	_, err = fw.Write(data)
	must(err)
	must(fw.Flush())
	return buf.Bytes()
}

// ManyEntries writes a zip of n empty files whose end record claims claimed
// of them; with zip64 records where the claim needs them.
func ManyEntries(w io.Writer, n, claimed int) error {
	b := bufio.NewWriterSize(w, 1<<20)
	le := binary.LittleEndian
	local := append([]byte("PK\x03\x04\x0a\x00\x00\x00\x00\x00\x00\x00\x21\x00"), make([]byte, 16)...)
	le.PutUint16(local[26:], 9)
	for i := range n {
		_, _ = b.Write(local) // Flush gives the error
		_, _ = fmt.Fprintf(b, "f%08d", i)
	}
	central := append([]byte("PK\x01\x02\x0a\x00\x0a\x00\x00\x00\x00\x00\x00\x00\x21\x00"), make([]byte, 30)...)
	le.PutUint16(central[28:], 9)
	for i := range n {
		le.PutUint32(central[42:], uint32(i*39)) // #nosec G115 -- small enough in tests
		_, _ = b.Write(central)
		_, _ = fmt.Fprintf(b, "f%08d", i)
	}
	_, _ = b.Write(endRecord(uint64(claimed), uint64(n*55), uint64(n*39))) // #nosec G115 -- never negative
	return b.Flush()
}

// endRecord is a zip's end: entries, the directory's size and where it is.
func endRecord(entries, size, offset uint64) []byte {
	le := binary.LittleEndian
	var out []byte
	if entries >= 0xFFFF {
		out = append(out, "PK\x06\x06"...)
		out = le.AppendUint64(out, 44)
		out = append(out, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0)
		for _, v := range []uint64{entries, entries, size, offset} {
			out = le.AppendUint64(out, v)
		}
		out = append(out, "PK\x06\x07\x00\x00\x00\x00"...)
		out = le.AppendUint64(out, offset+size)
		out = le.AppendUint32(out, 1)
		entries = 0xFFFF
	}
	out = append(out, "PK\x05\x06\x00\x00\x00\x00"...)
	out = le.AppendUint16(out, uint16(entries)) // #nosec G115 -- at most 0xFFFF
	out = le.AppendUint16(out, uint16(entries)) // #nosec G115 -- at most 0xFFFF
	out = le.AppendUint32(out, uint32(size))    // #nosec G115 -- small enough in tests
	out = le.AppendUint32(out, uint32(offset))  // #nosec G115 -- small enough in tests
	return append(out, 0, 0)
}

// Nested packs body as name into a zip, that into a zip, and so on: depth
// zips in all, the inner ones called inner.zip.
func Nested(depth int, name, body string) []byte {
	data := MakeZip(Entry{Name: name, Body: body})
	for range depth - 1 {
		data = MakeZip(Entry{Name: "inner.zip", Body: string(data)})
	}
	return data
}

package logs_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"
	"testing"
	"unicode/utf16"

	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/text"
)

// held is a log that is held in memory.
type held struct{ *bytes.Reader }

func (held) Close() error { return nil }

// indexable is an IndexFile over text that is held in memory.
func indexable(f logs.File, text []byte) logs.IndexFile {
	return logs.IndexFile{File: f, At: func() (logs.Content, error) { return held{bytes.NewReader(text)}, nil }}
}

// disk is a log that may change, vanish and break.
type disk struct {
	mu      sync.Mutex
	data    []byte
	missing error        // why it cannot be opened
	broken  int64        // reads that touch what is behind fail; 0: none
	opened  atomic.Int64 // how often
	open    atomic.Int64 // how many are not closed yet
}

func (d *disk) set(change func(d *disk)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(d)
}

func (d *disk) file(path string) logs.IndexFile {
	n, _ := logs.Rotation(path)
	return logs.IndexFile{File: logs.File{Path: path, Rotation: n}, At: func() (logs.Content, error) {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.missing != nil {
			return nil, d.missing
		}
		d.opened.Add(1)
		d.open.Add(1)
		return &opened{disk: d, size: int64(len(d.data))}, nil
	}}
}

type opened struct {
	disk   *disk
	size   int64
	closed bool
}

var errDisk = errors.New("disk on fire")

func (o *opened) Size() int64 { return o.size }

func (o *opened) ReadAt(p []byte, off int64) (int, error) {
	o.disk.mu.Lock()
	defer o.disk.mu.Unlock()
	if b := o.disk.broken; b > 0 && off+int64(len(p)) > b {
		n := copy(p, o.disk.data[min(off, b):b])
		return n, &fs.PathError{Op: "read", Path: "/home/alexis/private", Err: errDisk}
	}
	return bytes.NewReader(o.disk.data).ReadAt(p, off)
}

func (o *opened) Close() error {
	if o.closed {
		return fs.ErrClosed
	}
	o.closed = true
	o.disk.open.Add(-1)
	return nil
}

func index(tb testing.TB, files ...logs.IndexFile) *logs.Index {
	tb.Helper()
	x, err := logs.BuildIndex(context.Background(), files, logs.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

// indexOf is the index of one file.
func indexOf(tb testing.TB, text string) *logs.Index {
	tb.Helper()
	return index(tb, indexable(logs.File{Path: "bisq.log"}, []byte(text)))
}

// sameAsScanner checks that an index of one file has the Scanner's entries.
func sameAsScanner(tb testing.TB, x *logs.Index, stored []byte) {
	tb.Helper()
	decoded, err := io.ReadAll(text.NewReader(bytes.NewReader(stored)))
	if err != nil {
		tb.Fatal(err)
	}
	if x.Bytes() != int64(len(decoded)) {
		tb.Fatalf("%d bytes of text, want %d", x.Bytes(), len(decoded))
	}
	s := logs.NewScanner(bytes.NewReader(stored))
	n := 0
	for ; s.Next(); n++ {
		sameEntry(tb, x, n, s.Entry(), decoded)
	}
	if s.Err() != nil || x.Len() != n {
		tb.Fatalf("%d rows, the scanner has %d: %v", x.Len(), n, s.Err())
	}
}

func sameEntry(tb testing.TB, x *logs.Index, n int, want *logs.Entry, decoded []byte) {
	tb.Helper()
	row := x.Row(n)
	if row.Line != want.Line || row.Lines != want.Lines || row.Size != want.Size || row.At != string(want.At) || row.Level.String() != string(want.Level) {
		tb.Fatalf("row %d is %+v, the entry is in line %d with %d lines and %d bytes, %q %q", n, row, want.Line, want.Lines, want.Size, want.At, want.Level)
	}
	for _, limit := range []int{0, 1, 60, 1 << 30} {
		got, err := x.Read(n, limit)
		if err != nil {
			tb.Fatal(err)
		}
		all := decoded[want.Offset : want.Offset+want.Size]
		size := map[int]int{0: 64 << 10, 1: 1, 60: 60, 1 << 30: 1 << 20}[limit]
		raw := all[:min(len(all), size)]
		if !bytes.Equal(got.Raw, raw) || got.Truncated != (len(raw) < len(all)) {
			tb.Fatalf("row %d, limit %d: raw %.100q, want %.100q", n, limit, got.Raw, raw)
		}
		if got.Line != want.Line || got.Lines != want.Lines || got.Offset != want.Offset || got.Size != want.Size || !bytes.Equal(got.At, want.At) {
			tb.Fatalf("row %d: %+v, want %+v", n, got, want)
		}
		if want.Truncated {
			continue // the scanner holds less of it
		}
		message := string(all[len(want.Raw)-len(want.Text):])
		if want := message[:max(0, len(message)-len(all)+len(raw))]; string(got.Text) != want {
			tb.Fatalf("row %d, limit %d: text %.100q, want %.100q", n, limit, got.Text, want)
		}
		if !bytes.Equal(got.Thread, want.Thread) || !bytes.Equal(got.Level, want.Level) || !bytes.Equal(got.Logger, want.Logger) {
			tb.Fatalf("row %d: header %q %q %q", n, got.Thread, got.Level, got.Logger)
		}
	}
}

// wide encodes text in UTF-16.
func wide(order binary.AppendByteOrder, s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

const (
	oneEntry = "Okt.-07 09:06:35.077 [main] INFO  b.X: hi \n"
	twoMore  = "Okt.-07 09:06:36.000 [a b] ERROR b.c.Y: no\n\tat x\n\tat y \nfévr.-08 23:59:59.999 [main] WARN  b.Z: é \n"
)

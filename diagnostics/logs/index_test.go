package logs_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf16"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
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

func logShapes() map[string]string {
	noise := strings.Repeat(oneEntry+twoMore, 700) // several blocks
	zeros := strings.Repeat("\x00", 70_000)
	return map[string]string{
		"empty": "", "one byte": "x", "no header": "hello\nyou\n", "no line end": oneEntry + "Okt.-07 09:06:35.0", "plain": oneEntry + twoMore,
		"rest first": "\tat z\n" + oneEntry + twoMore, "crlf": strings.ReplaceAll(noise, "\n", "\r\n"), "long": noise,
		"colours":                 "\x1b[34m" + strings.ReplaceAll(noise, "\nOkt", "\n←[0;39m\x1b[34mOkt"),
		"quoted":                  "see:\n> " + strings.ReplaceAll(noise, "\n", "\n> "),
		"somebody's words":        oneEntry + "> " + oneEntry + twoMore,
		"broken headers":          "Mar-08 07:05:00.743 [main] INFO  b.c\nMar-08 07:05:00.743 [main] INF\nMar-08 07:05:00.743 [ma\nMar-08 07:05:00.743 [" + strings.Repeat("t", 700) + "] INFO  b: c\n",
		"long line":               oneEntry + "Okt.-07 09:06:35.077 [main] WARN  b.X: " + strings.Repeat("0123456789, ", 20_000) + "\n" + twoMore,
		"beyond a megabyte":       "Okt.-07 09:06:35.077 [main] WARN  b.X: " + strings.Repeat("0123456789\n", 120_000) + oneEntry,
		"crash":                   oneEntry + "Okt.-07 09:06:35.077 [main] INFO  b.X: cut o" + zeros + oneEntry + zeros + twoMore,
		"crash in the first line": zeros + oneEntry,
		"long lead":               strings.Repeat(">", 30_000) + oneEntry + strings.Repeat("> ", 30_000) + oneEntry,
		"invalid":                 "M\xe4rz-08 07:05:00.743 [main] INFO  b.X: \xff\xfe\n" + noise,
		"emoji":                   strings.Repeat("Okt.-07 09:06:35.077 [main] INFO  b.X: a"+strings.Repeat("😀", 999)+"\n", 40),
		"odd clocks":              "Okt.-99 99:99:99.999 [main] INFO  b.X: a\nOkt.-00 00:00:00.000 [main] INFO  b.X: a\nthg 10-07 01:02:03.004 [main] INFO  b.X: a\n",
	}
}

func TestIndexHasTheScannersEntries(t *testing.T) {
	for name, s := range logShapes() {
		for coding, stored := range map[string][]byte{
			"plain": []byte(s), "UTF-8 mark": []byte("\ufeff" + s), "two marks": []byte("\ufeff\ufeff" + s),
			"little endian": wide(binary.LittleEndian, s), "big endian": wide(binary.BigEndian, s),
			"little endian mark": wide(binary.LittleEndian, "\ufeff"+s), "big endian mark": wide(binary.BigEndian, "\ufeff"+s),
			"odd end": append(wide(binary.LittleEndian, "\ufeff"+s), 'x'),
		} {
			t.Run(name+", "+coding, func(t *testing.T) {
				sameAsScanner(t, index(t, indexable(logs.File{Path: "bisq.log"}, stored)), stored)
			})
		}
	}
}

// Halves of characters beyond 16 bits in any order, over many blocks.
func TestIndexLoneSurrogates(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		stored := []byte("\xff\xfe")
		for range 60_000 {
			u := []uint16{0xD83D, 0xDE00, 'a', '\n'}[min(r.IntN(20), 3-r.IntN(2))]
			if r.IntN(10) > 0 {
				u = 0xD800 + uint16(r.IntN(2))*0x400
			}
			stored = binary.LittleEndian.AppendUint16(stored, u)
		}
		sameAsScanner(t, index(t, indexable(logs.File{Path: "bisq.log"}, stored)), stored)
	}
}

func TestIndexGenerated(t *testing.T) {
	stored := generated(t, logstest.Joao(), 0, 500_000)
	sameAsScanner(t, index(t, indexable(logs.File{Path: "bisq.log"}, stored)), stored)
}

// More days than the index tells apart: At is then only in the file.
func TestIndexManyDays(t *testing.T) {
	var b strings.Builder
	const n = 70_000
	for i := range n {
		fmt.Fprintf(&b, "x%d-07 09:06:35.077 [main] INFO  b.X: hi\n", i)
	}
	x := indexOf(t, b.String())
	for _, i := range []int{0, 65_533, 65_534, n - 1} {
		want := fmt.Sprintf("x%d-07 09:06:35.077", i)
		e, err := x.Read(i, 0)
		if err != nil || string(e.At) != want || string(e.Logger) != "b.X" {
			t.Errorf("row %d: %+v, %v", i, e, err)
		}
		if i >= 65_534 {
			want = ""
		}
		if got := x.Row(i).At; got != want {
			t.Errorf("row %d: stamp %q, want %q", i, got, want)
		}
	}
}

func FuzzIndex(f *testing.F) {
	for _, s := range []string{
		"", "\n", "\x00", "\xff\xfeO\x00", "\xfe\xff\xd8\x3d\xd8\x3d", oneEntry + "more\r\n\x00\x00" + twoMore,
		"\x1b[34maug-28 16:06:18.976 [a] b] INFO  x: y\n←[0;39m←[34maug-28 16:06:18.976 [main] INFO  x: y\n",
		"> " + oneEntry + "> a\n>Okt.-07 09:06:35.077 [", "\xef\xbb\xbf\xef\xbb\xbfa\nb", "1-01 00:00:00.000 [", string(wide(binary.BigEndian, oneEntry+"😀")),
	} {
		f.Add([]byte(s), uint32(0))
		f.Add([]byte(s), uint32(100_001))
	}
	f.Fuzz(func(t *testing.T, b []byte, stretch uint32) {
		n := int(stretch % 200_000)
		b = append(b[:len(b):len(b)], bytes.Repeat(b, min(n/(len(b)+1), 500))...)
		b = append(b, bytes.Repeat([]byte("x"), n)...)
		b = append(b, b[:min(len(b), 1000)]...)
		sameAsScanner(t, index(t, indexable(logs.File{Path: "bisq.log"}, b)), b)
	})
}

func TestIndexOrderIsScans(t *testing.T) {
	var files []logs.File
	for i, party := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller, diagnostics.Unknown, ""} {
		for _, name := range []string{"bisq.log", "bisq_1.log", "bisq_10.log", "bisq_2.log", "notes.txt", "a/bisq_1.log", "empty/bisq_3.log"} {
			path := string(party) + "/" + name
			text := strings.Repeat(oneEntry, i+len(name))
			if strings.HasPrefix(name, "empty") {
				text = "nothing\n"
			}
			files = append(files, of(party, path, text))
		}
	}
	var want []string
	for _, f := range scan(t, files...).Files {
		want = append(want, f.Path)
	}
	for seed := range uint64(5) {
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		var indexed []logs.IndexFile
		for _, f := range files {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			indexed = append(indexed, indexable(f, text))
		}
		x := index(t, indexed...)
		row := 0
		for i, f := range x.Files() {
			if f.Path != want[i] || f.First != row || f.Err != nil {
				t.Fatalf("file %d is %+v, want %s from row %d", i, f, want[i], row)
			}
			for range f.Rows {
				if r := x.Row(row); r.Path != f.Path || r.Party != f.Party {
					t.Fatalf("row %d is %+v, want it in %s", row, r, f.Path)
				}
				row++
			}
		}
		if row != x.Len() {
			t.Errorf("%d rows in files, %d in all", row, x.Len())
		}
	}
}

func TestRowsOutOfRange(t *testing.T) {
	for _, x := range []*logs.Index{index(t), indexOf(t, ""), indexOf(t, oneEntry)} {
		for _, i := range []int{-1, x.Len(), x.Len() + 100} {
			if x.Row(i) != (logs.Row{}) {
				t.Errorf("there is a row %d of %d", i, x.Len())
			}
			if _, err := x.Read(i, 0); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("there is no row %d of %d", i, x.Len())) {
				t.Errorf("row %d of %d: %v", i, x.Len(), err)
			}
		}
	}
}

func TestLocate(t *testing.T) {
	x := index(t,
		indexable(logs.File{Path: "seller/bisq_1.log", Party: diagnostics.Seller, Rotation: 1}, []byte("a\n"+oneEntry+twoMore)),
		indexable(logs.File{Path: "seller/bisq.log", Party: diagnostics.Seller}, []byte(oneEntry+"Okt.-07 09:06:35.077 [m] INFO  b: cut\x00\x00"+oneEntry+oneEntry)),
		indexable(logs.File{Path: "buyer/bisq.log", Party: diagnostics.Buyer}, nil),
	)
	for _, tt := range []struct {
		path string
		line int64
		row  int
		ok   bool
	}{
		{"seller/bisq_1.log", 1, 0, true},
		{"seller/bisq_1.log", 2, 1, true},
		{"seller/bisq_1.log", 3, 2, true},
		{"seller/bisq_1.log", 5, 2, true},
		{"seller/bisq_1.log", 6, 3, true},
		{"seller/bisq_1.log", 7, 0, false},
		{"seller/bisq_1.log", 0, 0, false},
		{"seller/bisq_1.log", -1, 0, false},
		{"seller/bisq.log", 1, 4, true},
		{"seller/bisq.log", 2, 5, true},
		{"seller/bisq.log", 3, 7, true},
		{"seller/bisq.log", 1 << 40, 0, false},
		{"buyer/bisq.log", 1, 0, false},
		{"bisq.log", 1, 0, false},
	} {
		if row, ok := x.Locate(tt.path, tt.line); row != tt.row || ok != tt.ok {
			t.Errorf("%s:%d: row %d %v, want %d %v", tt.path, tt.line, row, ok, tt.row, tt.ok)
		}
	}
	if x.Len() != 8 {
		t.Errorf("%d rows", x.Len())
	}
}

func TestIndexUnreadableFiles(t *testing.T) {
	gone := &disk{missing: &fs.PathError{Op: "open", Path: "/home/alexis/private", Err: fs.ErrPermission}}
	hinted := &disk{missing: diagnostics.WithHint(errors.New("stored badly"), "add it again")}
	broken := &disk{data: []byte(strings.Repeat(oneEntry, 5000)), broken: 100_000}
	short := &disk{data: []byte(strings.Repeat(oneEntry, 5000))}
	shrunk := short.file("bisq_3.log")
	at := shrunk.At
	shrunk.At = func() (logs.Content, error) {
		c, err := at()
		short.set(func(d *disk) { d.data = d.data[:100_000] })
		return c, err
	}
	x := index(t, gone.file("bisq_1.log"), hinted.file("bisq_2.log"), shrunk, broken.file("bisq_4.log"), (&disk{data: []byte(oneEntry)}).file("bisq.log"))
	files := map[string]logs.IndexedFile{}
	for _, f := range x.Files() {
		files[f.Path] = f
	}
	for path, want := range map[string]struct {
		rows        int
		cause       error
		title, hint string
	}{
		"bisq_1.log": {0, fs.ErrPermission, "bisq_1.log: permission denied", "The log was changed"},
		"bisq_2.log": {0, nil, "bisq_2.log: stored badly", "add it again"},
		"bisq_3.log": {100_000/len(oneEntry) + 1, io.ErrUnexpectedEOF, "bisq_3.log: unexpected EOF", "The log was changed"},
		"bisq_4.log": {100_000/len(oneEntry) + 1, errDisk, "bisq_4.log: disk on fire", "The log was changed"},
	} {
		f := files[path]
		if f.Err == nil || f.Err.Error() != want.title || want.cause != nil && !errors.Is(f.Err, want.cause) || !strings.HasPrefix(diagnostics.Hint(f.Err), want.hint) {
			t.Errorf("%s: %v, hint %q", path, f.Err, diagnostics.Hint(f.Err))
		}
		if f.Rows < want.rows-1_600 || f.Rows > want.rows {
			t.Errorf("%s has %d rows, want about %d", path, f.Rows, want.rows)
		}
	}
	if f := files["bisq.log"]; f.Err != nil || f.Rows != 1 {
		t.Errorf("%+v", f)
	}
	if e, err := x.Read(files["bisq_4.log"].First, 0); err != nil || string(e.Raw) != oneEntry {
		t.Errorf("before the break: %q, %v", e.Raw, err)
	}
	if e, err := x.Read(files["bisq_3.log"].First, 0); !errors.Is(err, logs.ErrChanged) {
		t.Errorf("in a file that got shorter: %q, %v", e.Raw, err)
	}
}

func TestBuildIndexCancelled(t *testing.T) {
	d := &disk{data: bytes.Repeat([]byte(oneEntry), 50_000)}
	ctx, cancel := context.WithCancel(context.Background())
	var read atomic.Int64
	_, err := logs.BuildIndex(ctx, []logs.IndexFile{d.file("bisq.log"), d.file("bisq_1.log")}, logs.Options{Progress: func(n int64) { read.Add(n); cancel() }})
	if !errors.Is(err, context.Canceled) || err.Error() != "index logs: context canceled" || read.Load() > 200_000 || d.open.Load() != 0 {
		t.Errorf("%v after %d bytes, %d open", err, read.Load(), d.open.Load())
	}
}

func TestBuildIndexProgress(t *testing.T) {
	d := &disk{data: append([]byte("\ufeff"), bytes.Repeat([]byte(oneEntry), 50_000)...)}
	var read atomic.Int64
	x, err := logs.BuildIndex(context.Background(), []logs.IndexFile{d.file("bisq.log")}, logs.Options{Progress: func(n int64) { read.Add(n) }})
	if err != nil || read.Load() != int64(len(d.data)) || x.Bytes() != int64(len(d.data))-3 || d.open.Load() != 0 {
		t.Errorf("%d bytes of %d were read, %d bytes of text, %d open, %v", read.Load(), len(d.data), x.Bytes(), d.open.Load(), err)
	}
}

// Whatever happens to a file, a row is its old text or an error.
func TestReadFromChangedFile(t *testing.T) {
	whole := strings.Repeat(oneEntry+twoMore, 5000)
	for name, tt := range map[string]struct {
		change func(d *disk)
		unread error // of a row that was not read before
		read   error // of one that was, two seconds ago; nil: the old text
	}{
		"vanished": {func(d *disk) { d.missing = fs.ErrNotExist }, fs.ErrNotExist, fs.ErrNotExist},
		"shorter":  {func(d *disk) { d.data = d.data[:len(d.data)-1] }, logs.ErrChanged, logs.ErrChanged},
		"longer":   {func(d *disk) { d.data = append(d.data, 'x') }, logs.ErrChanged, logs.ErrChanged},
		"one byte": {func(d *disk) { d.data[len(d.data)-7] ^= 1 }, logs.ErrChanged, nil},
		"moved on": {func(d *disk) { d.data = append(d.data[1:len(d.data):len(d.data)], 'x') }, logs.ErrChanged, nil},
		"broken":   {func(d *disk) { d.broken = 10 }, errDisk, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &disk{data: []byte(whole)}
				x := index(t, d.file("bisq.log"))
				old := func() error {
					e, err := x.Read(0, 0)
					if err == nil && string(e.Raw) != oneEntry {
						t.Errorf("wrong text: %q", e.Raw)
					}
					return err
				}
				if err := old(); err != nil {
					t.Fatal(err)
				}
				d.set(tt.change)
				if _, err := x.Read(x.Len()-1, 0); !errors.Is(err, tt.unread) {
					t.Errorf("a row not read before: %v, want %v", err, tt.unread)
				}
				if err := old(); err != nil {
					t.Errorf("a row just read: %v", err)
				}
				time.Sleep(2 * time.Second)
				if err := old(); !errors.Is(err, tt.read) {
					t.Errorf("a row read before: %v, want %v", err, tt.read)
				}
				if d.open.Load() != 0 {
					t.Errorf("%d files are open", d.open.Load())
				}
			})
		})
	}
}

// The file comes back: so do its rows.
func TestReadFromFileThatComesBack(t *testing.T) {
	d := &disk{data: []byte(oneEntry)}
	x := index(t, d.file("bisq.log"))
	d.set(func(d *disk) { d.missing = fs.ErrNotExist })
	if _, err := x.Read(0, 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	d.set(func(d *disk) { d.missing = nil })
	if e, err := x.Read(0, 0); err != nil || string(e.Raw) != oneEntry {
		t.Errorf("%q, %v", e.Raw, err)
	}
}

// The title where nothing was read before.
func TestReadErrorsNameTheFileAlone(t *testing.T) {
	for want, change := range map[string]func(d *disk){
		"bisq.log: file does not exist": func(d *disk) {
			d.missing = &fs.PathError{Op: "open", Path: "/home/alexis/private", Err: fs.ErrNotExist}
		},
		"bisq.log: disk on fire":                           func(d *disk) { d.broken = 1 },
		"bisq.log: the file has changed since it was read": func(d *disk) { d.data[0] = 'x' },
	} {
		d := &disk{data: []byte(oneEntry)}
		x := index(t, d.file("bisq.log"))
		d.set(change)
		_, err := x.Read(0, 0)
		if err == nil || err.Error() != want || diagnostics.Hint(err) == "" {
			t.Errorf("%v, hint %q, want %s", err, diagnostics.Hint(err), want)
		}
		if _, err := x.Filter(context.Background(), logs.Filter{Text: "hi"}, nil); err == nil || err.Error() != want {
			t.Errorf("filter: %v, want %s", err, want)
		}
	}
}

func TestReadingAPageOpensTheFileSeldom(t *testing.T) {
	d := &disk{data: generated(t, logstest.Ana(), 0, 1<<20)}
	x := index(t, d.file("bisq.log"))
	page := func(from int) int64 {
		before := d.opened.Load()
		for i := range 50 {
			if _, err := x.Read(from+i, 400); err != nil {
				t.Fatal(err)
			}
		}
		return d.opened.Load() - before
	}
	if n := page(1000); n > 4 {
		t.Errorf("a page opens the file %d times", n)
	}
	if n := page(1000); n > 1 { // should a second have passed
		t.Errorf("the same page opens the file %d times", n)
	}
	if n := page(1010); n > 2 {
		t.Errorf("scrolling by ten rows opens the file %d times", n)
	}
}

func TestRealFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bisq.log")
	stored := generated(t, logstest.Alexis(), 0, 300_000)
	if err := os.WriteFile(path, stored, 0o600); err != nil {
		t.Fatal(err)
	}
	x := index(t, logs.IndexFile{File: logs.File{Path: "buyer/bisq.log"}, At: func() (logs.Content, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		info, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return struct {
			*os.File
			sized
		}{f, sized(info.Size())}, nil
	}})
	sameAsScanner(t, x, stored)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Filter(context.Background(), logs.Filter{Text: "x"}, nil); !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), path) {
		t.Errorf("after it was removed: %v", err)
	}
}

type sized int64

func (s sized) Size() int64 { return int64(s) }

func TestClosedIndex(t *testing.T) {
	x := indexOf(t, oneEntry)
	if _, err := x.Read(0, 0); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := x.Read(0, 0); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("read: %v", err)
	}
	if _, err := x.Filter(context.Background(), logs.Filter{Text: "hi"}, nil); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("filter: %v", err)
	}
	if x.Len() != 1 || x.Row(0).Line != 1 {
		t.Error("the rows are gone")
	}
}

// Many readers at once, more text than is held, a filter beside them and at
// last a Close.
func TestConcurrentReaders(t *testing.T) {
	var files []logs.IndexFile
	var disks []*disk
	for n, tr := range []logstest.Trader{logstest.Ana(), logstest.Joao()} {
		d := &disk{data: generated(t, tr, 0, 3<<20)}
		disks = append(disks, d)
		files = append(files, d.file(logstest.FileName(n)))
	}
	x := index(t, files...)
	var want []string
	for i := range x.Len() {
		e, err := x.Read(i, 100)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, string(e.Raw))
	}
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(n), 0))
			for range 2000 {
				i := r.IntN(x.Len())
				if e, err := x.Read(i, 100); err != nil || string(e.Raw) != want[i] {
					t.Errorf("row %d: %q, %v", i, e.Raw, err)
					return
				}
				_ = x.Row(i)
			}
		})
	}
	wg.Go(func() {
		if rows, err := x.Filter(context.Background(), logs.Filter{Text: " "}, nil); err != nil || len(rows) != x.Len() {
			t.Errorf("%d rows, %v", len(rows), err)
		}
	})
	wg.Wait()
	for range 3 {
		wg.Go(func() {
			for i := range 1000 {
				if e, err := x.Read(i, 100); err != nil && !errors.Is(err, fs.ErrClosed) || err == nil && string(e.Raw) != want[i] {
					t.Errorf("row %d while closing: %q, %v", i, e.Raw, err)
					return
				}
			}
		})
	}
	wg.Go(func() { _ = x.Close() })
	wg.Wait()
	for _, d := range disks {
		if d.open.Load() != 0 {
			t.Errorf("%d files are open", d.open.Load())
		}
	}
}

func TestIndexNeedsLittleMemory(t *testing.T) {
	const n = 200_000
	text := bytes.Repeat([]byte(oneEntry), n)
	before := heap()
	x := index(t, indexable(logs.File{Path: "bisq.log"}, text))
	if used := (heap() - before) / n; x.Len() != n || used > 32 {
		t.Errorf("%d rows take %d bytes each", x.Len(), used)
	}
	if x.Row(n-1).Line != n {
		t.Error("wrong last row")
	}
}

package logs_test

import (
	"bytes"
	"context"
	"errors"
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

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

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

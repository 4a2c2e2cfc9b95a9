package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tradecase/bundle/archive/archivetest"
)

// chunked writes content in pieces of n bytes.
func chunked(name string, content []byte, n int) Entry {
	return Entry{name, func(_ context.Context, w io.Writer) error {
		for c := content; len(c) > 0; {
			m := min(n, len(c))
			if _, err := w.Write(c[:m]); err != nil {
				return err
			}
			c = c[m:]
		}
		return nil
	}}
}

// handOff is what a hand-off holds, in no order.
func handOff(tb testing.TB, piece int) ([]Entry, map[string][]byte) {
	tb.Helper()
	content := map[string][]byte{
		"QWZTRD/seller/bisq.log": traderLog(tb, 0, 3<<20), "QWZTRD/buyer/bisq_1.log": traderLog(tb, 1, 1<<20),
		"QWZTRD/buyer/bisq.log": traderLog(tb, 0, 1<<20), "QWZTRD/description.txt": []byte("Ana Belén: no payment\n"), "QWZTRD/screenshots/chat.png": pixel(tb),
		"QWZTRD/empty.txt": nil, "QWZTRD/Description.txt": []byte("other case"), "QWZTRD/João.txt": []byte("x"),
	}
	var entries []Entry
	for name, c := range content { // in another order each time
		entries = append(entries, chunked(name, c, piece))
	}
	return entries, content
}

func manifest(list []Written) (Entry, error) {
	var b strings.Builder
	for _, w := range list {
		fmt.Fprintf(&b, "%s %d %s\n", w.SHA256, w.Size, w.Name)
	}
	return Entry{"QWZTRD/manifest.txt", func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, b.String())
		return err
	}}, nil
}

func TestWriteSameBytesWhateverTheWorkers(t *testing.T) {
	var first []byte
	for _, workers := range []int{1, 2, 7, 0} {
		for _, piece := range []int{1 << 20, 4093} {
			entries, _ := handOff(t, piece)
			var buf bytes.Buffer
			if _, err := Write(context.Background(), &buf, WriteOptions{TempDir: t.TempDir(), Workers: workers}, entries, manifest); err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = buf.Bytes()
			}
			if !bytes.Equal(first, buf.Bytes()) {
				t.Fatalf("%d workers, pieces of %d: other bytes", workers, piece)
			}
		}
	}
}

func TestWriteIsReadByRealPrograms(t *testing.T) {
	entries, content := handOff(t, 1<<16)
	var buf bytes.Buffer
	temp := t.TempDir()
	var progress atomic.Int64
	list, err := Write(context.Background(), &buf, WriteOptions{TempDir: temp, Progress: func(n int64) { progress.Add(n) }}, entries, manifest)
	if err != nil {
		t.Fatal(err)
	}
	var total int64
	for i, w := range list {
		total += w.Size
		if i > 0 && list[i-1].Name >= w.Name {
			t.Errorf("%s stands before %s", list[i-1].Name, w.Name)
		}
		if c, ok := content[w.Name]; ok && (w.Size != int64(len(c)) || w.SHA256 != sum(c)) {
			t.Errorf("%+v is wrong", w)
		}
	}
	if len(list) != len(content)+1 || progress.Load() != total {
		t.Errorf("%d entries, progress %d of %d", len(list), progress.Load(), total)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	path := write(t, t.TempDir(), "out.zip", buf.Bytes())
	if out := archivetest.Run(t, ".", "unzip", "-tq", path); !strings.Contains(out, "No errors") {
		t.Error(out)
	}
	for program, args := range map[string][]string{"unzip": {"-q", path}, "7z": {"x", "-bd", path}} {
		dir := t.TempDir()
		archivetest.Run(t, dir, program, args...)
		for name, c := range content {
			have, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			if err != nil || !bytes.Equal(have, c) {
				t.Errorf("%s: %s: %d bytes, %v", program, name, len(have), err)
			}
		}
	}
	checkFields(t, buf.Bytes())
}

// checkFields holds the directory against what a hand-off promises.
func checkFields(t *testing.T, b []byte) {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range zr.File {
		if want := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC); !f.Modified.Equal(want) || f.Mode() != 0o644 || len(f.Extra) != 0 || f.Flags != 0x800 || f.Comment != "" {
			t.Errorf("%s: %v %v extra %x flags %x", f.Name, f.Modified, f.Mode(), f.Extra, f.Flags)
		}
	}
}

func TestWriteSpillsMuchData(t *testing.T) {
	noise := make([]byte, 24<<20)
	seed := uint64(1)
	for i := range noise {
		seed = seed*6364136223846793005 + 1442695040888963407
		noise[i] = byte(seed >> 56)
	}
	var entries []Entry
	for i := range 6 {
		entries = append(entries, chunked(fmt.Sprintf("%d.bin", i), noise[i:len(noise)-i*100_003], 1<<18))
	}
	for i := range 100 { // more than is kept in memory
		entries = append(entries, chunked(fmt.Sprintf("small%d.png", i), noise[i:i+200_000], 1<<18))
	}
	var buf bytes.Buffer
	list, err := Write(context.Background(), &buf, WriteOptions{TempDir: t.TempDir(), Workers: 4}, entries, nil)
	if err != nil || len(list) != 106 {
		t.Fatal(len(list), err)
	}
	archivetest.Run(t, ".", "unzip", "-tq", write(t, t.TempDir(), "big.zip", buf.Bytes()))
}

func TestWriteRefusesNames(t *testing.T) {
	for _, names := range [][]string{{"../x"}, {"/x"}, {"a//b"}, {"./a"}, {"a/"}, {""}, {`a\b`}, {"nul.txt"}, {"a", "b", "a"}, {"bad\xff"}} {
		var entries []Entry
		for _, n := range names {
			entries = append(entries, chunked(n, []byte("x"), 1))
		}
		var buf bytes.Buffer
		if _, err := Write(context.Background(), &buf, WriteOptions{}, entries, nil); !errors.Is(err, ErrName) || buf.Len() != 0 {
			t.Errorf("%q: %v, %d bytes", names, err, buf.Len())
		}
	}
	_, err := Write(context.Background(), io.Discard, WriteOptions{}, []Entry{chunked("m", nil, 1)}, func([]Written) (Entry, error) { return chunked("m", nil, 1), nil })
	if !errors.Is(err, ErrName) {
		t.Errorf("a second m: %v", err)
	}
}

type fullDisk struct{ left int }

var errFull = errors.New("no space left on device")

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	own := errors.New("own")
	entries, _ := handOff(t, 1<<16)
	bad := Entry{"bad", func(context.Context, io.Writer) error { return own }}
	if _, err := Write(context.Background(), io.Discard, WriteOptions{}, append(entries, bad), nil); !errors.Is(err, own) {
		t.Errorf("an entry's error: %v", err)
	}
	if _, err := Write(context.Background(), io.Discard, WriteOptions{}, entries, func([]Written) (Entry, error) { return Entry{}, own }); !errors.Is(err, own) {
		t.Errorf("last's error: %v", err)
	}
	if _, err := Write(context.Background(), &fullDisk{left: 9000}, WriteOptions{}, entries, nil); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
	file := write(t, t.TempDir(), "file", nil)
	noise := chunked("x.png", make([]byte, 1<<20), 1<<16)
	if _, err := Write(context.Background(), io.Discard, WriteOptions{TempDir: file}, []Entry{noise}, nil); err == nil {
		t.Error("no error without a folder for temporary files")
	}
	ctx, cancel := context.WithCancel(context.Background())
	endless := Entry{"endless", func(_ context.Context, w io.Writer) error {
		for {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return err
			}
			cancel()
		}
	}}
	if _, err := Write(ctx, io.Discard, WriteOptions{TempDir: t.TempDir()}, []Entry{endless}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

package archive

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradecase/bundle/archive/archivetest"
)

// seeds are small archives of every kind, real and hostile.
func seeds(f *testing.F) [][]byte {
	f.Helper()
	dir := f.TempDir()
	in := filepath.Join(dir, "in")
	write(f, in, "Bisq/bisq.log", []byte(line))
	write(f, in, "Bisq/bisq_1.log.gz", gz(f, line+line))
	write(f, in, "chat.png", pixel(f))
	out := [][]byte{
		archivetest.MakeRar(archivetest.RarOptions{}, archivetest.Entry{Name: "bisq.log", Body: line}, archivetest.Entry{Name: "l", Body: "x", Mode: os.ModeSymlink}),
		archivetest.MakeRar(archivetest.RarOptions{Locked: true}, archivetest.Entry{Name: "bisq.log", Body: line}),
		archivetest.MakeRar(archivetest.RarOptions{Dictionary: 3}, archivetest.Entry{Name: "bisq.log", Body: line}),
		append([]byte("Rar!\x1A\x07\x00"), rar4Start(0)...),
		archivetest.Nested(4, "bisq.log", line),
		[]byte(line),
	}
	for _, p := range packers {
		path := filepath.Join(dir, p.name)
		p.pack(f, in, path)
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		out = append(out, b, b[:len(b)*2/3])
	}
	return out
}

func FuzzRead(f *testing.F) {
	for _, b := range seeds(f) {
		f.Add(b)
	}
	lim := Limits{Entries: 50, TotalBytes: 1 << 20, FileBytes: 256 << 10, PathBytes: 200}
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		var n int64
		rep, err := Read(context.Background(), path, Options{Limits: lim, TempDir: t.TempDir()}, func(found Found, r io.Reader) error {
			if clean, why := safeName(found.Path, 1024); why != "" || clean != found.Path || privateName(found.Path) != "" {
				t.Errorf("visited %q", found.Path)
			}
			m, err := io.Copy(io.Discard, r)
			if n += m; m > lim.FileBytes || n > lim.TotalBytes {
				t.Errorf("%d bytes of %d", m, n)
			}
			return err
		})
		if err != nil && !isKnown(err) {
			t.Errorf("an error of no kind: %v", err)
		}
		if len(rep.Skipped) > 2*lim.Entries {
			t.Errorf("%d skipped", len(rep.Skipped))
		}
	})
}

func isKnown(err error) bool {
	for _, kind := range []error{ErrEmpty, ErrPassword, ErrDamaged, ErrParts, ErrUnsupported, ErrPrivate, ErrForeign, ErrLimit} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// FuzzEndRecord holds the walk through a zip's directory against the reader
// that comes after it: whatever that finds is within the limits.
func FuzzEndRecord(f *testing.F) {
	small := archivetest.MakeZip(archivetest.Entry{Name: "bisq.log", Body: line}, archivetest.Entry{Name: "b", Flags: flagEncrypted})
	var many bytes.Buffer
	if err := archivetest.ManyEntries(&many, 70, 6); err != nil {
		f.Fatal(err)
	}
	var wide bytes.Buffer
	if err := archivetest.ManyEntries(&wide, 70, 70_000); err != nil {
		f.Fatal(err)
	}
	prefixed := append([]byte(strings.Repeat("MZ", 40)), small...)
	offset := bytes.Clone(small)
	binary.LittleEndian.PutUint32(offset[len(offset)-6:], 7)
	for _, b := range [][]byte{small, many.Bytes(), wide.Bytes(), prefixed, offset, {}, []byte("PK\x05\x06" + strings.Repeat("\x00", 18))} {
		f.Add(b)
	}
	lim := Limits{Entries: 64}
	f.Fuzz(func(t *testing.T, b []byte) {
		z, err := open(b, lim)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrLimit) && !errors.Is(err, ErrParts) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		if n := len(z.Files()); n > lim.Entries || len(z.Problems()) > 2*lim.Entries {
			t.Fatalf("%d files, %d problems", n, len(z.Problems()))
		}
		for _, f := range z.Files() {
			if rc, err := f.Open(); err == nil {
				_, _ = io.Copy(io.Discard, rc)
				_ = rc.Close()
			}
		}
	})
}

package bundle

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"tradecase/bundle/archive"
	"tradecase/diagnostics"
	"tradecase/diagnostics/redact"
)

// asNobody runs f without the rights of root, which may write anywhere.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		f()
		return
	}
	const nobody = 65534
	runtime.LockOSThread() // the identity is the thread's
	defer runtime.UnlockOSThread()
	if err := unix.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Setfsuid(0) }() // back to what the test began as
	f()
}

// nopReaderAt is a file that need not be closed.
type nopReaderAt struct{ *strings.Reader }

func (nopReaderAt) Close() error { return nil }

func TestReadOnlyFolders(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	addText(t, b, diagnostics.Buyer, "bisq.log", logLine)
	out := t.TempDir()
	for _, dir := range []string{out, b.Dir(), filepath.Dir(b.Dir())} {
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(dir, 0o700) }) // so that it can be removed
	}
	asNobody(t, func() {
		what := "x"
		if err := b.SetNotes(t.Context(), NotesChange{What: &what}); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("notes: %v", err)
		}
		if _, err := b.library.New(t.Context(), fullTwo); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("new: %v", err)
		}
		e := newExporter(b.library.temp, "", ExportOptions{Profile: redact.Support})
		if _, err := e.zip(t.Context(), filepath.Join(out, "x.zip"), false, Manifest{}); !errors.Is(err, fs.ErrPermission) || diagnostics.Hint(err) == "" {
			t.Errorf("hand-off: %v", err)
		}
		e.pieces = []piece{{path: "x.png", image: true, open: func() (io.ReadCloser, error) { return nopReaderAt{strings.NewReader("x")}, nil }}}
		e.temp = out
		if err := e.collect(t.Context()); !errors.Is(err, fs.ErrPermission) || diagnostics.Hint(err) == "" {
			t.Errorf("screenshots: %v", err)
		}
	})
	if entries, err := os.ReadDir(out); err != nil || len(entries) != 0 {
		t.Errorf("left in the folder: %v, %v", entries, err)
	}
	l := NewLibrary(filepath.Join(out, "data"), "test", archive.Limits{})
	asNobody(t, func() {
		if _, err := l.New(t.Context(), fullOne); !errors.Is(err, fs.ErrPermission) || diagnostics.Hint(err) == "" {
			t.Errorf("new data folder: %v", err)
		}
	})
}

package gui

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// nobodyDesk adds without the rights of root, which may read everything.
type nobodyDesk struct{ *work.Desk }

func (d nobodyDesk) Add(ctx context.Context, id string, party diagnostics.Party, paths []string, progress work.Progress) (bundle.Added, error) {
	if os.Geteuid() == 0 {
		runtime.LockOSThread() // the identity is the thread's
		defer runtime.UnlockOSThread()
		const nobody = 65534
		_ = unix.Setfsuid(nobody)               // if it fails the folder can be read, and the test fails
		defer func() { _ = unix.Setfsuid(0) }() // back to what the test began as
	}
	return d.Desk.Add(ctx, id, party, paths, progress)
}

// TestFolderThatCannotBeRead drops one.
func TestFolderThatCannotBeRead(t *testing.T) {
	r := newRig(t, func(d *work.Desk) Desk { return nobodyDesk{d} })
	p := r.bundle()
	for _, dir := range []string{filepath.Dir(r.dir), r.dir, filepath.Join(r.dir, "bundles"), filepath.Join(r.dir, "bundles", tradeID)} {
		if err := os.Chmod(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	lock := filepath.Join(r.dir, "bundles", tradeID, "lock")
	if err := os.WriteFile(lock, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{lock, filepath.Join(r.dir, "bundles", tradeID, "bundle.json")} {
		if err := os.Chmod(path, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	closed := filepath.Join(t.TempDir(), "closed")
	if err := os.Mkdir(closed, 0o000); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(closed, 0o700) }) // so that it can be removed
	r.drop(p.overview.areas[0], closed)
	r.until("it is said", func() bool { return p.overview.notice.Visible() && !r.bar.state.Busy() })
	text, hint := said(p.overview.notice)
	if !strings.HasPrefix(text, "closed cannot be read") || hint == "" || len(p.status.Files) != 0 {
		t.Errorf("said %q, %q; %d items", text, hint, len(p.status.Files))
	}
}

// TestLargeScreenshot adds a picture of 50 MB: the window answers meanwhile,
// and nothing of it stays in memory.
func TestLargeScreenshot(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	img := image.NewNRGBA(image.Rect(0, 0, 4200, 4000))
	noise := rand.NewChaCha8([32]byte{})
	_, _ = noise.Read(img.Pix) // it never fails
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 0xff
	}
	var buf bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "large.png")
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if buf.Len() < 50_000_000 {
		t.Fatalf("the picture has %d bytes only", buf.Len())
	}
	img, buf = nil, bytes.Buffer{}
	_ = img
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	r.drop(p.overview.areas[0], path)
	r.until("it is there", func() bool { return len(p.status.Files) == 1 && !r.bar.state.Busy() })
	for tab := range p.tabs.Buttons {
		p.tabs.Open(tab)
	}
	p.items.view.Select(0)
	r.rest()
	r.until("no picture is being decoded", func() bool { return !p.shots.loading })
	if grown := heap() - before; grown > 32<<20 {
		t.Errorf("%d MB stay in memory", grown>>20)
	}
	// Looked at, it is there in the size of a screen; then it is gone again.
	p.tabs.Open(shotsTab)
	r.until("the row is filled", p.shots.settled)
	p.shots.open(0)
	r.until("it is large", func() bool { return p.shots.large.whole.Image != nil })
	if size := p.shots.large.whole.Image.Bounds().Size(); size.X > largeWide || size.Y > largeHigh || size.Y < largeHigh/2 {
		t.Errorf("it is shown with %v", size)
	}
	if grown := heap() - before; grown > 4*largeWide*largeHigh+32<<20 {
		t.Errorf("%d MB are in memory while it is shown", grown>>20)
	}
	p.tabs.Open(overviewTab)
	if grown := heap() - before; grown > 32<<20 {
		t.Errorf("%d MB stay in memory after it was shown", grown>>20)
	}
}

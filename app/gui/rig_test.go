package gui

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"tradecase/app/config"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/work"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

const tradeID = "QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917"

// rig is a window on a real desk, without a screen. What the window posts to
// its goroutine waits in a queue until the test, which is that goroutine,
// comes to it.
type rig struct {
	*Window
	t    testing.TB
	desk *work.Desk
	dir  string // the data folder

	mu    sync.Mutex
	queue []func()
}

// newRig opens a window; wrap may put something before the desk.
func newRig(t testing.TB, wrap func(*work.Desk) Desk) *rig {
	t.Helper()
	a := test.NewTempApp(t)
	dir := t.TempDir()
	r := &rig{t: t, dir: dir, desk: work.NewDesk(dir, "test", "Tradecase test", config.Settings{})}
	var desk Desk = r.desk
	if wrap != nil {
		desk = wrap(r.desk)
	}
	w, err := newWindow(t.Context(), a, desk, r.setup(), r.post)
	if err != nil {
		t.Fatal(err)
	}
	r.Window = w
	t.Cleanup(func() {
		w.jobs.Close()
		w.shelf.clear()
	})
	r.until("the list is read", func() bool { return !w.sidebar.loading })
	return r
}

// setup is what the window is given: an agent's settings, in a file of their
// own.
func (r *rig) setup() Setup {
	return Setup{
		Version: "0.0.0-test", DataDir: r.dir, File: config.File(filepath.Join(r.dir, "config.toml")),
		Settings: config.Settings{Role: config.RoleSupport},
	}
}

func (r *rig) post(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue = append(r.queue, f)
}

func (r *rig) next() func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.queue) == 0 {
		return nil
	}
	f := r.queue[0]
	r.queue = r.queue[1:]
	return f
}

// until works through what is posted until something is so.
func (r *rig) until(what string, so func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; {
		for f := r.next(); f != nil; f = r.next() {
			f()
		}
		if so() {
			return
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("never came to: %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// rest waits until nothing runs that the bar shows.
func (r *rig) rest() {
	r.t.Helper()
	r.until("nothing runs", func() bool { return !r.bar.state.Busy() })
}

// bundle makes a bundle and opens it.
func (r *rig) bundle() *page {
	r.t.Helper()
	if _, err := r.desk.New(r.t.Context(), tradeID); err != nil {
		r.t.Fatal(err)
	}
	return r.openPage()
}

func (r *rig) openPage() *page {
	r.t.Helper()
	r.sidebar.reload()
	r.open(tradeID)
	r.until("the bundle is open", func() bool { return r.page != nil && r.sidebar.list.Len() > 0 })
	return r.page
}

// add drops paths for a party and waits.
func (r *rig) add(party diagnostics.Party, paths ...string) {
	r.t.Helper()
	had := len(r.page.status.Files)
	if _, err := r.desk.Add(r.t.Context(), tradeID, party, paths, nil); err != nil {
		r.t.Fatal(err)
	}
	r.page.reload()
	r.until("the items are there", func() bool { return len(r.page.status.Files) > had })
}

// logs writes a trader's logs and returns their folder.
func (r *rig) logs(trader logstest.Trader, files int) string {
	r.t.Helper()
	dir := r.t.TempDir()
	if err := trader.WriteSet(dir, files, 40_000); err != nil {
		r.t.Fatal(err)
	}
	return dir
}

// image writes a picture and returns its path.
func (r *rig) image(name string) string {
	r.t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		r.t.Fatal(err)
	}
	path := filepath.Join(r.t.TempDir(), name)
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// drop drops paths in the middle of an object.
func (r *rig) drop(on fyne.CanvasObject, paths ...string) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(on).AddXY(on.Size().Width/2, on.Size().Height/2)
	var uris []fyne.URI
	for _, p := range paths {
		uris = append(uris, storage.NewFileURI(p))
	}
	r.dropped(at, uris)
}

// use has the desk and the window work with other settings.
func (r *rig) use(s config.Settings) {
	r.desk.Use(s)
	r.Window.use(s)
}

func said(n *widget.Notice) (text, hint string) {
	m := n.Message()
	return words.Of(m.Text), words.Of(m.Hint)
}

// row finds a line of the checklist.
func (r *rig) row(title string) *widget.Row {
	r.t.Helper()
	for _, row := range r.page.overview.rows {
		if words.Of(row.Row().Title) == title {
			return row
		}
	}
	r.t.Fatalf("the checklist has no %q", title)
	return nil
}

func key(on fyne.Focusable, name fyne.KeyName) { on.TypedKey(&fyne.KeyEvent{Name: name}) }

// slowDesk holds up a hand-off until it is cancelled.
type slowDesk struct {
	*work.Desk
	ended chan struct{}
}

func (s *slowDesk) wait(ctx context.Context) error {
	<-ctx.Done()
	close(s.ended)
	return ctx.Err()
}

// speak has the window speak the language of a locale until the test ends.
func speak(t *testing.T, locale string) {
	t.Helper()
	load := func() {
		if err := words.Load(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(load) // runs when what is set below is as it was
	t.Setenv("LC_ALL", locale)
	t.Setenv("LANGUAGE", "")
	load()
}

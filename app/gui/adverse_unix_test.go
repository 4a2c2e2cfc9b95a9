//go:build unix

package gui

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/bundle/store"
	"tradecase/diagnostics/logs/logstest"
)

// fullDisk marks the process that has no room for files.
const fullDisk = "TRADECASE_TEST_FULL_DISK"

// TestFullDiskKeepsWhatWasTyped makes every file too large, saves a note, and
// saves it again once there is room. It does so in a process of its own: the
// limit would also hit the files that go test itself writes.
func TestFullDiskKeepsWhatWasTyped(t *testing.T) {
	if os.Getenv(fullDisk) == "" {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFullDiskKeepsWhatWasTyped$", "-test.v")
		cmd.Env = append(os.Environ(), fullDisk+"=1")
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: TestFullDiskKeepsWhatWasTyped") {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	r := newRig(t, nil)
	p := r.bundle()
	p.tabs.Open(notesTab)
	signal.Ignore(syscall.SIGXFSZ)
	t.Cleanup(func() { signal.Reset(syscall.SIGXFSZ) })
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	full := syscall.Rlimit{Cur: 0, Max: limit.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	room := func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(room)
	what := p.notes.entries[model.What]
	what.SetText("It broke.")
	test.Tap(p.notes.button)
	r.until("it is said", func() bool { return p.notes.wrongs[model.What].Visible() && !r.bar.state.Busy() })
	if _, hint := said(p.notes.wrongs[model.What]); !strings.Contains(hint, "make room and try again") {
		t.Errorf("the hint is %q", hint)
	}
	if what.Text != "It broke." || p.notes.saved.Text != "Not saved yet." {
		t.Errorf("the text is %q: %s", what.Text, p.notes.saved.Text)
	}
	room()
	test.Tap(p.notes.button)
	r.until("it is saved", func() bool { return p.status.Notes.What == "It broke." && !r.bar.state.Busy() })
	if p.notes.wrongs[model.What].Visible() {
		t.Error("the mistake stays")
	}
}

// TestHeldBundleSaysByWhom has the command line hold the bundle while a note is
// saved and logs are added: it is said who holds it, nothing is lost, and the
// same again goes well afterwards.
func TestHeldBundleSaysByWhom(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	lock, err := store.Acquire(t.Context(), filepath.Join(r.dir, "bundles", tradeID), "command line")
	if err != nil {
		t.Fatal(err)
	}
	p.notes.entries[model.What].SetText("typed")
	test.Tap(p.notes.button)
	logs := r.logs(logstest.Alexis(), 1)
	p.overview.path.SetText(logs)
	test.Tap(p.overview.add)
	wrong := p.notes.wrongs[model.What]
	r.until("both are refused", func() bool {
		return wrong.Visible() && p.overview.notice.Message().Sign == model.Bad && !r.bar.state.Busy()
	})
	for _, n := range []*widget.Notice{wrong, p.overview.notice} {
		if text, hint := said(n); !strings.Contains(text, "command line, process ") || !strings.Contains(hint, "then try again") {
			t.Errorf("said %q, %q", text, hint)
		}
	}
	if p.overview.path.Text != logs || p.notes.entries[model.What].Text != "typed" {
		t.Error("something that was typed is lost")
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if !p.overview.retry.Visible() {
		t.Error("trying again is not offered")
	}
	test.Tap(p.notes.button)
	test.Tap(p.overview.retry)
	r.until("both are done", func() bool {
		return p.status.Notes.What == "typed" && len(p.status.Files) == 1 && !r.bar.state.Busy()
	})
	if p.overview.retry.Visible() {
		t.Error("trying again is still offered")
	}
}

// TestNotesAreTriedAgain has the command line hold the bundle until what was
// typed could not be saved: once it is done all is saved without a hand's turn.
func TestNotesAreTriedAgain(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	lock, err := store.Acquire(t.Context(), filepath.Join(r.dir, "bundles", tradeID), "command line")
	if err != nil {
		t.Fatal(err)
	}
	p.notes.patience = time.Millisecond
	p.notes.entries[model.What].SetText("typed")
	r.until("it is refused", func() bool { return p.notes.wrongs[model.What].Visible() && !r.bar.state.Busy() })
	p.editable = false // as if the bundle could not be read for a while
	r.until("nothing is being saved", func() bool { return p.notes.saving == 0 })
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	retries := time.Now().Add(20 * p.notes.patience)
	r.until("it would have been tried", func() bool { return time.Now().After(retries) })
	if p.status.Notes.What != "" || p.notes.wrongs[model.What].Message().Empty() {
		t.Error("something was saved into what cannot be changed")
	}
	p.editable = true
	r.until("it is saved", func() bool { return p.status.Notes.What == "typed" && p.notes.saving == 0 })
	if p.notes.wrongs[model.What].Visible() || !r.bar.state.Last().Empty() {
		t.Errorf("it still says %q and %+v", p.notes.saved.Text, r.bar.state.Last())
	}
}

// TestBundleGoneKeepsWhatWasTyped takes the folder away while a note is not
// saved yet.
func TestBundleGoneKeepsWhatWasTyped(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	p.notes.entries[model.What].SetText("typed")
	if err := os.RemoveAll(filepath.Join(r.dir, "bundles", tradeID)); err != nil {
		t.Fatal(err)
	}
	test.Tap(p.notes.button)
	r.until("it is said", func() bool { return p.notes.wrongs[model.What].Visible() && !r.bar.state.Busy() })
	r.refresh()
	r.until("the list knows", func() bool { return r.sidebar.list.Len() == 0 && p.warning.Visible() })
	if below, tabs := p.warning.Position().Y+p.warning.Size().Height, p.tabs.Object.Position().Y; p.warning.Size().Height == 0 || tabs < below {
		t.Errorf("the warning ends at %v, the tabs begin at %v", below, tabs)
	}
	if err := r.saveUnsaved(); err == nil || !strings.HasPrefix(err.Error(), "what was typed last is not saved: ") {
		t.Errorf("ending now says %v", err)
	}
	if r.page != p || p.notes.entries[model.What].Text != "typed" {
		t.Error("what was typed is gone with the bundle")
	}
	p.notes.entries[model.What].SetText("")
	r.refresh()
	r.until("its page is gone", func() bool { return r.page == nil })
	if text, _ := said(r.welcome.notice); !strings.Contains(text, "not there any more") {
		t.Errorf("said %q", text)
	}
}

// TestManyAndStrangeNames drops thousands of files, with names in Hebrew and
// Arabic and as long as a system allows; the window fits and can stop it.
func TestManyAndStrangeNames(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	dir := t.TempDir()
	var paths []string
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	many := 10_000
	if testing.Short() {
		many = 1000
	}
	for i := range many {
		write(fmt.Sprintf("%d.dat", i), "x")
	}
	r.drop(p.overview.areas[0], paths...)
	r.until("it runs", func() bool { return r.bar.state.Busy() && r.bar.running.Visible() })
	p.tabs.Open(itemsTab)
	p.tabs.Open(overviewTab)
	r.escape()
	r.rest()
	if m := p.overview.notice.Message(); m.Text.Key != "message.stopped" || len(p.status.Files) != 0 {
		t.Errorf("stopped: %+v, %d items", m, len(p.status.Files))
	}
	var image strings.Builder
	raw, err := os.ReadFile(r.image("x.png"))
	if err != nil {
		t.Fatal(err)
	}
	image.Write(raw)
	for i, name := range []string{"צילום מסך של העסקה.png", "لقطة شاشة للصفقة.png", strings.Repeat("ש", 125) + ".png", strings.Repeat("w", 251) + ".png"} {
		write(name, image.String()+strings.Repeat("x", i))
	}
	r.drop(p.overview.areas[1], paths...)
	r.until("the pictures are there", func() bool { return len(p.status.Files) == 4 && !r.bar.state.Busy() })
	if len(p.items.left) != many || len(p.overview.left.Objects) != leftOutAtOnce+1 {
		t.Errorf("%d left out, %d are listed at once", len(p.items.left), len(p.overview.left.Objects))
	}
	p.notes.entries[model.What].SetText(strings.Repeat("العقد عالق منذ يومين. ", 40))
	for tab := range p.tabs.Buttons {
		p.tabs.Open(tab)
		if got := r.win.Content().MinSize(); got.Width > startWidth || got.Height > startHeight {
			t.Errorf("tab %d needs %v", tab, got)
		}
	}
}

package gui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
	"tradecase/app/pasteboard"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

// set types a setting and leaves its field.
func (r *rig) set(key, text string) {
	r.t.Helper()
	e := r.options.entries[key]
	r.win.Canvas().Focus(e)
	e.SetText(text)
	r.win.Canvas().Unfocus()
	r.settle()
}

// settle waits until nothing is read or stored any more.
func (r *rig) settle() {
	r.t.Helper()
	done := false
	r.read(func(context.Context) error { return nil }, func(error) { done = true })
	r.until("it is settled", func() bool { return done })
}

func (r *rig) stored() config.Settings {
	r.t.Helper()
	s, err := r.setup().File.Load()
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// TestLatestSettingsAreUsed lets the window hear of two changes in the wrong order.
func TestLatestSettingsAreUsed(t *testing.T) {
	r := newRig(t, nil)
	r.settle()
	ends := make(chan func(), 2)
	post := r.post
	r.Window.post = func(f func()) { ends <- f }
	var said config.Settings
	change := func(n int64) func() {
		r.options.change("limits.file_bytes", func(s *config.Settings) error { s.Limits.FileBytes = n; return nil },
			func(s config.Settings, _ error) { said = s })
		return <-ends
	}
	first, second := change(1000), change(2000)
	r.Window.post = post
	second()
	first()
	if used := r.Window.setup.Settings.Limits.FileBytes; used != 2000 || said.Limits.FileBytes != 2000 || r.stored().Limits.FileBytes != 2000 {
		t.Errorf("uses %d, says %d", used, said.Limits.FileBytes)
	}
}

func TestSettingsAreStoredAtOnce(t *testing.T) {
	r := newRig(t, nil)
	r.openSettings()
	r.set(model.Hide, "my nick\nStraße 1\n")
	r.until("the words are stored", func() bool { return slices.Equal(r.stored().Hide, []string{"my nick", "Straße 1"}) })
	r.set("limits.file_bytes", "1 000")
	r.until("the limit is stored", func() bool { return r.stored().Limits.FileBytes == 1000 })
	r.until("they are used", func() bool { return r.Window.setup.Settings.Limits.FileBytes == 1000 })
	r.set("limits.file_bytes", "")
	r.until("the limit is cleared", func() bool { return r.stored().Limits.FileBytes == 0 })
	r.options.selects[model.Profile].SetSelectedIndex(1)
	r.until("the profile is stored", func() bool { return r.stored().Profile == "public" })
	dir := t.TempDir()
	r.set(model.DataDir, dir)
	r.until("it is said that it comes later", func() bool {
		return r.options.wrongs[model.DataDir].Message().Text.Key == "settings.later"
	})
	if r.stored().DataDir != dir || r.Window.setup.DataDir != r.dir {
		t.Errorf("stored %q, in use %q", r.stored().DataDir, r.Window.setup.DataDir)
	}
}

func TestSettingsThatAreWrong(t *testing.T) {
	r := newRig(t, nil)
	r.openSettings()
	file := filepath.Join(r.dir, "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ key, typed, want string }{
		{model.Hide, "a", "too short to be hidden"},
		{model.DataDir, "relative", "must be a whole path"},
		{model.DataDir, file, "This is a file"},
		{"limits.depth", "two", "is not a number"},
		{"limits.ratio", "-3", "is not a number"},
	} {
		r.set(tt.key, tt.typed)
		r.until(tt.typed+" is refused", func() bool {
			text, hint := said(r.options.wrongs[tt.key])
			return strings.Contains(text, tt.want) && hint != ""
		})
		if r.options.entries[tt.key].Text != tt.typed {
			t.Errorf("%s: what was typed is gone", tt.key)
		}
	}
	if s := r.stored(); s.Hide != nil || s.DataDir != "" || s.Limits != (config.Limits{}) {
		t.Errorf("stored %+v", s)
	}
	r.set("limits.depth", "")
	r.until("it is right again", func() bool { return !r.options.wrongs["limits.depth"].Visible() })
}

func TestSettingsThatCannotBeRead(t *testing.T) {
	r := newRig(t, nil)
	if err := os.WriteFile(string(r.setup().File), []byte("hied = 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.openSettings()
	r.until("it is said", func() bool { return r.options.notice.Visible() })
	if text, hint := said(r.options.notice); !strings.Contains(text, `no setting "hied"`) || !strings.Contains(hint, "Mend") {
		t.Errorf("said %q, %q", text, hint)
	}
}

func TestAppearanceAndScaleTakeEffectAtOnce(t *testing.T) {
	t.Setenv(scaleVariable, "1.1")
	r := newRig(t, nil)
	r.bundle()
	r.openSettings()
	r.settle()
	r.options.selects[model.Appearance].SetSelectedIndex(2)
	r.until("it is dark", func() bool { return r.app.Settings().Theme() == fyne.Theme(theme.Theme{Appearance: theme.Dark}) })
	r.options.selects[model.Scale].SetSelectedIndex(3)
	r.until("it is large", func() bool { return os.Getenv(scaleVariable) == "1.50" })
	r.options.selects[model.Scale].SetSelectedIndex(0)
	r.until("it is as before", func() bool { return os.Getenv(scaleVariable) == "1.1" })
	if s := r.stored(); s.Appearance != config.AppearanceDark || s.Scale != 0 {
		t.Errorf("stored %+v", s)
	}
}

func TestRoleTakesEffectWhenTheSettingsAreClosed(t *testing.T) {
	r := newRig(t, nil)
	r.openSettings()
	r.settle()
	r.options.selects[model.Role].SetSelectedIndex(2)
	r.until("it is stored", func() bool { return r.stored().Role == config.RoleUser && r.role() == config.RoleUser })
	if !r.aside {
		t.Error("the page went away")
	}
	r.escape()
	if r.aside || r.front.Objects[0] != r.export.front {
		t.Error("the export is not shown")
	}
}

func TestNewWordsUndoWhatWasPrepared(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	r.add(diagnostics.Buyer, r.logs(logstest.Alexis(), 1))
	p.handoff.look()
	r.rest()
	if p.handoff.ready == nil {
		t.Fatal("nothing is prepared")
	}
	r.openSettings()
	r.set(model.Hide, "nickname")
	r.until("what was prepared is dropped", func() bool { return p.handoff.ready == nil })
}

func TestAsides(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	for name, open := range map[string]func(){"settings": r.openSettings, "about": r.openAbout} {
		open()
		if !r.aside || r.front.Objects[0] == r.desktop {
			t.Fatalf("%s is not shown", name)
		}
		if got := r.win.Content().MinSize(); got.Width > startWidth || got.Height > startHeight {
			t.Errorf("%s needs %v", name, got)
		}
		r.escape()
		if r.aside || r.front.Objects[0] != r.desktop || r.page != p {
			t.Errorf("%s: Esc does not go back", name)
		}
		open()
		r.keys[fyne.KeyE]()
		if r.aside || r.win.Canvas().Focused() != fyne.Focusable(p.handoff.path) {
			t.Errorf("%s: Ctrl+E does not go to the hand-off", name)
		}
	}
}

func TestQuestionMarkListsTheKeys(t *testing.T) {
	r := newRig(t, nil)
	r.win.Canvas().Focus(r.sidebar.newButton)
	r.sidebar.newButton.TypedRune('?')
	if r.dialog == nil {
		t.Fatal("there is no list")
	}
	r.escape()
	if r.dialog != nil {
		t.Error("Esc does not close it")
	}
	if len(r.shortcuts()) != len(r.keys) {
		t.Error("two shortcuts have one key")
	}
	if ctrl("darwin") == ctrl("linux") {
		t.Error("macOS has Cmd")
	}
}

func TestUndoAndForget(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 1))
	removes := func() {
		p.items.view.Select(0)
		p.items.removeChosen()
		r.win.Canvas().FocusPrevious()
		key(r.win.Canvas().Focused(), fyne.KeyReturn)
		r.until("it is removed", func() bool { return len(p.status.Files) == 0 })
	}
	removes()
	if p.undo.text.Text != "Removed seller/bisq.log" || !p.undo.button.Visible() {
		t.Errorf("offers %q", p.undo.text.Text)
	}
	test.Tap(p.undo.button)
	r.until("it is back", func() bool { return len(p.status.Files) == 1 })
	r.rest()
	if r.bar.text.Text() != "Taken back: Removed seller/bisq.log" || p.undo.state.Keeps() {
		t.Errorf("says %q, keeps %v", r.bar.text.Text(), p.undo.state.Keeps())
	}
	removes()
	kept := func() int {
		files, err := filepath.Glob(filepath.Join(p.status.Dir, "items", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	if kept() != 1 {
		t.Fatalf("%d files are kept for undo", kept())
	}
	if err := r.Rescue(); err != nil || kept() != 0 {
		t.Errorf("at the end %d files are kept, %v", kept(), err)
	}
}

// TestNotesComeBackAfterUndo takes a note back by mistake.
func TestNotesComeBackAfterUndo(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 1))
	what := p.notes.entries[model.What]
	what.SetText("the payout never came")
	r.until("it is saved", func() bool { return p.status.Notes.What != "" })
	if p.undo.back.Visible() {
		t.Error("it offers to put back what is there")
	}
	test.Tap(p.undo.button)
	r.until("it is taken back", func() bool { return what.Text == "" && p.undo.back.Visible() })
	test.Tap(p.undo.back)
	r.until("it is back", func() bool { return what.Text == "the payout never came" && !p.undo.back.Visible() })
	test.Tap(p.undo.button)
	r.until("it is taken back again", func() bool { return what.Text == "" && p.undo.back.Visible() })
	r.add(diagnostics.Buyer, r.logs(logstest.Joao(), 1))
	r.until("something else was done since", func() bool { return !p.undo.back.Visible() })
}

// picture is a clipboard with something on it.
type picture struct {
	image []byte
	err   error
}

func (p picture) Image(context.Context) ([]byte, error) { return p.image, p.err }

func TestPaste(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	image, err := os.ReadFile(r.image("a.png"))
	if err != nil {
		t.Fatal(err)
	}
	r.clip = nil
	p.overview.paste()
	if p.overview.notice.Message().Text.Key != "paste.nohelper" {
		t.Errorf("without a helper it says %+v", p.overview.notice.Message())
	}
	r.clip = picture{err: pasteboard.ErrNone}
	p.overview.paste()
	r.until("it says why not", func() bool { text, _ := said(p.overview.notice); return strings.HasPrefix(text, "There is no image") })
	r.clip = picture{image: image}
	p.overview.aim(model.Target{Slot: bundle.TradeDetails})
	p.tabs.Open(notesTab)
	p.overview.paste()
	r.until("it is there", func() bool { return len(p.status.Files) == 1 })
	if it := p.status.Files[0]; it.Slot != bundle.TradeDetails || it.Kind != bundle.Image || p.tabs.Current() != overviewTab {
		t.Errorf("stored %+v", it)
	}
}

func TestCrashReportIsOffered(t *testing.T) {
	a := test.NewTempApp(t)
	r := &rig{t: t, dir: t.TempDir()}
	dismissed := 0
	fails := errors.New("no")
	setup := r.setup()
	setup.Crash = Crash{Report: "panic: [user-1]", Dismiss: func() error { dismissed++; err := fails; fails = nil; return err }}
	w, err := newWindow(t.Context(), a, noDesk{}, setup, r.post)
	if err != nil {
		t.Fatal(err)
	}
	r.Window = w
	t.Cleanup(w.jobs.Close)
	if !w.crash.object.Visible() {
		t.Fatal("it is not offered")
	}
	test.Tap(w.crash.copy)
	if got := a.Clipboard().Content(); got != "panic: [user-1]" {
		t.Errorf("copied %q", got)
	}
	test.Tap(w.crash.dismiss)
	r.until("it says why not", func() bool { return w.crash.notice.Message().Sign == model.Bad })
	test.Tap(w.crash.dismiss)
	r.until("it is gone", func() bool { return !w.crash.object.Visible() })
	if dismissed != 2 {
		t.Errorf("dismissed %d times", dismissed)
	}
}

// noDesk has no bundles.
type noDesk struct{ Desk }

func (noDesk) List() ([]bundle.Summary, error) { return nil, nil }
func (noDesk) Use(config.Settings)             {}
func (noDesk) Network() *work.Network          { return work.NewDesk("", "", "", config.Settings{}).Network() }

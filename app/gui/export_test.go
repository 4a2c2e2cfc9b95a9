package gui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/diagnostics/logs/logstest"
)

// firstStart is a window that does not know yet who uses it, in a home of its
// own with Bisq's logs in the given folders.
func firstStart(t *testing.T, folders ...string) (r *rig, home string) {
	t.Helper()
	home = t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DATA_HOME", "")
	for _, name := range folders {
		dir := filepath.Join(home, ".local", "share", name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := logstest.Ana().WriteSet(dir, 2, 40_000); err != nil {
			t.Fatal(err)
		}
	}
	r = newRig(t, nil)
	r.Window.setup.Settings.Role = ""
	r.showRole()
	return r, home
}

// reads waits until the logs have been looked at.
func (r *rig) reads() {
	r.t.Helper()
	r.until("the logs are looked at", func() bool { return r.export.ready != nil && !r.export.busy })
}

// savedZip gives the only zip in a folder.
func savedZip(t *testing.T, dir string) string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*.zip"))
	if err != nil || len(all) != 1 {
		t.Fatalf("%s has the zips %v, %v", dir, all, err)
	}
	return all[0]
}

func TestThreeClicksFromStartToFile(t *testing.T) {
	r, home := firstStart(t, "Bisq")
	if r.front.Objects[0] != r.roles.object {
		t.Fatal("the first start does not ask")
	}
	test.Tap(r.roles.user) // one
	r.reads()
	e := r.export
	if r.front.Objects[0] != e.front || !strings.Contains(e.found.Text, "2 log files") || e.form.Visible() {
		t.Errorf("found %q", e.found.Text)
	}
	if !strings.Contains(e.hidden.Text, "e-mail address") || len(e.sight.rows) != 2 {
		t.Errorf("will hide %q in %v", e.hidden.Text, e.sight.rows)
	}
	r.until("a text is shown", func() bool { return e.sight.text.Text() != "" })
	r.folder = home
	test.Tap(e.save) // two
	if r.dialog == nil {
		t.Fatal("it does not ask for a place")
	}
	path, ok := r.win.Canvas().Focused().(*widget.Entry)
	if !ok {
		t.Fatalf("the focus is on %T", r.win.Canvas().Focused())
	}
	want := filepath.Join(home, model.LogsName(time.Now()))
	r.until("a place is offered", func() bool { return path.Text == want })
	key(path, fyne.KeyReturn) // three
	r.until("it is saved", func() bool { return e.result.object.Visible() && !e.busy })
	if got := savedZip(t, home); got != want || e.result.path != want || len(e.result.sha256) != 64 || e.notice.Message().Sign != model.Good {
		t.Errorf("saved %s, %+v", got, e.notice.Message())
	}
	verified, err := r.desk.Verify(t.Context(), want, nil)
	if err != nil || len(verified.Leaks) != 0 || verified.Intact == nil || !*verified.Intact || verified.SHA256 != e.result.sha256 {
		t.Errorf("the zip: %+v, %v", verified, err)
	}
	r.until("the answer is kept", func() bool {
		s, err := r.Window.setup.File.Load()
		return err == nil && s.Role == config.RoleUser
	})
}

func TestAnswerCanBeChanged(t *testing.T) {
	r, _ := firstStart(t, "Bisq")
	r.keys[fyne.KeyE]() // nothing is there to be done yet
	r.drop(r.front, "/somewhere")
	test.Tap(r.roles.support)
	if r.front.Objects[0] != r.desktop || r.role() != roleSupport {
		t.Fatal("an agent's window is not shown")
	}
	p := r.bundle()
	r.setRole(roleUser)
	r.reads()
	if p.tabs.Open(notesTab); !r.forUser(fyne.KeyN) || r.front.Objects[0] != r.export.front {
		t.Error("somebody who exports logs sees bundles")
	}
	r.onPage(func(*page) { t.Error("a key works on a bundle that is not shown") })
	before := r.export.ready
	r.setRole(roleSupport)
	r.setRole(roleUser)
	r.rest()
	if r.export.ready != before {
		t.Error("coming back reads the logs again")
	}
}

// TestKeysOfWhoeverUsesTheWindow wants nothing in the list that does nothing.
func TestKeysOfWhoeverUsesTheWindow(t *testing.T) {
	r, _ := firstStart(t, "Bisq")
	list := func() (keys string) {
		for _, row := range r.keyList("^") {
			keys += row[0] + " "
		}
		return keys
	}
	const all = "Tab Space, Enter Arrows, Page Esc ? "
	if got := list(); got != all {
		t.Errorf("before anybody said who uses it: %s", got)
	}
	r.setRole(roleUser)
	r.reads()
	if got := list(); got != "^O ^E "+all {
		t.Errorf("for a user: %s", got)
	}
	r.setRole(roleSupport)
	if got := list(); !strings.HasPrefix(got, "^N ^F ^O ^E ^T ^1 ") || !strings.HasSuffix(got, "^7 ^Z ^V / "+all) {
		t.Errorf("for an agent: %s", got)
	}
}

func TestSeveralFolders(t *testing.T) {
	r, home := firstStart(t, "Bisq", "Bisq-second")
	r.setRole(roleUser)
	e := r.export
	r.until("it asks which", func() bool { return len(e.choices.Objects) == 2 })
	if e.ready != nil || e.steps.Visible() || !strings.Contains(e.found.Text, "several") {
		t.Errorf("it does not wait for an answer: %q", e.found.Text)
	}
	for _, o := range e.choices.Objects {
		if b, ok := o.(*widget.Button); ok && strings.Contains(b.Text, "Bisq-second") {
			test.Tap(b)
		}
	}
	r.reads()
	if e.folder.Path != filepath.Join(home, ".local", "share", "Bisq-second") || len(e.choices.Objects) != 0 {
		t.Errorf("reads %s", e.folder.Path)
	}
}

func TestNoFolder(t *testing.T) {
	r, home := firstStart(t)
	r.setRole(roleUser)
	e := r.export
	r.until("it asks for a path", e.form.Visible)
	if r.win.Canvas().Focused() != e.path || e.steps.Visible() || !strings.Contains(e.found.Text, "not found") {
		t.Errorf("says %q", e.found.Text)
	}
	e.path.SetText(home)
	key(e.path, fyne.KeyReturn)
	r.until("the mistake is shown", func() bool { return e.notice.Message().Sign == model.Bad })
	if text, hint := said(e.notice); !strings.Contains(text, "no Bisq logs directly in it") || !strings.Contains(hint, "Open data directory") {
		t.Errorf("said %q, %q", text, hint)
	}
	dir := r.logs(logstest.Alexis(), 3)
	r.drop(r.front, dir)
	r.reads()
	if e.folder.Path != dir || e.form.Visible() || len(e.sight.rows) != 3 {
		t.Errorf("reads %s, %d files", e.folder.Path, len(e.sight.rows))
	}
	other := r.logs(logstest.Joao(), 1)
	test.Tap(e.other)
	e.path.SetText(other)
	key(e.path, fyne.KeyReturn)
	r.until("the other is read", func() bool { return e.folder.Path == other && !e.busy })
	if len(e.sight.rows) != 1 {
		t.Errorf("%d files", len(e.sight.rows))
	}
}

func TestExportShowsOwnWordsBeforeItSaves(t *testing.T) {
	r, _ := firstStart(t, "Bisq")
	r.setRole(roleUser)
	r.reads()
	e := r.export
	e.hide.SetText("CoreSetup")
	test.Tap(e.save)
	if r.dialog != nil {
		t.Fatal("it saves what was not looked at")
	}
	r.reads()
	if !strings.Contains(e.hidden.Text, "1 own word") {
		t.Errorf("hides %q", e.hidden.Text)
	}
	if _, hint := said(e.notice); !strings.Contains(hint, "then save it") {
		t.Errorf("it does not say why nothing is saved yet: %q", hint)
	}
	if e.unfound.Visible() {
		t.Errorf("says %+v of a word that is there", e.unfound.Message())
	}
	test.Tap(e.save)
	if r.dialog == nil {
		t.Error("it does not ask for a place")
	}
}

// TestWordThatIsNowhere hides a word with a slip in it, and a part of a word.
func TestWordThatIsNowhere(t *testing.T) {
	r, _ := firstStart(t, "Bisq")
	r.setRole(roleUser)
	r.reads()
	e := r.export
	e.hide.SetText("CoreSetup, CoreSetpu, oreSet")
	test.Tap(e.again)
	r.reads()
	if text, _ := said(e.unfound); !e.unfound.Visible() || text != "Not found as a whole word: CoreSetpu, oreSet." {
		t.Errorf("says %q", text)
	}
	e.write(filepath.Join(t.TempDir(), "a.zip"), false)
	r.rest()
	if !e.unfound.Visible() || e.notice.Message().Sign != model.Good {
		t.Errorf("of the copy it says %+v, %+v", e.notice.Message(), e.unfound.Message())
	}
	e.hide.SetText("CoreSetup")
	test.Tap(e.again)
	r.reads()
	if e.unfound.Visible() {
		t.Error("it goes on about words that are not asked for any more")
	}
}

func TestExportForPublic(t *testing.T) {
	r, _ := firstStart(t, "Bisq")
	r.setRole(roleUser)
	r.reads()
	e := r.export
	if strings.Contains(e.hidden.Text, "onion") {
		t.Errorf("for support it hides %q", e.hidden.Text)
	}
	e.chosen.SetSelectedIndex(1)
	r.reads()
	if !strings.Contains(e.hidden.Text, "onion address") || !strings.Contains(e.meaning.Text, "Everyone may read it") {
		t.Errorf("for the public it hides %q: %q", e.hidden.Text, e.meaning.Text)
	}
}

func TestExportNameIsTaken(t *testing.T) {
	r, home := firstStart(t, "Bisq")
	r.setRole(roleUser)
	r.reads()
	e := r.export
	out := filepath.Join(home, "a.zip")
	if err := os.WriteFile(out, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	e.write(out, false)
	r.rest()
	if got, _ := os.ReadFile(out); string(got) != "mine" || !e.replace.Visible() || e.result.object.Visible() {
		t.Fatalf("a file is lost, or nothing is said: %+v", e.notice.Message())
	}
	if len(e.sight.rows) != 2 {
		t.Error("what was looked at is gone")
	}
	test.Tap(e.replace)
	r.rest()
	if e.notice.Message().Sign != model.Good || e.replace.Visible() {
		t.Errorf("said %+v", e.notice.Message())
	}
}

func TestExportPageFitsAndIsReached(t *testing.T) {
	r, _ := firstStart(t, "Bisq")
	c := r.win.Canvas()
	reached := func() (all []fyne.Focusable) {
		c.Unfocus()
		for c.FocusNext(); c.Focused() != nil && !slices.Contains(all, c.Focused()); c.FocusNext() {
			all = append(all, c.Focused())
		}
		return all
	}
	fits := func(what string) {
		t.Helper()
		if got := r.win.Content().MinSize(); got.Width > startWidth || got.Height > startHeight {
			t.Errorf("%s needs %v", what, got)
		}
	}
	fits("the question")
	if all := reached(); len(all) < 2 || all[0] != fyne.Focusable(r.roles.user) || all[1] != fyne.Focusable(r.roles.support) {
		t.Errorf("the question has %d controls", len(all))
	}
	r.setRole(roleUser)
	r.reads()
	e := r.export
	e.write(filepath.Join(t.TempDir(), "a.zip"), false)
	r.rest()
	e.askPath()
	e.result.where.Show()
	fits("the export")
	all := reached()
	for i, want := range []fyne.Focusable{e.other, e.path, e.hide, e.again, e.chosen, e.save, e.result.folder, e.sight.view, e.sight.text} {
		if !slices.Contains(all, want) {
			t.Errorf("control %d (%T) cannot be reached", i, want)
		}
	}
}

func TestWordsInTheSettingsAreHiddenToo(t *testing.T) {
	r, _ := firstStart(t, "Bisq")
	r.setRole(roleUser)
	r.reads()
	e := r.export
	before := e.ready
	s := r.Window.setup.Settings
	s.Hide = []string{"CoreSetup"}
	r.use(s)
	if e.ready != nil || e.sight.object.Visible() {
		t.Error("what was prepared without the word is still there")
	}
	r.showRole()
	r.reads()
	if e.ready == before || !strings.Contains(e.hidden.Text, "1 own word") {
		t.Errorf("hides %q", e.hidden.Text)
	}
}

// TestChangedWhileLookedAt changes the settings while the logs are read.
func TestChangedWhileLookedAt(t *testing.T) {
	r, _ := firstStart(t, "Bisq")
	r.setRole(roleUser)
	e := r.export
	r.until("it has begun", func() bool { return e.busy })
	s := r.Window.setup.Settings
	s.Hide = []string{"CoreSetup"}
	r.use(s)
	r.rest()
	if e.ready != nil || e.sight.object.Visible() {
		t.Error("what was prepared without the word is shown")
	}
	test.Tap(e.save)
	if r.dialog != nil {
		t.Fatal("it saves what was not looked at")
	}
	r.reads()
	if !strings.Contains(e.hidden.Text, "1 own word") {
		t.Errorf("hides %q", e.hidden.Text)
	}
}

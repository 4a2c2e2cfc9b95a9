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

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

func TestNewBundle(t *testing.T) {
	r := newRig(t, nil)
	if r.main.Objects[0] != r.welcome.object || !r.sidebar.none.Visible() {
		t.Error("an empty start does not teach what to do")
	}
	r.sidebar.openForm()
	if r.win.Canvas().Focused() != r.sidebar.id {
		t.Fatal("the form does not have the focus")
	}
	test.Type(r.sidebar.id, "no trade ID")
	key(r.sidebar.id, fyne.KeyReturn)
	r.until("the mistake is shown", func() bool { return r.sidebar.notice.Visible() })
	if text, hint := said(r.sidebar.notice); !strings.Contains(text, "is not a Bisq trade ID") || !strings.Contains(hint, "A trade ID looks like") {
		t.Errorf("said %q, %q", text, hint)
	}
	r.sidebar.id.SetText(tradeID)
	test.Tap(r.sidebar.create)
	r.until("the bundle is open", func() bool { return r.page != nil && r.sidebar.list.Len() == 1 })
	if r.page.id != tradeID || r.sidebar.form.Visible() || r.sidebar.notice.Visible() || r.sidebar.marked != tradeID {
		t.Errorf("open %s, form visible %v, marked %q", r.page.id, r.sidebar.form.Visible(), r.sidebar.marked)
	}
	if title := r.win.Title(); strings.Contains(title, "QWZTRD") {
		t.Errorf("the title %q holds a trade ID", title)
	}
	if _, err := os.Stat(filepath.Join(r.dir, "bundles", tradeID, "bundle.json")); err != nil {
		t.Error(err)
	}
}

// TestBundleThatIsThereIsOpened whatever the capitals in which its ID is typed;
// an account's ID makes none, and the window says what it is.
func TestBundleThatIsThereIsOpened(t *testing.T) {
	r := newRig(t, nil)
	if _, err := r.desk.New(t.Context(), tradeID); err != nil {
		t.Fatal(err)
	}
	_, account, _ := strings.Cut(tradeID, "-")
	account = account[:36]
	r.sidebar.openForm()
	r.sidebar.id.SetText(account)
	test.Tap(r.sidebar.create)
	r.until("the mistake is shown", func() bool { return r.sidebar.notice.Visible() })
	if _, hint := said(r.sidebar.notice); !strings.Contains(hint, "an account's ID") {
		t.Errorf("of an account's ID it says %q", hint)
	}
	r.sidebar.id.SetText(strings.ToLower(tradeID))
	test.Tap(r.sidebar.create)
	r.until("the bundle is open", func() bool { return r.page != nil })
	r.rest()
	if r.page.id != tradeID || r.sidebar.form.Visible() || r.sidebar.notice.Visible() || !strings.HasPrefix(r.bar.text.Text(), "There is a bundle") {
		t.Errorf("open %s, form visible %v, the bar says %q", r.page.id, r.sidebar.form.Visible(), r.bar.text.Text())
	}
	for _, id := range []string{"UGLRYY-00000000-571c-4cdd-b3fe-a6cdaf528981-150", "UGLRYY-11111111-571c-4cdd-b3fe-a6cdaf528981-150"} {
		if _, err := r.desk.New(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	r.sidebar.openForm()
	r.sidebar.id.SetText("UGLRYY")
	test.Tap(r.sidebar.create)
	r.until("it is refused, as it could be either", func() bool { return r.sidebar.notice.Visible() })
}

func TestListOpensAndSearches(t *testing.T) {
	r := newRig(t, nil)
	for _, id := range []string{tradeID, "UGLRYY"} {
		if _, err := r.desk.New(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	r.sidebar.reload()
	r.until("both are listed", func() bool { return r.sidebar.list.Len() == 2 })
	r.sidebar.focusSearch()
	test.Type(r.sidebar.search, "ugl")
	key(r.sidebar.search, fyne.KeyReturn)
	key(r.sidebar.view, fyne.KeyReturn) // chooses the first
	r.until("it is open", func() bool { return r.page != nil })
	if r.page.id != "UGLRYY" {
		t.Errorf("%s is open", r.page.id)
	}
	r.sidebar.search.SetText("nothing like it")
	if r.sidebar.list.Len() != 0 || !r.sidebar.none.Visible() {
		t.Error("a search without a match does not say so")
	}
}

func TestDropOnParties(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	seller := r.logs(logstest.Ana(), 2)
	if err := os.MkdirAll(filepath.Join(seller, "wallet"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(seller, "wallet", "bisq_BTC.wallet"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.drop(p.overview.areas[1], seller)
	r.until("the logs are there", func() bool { return len(p.status.Files) == 2 && !r.bar.state.Busy() })
	for _, it := range p.status.Files {
		if it.Party != diagnostics.Seller {
			t.Errorf("%s is not the seller's", it.Path())
		}
	}
	text, hint := said(p.overview.notice)
	if text != "2 items added." || hint != "1 left out, for this reason:" || len(p.overview.left.Objects) != 1 {
		t.Errorf("said %q, %q, listed %d", text, hint, len(p.overview.left.Objects))
	}
	p.items.leftView.Select(0)
	if got := p.items.whole.Text; !strings.HasPrefix(got, "wallet/bisq_BTC.wallet: ") {
		t.Errorf("the whole line is %q", got)
	}
	if len(p.items.left) != 1 || !strings.Contains(p.items.left[0].Path, "wallet") || p.items.left[0].Reason.Key != "skipped.folder" {
		t.Errorf("left out %+v", p.items.left)
	}

	p.tabs.Open(notesTab)
	r.drop(r.main, r.image("shot.png")) // no party's place
	r.until("the image is there", func() bool { return len(p.status.Files) == 3 && !r.bar.state.Busy() })
	if it := p.status.Files[2]; it.Party != diagnostics.Unknown || it.Kind != bundle.Image {
		t.Errorf("got %+v", it)
	}
	if p.tabs.Current() != overviewTab {
		t.Error("what came of the drop is not shown")
	}
}

func TestDropWithoutBundle(t *testing.T) {
	r := newRig(t, nil)
	r.drop(r.main, r.image("shot.png"))
	if text, _ := said(r.welcome.notice); !strings.Contains(text, "Open or make a bundle first") {
		t.Errorf("said %q", text)
	}
}

func TestAddTypedPath(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	p.startAdding()
	if r.win.Canvas().Focused() != p.overview.path {
		t.Fatal("the path does not have the focus")
	}
	key(p.overview.path, fyne.KeyReturn)
	if text, _ := said(p.overview.notice); !strings.Contains(text, "Type or paste a path first") {
		t.Errorf("said %q", text)
	}
	p.overview.path.SetText(filepath.Join(r.dir, "none"))
	key(p.overview.path, fyne.KeyReturn)
	r.until("the mistake is shown", func() bool { return p.overview.notice.Message().Sign == model.Bad })
	if p.overview.path.Text == "" {
		t.Error("the path is gone although nothing came of it")
	}
	key(p.overview.target, fyne.KeyRight) // from nobody's to the buyer's
	p.overview.path.SetText(`"` + r.logs(logstest.Alexis(), 1) + `"`)
	key(p.overview.path, fyne.KeyReturn)
	r.until("the log is there", func() bool { return len(p.status.Files) == 1 && !r.bar.state.Busy() })
	if p.status.Files[0].Party != diagnostics.Buyer || p.overview.path.Text != "" {
		t.Errorf("got %s, path %q", p.status.Files[0].Path(), p.overview.path.Text)
	}
}

func TestChecklist(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	row := r.row("Seller's logs")
	test.Tap(row.Ask)
	if got := r.app.Clipboard().Content(); !strings.Contains(got, "Open data directory") || !strings.Contains(r.bar.text.Text(), "paste it into the chat") {
		t.Errorf("copied %q, says %q", got, r.bar.text.Text())
	}
	details := r.row("Trade details")
	test.Tap(details.Fill)
	if r.dialog == nil {
		t.Fatal("no chooser")
	}
	r.dialog.cancel()
	if got := p.overview.targets[p.overview.target.SelectedIndex()]; got.Slot != bundle.TradeDetails {
		t.Errorf("the next path is for %+v", got)
	}
	p.overview.path.SetText(r.image("details.png"))
	key(p.overview.path, fyne.KeyReturn)
	r.until("the slot is filled", func() bool { return details.Row().Sign == model.Good && !r.bar.state.Busy() })
	if r.row("Trade details") != details || details.Ask.Visible() {
		t.Error("a filled row is another one, or still asks")
	}
	test.Tap(r.row("Transaction IDs").Fill)
	if p.tabs.Current() != notesTab || r.win.Canvas().Focused() != p.notes.entries[model.TxField(diagnostics.MakerFee)] {
		t.Error("it does not lead to where it is written down")
	}
}

func TestChooser(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	dir := r.logs(logstest.Joao(), 1)
	r.folder = filepath.Dir(dir)
	test.Tap(p.overview.areas[0].Folder)
	c := r.choose(wantFile, "", func(path string) { p.overview.take(model.Target{Party: diagnostics.Buyer}, []string{path}) })
	r.until("the folder is read", func() bool { return c.folder.Path == filepath.Dir(dir) })
	c.path.SetText(dir)
	key(c.path, fyne.KeyReturn)
	r.until("it went into the folder", func() bool { return c.folder.Path == dir })
	c.view.Select(0)
	if c.path.Text != filepath.Join(dir, "bisq.log") {
		t.Fatalf("the path is %q", c.path.Text)
	}
	key(c.path, fyne.KeyReturn)
	r.until("the file is taken", func() bool { return len(p.status.Files) == 1 && !r.bar.state.Busy() })
	if r.dialog != nil || r.folder != dir {
		t.Errorf("dialog %v, next time in %s", r.dialog, r.folder)
	}

	c = r.choose(wantSave, "a.zip", func(path string) { p.handoff.path.SetText(path) })
	r.until("the folder is read", func() bool { return len(c.folder.Entries) > 0 })
	c.accept()
	if want := filepath.Join(dir, "a.zip"); p.handoff.path.Text != want {
		t.Errorf("saves to %q, not %q", p.handoff.path.Text, want)
	}
	if _, err := os.Stat(filepath.Join(dir, "a.zip")); !os.IsNotExist(err) {
		t.Error("choosing a name made the file")
	}

	c = r.choose(wantFolder, "", func(string) { t.Error("chosen although taken back") })
	c.read(filepath.Join(dir, "none"))
	r.until("the mistake is shown", func() bool { return c.notice.Visible() })
	key(c.path, fyne.KeyEscape)
	if r.dialog != nil {
		t.Error("Esc leaves the chooser open")
	}
}

func TestChooseSeveralFiles(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	dir := r.logs(logstest.Joao(), 3)
	if err := os.Mkdir(filepath.Join(dir, "more"), 0o700); err != nil {
		t.Fatal(err)
	}
	r.folder = dir
	test.Tap(p.overview.areas[0].File)
	var got []string
	c := r.chooseFiles("", func(paths []string) { got = paths })
	r.until("the folder is read", func() bool { return len(c.folder.Entries) > 0 })
	c.view.Select(1) // after the folder
	c.view.Select(3)
	if c.count.Text != "2 files are marked" || c.path.Text != dir {
		t.Errorf("says %q, %q", c.count.Text, c.path.Text)
	}
	c.view.Select(1) // takes the mark away
	if want := filepath.Join(dir, "bisq_2.log"); c.path.Text != want || c.count.Text != "1 file is marked" {
		t.Errorf("one file is %q, says %q", c.path.Text, c.count.Text)
	}
	test.Tap(c.all)
	key(c.path, fyne.KeyReturn)
	if want := []string{"bisq.log", "bisq_1.log", "bisq_2.log"}; len(got) != len(want) || filepath.Base(got[0]) != want[0] || filepath.Base(got[2]) != want[2] {
		t.Fatalf("got %v", got)
	}
	if r.dialog != nil || r.folder != dir {
		t.Errorf("dialog %v, next time in %s", r.dialog, r.folder)
	}

	c = r.chooseFiles("", func(paths []string) { got = paths })
	r.until("the folder is read", func() bool { return len(c.folder.Entries) > 0 })
	test.Tap(c.all)
	c.path.SetText(filepath.Join(dir, "bisq_1.log")) // what is typed counts more
	c.accept()
	if len(got) != 1 || filepath.Base(got[0]) != "bisq_1.log" {
		t.Errorf("got %v", got)
	}

	c = r.chooseFiles("", func([]string) { t.Error("chosen although it went on") })
	r.until("the folder is read", func() bool { return len(c.folder.Entries) > 0 })
	test.Tap(c.all)
	c.view.Select(0)
	r.until("it went into the folder", func() bool { return c.folder.Path == filepath.Join(dir, "more") })
	if len(c.marked) != 0 || c.count.Text != "" {
		t.Error("marks of another folder are kept")
	}
	c.dialog.cancel()

	p.overview.choose(model.Target{Party: diagnostics.Buyer}, false)
	p.overview.take(model.Target{Party: diagnostics.Buyer}, []string{filepath.Join(dir, "bisq.log"), filepath.Join(dir, "bisq_1.log")})
	r.until("both are there", func() bool { return len(p.status.Files) == 2 && !r.bar.state.Busy() })
}

// TestDoubleClickInTheChooser clicks twice where others click once. The second
// click must neither take the mark away nor choose what has come under the
// pointer.
func TestDoubleClickInTheChooser(t *testing.T) {
	r := newRig(t, nil)
	dir := r.logs(logstest.Joao(), 2)
	inner := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	r.folder = dir
	var got []string
	c := r.chooseFiles("", func(paths []string) { got = paths })
	r.until("the folder is read", func() bool { return len(c.folder.Entries) == 3 })
	c.accept()
	if c.notice.Message().Empty() {
		t.Fatal("nothing is marked, and nothing is said of it")
	}
	c.view.Select(1)
	if len(c.marked) != 1 || !c.notice.Message().Empty() {
		t.Errorf("marked %v, still says %+v", c.marked, c.notice.Message())
	}
	c.view.Select(1)
	if len(got) != 1 || got[0] != filepath.Join(dir, "bisq.log") || r.dialog != nil {
		t.Fatalf("a double click chose %v", got)
	}

	c = r.choose(wantFile, "", func(path string) { got = []string{path} })
	r.until("the folder is read", func() bool { return len(c.folder.Entries) == 3 })
	c.view.Select(2)
	c.view.Select(2)
	if got[0] != filepath.Join(dir, "bisq_1.log") || r.dialog != nil {
		t.Errorf("a double click chose %v", got)
	}

	c = r.choose(wantFolder, "", func(string) { t.Error("chosen") })
	r.until("the folder is read", func() bool { return len(c.folder.Entries) == 3 })
	c.view.Select(0)
	r.until("it went into the folder", func() bool { return c.folder.Path == filepath.Dir(inner) })
	c.view.Select(0)
	over := time.Now().Add(doubleClick)
	r.until("the time is over", func() bool { return time.Now().After(over) })
	if c.folder.Path != filepath.Dir(inner) {
		t.Errorf("the second click went on to %s", c.folder.Path)
	}
	c.view.Select(0)
	r.until("a click later goes on", func() bool { return c.folder.Path == inner })
}

func TestChooserSuggestsAFreeName(t *testing.T) {
	r := newRig(t, nil)
	r.folder = r.logs(logstest.Joao(), 1)
	taken := filepath.Join(r.folder, "a.zip")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var got string
	c := r.choose(wantSave, "a.zip", func(path string) { got = path })
	r.until("the folder is read", func() bool { return len(c.folder.Entries) == 2 })
	test.Type(c.path, "b")
	if want := filepath.Join(r.folder, "a-2b.zip"); c.path.Text != want {
		t.Errorf("typed into %q, want %q", c.path.Text, want)
	}
	c.view.Select(0) // who wants that very file says so
	c.accept()
	if got != taken {
		t.Errorf("chose %q", got)
	}
}

func TestItems(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	if !p.items.empty.Visible() || p.items.full[0].Visible() {
		t.Error("an empty bundle's page says nothing")
	}
	r.add(diagnostics.Unknown, r.logs(logstest.Ana(), 2), r.image("shot.png"))
	p.tabs.Open(itemsTab)
	if p.items.empty.Visible() || !p.items.remove.Disabled() || !p.items.move.Disabled() {
		t.Error("without a choice there is something to press, or it says that nothing is there")
	}
	p.items.view.Select(0)
	if want := []string{"Buyer", "Seller"}; !slices.Equal(p.items.to.Options, want) {
		t.Errorf("a log may go to %v", p.items.to.Options)
	}
	p.items.to.SetSelected("Seller")
	test.Tap(p.items.move)
	r.until("it is moved", func() bool { return p.status.Files[0].Party == diagnostics.Seller && !r.bar.state.Busy() })
	if text, _ := said(p.items.notice); text != "unknown/bisq.log is now seller/bisq.log." {
		t.Errorf("said %q", text)
	}

	p.items.view.Select(2)
	p.items.to.SetSelected("Dispute details")
	test.Tap(p.items.move)
	r.until("the slot is filled", func() bool { return p.status.Files[2].Slot == bundle.DisputeDetails && !r.bar.state.Busy() })

	p.items.view.Select(1)
	test.Tap(p.items.remove)
	if keep, ok := r.win.Canvas().Focused().(*widget.Button); r.dialog == nil || !ok || keep.Text != "Keep" {
		t.Fatal("removing does not ask, or the focus is on the answer that loses something")
	}
	key(r.win.Canvas().Focused(), fyne.KeyEscape)
	if r.dialog != nil || len(p.status.Files) != 3 {
		t.Fatal("Esc removed it")
	}
	test.Tap(p.items.remove)
	r.win.Canvas().FocusPrevious()
	key(r.win.Canvas().Focused(), fyne.KeyReturn)
	r.until("it is removed", func() bool { return len(p.status.Files) == 2 && !r.bar.state.Busy() })
	if p.items.chosen != 0 || !p.items.remove.Disabled() {
		t.Error("what is gone is still chosen")
	}
}

func TestNotes(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	c := r.win.Canvas()
	p.tabs.Open(notesTab)
	what, deposit := p.notes.entries[model.What], p.notes.entries[model.TxField(diagnostics.Deposit)]
	c.Focus(what)
	test.Type(what, "It broke.")
	if p.notes.saved.Text != "Not saved yet." {
		t.Errorf("says %q", p.notes.saved.Text)
	}
	c.Focus(deposit) // the focus leaves
	r.until("it is saved", func() bool { return p.status.Notes.What == "It broke." && !r.bar.state.Busy() })
	if p.notes.saved.Text != "All of it is saved." {
		t.Errorf("says %q", p.notes.saved.Text)
	}
	test.Type(deposit, "12345")
	p.notes.entries[model.When].SetText("today")
	test.Tap(p.notes.button)
	r.until("the rest is saved", func() bool { return p.status.Notes.When == "today" && !r.bar.state.Busy() })
	wrong := p.notes.wrongs[model.TxField(diagnostics.Deposit)]
	if text, hint := said(wrong); !strings.Contains(text, "is not a transaction ID") || hint == "" || !wrong.Visible() {
		t.Errorf("said %q, %q", text, hint)
	}
	id := strings.Repeat("0a", 32)
	deposit.SetText(id)
	if wrong.Visible() {
		t.Error("the mistake stays although something else was typed")
	}
	p.notes.entries[model.TxField(diagnostics.Payout)].SetText(id)
	test.Tap(p.notes.button)
	r.until("the mistake is shown", func() bool { return wrong.Visible() && !r.bar.state.Busy() })
	if text, _ := said(wrong); !strings.Contains(text, "same transaction ID") {
		t.Errorf("said %q", text)
	}
	p.notes.entries[model.TxField(diagnostics.Payout)].SetText("")
	p.notes.dispute.SetSelected("mediation")
	test.Tap(p.notes.button)
	r.until("all is saved", func() bool {
		n := p.status.Notes
		return n.Tx[diagnostics.Deposit] == id && n.Dispute == bundle.DisputeMediation && !r.bar.state.Busy()
	})
}

func TestVerify(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 1))
	out := filepath.Join(t.TempDir(), "a.zip")
	p.startHandoff()
	p.handoff.path.SetText(out)
	test.Tap(p.handoff.save)
	r.rest()

	r.openVerify()
	if r.page != nil || r.win.Canvas().Focused() != r.verify.path {
		t.Fatal("the page is not open")
	}
	r.drop(r.main, out)
	r.rest()
	if m := r.verify.notice.Message(); m.Sign != model.Warn { // a hand-off with things missing
		t.Errorf("judged %+v", m)
	}
	if len(r.verify.facts.Objects) != 6 || len(r.verify.cards.Object.Objects) == 0 {
		t.Errorf("%d facts, %d cards", len(r.verify.facts.Objects), len(r.verify.cards.Object.Objects))
	}
	r.verify.path.SetText(r.image("a.png"))
	key(r.verify.path, fyne.KeyReturn)
	r.rest()
	if m := r.verify.notice.Message(); m.Sign != model.Bad || len(r.verify.facts.Objects) != 0 {
		t.Errorf("an image is judged %+v", m)
	}
}

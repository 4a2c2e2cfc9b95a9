package gui

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

func (s *slowDesk) PrepareHandoff(ctx context.Context, _ string, _ work.Output, progress work.Progress) (*bundle.Outgoing, error) {
	progress.Stage("waiting", 200)
	progress.Add(50)
	return nil, s.wait(ctx)
}

// slow opens a bundle on a desk whose hand-offs do not end, and starts one.
func slow(t *testing.T) (*rig, *slowDesk) {
	t.Helper()
	var desk *slowDesk
	r := newRig(t, func(d *work.Desk) Desk {
		desk = &slowDesk{d, make(chan struct{})}
		return desk
	})
	r.bundle().startHandoff()
	test.Tap(r.page.handoff.again)
	r.until("its progress is shown", func() bool { return r.bar.amount.Text == "25 %" })
	return r, desk
}

func TestEscStopsWork(t *testing.T) {
	r, desk := slow(t)
	if !r.bar.running.Visible() || r.bar.text.Text() != "Previewing the hand-off: waiting" || r.bar.progress.Value != 0.25 {
		t.Errorf("shows %q, %v", r.bar.text.Text(), r.bar.progress.Value)
	}
	key(r.page.handoff.path, fyne.KeyEscape)
	r.rest()
	<-desk.ended
	if m := r.page.handoff.notice.Message(); m.Text.Key != "message.stopped" || r.page.handoff.again.Disabled() {
		t.Errorf("said %+v", m)
	}
	if r.bar.running.Visible() || r.bar.text.Text() != "Previewing the hand-off: stopped" {
		t.Errorf("shows %q", r.bar.text.Text())
	}
}

func TestCloseAsksOnceAndWaits(t *testing.T) {
	r, desk := slow(t)
	r.close()
	asked := r.dialog
	if asked == nil {
		t.Fatal("closing while work runs does not ask")
	}
	r.close()
	if r.dialog != asked {
		t.Error("it asks twice")
	}
	key(r.win.Canvas().Focused(), fyne.KeyReturn) // keep working
	if r.dialog != nil || r.closing || !r.bar.state.Busy() {
		t.Fatal("it does not go on")
	}
	r.close()
	r.win.Canvas().FocusPrevious()
	key(r.win.Canvas().Focused(), fyne.KeyReturn)
	<-desk.ended
	r.until("it is closed", r.ended.Load)
}

// TestWorkEndsWhileClosingAsks lets the work end by itself while the question
// is there.
func TestWorkEndsWhileClosingAsks(t *testing.T) {
	r, _ := slow(t)
	r.close()
	asked := r.dialog
	if asked == nil || !strings.Contains(asked.asked.text.Text, "still running") {
		t.Fatal("closing while work runs does not ask")
	}
	before := asked.asked.yes.MinSize().Width + asked.asked.no.MinSize().Width
	r.bar.cancel()
	r.rest()
	if now := asked.asked.yes.MinSize().Width + asked.asked.no.MinSize().Width; now < before {
		t.Errorf("the answers shrink from %.0f to %.0f below the pointer", before, now)
	}
	if q := asked.asked; r.dialog != asked || strings.Contains(q.text.Text, "running") || q.yes.Text != "Close" || q.no.Text != "Stay" {
		t.Errorf("it asks %q: %q or %q", q.text.Text, q.yes.Text, q.no.Text)
	}
	test.Tap(asked.asked.yes)
	r.until("it is closed", r.ended.Load)
}

func TestCloseSavesWhatWasTyped(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	p.notes.entries[model.What].SetText("typed")
	p.notes.entries[model.TxField(diagnostics.Payout)].SetText("no ID")
	r.close()
	r.until("what cannot be saved is shown", func() bool { return p.notes.warned })
	if r.closing || p.tabs.Current() != notesTab || p.notes.notice.Message().Text.Key != "close.unsaved" {
		t.Errorf("closing %v, tab %d", r.closing, p.tabs.Current())
	}
	r.close()
	r.until("it is closed", r.ended.Load)
	status, err := r.desk.Status(tradeID)
	if err != nil || status.Notes.What != "typed" {
		t.Errorf("saved %q, %v", status.Notes.What, err)
	}
	if err := r.saveUnsaved(); err != nil {
		t.Error("what was given up is tried again:", err)
	}
}

func TestEndedBySystemSavesWhatWasTyped(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	p.notes.entries[model.What].SetText("typed")
	r.shutDown()
	r.until("it is closed", r.ended.Load)
	if err := r.saveUnsaved(); err != nil {
		t.Fatal(err)
	}
	if status, _ := r.desk.Status(tradeID); status.Notes.What != "typed" {
		t.Errorf("saved %q", status.Notes.What)
	}
}

// spoil changes bundle.json.
func spoil(t *testing.T, r *rig, change func(map[string]any) []byte) {
	t.Helper()
	path := filepath.Join(r.dir, "bundles", tradeID, "bundle.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc := map[string]any{}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(doc), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestBundlesThatCannotBeChanged(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(map[string]any) []byte
		state  string
		sign   model.Sign
	}{
		"newer": {func(doc map[string]any) []byte {
			doc["schema"] = 99
			data, _ := json.Marshal(doc)
			return data
		}, "read-only", model.Warn},
		"damaged": {func(map[string]any) []byte { return []byte("{") }, "damaged", model.Bad},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			r.bundle()
			r.add(diagnostics.Buyer, r.logs(logstest.Alexis(), 2))
			spoil(t, r, tt.change)
			r.page.reload()
			r.sidebar.reload()
			r.until("it is said", func() bool { return r.page.warning.Visible() && r.sidebar.list.At(0).Sign == tt.sign })
			p := r.page
			if text, hint := said(p.warning); !strings.Contains(text, tt.state) || hint == "" || p.state.Text != tt.state {
				t.Errorf("said %q, %q; state %q", text, hint, p.state.Text)
			}
			if len(p.items.items) != 2 {
				t.Errorf("%d items are listed", len(p.items.items))
			}
			p.items.view.Select(0)
			for what, c := range map[string]fyne.Disableable{
				"path": p.overview.path, "add": p.overview.add, "target": p.overview.target, "file": p.overview.areas[0].File,
				"move": p.items.move, "remove": p.items.remove, "note": p.notes.entries[model.What], "save": p.notes.button,
			} {
				if !c.Disabled() {
					t.Errorf("%s can be used", what)
				}
			}
			if p.status.State == bundle.ReadOnly && r.row("Trade details").Fill.Visible() {
				t.Error("a slot can be filled")
			}
			if p.status.State == bundle.Damaged && len(p.overview.checklist.Objects) != 1 {
				t.Error("something is said to be missing, or to be there")
			}
			r.rest() // the logs may still be read
			r.drop(p.overview.areas[0], r.image("a.png"))
			if r.bar.state.Busy() {
				t.Error("a drop is taken")
			}
			p.tabs.Open(logsTab)
			test.Tap(p.logs.scan)
			r.rest()
			if m := p.logs.notice.Message(); m.Text.Key != "scan.done" {
				t.Errorf("scanning says %s", words.Of(m.Text))
			}
		})
	}
}

func TestBundleGone(t *testing.T) {
	r := newRig(t, nil)
	r.bundle()
	if err := os.RemoveAll(filepath.Join(r.dir, "bundles", tradeID)); err != nil {
		t.Fatal(err)
	}
	r.refresh()
	r.until("its page is gone", func() bool { return r.page == nil && r.main.Objects[0] == r.welcome.object })
	r.open(tradeID)
	r.until("it is said", func() bool { return r.welcome.notice.Message().Sign == model.Bad })
	if text, hint := said(r.welcome.notice); !strings.Contains(text, "There is no bundle") || hint == "" {
		t.Errorf("said %q, %q", text, hint)
	}
}

func TestShortcuts(t *testing.T) {
	r := newRig(t, nil)
	r.keys[fyne.KeyE]() // nothing is open
	p := r.bundle()
	c := r.win.Canvas()
	for name, want := range map[fyne.KeyName]fyne.Focusable{
		fyne.KeyN: r.sidebar.id, fyne.KeyO: p.overview.path, fyne.KeyE: p.handoff.path, fyne.KeyF: r.sidebar.search,
	} {
		p.tabs.Open(notesTab)
		r.keys[name]()
		if c.Focused() != want {
			t.Errorf("Ctrl+%s: the focus is on %T", name, c.Focused())
		}
	}
	r.keys[fyne.Key2]()
	if p.tabs.Current() != itemsTab {
		t.Errorf("Ctrl+2 opens tab %d", p.tabs.Current())
	}
	key(r.sidebar.id, fyne.KeyEscape)
	if r.sidebar.form.Visible() {
		t.Error("Esc leaves the form open")
	}
}

// TestTabReachesEverything goes round by Tab and compares with all controls
// that can be seen and used.
func TestTabReachesEverything(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	r.add(diagnostics.Buyer, r.logs(logstest.Alexis(), 1), r.image("shot.png"))
	test.Tap(p.handoff.again)
	r.rest()
	c := r.win.Canvas()
	for tab := range len(p.tabs.Buttons) {
		p.tabs.Open(tab)
		c.Unfocus()
		reached := map[fyne.Focusable]bool{}
		for {
			c.FocusNext()
			if c.Focused() == nil || reached[c.Focused()] {
				break
			}
			reached[c.Focused()] = true
		}
		want := []fyne.Focusable{r.sidebar.newButton, r.sidebar.search, r.sidebar.view}
		for _, b := range p.tabs.Buttons {
			want = append(want, b)
		}
		want = append(want, [][]fyne.Focusable{
			{p.overview.path, p.overview.target, p.overview.add, p.overview.areas[2].File, p.overview.found.copyNext, r.row("Trade details").Ask, r.row("Trade details").Fill},
			{p.items.view},
			{p.notes.entries[model.What], p.notes.entries[model.When], p.notes.entries[model.TxField(diagnostics.Payout)], p.notes.dispute, p.notes.button},
			{p.logs.scan},
			{p.txs.check, p.txs.offline, p.txs.dispute, p.txs.adder.paste},
			{p.shots.view},
			{p.handoff.path, p.handoff.browse, p.handoff.hide, p.handoff.again, p.handoff.save, p.handoff.sight.view, p.handoff.sight.text},
		}[tab]...)
		for i, f := range want {
			if !reached[f] {
				t.Errorf("tab %d: control %d (%T) cannot be reached", tab, i, f)
			}
		}
	}
}

func TestEveryPageFits(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	for tab := range len(p.tabs.Buttons) {
		p.tabs.Open(tab)
		if got := r.win.Content().MinSize(); got.Width > startWidth || got.Height > startHeight {
			t.Errorf("tab %d needs %v", tab, got)
		}
	}
	p.tabs.Open(overviewTab)
	logs := r.logs(logstest.Ana(), 2)
	for _, name := range []string{"a.txt", "b.txt", "c.txt"} {
		if err := os.WriteFile(filepath.Join(logs, name), []byte("left out "+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.overview.take(model.Target{Party: diagnostics.Unknown}, []string{logs})
	r.until("the findings are shown", func() bool { return p.scan.now.Stage == model.Scanned && !r.bar.state.Busy() })
	if got := r.win.Content().MinSize(); got.Width > startWidth || got.Height > startHeight || !p.overview.said.Visible() {
		t.Errorf("the overview with all that it can say needs %v", got)
	}
	r.openVerify()
	if got := r.win.Content().MinSize(); got.Width > startWidth || got.Height > startHeight {
		t.Errorf("the page for zips needs %v", got)
	}
}

func TestTwoBundlesKeepApart(t *testing.T) {
	r := newRig(t, nil)
	first := r.bundle()
	first.handoff.path.SetText("/somewhere/a.zip")
	if _, err := r.desk.New(t.Context(), "UGLRYY"); err != nil {
		t.Fatal(err)
	}
	r.open("UGLRYY")
	r.until("the other is open", func() bool { return r.page != nil && r.page.id == "UGLRYY" })
	if r.page.handoff.path.Text != "" {
		t.Error("it shows the other's path")
	}
	r.open(tradeID)
	if r.page != first {
		t.Error("the first one's page is lost")
	}
}

func TestCellsShowWhatTheyAreGiven(t *testing.T) {
	test.NewTempApp(t)
	c := widget.NewCells(0, 50)
	c.Set(model.Good, "a", "b")
	c.Set(model.NoSign, "c")
	if !slices.Equal(c.Texts(), []string{"c", ""}) {
		t.Errorf("shows %q", c.Texts())
	}
}

// TestTheBarsTextCanBeReadInFull makes the window so narrow that the bar cuts
// its text, and reads it with the keyboard.
func TestTheBarsTextCanBeReadInFull(t *testing.T) {
	r := newRig(t, nil)
	more, whole := r.bar.text.More, r.bar.text.Whole
	r.bar.say(model.Plain(strings.Repeat("Saving the hand-off ", 12)))
	r.shrink(smallest)
	if !more.Visible() || whole.Shown() {
		t.Fatal("a text that is cut offers no more")
	}
	r.allReachable()
	key(more, fyne.KeyReturn)
	if !whole.Shown() {
		t.Fatal("the whole of it is not shown")
	}
	settled(r.win.Content())
	texts := seen(whole, fyne.CurrentApp().Driver().AbsolutePositionForObject(whole).Subtract(whole.Position()), fyne.Position{}, fyne.NewPos(smallest.Width, smallest.Height))
	read := ""
	for _, s := range texts {
		read += s.text + " "
	}
	if strings.Join(strings.Fields(read), " ") != strings.TrimSpace(r.bar.text.Text()) {
		t.Errorf("it reads %q", read)
	}
	r.openAbout()
	r.escape()
	if whole.Shown() || !r.aside {
		t.Error("Esc does not take it away first")
	}
	r.escape()
	if r.aside {
		t.Error("Esc then closes nothing")
	}
}

// TestTextsAreLeafedThrough reads to the end of what has nothing in it that
// could get the focus, with the keyboard.
func TestTextsAreLeafedThrough(t *testing.T) {
	r := newRig(t, nil)
	reads := func(what string, on fyne.Focusable, scroll *container.Scroll) {
		t.Helper()
		r.shrink(fyne.NewSize(600, 300))
		end := scroll.Content.MinSize().Height - scroll.Size().Height
		if end < 80 {
			t.Fatalf("%s: there is nothing to be leafed through", what)
		}
		for _, step := range []struct {
			key  fyne.KeyName
			from float32
			to   float32
		}{{fyne.KeyDown, 1, end}, {fyne.KeyUp, 0, 0}, {fyne.KeyPageDown, 60, end}, {fyne.KeyEnd, end, end}, {fyne.KeyDown, end, end}, {fyne.KeyHome, 0, 0}} {
			key(on, step.key)
			if at := scroll.Offset.Y; at < step.from-1 || at > step.to+1 {
				t.Errorf("%s: %s leads to %.0f of %.0f", what, step.key, at, end)
			}
		}
	}
	r.openAbout()
	r.win.Canvas().FocusNext()
	on := r.win.Canvas().Focused()
	reads("About", on, firstScroll(r.about))
	r.closeAside()
	r.openShortcuts()
	reads("the keys", r.win.Canvas().Focused(), firstScroll(r.dialog.content))
}

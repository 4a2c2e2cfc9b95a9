package gui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/work"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

// openLogs opens the page of the logs and waits until they are read.
func (r *rig) openLogs() *logsPage {
	r.t.Helper()
	r.page.tabs.Open(logsTab)
	l := r.page.logs
	r.until("the logs are read", func() bool { return !l.reading && l.read == l.p.logState() && !r.bar.state.Busy() })
	return l
}

// filtered waits until what the filter asks for is shown.
func (r *rig) filtered() {
	r.t.Helper()
	e := r.page.logs.entries
	r.until("the filter is done", func() bool { return e.search == nil && e.shown == e.query() })
}

// line is what a line of the list shows once it is read.
func (r *rig) line(at int) []string {
	r.t.Helper()
	e := r.page.logs.entries
	o := widget.NewLogRow()
	row, ok := e.rows.At(at)
	if !ok {
		r.t.Fatalf("there is no line %d", at)
	}
	r.until("the line is read", func() bool {
		e.draw(at, o, fyne.NewSize(4000, 20))
		return e.previews.texts[row] != ""
	})
	e.draw(at, o, fyne.NewSize(4000, 20))
	return o.Texts()
}

func twoTraders(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, nil)
	r.bundle()
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 3))
	r.add(diagnostics.Buyer, r.logs(logstest.Alexis(), 2))
	return r
}

func TestLogsWithoutLogs(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	p.tabs.Open(logsTab)
	if p.logs.object.Objects[0] != p.logs.empty || r.bar.state.Busy() {
		t.Fatal("a page without logs does not teach, or reads")
	}
	r.keys[fyne.KeyF]()
	if r.win.Canvas().Focused() != r.sidebar.search {
		t.Error("Ctrl+F goes to a filter that is not there")
	}
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 1)) // they are read at once
	if l := r.openLogs(); l.entries.rows.Len() == 0 || l.object.Objects[0] == l.empty {
		t.Error("the logs are not shown once they are there")
	}
	if _, err := r.desk.Remove(t.Context(), tradeID, "seller/bisq.log"); err != nil {
		t.Fatal(err)
	}
	p.reload()
	r.until("it teaches again", func() bool { return p.logs.object.Objects[0] == p.logs.empty })
	if p.logs.entries.index != nil || p.logs.entries.rows.Len() != 0 {
		t.Error("entries of logs that are gone are kept")
	}
}

func TestLogsFindings(t *testing.T) {
	r := twoTraders(t)
	l := r.openLogs()
	if l.notice.Message().Sign != model.Bad || l.notice.Message().Text.Key != "scan.done" || len(l.cards.Object.Objects) == 0 {
		t.Fatalf("notice %+v, %d cards", l.notice.Message(), len(l.cards.Object.Objects))
	}
	card, ok := l.cards.Object.Objects[0].(*widget.Card)
	if !ok {
		t.Fatal("no card")
	}
	before := card.MinSize().Height
	test.Tap(card.Evidence)
	if card.MinSize().Height <= before || card.Evidence.Text != "Hide the evidence" || len(card.Places) != 2 {
		t.Fatalf("the evidence does not open: %d places", len(card.Places))
	}
	test.Tap(card.Copy)
	if got := r.app.Clipboard().Content(); !strings.Contains(got, "went from 1.9.17 to 1.9.10") || !strings.Contains(got, "VERSION=1.9.10") {
		t.Errorf("copied %q", got)
	}

	l.entries.text.SetText("nothing has this") // the evidence is shown whatever the filter says
	r.filtered()
	if l.entries.rows.Len() != 0 || !l.entries.none.Visible() {
		t.Error("no match is not said")
	}
	test.Tap(card.Places[1])
	if l.views.Current() != entriesView || r.win.Canvas().Focused() != l.entries.view {
		t.Fatal("the list is not shown, or has not the focus")
	}
	r.until("the entry is shown", func() bool { return strings.Contains(l.entries.detail.raw.Text(), "VERSION=1.9.10") })
	if l.entries.text.Text != "" || l.entries.view.Selected() < 0 {
		t.Error("the filter hides it, or it is not chosen")
	}
	l.show(model.Place{Where: "seller/none.log:1", Path: "seller/none.log", Line: 1})
	if text, hint := said(l.entries.notice); !strings.Contains(text, "not among the entries") || hint == "" {
		t.Errorf("said %q, %q", text, hint)
	}
}

func TestLogsVersions(t *testing.T) {
	r := twoTraders(t)
	l := r.openLogs()
	if len(l.tracks.Objects) != 2 {
		t.Fatalf("%d tracks", len(l.tracks.Objects))
	}
	seller, ok := l.tracks.Objects[1].(*widget.Track)
	if !ok || len(seller.Starts) < 2 {
		t.Fatalf("the seller's track is %T", l.tracks.Objects[1])
	}
	var texts []string
	for _, b := range seller.Starts {
		texts = append(texts, b.Text)
	}
	if got := strings.Join(texts, " "); !strings.Contains(got, "1.9.17 1.9.10") {
		t.Errorf("the seller ran %s", got)
	}
	test.Tap(seller.Starts[len(seller.Starts)-1])
	r.until("the start is shown", func() bool { return strings.Contains(l.entries.detail.raw.Text(), texts[len(texts)-1]) })
}

func TestLogsFilter(t *testing.T) {
	r := twoTraders(t)
	l := r.openLogs()
	e := l.entries
	total := e.rows.Len()
	r.keys[fyne.KeyF]()
	if r.win.Canvas().Focused() != e.text || l.views.Current() != entriesView {
		t.Fatal("Ctrl+F does not go to the filter")
	}
	test.Type(e.text, "version")
	r.filtered()
	some := e.rows.Len()
	if some == 0 || some >= total || !strings.Contains(e.count.Text, " of ") || !e.clear.Visible() {
		t.Fatalf("%d of %d, says %q", some, total, e.count.Text)
	}
	for at := range some {
		if row, _ := e.rows.At(at); !strings.Contains(strings.ToLower(wholeEntry(t, e.index, row)), "version") {
			t.Errorf("line %d does not have it", at)
		}
	}
	e.party.SetSelectedIndex(2) // the seller
	r.filtered()
	if len(e.file.Options) != 4 || e.rows.Len() == 0 || e.rows.Len() >= some {
		t.Errorf("files %v, %d of %d", e.file.Options, e.rows.Len(), some)
	}
	e.file.SetSelectedIndex(3)
	r.filtered()
	for at := range e.rows.Len() {
		if got := r.line(at)[2]; got != e.file.Selected {
			t.Errorf("line %d is of %s, not %s", at, got, e.file.Selected)
		}
	}
	test.Tap(e.clear)
	r.filtered()
	if e.rows.Len() != total || e.clear.Visible() || len(e.file.Options) != 6 {
		t.Errorf("%d of %d are shown, files %v", e.rows.Len(), total, e.file.Options)
	}
	e.level.SetSelectedIndex(int(model.ErrorsOnly))
	r.filtered()
	if e.rows.Len() == 0 || e.rows.Len() >= total {
		t.Fatalf("%d errors of %d", e.rows.Len(), total)
	}
	for at := range e.rows.Len() {
		if got := r.line(at)[0]; got != "ERROR" {
			t.Errorf("line %d is %q", at, got)
		}
	}
}

func wholeEntry(t *testing.T, x *logs.Index, row int) string {
	t.Helper()
	e, err := x.Read(row, model.DetailBytes)
	if err != nil {
		t.Fatal(err)
	}
	return string(e.Raw)
}

func TestLogsKeys(t *testing.T) {
	r := twoTraders(t)
	l := r.openLogs()
	e := l.entries
	l.find()
	key(e.text, fyne.KeyReturn)
	if r.win.Canvas().Focused() != e.view {
		t.Fatal("Enter does not go to the list")
	}
	key(e.view, fyne.KeyDown)
	key(e.view, fyne.KeyDown)
	key(e.view, fyne.KeyUp)
	key(e.view, fyne.KeyDown)
	if e.view.Selected() != 1 {
		t.Errorf("line %d is chosen", e.view.Selected())
	}
	r.until("the entry is shown", func() bool {
		return e.detail.raw.Text() == strings.TrimRight(model.CleanLog([]byte(wholeEntry(t, e.index, 1))), "\n ")
	})
	test.Tap(e.detail.copy)
	if got := r.app.Clipboard().Content(); got == "" || got != e.detail.raw.Text() {
		t.Errorf("copied %q", got)
	}
	e.view.TypedRune('/')
	if r.win.Canvas().Focused() != e.text {
		t.Error("/ does not go to the filter")
	}
	key(e.view, fyne.KeyEnd)
	if e.view.Selected() != e.rows.Len()-1 {
		t.Errorf("End goes to %d of %d", e.view.Selected(), e.rows.Len())
	}
	chosen := e.chosen
	e.text.SetText("version")
	r.filtered()
	e.reset()
	r.filtered()
	if e.view.Selected() >= 0 && e.chosen != chosen {
		t.Error("another entry is chosen than before")
	}
}

// TestLogsAreReadAgain moves an item while its entries are shown.
func TestLogsAreReadAgain(t *testing.T) {
	r := twoTraders(t)
	l := r.openLogs()
	first := l.entries.index
	r.page.reload()
	r.openLogs()
	if l.entries.index != first {
		t.Error("logs that have not changed are read again")
	}
	l.entries.text.SetText("version")
	r.filtered()
	if _, err := r.desk.Remove(t.Context(), tradeID, "seller/bisq_2.log"); err != nil {
		t.Fatal(err)
	}
	r.page.tabs.Open(notesTab)
	r.page.reload()
	r.until("the item is gone", func() bool { return len(r.page.status.Files) == 4 })
	if l.reading {
		t.Error("logs are read that nobody looks at")
	}
	r.openLogs()
	r.filtered()
	if l.entries.index == first || len(l.entries.files) != 4 || l.entries.text.Text != "version" {
		t.Error("the old entries are shown, or the filter is lost")
	}
	if _, err := first.Read(0, 0); !errors.Is(err, os.ErrClosed) {
		t.Errorf("the old index is open: %v", err)
	}
	now := l.entries.index
	if err := os.RemoveAll(filepath.Join(r.dir, "bundles", tradeID)); err != nil {
		t.Fatal(err)
	}
	r.refresh()
	r.until("the page is gone", func() bool { return r.page == nil })
	if _, err := now.Read(0, 0); !errors.Is(err, os.ErrClosed) {
		t.Errorf("the index of a page that is gone is open: %v", err)
	}
}

// unreadable is a desk whose logs cannot be listed.
type unreadable struct {
	*work.Desk
	times int
}

func (u *unreadable) Index(context.Context, string, work.Progress) (*logs.Index, error) {
	u.times++
	return nil, diagnostics.WithHint(errors.New("the disk is on fire"), "call somebody")
}

func TestLogsThatCannotBeRead(t *testing.T) {
	var bad *unreadable
	r := newRig(t, func(d *work.Desk) Desk { bad = &unreadable{Desk: d}; return bad })
	p := r.bundle()
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 1))
	p.tabs.Open(logsTab)
	r.rest()
	if text, hint := said(p.logs.notice); text != "The disk is on fire" || hint != "Call somebody" {
		t.Errorf("said %q, %q", text, hint)
	}
	p.reload()
	p.tabs.Open(notesTab)
	p.tabs.Open(logsTab)
	r.rest()
	if bad.times != 1 {
		t.Errorf("it was tried %d times", bad.times)
	}
	test.Tap(p.logs.scan)
	r.rest()
	if bad.times != 2 {
		t.Error("it cannot be tried again")
	}
}

// TestLogsGoneUnderTheList deletes a file that is shown.
func TestLogsGoneUnderTheList(t *testing.T) {
	r := twoTraders(t)
	l := r.openLogs()
	l.views.Open(entriesView)
	if err := os.RemoveAll(filepath.Join(r.dir, "bundles", tradeID, "items")); err != nil {
		t.Fatal(err)
	}
	l.entries.text.SetText("version")
	r.filtered()
	if m := l.entries.notice.Message(); m.Sign != model.Bad || m.Hint.Empty() {
		t.Errorf("said %+v", m)
	}
	l.entries.reset()
	r.filtered()
	l.entries.view.Select(l.entries.rows.Len() - 1)
	r.until("the mistake is shown", func() bool { return l.entries.detail.notice.Visible() })
	if !l.entries.detail.copy.Disabled() {
		t.Error("nothing can be copied")
	}
}

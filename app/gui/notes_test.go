package gui

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// noteDesk refuses notes as long as refuses is set, and holds them up as long
// as gate is.
type noteDesk struct {
	*work.Desk
	refuses atomic.Bool
	gate    chan struct{}
}

func (n *noteDesk) Note(ctx context.Context, tradeID string, change bundle.NotesChange) (work.Status, error) {
	if n.gate != nil {
		select {
		case <-n.gate:
		case <-ctx.Done():
			return work.Status{}, ctx.Err()
		}
	}
	if n.refuses.Load() {
		return work.Status{}, diagnostics.WithHint(errors.New("the disk is full"), "make room")
	}
	return n.Desk.Note(ctx, tradeID, change)
}

func newNoteRig(t *testing.T) (*rig, *noteDesk) {
	t.Helper()
	var n *noteDesk
	r := newRig(t, func(d *work.Desk) Desk { n = &noteDesk{Desk: d}; return n })
	r.bundle().tabs.Open(notesTab)
	return r, n
}

func TestNotesAreSavedAsTyped(t *testing.T) {
	r, _ := newNoteRig(t)
	p := r.page
	what, deposit := p.notes.entries[model.What], p.notes.entries[model.TxField(diagnostics.Deposit)]
	r.win.Canvas().Focus(what)
	test.Type(what, "It ")
	r.until("it is saved", func() bool { return p.status.Notes.What == "It" && !r.bar.state.Busy() })
	if what.Text != "It " || r.win.Canvas().Focused() != what {
		t.Errorf("the field shows %q: the next word would be glued to it", what.Text)
	}
	test.Type(what, "broke.")
	r.until("the rest is saved", func() bool { return p.status.Notes.What == "It broke." && !r.bar.state.Busy() })
	if p.notes.saved.Text != "All of it is saved." {
		t.Errorf("says %q", p.notes.saved.Text)
	}

	r.win.Canvas().Focus(deposit)
	test.Type(deposit, "0a0b")
	p.notes.savePaused() // as after a pause
	r.rest()
	wrong := p.notes.wrongs[model.TxField(diagnostics.Deposit)]
	if wrong.Visible() || deposit.Text != "0a0b" {
		t.Error("an ID that is not finished is called wrong")
	}
	r.win.Canvas().Focus(what)
	if !wrong.Visible() || deposit.Text != "0a0b" {
		t.Error("a wrong ID is not told when the field is left, or is gone")
	}
}

func TestNotesThatCannotBeSaved(t *testing.T) {
	r, n := newNoteRig(t)
	p := r.page
	n.refuses.Store(true)
	what := p.notes.entries[model.What]
	r.win.Canvas().Focus(what)
	test.Type(what, "It broke.")
	r.until("it is told", func() bool { return p.notes.wrongs[model.What].Visible() && !r.bar.state.Busy() })
	if text, hint := said(p.notes.wrongs[model.What]); text != "The disk is full" || hint != "Make room" || what.Text != "It broke." {
		t.Errorf("says %q, %q; the text is %q", text, hint, what.Text)
	}
	if p.notes.saved.Text != "Not saved yet." {
		t.Errorf("says %q", p.notes.saved.Text)
	}
	n.refuses.Store(false)
	test.Type(what, " Twice.")
	r.until("it is saved", func() bool { return p.status.Notes.What == "It broke. Twice." && !r.bar.state.Busy() })
	if p.notes.wrongs[model.What].Visible() {
		t.Error("the trouble stays")
	}
}

// TestTypingGoesOnWhileSaving types while the disk is slow.
func TestTypingGoesOnWhileSaving(t *testing.T) {
	r, n := newNoteRig(t)
	p := r.page
	n.gate = make(chan struct{})
	what := p.notes.entries[model.What]
	r.win.Canvas().Focus(what)
	test.Type(what, "It")
	r.until("it is being saved", func() bool { return p.notes.saving == 1 })
	if p.notes.saved.Text != "Saving…" {
		t.Errorf("says %q", p.notes.saved.Text)
	}
	test.Type(what, " broke.")
	p.notes.savePaused()
	if p.notes.saving != 1 || r.bar.state.Loses() {
		t.Error("it is saved twice at once, or closing would ask")
	}
	close(n.gate)
	r.until("all is saved", func() bool { return p.status.Notes.What == "It broke." && p.notes.saving == 0 })
	if what.Text != "It broke." {
		t.Errorf("the field shows %q", what.Text)
	}
}

// fyneCache is how long Fyne keeps what it has drawn of a widget: a minute, or
// what this says when a process begins.
const fyneCache = "FYNE_CACHE"

// TestWriteGoesToTheField wants the focus in a field of a page that nobody has
// looked at for so long that Fyne has forgotten it: such a widget it does not
// find. It does so in a process of its own, in which that takes no minute.
func TestWriteGoesToTheField(t *testing.T) {
	if os.Getenv(fyneCache) == "" {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWriteGoesToTheField$", "-test.v")
		cmd.Env = append(os.Environ(), fyneCache+"=1ns")
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: TestWriteGoesToTheField") {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	r := newRig(t, nil)
	p := r.bundle()
	r.win.Canvas().Capture() // forgets all, and draws anew what is shown
	test.Tap(r.row("What happened").Fill)
	if p.tabs.Current() != notesTab || r.win.Canvas().Focused() != p.notes.entries[model.What] {
		t.Errorf("the focus is on %T", r.win.Canvas().Focused())
	}
}

// TestKeyGoesToWriting presses the key of the notes and writes.
func TestKeyGoesToWriting(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	r.keys[fyne.Key3]()
	if p.tabs.Current() != notesTab || r.win.Canvas().Focused() != p.notes.entries[model.What] {
		t.Fatalf("the focus is on %T", r.win.Canvas().Focused())
	}
	r.win.Canvas().FocusNext()
	r.keys[fyne.Key3]()
	if r.win.Canvas().Focused() != p.notes.entries[model.When] {
		t.Error("it leaves the field that somebody writes in")
	}
}

// TestIDsCanBeReadWhole where a field is too narrow for them, in the notes and in
// the form for a new bundle.
func TestIDsCanBeReadWhole(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	p.tabs.Open(notesTab)
	r.shrink(smallest)
	id := strings.Repeat("0123456789abcdef", 4)
	shown := func(o fyne.CanvasObject) (whole string) {
		settled(r.win.Content())
		each(o, func(o fyne.CanvasObject) {
			if l, ok := o.(*fw.Label); ok && l.TextStyle.Monospace && l.SizeName == fynetheme.SizeNameCaptionText {
				whole += l.Text
			}
		})
		return whole
	}
	p.notes.entries[model.TxField(diagnostics.Deposit)].SetText(id)
	if got := shown(p.notes.object); got != id {
		t.Errorf("below the field it says %q", got)
	}
	r.fits("the notes with an ID")
	p.notes.entries[model.TxField(diagnostics.Deposit)].SetText(id[:8])
	if got := shown(p.notes.object); got != "" {
		t.Errorf("what the field has room for stands twice: %q", got)
	}
	r.sidebar.openForm()
	r.sidebar.id.SetText(tradeID)
	if got := shown(r.sidebar.object); got != tradeID {
		t.Errorf("in the form it says %q", got)
	}
	r.fits("the form with an ID")
	r.sidebar.closeForm()
	if got := shown(r.sidebar.object); got != "" {
		t.Errorf("after that it says %q", got)
	}
}

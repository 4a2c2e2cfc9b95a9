package gui

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// undoLine says quietly what was changed last, and takes it back.
type undoLine struct {
	p      *page
	state  *model.Undo
	text   *fw.Label
	button *widget.Button
	notice *widget.Notice
	busy   bool

	lost *model.LostNotes // what the last undo took out of the notes, nil if it can be seen no more
	back *widget.Button   // writes that again: it was typed by hand, and is nowhere else
}

func newUndoLine(p *page) *undoLine {
	u := &undoLine{p: p, state: model.NewUndo(time.Now()), text: widget.NewCell(""), notice: widget.NewNotice()}
	u.text.Importance, u.text.Alignment = fw.LowImportance, fyne.TextAlignTrailing
	u.button = widget.NewQuiet(lang.X("undo.button", "Undo"), u.undo)
	u.back = widget.NewQuiet(lang.X("undo.back", "Put the notes back"), u.putBack)
	u.update()
	return u
}

// update shows what can be taken back now.
func (u *undoLine) update() {
	u.state.Load(u.p.status.Change, u.p.status.Files)
	if u.lost != nil && !u.lost.Fits(u.p.status.Change) {
		u.lost = nil
	}
	setShown(u.back, u.lost != nil && u.p.editable)
	text, ok := u.state.Offered()
	if !ok || !u.p.editable {
		u.text.SetText("") // but keeps what can be put back at its edge
		setShown(u.text, u.back.Visible())
		u.button.Hide()
		return
	}
	u.text.SetText(words.Of(text))
	u.text.Show()
	u.button.Show()
}

// undo takes back what is offered.
func (u *undoLine) undo() {
	if _, ok := u.state.Offered(); !ok || u.busy || !u.p.editable {
		return
	}
	u.busy = true
	u.notice.Say(model.Message{})
	var undone bundle.Change
	var lost *model.LostNotes
	u.p.change(model.Say("job.undo", "Taking back"), func(ctx context.Context, _ *job.Progress) error {
		before, err := u.p.w.desk.Status(string(u.p.id))
		if err != nil {
			return err
		}
		if undone, err = u.p.w.desk.Undo(ctx, string(u.p.id)); err != nil {
			return err
		}
		if after, err := u.p.w.desk.Status(string(u.p.id)); err == nil { // else the page says so when it is read again
			lost = model.LostIn(before.Notes, after.Notes, after.Change)
		}
		return nil
	}, func(err error) {
		u.busy = false
		u.notice.Say(model.Trouble(err))
		if err == nil {
			u.lost = lost // shown when the bundle has been read again
			u.p.w.bar.say(u.state.Undone(undone))
		}
	})
}

// putBack writes again what the last undo took out of the notes.
func (u *undoLine) putBack() {
	if u.lost == nil || u.busy || !u.p.editable {
		return
	}
	u.busy = true
	u.notice.Say(model.Message{})
	lost := u.lost
	u.p.change(model.Say("job.notes", "Saving the notes"), func(ctx context.Context, _ *job.Progress) error {
		_, err := u.p.w.desk.Note(ctx, string(u.p.id), lost.Change)
		return err
	}, func(err error) {
		u.busy = false
		u.notice.Say(model.Trouble(err))
	})
}

// forgetRemoved makes what was removed here unrecoverable, once the window is
// closed and nothing can be taken back any more.
func (w *Window) forgetRemoved() error {
	ctx, cancel := context.WithTimeout(context.Background(), saveTime)
	defer cancel()
	var errs []error
	for id, p := range w.pages {
		if !p.undo.state.Keeps() {
			continue
		}
		if err := w.desk.Forget(ctx, string(id)); err != nil && !errors.Is(err, bundle.ErrNotFound) {
			errs = append(errs, diagnostics.WithHint(err, "what was removed from this bundle is still kept for undo; open the window and close it again"))
		}
	}
	return errors.Join(errs...)
}

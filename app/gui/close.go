package gui

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
)

// close is what the window's close button does: asks once if work runs, then
// ends it.
func (w *Window) close() {
	switch {
	case w.closing, w.question != nil && w.question == w.dialog: // it is being asked
	case w.bar.state.Loses():
		w.question = w.ask(
			lang.X("close.busy", "Work is still running. If you stop it now, what it has begun is undone; what was there before stays."),
			lang.X("close.stop", "Stop and close"), lang.X("close.keep", "Keep working"),
			w.closeSaved, nil)
	default:
		w.closeSaved()
	}
}

// workEnded puts the question right once what it asks about has ended by itself.
func (w *Window) workEnded() {
	if w.question == nil || w.question != w.dialog || w.bar.state.Loses() {
		return
	}
	q := w.question.asked
	q.yes.Reserve(q.yes.Text) // an answer that somebody aims at stays where it is
	q.no.Reserve(q.no.Text)
	q.text.SetText(lang.X("close.done", "The work has ended by now. Stay to see how it went."))
	q.yes.Importance = fw.HighImportance
	q.yes.SetText(lang.X("close.now", "Close"))
	q.no.SetText(lang.X("close.stay", "Stay"))
	w.question.content.Refresh()
}

// closeSaved stops all work, saves what was typed, and closes. What cannot be
// saved is shown once instead; closing again gives it up.
func (w *Window) closeSaved() {
	w.bar.cancelAll()
	w.closeAside()
	waiting := 1
	settle := func() {
		if waiting--; waiting == 0 && !w.keepForUnsaved() {
			w.settled = true
			w.shutDown()
		}
	}
	for _, p := range w.pages {
		waiting++
		p.notes.save(settle)
	}
	settle()
}

// keepForUnsaved shows what could not be saved, unless that was done before.
func (w *Window) keepForUnsaved() bool {
	for _, p := range w.pages {
		if !p.editable || p.notes.warned || len(p.notes.state.Unsaved()) == 0 {
			continue
		}
		p.notes.warned = true
		w.showPage(p)
		p.tabs.Open(notesTab)
		p.notes.notice.Say(model.Message{
			Sign: model.Warn,
			Text: model.Say("close.unsaved", "Something here could not be saved."),
			Hint: model.Say("close.unsaved.hint", "Mend it, or close the window again to give it up."),
		})
		return true
	}
	return false
}

// shutDown stops all work, waits for its end, and quits.
func (w *Window) shutDown() {
	if w.closing {
		return
	}
	w.closing = true
	w.bar.cancelAll()
	go func() {
		w.jobs.Close()
		w.later(func() {
			w.ended.Store(true)
			w.app.Quit()
		})
	}()
}

// saveTime bounds how long the end of the program waits for a bundle that
// another program holds.
const saveTime = 5 * time.Second

// saveUnsaved saves what was typed when the system ended the window without
// asking.
func (w *Window) saveUnsaved() error {
	if w.settled {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), saveTime)
	defer cancel()
	var errs []error
	for _, p := range w.pages {
		edit, ok := p.notes.state.Begin(p.notes.state.Unsaved()...)
		if !ok || !p.editable {
			continue
		}
		if _, err := w.desk.Note(ctx, string(p.id), edit.Change); err != nil {
			errs = append(errs, fmt.Errorf("what was typed last is not saved: %w", err))
		}
	}
	return errors.Join(errs...)
}

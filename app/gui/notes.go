package gui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// pause is how long saving waits for the next key. It is short because nothing
// is saved if the display goes away: the library that draws ends the program
// then, without asking.
const pause = 200 * time.Millisecond

// retryPause is after what time saving is tried again that has failed: the disk
// may have room by then, or the other program may be done.
const retryPause = 3 * time.Second

// notesPage is what the agent writes down. It is saved as it is typed, once
// there is a pause. What is wrong is told when the focus leaves its field, or
// with the button.
type notesPage struct {
	p       *page
	object  fyne.CanvasObject
	state   *model.Notes
	entries map[model.Field]*widget.Entry
	wrongs  map[model.Field]*widget.Notice
	dispute *widget.Select
	button  *widget.Button
	saved   *fw.Label
	notice  *widget.Notice
	filling bool // the fields are being set, not typed into
	timer   *time.Timer
	saving  int  // how often it is being saved now
	warned  bool // that something is not saved was shown at closing
	// patience is how long it waits until it tries again.
	patience time.Duration
}

// disputes are the states of a dispute in the order in which they are offered.
var disputes = []bundle.Dispute{
	bundle.DisputeUnknown, bundle.DisputeNone, bundle.DisputeMediation, bundle.DisputeArbitration, bundle.DisputeManual,
}

func newNotesPage(p *page, stored bundle.Notes) *notesPage {
	n := &notesPage{
		p: p, state: model.NewNotes(stored), patience: retryPause, notice: widget.NewNotice(), saved: widget.NewMuted(""),
		entries: map[model.Field]*widget.Entry{}, wrongs: map[model.Field]*widget.Notice{},
	}
	left := widget.Stacked(
		n.field(model.What, lang.X("notes.what", "What happened"), widget.NewTextEntry(lang.X("notes.what.hint", "Step by step. Say buyer and seller, never names."), 6)),
		n.field(model.When, lang.X("notes.when", "When it happened"), widget.NewEntry(lang.X("notes.when.hint", "Date and time, with the time zone"), nil)),
		n.field(model.Unusual, lang.X("notes.unusual", "Anything out of the ordinary"), widget.NewTextEntry(lang.X("notes.unusual.hint", "A restored backup, another version, a resync… or: nothing"), 4)),
		n.disputeField(),
	)
	right := widget.Stacked()
	for _, role := range diagnostics.TxRoles() {
		e := widget.NewEntry(lang.X("notes.tx.hint", "64 digits 0-9 a-f"), nil)
		e.TextStyle = fyne.TextStyle{Monospace: true}
		right.Add(n.field(model.TxField(role), lang.X("notes.tx", "{{.Role}} transaction ID", map[string]any{"Role": words.Of(model.RoleOf(role))}), e))
	}
	n.button = widget.NewPrimary(lang.X("notes.save", "Save"), func() { n.save(func() {}) })
	foot := widget.NewBorder(nil, nil, n.button, nil, n.saved)
	n.object = widget.NewBorder(nil, widget.Stacked(n.notice, foot), nil, nil,
		scrolled(widget.NewUneven(halfWidth, widget.WholeWidth(64), left, right)))
	return n
}

// field puts a title above an entry, and what is wrong below it.
func (n *notesPage) field(f model.Field, name string, e *widget.Entry) fyne.CanvasObject {
	wrong := widget.NewNotice()
	n.entries[f], n.wrongs[f] = e, wrong
	e.OnChanged = func(text string) { n.typed(f, text) }
	e.OnLeft = func() { n.send([]model.Field{f}, func() {}) }
	if e.MultiLine {
		return widget.Stacked(widget.Above(widget.NewText(name)), e, wrong)
	}
	whole := widget.NewWhole(e)
	e.OnChanged = func(text string) {
		n.typed(f, text)
		if whole.Tell() && n.object != nil {
			n.object.Refresh()
		}
	}
	return widget.Stacked(widget.Above(widget.NewText(name)), whole.Object, wrong)
}

func (n *notesPage) disputeField() fyne.CanvasObject {
	n.dispute = widget.NewSelect(disputeNames(), func(string) {
		n.typed(model.Dispute, string(disputes[max(0, n.dispute.SelectedIndex())]))
		n.send([]model.Field{model.Dispute}, func() {})
	})
	n.wrongs[model.Dispute] = widget.NewNotice()
	return widget.Stacked(widget.Above(fw.NewLabel(lang.X("notes.dispute", "Dispute"))), n.dispute, n.wrongs[model.Dispute])
}

// typed takes what was typed; it is saved soon.
func (n *notesPage) typed(f model.Field, text string) {
	if n.filling {
		return
	}
	had := !n.state.Trouble(f).Empty()
	n.state.Type(f, text)
	n.warned = false
	if had {
		n.wrongs[f].Say(model.Message{})
		n.object.Refresh()
	}
	n.tell()
	n.saveSoon()
}

// saveSoon saves once nothing was typed for a while.
func (n *notesPage) saveSoon() { n.saveAfter(pause, n.savePaused) }

func (n *notesPage) saveAfter(wait time.Duration, save func()) {
	if n.timer != nil {
		n.timer.Stop()
	}
	n.timer = time.AfterFunc(wait, func() { n.p.w.later(save) })
}

// savePaused saves what is in order, after what is being saved now.
func (n *notesPage) savePaused() {
	if n.saving > 0 {
		n.saveSoon()
		return
	}
	n.send(n.state.Ready(), func() {})
}

// tell says whether all is saved.
func (n *notesPage) tell() {
	if n.saving > 0 {
		n.saved.SetText(lang.X("notes.saving", "Saving…"))
		return
	}
	if len(n.state.Unsaved()) > 0 {
		n.saved.SetText(lang.X("notes.unsaved", "Not saved yet."))
		return
	}
	n.saved.SetText(lang.X("notes.saved", "All of it is saved."))
}

// save saves everything that was typed; then is called when that is settled.
func (n *notesPage) save(then func()) { n.send(n.state.Unsaved(), then) }

// send saves some fields in the background.
func (n *notesPage) send(fields []model.Field, then func()) {
	if n.filling || !n.p.editable || n.p.w.closing {
		then()
		return
	}
	edit, ok := n.state.Begin(fields...)
	n.showWrongs()
	if !ok {
		then()
		return
	}
	var status work.Status
	n.saving++
	n.tell()
	// Closing does not ask about it: it saves what is not saved yet.
	n.p.w.peek(savingNotes(), func(ctx context.Context, _ *job.Progress) (err error) {
		status, err = n.p.w.desk.Note(ctx, string(n.p.id), edit.Change)
		return err
	}, func(err error) {
		n.settled(edit, status, err)
		then()
	})
}

func savingNotes() model.Phrase { return model.Say("job.notes", "Saving the notes") }

// settled takes how saving ended.
func (n *notesPage) settled(edit model.Edit, status work.Status, err error) {
	n.saving--
	n.state.Done(edit, status.Notes, err)
	if err == nil {
		n.p.update(status)
		n.p.w.sidebar.reload()
		n.p.w.bar.mended(savingNotes())
	} else {
		n.saveAfter(n.patience, n.retry)
	}
	n.showWrongs()
	n.tell()
}

// retry saves what could not be saved, without a word as long as it fails.
func (n *notesPage) retry() {
	if n.saving > 0 || !n.p.editable { // it may be again
		n.saveAfter(n.patience, n.retry)
		return
	}
	edit, ok := n.state.Begin(n.state.Ready()...)
	if !ok || n.p.w.closing {
		return
	}
	var status work.Status
	n.saving++
	n.p.w.read(func(ctx context.Context) (err error) {
		status, err = n.p.w.desk.Note(ctx, string(n.p.id), edit.Change)
		return err
	}, func(err error) { n.settled(edit, status, err) })
}

func (n *notesPage) showWrongs() {
	for f, wrong := range n.wrongs {
		wrong.Say(n.state.Trouble(f))
	}
	n.object.Refresh()
}

// update shows what is stored; what was typed and is not saved stays.
func (n *notesPage) update() {
	n.state.Load(n.p.status.Notes)
	n.filling = true
	for f, e := range n.entries {
		if text := n.state.Text(f); e.Text != text && !n.writing(e, text) {
			e.SetText(text)
		}
		enable(n.p.editable, e)
	}
	for i, d := range disputes {
		if string(d) == n.state.Text(model.Dispute) {
			n.dispute.SetSelectedIndex(i)
		}
	}
	enable(n.p.editable, n.dispute, n.button)
	n.filling = false
	n.tell()
}

// writing reports whether somebody writes in an entry that holds the text but
// for the space around it, which is not stored: the next word may follow.
func (n *notesPage) writing(e *widget.Entry, text string) bool {
	return n.p.w.win.Canvas().Focused() == e && strings.TrimSpace(e.Text) == strings.TrimSpace(text)
}

// focus goes to the field that a row of the checklist is about.
func (n *notesPage) focus(row string) {
	f := map[string]model.Field{
		"description ": model.What, "when ": model.When, "unusual ": model.Unusual,
		"transactions ": model.TxField(diagnostics.MakerFee),
	}[row]
	if e := n.entries[f]; e != nil {
		n.p.w.win.Canvas().Focus(e)
	}
}

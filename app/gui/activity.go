package gui

import (
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
)

// activityBar is the line at the bottom: what runs, how far it is, and how to
// stop it; else how the last work ended.
type activityBar struct {
	object fyne.CanvasObject
	state  model.Activity
	stops  map[int]func()
	ids    map[*job.Job]int

	text     *widget.Brief
	amount   *fw.Label
	progress *fw.ProgressBar
	stop     *widget.Button
	running  *fyne.Container
	line     *fyne.Container
}

func newActivityBar() *activityBar {
	b := &activityBar{stops: map[int]func(){}, ids: map[*job.Job]int{}, text: widget.NewBrief(lang.X("activity.more", "More")), amount: fw.NewLabel(""), progress: fw.NewProgressBar()}
	b.progress.TextFormatter = func() string { return "" }
	b.stop = widget.NewButton(lang.X("activity.cancel", "Cancel"), b.cancel)
	b.running = widget.NewColumns([]float32{80, 100}, b.amount, b.stop)
	high := b.stop.MinSize().Height
	spacer := container.NewGridWrap(fyne.NewSize(0, high)) // keeps the height while nothing runs
	progress := widget.NewSpare(container.NewGridWrap(fyne.NewSize(220, high), b.progress))
	b.line = widget.NewBorder(nil, nil, spacer, nil, widget.NewBar(widget.NewElastic(140, b.text), progress, b.running))
	frame := widget.NewFrame(b.line)
	frame.Space = theme.Tight
	b.object = frame
	b.say(agentKeys())
	return b
}

func (b *activityBar) begin(name model.Phrase) int {
	id := b.state.Begin(name)
	b.show()
	return id
}

// beginLook is begin for work whose stopping loses nothing.
func (b *activityBar) beginLook(name model.Phrase) int {
	id := b.state.BeginLook(name)
	b.show()
	return id
}

// cancels says how work is stopped.
func (b *activityBar) cancels(id int, j *job.Job) { b.stops[id], b.ids[j] = j.Cancel, id }

// drop stops work that is to begin anew, of which nobody is told.
func (b *activityBar) drop(j *job.Job) {
	b.state.Quiet(b.ids[j])
	j.Cancel()
}

func (b *activityBar) update(id int, s job.Status) {
	b.state.Update(id, s)
	if s.Finished {
		delete(b.stops, id)
		maps.DeleteFunc(b.ids, func(_ *job.Job, of int) bool { return of == id })
	}
	b.show()
}

// cancel stops what the bar shows. It reports whether there was anything.
func (b *activityBar) cancel() {
	if bar, ok := b.state.Shown(); ok && b.stops[bar.ID] != nil {
		b.stops[bar.ID]()
	}
}

// cancelAll stops everything.
func (b *activityBar) cancelAll() {
	for _, stop := range b.stops {
		stop()
	}
}

// say shows something short as soon as nothing runs.
func (b *activityBar) say(p model.Phrase) {
	b.state.Tell(p)
	b.show()
}

// mended forgets that work of that name had failed: it has been done since.
func (b *activityBar) mended(name model.Phrase) {
	b.state.Mended(name)
	b.show()
}

func (b *activityBar) show() {
	bar, ok := b.state.Shown()
	if !ok {
		b.running.Hide()
		b.progress.Hide()
		b.text.SetText(words.Of(b.state.Last()))
		b.line.Refresh() // the text takes the room
		return
	}
	text := words.Of(bar.Name)
	if !bar.Stage.Empty() {
		text += ": " + words.Of(bar.Stage)
	}
	if bar.Others > 0 {
		text += " " + lang.XN("activity.others", "(and {{.Count}} more)", bar.Others, map[string]any{"Count": bar.Others})
	}
	b.text.SetText(text)
	b.amount.SetText(words.Of(bar.Amount))
	if bar.Known {
		b.progress.SetValue(bar.Fraction)
		b.progress.Show()
	} else {
		b.progress.Hide()
	}
	b.running.Show()
	b.line.Refresh()
}

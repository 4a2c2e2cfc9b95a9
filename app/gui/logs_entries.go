package gui

import (
	"context"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/diagnostics/logs"
)

// typing is how long the filter waits for the next key.
const typing = 180 * time.Millisecond

// logEntries lists the entries of an index with a filter, and shows one of
// them whole. Text is read in the background only.
type logEntries struct {
	w      *Window
	object fyne.CanvasObject
	index  *logs.Index // nil until there is one
	rows   model.LogRows
	files  []logs.IndexedFile

	text               *widget.Entry
	level, party, file *widget.Select
	parties, paths     []model.LogChoice
	setting            bool // the filter is being set, not changed by the reader
	shown              model.LogQuery
	timer              *time.Timer
	search             *job.Job // nil if none runs
	searches           int      // how many were started

	count       *fw.Label
	stop, clear *widget.Button
	notice      *widget.Notice
	none        *fw.Label
	view        *widget.Rows
	previews    *logPreviews
	detail      *logDetail
	chosen      model.Place // the chosen entry, zero if none
	pending     model.Place // to be shown once there is an index
}

func newLogEntries(w *Window) *logEntries {
	e := &logEntries{w: w, notice: widget.NewNotice(), none: widget.NewMuted("")}
	e.view = widget.NewRows(func() int { return e.rows.Len() }, func() widget.RowObject { return widget.NewLogRow() }, e.draw)
	e.view.OnSelected = e.choose
	e.previews = newLogPreviews(w, e.redrawRow)
	e.detail = newLogDetail(w)
	split := container.NewVSplit(container.NewStack(e.view, container.NewPadded(e.none)), e.detail.object)
	split.SetOffset(0.62)
	e.object = below(widget.Stacked(e.filterBar(), e.notice), split)
	e.wait()
	return e
}

// filterBar is the row of what can be filtered, and below how much is shown.
func (e *logEntries) filterBar() fyne.CanvasObject {
	e.text = widget.NewEntry(lang.X("logs.find", "Text in the entry ({{.Ctrl}}F or /)", map[string]any{"Ctrl": ctrl(runtime.GOOS)}), func(string) { e.w.win.Canvas().Focus(e.view) })
	e.text.OnChanged = func(string) { e.changed(typing) }
	var levels []string
	for _, l := range model.Levels() {
		levels = append(levels, words.Of(l.Label()))
	}
	e.level = widget.NewSelect(levels, func(string) { e.changed(0) })
	e.party = widget.NewSelect(nil, func(string) { e.partyChanged() })
	e.file = widget.NewSelect(nil, func(string) { e.changed(0) })
	e.count = widget.NewCell("")
	e.stop = widget.NewQuiet(lang.X("logs.stop", "Stop searching"), e.stopSearch)
	e.clear = widget.NewQuiet(lang.X("logs.clear", "Show all"), e.reset)
	e.stop.Hide()
	e.clear.Hide()
	e.offer()
	sized := func(s *widget.Select, width float32) fyne.CanvasObject {
		return container.NewGridWrap(fyne.NewSize(width, s.MinSize().Height), s)
	}
	bar := widget.NewBar(widget.NewElastic(200, e.text), sized(e.level, 175), sized(e.party, 150), sized(e.file, 190),
		widget.NewElastic(180, e.count), e.stop, e.clear)
	return bar
}

// offer lists what the filter can choose, with all of it chosen.
func (e *logEntries) offer() {
	e.setting = true
	e.parties, e.paths = model.LogParties(e.files), model.LogFiles(e.files, "")
	e.party.SetOptions(choiceLabels(e.parties))
	e.file.SetOptions(choiceLabels(e.paths))
	for _, s := range []*widget.Select{e.level, e.party, e.file} {
		s.SetSelectedIndex(0)
	}
	e.setting = false
}

// partyChanged offers the party's files only.
func (e *logEntries) partyChanged() {
	if e.setting {
		return
	}
	e.setting = true
	e.paths = model.LogFiles(e.files, e.parties[max(0, e.party.SelectedIndex())].Party)
	e.file.SetOptions(choiceLabels(e.paths))
	e.file.SetSelectedIndex(0)
	e.setting = false
	e.changed(0)
}

// query is what the filter says.
func (e *logEntries) query() model.LogQuery {
	return model.LogQuery{
		Text:   e.text.Text,
		Levels: model.Levels()[max(0, e.level.SelectedIndex())],
		Party:  e.parties[max(0, e.party.SelectedIndex())].Party,
		Path:   e.paths[max(0, e.file.SelectedIndex())].Path,
	}
}

// wait says that the entries are being read, if there are none to show.
func (e *logEntries) wait() {
	e.notice.Say(model.Message{})
	e.tell(lang.X("logs.wait", "The entries are being read."))
}

// giveUp says that the entries were not read, if there are none to show.
func (e *logEntries) giveUp() {
	e.tell(lang.X("logs.notread", "The entries were not read; Findings says why."))
}

func (e *logEntries) tell(nothing string) {
	if e.index == nil {
		e.none.SetText(nothing)
		e.none.Show()
	}
}

// take shows another index, nil for none, and closes the one before.
func (e *logEntries) take(x *logs.Index) {
	e.stopSearch()
	if e.index != nil {
		_ = e.index.Close() // it only frees memory
	}
	e.index, e.rows, e.files, e.shown = x, model.LogRows{}, nil, model.LogQuery{}
	e.previews.reset(x)
	e.detail.clear()
	e.notice.Say(model.Message{})
	if x == nil {
		e.show(model.LogRows{})
		return
	}
	asked := e.query()
	e.files = x.Files()
	e.offer()
	e.restore(asked)
	e.notice.Say(model.LogTrouble(e.files))
	e.show(model.AllRows(x.Len()))
	e.searchNow()
	if place := e.pending; place.Path != "" {
		e.jump(place)
	}
}

// restore asks again for what was asked of the index before, as far as it is
// still there.
func (e *logEntries) restore(asked model.LogQuery) {
	e.setting = true
	for i, l := range model.Levels() {
		if l == asked.Levels {
			e.level.SetSelectedIndex(i)
		}
	}
	for i, c := range e.parties {
		if c.Party == asked.Party {
			e.party.SetSelectedIndex(i)
			e.paths = model.LogFiles(e.files, c.Party)
		}
	}
	e.file.SetOptions(choiceLabels(e.paths))
	e.file.SetSelectedIndex(0)
	for i, c := range e.paths {
		if c.Path == asked.Path {
			e.file.SetSelectedIndex(i)
		}
	}
	e.setting = false
}

// show shows rows, with the chosen entry kept if it is among them.
func (e *logEntries) show(rows model.LogRows) {
	e.rows = rows
	line := -1
	if e.index != nil && e.chosen.Path != "" {
		if row, ok := e.index.Locate(e.chosen.Path, e.chosen.Line); ok {
			if at, ok := rows.Find(row); ok {
				line = at
				e.detail.load(e.index, row)
			}
		}
	}
	if line < 0 {
		e.chosen = model.Place{}
		e.detail.clear()
	}
	e.view.Reset(line)
	e.say()
}

// say says how many entries are shown.
func (e *logEntries) say() {
	e.count.SetText("")
	e.none.Hide()
	if e.index != nil {
		e.count.SetText(words.Of(e.rows.Says()))
		if e.rows.Len() == 0 {
			e.none.SetText(lang.X("logs.none", "No entry has all of this. Change the filter, or show all."))
			e.none.Show()
		}
	}
	setShown(e.stop, e.search != nil)
	setShown(e.clear, e.search == nil && !e.query().Everything())
}

func setShown(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

func (e *logEntries) draw(line int, o widget.RowObject, size fyne.Size) {
	r, ok := o.(*widget.LogRow)
	row, there := e.rows.At(line)
	if !ok || !there || e.index == nil {
		return
	}
	r.Set(model.LogLineOf(e.index.Row(row)), e.previews.get(row), size)
}

// redrawRow draws a row of the index again if it can be seen.
func (e *logEntries) redrawRow(row int) {
	if line, ok := e.rows.Find(row); ok {
		e.view.RefreshItem(line)
	}
}

// choose shows an entry whole.
func (e *logEntries) choose(line int) {
	row, ok := e.rows.At(line)
	if !ok || e.index == nil {
		return
	}
	r := e.index.Row(row)
	e.chosen = model.Place{Path: r.Path, Line: r.Line}
	e.detail.load(e.index, row)
}

// jump shows a place of the logs, whatever the filter says. Until there is an
// index it is kept in mind.
func (e *logEntries) jump(place model.Place) {
	if e.pending = place; e.index == nil {
		return
	}
	e.pending = model.Place{}
	row, ok := e.index.Locate(place.Path, max(1, place.Line))
	if !ok {
		e.notice.Say(model.Message{
			Sign: model.Warn, Text: model.Say("logs.nowhere", "{{.Where}} is not among the entries any more.", "Where", place.Where),
			Hint: model.Say("logs.nowhere.hint", "The logs have changed since this was found. Read them again."),
		})
		return
	}
	line, ok := e.rows.Find(row)
	if !ok {
		e.reset()
		line = row
	}
	e.view.Jump(line)
	e.w.win.Canvas().Focus(e.view)
}

// reset shows all entries.
func (e *logEntries) reset() {
	e.setting = true
	e.text.SetText("")
	e.setting = false
	e.offer()
	e.searchNow()
}

// changed searches once nothing was changed for a while.
func (e *logEntries) changed(wait time.Duration) {
	if e.setting {
		return
	}
	e.endSearch()
	if e.timer != nil {
		e.timer.Stop()
	}
	e.timer = time.AfterFunc(wait, func() { e.w.later(e.searchNow) })
}

// endSearch ends the search that runs; nothing more comes of it.
func (e *logEntries) endSearch() {
	e.searches++
	if e.search != nil {
		e.search.Cancel()
		e.search = nil
	}
}

// stopSearch ends the search and leaves what is shown.
func (e *logEntries) stopSearch() {
	e.endSearch()
	e.say()
}

// searchNow shows what the filter asks for, if that is not shown already.
func (e *logEntries) searchNow() {
	q := e.query()
	if e.index == nil {
		return
	}
	e.endSearch()
	switch {
	case q == e.shown:
		e.say()
	case q.Everything():
		e.shown = q
		e.show(model.AllRows(e.index.Len()))
	default:
		e.filter(q)
	}
}

// filter searches in the background.
func (e *logEntries) filter(q model.LogQuery) {
	x, number := e.index, e.searches
	var rows []int32
	e.search = e.w.jobs.Start("", func(ctx context.Context, progress *job.Progress) (err error) {
		progress.Stage("", x.Bytes())
		rows, err = x.Filter(ctx, q.Filter(), progress.Add)
		return err
	}, func(s job.Status) {
		e.w.later(func() {
			if number != e.searches {
				return
			}
			if s.Finished {
				e.found(q, rows, s.Err)
				return
			}
			part, _ := s.Fraction()
			e.count.SetText(lang.X("logs.searching", "Searching: {{.Percent}} %", map[string]any{"Percent": int(part * 100)}))
			e.stop.Show()
			e.clear.Hide()
		})
	})
}

// found shows what a search has found; with an error that may be less than
// there is.
func (e *logEntries) found(q model.LogQuery, rows []int32, err error) {
	e.search = nil
	e.shown = q
	e.notice.Say(model.LogTrouble(e.files))
	if err != nil {
		e.notice.Say(model.Trouble(err))
	}
	e.show(model.SomeRows(e.index.Len(), rows))
}

package gui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// The tabs of a bundle's page, in order.
const (
	overviewTab = iota
	itemsTab
	notesTab
	logsTab
	txsTab
	shotsTab
	handoffTab
)

// undoWidth is what the text of what can be taken back should have in the head.
const undoWidth = 160

// page is one bundle. It keeps what was scanned, previewed and made while the
// reader looks at another one.
type page struct {
	w        *Window
	id       diagnostics.TradeID
	object   fyne.CanvasObject
	status   work.Status
	editable bool // items and notes can be changed
	busy     int  // work that runs for this bundle
	lost     bool // it could not be read the last time

	sign    *fw.Icon
	state   *fw.Label
	warning *widget.Notice
	undo    *undoLine
	version *versionLine
	scan    *logScan
	tabs    *widget.Tabs

	overview *overview
	items    *itemsPage
	notes    *notesPage
	logs     *logsPage
	txs      *txsPage
	shots    *shotsPage
	handoff  *handoffPage
}

func newPage(w *Window, status work.Status) *page {
	p := &page{w: w, id: status.ID, sign: widget.NewSign(model.NoSign), state: fw.NewLabel(""), warning: widget.NewNotice()}
	p.scan = &logScan{p: p}
	p.undo = newUndoLine(p)
	p.version = newVersionLine()
	p.overview = newOverview(p)
	p.items = newItemsPage(p)
	p.notes = newNotesPage(p, status.Notes)
	p.logs = newLogsPage(p)
	p.txs = newTxsPage(p)
	p.shots = newShotsPage(p)
	p.handoff = newHandoffPage(p)
	id := widget.NewMono(model.ShortenID(p.id))
	id.TextStyle.Bold = true
	copyID := widget.NewQuiet(lang.X("page.copyid", "Copy ID"), func() { w.copyText(string(p.id)) })
	copyID.SetIcon(fynetheme.ContentCopyIcon())
	// How it is says the list, too: it gives way to what can be taken back.
	head := widget.NewBar(container.NewCenter(id), copyID, p.sign, widget.NewSpare(p.state), widget.NewElastic(undoWidth, p.undo.text), p.undo.back, p.undo.button) // which stays where it is
	p.tabs = widget.NewTabs([]string{
		lang.X("tab.overview", "Overview"), lang.X("tab.items", "Items"), lang.X("tab.notes", "Notes"),
		lang.X("tab.logs", "Logs"), lang.X("tab.txs", "Transactions"), lang.X("tab.shots", "Screenshots"), lang.X("tab.handoff", "Hand-off"),
	}, p.overview.object, p.items.object, p.notes.object, p.logs.object, p.txs.object, p.shots.object, p.handoff.object)
	p.tabs.Opened = func(tab int) {
		if tab == logsTab {
			p.logs.update()
		}
		if tab == txsTab {
			p.txs.recall()
		}
		p.shots.look(tab == shotsTab)
	}
	p.object = widget.NewBorder(widget.Stacked(head, p.version.object, p.warning, p.undo.notice), nil, nil, nil, p.tabs.Object)
	p.showScan()
	p.update(status)
	return p
}

// halfWidth is what each half of a page should have at least; else they stand
// below each other.
const halfWidth = 270

// scrollWidth keeps what scrolls free of the bar that shows how far.
const scrollWidth = 8

// tallLeast is the height from which on a bundle's page is laid out to its room;
// in a lower one it scrolls as a whole.
const tallLeast = 480

// joined puts the texts of a line together, without the empty ones.
func joined(texts ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == "" }), ": ")
}

// scrolled makes a part of a page scroll.
func scrolled(o fyne.CanvasObject) *container.Scroll {
	return container.NewVScroll(widget.NewColumns([]float32{0, scrollWidth}, o, widget.Stacked()))
}

// update shows how the bundle is now.
func (p *page) update(status work.Status) {
	p.status = status
	p.editable = status.State == bundle.Open
	h := model.HeadingOf(status.Checklist)
	widget.SetSign(p.sign, h.Sign)
	p.state.SetText(words.Of(h.State))
	p.warning.Say(h.Warning)
	p.undo.update()
	p.scan.update()
	p.overview.update()
	p.items.update()
	p.notes.update()
	p.logs.update()
	p.txs.update()
	p.shots.update()
	p.handoff.update()
}

// showScan shows everywhere what the logs say.
func (p *page) showScan() {
	p.version.show(p.scan.now)
	p.overview.found.showScan()
	p.logs.showScan()
}

// showEvidence shows a place of the logs on their page.
func (p *page) showEvidence(place model.Place) {
	p.tabs.Open(logsTab)
	p.logs.show(place)
}

// reload reads the bundle again.
func (p *page) reload() { p.readAgain(func(work.Status) bool { return true }) }

// look is reload that leaves the page alone if nothing has changed.
func (p *page) look() { p.readAgain(p.differs) }

// differs reports whether the page shows another status.
func (p *page) differs(status work.Status) bool {
	return p.lost || !sameContent(status, p.status) || len(status.Handoffs) != len(p.status.Handoffs)
}

// readAgain reads the bundle and shows it if it is to be shown.
func (p *page) readAgain(show func(work.Status) bool) {
	var status work.Status
	p.w.read(func(context.Context) (err error) {
		status, err = p.w.desk.Status(string(p.id))
		return err
	}, func(err error) {
		if err != nil {
			p.lost = true
			p.warning.Say(model.Trouble(err))
			p.object.Refresh()   // the warning takes room
			p.w.sidebar.reload() // which may not know that it is gone
			return
		}
		if show(status) {
			p.lost = false
			p.update(status)
			p.object.Refresh() // a warning that goes gives room back
		}
	})
}

// change does work that changes the bundle, then shows the bundle as it is. A
// job's end is shown even if nothing came of it: what was skipped counts.
func (p *page) change(name model.Phrase, do func(context.Context, *job.Progress) error, done func(error)) {
	p.busy++
	p.w.run(name, do, func(err error) {
		p.busy--
		p.reload()
		p.w.sidebar.reload()
		done(err)
	})
}

// startAdding goes to where things are added.
func (p *page) startAdding() {
	p.tabs.Open(overviewTab)
	p.w.win.Canvas().Focus(p.overview.path)
}

// startWriting goes to the notes, ready to write what happened.
func (p *page) startWriting() {
	if p.tabs.Current() == notesTab {
		return // perhaps in the midst of a field
	}
	p.tabs.Open(notesTab)
	p.w.win.Canvas().Focus(p.notes.entries[model.What])
}

// startHandoff goes to where the hand-off is made.
func (p *page) startHandoff() {
	p.tabs.Open(handoffTab)
	p.w.win.Canvas().Focus(p.handoff.path)
}

package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/diagnostics/logs"
)

// The views of the logs' page, in order.
const (
	findingsView = iota
	entriesView
)

// logsPage shows what the bundle's logs say: the versions and what was found
// in them, which the whole bundle's page knows, and every entry. These are
// listed when the page is first looked at, and again when they have changed.
type logsPage struct {
	p       *page
	object  *fyne.Container
	empty   fyne.CanvasObject
	views   *widget.Tabs
	scan    *widget.Button
	notice  *widget.Notice
	tracks  *fyne.Container
	cards   *widget.Cards
	entries *logEntries

	reading bool          // the entries are being listed
	read    string        // the logs whose entries are listed, as logState names them
	tried   string        // the logs whose entries could not be listed, or were not to be
	trouble model.Message // why not
	gone    bool
}

func newLogsPage(p *page) *logsPage {
	l := &logsPage{p: p, notice: widget.NewNotice(), tracks: widget.NewHalves(halfWidth), cards: widget.NewCards(p.w.copyText)}
	l.entries = newLogEntries(p.w)
	l.cards.Open = l.show
	l.scan = widget.NewButton(lang.X("logs.scan", "Read again"), l.again)
	head := widget.NewBorder(nil, nil, nil, container.NewVBox(l.scan), l.notice)
	l.views = widget.NewTabs([]string{lang.X("logs.findings", "Findings"), lang.X("logs.entries", "Entries")},
		scrolled(widget.Spaced(head, l.tracks, l.cards.Object)), l.entries.object)
	l.empty = l.teach()
	l.object = container.NewStack(l.empty)
	return l
}

// teach is the page as long as there are no logs.
func (l *logsPage) teach() fyne.CanvasObject {
	return scrolled(container.NewPadded(widget.Spaced(
		widget.NewTitle(lang.X("logs.empty", "No logs in this bundle yet")),
		widget.NewText(lang.X("logs.empty.what", "Once they are here, this page shows which versions both traders ran and every downgrade, what went wrong, and each entry with a filter.")),
		widget.NewText(lang.X("logs.empty.how", "Drop the traders' logs on the buyer or the seller, as a folder, a zip or single files. If you do not have them yet, the Overview has a text to ask for them.")),
		container.NewHBox(widget.NewPrimary(lang.X("logs.empty.add", "Add logs"), l.p.startAdding)),
	)))
}

// update reads the logs if somebody looks at them and they are not those that
// were read.
func (l *logsPage) update() {
	state := l.p.logState()
	shown := l.views.Object
	if state == "" {
		shown = l.empty
		l.forget()
	}
	if len(l.object.Objects) != 1 || l.object.Objects[0] != shown {
		l.object.Objects = []fyne.CanvasObject{shown}
		l.object.Refresh()
	}
	if state != "" && state != l.read && state != l.tried && l.p.tabs.Current() == logsTab {
		l.start()
	}
}

// forget drops what was read.
func (l *logsPage) forget() {
	l.read, l.tried, l.trouble = "", "", model.Message{}
	l.entries.take(nil)
}

// close ends the page.
func (l *logsPage) close() {
	l.gone = true
	l.entries.take(nil)
}

// again reads everything again.
func (l *logsPage) again() {
	l.p.scan.start()
	l.start()
}

// start lists the entries.
func (l *logsPage) start() {
	of := l.p.logState()
	if l.reading || of == "" {
		return
	}
	l.reading, l.trouble = true, model.Message{}
	l.entries.wait()
	l.tell()
	var x *logs.Index
	l.p.w.peek(model.Say("job.index", "Listing the entries"), func(ctx context.Context, progress *job.Progress) (err error) {
		x, err = l.p.w.desk.Index(ctx, string(l.p.id), progress)
		return err
	}, func(err error) { l.ended(of, x, err) })
}

// take shows the entries, unless nobody waits for them any more.
func (l *logsPage) take(x *logs.Index) {
	if l.gone || l.p.logState() == "" {
		_ = x.Close() // it has nothing to lose
		return
	}
	l.entries.take(x)
	l.views.Buttons[entriesView].SetText(lang.X("logs.entries.count", "Entries ({{.Count}})", map[string]any{"Count": words.Of(model.Grouped(x.Len()))}))
}

// ended shows the entries of the logs that logState named of, or why there are
// none.
func (l *logsPage) ended(of string, x *logs.Index, err error) {
	l.reading = false
	if err == nil {
		l.read, l.tried = of, ""
		l.take(x)
	} else if !l.gone && l.p.logState() != "" {
		l.tried, l.trouble = of, model.Trouble(err)
		l.entries.giveUp()
	}
	if !l.gone {
		l.tell()
		l.update()
	}
}

// showScan shows what the logs say.
func (l *logsPage) showScan() {
	now := l.p.scan.now
	l.tracks.RemoveAll()
	name := lang.X("logs.findings", "Findings")
	if now.Stage == model.Scanned {
		for _, t := range model.Tracks(now.Result) {
			l.tracks.Add(widget.NewTrack(t, l.show))
		}
		name = lang.X("logs.findings.count", "Findings ({{.Count}})", map[string]any{"Count": words.Of(model.Grouped(len(now.Findings())))})
	}
	l.cards.Set(model.Cards(now.Findings()))
	l.views.Buttons[findingsView].SetText(name)
	l.tell()
}

// tell says how the reading went.
func (l *logsPage) tell() {
	m := l.trouble
	switch now := l.p.scan.now; {
	case !m.Empty():
	case now.Stage == model.Scanned:
		m = model.Summary(now.Result)
	case now.Stage != model.NoLogs:
		m = now.Says()
	}
	l.notice.Say(m)
	l.object.Refresh()
}

// show shows a place of evidence in the list of entries.
func (l *logsPage) show(place model.Place) {
	l.views.Open(entriesView)
	l.entries.jump(place)
}

// find goes to the filter of the entries.
func (l *logsPage) find() {
	if l.p.logState() != "" {
		l.views.Open(entriesView)
		l.p.w.win.Canvas().Focus(l.entries.text)
	}
}

// find goes to the search that is nearest: among the log's entries while they
// are looked at, else among the bundles.
func (w *Window) find() {
	if w.page != nil && w.page.tabs.Current() == logsTab && w.page.logState() != "" {
		w.page.logs.find()
		return
	}
	w.sidebar.focusSearch()
}

// slash goes to the filter of the entries, where they are looked at.
func (w *Window) slash() {
	w.onShownPage(func(p *page) {
		if p.tabs.Current() == logsTab {
			p.logs.find()
		}
	})
}

// below puts an object under another one, in this order also for Tab.
func below(top, rest fyne.CanvasObject) fyne.CanvasObject {
	return widget.NewBorder(top, nil, nil, nil, rest)
}

// choiceLabels is how choices of the filter are called.
func choiceLabels(choices []model.LogChoice) []string {
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = words.Of(c.Label)
	}
	return names
}

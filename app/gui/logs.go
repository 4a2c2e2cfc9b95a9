package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics/logs"
)

// The views of the logs' page, in order.
const (
	findingsView = iota
	entriesView
)

// logsPage shows what the bundle's logs say: the versions and what was found
// in them, and every entry. They are read when the page is first looked at,
// and again when they have changed.
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

	reading bool
	read    string // the logs that were read last, as state names them
	tried   string // the logs that could not be read, or were not to be
	gone    bool
}

func newLogsPage(p *page) *logsPage {
	l := &logsPage{p: p, notice: widget.NewNotice(), tracks: container.NewGridWithColumns(2), cards: widget.NewCards(p.w.copyText)}
	l.entries = newLogEntries(p.w)
	l.cards.Open = l.show
	l.scan = widget.NewButton(lang.X("logs.scan", "Read again"), l.start)
	head := container.NewBorder(nil, nil, nil, container.NewVBox(l.scan), l.notice)
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

// state names the logs that lie in the bundle and whose they are.
func (l *logsPage) state() string {
	s := ""
	for _, it := range l.p.status.Files {
		if it.Kind == bundle.Log {
			s += it.Path() + it.SHA256 + "\n"
		}
	}
	return s
}

// update reads the logs if somebody looks at them and they are not those that
// were read.
func (l *logsPage) update() {
	state := l.state()
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
	l.read, l.tried = "", ""
	l.entries.take(nil)
	l.tracks.RemoveAll()
	l.cards.Set(nil)
	l.say(model.Message{})
}

// close ends the page.
func (l *logsPage) close() {
	l.gone = true
	l.entries.take(nil)
}

// start reads the logs: first which entries there are, then what they say.
func (l *logsPage) start() {
	if l.reading || l.state() == "" {
		return
	}
	l.reading = true
	l.say(model.Message{Sign: model.Note, Text: model.Say("logs.reading", "The logs are being read.")})
	l.entries.wait()
	var scanned work.Scanned
	of := l.state()
	l.p.busy++
	l.p.w.run(model.Say("job.scan", "Reading the logs"), func(ctx context.Context, progress *job.Progress) error {
		x, err := l.p.w.desk.Index(ctx, string(l.p.id), progress)
		if err != nil {
			return err
		}
		l.p.w.later(func() { l.take(x) }) //nolint:contextcheck // what is read then belongs to the page, not to this job
		scanned, err = l.p.w.desk.ScanBundle(ctx, string(l.p.id), progress)
		return err
	}, func(err error) {
		l.p.busy--
		l.ended(of, scanned, err)
	})
}

// take shows the entries, unless nobody waits for them any more.
func (l *logsPage) take(x *logs.Index) {
	if l.gone || l.state() == "" {
		_ = x.Close() // it has nothing to lose
		return
	}
	l.entries.take(x)
	l.views.Buttons[entriesView].SetText(lang.X("logs.entries.count", "Entries ({{.Count}})", map[string]any{"Count": model.Grouped(x.Len())}))
}

// ended shows what was found in the logs that state named of, or why nothing.
func (l *logsPage) ended(of string, scanned work.Scanned, err error) {
	l.reading = false
	if l.gone || l.state() == "" {
		return
	}
	if err != nil {
		l.tried = of
		l.entries.giveUp()
		l.say(model.Trouble(err))
	} else {
		l.read, l.tried = of, ""
		l.tracks.RemoveAll()
		for _, t := range model.Tracks(scanned.Result) {
			l.tracks.Add(widget.NewTrack(t, l.show))
		}
		l.cards.Set(model.Cards(scanned.Findings))
		l.views.Buttons[findingsView].SetText(lang.X("logs.findings.count", "Findings ({{.Count}})",
			map[string]any{"Count": model.Grouped(len(scanned.Findings))}))
		l.say(model.Summary(scanned.Result))
	}
	l.update()
}

// show shows a place of evidence in the list of entries.
func (l *logsPage) show(place model.Place) {
	l.views.Open(entriesView)
	l.entries.jump(place)
}

// find goes to the filter of the entries.
func (l *logsPage) find() {
	if l.state() != "" {
		l.views.Open(entriesView)
		l.p.w.win.Canvas().Focus(l.entries.text)
	}
}

func (l *logsPage) say(m model.Message) {
	l.notice.Say(m)
	l.object.Refresh()
}

// find goes to the search that is nearest: among the log's entries while they
// are looked at, else among the bundles.
func (w *Window) find() {
	if w.page != nil && w.page.tabs.Current() == logsTab && w.page.logs.state() != "" {
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
	return container.New(layout.NewBorderLayout(top, nil, nil, nil), top, rest)
}

// choiceLabels is how choices of the filter are called.
func choiceLabels(choices []model.LogChoice) []string {
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = words.Of(c.Label)
	}
	return names
}

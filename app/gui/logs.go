package gui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
)

// logsPage scans the bundle's logs and shows what was found.
type logsPage struct {
	p       *page
	object  fyne.CanvasObject
	scan    *widget.Button
	notice  *widget.Notice
	history *fyne.Container
	cards   *widget.Cards
	scanned string // the logs that the findings are of
}

func newLogsPage(p *page) *logsPage {
	l := &logsPage{p: p, notice: widget.NewNotice(), history: widget.Stacked(), cards: widget.NewCards(p.w.copyText)}
	l.scan = widget.NewPrimary(lang.X("logs.scan", "Scan the logs"), l.start)
	head := container.NewBorder(nil, nil, l.scan, nil,
		widget.NewMuted(lang.X("logs.hint", "Reads both traders' logs: versions, downgrades, errors, transactions.")))
	l.object = container.NewBorder(head, nil, nil, nil,
		scrolled(widget.Spaced(l.notice, l.history, l.cards.Object)))
	return l
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

// update says so if the findings are of other logs than there are now.
func (l *logsPage) update() {
	if l.scanned == "" || l.scanned == l.state() {
		return
	}
	l.scanned = ""
	l.say(model.Message{
		Sign: model.Note, Text: model.Say("logs.stale", "The logs have changed since this scan."),
		Hint: model.Say("logs.stale.hint", "Scan again to see what they say now."),
	})
}

func (l *logsPage) start() {
	l.scan.Disable()
	l.say(model.Message{})
	var scanned work.Scanned
	of := l.state()
	l.p.busy++
	l.p.w.run(model.Say("job.scan", "Scanning"), func(ctx context.Context, progress *job.Progress) (err error) {
		scanned, err = l.p.w.desk.ScanBundle(ctx, string(l.p.id), progress)
		return err
	}, func(err error) {
		l.p.busy--
		l.scan.Enable()
		if err != nil {
			l.say(model.Trouble(err))
			return
		}
		l.scanned = of
		l.history.RemoveAll()
		for _, h := range model.Histories(scanned.Result) {
			l.history.Add(widget.Compact(widget.NewText(lang.X("logs.history", "{{.Party}}: Bisq {{.Versions}}",
				map[string]any{"Party": words.Of(h.Party), "Versions": strings.Join(h.Versions, lang.X("logs.then", ", then "))}))))
		}
		l.cards.Set(model.Cards(scanned.Findings))
		l.say(model.Summary(scanned.Result))
	})
}

func (l *logsPage) say(m model.Message) {
	l.notice.Say(m)
	l.object.Refresh()
}

package gui

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// kind is the kind of dispute that is chosen.
func (t *txsPage) kind() trade.Dispute {
	return trade.Dispute(disputes[max(0, t.dispute.SelectedIndex())])
}

// start checks the trade, or stops the check that runs.
func (t *txsPage) start(offline bool) {
	if t.job != nil {
		t.job.Cancel()
		return
	}
	if t.gone {
		return
	}
	t.last.stop()
	t.asked = &model.Questions{}
	t.sources.SetText("") // it may begin with what the last one ended with
	seen, kind := t.p.status, t.kind()
	in := work.CheckInput{Bundle: string(t.p.id), Offline: offline, Dispute: kind, Watch: t.watch(t.asked)}
	t.tried.Say(model.Message{})
	var checked work.Checked
	t.job = t.p.w.peek(checkName(), func(ctx context.Context, progress *job.Progress) (err error) {
		checked, err = t.p.w.desk.Check(ctx, in, progress)
		return err
	}, func(err error) {
		if err == nil && checked.Result != nil {
			t.seen, t.seenFor, t.nobody = seen, kind, offline
		}
		t.ended(checked, err)
	})
	t.tell()
}

// checkName is how the bar calls a check.
func checkName() model.Phrase { return model.Say("job.check", "Checking the transactions") }

// often is how long the window waits between two looks at how far sources are.
const often = 100 * time.Millisecond

// watch takes what sources are asked and shows it now and then.
func (t *txsPage) watch(asked *model.Questions) func(explorer.Event) {
	var waiting atomic.Bool
	return func(e explorer.Event) {
		asked.Take(e)
		if waiting.CompareAndSwap(false, true) {
			time.AfterFunc(often, func() {
				waiting.Store(false)
				t.p.w.later(func() {
					if t.asked == asked {
						t.tellSources()
					}
				})
			})
		}
	}
}

// tellSources says how far each source is.
func (t *txsPage) tellSources() {
	var lines []string
	for _, l := range t.asked.Lines() {
		lines = append(lines, words.Of(l))
	}
	text := strings.Join(lines, "   ")
	if text == t.sources.Text {
		return
	}
	t.sources.SetText(text)
	setShown(t.sources, text != "" && t.job != nil)
	t.object.Refresh()
}

// ended shows what came of a check. If nothing did, what was found before still
// stands, as that of its time.
func (t *txsPage) ended(checked work.Checked, err error) {
	t.job = nil
	if t.gone {
		return
	}
	t.sources.Hide()
	t.failed = err != nil || checked.Result == nil
	if t.failed {
		t.tried.Say(model.NotChecked(err, t.now != nil))
	} else {
		t.now = &checked
		t.show()
		t.p.w.bar.say(model.Say("activity.done", "{{.Name}}: done", "Name", checkName())) // somebody waits for it
		t.p.handoff.outdate()                                                             // its report has the last check
		t.p.reload()                                                                      // what was found may stand in the notes now
		t.p.w.sidebar.reload()
	}
	t.tell()
	t.p.w.later(t.reveal)
}

// reveal has a page that scrolls as a whole show what came of a check, unless
// somebody has gone on to something else in it.
func (t *txsPage) reveal() {
	switch t.p.w.win.Canvas().Focused() {
	case nil, t.check, t.offline:
	default:
		return
	}
	if t.failed {
		widget.Reveal(t.tried)
		return
	}
	t.tall.ShowFrom(t.views.Object)
}

// show shows the result.
func (t *txsPage) show() {
	t.caught.Say(model.Caught(t.now.Disagreements))
	t.remarks.Say(model.Remarks(t.now.Notes))
	t.picture.show(t.now.Result)
	if t.large != nil {
		t.large.show(t.now.Result)
	}
	t.verdicts.show()
	t.showAdvice()
	t.raw.show()
	t.body.Objects = []fyne.CanvasObject{t.views.Object}
	t.adder.retreat()
	t.tellFoot()
	t.tellResult()
}

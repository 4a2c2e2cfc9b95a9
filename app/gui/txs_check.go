package gui

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"tradecase/app/gui/model"
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
	t.seen, t.seenFor, t.asked = t.p.status, t.kind(), &model.Questions{}
	in := work.CheckInput{Bundle: string(t.p.id), Offline: offline, Dispute: t.seenFor, Watch: t.watch(t.asked)}
	t.notice.Say(model.Message{})
	var checked work.Checked
	t.job = t.p.w.peek(model.Say("job.check", "Checking the transactions"), func(ctx context.Context, progress *job.Progress) (err error) {
		checked, err = t.p.w.desk.Check(ctx, in, progress)
		return err
	}, func(err error) { t.ended(checked, offline, err) })
	t.tell()
}

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

// ended shows what came of a check.
func (t *txsPage) ended(checked work.Checked, offline bool, err error) {
	t.job = nil
	if t.gone {
		return
	}
	t.sources.Hide()
	switch {
	case err != nil || checked.Result == nil:
		t.notice.Say(model.Trouble(err))
		if err != nil && !errors.Is(err, context.Canceled) {
			break
		}
		if t.now != nil { // what was found before still stands
			t.seen, t.seenFor = work.Status{}, t.kind()
		}
	default:
		t.now, t.nobody = &checked, offline
		t.show()
		t.p.reload() // what was found may stand in the notes now
	}
	t.tell()
}

// show shows the result.
func (t *txsPage) show() {
	t.notice.Say(model.CheckSummary(*t.now))
	t.caught.Say(model.Caught(t.now.Disagreements))
	t.remarks.Say(model.Remarks(t.now.Notes))
	t.picture.show(t.now.Result)
	t.verdicts.show()
	t.showAdvice()
	t.raw.show()
	t.body.Objects = t.body.Objects[:0]
	t.body.Add(t.views.Object)
	t.adder.retreat()
}

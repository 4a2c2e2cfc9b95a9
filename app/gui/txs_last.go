package gui

import (
	"context"
	"errors"
	"time"

	"tradecase/app/gui/model"
	"tradecase/app/job"
	"tradecase/app/work"
)

// txRecall is the judging of what the bundle keeps of its last check: once, as
// soon as nothing else reads the bundle, and without asking anybody.
type txRecall struct {
	begun bool
	asked time.Time // when a source last answered; zero: never, or not known yet
	known bool      // asked is what it is
	job   *job.Job  // nil if it does not run
}

// stop ends it: a check is going to know better.
func (l *txRecall) stop() {
	l.begun = true
	if l.job != nil {
		l.job.Cancel()
	}
}

// recall shows what the bundle keeps of its last check, unless that was done or
// is not called for any more.
func (t *txsPage) recall() {
	if t.last.begun || t.gone {
		return
	}
	t.last.begun = true
	var asked time.Time
	t.p.w.read(func(ctx context.Context) (err error) {
		asked, err = t.p.w.desk.LastAsked(ctx, string(t.p.id))
		return err
	}, func(err error) {
		t.last.known = err == nil
		if err == nil && !asked.IsZero() && !t.gone && t.job == nil && t.now == nil {
			t.judgeAgain(asked)
		}
		t.p.overview.found.update()
	})
}

// unchecked reports whether the trade could be checked and nobody has done so.
func (t *txsPage) unchecked() bool {
	return t != nil && t.last.known && t.last.asked.IsZero() && t.now == nil && t.job == nil && model.Checkable(t.p.status.Files, t.p.status.Notes)
}

// judgeAgain judges what is kept.
func (t *txsPage) judgeAgain(asked time.Time) {
	t.seen, t.seenFor = t.p.status, t.kind()
	var checked work.Checked
	t.last.asked = asked
	t.last.job = t.p.w.peek(model.Say("job.recall", "Judging what is kept of the last check"), func(ctx context.Context, progress *job.Progress) (err error) {
		checked, err = t.p.w.desk.LastCheck(ctx, string(t.p.id), progress)
		return err
	}, func(err error) { t.recalled(checked, err) })
	t.tell()
}

// recalled shows what came of it, unless a check has begun since.
func (t *txsPage) recalled(checked work.Checked, err error) {
	t.last.job = nil
	if t.gone || t.job != nil || t.now != nil {
		return
	}
	switch {
	case err != nil && !errors.Is(err, context.Canceled):
		t.tried.Say(model.Trouble(err))
	case err == nil && checked.Result != nil:
		t.now, t.nobody = &checked, true
		t.show()
	}
	t.tell()
}

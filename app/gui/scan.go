package gui

import (
	"context"

	"tradecase/app/gui/model"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
)

// logScan reads what a bundle's logs say, once, for the whole page: when the
// bundle is opened and whenever its logs change.
type logScan struct {
	p    *page
	now  model.Scan
	of   string   // the logs that are or were read, as logState names them
	job  *job.Job // nil if none runs
	gone bool
}

// logState names the logs that lie in the bundle and whose they are.
func (p *page) logState() string {
	s := ""
	for _, it := range p.status.Files {
		if it.Kind == bundle.Log {
			s += it.Path() + it.SHA256 + "\n"
		}
	}
	return s
}

// update reads the logs if they are not those that were read.
func (s *logScan) update() {
	state := s.p.logState()
	switch {
	case s.job != nil:
		if state != s.of {
			s.p.w.bar.drop(s.job) // its end begins anew
		}
	case state == "":
		s.of = ""
		s.show(model.Scan{})
	case state != s.of:
		s.start()
	}
}

// start reads the logs, also if that was done before.
func (s *logScan) start() {
	state := s.p.logState()
	if s.gone || s.job != nil || state == "" {
		return
	}
	s.of = state
	s.show(model.Scan{Stage: model.Scanning})
	var scanned work.Scanned
	s.job = s.p.w.peek(model.Say("job.scan", "Reading the logs"), func(ctx context.Context, progress *job.Progress) (err error) {
		scanned, err = s.p.w.desk.ScanBundle(ctx, string(s.p.id), progress)
		return err
	}, func(err error) { s.ended(scanned, err) })
}

// ended shows what was found, or why nothing.
func (s *logScan) ended(scanned work.Scanned, err error) {
	s.job = nil
	switch {
	case s.gone:
	case s.p.logState() != s.of:
		s.of = ""
		s.update()
	case err != nil:
		s.show(model.Scan{Stage: model.Unscanned, Trouble: model.Trouble(err)})
	default:
		s.show(model.Scan{Stage: model.Scanned, Result: scanned.Result})
	}
	if s.job == nil && !s.gone {
		s.p.txs.recall() // which reads the logs too, so not at the same time
	}
}

// show tells all parts of the page.
func (s *logScan) show(now model.Scan) {
	if now.Stage == model.NoLogs && s.now.Stage == model.NoLogs {
		return // as it was
	}
	s.now = now
	s.p.showScan()
}

// close ends the reading.
func (s *logScan) close() {
	s.gone = true
	if s.job != nil {
		s.p.w.bar.drop(s.job)
	}
}

package job

import (
	"sync/atomic"
	"time"
)

// Progress counts what a job has done. The work writes to it, from as many
// goroutines as it likes; a write costs one atomic addition and never waits.
// A nil *Progress counts nothing, so that work can be called without a watcher.
type Progress struct {
	current atomic.Pointer[stage]
}

// stage is one part of a job. A new stage is a new value, so that a snapshot
// never pairs one stage's count with another's total.
type stage struct {
	name  string
	total int64
	done  atomic.Int64
}

// Stage begins a part of the work: its name as shown to the reader, and how
// many bytes or items it has; 0 if unknown. The count starts again at zero.
func (p *Progress) Stage(name string, total int64) {
	if p == nil {
		return
	}
	p.current.Store(&stage{name: name, total: max(total, 0)})
}

// Add counts n bytes or items of the current stage as done. Progress never
// runs backwards: n below one is ignored, and so is anything before the first
// Stage.
func (p *Progress) Add(n int64) {
	if p == nil || n < 1 {
		return
	}
	if s := p.current.Load(); s != nil {
		s.done.Add(n)
	}
}

func (p *Progress) read() (name string, done, total int64) {
	s := p.current.Load()
	if s == nil {
		return "", 0, 0
	}
	return s.name, s.done.Load(), s.total
}

// Status is a snapshot of a job.
type Status struct {
	Name     string        // the job, as given to Start
	Stage    string        // the part it is at; "" before the first
	Done     int64         // bytes or items of this stage; never falls within one, may pass a Total that was an estimate
	Total    int64         // bytes or items of this stage; 0 if unknown
	Elapsed  time.Duration // since Start; of an ended job, how long it took
	Finished bool          // the work has ended and no update follows
	Err      error         // why it ended, if Finished and not in success
}

// Fraction returns how much of the stage is done, from 0 to 1. ok is false if
// that is unknown.
func (s Status) Fraction() (done float64, ok bool) {
	if s.Total <= 0 {
		return 0, false
	}
	return min(float64(s.Done)/float64(s.Total), 1), true
}

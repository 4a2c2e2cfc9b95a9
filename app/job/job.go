// Package job runs work in the background: it can be cancelled, its progress
// is sampled, and whoever watches it is told exactly once that it ended. It
// knows no screen; a window and a command line watch the same way.
package job

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// interval is the shortest time between two updates of one job. Ten a second
// look smooth and cannot flood a window's queue.
const interval = 100 * time.Millisecond

// ErrClosed is the result of a job that was started after its Runner was
// closed: its work never ran.
var ErrClosed = errors.New("not started: the program is closing")

// Job is one piece of work, running or ended. Its methods may be called from
// any goroutine.
type Job struct {
	name     string
	started  time.Time
	cancel   context.CancelFunc
	progress Progress
	final    atomic.Pointer[Status]
	done     chan struct{}
}

func newJob(name string, cancel context.CancelFunc) *Job {
	return &Job{name: name, started: time.Now(), cancel: cancel, done: make(chan struct{})}
}

// Run does work as Runner.Start does and returns its error once it has ended.
// update is called on the caller's goroutine, work runs on another.
func Run(ctx context.Context, name string, work func(context.Context, *Progress) error, update func(Status)) error {
	ctx, cancel := context.WithCancel(ctx)
	j := newJob(name, cancel)
	j.run(ctx, work, update)
	return j.Wait()
}

// Cancel asks the work to stop and returns at once; Wait tells when it has.
// Work that was already ending may still succeed. Cancelling twice, or after
// the end, does nothing.
func (j *Job) Cancel() { j.cancel() }

// Wait blocks until the work has ended and the last update has returned, then
// returns the work's error. It must not be called from within the job's own
// work or update.
func (j *Job) Wait() error {
	<-j.done
	return j.final.Load().Err
}

// Status returns how far the job is now; after its end, how it ended.
func (j *Job) Status() Status {
	if final := j.final.Load(); final != nil {
		return *final
	}
	return j.snapshot()
}

func (j *Job) snapshot() Status {
	s := Status{Name: j.name, Elapsed: time.Since(j.started)}
	s.Stage, s.Done, s.Total = j.progress.read()
	return s
}

// run does the work on a goroutine of its own and reports from this one, so
// that updates never overlap and the last one is the last.
func (j *Job) run(ctx context.Context, work func(context.Context, *Progress) error, update func(Status)) {
	defer j.cancel()
	if update == nil {
		update = func(Status) {}
	}
	result := make(chan error, 1)
	go protect(func() error { return work(ctx, &j.progress) }, func(err error) { result <- err })

	// A timer set anew after each update, not a ticker: after a slow update a
	// ticker would fire twice in a row.
	timer := time.NewTimer(interval)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			update(j.snapshot())
			timer.Reset(interval)
		case err := <-result:
			j.end(err, update)
			return
		}
	}
}

// end settles the job with its result, says so and releases the waiting.
func (j *Job) end(err error, update func(Status)) {
	s := j.snapshot()
	s.Finished, s.Err = true, err
	j.final.Store(&s)
	defer close(j.done)
	if update != nil {
		update(s)
	}
}

// Runner runs jobs and ends them all together. Its methods may be called from
// any goroutine. Make one with NewRunner.
type Runner struct {
	base    context.Context // every job's parent; ends with Close
	cancel  context.CancelFunc
	mu      sync.Mutex // guards closed, and a late launch against Close
	closed  bool
	running sync.WaitGroup
}

// NewRunner returns a Runner whose jobs are cancelled when ctx is, or by Close.
func NewRunner(ctx context.Context) *Runner {
	base, cancel := context.WithCancel(ctx)
	return &Runner{base: base, cancel: cancel}
}

// Start runs work on a goroutine of its own and returns at once. The context
// given to work ends on Cancel, on Close and when the Runner's own does; work
// must then return promptly.
//
// update is called with a snapshot at most ten times a second while work runs,
// and once more after it has ended: with Finished set and the error that work
// returned. That last call is made exactly once and no call follows it, also
// after a cancel and after a panic in work, whose error is a *PanicError with
// a hint. Calls come from one goroutine that is neither the caller's nor
// work's, never two at a time; work's progress does not wait for them. update
// may be nil.
//
// After Close nothing is run: update gets its one last call with ErrClosed
// before Start returns the ended job.
func (r *Runner) Start(name string, work func(ctx context.Context, p *Progress) error, update func(Status)) *Job {
	ctx, cancel := context.WithCancel(r.base)
	j := newJob(name, cancel)
	if !r.launch(func() { j.run(ctx, work, update) }) {
		cancel()
		j.end(ErrClosed, update)
	}
	return j
}

// launch runs f on a goroutine that Close waits for. It returns false, and
// runs nothing, if the Runner is closed.
func (r *Runner) launch(f func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.running.Go(f)
	return true
}

// Close cancels all jobs and returns when every one has ended and made its
// last update. It must not be called from within a job's work or update, nor
// from a goroutine that an update waits for. Closing twice is fine.
func (r *Runner) Close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.cancel()
	r.running.Wait()
}

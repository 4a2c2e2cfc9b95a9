package gui

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
)

// prepare makes what is ready to go out.
type prepare func(ctx context.Context, out work.Output, progress work.Progress) (*bundle.Outgoing, error)

// ready is what was prepared to go out. It is prepared when it is first used,
// and then used by one job after the other, from any goroutine.
type ready struct {
	prepare prepare
	out     work.Output // the words and the profile that it is prepared with
	relay   relay
	done    atomic.Bool // it is prepared

	mu     sync.Mutex
	made   *bundle.Outgoing // nil before its first use
	closed bool
}

var errClosed = errors.New("it is not there any more; look again")

// use prepares it if need be, and does something with it.
func (r *ready) use(ctx context.Context, progress work.Progress, do func(*bundle.Outgoing) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	r.relay.to.Store(&progress)
	defer r.relay.to.Store(nil)
	if r.made == nil {
		made, err := r.prepare(ctx, r.out, &r.relay)
		if err != nil {
			return err
		}
		r.made = made
		r.done.Store(true)
	}
	return do(r.made)
}

// close gives back what it holds. It waits for the job that uses it.
func (r *ready) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.made != nil && !r.closed {
		r.made.Close()
	}
	r.closed = true
}

// relay hands progress on to the job that is at it: what is prepared keeps the
// progress that it was given first.
type relay struct{ to atomic.Pointer[work.Progress] }

// Stage names what is done now.
func (r *relay) Stage(name string, total int64) {
	if to := r.to.Load(); to != nil && *to != nil {
		(*to).Stage(name, total)
	}
}

// Add says how much more is done.
func (r *relay) Add(n int64) {
	if to := r.to.Load(); to != nil && *to != nil {
		(*to).Add(n)
	}
}

var _ work.Progress = (*job.Progress)(nil)

// shelf knows what is ready, so that all of it is closed at the end.
type shelf struct {
	mu  sync.Mutex
	all map[*ready]bool
}

func (s *shelf) put(r *ready) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[*ready]bool{}
	}
	s.all[r] = true
}

// drop closes one thing; it waits for the job that uses it.
func (s *shelf) drop(r *ready) {
	r.close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, r)
}

// clear closes everything. No job may run any more.
func (s *shelf) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for r := range s.all {
		r.close()
	}
	clear(s.all)
}

package job

import (
	"context"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tradecase/diagnostics"
)

// recorder keeps every update with the (fake) time it was made at.
type recorder struct {
	mu   sync.Mutex
	seen []Status
	at   []time.Time
}

func (r *recorder) update(s Status) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, s)
	r.at = append(r.at, time.Now())
}

// last checks that exactly one update was final and that none followed it,
// and returns it.
func (r *recorder) last(t *testing.T) Status {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.seen) == 0 {
		t.Fatal("no update at all")
	}
	first := slices.IndexFunc(r.seen, func(s Status) bool { return s.Finished })
	if first != len(r.seen)-1 {
		t.Fatalf("first final update at %d of %d; want it last", first, len(r.seen))
	}
	return r.seen[first]
}

// count works in steps, each step apart from the next.
func count(steps int, step time.Duration) func(context.Context, *Progress) error {
	return func(_ context.Context, p *Progress) error {
		p.Stage("counting", int64(steps))
		for range steps {
			time.Sleep(step)
			p.Add(1)
		}
		return nil
	}
}

// untilCancelled waits for its context and then takes its time to clean up.
func untilCancelled(cleanUp time.Duration) func(context.Context, *Progress) error {
	return func(ctx context.Context, _ *Progress) error {
		<-ctx.Done()
		time.Sleep(cleanUp)
		return ctx.Err()
	}
}

func TestUpdatesAreSampled(t *testing.T) {
	tests := map[string]struct {
		steps    int
		step     time.Duration
		slow     time.Duration // how long the first update itself takes
		sampled  int           // updates before the final one
		duration time.Duration
	}{
		"many small steps":   {steps: 10_000, step: time.Millisecond / 10, sampled: 9, duration: time.Second},
		"over before a tick": {steps: 1, step: 40 * time.Millisecond, sampled: 0, duration: 40 * time.Millisecond},
		"few long steps":     {steps: 2, step: 10*time.Second + time.Millisecond, sampled: 200, duration: 20*time.Second + 2*time.Millisecond},
		"slow watcher":       {steps: 1050, step: time.Millisecond, slow: 250 * time.Millisecond, sampled: 7, duration: 1050 * time.Millisecond},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var rec recorder
				r := NewRunner(t.Context())
				defer r.Close()
				began := time.Now()
				err := r.Start("test", count(test.steps, test.step), func(s Status) {
					rec.update(s)
					if len(rec.seen) == 1 {
						time.Sleep(test.slow)
					}
				}).Wait()
				if err != nil {
					t.Fatalf("Wait() = %v", err)
				}
				final := rec.last(t)
				if final.Done != int64(test.steps) || final.Total != int64(test.steps) || final.Err != nil {
					t.Errorf("final = %+v", final)
				}
				// The tenth tick of a whole second and its end fall together,
				// and either may be seen first.
				if got := len(rec.seen) - 1; got != test.sampled && got != test.sampled+1 {
					t.Errorf("%d sampled updates; want %d", got, test.sampled)
				}
				if final.Elapsed != test.duration {
					t.Errorf("final.Elapsed = %v; want %v", final.Elapsed, test.duration)
				}
				checkPace(t, began, rec.at[:len(rec.at)-1])
			})
		})
	}
}

// checkPace checks that no two sampled updates are closer than a tenth of a
// second.
func checkPace(t *testing.T, before time.Time, at []time.Time) {
	t.Helper()
	for i, now := range at {
		if gap := now.Sub(before); gap < 100*time.Millisecond {
			t.Errorf("update %d only %v after the one before", i, gap)
		}
		before = now
	}
}

func TestProgressIsMonotonicWithinAStage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stages := []string{"reading", "writing", "checking"}
		work := func(_ context.Context, p *Progress) error {
			for i, name := range stages {
				p.Stage(name, int64(1000*(i+1)))
				var workers sync.WaitGroup
				for range 4 {
					workers.Go(func() {
						for range 250 * (i + 1) {
							time.Sleep(3 * time.Millisecond)
							p.Add(1)
							p.Add(-5)
						}
					})
				}
				workers.Wait()
			}
			return nil
		}
		var rec recorder
		if err := Run(t.Context(), "test", work, rec.update); err != nil {
			t.Fatal(err)
		}
		rec.last(t)
		var before Status
		for _, s := range rec.seen {
			if want := int64(1000 * (slices.Index(stages, s.Stage) + 1)); s.Total != want {
				t.Errorf("stage %q shown with total %d; want %d", s.Stage, s.Total, want)
			}
			if s.Stage == before.Stage && s.Done < before.Done {
				t.Errorf("stage %q fell from %d to %d", s.Stage, before.Done, s.Done)
			}
			if s.Elapsed <= before.Elapsed && !s.Finished {
				t.Errorf("elapsed %v after %v", s.Elapsed, before.Elapsed)
			}
			before = s
		}
		if before.Stage != "checking" || before.Done != 3000 {
			t.Errorf("ended at %q, %d; want checking, 3000", before.Stage, before.Done)
		}
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRunner(t.Context())
		defer r.Close()
		var stopped, other recorder
		j := r.Start("test", untilCancelled(350*time.Millisecond), stopped.update)
		k := r.Start("other", count(20, 100*time.Millisecond), other.update)
		time.Sleep(time.Second)
		j.Cancel()
		j.Cancel()
		if s := j.Status(); s.Finished {
			t.Error("finished before the work had cleaned up")
		}
		if err := j.Wait(); !errors.Is(err, context.Canceled) {
			t.Errorf("Wait() = %v; want context.Canceled", err)
		}
		final := stopped.last(t)
		if !errors.Is(final.Err, context.Canceled) || final.Elapsed != 1350*time.Millisecond {
			t.Errorf("final = %+v", final)
		}
		if j.Status() != final {
			t.Errorf("Status() = %+v; want the final one", j.Status())
		}
		if err := k.Wait(); err != nil {
			t.Errorf("the other job: %v", err)
		}
		j.Cancel()
	})
}

func TestSuccessOutlivesALateCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRunner(t.Context())
		defer r.Close()
		j := r.Start("test", count(3, time.Second), nil)
		time.Sleep(time.Second)
		j.Cancel()
		if err := j.Wait(); err != nil {
			t.Errorf("Wait() = %v; the work succeeded", err)
		}
	})
}

func TestWorkThatDoesNotReturn(t *testing.T) {
	own := errors.New("a private word")
	var none []int
	tests := map[string]struct {
		work func(context.Context, *Progress) error
		text string
		is   error // what was passed to panic, or errNoResult
	}{
		"runtime fault": {
			work: func(context.Context, *Progress) error { return errors.New(string(rune(none[3]))) },
			text: "internal error: runtime error: index out of range [3] with length 0",
		},
		"panic with an error": {
			work: func(context.Context, *Progress) error { panic(own) },
			text: "internal error: panic with a value of type *errors.errorString",
		},
		"panic with text": {
			work: func(context.Context, *Progress) error { panic("a private word") },
			text: "internal error: panic with a value of type string",
		},
		"left its goroutine": {
			work: func(context.Context, *Progress) error { runtime.Goexit(); return nil },
			text: "the work stopped without a result",
			is:   errNoResult,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var rec recorder
				r := NewRunner(t.Context())
				defer r.Close()
				err := r.Start("test", test.work, rec.update).Wait()
				if err == nil || err.Error() != test.text {
					t.Fatalf("Wait() = %v; want %s", err, test.text)
				}
				if final := rec.last(t); !errors.Is(final.Err, err) {
					t.Errorf("final.Err = %v; want the result", final.Err)
				}
				if test.is != nil {
					if !errors.Is(err, test.is) {
						t.Errorf("Wait() = %v; want %v", err, test.is)
					}
					return
				}
				checkPanic(t, err)
			})
		})
	}
}

// checkPanic checks that err says what to do and kept where it happened.
func checkPanic(t *testing.T, err error) {
	t.Helper()
	if diagnostics.Hint(err) == "" {
		t.Error("no hint")
	}
	var fault *PanicError
	if !errors.As(err, &fault) {
		t.Fatalf("%T is not a *PanicError", err)
	}
	if !strings.Contains(string(fault.Stack), "TestWorkThatDoesNotReturn") {
		t.Errorf("the stack does not reach the work:\n%s", fault.Stack)
	}
}

func TestCloseEndsAllJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRunner(t.Context())
		recs := make([]recorder, 5)
		jobs := make([]*Job, len(recs))
		for i := range recs {
			jobs[i] = r.Start("test", untilCancelled(time.Duration(i)*time.Second), recs[i].update)
		}
		time.Sleep(time.Second)
		began := time.Now()
		r.Close()
		if took := time.Since(began); took != 4*time.Second {
			t.Errorf("Close returned after %v; the slowest job took 4s", took)
		}
		for i, j := range jobs {
			if final := recs[i].last(t); !errors.Is(final.Err, context.Canceled) {
				t.Errorf("job %d ended with %v", i, final.Err)
			}
			if !j.Status().Finished {
				t.Errorf("job %d still runs", i)
			}
		}
		r.Close()
	})
}

func TestStartAfterClose(t *testing.T) {
	r := NewRunner(t.Context())
	r.Close()
	var rec recorder
	j := r.Start("late", func(context.Context, *Progress) error {
		t.Error("the work ran")
		return nil
	}, rec.update)
	if final := rec.last(t); !errors.Is(final.Err, ErrClosed) || len(rec.seen) != 1 || final.Name != "late" {
		t.Errorf("updates = %+v; want one with ErrClosed", rec.seen)
	}
	if err := j.Wait(); !errors.Is(err, ErrClosed) {
		t.Errorf("Wait() = %v; want ErrClosed", err)
	}
	if err := r.Start("late", nil, nil).Wait(); !errors.Is(err, ErrClosed) {
		t.Errorf("without update: Wait() = %v; want ErrClosed", err)
	}
}

func TestStartRacesClose(t *testing.T) {
	r := NewRunner(t.Context())
	recs := make([]recorder, 50)
	var starting sync.WaitGroup
	for i := range recs {
		starting.Go(func() {
			err := r.Start("test", untilCancelled(0), recs[i].update).Wait()
			if !errors.Is(err, context.Canceled) && !errors.Is(err, ErrClosed) {
				t.Errorf("Wait() = %v", err)
			}
		})
	}
	r.Close()
	starting.Wait()
	for i := range recs {
		recs[i].last(t)
	}
}

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 450*time.Millisecond)
		defer cancel()
		var rec recorder
		err := Run(ctx, "test", untilCancelled(0), rec.update)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Run() = %v; want context.DeadlineExceeded", err)
		}
		rec.last(t)
		if len(rec.seen) != 5 {
			t.Errorf("%d updates; want 4 and the final one", len(rec.seen))
		}
		failing := func(context.Context, *Progress) error { return io.ErrUnexpectedEOF }
		if err := Run(t.Context(), "test", failing, nil); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("Run() = %v; want io.ErrUnexpectedEOF", err)
		}
	})
}

func TestStatusWhileRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRunner(t.Context())
		defer r.Close()
		j := r.Start("test", count(10, time.Second), nil)
		time.Sleep(3500 * time.Millisecond)
		want := Status{Name: "test", Stage: "counting", Done: 3, Total: 10, Elapsed: 3500 * time.Millisecond}
		if got := j.Status(); got != want {
			t.Errorf("Status() = %+v; want %+v", got, want)
		}
	})
}

func TestFraction(t *testing.T) {
	tests := []struct {
		done, total int64
		want        float64
		ok          bool
	}{
		{0, 0, 0, false},
		{5, 0, 0, false},
		{5, -1, 0, false},
		{0, 4, 0, true},
		{1, 4, 0.25, true},
		{4, 4, 1, true},
		{9, 4, 1, true},
		{1 << 62, 1 << 62, 1, true},
	}
	for _, test := range tests {
		s := Status{Done: test.done, Total: test.total}
		if got, ok := s.Fraction(); got != test.want || ok != test.ok {
			t.Errorf("%d of %d: Fraction() = %v, %v; want %v, %v", test.done, test.total, got, ok, test.want, test.ok)
		}
	}
}

func TestProgressWithoutAWatcher(t *testing.T) {
	var nobody *Progress
	nobody.Stage("reading", 10)
	nobody.Add(1)

	var p Progress
	p.Add(7) // before the first stage
	p.Stage("reading", -3)
	if name, done, total := p.read(); name != "reading" || done != 0 || total != 0 {
		t.Errorf("read() = %q, %d, %d; want reading, 0, 0", name, done, total)
	}
}

func BenchmarkProgressAdd(b *testing.B) {
	var p Progress
	p.Stage("reading", int64(b.N))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			p.Add(1)
		}
	})
}

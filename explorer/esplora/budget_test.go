package esplora

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tradecase/explorer"
)

// pipes is a listener without a network, so that a test's clock can be a false
// one.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// host is a server that remembers when it was asked.
type host struct {
	pipes
	answer http.HandlerFunc

	mu       sync.Mutex
	starts   []time.Duration // since the first
	first    time.Time
	inFlight int
	most     int
}

func newHost(t *testing.T, answer http.HandlerFunc) *host {
	t.Helper()
	h := &host{pipes: pipes{conns: make(chan net.Conn), done: make(chan struct{})}, answer: answer}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Hour}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = srv.Serve(&h.pipes)
	}()
	t.Cleanup(func() {
		_ = srv.Close()
		<-served
	})
	return h
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	if h.first.IsZero() {
		h.first = time.Now()
	}
	h.starts = append(h.starts, time.Since(h.first))
	h.inFlight++
	h.most = max(h.most, h.inFlight)
	h.mu.Unlock()
	h.answer(w, r)
	h.mu.Lock()
	h.inFlight--
	h.mu.Unlock()
}

func (h *host) asked() []time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.starts)
}

func (h *host) source(t *testing.T, b *Budget) *Source {
	t.Helper()
	s, err := New(Options{Name: "host", BaseURL: "http://host.onion", Dial: h.dial, Budget: b})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func tipAfter(d time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(d)
		_, _ = w.Write([]byte("7"))
	}
}

// askTips asks for the tip so many times at once, in turn of each source.
func askTips(ctx context.Context, times int, sources ...*Source) []explorer.Reply {
	replies := make([]explorer.Reply, times)
	var all sync.WaitGroup
	for i := range times {
		all.Go(func() { _, replies[i] = sources[i%len(sources)].Tip(ctx) })
	}
	all.Wait()
	return replies
}

// Whatever the number of sources and questions: at most four at a time, ten at
// once after a rest, four a second from then on.
func TestPoliteness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost(t, tipAfter(100*time.Millisecond))
		b := NewBudget(Polite)
		sources := []*Source{h.source(t, b), h.source(t, b), h.source(t, b)}
		for range 2 {
			start := time.Now()
			for _, r := range askTips(t.Context(), 50, sources...) {
				if r.Outcome != explorer.Found {
					t.Fatalf("%s: %s", r.Fault, r.Detail)
				}
			}
			// Forty that no burst covers, and the last one's answer.
			if took := time.Since(start); took < 10*time.Second || took > 10200*time.Millisecond {
				t.Errorf("took %s", took)
			}
			time.Sleep(time.Minute) // a rest
		}
		if h.most != 4 {
			t.Errorf("%d at the same time", h.most)
		}
		starts := h.asked()
		for i := range starts {
			for j := i; j < len(starts); j++ {
				span := (starts[j] - starts[i]).Seconds()
				if n := float64(j - i + 1); n > 10+4*span+1e-6 {
					t.Fatalf("%v requests within %v s", n, span)
				}
			}
		}
	})
}

// Two hosts do not wait for each other; names below one onion are one host.
func TestBudgetByHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(Limits{InFlight: 1, Burst: 1, PerSecond: 1})
		start := time.Now()
		for _, name := range []string{"a.onion", "b.onion", "A.onion", "www.a.onion"} {
			leave, err := b.enter(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			leave()
		}
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

// The user's own server is not held back.
func TestNoBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost(t, tipAfter(time.Second))
		start := time.Now()
		askTips(t.Context(), 80, h.source(t, nil))
		if took := time.Since(start); took != 2*time.Second { // with 64 connections
			t.Errorf("took %s", took)
		}
	})
}

// Whoever gives up waiting takes nothing from the others.
func TestGivingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(Limits{InFlight: 2, Burst: 1, PerSecond: 1})
		if _, err := b.enter(t.Context(), "a.onion"); err != nil {
			t.Fatal(err)
		}
		soon, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		start := time.Now()
		if _, err := b.enter(soon, "a.onion"); !errors.Is(err, errPace) || time.Since(start) > 0 {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		ended, end := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, end)
		if _, err := b.enter(ended, "a.onion"); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if _, err := b.enter(t.Context(), "a.onion"); err != nil || time.Since(start) != time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		late, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		if _, err := b.enter(late, "a.onion"); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err) // both slots are taken
		}
	})
}

// Retry-After holds for everybody who shares the host, and no burst follows.
func TestRetryAfter(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		header func() string
		least  time.Duration
	}{
		{"seconds", 429, func() string { return "30" }, 30 * time.Second},
		{"date", 429, func() string { return time.Now().Add(40 * time.Second).UTC().Format(http.TimeFormat) }, 39 * time.Second},
		{"out of service", 503, func() string { return "30" }, 30 * time.Second},
		{"nothing", 429, func() string { return "" }, 250 * time.Millisecond},
		{"rubbish", 429, func() string { return "-5 or so" }, 250 * time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var once sync.Once
				h := newHost(t, func(w http.ResponseWriter, _ *http.Request) {
					status := http.StatusOK
					once.Do(func() { status = c.status })
					if v := c.header(); v != "" {
						w.Header().Set("Retry-After", v)
					}
					w.WriteHeader(status)
					_, _ = w.Write([]byte("7"))
				})
				b := NewBudget(Polite)
				one, other := h.source(t, b), h.source(t, b)
				var all sync.WaitGroup
				all.Go(func() { askTips(t.Context(), 1, one) })
				synctest.Wait() // it has been refused
				all.Go(func() { askTips(t.Context(), 20, one, other) })
				all.Wait()
				starts := h.asked()
				if len(starts) != 22 {
					t.Fatalf("%d requests", len(starts))
				}
				if starts[1] < c.least {
					t.Errorf("asked again after %s", starts[1])
				}
				if span := starts[5] - starts[1]; span < time.Second {
					t.Errorf("five requests within %s after the pause", span)
				}
			})
		})
	}
}

// A server that stays busy is asked five times at most, ever more slowly; where
// it wants more time than there is, nobody waits for nothing.
func TestBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wanted := ""
		h := newHost(t, func(w http.ResponseWriter, _ *http.Request) {
			if wanted != "" {
				w.Header().Set("Retry-After", wanted)
			}
			w.WriteHeader(http.StatusTooManyRequests)
		})
		s := h.source(t, NewBudget(Polite))
		r := askTips(t.Context(), 1, s)[0]
		if r.Outcome != explorer.Unknown || r.Fault != explorer.FaultRateLimited || len(r.Exchanges) != 5 {
			t.Errorf("%s, fault %q, %d exchanges", r.Outcome, r.Fault, len(r.Exchanges))
		}
		starts := h.asked()
		for i, least := range []int{250, 500, 1000, 2000} {
			if gap := starts[i+1] - starts[i]; gap < time.Duration(least)*time.Millisecond {
				t.Errorf("try %d after %s", i+2, gap)
			}
		}
		time.Sleep(time.Minute)
		wanted = "3600"
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		start := time.Now()
		r = askTips(ctx, 1, s)[0]
		if r.Fault != explorer.FaultRateLimited || time.Since(start) > 0 {
			t.Errorf("fault %q after %s", r.Fault, time.Since(start))
		}
		// Others know it without asking.
		n := len(h.asked())
		r = askTips(ctx, 1, s)[0]
		if r.Fault != explorer.FaultRateLimited || time.Since(start) > 0 || len(h.asked()) != n {
			t.Errorf("fault %q after %s, %d more requests", r.Fault, time.Since(start), len(h.asked())-n)
		}
	})
}

// A drop now and then is ended in bounded time, silence sooner, and a start of
// Tor does not count.
func TestSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var every atomic.Int64
		h := newHost(t, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				time.Sleep(time.Duration(every.Load()))
				if _, err := w.Write([]byte("0")); err != nil {
					return
				}
				_ = http.NewResponseController(w).Flush()
			}
		})
		s := h.source(t, nil)
		for _, c := range []struct{ every, least, most time.Duration }{
			{10 * time.Second, time.Minute, time.Minute},
			{time.Hour, time.Minute, 62 * time.Second}, // twice 30 s
		} {
			every.Store(int64(c.every))
			start := time.Now()
			r := askTips(t.Context(), 1, s)[0]
			if took := time.Since(start); r.Fault != explorer.FaultTimeout || took < c.least || took > c.most {
				t.Errorf("fault %q after %s", r.Fault, took)
			}
		}
		time.Sleep(3 * time.Hour) // so that the server notices
	})
	synctest.Test(t, func(t *testing.T) {
		h := newHost(t, tipAfter(0))
		s, err := New(Options{
			Name: "host", BaseURL: "http://host.onion",
			Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
				time.Sleep(100 * time.Second)
				return h.dial(ctx, network, addr)
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if r := askTips(t.Context(), 1, s)[0]; r.Outcome != explorer.Found {
			t.Errorf("%s: %s", r.Fault, r.Detail)
		}
	})
}

package esplora

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits say how much one host is asked.
type Limits struct {
	InFlight  int     // requests at the same time
	Burst     int     // requests that may start at once after a rest
	PerSecond float64 // requests that may start each second after those
}

// Polite is what somebody else's server is asked at most. Esplora's own sample
// configuration lets a client have 5 requests a second, a burst of 10 and 10
// connections; visitors through Tor may share one such allowance.
var Polite = Limits{InFlight: 4, Burst: 10, PerSecond: 4}

// Budget shares one host's allowance among all who ask it: one Budget serves
// every Source of the program, whichever bundle it belongs to. A nil Budget
// limits nothing; it is for the user's own server. Its methods may be called
// concurrently.
type Budget struct {
	limits Limits

	mu    sync.Mutex
	hosts map[string]*allowance
}

// NewBudget gives a budget in which each host has the same limits, each of
// which is at least 1.
func NewBudget(l Limits) *Budget {
	l.InFlight, l.Burst = max(l.InFlight, 1), max(l.Burst, 1)
	if !(l.PerSecond > 0) {
		l.PerSecond = 1
	}
	return &Budget{limits: l, hosts: make(map[string]*allowance)}
}

// allowance is what one host may still be asked.
type allowance struct {
	slots chan struct{} // holds one element for each request in flight
	turn  chan struct{} // held by the one who waits for the pace
	pace  *rate.Limiter

	mu    sync.Mutex
	until time.Time // the host asked to be left alone until then
	calm  bool      // no burst after that
}

// errPaused says that the host asked to be left alone for longer than there is
// time.
var errPaused = errors.New("the host asked to be left alone for longer")

// errPace says that the pace leaves no time for the request.
var errPace = errors.New("no time left at this pace")

// host gives the allowance of a host. Names below one onion are one host.
func (b *Budget) host(name string) *allowance {
	name = strings.ToLower(name)
	if labels := strings.Split(name, "."); len(labels) > 2 && labels[len(labels)-1] == "onion" {
		name = strings.Join(labels[len(labels)-2:], ".")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.hosts[name]
	if a == nil {
		a = &allowance{
			slots: make(chan struct{}, b.limits.InFlight),
			turn:  make(chan struct{}, 1),
			pace:  rate.NewLimiter(rate.Limit(b.limits.PerSecond), b.limits.Burst),
		}
		b.hosts[name] = a
	}
	return a
}

// enter waits until the host may be asked. The caller must call leave when the
// answer is complete.
func (b *Budget) enter(ctx context.Context, host string) (leave func(), err error) {
	if b == nil {
		return func() {}, ctx.Err()
	}
	a := b.host(host)
	select {
	case a.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := a.wait(ctx); err != nil {
		<-a.slots
		return nil, err
	}
	return func() { <-a.slots }, nil
}

// wait takes one request from the pace.
func (a *allowance) wait(ctx context.Context) error {
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-a.turn }()
	for {
		if err := a.rest(ctx); err != nil {
			return err
		}
		r := a.pace.Reserve()
		d := r.Delay()
		if d == 0 {
			return nil
		}
		if err := sleep(ctx, d, errPace); err != nil {
			r.Cancel()
			return err
		}
		if !a.paused(time.Now()) {
			return nil
		}
	}
}

// rest waits out a pause, after which there is no burst.
func (a *allowance) rest(ctx context.Context) error {
	for {
		a.mu.Lock()
		until, now := a.until, time.Now()
		calm := a.calm && !now.Before(until)
		if calm {
			a.calm = false
		}
		a.mu.Unlock()
		if calm {
			a.pace.AllowN(now, max(int(a.pace.TokensAt(now))-1, 0))
		}
		if !now.Before(until) {
			return nil
		}
		if err := sleep(ctx, until.Sub(now), errPaused); err != nil {
			return err
		}
	}
}

func (a *allowance) paused(now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return now.Before(a.until)
}

// pause leaves a host alone for a while, whoever asks.
func (b *Budget) pause(host string, d time.Duration) {
	if b == nil {
		return
	}
	a := b.host(host)
	a.mu.Lock()
	defer a.mu.Unlock()
	if until := time.Now().Add(d); until.After(a.until) {
		a.until, a.calm = until, true
	}
}

// leastAnswer is the time without which a question is not worth a wait.
const leastAnswer = 500 * time.Millisecond

// sleep waits, unless the context ends before, or leaves no time for an answer
// then: it gives late at once, or the context's error when it ends all the same.
func sleep(ctx context.Context, d time.Duration, late error) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d+leastAnswer {
		return late
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hostname gives the host of an address with a port.
func hostname(addr string) string {
	if host, _, err := net.SplitHostPort(addr); err == nil {
		return host
	}
	return addr
}

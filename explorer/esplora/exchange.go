package esplora

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"tradecase/explorer"
)

// How large an answer may be, in bytes. A block's weight bounds the rest: 4 MB
// of transaction are 8 MB of hex, and JSON says most of it twice.
const (
	smallLimit    = 4 << 10
	mediumLimit   = 64 << 10
	hexLimit      = 8<<20 + 2
	jsonLimit     = 16 << 20
	cheapLimit    = 512 << 10 // the IDs of a usual block are 300 kB
	ownCheapLimit = 2 << 20   // those of the fullest possible, of the user's own server
)

// How often a request is tried.
const (
	triesBusy   = 5 // the server said that it is busy
	triesBroken = 2 // the connection broke
)

// ask is one question.
type ask struct {
	path  string // below the base path
	what  string // the same without IDs, for the evidence
	limit int64  // bytes of the answer
	// unneeded, once closed, ends the waiting for the budget; a request that
	// was sent is completed. Nil: it is needed.
	unneeded <-chan struct{}
}

// trail collects the exchanges of one reply.
type trail struct {
	mu        sync.Mutex
	exchanges []explorer.Exchange
}

func (t *trail) add(e explorer.Exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.exchanges = append(t.exchanges, e)
}

// reply says how a question was answered; p is nil if it was.
func (s *Source) reply(question string, t *trail, p *problem) explorer.Reply {
	r := explorer.Reply{Source: s.info.Name, Operator: s.info.Operator, Question: question, Outcome: explorer.Found}
	t.mu.Lock()
	r.Exchanges = slices.Clone(t.exchanges)
	t.mu.Unlock()
	switch {
	case p == nil:
	case p.missing != missingNothing:
		r.Outcome = explorer.NotFound
	default:
		r.Outcome, r.Fault, r.Detail = explorer.Unknown, p.fault, p.detail
	}
	return r
}

// get asks one question, and again after a while if the server is busy or the
// connection broke.
func (s *Source) get(ctx context.Context, q ask, t *trail) ([]byte, *problem) {
	waiting, stop := context.WithCancel(ctx)
	defer stop()
	if q.unneeded != nil {
		go func() {
			select {
			case <-q.unneeded:
				stop()
			case <-waiting.Done():
			}
		}()
	}
	pace := backoff.NewExponentialBackOff()
	pace.InitialInterval, pace.Multiplier, pace.MaxInterval = 500*time.Millisecond, 2, 15*time.Second
	var said *problem // what the server itself answered to the last try
	for try := 1; ; try++ {
		body, p := s.once(ctx, waiting, q, t)
		if p != nil && p.fault == explorer.FaultTimeout && said != nil {
			return body, said // it says more than that there was no time to ask again
		}
		if p == nil || try >= p.tries {
			return body, p
		}
		// Retry-After is the least; the jitter is added so that not all come back at once.
		wait := pace.NextBackOff()
		if p.after > 0 {
			wait = p.after + wait/4
		}
		if p.busy {
			s.budget.pause(s.host(), wait)
			said = p
		}
		if err := sleep(waiting, wait, errPaused); err != nil {
			if ctx.Err() != nil {
				return nil, ended(ctx)
			}
			return nil, p
		}
	}
}

func (s *Source) host() string { return hostname(s.address.url.Host) }

// once asks one question once, after waiting for as long as it is needed.
func (s *Source) once(ctx, waiting context.Context, q ask, t *trail) ([]byte, *problem) {
	leave, err := s.budget.enter(waiting, s.host())
	switch {
	case ctx.Err() != nil && err != nil:
		return nil, ended(ctx)
	case errors.Is(err, errPaused):
		return nil, &problem{fault: explorer.FaultRateLimited, detail: "it asked to be left alone for longer than there is time"}
	case errors.Is(err, errPace):
		return nil, &problem{fault: explorer.FaultTimeout, detail: "too many questions for the time given"}
	case err != nil:
		return nil, &problem{fault: explorer.FaultCancelled, detail: "it was no longer needed"}
	}
	defer leave()
	return s.exchange(ctx, q, t)
}

// Why a request was ended by ourselves.
var (
	errSlow = errors.New("the answer takes too long")
	errIdle = errors.New("nothing comes")
)

// watch ends a request whose answer takes too long, from when there is a
// connection for it.
type watch struct {
	total, idle time.Duration
	cancel      context.CancelCauseFunc

	mu         sync.Mutex
	slow, none *time.Timer
	stopped    bool
}

func (w *watch) start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped || w.slow != nil { // a connection that had died is replaced
		return
	}
	w.slow = time.AfterFunc(w.total, func() { w.cancel(errSlow) })
	w.none = time.AfterFunc(w.idle, func() { w.cancel(errIdle) })
}

// progress says that something came.
func (w *watch) progress() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.none != nil && w.none.Stop() {
		w.none.Reset(w.idle)
	}
}

func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	if w.slow != nil {
		w.slow.Stop()
		w.none.Stop()
	}
}

// exchange sends one request and reads its answer.
func (s *Source) exchange(parent context.Context, q ask, t *trail) ([]byte, *problem) {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	w := watch{total: s.total, idle: s.idle, cancel: cancel}
	defer w.stop()
	// Tor may have to start before there is a connection, which is for the
	// caller's context to bound.
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { w.start() }})

	e := explorer.Exchange{What: q.what}
	start := time.Now()
	body, p := s.roundTrip(ctx, q, w.progress, &e)
	if p == nil || e.Status != 0 && len(body) > 0 {
		sum := sha256.Sum256(body)
		e.SHA256 = hex.EncodeToString(sum[:])
	}
	e.At, e.Took = time.Now().UTC(), time.Since(start)
	t.add(e)
	if p != nil && ctx.Err() != nil {
		p = ended(ctx)
	}
	return body, p
}

// roundTrip sends the request. It gives a body only if that came whole, which
// it may although the answer is a refusal.
func (s *Source) roundTrip(ctx context.Context, q ask, progress func(), e *explorer.Exchange) ([]byte, *problem) {
	u := s.address.url
	if p := s.prefix.Load(); p != nil {
		u.Path = *p
	}
	u.Path += q.path
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, &problem{fault: explorer.FaultRefused, detail: "its address cannot be used"}
	}
	req.Header.Set("User-Agent", s.agent)
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, broken(err)
	}
	defer func() { _ = resp.Body.Close() }() // only read from
	e.Status = resp.StatusCode
	progress()
	if p := encoded(resp); p != nil {
		return nil, p
	}
	limit := q.limit
	if resp.StatusCode >= http.StatusMultipleChoices {
		limit = mediumLimit // an error has little to say
	}
	tooLarge := &problem{fault: explorer.FaultTooLarge, detail: "its answer is larger than it can be"}
	if resp.ContentLength > limit {
		return nil, judgeOversized(resp.StatusCode, tooLarge)
	}
	body, err := io.ReadAll(io.LimitReader(&reporting{from: resp.Body, progress: progress}, limit+1))
	e.Bytes = int64(len(body))
	switch {
	case err != nil:
		return nil, broken(err)
	case e.Bytes > limit:
		return nil, judgeOversized(resp.StatusCode, tooLarge)
	}
	p := judge(resp.StatusCode, body)
	if p != nil && p.busy {
		p.after = retryAfter(resp.Header.Get("Retry-After"), time.Now())
	}
	return body, p
}

// encoded refuses a body in an encoding that nobody asked for.
func encoded(resp *http.Response) *problem {
	switch e := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding"))); e {
	case "", "identity":
		return nil
	default:
		return &problem{fault: explorer.FaultMalformed, detail: "it packed its answer, which nobody asked for"}
	}
}

// judgeOversized gives the problem of an answer whose body is not read: its
// status may say all that matters.
func judgeOversized(status int, tooLarge *problem) *problem {
	if p := judge(status, nil); status >= http.StatusMultipleChoices && p != nil && p.fault != explorer.FaultRefused {
		return p
	}
	return tooLarge
}

// retryAfter reads the header of that name: seconds or a date. It gives 0 if
// there is nothing of use in it.
func retryAfter(v string, now time.Time) time.Duration {
	const longest = 24 * time.Hour
	if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
		if n <= 0 {
			return 0
		}
		return min(time.Duration(min(n, int(longest/time.Second)))*time.Second, longest)
	}
	if at, err := http.ParseTime(v); err == nil {
		return min(max(at.Sub(now), 0), longest)
	}
	return 0
}

// reporting tells of each read that gave something.
type reporting struct {
	from     io.Reader
	progress func()
}

func (r *reporting) Read(b []byte) (int, error) {
	n, err := r.from.Read(b)
	if n > 0 {
		r.progress()
	}
	return n, err
}

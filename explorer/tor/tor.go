package tor

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Options say which Tor to use and how.
type Options struct {
	// Path is the tor program; if it is empty, Find looks for one.
	Path string
	// DataDir is a folder of our own, absolute, that no other Tor uses. It is
	// made, 0700. Not needed with External.
	DataDir string
	// External is the SOCKS port of a Tor that already runs, as
	// "127.0.0.1:9050" or "unix:PATH"; empty: one of our own is started.
	External string
	// Bridges are bridge lines, as CheckBridge describes them.
	Bridges []string
	// Clearnet allows hosts that are no onion services, through Tor, to
	// dialers that ask for it.
	Clearnet bool
	// Torrc has more lines for the torrc of our own tor. It is for private
	// networks, as tests use them.
	Torrc []string
}

// State is what can be expected of Tor.
type State string

// The states.
const (
	Off       State = "off"
	Starting  State = "starting"
	On        State = "on"
	InTrouble State = "trouble"
)

// Status is what is known of Tor at one moment.
type Status struct {
	State   State
	Percent int    // of the way to On, 0 to 100
	Phase   string // Tor's name for where it is, as "handshake"; stable
	Summary string // the same in Tor's English, as "Handshaking with a relay"
	// Trouble is set if State is InTrouble; else it may warn of something that
	// Tor got along with so far, as a clock that is wrong.
	Trouble *Trouble
}

// Limits; tests shorten them.
var (
	answerLimit = 60 * time.Second       // for tor to open its control port
	quietLimit  = 20 * time.Second       // below 15 %, after which no relay is in reach
	stuckLimit  = 90 * time.Second       // without progress while the list of relays is loaded
	closeLimit  = 3 * time.Second        // for tor to end when it is asked to
	pollEvery   = 500 * time.Millisecond // events can be missed
	checkLimit  = 5 * time.Second        // for a running Tor to show what it is
	lookAgain   = 5 * time.Second        // for a running Tor that was not there
)

// Tor is a Tor that is on, or on its way there. Its methods may be called
// concurrently.
type Tor struct {
	options Options
	path    string // of our own tor
	bridges []string

	cancel  context.CancelFunc
	done    chan struct{}
	restart chan struct{}

	mu       sync.Mutex
	status   Status
	changed  chan struct{} // closed and replaced with every new status
	onion    string        // the SOCKS port that takes onion services only
	clearnet string        // the one that takes other hosts; empty if there is none
	closed   bool
}

// Start starts a Tor, or takes up one that runs, and returns at once; the rest
// goes on in the background. What can be known at once is an *Error here: no
// tor program, a bad bridge, an address that is none. All else is told by
// Status. Tor ends when ctx does, or with Close; so ctx is the session's, never
// that of one question.
func Start(ctx context.Context, options Options) (*Tor, error) {
	t := &Tor{
		options: options,
		done:    make(chan struct{}),
		restart: make(chan struct{}, 1),
		changed: make(chan struct{}),
		status:  Status{State: Starting},
	}
	if err := t.prepare(); err != nil {
		return nil, err
	}
	ctx, t.cancel = context.WithCancel(ctx)
	go t.run(ctx)
	return t, nil
}

func (t *Tor) prepare() error {
	if t.options.External != "" {
		return checkExternal(t.options.External)
	}
	if t.options.DataDir == "" {
		return newError(CodeFolder, errors.New("none was given"))
	}
	var err error
	if t.path, _, err = Find(t.options.Path); err != nil {
		return err
	}
	t.bridges, err = bridgeLines(t.options.Bridges)
	return err
}

// run keeps a Tor until the context ends. After a failure it waits to be told
// to try again.
func (t *Tor) run(ctx context.Context) {
	defer close(t.done)
	defer t.set(Status{State: Off})
	if t.options.External != "" {
		t.attend(ctx)
		return
	}
	for ctx.Err() == nil {
		t.set(Status{State: Starting})
		err := t.session(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			continue // told to restart
		}
		t.fail(err)
		select {
		case <-t.restart:
		case <-ctx.Done():
		}
	}
}

// session is one life of our own tor, or two if what it had kept was in its
// way. A nil error asks for the next session.
func (t *Tor) session(ctx context.Context) error {
	defer t.setPorts("", "")
	wiped := false
	for {
		err := t.live(ctx)
		if CodeOf(err) != CodeOldCache || wiped {
			return err
		}
		wiped = true
		if err := removeCache(t.options.DataDir); err != nil {
			return newError(CodeFolder, err)
		}
		t.set(Status{State: Starting})
	}
}

// fail tells of an error as trouble.
func (t *Tor) fail(err error) {
	var e *Error
	if !errors.As(err, &e) {
		e = newError(CodeFailed, err)
	}
	trouble := e.Trouble
	if e.Cause != nil {
		trouble.Text = e.Error()
	}
	t.set(Status{State: InTrouble, Trouble: &trouble})
}

func (t *Tor) set(status Status) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || sameStatus(status, t.status) {
		return
	}
	t.status = status
	t.closed = status.State == Off
	close(t.changed)
	t.changed = make(chan struct{})
}

func sameStatus(a, b Status) bool {
	if a.Trouble != nil && b.Trouble != nil && *a.Trouble == *b.Trouble {
		a.Trouble = b.Trouble
	}
	return a == b
}

func (t *Tor) setPorts(onion, clearnet string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.onion, t.clearnet = onion, clearnet
}

func (t *Tor) ports() (onion, clearnet string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.onion, t.clearnet
}

// now gives the status and a channel that is closed when another follows.
func (t *Tor) now() (Status, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status, t.changed
}

// Status gives the present status.
func (t *Tor) Status() Status {
	status, _ := t.now()
	return status
}

// Watch calls fn with the present status and again after changes, one call at a
// time, from a goroutine of its own; statuses that follow each other quickly
// may be left out, but never the last. It ends with stop, which does not wait,
// or after Tor is Off.
func (t *Tor) Watch(fn func(Status)) (stop func()) {
	stopped := make(chan struct{})
	go func() {
		for {
			status, changed := t.now()
			fn(status)
			if status.State == Off {
				return
			}
			select {
			case <-changed:
			case <-stopped:
				return
			}
		}
	}()
	return sync.OnceFunc(func() { close(stopped) })
}

// Wait returns nil when Tor is on, and an *Error as soon as it is in trouble,
// off, or ctx ends.
func (t *Tor) Wait(ctx context.Context) error {
	for {
		status, changed := t.now()
		switch status.State {
		case On:
			return nil
		case Off:
			return newError(CodeOff, nil)
		case InTrouble:
			return &Error{Trouble: *status.Trouble}
		case Starting:
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ended(ctx)
		}
	}
}

// Restart ends our own tor if it runs, and starts it again; it is how to go on
// after a trouble. A Tor of somebody else is only checked again, which also
// happens by itself. It returns at once.
func (t *Tor) Restart() {
	if t.Status().State == InTrouble { // so that Wait waits from now on
		t.set(Status{State: Starting})
	}
	t.again()
}

// again asks run or attend to begin anew.
func (t *Tor) again() {
	select {
	case t.restart <- struct{}{}:
	default: // it is asked for already
	}
}

// Close ends our own tor, and kills it if it does not end in time. It returns
// when it is gone and may be called more than once.
func (t *Tor) Close() error {
	t.cancel()
	<-t.done
	return nil
}

package tor

import (
	"context"
	"strconv"
	"time"
)

// live runs our own tor until the context ends, it dies or is to be restarted.
func (t *Tor) live(ctx context.Context) error {
	b := &bootstrap{bridged: len(t.bridges) > 0, cached: hasCache(t.options.DataDir), moved: time.Now()}
	c, err := startChild(ctx, t.path, t.options, t.bridges)
	if err != nil {
		return err
	}
	defer c.stop()
	t.setPorts(c.onion, c.clearnet)
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.restart:
			return nil
		case <-c.process.exited:
			return c.death(nil)
		case line, ok := <-c.heard:
			if !ok {
				return c.lost()
			}
			b.hear(line)
		case <-ticker.C:
			if b.percent < 100 {
				if line, err := c.info("status/bootstrap-phase"); err == nil {
					b.hear(line)
				}
			}
		}
		status, err := b.status(time.Now())
		if err != nil {
			return err
		}
		t.set(status)
	}
}

// lost says what became of a tor that talks no more.
func (c *child) lost() error {
	select {
	case <-c.process.exited:
	case <-time.After(closeLimit):
		return newError(CodeNoAnswer, nil)
	}
	return c.death(nil)
}

// bootstrap is how far tor has come, by what it tells.
type bootstrap struct {
	percent        int
	phase, summary string
	moved          time.Time // when percent last rose, or the start
	bridged        bool
	cached         bool // there was a list of relays at the start
	warned         bool // tor itself says that it is worth telling
	clock          *Trouble
}

// hear takes in a status event.
func (b *bootstrap) hear(line string) {
	e, ok := parseEvent(line)
	if !ok {
		return
	}
	switch e.action {
	case "CLOCK_SKEW":
		if seconds, err := strconv.Atoi(e.args["SKEW"]); err == nil {
			b.clock = clockTrouble(time.Duration(seconds) * time.Second)
		}
	case "BOOTSTRAP":
		percent, err := strconv.Atoi(e.args["PROGRESS"])
		if err != nil || percent < 0 || percent > 100 {
			return
		}
		if percent > b.percent {
			b.percent, b.moved, b.warned = percent, time.Now(), false
		}
		if percent == b.percent {
			b.phase, b.summary = e.args["TAG"], e.args["SUMMARY"]
		}
		if e.severity != "NOTICE" {
			b.warned = b.warned || e.args["RECOMMENDATION"] == "warn"
			if e.args["REASON"] == "CLOCK_SKEW" && b.clock == nil {
				b.clock = clockTrouble(0)
			}
		}
	}
}

// status says how things stand. The error is CodeOldCache, when it would help
// to start again without what was kept.
func (b *bootstrap) status(now time.Time) (Status, error) {
	s := Status{State: Starting, Percent: b.percent, Phase: b.phase, Summary: b.summary, Trouble: b.clock}
	still := now.Sub(b.moved)
	switch {
	case b.percent == 100:
		s.State = On
	case b.clock != nil:
		if b.warned || still > quietLimit {
			s.State = InTrouble
		}
	case b.percent < 15 && (b.warned || still > quietLimit):
		s.State, s.Trouble = InTrouble, b.unreached()
	case b.percent >= 15 && b.percent < 75 && still > stuckLimit:
		if b.cached {
			return s, newError(CodeOldCache, nil)
		}
		s.State, s.Trouble = InTrouble, troubleOf(CodeOldCache)
	case b.percent >= 75 && still > stuckLimit: // it has the list, but cannot use it
		s.State, s.Trouble = InTrouble, b.unreached()
	}
	return s, nil
}

// unreached says what is wrong if no connection comes about.
func (b *bootstrap) unreached() *Trouble {
	switch {
	case b.bridged:
		return troubleOf(CodeBridgeDown)
	case b.percent >= 10 && b.percent < 15: // a connection is made, then cut
		return troubleOf(CodeBlocked)
	default:
		return troubleOf(CodeNoRelay)
	}
}

func troubleOf(code Code) *Trouble {
	trouble := newError(code, nil).Trouble
	return &trouble
}

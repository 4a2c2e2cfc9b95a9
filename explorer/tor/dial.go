package tor

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"time"
)

// DialFunc connects to "host:port", as http.Transport.DialContext wants it. The
// host is handed to Tor as it stands. Its errors are *Error.
type DialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// NewIsolation gives a new random isolation. It tells nothing about what it is
// used for.
func NewIsolation() string { return rand.Text() }

// temporaryTries is how often a connection is tried that failed on the way.
const temporaryTries = 3

// Dialer gives connections over circuits that only connections of the same
// isolation share, so use one NewIsolation for each bundle and explorer. Hosts
// that are no onion services are refused unless clearnet and Options.Clearnet
// are both true. The function waits for Tor to be on, and may be used
// concurrently.
func (t *Tor) Dialer(isolation string, clearnet bool) DialFunc {
	var generation atomic.Int64 // a circuit that failed is left behind
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, port, err := splitAddress(address)
		if err != nil {
			return nil, newError(CodeUnreachable, err)
		}
		if !strings.HasPrefix(network, "tcp") {
			return nil, newError(CodeUnreachable, errors.New("tor carries TCP only"))
		}
		onion := isOnion(host)
		if !onion && (!clearnet || !t.options.Clearnet) {
			return nil, newError(CodeClearnet, nil)
		}
		if err := t.Wait(ctx); err != nil {
			return nil, err
		}
		for try := 1; ; try++ {
			now := generation.Load()
			conn, err := t.try(ctx, try == temporaryTries, fmt.Sprintf("%s-%d", isolation, now), host, port, onion)
			if err == nil || try == temporaryTries || ctx.Err() != nil {
				return conn, err
			}
			if code := CodeOf(err); code != CodeOnionTemporary && code != CodeTimeout {
				return nil, err
			}
			generation.CompareAndSwap(now, now+1)
		}
	}
}

// tryLimit is how long a circuit may take before another one is tried: some never
// come to an end.
const tryLimit = 30 * time.Second

// try makes one try; all but the last are given tryLimit.
func (t *Tor) try(ctx context.Context, last bool, user, host string, port uint16, onion bool) (net.Conn, error) {
	if !last {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, tryLimit)
		defer cancel()
	}
	return t.dial(ctx, user, host, port, onion)
}

// dial makes one try.
func (t *Tor) dial(ctx context.Context, user, host string, port uint16, onion bool) (net.Conn, error) {
	proxy, clearnet := t.ports()
	if !onion {
		proxy = clearnet
	}
	if proxy == "" {
		return nil, newError(CodeOff, nil)
	}
	// What listens at the port of somebody else's Tor may have changed since.
	if t.options.External != "" {
		if err := checkTor(ctx, proxy); err != nil {
			if ctx.Err() == nil {
				t.doubt(err)
			}
			return nil, err
		}
	}
	conn, err := dialSocks(ctx, proxy, user, host, port)
	if err == nil {
		return conn, nil
	}
	if ctx.Err() != nil {
		return nil, ended(ctx)
	}
	var reply SocksError
	if errors.As(err, &reply) {
		return nil, newError(reply.code(host), reply)
	}
	if t.options.External != "" {
		t.doubt(newError(CodeNotThere, nil))
	}
	return nil, newError(CodeFailed, plain(err))
}

// plain takes the addresses out of a network error.
func plain(err error) error {
	var operation *net.OpError
	if errors.As(err, &operation) {
		return operation.Err
	}
	return err
}

package tor

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/netip"
	"strings"
	"time"
)

// checkExternal says whether an address can be used without a look-up.
func checkExternal(address string) error {
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		if path == "" {
			return newError(CodeBadAddress, nil)
		}
		return nil
	}
	if a, err := netip.ParseAddrPort(address); err != nil || a.Port() == 0 {
		return newError(CodeBadAddress, nil)
	}
	return nil
}

// attend uses a Tor of somebody else until the context ends. It is checked now,
// before every connection, and after every failure.
func (t *Tor) attend(ctx context.Context) {
	defer t.setPorts("", "")
	for ctx.Err() == nil {
		var again <-chan time.Time
		if err := checkTor(ctx, t.options.External); err == nil {
			clearnet := ""
			if t.options.Clearnet {
				clearnet = t.options.External
			}
			t.setPorts(t.options.External, clearnet)
			t.set(Status{State: On, Percent: 100, Phase: "done", Summary: "Done"})
		} else if ctx.Err() == nil {
			t.fail(err)
			again = time.After(lookAgain)
		}
		select {
		case <-t.restart:
		case <-again:
		case <-ctx.Done():
		}
	}
}

// doubt keeps everybody from using a Tor of somebody else until it was checked
// again.
func (t *Tor) doubt(err error) {
	t.setPorts("", "")
	t.fail(err)
	t.again()
}

// checkTor demands proof that a SOCKS port is Tor's, without sending anything
// that anybody could look up. The error is an *Error.
func checkTor(ctx context.Context, address string) error {
	limited, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	err := proveResolve(limited, address)
	var reply SocksError
	if errors.As(err, &reply) { // a port for onion services only refuses even that
		err = provePage(limited, address)
	}
	if ctx.Err() != nil {
		return ended(ctx)
	}
	return err
}

var errPlainSocks = errors.New("it does not know what every Tor knows")

// proveResolve has a number looked up with Tor's own SOCKS command: Tor gives
// it back by itself, and no other proxy knows the command. The number is out
// of a range that nobody has (RFC 5737).
func proveResolve(ctx context.Context, address string) error {
	var last [1]byte
	_, _ = rand.Read(last[:]) // never fails
	number := netip.AddrFrom4([4]byte{192, 0, 2, last[0]})
	conn, err := dialLocal(ctx, address)
	if err != nil {
		return newError(CodeNotThere, nil)
	}
	defer conn.Close() //nolint:errcheck // nothing was written that could be lost
	var answer netip.Addr
	err = within(ctx, conn, func() (err error) {
		answer, err = socksAsk(conn, NewIsolation(), socksResolve, number.String(), 0)
		return err
	})
	if err != nil {
		return newError(CodeNotTor, err)
	}
	if answer != number {
		return newError(CodeNotTor, errPlainSocks)
	}
	return nil
}

// provePage looks at what the port tells a browser: Tor says who it is.
func provePage(ctx context.Context, address string) error {
	conn, err := dialLocal(ctx, address)
	if err != nil {
		return newError(CodeNotThere, nil)
	}
	defer conn.Close() //nolint:errcheck // as above
	var page []byte
	err = within(ctx, conn, func() error {
		if _, err := io.WriteString(conn, "GET / HTTP/1.0\r\n\r\n"); err != nil {
			return err
		}
		page, err = io.ReadAll(io.LimitReader(conn, 4096))
		return err
	})
	if err != nil && len(page) == 0 {
		return newError(CodeNotTor, err)
	}
	if !bytes.HasPrefix(page, []byte("HTTP/1.0 501 Tor is not an HTTP Proxy")) {
		return newError(CodeNotTor, errPlainSocks)
	}
	return nil
}

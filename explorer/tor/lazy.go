package tor

import (
	"context"
	"net"
	"sync"
)

// DialerOf is Dialer for a Tor that is found, or started, when the first
// connection is wanted, and again when it was replaced by another. get may be
// called concurrently; its error is the connection's.
func DialerOf(get func() (*Tor, error), isolation string, clearnet bool) DialFunc {
	var mu sync.Mutex
	var through *Tor
	var dial DialFunc
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		t, err := get()
		if err != nil {
			return nil, err
		}
		mu.Lock()
		if t != through {
			through, dial = t, t.Dialer(isolation, clearnet)
		}
		way := dial
		mu.Unlock()
		return way(ctx, network, address)
	}
}

package tortest

import (
	"net"
	"strings"
	"testing"
	"time"
)

func TestGuardSeesLeaks(t *testing.T) {
	NoLeak(t, func(g *Guard) {
		own, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = own.Close() }()
		for _, c := range []struct {
			name string
			leak func()
			want string
		}{
			{"a host by number", func() { dial(t, "tcp", "192.0.2.7:80") }, "to 192.0.2.7:80"},
			{"a host by number, IPv6", func() { dial(t, "tcp", "[2001:db8::7]:80") }, "to [2001:db8::7]:80"},
			{"a query", func() { dial(t, "udp", "192.0.2.53:53") }, "to 192.0.2.53:53"},
			{"a name", func() { _, _ = net.LookupHost("explorer.example") }, ":53,"},
			{"a server on this computer", func() { dial(t, "tcp", own.Addr().String()) }, "to " + own.Addr().String()},
		} {
			c.leak()
			if leaks := strings.Join(g.Leaks(), "\n"); !strings.Contains(leaks, c.want) {
				t.Errorf("%s: leaks: %q", c.name, leaks)
			}
			g.Forget()
		}
		g.Allow(own.Addr().String())
		dial(t, "tcp", own.Addr().String())
		if g.Packets() == 0 || len(g.Leaks()) > 0 {
			t.Errorf("allowed: %d packets, leaks %q", g.Packets(), g.Leaks())
		}
	})
}

// dial connects, sends a byte and does not mind what comes of it.
func dial(t *testing.T, network, address string) {
	t.Helper()
	conn, err := net.DialTimeout(network, address, time.Second)
	if err == nil {
		_, _ = conn.Write([]byte{0})
		_ = conn.Close()
	}
}

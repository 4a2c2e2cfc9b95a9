//go:build !linux

package tortest

import "testing"

// Guard sees every packet, on Linux.
type Guard struct{}

// NoLeak needs Linux.
func NoLeak(t *testing.T, _ func(g *Guard)) {
	t.Helper()
	t.Fatal("only Linux has the network namespace that this test needs")
}

// Allow lets packets go to and from an address.
func (*Guard) Allow(string) {}

// Forget begins anew.
func (*Guard) Forget() {}

// Packets gives how many packets were seen so far.
func (*Guard) Packets() int { return 0 }

// Leaks lists what went anywhere else.
func (*Guard) Leaks() []string { return nil }

// Report fails the test for every leak so far.
func (*Guard) Report(*testing.T, string) {}

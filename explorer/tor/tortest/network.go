package tortest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	authorities = 3
	relays      = 3
	interval    = 6 * time.Second  // between the first votes
	startLimit  = 90 * time.Second // for all to be ready
	install     = "tor is missing; install it: sudo apt-get install --no-install-recommends tor"
)

// Network is a running private network.
type Network struct {
	dir     string
	took    []string // by each step of the start
	nodes   []*node
	clients []string // what a client's torrc needs
	host    *node

	bridge sync.Mutex
}

// node is one tor of the network.
type node struct {
	name, dir   string
	or, dirPort int    // ports
	rsa, v3     string // fingerprints; v3 of authorities only
	ended       chan struct{}
	stop        context.CancelFunc
}

var shared struct {
	sync.Mutex
	network *Network
	err     error
	begun   bool
}

// Main runs the tests (a *testing.M, or what stands in for one) and stops the
// network that they started, if any. It gives the exit code.
func Main(m interface{ Run() int }) int {
	defer func() {
		shared.Lock()
		defer shared.Unlock()
		if shared.network != nil {
			shared.network.stop()
		}
	}()
	return m.Run()
}

// Start gives the test program's network, which it starts at the first call and
// Main stops. That takes 12 to 18 seconds.
func Start(t testing.TB) *Network {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.begun {
		shared.begun = true
		begin := time.Now()
		shared.network, shared.err = start(t)
		if shared.err == nil {
			t.Logf("private Tor network: %v (%s)", time.Since(begin).Round(100*time.Millisecond), strings.Join(shared.network.took, ", "))
		}
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.network
}

// start tries twice: a port that was free a moment ago may be taken.
func start(t testing.TB) (*Network, error) {
	t.Helper()
	for _, name := range []string{"tor", "tor-gencert"} {
		if _, err := exec.LookPath(name); err != nil {
			return nil, errors.New(install)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	n, err := launch(ctx)
	if err != nil && ctx.Err() == nil {
		t.Logf("once more: %v", err)
		n, err = launch(ctx)
	}
	return n, err
}

func launch(ctx context.Context) (n *Network, err error) {
	n = &Network{}
	defer func() {
		if err != nil {
			n.stop()
			n = nil
		}
	}()
	if n.dir, err = os.MkdirTemp("", "tortest-"); err != nil {
		return n, err
	}
	mark := time.Now()
	step := func(name string) {
		n.took = append(n.took, fmt.Sprintf("%s %.1f s", name, time.Since(mark).Seconds()))
		mark = time.Now()
	}
	if err := n.plan(ctx); err != nil {
		return n, err
	}
	step("keys")
	if err := waitForVote(ctx); err != nil {
		return n, err
	}
	step("vote")
	for i := range n.nodes {
		if err := n.nodes[i].start(ctx, n.relayTorrc(i)); err != nil {
			return n, err
		}
	}
	// Clients start when every authority knows every relay: one that saw no
	// consensus, or an empty one, waits half a minute before it asks again.
	for _, authority := range n.nodes[:authorities] {
		if err := authority.wait(ctx, "cached-microdesc-consensus", func(text []byte) bool {
			return bytes.Count(text, []byte("\nr ")) == authorities+relays
		}); err != nil {
			return n, err
		}
	}
	step("consensus")
	n.host = &node{name: "host", dir: filepath.Join(n.dir, "host")}
	if err := n.host.start(ctx, append(n.ClientTorrc(), "SocksPort 0",
		"ControlPort auto", "ControlPortWriteToFile "+filepath.Join(n.host.dir, "control"), "CookieAuthentication 1")); err != nil {
		return n, err
	}
	err = n.host.wait(ctx, "log", func(text []byte) bool { return bytes.Contains(text, []byte("Bootstrapped 100%")) })
	step("onion host")
	return n, err
}

// plan gives every relay its folder, ports and keys.
func (n *Network) plan(ctx context.Context) error {
	ports, err := freePorts(2 * (authorities + relays))
	if err != nil {
		return err
	}
	for i := range authorities + relays {
		name := fmt.Sprintf("authority%d", i)
		if i >= authorities {
			name = fmt.Sprintf("relay%d", i-authorities)
		}
		n.nodes = append(n.nodes, &node{name: name, dir: filepath.Join(n.dir, name), or: ports[2*i], dirPort: ports[2*i+1]})
	}
	failures := make([]error, authorities)
	var making sync.WaitGroup
	for i, authority := range n.nodes[:authorities] {
		making.Go(func() { failures[i] = authority.makeKeys(ctx) })
	}
	making.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	n.clients = []string{"TestingTorNetwork 1", "PathsNeededToBuildCircuits 0.67"}
	for _, a := range n.nodes[:authorities] {
		n.clients = append(n.clients, fmt.Sprintf("DirAuthority %s orport=%d no-v2 v3ident=%s 127.0.0.1:%d %s",
			a.name, a.or, a.v3, a.dirPort, a.rsa))
	}
	return nil
}

// waitForVote waits until just after the moment of a vote, which is on the wall
// clock. A relay that is not known by then is missing from the consensus, and
// everybody keeps that one until it is out of date.
func waitForVote(ctx context.Context) error {
	now := time.Now()
	at := now.Truncate(interval).Add(interval - 4*time.Second + 200*time.Millisecond)
	if at.Before(now) {
		at = at.Add(interval)
	}
	select {
	case <-time.After(time.Until(at)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// relayTorrc is what an authority or a relay is told.
func (n *Network) relayTorrc(i int) []string {
	nd := n.nodes[i]
	lines := append(n.ClientTorrc(),
		"Nickname "+nd.name,
		"Address 127.0.0.1",
		"OutboundBindAddress 127.0.0.1",
		fmt.Sprintf("ORPort 127.0.0.1:%d IPv4Only", nd.or),
		"AssumeReachable 1",
		"SocksPort 0",
		"ContactInfo test@localhost",
	)
	if i < authorities {
		return append(lines, fmt.Sprintf("DirPort 127.0.0.1:%d", nd.dirPort),
			"AuthoritativeDirectory 1",
			"V3AuthoritativeDirectory 1",
			fmt.Sprintf("TestingV3AuthInitialVotingInterval %.0f", interval.Seconds()),
			"TestingV3AuthInitialVoteDelay 2",
			"TestingV3AuthInitialDistDelay 2",
			"V3AuthVotingInterval 10",
			"V3AuthVoteDelay 2",
			"V3AuthDistDelay 2",
			"V3AuthNIntervalsValid 6",
			"TestingDirAuthVoteExit *",
			"TestingDirAuthVoteHSDir "+n.directories(),
			"TestingDirAuthVoteGuard *",
			"TestingMinExitFlagThreshold 0",
			"ExitRelay 0", "ExitPolicy reject *:*")
	}
	// Only authorities are directories: one that lacks what it is asked for
	// costs the client ten seconds.
	lines = append(lines, "DirCache 0")
	if i == authorities+relays-1 {
		// The exit. Being bound to loopback it reaches nothing else.
		return append(lines, "ExitRelay 1", "ExitPolicyRejectPrivate 0", "ExitPolicy accept *:*")
	}
	return append(lines, "ExitRelay 0", "ExitPolicy reject *:*")
}

// directories names the authorities, which alone keep what onion services say.
func (n *Network) directories() string {
	var names []string
	for _, authority := range n.nodes[:authorities] {
		names = append(names, "$"+authority.rsa)
	}
	return strings.Join(names, ",")
}

// ClientTorrc gives the lines with which a tor takes part as a client.
func (n *Network) ClientTorrc() []string { return slices.Clone(n.clients) }

// stop ends every tor that was started and removes the folder.
func (n *Network) stop() {
	for _, nd := range append(n.nodes, n.host) {
		if nd != nil && nd.stop != nil {
			nd.stop()
		}
	}
	for _, nd := range append(n.nodes, n.host) {
		if nd != nil && nd.ended != nil {
			<-nd.ended
		}
	}
	if n.dir != "" {
		_ = os.RemoveAll(n.dir)
	}
}

// freePorts asks the kernel for different ports that are free now.
func freePorts(count int) ([]int, error) {
	ports := make([]int, 0, count)
	held := make([]net.Listener, 0, count) // until the last is known
	defer func() {
		for _, l := range held {
			_ = l.Close()
		}
	}()
	for range count {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		held = append(held, l)
		address, err := netip.ParseAddrPort(l.Addr().String())
		if err != nil {
			return nil, err
		}
		ports = append(ports, int(address.Port()))
	}
	return ports, nil
}

// quote shortens a log for a message.
func quote(text []byte) string {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-8):], "\n")
}

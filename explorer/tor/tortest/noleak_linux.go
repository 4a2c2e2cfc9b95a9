package tortest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// inside is set, to the test's name, in the program that runs in a namespace.
const inside = "TORTEST_NAMESPACE"

// NoLeak runs the rest of a test in a network namespace of its own, in which
// every address there is leads to a loopback interface that is listened to. It
// fails if a packet or a DNS query went anywhere but between Tor, what listens
// for Tor, and what the test allowed. For that the test program is started
// again with this one test; so call it first in the test.
func NoLeak(t *testing.T, body func(g *Guard)) {
	t.Helper()
	if os.Getenv(inside) != t.Name() {
		runInside(t)
		return
	}
	if err := openNamespace(); err != nil {
		t.Fatalf("set up the network namespace: %v", err)
	}
	g, err := newGuard()
	if err != nil {
		t.Fatalf("listen to all packets: %v", err)
	}
	defer g.stop()
	if err := g.probe(); err != nil {
		t.Fatal(err)
	}
	body(g)
	for _, leak := range g.Leaks() {
		t.Errorf("leak: %s", leak)
	}
	t.Logf("%d packets in all; since the last look %d flows to anything but Tor, %d packets to port 53",
		g.before+g.total, len(g.Leaks()), g.dns)
}

// runInside starts the test program again.
func runInside(t *testing.T) {
	t.Helper()
	levels := strings.Split(t.Name(), "/")
	for i, level := range levels {
		levels[i] = "^" + regexp.QuoteMeta(level) + "$"
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", strings.Join(levels, "/"), "-test.v", "-test.count=1")
	cmd.Env = append(os.Environ(), inside+"="+t.Name())
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	output, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) {
		t.Fatal("no network namespace can be made; allow it (sysctl kernel.unprivileged_userns_clone=1) or run the test as root")
	}
	if err != nil || !strings.Contains(string(output), "--- PASS: "+t.Name()) {
		t.Fatalf("in the namespace: %v\n%s", err, output)
	}
	t.Logf("in the namespace:\n%s", output)
}

// openNamespace makes every address local, so that whatever is sent can be
// seen instead of failing for want of a route.
func openNamespace() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd) //nolint:errcheck // only an ioctl went through it
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, request); err != nil {
		return err
	}
	if err := addRoute(unix.AF_INET); err != nil {
		return err
	}
	if err := addRoute(unix.AF_INET6); err != nil && !errors.Is(err, unix.EOPNOTSUPP) && !errors.Is(err, unix.EAFNOSUPPORT) {
		return err
	}
	return nil
}

// addRoute says "ip route add local default dev lo" to the kernel.
func addRoute(family byte) error {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	defer unix.Close(fd) //nolint:errcheck // the answer was read
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		return err
	}
	const size = unix.SizeofNlMsghdr + unix.SizeofRtMsg + unix.SizeofRtAttr + 4
	m := make([]byte, 0, size)
	m = binary.NativeEndian.AppendUint32(m, size)
	m = binary.NativeEndian.AppendUint16(m, unix.RTM_NEWROUTE)
	m = binary.NativeEndian.AppendUint16(m, unix.NLM_F_REQUEST|unix.NLM_F_ACK|unix.NLM_F_CREATE)
	m = append(m, 1, 0, 0, 0, 0, 0, 0, 0, // sequence, sender
		family, 0, 0, 0, unix.RT_TABLE_LOCAL, unix.RTPROT_BOOT, unix.RT_SCOPE_HOST, unix.RTN_LOCAL, 0, 0, 0, 0)
	m = binary.NativeEndian.AppendUint16(m, unix.SizeofRtAttr+4)
	m = binary.NativeEndian.AppendUint16(m, unix.RTA_OIF)
	m = binary.NativeEndian.AppendUint32(m, uint32(lo.Index))
	if err := unix.Sendto(fd, m, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return err
	}
	answer := make([]byte, 4096)
	n, _, err := unix.Recvfrom(fd, answer, 0)
	if err != nil {
		return err
	}
	if n < unix.SizeofNlMsghdr+4 {
		return errors.New("a short answer to a route")
	}
	if code := int32(binary.NativeEndian.Uint32(answer[unix.SizeofNlMsghdr:])); code != 0 {
		return unix.Errno(-code)
	}
	return nil
}

// Guard sees every packet. Its methods may be called concurrently.
type Guard struct {
	fd      int
	stopped chan struct{}
	running sync.WaitGroup

	mu      sync.Mutex
	allowed map[netip.AddrPort]bool // what listens for Tor, or was allowed
	flows   map[flow]int            // packets
	total   int
	dns     int
	before  int // packets that were looked at and forgotten
}

// flow is packets of one kind from one place to another.
type flow struct {
	kind     string // tcp, udp, or the number of another protocol
	from, to netip.AddrPort
}

func newGuard() (*Guard, error) {
	every := binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, unix.ETH_P_ALL))
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, int(every))
	if err != nil {
		return nil, err
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 64<<20) // what is lost is counted
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: 50_000}); err != nil {
		return nil, err
	}
	g := &Guard{fd: fd, stopped: make(chan struct{}), allowed: map[netip.AddrPort]bool{}, flows: map[flow]int{}}
	g.running.Go(g.listen)
	g.running.Go(g.learn)
	return g, nil
}

func (g *Guard) stop() {
	close(g.stopped)
	g.running.Wait()
	_ = unix.Close(g.fd)
}

// listen notes every packet when it is sent.
func (g *Guard) listen() {
	buffer := make([]byte, 256) // headers only
	for {
		n, from, err := unix.Recvfrom(g.fd, buffer, 0)
		select {
		case <-g.stopped:
			return
		default:
		}
		link, ok := from.(*unix.SockaddrLinklayer)
		if err != nil || !ok || link.Pkttype != unix.PACKET_OUTGOING {
			continue
		}
		f := parsePacket(buffer[:n])
		g.mu.Lock()
		g.flows[f]++
		g.total++
		if f.to.Port() == 53 {
			g.dns++
		}
		g.mu.Unlock()
	}
}

// parsePacket reads the headers of an IP packet.
func parsePacket(p []byte) flow {
	var protocol byte
	var from, to netip.Addr
	var rest []byte
	switch {
	case len(p) >= 20 && p[0]>>4 == 4:
		protocol = p[9]
		from, to = netip.AddrFrom4([4]byte(p[12:16])), netip.AddrFrom4([4]byte(p[16:20]))
		rest = p[min(len(p), int(p[0]&15)*4):]
	case len(p) >= 40 && p[0]>>4 == 6:
		protocol = p[6]
		from, to = netip.AddrFrom16([16]byte(p[8:24])), netip.AddrFrom16([16]byte(p[24:40]))
		rest = p[40:]
	default:
		return flow{kind: "not IP"}
	}
	f := flow{kind: fmt.Sprintf("protocol %d", protocol), from: netip.AddrPortFrom(from, 0), to: netip.AddrPortFrom(to, 0)}
	if (protocol == unix.IPPROTO_TCP || protocol == unix.IPPROTO_UDP) && len(rest) >= 4 {
		f.kind = map[byte]string{unix.IPPROTO_TCP: "tcp", unix.IPPROTO_UDP: "udp"}[protocol]
		f.from = netip.AddrPortFrom(from, binary.BigEndian.Uint16(rest))
		f.to = netip.AddrPortFrom(to, binary.BigEndian.Uint16(rest[2:]))
	}
	return f
}

// probe sends a packet to where none may go, and demands that it is seen.
func (g *Guard) probe() error {
	conn, err := net.Dial("udp4", "192.0.2.53:53")
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // nothing answers
	if _, err := conn.Write([]byte("seen?")); err != nil {
		return err
	}
	if len(g.Leaks()) == 0 {
		return errors.New("the guard of the network sees nothing")
	}
	g.Forget()
	g.before = 0
	return nil
}

// Allow lets packets go to and from an address, as "127.0.0.1:80".
func (g *Guard) Allow(address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.allowed[netip.MustParseAddrPort(address)] = true
}

// Forget begins anew. Ask for Leaks first: what is forgotten fails no test.
func (g *Guard) Forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.flows)
	g.before += g.total
	g.total, g.dns = 0, 0
}

// Packets gives how many packets were seen so far.
func (g *Guard) Packets() int {
	time.Sleep(100 * time.Millisecond) // what was sent just now
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.total
}

// Leaks lists what went anywhere else, one line a flow, and losses.
func (g *Guard) Leaks() []string {
	time.Sleep(100 * time.Millisecond) // as above
	ours := listeners()
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, address := range ours {
		g.allowed[address] = true
	}
	var leaks []string
	for f, count := range g.flows {
		loopback := f.from.Addr().IsLoopback() && f.to.Addr().IsLoopback()
		if f.kind != "tcp" || !loopback || !g.allowed[f.from] && !g.allowed[f.to] {
			leaks = append(leaks, fmt.Sprintf("%s from %s to %s, %d packets", f.kind, f.from, f.to, count))
		}
	}
	if lost, err := unix.GetsockoptTpacketStats(g.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS); err != nil || lost.Drops > 0 {
		leaks = append(leaks, "packets that the guard could not look at")
	}
	slices.Sort(leaks)
	return leaks
}

// Report fails the test for every leak so far, says how much was seen, and begins
// anew.
func (g *Guard) Report(t *testing.T, when string) {
	t.Helper()
	leaks := g.Leaks()
	for _, leak := range leaks {
		t.Errorf("%s: leak: %s", when, leak)
	}
	t.Logf("%s: %d packets, %d flows to anything but Tor", when, g.Packets(), len(leaks))
	g.Forget()
}

// learn notes where Tor's programs listen, while they do.
func (g *Guard) learn() {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		found := listeners()
		g.mu.Lock()
		for _, address := range found {
			g.allowed[address] = true
		}
		g.mu.Unlock()
		select {
		case <-g.stopped:
			return
		case <-ticker.C:
		}
	}
}

// listeners gives where Tor's programs listen in this namespace.
func listeners() []netip.AddrPort {
	sockets := torSockets()
	text, _ := os.ReadFile("/proc/self/net/tcp") // always there
	var found []netip.AddrPort
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 10 || fields[3] != "0A" || !sockets["socket:["+fields[9]+"]"] { // 0A: listens
			continue
		}
		var address uint32
		var port uint16
		if _, err := fmt.Sscanf(fields[1], "%08X:%04X", &address, &port); err == nil {
			raw := binary.NativeEndian.AppendUint32(nil, address)
			found = append(found, netip.AddrPortFrom(netip.AddrFrom4([4]byte(raw)), port))
		}
	}
	return found
}

// torSockets has the sockets of Tor's programs, as /proc names them.
func torSockets() map[string]bool {
	sockets := map[string]bool{}
	entries, _ := os.ReadDir("/proc") // always there
	for _, entry := range entries {
		name, err := os.ReadFile("/proc/" + entry.Name() + "/comm")
		if err != nil || !slices.Contains([]string{"tor", "obfs4proxy", "snowflake-client"}, strings.TrimSpace(string(name))) {
			continue
		}
		folder := "/proc/" + entry.Name() + "/fd/"
		files, _ := os.ReadDir(folder) // it may have ended
		links := map[string]bool{}
		for _, file := range files {
			if link, err := os.Readlink(folder + file.Name()); err == nil {
				links[link] = true
			}
		}
		maps.Copy(sockets, links)
	}
	return sockets
}

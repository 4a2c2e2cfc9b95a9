package nodetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// How the node is asked. Nobody else can reach it.
const (
	user     = "tests"
	password = "of-tradecase"
)

// How long the node may take. It needs less than a second; a busy machine more.
const startLimit = 60 * time.Second

// process is the node that all tests of a test binary share.
type process struct {
	addr string
	dir  string
	lock *flock.Flock
	end  func() // kills it and waits for its end

	mu    sync.Mutex // over what follows
	coins []coin     // what the wallet can spend, oldest first
	seen  int32      // height up to which coinbases are among the coins
}

var shared struct {
	mu      sync.Mutex
	managed bool // Main runs the tests
	node    *process
	err     error
}

// Main runs a package's tests and ends the node after them. It is what the
// TestMain of a package that uses Start calls:
//
//	func TestMain(m *testing.M) { os.Exit(nodetest.Main(m)) }
//
// What stands in for a *testing.M serves as well.
func Main(m interface{ Run() int }) int {
	shared.mu.Lock()
	shared.managed = true
	shared.mu.Unlock()
	code := m.Run()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.node != nil {
		shared.node.stop()
		shared.node = nil
	}
	return code
}

// sharedNode gives the node, which the first call starts.
func sharedNode(t testing.TB) *process {
	t.Helper()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if !shared.managed {
		t.Fatal("the package's TestMain must call nodetest.Main, which ends the node")
	}
	if shared.node == nil && shared.err == nil {
		shared.node, shared.err = start()
	}
	if shared.err != nil {
		t.Fatalf("start btcd: %v", shared.err)
	}
	return shared.node
}

// start runs btcd and waits until it answers.
func start() (*process, error) {
	binary, err := binary()
	if err != nil {
		return nil, err
	}
	p := &process{}
	if err := p.makeDir(); err != nil {
		return nil, err
	}
	// Another program may take the port between our look and btcd's, so a node
	// that ends at once is started again.
	for range 3 {
		if err = p.run(binary); err == nil {
			return p, nil
		}
	}
	p.removeDir()
	return nil, err
}

// binary gives the path of btcd, built by Go and kept in its cache.
func binary() (string, error) {
	out, err := exec.Command("go", "tool", "-n", "btcd").Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = errors.New(strings.TrimSpace(string(exit.Stderr)))
		}
		return "", fmt.Errorf("btcd cannot be built (fetch it: go mod download github.com/btcsuite/btcd): %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// run starts btcd once.
func (p *process) run(binary string) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	p.addr = fmt.Sprintf("127.0.0.1:%d", port)
	cmd := exec.Command(binary,
		"--regtest", "--txindex", "--addrindex", "--nolisten", "--nodnsseed", "--notls", "--nobanning",
		"--configfile="+os.DevNull,
		"--datadir="+filepath.Join(p.dir, "data"), "--logdir="+filepath.Join(p.dir, "log"),
		"--rpclisten="+p.addr, "--rpcuser="+user, "--rpcpass="+password,
		"--miningaddr="+minerAddress().EncodeAddress())
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	dieWithUs(cmd)
	exited, err := startPinned(cmd)
	if err != nil {
		return err
	}
	p.end = func() {
		_ = cmd.Process.Kill()
		<-exited
	}
	if err := p.await(exited); err != nil {
		p.end()
		return fmt.Errorf("%w; it said: %s", err, tail(said.String()))
	}
	return nil
}

// startPinned starts a process from a thread that stays: Linux ends a child
// with the thread that started it, not with the program. The channel is closed
// when the process has ended.
func startPinned(cmd *exec.Cmd) (exited chan struct{}, err error) {
	exited = make(chan struct{})
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
		close(exited)
	}()
	return exited, <-started
}

// await asks until there is a result: while it starts, btcd takes connections
// and answers with error -28.
func (p *process) await(exited <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	for {
		_, err := p.call(ctx, "getblockcount")
		if err == nil {
			return nil
		}
		select {
		case <-exited:
			return errors.New("btcd ended at once")
		case <-ctx.Done():
			return fmt.Errorf("btcd did not answer within %v: %w", startLimit, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the node and removes what it wrote.
func (p *process) stop() {
	p.end()
	p.removeDir()
}

// makeDir makes the node's folder, and removes those of nodes whose tests were
// killed before they could do it.
func (p *process) makeDir() error {
	const prefix = "tradecase-node-"
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	for _, dir := range old {
		// A new one may not have its lock yet.
		if info, err := os.Stat(dir); err != nil || time.Since(info.ModTime()) < time.Minute {
			continue
		}
		lock := flock.New(filepath.Join(dir, "lock"))
		if free, err := lock.TryLock(); err == nil && free {
			_ = os.RemoveAll(dir)
			_ = lock.Close()
		}
	}
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return err
	}
	p.dir, p.lock = dir, flock.New(filepath.Join(dir, "lock"))
	_, err = p.lock.TryLock()
	return err
}

func (p *process) removeDir() {
	_ = os.RemoveAll(p.dir)
	_ = p.lock.Close()
}

// freePort gives a port of 127.0.0.1 on which nobody listens.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.New("the listener has no port")
	}
	return addr.Port, nil
}

// tail gives the last lines of what the node said.
func tail(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}

// RPCError is an error that the node answered with.
type RPCError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// Error gives code and message.
func (e *RPCError) Error() string { return fmt.Sprintf("%d: %s", e.Code, e.Message) }

// answer is what JSON-RPC sends back.
type answer struct {
	Result json.RawMessage `json:"result"`
	Error  *RPCError       `json:"error"`
}

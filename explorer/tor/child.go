package tor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cretz/bine/control"
	"github.com/cretz/bine/process"
	bine "github.com/cretz/bine/tor"
)

// child is a tor that we started.
type child struct {
	tor      *bine.Tor
	process  *torProcess
	asking   sync.Mutex // bine's connection deadlocks when two ask at once
	events   *control.Conn
	hearing  bool
	heard    chan string // status events as Tor wrote them; closed when it is gone
	onion    string
	clearnet string
}

// startChild starts tor and returns when it was told to connect. The context
// ends the attempt, not the tor that came of it: stop does that.
func startChild(ctx context.Context, path string, options Options, bridges []string) (*child, error) {
	torrc, defaults, err := writeTorrc(options, bridges)
	if err != nil {
		return nil, newError(CodeFolder, pathless(err))
	}
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c := &child{process: &torProcess{path: path, exited: make(chan struct{}), cancel: cancel}, heard: make(chan string, 64)}
	// bine waits for answers without limit, so the process is what is ended.
	late := time.AfterFunc(answerLimit, c.process.kill)
	defer late.Stop()
	defer context.AfterFunc(ctx, c.process.kill)()
	c.tor, err = bine.Start(life, &bine.StartConf{
		ProcessCreator:  c.process,
		DataDir:         options.DataDir,
		TorrcFile:       torrc,
		NoAutoSocksPort: true,
		ExtraArgs: []string{
			"--defaults-torrc", defaults, // the system's own would come in else
			"__OwningControllerProcess", strconv.Itoa(os.Getpid()),
		},
	})
	if err == nil {
		err = c.connect(life, options)
	}
	if err != nil {
		c.process.settle()
		c.stop()
		if ctx.Err() != nil {
			return nil, ended(ctx)
		}
		return nil, c.death(err)
	}
	return c, nil
}

// connect listens to tor's events, ties its life to ours, lets it use the
// network, and finds the SOCKS ports.
func (c *child) connect(ctx context.Context, options Options) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(c.tor.ControlPort)))
	if err != nil {
		return err
	}
	c.events = control.NewConn(textproto.NewConn(conn))
	if err := c.events.Authenticate(""); err != nil {
		return err
	}
	if _, err := c.events.SendRequest("SETEVENTS STATUS_CLIENT STATUS_GENERAL"); err != nil {
		return err
	}
	c.hearing = true
	go c.hear(ctx)
	if _, err := c.ask("TAKEOWNERSHIP"); err != nil {
		return err
	}
	if _, err := c.ask("SETCONF DisableNetwork=0"); err != nil {
		return err
	}
	listeners, err := c.info("net/listeners/socks")
	if err != nil {
		return err
	}
	list := parseListeners(listeners)
	if want := 1 + btoi(options.Clearnet); len(list) != want {
		return fmt.Errorf("%d socks ports instead of %d", len(list), want)
	}
	c.onion = list[0]
	if options.Clearnet {
		c.clearnet = list[1]
	}
	return checkOnionOnly(ctx, c.onion)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// checkOnionOnly demands that a SOCKS port refuses what is no onion service.
// Tor decides that by itself: nothing is sent.
func checkOnionOnly(ctx context.Context, port string) error {
	conn, err := dialSocks(ctx, port, NewIsolation(), "clearnet.invalid", 80)
	if err == nil {
		_ = conn.Close()
	}
	if reply := SocksError(0); !errors.As(err, &reply) || reply != 0x02 {
		return fmt.Errorf("the port for onion services takes other hosts: %w", err)
	}
	return nil
}

// hear hands on what tor tells, until it is gone.
func (c *child) hear(ctx context.Context) {
	defer close(c.heard)
	for {
		response, err := c.events.ReadResponse()
		if err != nil {
			return
		}
		select {
		case c.heard <- response.Reply:
		case <-ctx.Done():
			return
		}
	}
}

func (c *child) ask(request string) ([]string, error) {
	c.asking.Lock()
	defer c.asking.Unlock()
	response, err := c.tor.Control.SendRequest("%s", request)
	if err != nil {
		return nil, err
	}
	return response.DataWithReply(), nil
}

// info asks for one value. bine's own GetInfo cannot read two SOCKS ports.
func (c *child) info(key string) (string, error) {
	lines, err := c.ask("GETINFO " + key)
	if err != nil {
		return "", err
	}
	for _, line := range lines {
		if value, ok := strings.CutPrefix(line, key+"="); ok {
			return value, nil
		}
	}
	return "", errors.New("tor does not tell its " + key)
}

// stop ends tor and returns when it is gone. bine's Close waits too short.
func (c *child) stop() {
	c.process.unwanted.Store(true)
	if c.process.started {
		if c.events != nil && c.tor.Control != nil { // both are there only after connect
			halted := time.AfterFunc(closeLimit, c.process.kill)
			go func() { _, _ = c.ask("SIGNAL HALT") }() // answered or cut short by its end
			<-c.process.exited
			halted.Stop()
		}
		c.process.kill()
		<-c.process.exited
	}
	c.process.kill()
	if c.hearing {
		for range c.heard { // until hear has ended: it shares the connection
		}
	}
	if c.events != nil {
		_ = c.events.Close()
	}
	if c.tor != nil && c.tor.Control != nil {
		_ = c.tor.Control.Close()
	}
}

// death says why tor ended or could not be talked to.
func (c *child) death(cause error) error {
	if !c.process.started {
		return newError(CodeNoAnswer, pathless(cause))
	}
	output := c.process.output.String()
	code := deathCode(output)
	if !c.process.itself && code == CodeDied {
		return newError(CodeNoAnswer, plain(cause))
	}
	words := lastWords(output)
	if words == "" {
		words = "it said nothing"
	}
	return newError(code, errors.New(words))
}

// pathless takes the path out of an error.
func pathless(err error) error {
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	var linkError *os.LinkError
	if errors.As(err, &linkError) {
		return linkError.Err
	}
	var execError *exec.Error
	if errors.As(err, &execError) {
		return execError.Err
	}
	return err
}

// torProcess starts tor as bine wants it, but keeps its output instead of
// giving it ours, and waits for the control port as long as that takes.
type torProcess struct {
	path    string
	cmd     *exec.Cmd
	port    string // the file that tor writes its control port into
	output  tail
	cancel  context.CancelFunc
	started bool
	exited  chan struct{} // closed when it is gone
	err     error         // how it ended; read after exited
	itself  bool          // it ended without our doing; read after exited

	unwanted atomic.Bool // we want it to end
}

// kill ends it at once.
func (p *torProcess) kill() {
	p.unwanted.Store(true)
	p.cancel()
}

// settle gives a process of which the connection broke the time to have ended.
func (p *torProcess) settle() {
	if !p.started {
		return
	}
	select {
	case <-p.exited:
	case <-time.After(200 * time.Millisecond):
	}
}

// New prepares the process. It is bine's process.Creator.
func (p *torProcess) New(ctx context.Context, args ...string) (process.Process, error) {
	p.cmd = exec.CommandContext(ctx, p.path, args...) //nolint:gosec // the user chose the program, and bine and we the arguments
	p.cmd.Stdout = &p.output
	p.cmd.Stderr = &p.output
	p.cmd.WaitDelay = time.Second // a transport may hold the output open
	p.cmd.Env = os.Environ()
	if runtime.GOOS == "linux" && strings.Contains(p.path, "/TorBrowser/Tor/") {
		p.cmd.Env = append(p.cmd.Env, "LD_LIBRARY_PATH="+filepath.Dir(p.path)) // Tor Browser brings its libraries
	}
	p.cmd.SysProcAttr = childAttributes()
	i := slices.Index(args, "--ControlPortWriteToFile")
	if i < 0 || i+1 >= len(args) {
		return nil, errors.New("no file for the control port")
	}
	p.port = args[i+1]
	return p, nil
}

// Start starts tor and returns when its control port is open.
func (p *torProcess) Start() error {
	started := make(chan error)
	go func() {
		// The kernel ends the child with the thread that made it, so that thread
		// has to stay.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(p.exited)
		err := p.cmd.Start()
		p.started = err == nil
		started <- err
		if err == nil {
			p.err = p.cmd.Wait()
			p.itself = !p.unwanted.Load()
		}
	}()
	if err := <-started; err != nil {
		return pathless(err)
	}
	for {
		if text, err := os.ReadFile(p.port); err == nil {
			if _, err := process.ControlPortFromFileContents(string(text)); err == nil {
				return nil
			}
		}
		select {
		case <-p.exited:
			return errors.New("tor ended")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Wait waits for tor's end and may be called more than once.
func (p *torProcess) Wait() error {
	<-p.exited
	return p.err
}

// EmbeddedControlConn is of no use here.
func (*torProcess) EmbeddedControlConn() (net.Conn, error) {
	return nil, process.ErrControlConnUnsupported
}

// writeTorrc makes tor's folder and its two files of settings.
func writeTorrc(options Options, bridges []string) (torrc, defaults string, err error) {
	if err := os.MkdirAll(options.DataDir, 0o700); err != nil {
		return "", "", err
	}
	if err := os.Chmod(options.DataDir, 0o700); err != nil { //nolint:gosec // 0700 is right for a folder
		return "", "", err
	}
	leftovers, err := filesOf(options.DataDir, "control-port-") // bine makes one a start
	if err != nil {
		return "", "", err
	}
	for _, leftover := range leftovers {
		_ = os.Remove(leftover) // it only takes room
	}
	torrc, defaults = filepath.Join(options.DataDir, "torrc"), filepath.Join(options.DataDir, "torrc-defaults")
	if err := os.WriteFile(defaults, nil, 0o600); err != nil {
		return "", "", err
	}
	return torrc, defaults, os.WriteFile(torrc, []byte(torrcText(options, bridges)), 0o600)
}

// torrcText is all that our tor is told beside what bine says.
func torrcText(options Options, bridges []string) string {
	lines := []string{"ClientOnly 1", "SocksPort auto OnionTrafficOnly ExtendedErrors IsolateSOCKSAuth"}
	if options.Clearnet {
		lines = append(lines, "SocksPort auto ExtendedErrors IsolateSOCKSAuth")
	}
	lines = append(lines, bridges...)
	lines = append(lines, options.Torrc...)
	return strings.Join(lines, "\n") + "\n"
}

// filesOf lists the files in dir whose names begin so. No pattern is used: the
// folder's name may hold what one gives a meaning.
func filesOf(dir, begin string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), begin) {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files, nil
}

// removeCache forgets the list of relays, but not the guards: choosing others
// more often than needed would make it easier to find out who we are.
func removeCache(dir string) error {
	files, err := filesOf(dir, cachePrefix)
	for _, file := range files {
		err = errors.Join(err, os.RemoveAll(file))
	}
	return pathless(err)
}

// cachePrefix begins the names of the files with the list of relays.
const cachePrefix = "cached-"

// hasCache says whether there is a list of relays to forget.
func hasCache(dir string) bool {
	files, _ := filesOf(dir, cachePrefix) // what cannot be read cannot be forgotten
	return len(files) > 0
}

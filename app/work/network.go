package work

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"tradecase/app/config"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/explorer/esplora"
	"tradecase/explorer/tor"
)

// Network is the way out: one Tor for the whole program, started when it is
// first needed, and one allowance for each explorer, whoever asks. It is safe
// for concurrent use. Nothing in it leaves the computer by another way, but to
// servers in the user's own network.
type Network struct {
	dir    string // of our own tor's folders
	budget *esplora.Budget

	mu       sync.Mutex
	settings config.Tor
	tor      *tor.Tor
	end      context.CancelFunc // ends tor
	release  func() error       // gives its folder back
	trouble  *tor.Trouble       // why there is no tor
	closed   bool
	watchers map[int]*watcher
	next     int
}

// watcher is one who wants to know of Tor.
type watcher struct {
	mu   sync.Mutex // held while it is told, so that the last it hears is the newest
	gone bool       // it is told no more
	tell func(tor.Status)
	stop func() // leaves the present Tor; Network.mu guards it
}

// maxTors is how many programs on one data folder may have a Tor of their own.
const maxTors = 9

func newNetwork(dataDir string, s config.Settings) *Network {
	return &Network{
		dir: filepath.Join(dataDir, "tor"), budget: esplora.NewBudget(esplora.Polite), settings: s.Tor,
		watchers: map[int]*watcher{},
	}
}

// use takes other settings; a Tor that is set up otherwise is ended.
func (n *Network) use(s config.Settings) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if sameTor(n.settings, s.Tor) {
		return
	}
	n.settings = s.Tor
	running := n.tor != nil
	n.stop()
	n.trouble = nil
	if running {
		_, _ = n.start() // why it cannot start is its status
	}
	n.announce()
}

func sameTor(a, b config.Tor) bool {
	return a.Program == b.Program && a.Proxy == b.Proxy && a.Clearnet == b.Clearnet && a.Torrc == b.Torrc && slices.Equal(a.Bridges, b.Bridges)
}

// Start starts Tor if it does not run yet, and returns at once: Status tells
// how far it is. The error says why it cannot be started at all.
func (n *Network) Start() error {
	_, err := n.running()
	return err
}

// Restart starts Tor, again if it runs.
func (n *Network) Restart() error {
	n.mu.Lock()
	t := n.tor
	n.mu.Unlock()
	if t == nil {
		return n.Start()
	}
	t.Restart()
	return nil
}

// Stop ends Tor; what needs it starts it again.
func (n *Network) Stop() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.stop()
	n.trouble = nil
	n.announce()
}

// start gives the Tor that runs, or starts one. n.mu is held.
func (n *Network) start() (*tor.Tor, error) {
	if n.closed {
		return nil, errors.New("the program ends")
	}
	if n.tor != nil {
		return n.tor, nil
	}
	lines, err := n.settings.Lines()
	if err != nil {
		return nil, n.failed(err)
	}
	dir, release, err := n.folder()
	if err != nil {
		return nil, n.failed(err)
	}
	ctx, end := context.WithCancel(context.Background()) // the program's, not the caller's
	t, err := tor.Start(ctx, tor.Options{
		Path: n.settings.Program, External: n.settings.Proxy, Bridges: n.settings.Bridges, Clearnet: n.settings.Clearnet, DataDir: dir,
		Torrc: lines,
	})
	if err != nil {
		end()
		return nil, n.failed(errors.Join(err, release()))
	}
	n.tor, n.end, n.release, n.trouble = t, end, release, nil
	return t, nil
}

// folder takes a folder for a tor of our own.
func (n *Network) folder() (dir string, release func() error, err error) {
	if n.settings.Proxy != "" {
		return "", func() error { return nil }, nil
	}
	for i := 1; i <= maxTors; i++ {
		dir := filepath.Join(n.dir, strconv.Itoa(i))
		release, ok, err := store.Claim(dir + ".lock")
		if err != nil {
			return "", nil, err
		}
		if ok {
			return dir, release, nil
		}
	}
	return "", nil, diagnostics.WithHint(errors.New("too many Tradecases run on this data folder"), "end some of them")
}

// failed keeps why Tor cannot be started.
func (n *Network) failed(err error) error {
	trouble := tor.Trouble{Code: tor.CodeFailed, Text: err.Error(), Hint: diagnostics.Hint(err)}
	if known := (*tor.Error)(nil); errors.As(err, &known) {
		trouble = known.Trouble
		if known.Cause != nil {
			trouble.Text, trouble.Detail = known.Error(), known.Cause.Error()
		}
	} else {
		trouble.Detail = err.Error()
	}
	n.trouble = &trouble
	return err
}

// stop ends Tor. n.mu is held.
func (n *Network) stop() {
	if n.tor == nil {
		return
	}
	for _, w := range n.watchers {
		w.leave()
	}
	_ = n.tor.Close() // it is killed if need be
	n.end()
	_ = n.release() // the folder is free when the program ends, at the latest
	n.tor = nil
}

// close ends everything.
func (n *Network) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.stop()
	n.closed = true
}

// Status is how Tor is.
func (n *Network) Status() tor.Status {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.status()
}

func (n *Network) status() tor.Status {
	switch {
	case n.tor != nil:
		return n.tor.Status()
	case n.trouble != nil:
		trouble := *n.trouble
		return tor.Status{State: tor.InTrouble, Trouble: &trouble}
	}
	return tor.Status{State: tor.Off}
}

// Watch calls tell with how Tor is, and again after changes, one call at a
// time, from goroutines of its own. The last call has the newest status. stop
// waits for a call that is under way; none comes after it.
func (n *Network) Watch(tell func(tor.Status)) (stop func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.next++
	key, w := n.next, &watcher{tell: tell}
	n.watchers[key] = w
	n.follow(w)
	return func() {
		n.mu.Lock()
		w.leave()
		delete(n.watchers, key)
		n.mu.Unlock()
		w.mu.Lock()
		defer w.mu.Unlock()
		w.gone = true
	}
}

// announce lets all watchers follow what Tor is now. n.mu is held.
func (n *Network) announce() {
	for _, w := range n.watchers {
		n.follow(w)
	}
}

func (n *Network) follow(w *watcher) {
	w.leave()
	if n.tor == nil {
		go n.tell(w)
		return
	}
	// What the Tor before this one says last may come after what this one says
	// first, so each only brings word that there is something new.
	w.stop = n.tor.Watch(func(tor.Status) { n.tell(w) })
}

// tell gives a watcher what is so now.
func (n *Network) tell(w *watcher) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.gone {
		w.tell(n.Status())
	}
}

func (w *watcher) leave() {
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

// Network is the way to explorers and to the own node.
func (d *Desk) Network() *Network { return d.network }

// Servers is how many explorers and nodes the settings name.
func (d *Desk) Servers() int { return len(servers(d.now().settings)) }

// DirectOnly reports whether all of them are in the user's own network, so that
// Tor is not needed.
func (d *Desk) DirectOnly() bool { return !ThroughTor(d.now().settings) }

// ThroughTor reports whether a check with such settings may ask anybody through
// Tor: servers of one's own are asked directly.
func ThroughTor(s config.Settings) bool { return !allOwn(servers(s)) }

// servers are the addresses of all explorers and of the node that the settings name.
func servers(s config.Settings) []string {
	var list []string
	for _, e := range s.Asked() {
		list = append(list, e.URL)
	}
	if s.Node.URL != "" {
		list = append(list, s.Node.URL)
	}
	return list
}

// allOwn reports whether all addresses are in the user's own network. The node's
// rule for that is the explorers'.
func allOwn(addresses []string) bool {
	return !slices.ContainsFunc(addresses, func(a string) bool {
		own, err := esplora.CheckURL(a)
		return err != nil || !own
	})
}

// Close ends Tor. Nothing can be asked after it.
func (d *Desk) Close() { d.network.close() }

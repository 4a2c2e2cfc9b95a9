package work

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/app/config"
	"tradecase/explorer"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/tor"
	"tradecase/explorer/tor/tortest"
)

func TestMain(m *testing.M) { os.Exit(tortest.Main(m)) }

// patience is how long a few processes may take.
const patience = 60 * time.Second

// settings are those of a Tor that cannot be, with these explorers.
func without(t *testing.T, explorers ...config.Explorer) config.Settings {
	t.Helper()
	return config.Settings{Tor: config.Tor{Program: filepath.Join(t.TempDir(), "tor")}, Explorers: explorers}
}

// private are the settings for the private Tor network.
func private(t *testing.T, explorers ...config.Explorer) config.Settings {
	t.Helper()
	torrc := filepath.Join(t.TempDir(), "torrc")
	if err := os.WriteFile(torrc, []byte(strings.Join(tortest.Start(t).ClientTorrc(), "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Settings{Tor: config.Tor{Torrc: torrc}, Explorers: explorers}
}

func newTestDesk(t *testing.T, s config.Settings) *Desk {
	t.Helper()
	d := NewDesk(t.TempDir(), "test", "Tradecase test", s)
	t.Cleanup(d.Close)
	return d
}

// seen is what a watcher was told.
type seen struct {
	mu  sync.Mutex
	all []tor.Status
}

func watch(t *testing.T, n *Network) *seen {
	t.Helper()
	s := &seen{}
	t.Cleanup(n.Watch(func(one tor.Status) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all = append(s.all, one)
	}))
	return s
}

func (s *seen) last() tor.Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.all) == 0 {
		return tor.Status{}
	}
	return s.all[len(s.all)-1]
}

func (s *seen) until(t *testing.T, state tor.State) tor.Status {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if last := s.last(); last.State == state {
			return last
		}
	}
	t.Fatalf("it is never %s, but %+v", state, s.last())
	return tor.Status{}
}

func TestTorThatIsMissing(t *testing.T) {
	d := newTestDesk(t, without(t))
	s := watch(t, d.Network())
	s.until(t, tor.Off)
	err := d.Network().Start()
	if tor.CodeOf(err) != tor.CodeMissing {
		t.Errorf("Start: %v", err)
	}
	if got := s.until(t, tor.InTrouble).Trouble; got.Code != tor.CodeMissing || got.Hint == "" {
		t.Errorf("trouble %+v", got)
	}
	if err := d.Network().Restart(); tor.CodeOf(err) != tor.CodeMissing {
		t.Errorf("Restart: %v", err)
	}
	if err := d.WaitTor(t.Context()); tor.CodeOf(err) != tor.CodeMissing {
		t.Errorf("WaitTor: %v", err)
	}
	d.Network().Stop()
	s.until(t, tor.Off)
	d.Close()
	d.Close()
	if err := d.Network().Start(); err == nil {
		t.Error("it starts after the end")
	}
}

// TestTorThatDies gives programs that end at once, and one that is no Tor.
func TestTorThatDies(t *testing.T) {
	script := filepath.Join(t.TempDir(), "tor")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho '[err] no' >&2\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	d := newTestDesk(t, config.Settings{Tor: config.Tor{Program: script}})
	s := watch(t, d.Network())
	if err := d.Network().Start(); err != nil {
		t.Fatal(err)
	}
	if got := s.until(t, tor.InTrouble).Trouble; got.Code != tor.CodeDied {
		t.Errorf("trouble %+v", got)
	}
	if err := d.WaitTor(t.Context()); tor.CodeOf(err) != tor.CodeDied {
		t.Errorf("WaitTor: %v", err)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			_ = c.Close()
		}
	}()
	// It was running, so that another one is started by the new settings.
	d.Use(config.Settings{Tor: config.Tor{Proxy: l.Addr().String()}})
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if last := s.last(); last.Trouble != nil && last.Trouble.Code == tor.CodeNotTor {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("never told: %+v", s.last())
		}
	}
}

// TestTorInThePrivateNetwork starts, asks over an onion, starts anew with other
// settings, has a second program beside it, and ends.
func TestTorInThePrivateNetwork(t *testing.T) {
	chain := esploratest.NewMemory(12)
	server := esploratest.New(t, chain, esploratest.Options{})
	onion := tortest.Start(t).Onion(t, server.Addr)
	settings := private(
		t,
		config.Explorer{Name: "far", Operator: "them", URL: "http://" + onion},
		config.Explorer{Name: "dead", Operator: "nobody", URL: "http://" + tortest.DeadOnion(t)},
		config.Explorer{Name: "here", Operator: "me", URL: server.URL},
		config.Explorer{Name: "clear", Operator: "clear", URL: "https://explorer.example"},
	)
	d := newTestDesk(t, settings)
	s := watch(t, d.Network())
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	list, err := d.TestExplorers(ctx, "regtest", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Tested{{Name: "far", Way: WayTor, Reachable: true, Tip: 12}, {Name: "dead", Way: WayTor, Fault: explorer.FaultOnion}, {Name: "here", Way: WayDirect, Reachable: true, Tip: 12}, {Name: "clear", Way: WayTor, Fault: explorer.FaultUnreachable}} {
		if got := list[i]; got.Name != want.Name || got.Way != want.Way || got.Reachable != want.Reachable || got.Tip != want.Tip || got.Fault != want.Fault {
			t.Errorf("got %+v", got)
		}
	}
	s.until(t, tor.On)
	dir := filepath.Join(d.dataDir, "tor", "1")
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 && runtime.GOOS != "windows" {
		t.Errorf("its folder: %v, %v", info, err)
	}
	second := NewDesk(d.dataDir, "second", "Tradecase test", settings)
	defer second.Close()
	if err := second.WaitTor(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(d.dataDir, "tor", "2")); err != nil {
		t.Errorf("the second has no folder of its own: %v", err)
	}
	settings.Tor.Clearnet = true
	d.Use(settings)
	if err := d.WaitTor(ctx); err != nil {
		t.Fatal(err)
	}
	s.until(t, tor.On)
	if _, err := os.Stat(filepath.Join(d.dataDir, "tor", "3")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the new one did not take the folder of the old: %v", err)
	}
	d.Close()
	d.Close()
	if got := d.Network().Status(); got.State != tor.Off {
		t.Errorf("at the end it is %s", got.State)
	}
	if _, err := d.network.sources(settings, &chaincfg.RegressionNetParams); err != nil {
		t.Errorf("asking nobody after the end: %v", err)
	}
}

func TestSources(t *testing.T) {
	s := without(
		t,
		config.Explorer{Name: "far", Operator: "them", URL: "http://" + strings.Repeat("a", 56) + ".onion"},
		config.Explorer{Name: "here", Operator: "me", URL: "http://127.0.0.1:3000"},
		config.Explorer{Name: "clear", Operator: "clear", URL: "https://explorer.example"},
	)
	d := newTestDesk(t, s)
	names := func() string {
		t.Helper()
		list, err := d.network.sources(s, &chaincfg.MainNetParams)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, one := range list {
			all = append(all, one.Info().Name)
		}
		return strings.Join(all, " ")
	}
	if got := names(); got != "far here" {
		t.Errorf("asked are %s", got)
	}
	s.Tor.Clearnet = true
	s.Node.URL = "http://127.0.0.1:8332"
	if got := names(); got != "far here clear "+NodeName {
		t.Errorf("asked are %s", got)
	}
	if got := d.Network().Status(); got.State != tor.Off {
		t.Errorf("making sources starts Tor: %+v", got)
	}
	if d.DirectOnly() || d.Servers() != 3 {
		t.Errorf("direct only %v, %d servers", d.DirectOnly(), d.Servers())
	}
}

// TestNoCircuitIsShared reads which SOCKS user each source comes with.
func TestNoCircuitIsShared(t *testing.T) {
	proxy := newUsers(t)
	s := config.Settings{Tor: config.Tor{Proxy: proxy.address}, Explorers: []config.Explorer{
		{Name: "one", Operator: "one", URL: "http://" + strings.Repeat("a", 56) + ".onion"},
		{Name: "two", Operator: "two", URL: "http://" + strings.Repeat("b", 56) + ".onion"},
	}}
	d := newTestDesk(t, s)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := d.WaitTor(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 { // two bundles
		list, err := d.network.sources(s, &chaincfg.MainNetParams)
		if err != nil {
			t.Fatal(err)
		}
		for _, source := range list {
			asking, stop := context.WithTimeout(ctx, 10*time.Second)
			_, _ = source.Tip(asking)
			stop()
		}
	}
	if users := proxy.seen(); len(users) != 4 {
		t.Errorf("four ways have the users %v", users)
	}
}

// An own node behind an onion takes Tor, and so Tor's time.
func TestOnionNodeNeedsTor(t *testing.T) {
	here := config.Explorer{Name: "here", Operator: "me", URL: "http://127.0.0.1:3000"}
	for _, c := range []struct {
		node   string
		direct bool
		limit  time.Duration
	}{
		{"", true, ownTimeout},
		{"http://127.0.0.1:8332", true, ownTimeout},
		{"http://192.168.0.7:8332", true, ownTimeout},
		{"http://" + strings.Repeat("a", 56) + ".onion:8332", false, torTimeout},
	} {
		s := without(t, here)
		s.Node.URL = c.node
		d := newTestDesk(t, s)
		if got := d.usualTimeout(CheckInput{}); d.DirectOnly() != c.direct || got != c.limit {
			t.Errorf("%q: direct only %v, %v; want %v, %v", c.node, d.DirectOnly(), got, c.direct, c.limit)
		}
		// Who is asked instead of those of the settings is asked instead of the node, too.
		if got := d.usualTimeout(CheckInput{Explorers: []string{here.URL}}); got != ownTimeout {
			t.Errorf("%q: %v for an explorer of one's own", c.node, got)
		}
	}
}

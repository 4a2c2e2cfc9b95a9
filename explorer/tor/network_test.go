package tor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cretz/bine/control"
	"github.com/cretz/bine/process"

	"tradecase/explorer/tor/tortest"
)

// limit is for anything that a network of a few processes does.
const limit = 60 * time.Second

func within60(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}

// inNetwork are options for a client of the private network.
func inNetwork(t *testing.T) Options {
	t.Helper()
	return Options{DataDir: filepath.Join(t.TempDir(), "tor"), Torrc: tortest.Start(t).ClientTorrc()}
}

// begin starts a Tor that is closed with the test.
func begin(t *testing.T, options Options) *Tor {
	t.Helper()
	client, err := Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mustClose(t, client) })
	return client
}

// mustClose closes and demands that tor is gone with its listeners.
func mustClose(t *testing.T, client *Tor) {
	t.Helper()
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	if state := client.Status().State; state != Off {
		t.Errorf("after Close: %s", state)
	}
}

// common is one client for all tests that change nothing about it.
var common struct {
	sync.Mutex
	tor *Tor
}

func connected(t *testing.T) *Tor {
	t.Helper()
	common.Lock()
	defer common.Unlock()
	if common.tor == nil {
		dir, err := os.MkdirTemp("", "tor-common-") //nolint:usetesting // it outlives the test
		if err != nil {
			t.Fatal(err)
		}
		client, err := Start(context.Background(), Options{DataDir: dir, Clearnet: true, Torrc: tortest.Start(t).ClientTorrc()})
		if err != nil {
			t.Fatal(err)
		}
		common.tor = client
	}
	mustWait(t, common.tor)
	return common.tor
}

func TestMain(m *testing.M) {
	if role := os.Getenv("TOR_TEST_ROLE"); role != "" {
		os.Exit(play(role))
	}
	code := tortest.Main(m)
	if common.tor != nil {
		dir := common.tor.options.DataDir
		_ = common.tor.Close()
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

func mustWait(t *testing.T, client *Tor) {
	t.Helper()
	if err := client.Wait(within60(t)); err != nil {
		t.Fatalf("%v; status %+v", err, client.Status())
	}
}

// mustFall waits for trouble and gives it.
func mustFall(t *testing.T, client *Tor) Trouble {
	t.Helper()
	ctx := within60(t)
	for {
		status, changed := client.now()
		if status.State == InTrouble {
			return *status.Trouble
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("no trouble; status %+v", status)
		}
	}
}

// site is a server that says hello.
func site(t *testing.T) (target string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "hello from %s", r.URL.Path)
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// get fetches a page and gives its body.
func get(ctx context.Context, dial DialFunc, url string) (string, error) {
	transport := &http.Transport{DialContext: dial, DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return "", err
	}
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

// mustGet fetches a page of site. What Tor itself calls temporary, and what comes
// to no end, as both happen on a busy machine, is tried again, as every user of
// this package has to.
func mustGet(t *testing.T, dial DialFunc, url string) {
	t.Helper()
	var body string
	var err error
	for try := range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), tryLimit+20*time.Second)
		body, err = get(ctx, dial, url)
		late := ctx.Err() != nil
		cancel()
		if err == nil || !late && CodeOf(err) != CodeOnionTemporary {
			break
		}
		t.Logf("try %d: %v", try+1, err)
	}
	if err != nil || !strings.HasPrefix(body, "hello from") {
		t.Fatalf("got %q, %v", body, err)
	}
}

func wantCode(t *testing.T, err error, code Code, fault string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code || e.Fault() != fault {
		t.Fatalf("got %v (code %q), want code %q and fault %q", err, CodeOf(err), code, fault)
	}
	if e.Text == "" {
		t.Error("no text")
	}
}

func TestBootstrap(t *testing.T) {
	options := inNetwork(t)
	onion := tortest.Start(t).Onion(t, site(t))
	begun := time.Now()
	client := begin(t, options)
	if took := time.Since(begun); took > time.Second {
		t.Errorf("Start took %v", took)
	}
	var mu sync.Mutex
	var seen []Status
	defer client.Watch(func(s Status) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, s)
	})()
	// A question may be asked at once; it waits.
	mustGet(t, client.Dialer(NewIsolation(), false), "http://"+onion+"/early")
	t.Logf("on, and first page after %v", time.Since(begun).Round(time.Millisecond))
	mustClose(t, client)
	time.Sleep(50 * time.Millisecond)
	mu.Lock()
	defer mu.Unlock()
	var percents []int
	for _, s := range seen {
		if s.State == Starting || s.State == On {
			percents = append(percents, s.Percent)
		}
		if (s.State == On) != (s.Percent == 100) && s.State != Off {
			t.Errorf("state %s at %d %%", s.State, s.Percent)
		}
	}
	if len(percents) < 4 || !slices.IsSorted(percents) || percents[len(percents)-1] != 100 {
		t.Errorf("progress: %v", percents)
	}
	if last := seen[len(seen)-1]; last.State != Off {
		t.Errorf("last status %+v", last)
	}
	t.Logf("progress: %v", percents)
	info, err := os.Stat(options.DataDir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info.Mode(), err)
	}
	if _, err := client.Dialer("x", false)(t.Context(), "tcp", onion+":80"); CodeOf(err) != CodeOff {
		t.Errorf("after Close: %v", err)
	}
}

func TestClearnet(t *testing.T) {
	target := site(t)
	t.Run("refused by us", func(t *testing.T) {
		client := connected(t)
		for _, address := range []string{
			target, "example.com:443", "[::1]:80", "onion:80", ".onion:80",
			"x.onion.example:80", "localhost:80", "127.0.0.1:9050",
		} {
			_, err := client.Dialer(NewIsolation(), false)(within60(t), "tcp", address)
			wantCode(t, err, CodeClearnet, "unreachable")
		}
	})
	t.Run("refused by Tor", func(t *testing.T) {
		client := connected(t)
		port, _ := client.ports()
		host, number, _ := splitAddress(target)
		for _, name := range []string{host, "example.com"} {
			_, err := dialSocks(within60(t), port, NewIsolation(), name, number)
			if !errors.Is(err, SocksError(2)) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("refused unless switched on", func(t *testing.T) {
		client := begin(t, inNetwork(t))
		mustWait(t, client)
		_, err := client.Dialer(NewIsolation(), true)(within60(t), "tcp", target)
		wantCode(t, err, CodeClearnet, "unreachable")
	})
	t.Run("switched on", func(t *testing.T) {
		mustGet(t, connected(t).Dialer(NewIsolation(), true), "http://"+target+"/exit")
	})
}

func TestIsolation(t *testing.T) {
	client := connected(t)
	onion := tortest.Start(t).Onion(t, site(t))
	users := []string{NewIsolation(), NewIsolation()}
	if users[0] == users[1] || len(users[0]) < 16 {
		t.Fatal("an isolation is not random")
	}
	for range 2 {
		for _, user := range users {
			mustGet(t, client.Dialer(user, false), "http://"+onion+"/")
		}
	}
	circuits := map[string]map[string]bool{}
	for line := range strings.SplitSeq(ask(t, client, "circuit-status"), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || !strings.Contains(line, "PURPOSE=HS_CLIENT_REND") {
			continue
		}
		for _, user := range users {
			if strings.Contains(line, "SOCKS_USERNAME=\""+user) {
				if circuits[user] == nil {
					circuits[user] = map[string]bool{}
				}
				circuits[user][words[0]] = true
			}
		}
	}
	if len(circuits[users[0]]) == 0 || len(circuits[users[1]]) == 0 {
		t.Fatalf("circuits: %v", circuits)
	}
	for circuit := range circuits[users[0]] {
		if circuits[users[1]][circuit] {
			t.Errorf("circuit %s is shared", circuit)
		}
	}
}

func TestOnionFaults(t *testing.T) {
	network := tortest.Start(t)
	client := connected(t)
	dial := client.Dialer(NewIsolation(), false)
	live := network.Onion(t, site(t))
	closed, closeListener := listener(t)
	closeListener()
	dead := network.Onion(t, closed)
	for _, c := range []struct {
		name, address string
		code          Code
		fault         string
	}{
		{"offline", tortest.DeadOnion(t) + ":80", CodeOnionOffline, "onion"},
		{"wrong", strings.Repeat("a", 56) + ".onion:80", CodeOnionAddress, "onion"},
		{"old kind", strings.Repeat("a", 16) + ".onion:80", CodeOnionAddress, "onion"},
		{"another port", live + ":81", CodeRefused, "unreachable"},
		{"no server behind it", dead + ":80", CodeOnionTemporary, "onion"},
		{"no port", live, CodeUnreachable, "unreachable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := dial(within60(t), "tcp", c.address)
			wantCode(t, err, c.code, c.fault)
			if strings.Contains(err.Error(), ".onion") {
				t.Errorf("the error names the address: %v", err)
			}
		})
	}
	t.Run("went away", func(t *testing.T) {
		onion, closeService := network.OnionUntil(t, site(t))
		mustGet(t, dial, "http://"+onion+"/")
		closeService()
		// Tor tries for long, since the directories still have it.
		for {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			conn, err := client.Dialer(NewIsolation(), false)(ctx, "tcp", onion+":80")
			cancel()
			if err == nil { // the host has not noticed yet
				_ = conn.Close()
				continue
			}
			var e *Error
			if !errors.As(err, &e) || e.Fault() != "onion" && e.Fault() != "timeout" {
				t.Errorf("got %v", err)
			}
			return
		}
	})
	t.Run("context ends", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := dial(ctx, "tcp", live+":80")
		wantCode(t, err, CodeCancelled, "cancelled")
		ctx, cancel = context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		_, err = dial(ctx, "tcp", tortest.DeadOnion(t)+":80")
		wantCode(t, err, CodeTimeout, "timeout")
	})
}

func TestClock(t *testing.T) {
	tortest.Start(t) // by the right clock
	for _, c := range []struct{ offset, text string }{
		{"+3h", "3 h ahead"},
		{"-3h", "3 h behind"},
	} {
		t.Run(c.offset, func(t *testing.T) {
			options := inNetwork(t)
			options.Path = tortest.WrongClock(t, c.offset)
			client := begin(t, options)
			ctx := within60(t)
			for {
				status, changed := client.now()
				if status.Trouble != nil && status.Trouble.Code == CodeClock {
					if !strings.Contains(status.Trouble.Text, c.text) || status.Trouble.Hint == "" {
						t.Errorf("trouble: %+v", *status.Trouble)
					}
					return
				}
				select {
				case <-changed:
				case <-ctx.Done():
					t.Fatalf("the clock was not noticed: %+v", status)
				}
			}
		})
	}
}

func TestLockedFolder(t *testing.T) {
	options := inNetwork(t)
	first := begin(t, options)
	mustWait(t, first)
	second := begin(t, options)
	trouble := mustFall(t, second)
	if trouble.Code != CodeLocked {
		t.Errorf("trouble: %+v", trouble)
	}
	if strings.Contains(trouble.Text, options.DataDir) || strings.Contains(trouble.Text, "/") {
		t.Errorf("the trouble names a path: %s", trouble.Text)
	}
	if state := first.Status().State; state != On {
		t.Errorf("the first is %s", state)
	}
	mustClose(t, first)
	second.Restart()
	mustWait(t, second)
}

func TestExternal(t *testing.T) {
	onion := tortest.Start(t).Onion(t, site(t))
	host := begin(t, func() Options { o := inNetwork(t); o.Clearnet = true; return o }())
	mustWait(t, host)
	onionOnly, open := host.ports()
	for name, port := range map[string]string{"open": open, "onion services only": onionOnly} {
		t.Run(name, func(t *testing.T) {
			client := begin(t, Options{External: port})
			mustGet(t, client.Dialer(NewIsolation(), false), "http://"+onion+"/")
			_, err := client.Dialer(NewIsolation(), true)(within60(t), "tcp", "example.com:80")
			wantCode(t, err, CodeClearnet, "unreachable")
		})
	}
	t.Run("ends", func(t *testing.T) {
		client := begin(t, Options{External: open})
		mustWait(t, client)
		mustClose(t, host)
		_, err := client.Dialer(NewIsolation(), false)(within60(t), "tcp", onion+":80")
		wantCode(t, err, CodeNotThere, "tor")
		if trouble := mustFall(t, client); trouble.Code != CodeNotThere {
			t.Errorf("trouble: %+v", trouble)
		}
	})
}

func TestBridge(t *testing.T) {
	network := tortest.Start(t)
	onion := network.Onion(t, site(t))
	options := inNetwork(t)
	options.Bridges = []string{network.Bridge(t)}
	client := begin(t, options)
	mustWait(t, client)
	mustGet(t, client.Dialer(NewIsolation(), false), "http://"+onion+"/")
	address := netip.MustParseAddrPort(strings.Fields(options.Bridges[0])[1])
	if status := ask(t, client, "entry-guards"); strings.Count(status, "$") != 1 {
		t.Errorf("the bridge is not the only way in: %q", status)
	}
	if !address.Addr().IsLoopback() {
		t.Error("the bridge is not ours")
	}
}

// ask puts a question to a client's control port, beside the client.
func ask(t *testing.T, client *Tor, key string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(client.options.DataDir, "control-port-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("control port files: %v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	port, err := process.ControlPortFromFileContents(string(text))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	c := control.NewConn(textproto.NewConn(conn))
	if err := c.Authenticate(""); err != nil {
		t.Fatal(err)
	}
	answer, err := c.SendRequest("GETINFO %s", key)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(answer.Data, "\n")
}

// listener listens on a port of its own.
func listener(t *testing.T) (address string, closeListener func()) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l.Addr().String(), func() { _ = l.Close() }
}

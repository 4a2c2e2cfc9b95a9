package bitcoind_test

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
	"tradecase/explorer/bitcoind"
	"tradecase/explorer/bitcoind/nodetest"
	"tradecase/explorer/explorertest"
)

// cookie writes a cookie file as Core does.
func cookie(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), ".cookie")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCore(t *testing.T) {
	node := nodetest.Start(t)
	facts := trade(t, node)
	withCookie := func(url string) bitcoind.Config {
		return bitcoind.Config{URL: url, AuthFile: cookie(t, coreUser+":"+corePassword)}
	}
	overREST := func(url string) bitcoind.Config { return bitcoind.Config{URL: url} }
	for _, test := range []struct {
		name   string
		core   *core
		config func(url string) bitcoind.Config
		facts  func(*explorertest.Facts)
	}{
		{"all indexes", &core{}, withCookie, func(*explorertest.Facts) {}},
		{"no filters", &core{noFilter: true}, withCookie, func(f *explorertest.Facts) { f.NamesSpenders = false }},
		{"old", &core{noPrev: true}, withCookie, func(*explorertest.Facts) {}},
		{"syncing", &core{syncing: true}, withCookie, func(f *explorertest.Facts) { f.Denies = false }},
		{"loading its mempool", &core{loading: true}, withCookie, func(f *explorertest.Facts) { f.Denies = false }},
		{"blocksonly", &core{quiet: true}, withCookie, func(f *explorertest.Facts) { f.Denies = false }},
		{"rest", &core{}, overREST, func(f *explorertest.Facts) { f.NamesSpenders = false }},
		{"rest, syncing", &core{syncing: true}, overREST, func(f *explorertest.Facts) { f.NamesSpenders, f.Denies = false, false }},
		{"rest, loading its mempool", &core{loading: true}, overREST, func(f *explorertest.Facts) { f.NamesSpenders, f.Denies = false, false }},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := test.core
			c.t, c.node = t, node
			f := facts
			test.facts(&f)
			config := test.config(c.serve())
			explorertest.TestSource(t, func(t testing.TB) explorer.Source {
				t.Helper()
				return newSource(t, config)
			}, f)
		})
	}
}

// TestNoIndex asks nodes without an index for what only an index can tell.
func TestNoIndex(t *testing.T) {
	node := nodetest.Start(t)
	d := node.Deposit(500_000)
	node.Mine(1)
	pay := node.Payout(d)
	node.Send(pay)
	node.Mine(1)
	for _, test := range []struct {
		name   string
		config bitcoind.Config
		id     chainhash.Hash
		want   explorer.Outcome
	}{
		{"rpc, has coins", bitcoind.Config{User: coreUser, Password: corePassword}, pay.TxHash(), explorer.Found},
		{"rpc, nobody knows it", bitcoind.Config{User: coreUser, Password: corePassword}, chainhash.Hash{9}, explorer.Unknown},
		{"rest, has coins", bitcoind.Config{}, pay.TxHash(), explorer.Unknown},
		{"rest, nobody knows it", bitcoind.Config{}, chainhash.Hash{9}, explorer.Unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := core{t: t, node: node, noIndex: true}
			test.config.URL = c.serve()
			_, r := newSource(t, test.config).Confirmation(t.Context(), test.id)
			if r.Outcome != test.want {
				t.Fatalf("%+v, want %q", r, test.want)
			}
			if test.want == explorer.Unknown && (r.Fault != explorer.FaultUnsupported || !strings.Contains(r.Detail, "txindex")) {
				t.Errorf("fault %q (%s) does not say what to switch on", r.Fault, r.Detail)
			}
		})
	}
}

// TestSlowScan has the search for a spender take longer than there is time:
// that the output is spent is known all the same, and the search is ended.
func TestSlowScan(t *testing.T) {
	node := nodetest.Start(t)
	d := node.Deposit(500_000)
	node.Mine(1)
	node.Send(node.Payout(d))
	node.Mine(1)
	c := core{t: t, node: node, endless: true}
	s := newSource(t, bitcoind.Config{URL: c.serve(), User: coreUser, Password: corePassword})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	list, r := s.Spenders(ctx, d.Tx.TxHash())
	if r.Outcome != explorer.Found || len(list) != 3 || !list[0].Spent || list[0].By != nil {
		t.Errorf("%v, %+v", list, r)
	}
	if !strings.Contains(r.Detail, "in time") {
		t.Errorf("the reply says only %q", r.Detail)
	}
	if c.aborted.Load() != 1 {
		t.Errorf("the search was ended %d times", c.aborted.Load())
	}
}

// TestOtherNetwork asks a node of another network: that it does not know a
// transaction means nothing.
func TestOtherNetwork(t *testing.T) {
	node := nodetest.Start(t)
	for _, config := range []bitcoind.Config{{User: coreUser, Password: corePassword}, {}} {
		c := core{t: t, node: node}
		config.URL, config.Params = c.serve(), &chaincfg.MainNetParams
		s, err := bitcoind.New(config)
		if err != nil {
			t.Fatal(err)
		}
		if _, r := s.Transaction(t.Context(), chainhash.Hash{9}); r.Outcome != explorer.Unknown || r.Fault != explorer.FaultNetwork {
			t.Errorf("%+v", r)
		}
	}
}

// TestCookieChanges replaces the cookie, as a restart of Core does.
func TestCookieChanges(t *testing.T) {
	node := nodetest.Start(t)
	c := core{t: t, node: node}
	path := cookie(t, coreUser+":old")
	s := newSource(t, bitcoind.Config{URL: c.serve(), AuthFile: path})
	if _, r := s.Tip(t.Context()); r.Fault != explorer.FaultRefused {
		t.Errorf("with the old cookie: %+v", r)
	}
	if err := os.WriteFile(path, []byte(coreUser+":"+corePassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, r := s.Tip(t.Context()); r.Outcome != explorer.Found {
		t.Errorf("with the new cookie: %+v", r)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, r := s.Tip(t.Context()); r.Fault != explorer.FaultRefused || strings.Contains(r.Detail, path) {
		t.Errorf("without a cookie: %+v", r)
	}
}

// faults are answers of no use. The body is JSON-RPC's where the status says so.
var faults = []struct {
	name   string
	answer http.HandlerFunc
	want   explorer.Fault
}{
	{"401", status(http.StatusUnauthorized, ""), explorer.FaultRefused},
	{"403", status(http.StatusForbidden, ""), explorer.FaultRefused},
	{"404", status(http.StatusNotFound, ""), explorer.FaultRefused},
	{"404 in HTML", status(http.StatusNotFound, "<html><body>the page was not found</body></html>"), explorer.FaultRefused},
	{"429", status(http.StatusTooManyRequests, "slow down"), explorer.FaultRateLimited},
	{"500", status(http.StatusInternalServerError, "out of order"), explorer.FaultServer},
	{"503", status(http.StatusServiceUnavailable, "Work queue depth exceeded"), explorer.FaultServer},
	{"-28", status(http.StatusInternalServerError, `{"result":null,"error":{"code":-28,"message":"Loading block index…"},"id":"tradecase"}`), explorer.FaultServer},
	{"HTML", status(http.StatusOK, "<html><body>Welcome to your router</body></html>"), explorer.FaultMalformed},
	{"empty", status(http.StatusOK, ""), explorer.FaultMalformed},
	{"half of it", status(http.StatusOK, `{"result":{"hex":"01`), explorer.FaultMalformed},
	{"another form", status(http.StatusOK, `{"result":[1,2],"error":null}`), explorer.FaultMalformed},
	{"no hex", status(http.StatusOK, `{"hex":"zz","result":{"hex":"zz"},"error":null}`), explorer.FaultMalformed},
	{"an answer twice", status(http.StatusOK, `{"result":{"hex":"00"},"error":null,"result":{"hex":"01"}}`), explorer.FaultMalformed},
	{"in other letters", status(http.StatusOK, `{"Result":{"hex":"00"},"error":null}`), explorer.FaultMalformed},
	{"redirect", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://203.0.113.7/", http.StatusFound)
	}, explorer.FaultRedirected},
	{"huge", func(w http.ResponseWriter, _ *http.Request) {
		for block := make([]byte, 1<<20); ; {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}, explorer.FaultTooLarge},
	{"shorter than said", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte("{"))
	}, explorer.FaultMalformed},
	{"silent", func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then is the client's end noticed
		<-r.Context().Done()
	}, explorer.FaultTimeout},
	{"hangs up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, explorer.FaultUnreachable},
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, config := range []bitcoind.Config{{User: "alexis", Password: corePassword}, {}} {
		kind := "rest"
		if config.User != "" {
			kind = "rpc"
		}
		for _, test := range faults {
			t.Run(kind+"/"+test.name, func(t *testing.T) {
				t.Parallel()
				server := httptest.NewServer(test.answer)
				defer server.Close()
				c := config
				c.URL = server.URL
				limit := 30 * time.Second
				if test.want == explorer.FaultTimeout {
					limit = 500 * time.Millisecond
				}
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				_, r := newSource(t, c).Transaction(ctx, chainhash.Hash{1})
				if r.Outcome != explorer.Unknown || r.Fault != test.want {
					t.Errorf("%+v, want fault %q", r, test.want)
				}
				if r.Detail == "" || strings.Contains(fmt.Sprintf("%+v", r), corePassword) {
					t.Errorf("detail %q", r.Detail)
				}
				if len(r.Exchanges) != 1 {
					t.Errorf("%d exchanges", len(r.Exchanges))
				}
			})
		}
	}
}

func TestRefusedConnection(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	_, r := newSource(t, bitcoind.Config{URL: "http://" + l.Addr().String()}).Tip(t.Context())
	if r.Fault != explorer.FaultUnreachable {
		t.Errorf("%+v", r)
	}
}

const onion = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.onion"

func TestHosts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ url, dialled string }{
		{"http://127.0.0.1:8332", "127.0.0.1:8332"},
		{"http://127.0.0.1", "127.0.0.1:18443"},
		{"http://localhost:8332/", "127.0.0.1:8332"},
		{"http://[::1]:8332", "[::1]:8332"},
		{"http://10.1.2.3:8332", "10.1.2.3:8332"},
		{"http://172.16.0.9:8332", "172.16.0.9:8332"},
		{"http://192.168.1.20:8332", "192.168.1.20:8332"},
		{"http://169.254.1.1:8332", "169.254.1.1:8332"},
		{"http://[fd00::5]:8332", "[fd00::5]:8332"},
		{"http://[fe80::5]:8332", "[fe80::5]:8332"},
		{"http://[::ffff:192.168.1.20]:8332", "192.168.1.20:8332"},
		{"http://" + strings.ToUpper(onion[:56]) + ".onion:8332", onion + ":8332"},

		{"http://203.0.113.7:8332", ""},
		{"http://8.8.8.8:8332", ""},
		{"http://172.32.0.1:8332", ""},
		{"http://100.64.0.1:8332", ""},
		{"http://0.0.0.0:8332", ""},
		{"http://[2001:db8::1]:8332", ""},
		{"http://[::ffff:203.0.113.7]:8332", ""},
		{"http://[fec0::1]:8332", ""},
		{"http://node.example:8332", ""},
		{"http://node:8332", ""},
		{"http://localhost.example:8332", ""},
		{"http://127.0.0.1.example:8332", ""},
		{"http://127.1:8332", ""},
		{"http://2130706433:8332", ""},
		{"http://0x7f000001:8332", ""},
		{"http://short.onion:8332", ""},
		{"http://" + onion + ".example:8332", ""},
	} {
		dialled := ""
		s, err := bitcoind.New(bitcoind.Config{
			URL: test.url, Params: nodetest.Params,
			DialContext: func(_ context.Context, _, addr string) (net.Conn, error) {
				dialled = addr
				return nil, errors.New("not today")
			},
		})
		if test.dialled == "" {
			var host *bitcoind.HostError
			if !errors.As(err, &host) || host.Hint() == "" {
				t.Errorf("%s: error %v, want a HostError with a hint", test.url, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.url, err)
			continue
		}
		if _, r := s.Tip(t.Context()); r.Fault != explorer.FaultUnreachable || dialled != test.dialled {
			t.Errorf("%s: dialled %q, want %q (%+v)", test.url, dialled, test.dialled, r)
		}
	}
}

func TestBadConfig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]bitcoind.Config{
		"no URL":            {Params: nodetest.Params},
		"no scheme":         {URL: "127.0.0.1:8332", Params: nodetest.Params},
		"another scheme":    {URL: "ftp://127.0.0.1:8332", Params: nodetest.Params},
		"broken":            {URL: "http://joao:" + corePassword + "@127.0.0.1:83 32", Params: nodetest.Params},
		"onion without Tor": {URL: "http://" + onion, Params: nodetest.Params},
		"no network":        {URL: "http://127.0.0.1:8332"},
		"no certificate":    {URL: "https://127.0.0.1:8332", Certificate: []byte("none"), Params: nodetest.Params},
	} {
		_, err := bitcoind.New(c)
		if err == nil {
			t.Errorf("%s: no error", name)
		} else if strings.Contains(err.Error(), corePassword) {
			t.Errorf("%s: the error holds the password", name)
		}
	}
}

// torError is an error with its own word for it, as Tor's are.
type torError struct{}

func (torError) Error() string { return "onion offline" }
func (torError) Fault() string { return string(explorer.FaultOnion) }

func TestTorsOwnWord(t *testing.T) {
	t.Parallel()
	s := newSource(t, bitcoind.Config{
		URL:         "http://" + onion,
		DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, torError{} },
	})
	if _, r := s.Tip(t.Context()); r.Fault != explorer.FaultOnion {
		t.Errorf("%+v", r)
	}
}

// TestNoProxy sets a proxy in the environment, which must not be used.
func TestNoProxy(t *testing.T) {
	proxied := false
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { proxied = true }))
	defer proxy.Close()
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
	}
	s := newSource(t, bitcoind.Config{
		URL:         "http://10.1.2.3:8332",
		DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("not today") },
	})
	_, _ = s.Tip(t.Context())
	if proxied {
		t.Error("the proxy of the environment was used")
	}
}

// TestOwnCertificate speaks https with a node that signed its certificate
// itself, as btcd does.
func TestOwnCertificate(t *testing.T) {
	node := nodetest.Start(t)
	server := httptest.NewTLSServer(&core{t: t, node: node})
	defer server.Close()
	c := bitcoind.Config{
		URL: server.URL, User: coreUser, Password: corePassword,
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}),
	}
	if _, r := newSource(t, c).Tip(t.Context()); r.Outcome != explorer.Found {
		t.Errorf("%+v", r)
	}
	c.Certificate = nil
	if _, r := newSource(t, c).Tip(t.Context()); r.Fault != explorer.FaultUnreachable {
		t.Errorf("a certificate that nobody vouches for: %+v", r)
	}
}

package tor

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tradecase/explorer/tor/tortest"
)

// plainProxy is a SOCKS 5 proxy that is not Tor: it connects to what it is
// told, whatever the command, and counts that.
func plainProxy(t *testing.T, l net.Listener, reply byte) *atomic.Int32 {
	t.Helper()
	var connects atomic.Int32
	go socksServer(l, func(conn net.Conn, request []byte) {
		if request[1] == socksConnect {
			connects.Add(1)
		}
		_, _ = conn.Write([]byte{5, reply, 0, 1, 127, 0, 0, 1, 0, 80})
		_, _ = io.Copy(io.Discard, conn)
	})
	return &connects
}

func TestNotTor(t *testing.T) {
	setLimit(t, &checkLimit, 300*time.Millisecond)
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	nothing, closeNothing := listener(t)
	closeNothing()
	silent, closeSilent := listener(t)
	defer closeSilent()
	proxies := map[string]*atomic.Int32{}
	proxy := func(reply byte) string {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		proxies[l.Addr().String()] = plainProxy(t, l, reply)
		return l.Addr().String()
	}
	for _, c := range []struct {
		name, address string
		code          Code
	}{
		{"a proxy that takes any command", proxy(0), CodeNotTor},
		{"a proxy that does not know the command", proxy(7), CodeNotTor},
		{"a proxy that allows nothing", proxy(2), CodeNotTor},
		{"a proxy that reaches nothing", proxy(4), CodeNotTor},
		{"a web server", strings.TrimPrefix(web.URL, "http://"), CodeNotTor},
		{"one that says nothing", silent, CodeNotTor},
		{"nothing", nothing, CodeNotThere},
		{"no such socket", "unix:" + t.TempDir() + "/socks", CodeNotThere},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := begin(t, Options{External: c.address})
			if trouble := mustFall(t, client); trouble.Code != c.code || trouble.Hint == "" {
				t.Errorf("trouble: %+v", trouble)
			}
			_, err := client.Dialer(NewIsolation(), false)(within60(t), "tcp", "example.onion:80")
			wantCode(t, err, c.code, "tor")
			if connects := proxies[c.address]; connects != nil && connects.Load() > 0 {
				t.Errorf("%d connections went through it", connects.Load())
			}
		})
	}
}

func TestBadExternal(t *testing.T) {
	for _, address := range []string{"localhost:9050", "example.com:9050", "127.0.0.1", "127.0.0.1:0", "unix:", ":9050"} {
		_, err := Start(t.Context(), Options{External: address})
		wantCode(t, err, CodeBadAddress, "tor")
	}
}

// What listens at a Tor's port may be another program a moment later.
func TestExternalReplaced(t *testing.T) {
	setLimit(t, &lookAgain, 50*time.Millisecond)
	onion := tortest.Start(t).Onion(t, site(t))
	options := inNetwork(t)
	address, closeListener := listener(t)
	closeListener()
	host := systemTor(t, options, address)
	client := begin(t, Options{External: address})
	dial := client.Dialer(NewIsolation(), false)
	mustGet(t, dial, "http://"+onion+"/")
	host()
	l, err := net.Listen("tcp4", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	connects := plainProxy(t, l, 0)
	_, err = dial(within60(t), "tcp", onion+":80")
	wantCode(t, err, CodeNotTor, "tor")
	if connects.Load() > 0 {
		t.Error("the address was told to the other program")
	}
	_ = l.Close()
	defer systemTor(t, options, address)()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	for client.Status().State != On && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	mustGet(t, dial, "http://"+onion+"/") // it is found again by itself
}

// systemTor runs a tor that is not ours, with a SOCKS port at an address, until
// it is ended.
func systemTor(t *testing.T, options Options, address string) (end func()) {
	t.Helper()
	torrc, defaults, err := writeTorrc(options, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(append(options.Torrc, "SocksPort "+address, "DataDirectory "+options.DataDir), "\n")
	if err := os.WriteFile(torrc, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("tor", "--quiet", "--defaults-torrc", defaults, "-f", torrc)
	cmd.SysProcAttr = childAttributes()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	t.Cleanup(end)
	ctx := within60(t)
	for checkTor(ctx, address) != nil {
		if ctx.Err() != nil {
			t.Fatal("no SOCKS port")
		}
		time.Sleep(20 * time.Millisecond)
	}
	return end
}

package tor

import (
	"context"
	"os"
	"syscall"
	"testing"
	"time"

	"tradecase/explorer/tor/tortest"
)

// everything asks for all that must not leak, and for what may be asked.
func everything(t *testing.T, client *Tor, onion string) {
	t.Helper()
	for _, address := range []string{
		onion + ":80", tortest.DeadOnion(t) + ":80", "a.onion:80", "explorer.example:443",
		"192.0.2.9:80", "[2001:db8::9]:443", "localhost:80", "127.0.0.1:80",
	} {
		for _, clearnet := range []bool{false, true} {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			conn, err := client.Dialer(NewIsolation(), clearnet)(ctx, "tcp", address)
			cancel()
			if err == nil {
				_ = conn.Close()
			}
		}
	}
}

func TestNoLeak(t *testing.T) {
	tortest.NoLeak(t, func(g *tortest.Guard) {
		network := tortest.Start(t)
		target := site(t)
		g.Allow(target)         // what the onion service hands on to
		g.Allow("127.0.0.1:80") // where Tor's own exit goes if it is told to
		onion := network.Onion(t, target)
		for _, clearnet := range []bool{false, true} {
			options := inNetwork(t)
			options.Clearnet = clearnet
			client := begin(t, options)
			mustGet(t, client.Dialer(NewIsolation(), false), "http://"+onion+"/")
			if clearnet {
				// An exit would look names up and go anywhere: that is Tor's to do.
				_, _ = client.Dialer(NewIsolation(), true)(within60(t), "tcp", "127.0.0.1:80")
			} else {
				everything(t, client, onion)
			}
			g.Report(t, "Tor up")
			if err := syscall.Kill(torOf(t, os.Getpid(), options.DataDir), syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			mustFall(t, client)
			everything(t, client, onion)
			g.Report(t, "Tor dead")
		}
		noTor(t, g, onion)
	})
}

// noTor is a computer on which no Tor is.
func noTor(t *testing.T, g *tortest.Guard, onion string) {
	t.Helper()
	t.Setenv("PATH", t.TempDir())
	if _, err := Start(t.Context(), Options{DataDir: t.TempDir(), Path: t.TempDir()}); CodeOf(err) != CodeMissing {
		t.Errorf("got %v", err)
	}
	_, _, _ = Find("")
	for _, address := range []string{"127.0.0.1:9050", "127.0.0.1:9150"} {
		g.Allow(address) // Tor's, if it were there
		everything(t, begin(t, Options{External: address, Clearnet: true}), onion)
	}
	g.Report(t, "no Tor")
}

package esplora_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tradecase/explorer"
	"tradecase/explorer/esplora"
	"tradecase/explorer/esplora/esploratest"
)

// Each failure is named, in bounded time and with a bounded part of the answer
// taken.
func TestFaults(t *testing.T) {
	sc := newScene(t)
	id := sc.spend.TxHash()
	for _, f := range []struct {
		fault esploratest.Fault
		want  explorer.Fault
	}{
		{esploratest.Fault{What: esploratest.TooMany}, explorer.FaultRateLimited},
		{esploratest.Fault{What: esploratest.TooMany, RetryAfter: "3600"}, explorer.FaultRateLimited},
		{esploratest.Fault{What: esploratest.Broken}, explorer.FaultServer},
		{esploratest.Fault{What: esploratest.OutOfService}, explorer.FaultServer},
		{esploratest.Fault{What: esploratest.OutOfService, RetryAfter: "3600"}, explorer.FaultServer},
		{esploratest.Fault{What: esploratest.Page}, explorer.FaultMalformed},
		{esploratest.Fault{What: esploratest.Empty}, explorer.FaultMalformed},
		{esploratest.Fault{What: esploratest.Drip}, explorer.FaultTimeout},
		{esploratest.Fault{What: esploratest.Flood}, explorer.FaultTooLarge},
		{esploratest.Fault{What: esploratest.Bomb}, explorer.FaultMalformed},
		{esploratest.Fault{What: esploratest.TooLong}, explorer.FaultMalformed},
		{esploratest.Fault{What: esploratest.TooShort}, explorer.FaultMalformed},
		{esploratest.Fault{What: esploratest.Reset}, explorer.FaultUnreachable},
		{esploratest.Fault{What: esploratest.HangUp}, explorer.FaultUnreachable},
		{esploratest.Fault{What: esploratest.Silent}, explorer.FaultTimeout},
		{esploratest.Fault{What: esploratest.Redirect}, explorer.FaultRedirected},
	} {
		t.Run(string(f.fault.What)+f.fault.RetryAfter, func(t *testing.T) {
			t.Parallel()
			srv := esploratest.New(t, sc.chain, esploratest.Options{})
			srv.Fail(f.fault)
			d := &dials{to: srv.Addr}
			s := open(t, srv, func(o *esplora.Options) {
				o.Dial = d.dial
				if f.want == explorer.FaultTimeout {
					o.RequestTimeout, o.IdleTimeout = 500*time.Millisecond, 150*time.Millisecond
				}
			})
			patience := time.Minute
			if f.fault.What == esploratest.TooMany || f.fault.What == esploratest.OutOfService {
				patience = 2 * time.Second // it would be tried for longer
			}
			ctx := in(t, patience)
			_, r := s.Confirmation(ctx, id)
			expect(t, r, "confirmation", explorer.Unknown, f.want)
			for _, e := range r.Exchanges {
				if strings.Contains(e.What, id.String()) {
					t.Error("the evidence holds an ID")
				}
			}
			if patience < time.Minute {
				return
			}
			_, r = s.Spenders(ctx, id)
			expect(t, r, "spenders", explorer.Unknown, f.want)
			_, r = s.Tip(ctx)
			expect(t, r, "tip", explorer.Unknown, f.want)
			_, r = s.Header(ctx, sc.block)
			expect(t, r, "header", explorer.Unknown, f.want)
			_, r = s.Transaction(ctx, id)
			// Hex that ends too early is still hex: that it is no transaction, its bytes show.
			if f.fault.What != esploratest.TooShort {
				expect(t, r, "transaction", explorer.Unknown, f.want)
			}
			// What five answers can have, of which two are JSON and one hex.
			if got, most := d.read.Load(), int64(2*16<<20+8<<20+1<<20); got > most {
				t.Errorf("%d bytes were read, %d can be of use", got, most)
			}
		})
	}
}

// A fault that passes costs a second try, and no more.
func TestPassingFaults(t *testing.T) {
	sc := newScene(t)
	for _, what := range []esploratest.Failure{
		esploratest.TooMany, esploratest.OutOfService, esploratest.TooLong, esploratest.Reset, esploratest.HangUp,
	} {
		t.Run(string(what), func(t *testing.T) {
			t.Parallel()
			srv := esploratest.New(t, sc.chain, esploratest.Options{})
			srv.Fail(esploratest.Fault{What: what, Times: 1})
			s := open(t, srv)
			_, r := s.Transaction(in(t, 20*time.Second), sc.spend.TxHash())
			expect(t, r, "transaction", explorer.Found, "")
			if n := len(srv.Requests()); n != 2 {
				t.Errorf("%d requests", n)
			}
			if what != esploratest.HangUp && len(r.Exchanges) != 2 {
				t.Errorf("%d exchanges are kept", len(r.Exchanges))
			}
		})
	}
}

// A proof that fails leaves the rest of the answer standing.
func TestWithoutProof(t *testing.T) {
	sc := newScene(t)
	for _, what := range []esploratest.Failure{esploratest.Broken, esploratest.Empty, esploratest.Page, esploratest.Redirect} {
		t.Run(string(what), func(t *testing.T) {
			srv := esploratest.New(t, sc.chain, esploratest.Options{})
			srv.Fail(esploratest.Fault{What: what, On: esploratest.MerkleProof})
			c, r := open(t, srv).Confirmation(t.Context(), sc.spend.TxHash())
			expect(t, r, "confirmation", explorer.Found, "")
			if !c.Confirmed || c.Height != 9 || c.Branch != nil || !strings.HasPrefix(r.Detail, "no Merkle branch: ") {
				t.Errorf("confirmed %t at %d, branch %v, detail %q", c.Confirmed, c.Height, c.Branch, r.Detail)
			}
		})
	}
}

// A 404 says nothing unless it says it in words.
func TestNotFoundInWords(t *testing.T) {
	sc := newScene(t)
	for _, d := range esploratest.Dialects {
		srv := esploratest.New(t, sc.chain, esploratest.Options{Dialect: d, Lacks: []esploratest.Kind{
			esploratest.Tx, esploratest.Hex, esploratest.Header, esploratest.TipHeight, esploratest.Outspends, esploratest.BlockHeight,
		}})
		s := open(t, srv)
		_, r := s.Transaction(t.Context(), sc.spend.TxHash())
		expect(t, r, "transaction", explorer.Unknown, explorer.FaultRefused)
		_, r = s.Confirmation(t.Context(), sc.spend.TxHash())
		expect(t, r, "confirmation", explorer.Unknown, explorer.FaultRefused)
		_, r = s.Header(t.Context(), sc.block)
		expect(t, r, "header", explorer.Unknown, explorer.FaultRefused)
		_, r = s.HeaderAt(t.Context(), 3)
		expect(t, r, "header", explorer.Unknown, explorer.FaultRefused)
		_, r = s.Tip(t.Context())
		expect(t, r, "tip", explorer.Unknown, explorer.FaultRefused)
	}
}

// A redirect opens no connection, wherever it points.
func TestRedirectOpensNothing(t *testing.T) {
	sc := newScene(t)
	srv := esploratest.New(t, sc.chain, esploratest.Options{})
	for _, to := range []string{"", "https://example.com/", "//example.com/api", "http://127.0.0.1:1/api/blocks/tip/height", "/api/blocks/tip/hash"} {
		srv.Honest()
		srv.Fail(esploratest.Fault{What: esploratest.Redirect, Location: to})
		d := &dials{to: srv.Addr}
		s := open(t, srv, func(o *esplora.Options) { o.Dial = d.dial })
		srv.Forget()
		_, r := s.Tip(t.Context())
		expect(t, r, "tip", explorer.Unknown, explorer.FaultRedirected)
		if got := d.all(); !slices.Equal(got, []string{srv.Addr}) {
			t.Errorf("connections to %v", got)
		}
		if n := len(srv.Requests()); n != 1 {
			t.Errorf("%d requests", n)
		}
	}
}

// The host is handed to the dialer by name, and every connection goes there.
func TestDialsTheNameOnly(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:9")
	t.Setenv("http_proxy", "http://127.0.0.1:9")
	t.Setenv("ALL_PROXY", "socks5://127.0.0.1:9")
	sc := newScene(t)
	srv := esploratest.New(t, sc.chain, esploratest.Options{})
	const onion = "explorerexplorerexplorerexplorerexplorerexplorerexplorer.onion"
	d := &dials{to: srv.Addr}
	s := open(t, srv, func(o *esplora.Options) { o.BaseURL, o.Dial = "http://"+onion, d.dial })
	_, r := s.Confirmation(t.Context(), sc.spend.TxHash())
	expect(t, r, "confirmation", explorer.Found, "")
	for _, addr := range d.all() {
		if addr != onion+":80" {
			t.Errorf("a connection to %s", addr)
		}
	}
	for _, q := range srv.Requests() {
		if q.Host != onion {
			t.Errorf("asked as %s", q.Host)
		}
	}
}

// Nothing is sent that tells one user from another, and nothing that an answer
// asked to be sent.
func TestHeaders(t *testing.T) {
	sc := newScene(t)
	srv := esploratest.New(t, sc.chain, esploratest.Options{})
	s := open(t, srv)
	ctx := t.Context()
	for range 2 {
		_, _ = s.Transaction(ctx, sc.spend.TxHash())
		_, _ = s.Confirmation(ctx, sc.spend.TxHash())
		_, _ = s.Spenders(ctx, sc.spend.TxHash())
		_, _ = s.HeaderAt(ctx, 4)
		_, _ = s.Transaction(ctx, nobody)
		s.Probe(ctx)
	}
	all := srv.Requests()
	if len(all) < 15 {
		t.Fatalf("%d requests", len(all))
	}
	for _, q := range all {
		if q.Method != http.MethodGet || q.Host != srv.Addr || strings.Contains(q.Path, "?") {
			t.Errorf("%s %s%s", q.Method, q.Host, q.Path)
		}
		if q.Kind == esploratest.Address {
			t.Error("an address is asked for")
		}
		if len(q.Header) != 1 || q.Header.Get("User-Agent") != "Mozilla/5.0" {
			t.Errorf("sent %v", q.Header)
		}
	}
}

// tellingError is how a dialer's errors speak of themselves.
type tellingError struct{ fault string }

func (e tellingError) Error() string { return "secret.onion: " + e.fault }
func (e tellingError) Fault() string { return e.fault }

func TestDialErrors(t *testing.T) {
	secret := errors.New("secret.onion")
	for _, c := range []struct {
		name string
		err  error
		want explorer.Fault
	}{
		{"onion", tellingError{"onion"}, explorer.FaultOnion},
		{"Tor", tellingError{"tor"}, explorer.FaultTor},
		{"unreachable", tellingError{"unreachable"}, explorer.FaultUnreachable},
		{"timeout", tellingError{"timeout"}, explorer.FaultTimeout},
		{"unknown word", tellingError{"whatever"}, explorer.FaultUnreachable},
		{"nothing said", secret, explorer.FaultUnreachable},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := esplora.New(esplora.Options{
				Name: "lab", Operator: "us", BaseURL: "http://secret.onion",
				Dial: func(context.Context, string, string) (net.Conn, error) { return nil, c.err },
			})
			if err != nil {
				t.Fatal(err)
			}
			_, r := s.Tip(in(t, 10*time.Second))
			expect(t, r, "tip", explorer.Unknown, c.want)
			if strings.Contains(r.Detail, "secret") {
				t.Errorf("detail %q", r.Detail)
			}
		})
	}
}

func TestEnds(t *testing.T) {
	srv := esploratest.New(t, newScene(t).chain, esploratest.Options{})
	srv.Fail(esploratest.Fault{What: esploratest.Silent})
	s := open(t, srv)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, r := s.Confirmation(ctx, nobody)
	expect(t, r, "confirmation", explorer.Unknown, explorer.FaultCancelled)
	_, r = s.Confirmation(in(t, 50*time.Millisecond), nobody)
	expect(t, r, "confirmation", explorer.Unknown, explorer.FaultTimeout)
}

// A certificate that nobody signed is not accepted.
func TestCertificate(t *testing.T) {
	srv := esploratest.New(t, newScene(t).chain, esploratest.Options{TLS: true})
	_, r := open(t, srv).Tip(in(t, 10*time.Second))
	expect(t, r, "tip", explorer.Unknown, explorer.FaultUnreachable)
	if !strings.Contains(r.Detail, "certificate") {
		t.Errorf("detail %q", r.Detail)
	}
}

// Two Sources share no connection: each has a circuit of its own, if their
// dialers have.
func TestNoSharedConnections(t *testing.T) {
	sc := newScene(t)
	srv := esploratest.New(t, sc.chain, esploratest.Options{})
	budget := esplora.NewBudget(esplora.Polite)
	one, other := &dials{to: srv.Addr}, &dials{to: srv.Addr}
	for _, d := range []*dials{one, other} {
		s := open(t, srv, func(o *esplora.Options) { o.Dial, o.Budget = d.dial, budget })
		for range 3 {
			_, r := s.Tip(t.Context())
			expect(t, r, "tip", explorer.Found, "")
		}
	}
	if len(one.all()) != 1 || len(other.all()) != 1 {
		t.Errorf("%d and %d connections, want one each for three questions", len(one.all()), len(other.all()))
	}
}

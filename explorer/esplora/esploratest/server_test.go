package esploratest_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tradecase/explorer/esplora/esploratest"
)

type got struct {
	status      int
	contentType string
	body        string
}

func get(t *testing.T, url string, accept ...string) got {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accept {
		req.Header.Set("Accept", a)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got{resp.StatusCode, resp.Header.Get("Content-Type"), string(body)}
}

// The quirks that are published of the real servers.
func TestDialects(t *testing.T) {
	const (
		unknown = "/tx/" + "00000000000000000000000000000000000000000000000000000000000000ff"
		block   = "/block/" + "00000000000000000000000000000000000000000000000000000000000000ff"
	)
	m := esploratest.NewMemory(3)
	for _, c := range []struct {
		dialect  esploratest.Dialect
		path     string
		status   int
		contains string
	}{
		{esploratest.Electrs, unknown, 404, "Transaction not found"},
		{esploratest.Electrs, unknown + "/hex", 404, "Transaction not found"},
		{esploratest.Electrs, unknown + "/status", 200, `{"confirmed":false}`},
		{esploratest.Electrs, unknown + "/outspend/9", 200, `{"spent":false}`},
		{esploratest.Electrs, unknown + "/outspends", 404, "Transaction not found"},
		{esploratest.Electrs, unknown + "/merkle-proof", 404, "Transaction not found or is unconfirmed"},
		{esploratest.Electrs, "/tx/zz", 400, "Invalid hex string"},
		{esploratest.Electrs, "/nothing", 404, `endpoint does not exist "/nothing"`},
		{esploratest.Electrs, "/v1/backend-info", 404, "endpoint does not exist"},
		{esploratest.Electrs, "/block-height/9999999", 404, "Block not found"},
		{esploratest.Electrs, block + "/header", 404, "Block not found"},
		{esploratest.Electrs, "/blocks/tip/height", 200, "3"},
		{esploratest.Electrs, "/fee-estimates", 200, `"1":`},
		{esploratest.MempoolEsplora, "/v1/backend-info", 200, `"backend":"esplora"`},
		{esploratest.MempoolEsplora, unknown, 404, "Transaction not found"},
		{esploratest.MempoolNone, "/v1/backend-info", 200, `"backend":"none"`},
		{esploratest.MempoolNone, unknown, 404, `{"error":"No such mempool or blockchain transaction"}`},
		{esploratest.MempoolNone, "/v1" + unknown + "/status", 404, `{"error":"No such`},
		{esploratest.MempoolNone, unknown + "/outspends", 500, `{"error":"Failed to get transaction outspends"}`},
		{esploratest.MempoolNone, unknown + "/merkle-proof", 500, "not supported by the Bitcoin RPC API."},
		{esploratest.MempoolNone, unknown + "/raw", 404, "Cannot GET"},
		{esploratest.MempoolNone, unknown + "/merkleblock-proof", 404, "Cannot GET"},
		{esploratest.MempoolNone, unknown + "/outspend/0", 404, "Cannot GET"},
		{esploratest.MempoolNone, "/tx/zz", 400, `{"error":"Invalid transaction ID"}`},
		{esploratest.MempoolNone, "/address/x/txs", 405, "bitcoind as backend"},
		{esploratest.MempoolNone, "/block-height/9999999", 500, `{"error":`},
		{esploratest.MempoolNone, block + "/header", 500, `{"error":`},
		{esploratest.MempoolNone, "/fee-estimates", 203, `"1":`},
		{esploratest.MempoolElectrum, "/v1/backend-info", 200, `"backend":"electrum"`},
	} {
		srv := esploratest.New(t, m, esploratest.Options{Dialect: c.dialect})
		if g := get(t, srv.URL+c.path); g.status != c.status || !strings.Contains(g.body, c.contains) {
			t.Errorf("%s %s: %d %s", c.dialect, c.path, g.status, g.body)
		}
	}
	srv := esploratest.New(t, m, esploratest.Options{Dialect: esploratest.MempoolNone})
	if g := get(t, srv.URL+unknown, "text/plain"); g.body != "No such mempool or blockchain transaction" {
		t.Errorf("as plain text: %s", g.body)
	}
	if g := get(t, srv.URL+"/block-height/1"); g.contentType != "text/html; charset=utf-8" || len(g.body) != 64 {
		t.Errorf("a block's ID as %s: %s", g.contentType, g.body)
	}
}

// What is measured is what was done: three rounds, the second of four.
func TestMeasures(t *testing.T) {
	srv := esploratest.New(t, esploratest.NewMemory(3), esploratest.Options{Latency: 400 * time.Millisecond})
	url := srv.URL + "/blocks/tip/height"
	get(t, url)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { get(t, url) })
	}
	all.Wait()
	srv.SetLatency(0)
	get(t, url)
	if n := srv.Rounds(); n != 3 {
		t.Errorf("%d rounds", n)
	}
	if n := srv.MostInFlight(); n != 4 {
		t.Errorf("%d at the same time", n)
	}
	if n := srv.Counts()[esploratest.TipHeight]; n != 6 {
		t.Errorf("%d requests", n)
	}
	for _, q := range srv.Requests() {
		if q.End.Before(q.Start) || q.Path != "/api/blocks/tip/height" || q.Header.Get("User-Agent") == "" {
			t.Errorf("%+v", q)
		}
	}
	srv.Forget()
	if srv.Rounds() != 0 || srv.MostInFlight() != 0 || len(srv.Requests()) != 0 {
		t.Error("something is not forgotten")
	}
}

// A fault that is told to happen twice happens twice, where it is told to.
func TestFaultTimes(t *testing.T) {
	srv := esploratest.New(t, esploratest.NewMemory(3), esploratest.Options{})
	srv.Fail(esploratest.Fault{What: esploratest.TooMany, On: esploratest.TipHeight, Times: 2})
	var statuses []int
	for _, path := range []string{"/blocks/tip/hash", "/blocks/tip/height", "/blocks/tip/height", "/blocks/tip/height"} {
		statuses = append(statuses, get(t, srv.URL+path).status)
	}
	for i, want := range []int{200, 429, 429, 200} {
		if statuses[i] != want {
			t.Fatalf("statuses %v", statuses)
		}
	}
}

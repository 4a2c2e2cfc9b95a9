package bitcoind

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"tradecase/explorer"
)

// How many bytes an answer may have. A transaction has at most 4 MB, twice
// that in hex, and its description as JSON is a few times as long.
const (
	limitSmall = 64 << 10
	limitList  = 4 << 20 // the IDs of a block's transactions
	limitTx    = 32 << 20
	limitBlock = 9 << 20
)

// transport carries requests to the one node.
type transport struct {
	client *http.Client
	url    string // scheme, host, port and path
	config Config
}

// exchange sends one request and reads its answer whole, and notes both. What
// is the request without IDs. A body of nil is a GET.
func (t *transport) exchange(ctx context.Context, q *question, what, path string, body []byte, limit int64) (status int, answer []byte, err error) {
	note := explorer.Exchange{What: what}
	start := time.Now()
	defer func() {
		note.At, note.Took = time.Now().UTC(), time.Since(start)
		q.add(note)
	}()
	req, err := t.request(ctx, path, body)
	if err != nil {
		return 0, nil, err
	}
	resp, err := t.client.Do(req)
	if err != nil {
		return 0, nil, fromNet(err)
	}
	defer func() { _ = resp.Body.Close() }()
	note.Status = resp.StatusCode
	answer, err = io.ReadAll(io.LimitReader(resp.Body, limit+1))
	note.Bytes = int64(len(answer))
	if len(answer) > 0 {
		sum := sha256.Sum256(answer)
		note.SHA256 = hex.EncodeToString(sum[:])
	}
	switch {
	case int64(len(answer)) > limit:
		return resp.StatusCode, nil, fail(explorer.FaultTooLarge, "the answer has more bytes than it can have")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return resp.StatusCode, nil, fail(explorer.FaultMalformed, "the answer ended too early")
	case err != nil:
		return resp.StatusCode, nil, fromNet(err)
	}
	return resp.StatusCode, answer, fromStatus(resp.StatusCode)
}

// request makes a request, with user and password where there are any.
func (t *transport) request(ctx context.Context, path string, body []byte) (*http.Request, error) {
	method, reader := http.MethodGet, io.Reader(http.NoBody)
	if body != nil {
		method, reader = http.MethodPost, bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, t.url+path, reader)
	if err != nil {
		return nil, fail(explorer.FaultRefused, "the request cannot be made")
	}
	req.Header.Set("User-Agent", "tradecase")
	if body != nil {
		user, password, err := t.config.credentials()
		if err != nil {
			return nil, fail(explorer.FaultRefused, err.Error())
		}
		req.SetBasicAuth(user, password)
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// fromStatus gives what a status alone says; nil where the body must be read.
func fromStatus(status int) error {
	switch {
	case status >= 300 && status < 400:
		return fail(explorer.FaultRedirected, "the node points elsewhere, which is not followed")
	case status == http.StatusUnauthorized:
		return fail(explorer.FaultRefused, "the node does not take this user and password")
	case status == http.StatusForbidden:
		return fail(explorer.FaultRefused, "the node does not let this machine or this user ask (rpcallowip, rpcwhitelist)")
	case status == http.StatusTooManyRequests:
		return fail(explorer.FaultRateLimited, "the node asks to be asked less")
	}
	return nil
}

// fromNet gives the failure for an error of the network or of a context. An
// error that knows its own word for it (as those of Tor do) is believed.
func fromNet(err error) *failure {
	var known interface{ Fault() string }
	var f *failure
	var timeout net.Error
	var host *HostError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &known):
		return fail(explorer.Fault(known.Fault()), "the node cannot be reached through Tor")
	case errors.As(err, &host):
		return fail(explorer.FaultRedirected, "the node points elsewhere, which is not followed")
	case errors.Is(err, context.Canceled):
		return fail(explorer.FaultCancelled, "the question was withdrawn")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fail(explorer.FaultTimeout, "the node did not answer in time")
	}
	return fail(explorer.FaultUnreachable, "the node cannot be reached, or it ended the connection")
}

// timedOut reports whether an error is a failure for lack of time.
func timedOut(err error) bool {
	var f *failure
	return errors.As(err, &f) && f.fault == explorer.FaultTimeout
}

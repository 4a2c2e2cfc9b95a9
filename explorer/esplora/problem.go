package esplora

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"tradecase/explorer"
)

// problem is why a request gave nothing of use, or that the server said that
// there is nothing.
type problem struct {
	fault  explorer.Fault
	detail string // English; nothing that the server sent, no ID, no address

	missing missing // a positive "there is no such thing"; then fault is of no account
	cannot  bool    // the server does not have such a path at all

	busy  bool          // it asked to be asked less
	after time.Duration // for at least that long, if it said so
	tries int           // how often the request is sent at the most; 0 and 1: not again
}

// missing is what a server says that it does not have.
type missing int

const (
	missingNothing missing = iota
	missingTx
	missingProof // no such transaction, or no block holds it
	missingBlock
)

// malformed says that an answer is not what was asked for.
func malformed(detail string) *problem {
	return &problem{fault: explorer.FaultMalformed, detail: detail}
}

// judge says what is wrong with an answer by its status and its body; nil if it
// is fit to be read. mempool's backend gives status 203 with what it has from
// elsewhere.
func judge(status int, body []byte) *problem {
	number := strconv.Itoa(status)
	switch {
	case status == http.StatusOK || status == http.StatusNonAuthoritativeInfo:
		if isMarkup(body) {
			return malformed("it answered with a page for people")
		}
		return nil
	case status < http.StatusMultipleChoices:
		return malformed("it answered with status " + number)
	case status < http.StatusBadRequest:
		return &problem{fault: explorer.FaultRedirected, detail: "it pointed elsewhere (" + number + "), which is not followed"}
	case status == http.StatusTooManyRequests:
		return &problem{fault: explorer.FaultRateLimited, detail: "it asked to be asked less (429)", busy: true, tries: triesBusy}
	case status == http.StatusRequestTimeout:
		return &problem{fault: explorer.FaultTimeout, detail: "it gave up waiting (408)", tries: triesBroken}
	case status == http.StatusServiceUnavailable || status == http.StatusBadGateway || status == http.StatusGatewayTimeout:
		return &problem{fault: explorer.FaultServer, detail: "it is out of service (" + number + ")", busy: true, tries: triesBusy}
	case status >= http.StatusInternalServerError:
		return failed(number, said(body))
	case status == http.StatusNotFound:
		return notFound(said(body))
	default:
		return &problem{
			fault: explorer.FaultRefused, detail: "it does not answer such a question (" + number + ")",
			cannot: status == http.StatusMethodNotAllowed || status == http.StatusGone,
		}
	}
}

// failed judges a 5xx. A mempool backend gives 500 also for what its node
// cannot do.
func failed(number, text string) *problem {
	if number == "501" || strings.Contains(text, " not supported by ") {
		return &problem{fault: explorer.FaultUnsupported, detail: "its backend cannot know that (" + number + ")", cannot: true}
	}
	return &problem{fault: explorer.FaultServer, detail: "it failed (" + number + ")"}
}

// notFound judges a 404, which is a positive answer only in the servers' own
// words: a path that is not there has the same status.
func notFound(text string) *problem {
	const detail = "it has no such path (404)"
	switch {
	case text == "Transaction not found", strings.HasPrefix(text, "No such mempool or blockchain transaction"):
		return &problem{missing: missingTx}
	case text == "Transaction not found or is unconfirmed":
		return &problem{missing: missingProof}
	case text == "Block not found":
		return &problem{missing: missingBlock}
	}
	return &problem{fault: explorer.FaultRefused, detail: detail, cannot: true}
}

// said gives the words of an error: electrs writes them plainly, a mempool
// backend as {"error":…}. Markup says nothing.
func said(body []byte) string {
	const most = 512
	body = bytes.TrimSpace(body)
	if len(body) > most || isMarkup(body) {
		return ""
	}
	if len(body) > 0 && (body[0] == '{' || body[0] == '"') {
		var e struct {
			Error string `json:"error"`
		}
		if json.Unmarshal(body, &e) == nil {
			return strings.TrimSpace(e.Error)
		}
		return ""
	}
	return string(body)
}

// isMarkup reports whether a body is a page for people.
func isMarkup(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
}

// only makes a "not found" of another thing than the one asked for no
// information.
func (p *problem) only(m missing) *problem {
	if p == nil || p.missing == missingNothing || p.missing == m {
		return p
	}
	return malformed("it says that it lacks something that it was not asked for")
}

// ended says why a context ended.
func ended(ctx context.Context) *problem {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errSlow):
		return &problem{fault: explorer.FaultTimeout, detail: "its answer takes too long"}
	case errors.Is(cause, errIdle):
		return &problem{fault: explorer.FaultTimeout, detail: "nothing comes from it", tries: triesBroken}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &problem{fault: explorer.FaultTimeout, detail: "no answer in the time given"}
	default:
		return &problem{fault: explorer.FaultCancelled, detail: "it was cancelled"}
	}
}

// What an error of a dialer may say of itself. Package tor knows nothing of
// the project, so its errors are known by their methods.
type (
	faulter interface{ Fault() string } // one of explorer's faults
	lasting interface{ Temporary() bool }
)

// broken says what a connection died of.
func broken(err error) *problem {
	if p := dialled(err); p != nil {
		return p
	}
	var ne net.Error
	again := func(f explorer.Fault, detail string) *problem {
		return &problem{fault: f, detail: detail, tries: triesBroken}
	}
	switch text := err.Error(); {
	case certificate(err):
		return &problem{fault: explorer.FaultUnreachable, detail: "its certificate is not valid"}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return again(explorer.FaultMalformed, "its answer is not as long as it said")
	case errors.Is(err, syscall.ECONNREFUSED):
		return &problem{fault: explorer.FaultUnreachable, detail: "nobody answers there"}
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF):
		return again(explorer.FaultUnreachable, "it hung up")
	case strings.Contains(text, "response headers exceeded"):
		return &problem{fault: explorer.FaultTooLarge, detail: "its answer's head is larger than it can be"}
	case strings.Contains(text, "malformed"), strings.Contains(text, "invalid"), strings.Contains(text, "HTTP response to HTTPS client"):
		return malformed("it does not speak HTTP as it should")
	case errors.As(err, &ne) && ne.Timeout():
		return again(explorer.FaultTimeout, "no connection in time")
	}
	return again(explorer.FaultUnreachable, "there is no connection to it")
}

// dialled reads what the dialer's error says of itself.
func dialled(err error) *problem {
	p := new(problem)
	var l lasting
	if errors.As(err, &l) && l.Temporary() {
		p.tries = triesBroken
	}
	var f faulter
	if !errors.As(err, &f) {
		return nil
	}
	switch p.fault = explorer.Fault(f.Fault()); p.fault {
	case explorer.FaultOnion:
		p.detail = "the onion service is offline or its address is wrong"
	case explorer.FaultTor:
		p.detail = "Tor is not there"
	case explorer.FaultTimeout:
		p.detail = "no connection in time"
	case explorer.FaultCancelled:
		p.detail = "it was cancelled"
	case explorer.FaultUnreachable:
		p.detail = "there is no connection to it"
	case explorer.FaultRefused:
		p.detail = "Tor refuses to connect there"
	default:
		return nil
	}
	return p
}

// certificate reports whether TLS found no valid certificate.
func certificate(err error) bool {
	var (
		v *tls.CertificateVerificationError
		u x509.UnknownAuthorityError
		h x509.HostnameError
		i x509.CertificateInvalidError
	)
	return errors.As(err, &v) || errors.As(err, &u) || errors.As(err, &h) || errors.As(err, &i)
}

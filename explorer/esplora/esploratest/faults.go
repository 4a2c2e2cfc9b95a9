package esploratest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Failure is how a request can fail.
type Failure string

// The failures.
const (
	TooMany      Failure = "429"
	Broken       Failure = "500"
	OutOfService Failure = "503"
	Page         Failure = "html"     // a page for people, with status 200
	Empty        Failure = "empty"    // status 200 and nothing
	Drip         Failure = "drip"     // one byte each Fault.Every, without an end
	Flood        Failure = "flood"    // a gigabyte
	Bomb         Failure = "bomb"     // a gigabyte, packed by gzip, which nobody asked for
	TooLong      Failure = "too-long" // fewer bytes than it says
	TooShort     Failure = "short"    // more bytes than it says
	Reset        Failure = "reset"    // the connection is reset in the middle of the answer
	HangUp       Failure = "hang-up"  // the connection ends before there is an answer
	Silent       Failure = "silent"   // no answer at all
	Redirect     Failure = "redirect" // to Fault.Location
)

// Failures lists all.
var Failures = []Failure{
	TooMany, Broken, OutOfService, Page, Empty, Drip, Flood, Bomb, TooLong, TooShort, Reset, HangUp, Silent, Redirect,
}

// instead reports whether a failure needs no answer to spoil.
func (f Failure) instead() bool { return f != TooLong && f != TooShort && f != Reset }

// Fault is a failure and when it happens.
type Fault struct {
	What       Failure
	On         Kind          // empty: of every kind
	Times      int           // how often; 0: always
	RetryAfter string        // TooMany and OutOfService: the header of that name; empty: none
	Location   string        // Redirect: empty: a clearnet host
	Every      time.Duration // Drip; 0: 20 ms
}

// Fail has requests fail from now on.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// Flooded gives how many bytes of a Flood or a Bomb were taken from the server.
func (s *Server) Flooded() int64 { return s.flooded.Load() }

// fault gives the fault of a request, nil if there is none.
func (s *Server) fault(k Kind) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.On != "" && f.On != k {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
		}
		return f
	}
	return nil
}

const tooManyPage = "<html>\r\n<head><title>429 Too Many Requests</title></head>\r\n<body>Too Many Requests</body>\r\n</html>\r\n"

// fail answers with a failure that takes nothing from the right answer.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, f *Fault) {
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	switch f.What {
	case TooMany:
		page(w, http.StatusTooManyRequests, tooManyPage)
	case Broken:
		page(w, http.StatusInternalServerError, "<html><body><h1>500 Internal Server Error</h1></body></html>")
	case OutOfService:
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("Service Temporarily Unavailable"))
	case Page:
		page(w, http.StatusOK, "<!doctype html><html><body>This is no answer.</body></html>")
	case Empty:
		w.WriteHeader(http.StatusOK)
	case Drip:
		s.drip(w, r, f)
	case Flood:
		s.flood(w, r)
	case Bomb:
		s.bomb(w, r)
	case HangUp:
		hijack(w, func(net.Conn) {})
	case Silent:
		<-r.Context().Done()
	case Redirect:
		to := f.Location
		if to == "" {
			to = "http://example.com/api/blocks/tip/height"
		}
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	case TooLong, TooShort, Reset: // spoil does these
	}
}

func page(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
}

// drip gives a digit now and then.
func (s *Server) drip(w http.ResponseWriter, r *http.Request, f *Fault) {
	every := f.Every
	if every <= 0 {
		every = 20 * time.Millisecond
	}
	for pause(r, every) {
		if _, err := w.Write([]byte("0")); err != nil {
			return
		}
		if http.NewResponseController(w).Flush() != nil {
			return
		}
	}
}

const gigabyte = 1 << 30

// flood gives a gigabyte of digits, without saying so before.
func (s *Server) flood(w http.ResponseWriter, r *http.Request) {
	chunk := bytes.Repeat([]byte("0"), 64<<10)
	for sent := 0; sent < gigabyte && r.Context().Err() == nil; sent += len(chunk) {
		n, err := w.Write(chunk)
		s.flooded.Add(int64(n))
		if err != nil {
			return
		}
	}
}

// bomb gives a gigabyte that is a megabyte on its way.
func (s *Server) bomb(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	if http.NewResponseController(w).Flush() != nil {
		return
	}
	z := gzip.NewWriter(w)
	chunk := bytes.Repeat([]byte("0"), 1<<20)
	for sent := 0; sent < gigabyte && r.Context().Err() == nil; sent += len(chunk) {
		n, err := z.Write(chunk)
		s.flooded.Add(int64(n))
		if err != nil {
			return
		}
	}
	_ = z.Close() // the client may have left
}

// spoil gives the right answer in a wrong way.
func (s *Server) spoil(w http.ResponseWriter, _ *http.Request, f *Fault, a answer) {
	says, body := len(a.body), a.body
	switch f.What {
	case TooLong:
		says += 10
	case TooShort:
		says -= min(says, 10)
	default: // Reset
		body = body[:len(body)/2]
	}
	hijack(w, func(c net.Conn) {
		_, _ = fmt.Fprintf(c, "HTTP/1.1 %d OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", a.status, a.contentType, says)
		_, _ = c.Write(body)
		if f.What != Reset {
			return
		}
		time.Sleep(20 * time.Millisecond) // so that what was sent arrives before the reset
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	})
}

// hijack takes the connection from the server and ends it after do.
func hijack(w http.ResponseWriter, do func(net.Conn)) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	do(c)
	_ = c.Close()
}

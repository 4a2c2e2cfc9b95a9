package esploratest

import (
	"net/http"
	"slices"
	"time"
)

// Request is one that was made of the server.
type Request struct {
	Kind   Kind
	Method string
	Path   string
	Host   string
	Header http.Header
	Start  time.Time
	End    time.Time // zero while it is answered
}

func (s *Server) begin(k Kind, r *http.Request) *Request {
	q := &Request{
		Kind: k, Method: r.Method, Path: r.URL.RequestURI(), Host: r.Host,
		Header: r.Header.Clone(), Start: time.Now(),
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, q)
	return q
}

func (s *Server) end(q *Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q.End = time.Now()
}

// Requests gives all requests so far, in the order in which they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Request, len(s.requests))
	for i, q := range s.requests {
		out[i] = *q
	}
	return out
}

// Counts gives how often each kind was asked.
func (s *Server) Counts() map[Kind]int {
	out := make(map[Kind]int)
	for _, q := range s.Requests() {
		out[q.Kind]++
	}
	return out
}

// Forget forgets the requests so far.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// MostInFlight gives how many requests were answered at the same time at the
// most.
func (s *Server) MostInFlight() int {
	type change struct {
		at time.Time
		by int
	}
	var changes []change
	for _, q := range s.Requests() {
		changes = append(changes, change{at: q.Start, by: 1})
		if !q.End.IsZero() {
			changes = append(changes, change{at: q.End, by: -1})
		}
	}
	slices.SortFunc(changes, func(a, b change) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return a.by - b.by // who ends at an instant makes room for who begins
	})
	now, most := 0, 0
	for _, c := range changes {
		now += c.by
		most = max(most, now)
	}
	return most
}

// Rounds gives how many requests followed one another, each begun after the one
// before it was answered: the longest such chain. With latency, and a client
// that is not held back, these are its dependent round trips.
func (s *Server) Rounds() int {
	done := s.Requests()
	done = slices.DeleteFunc(done, func(q Request) bool { return q.End.IsZero() })
	slices.SortFunc(done, func(a, b Request) int { return a.End.Compare(b.End) })
	rounds := 0
	var last time.Time
	for _, q := range done {
		if rounds == 0 || !q.Start.Before(last) {
			rounds++
			last = q.End
		}
	}
	return rounds
}

package trade

import (
	"time"

	"tradecase/explorer"
)

// Heard says who was asked about a trade's transactions, and who answered.
type Heard struct {
	Asked    int       `json:"asked"`            // explorers and the own node; 0: nobody was, or had to be
	Answered int       `json:"answered"`         // of these, who gave any answer of use
	Silent   []Silence `json:"silent,omitempty"` // the others
	// Last is when the newest answer came on which anything here rests, UTC; zero
	// if there is none.
	Last time.Time `json:"last,omitzero"`
}

// Silence is a source that gave no answer of use.
type Silence struct {
	Source string         `json:"source"` // its name
	Fault  explorer.Fault `json:"fault"`  // why; empty if it was told of the newest block alone
}

// Nobody reports whether sources were asked and none of them answered.
func (h Heard) Nobody() bool { return h.Asked > 0 && h.Answered == 0 }

// Text says it in a sentence.
func (h Heard) Text() Text {
	switch {
	case h.Asked == 0 && h.Last.IsZero():
		return say("heard.none", "Nobody was asked.")
	case h.Asked == 0:
		return say("heard.kept", "Nobody was asked anew: what is said here rests on answers of %s or older.", day(h.Last))
	case h.Answered == 0 && h.Last.IsZero():
		return say("heard.silence", "No source answered (%s asked): nothing here was learned from the chain.", h.Asked)
	case h.Answered == 0:
		return say("heard.silence-since", "No source answered (%s asked): what is said here rests on answers of %s or older.", h.Asked, day(h.Last))
	}
	return say("heard.some", "%s of %s answered.", h.Answered, count(h.Asked, "source", "sources"))
}

// Why names those who did not answer, with the reason; empty if there is none to
// name.
func (h Heard) Why() Text {
	var all []Text
	known := false
	for _, s := range h.Silent {
		t := Plain(s.Source)
		if why := FaultText(s.Fault); !why.IsZero() {
			t, known = say("heard.fault", "%s (%s)", t, why), true
		}
		all = append(all, t)
	}
	if !known {
		return Text{}
	}
	return say("heard.silent", "No answer of use from: %s.", list(all))
}

// FaultText says why a source gave no answer.
func FaultText(f explorer.Fault) Text {
	switch f {
	case explorer.FaultNone:
		return Text{}
	case explorer.FaultTimeout:
		return say("fault.timeout", "no answer in time")
	case explorer.FaultCancelled:
		return say("fault.cancelled", "stopped")
	case explorer.FaultUnreachable:
		return say("fault.unreachable", "no connection")
	case explorer.FaultOnion:
		return say("fault.onion", "the onion service is offline, or its address is wrong")
	case explorer.FaultTor:
		return say("fault.tor", "Tor is not on")
	case explorer.FaultRateLimited:
		return say("fault.rate-limited", "it wants to be asked less often")
	case explorer.FaultServer:
		return say("fault.server", "the server has failed")
	case explorer.FaultRefused:
		return say("fault.refused", "it does not answer such a question")
	case explorer.FaultUnsupported:
		return say("fault.unsupported", "it cannot be asked")
	case explorer.FaultMalformed:
		return say("fault.malformed", "it answered something else, or is on another chain")
	case explorer.FaultTooLarge:
		return say("fault.too-large", "its answer is too large")
	case explorer.FaultRedirected:
		return say("fault.redirected", "it points elsewhere, which is not followed")
	case explorer.FaultNetwork:
		return say("fault.network", "it is on another network")
	}
	return Plain(string(f))
}

// hear takes in who answered the ledger; it may be asked several times.
func (f *facts) hear(list []explorer.Heard) {
	for _, h := range list {
		known := false
		for i := range f.heard {
			if f.heard[i].Source == h.Source {
				known, f.heard[i].Answered, f.heard[i].Fault = true, f.heard[i].Answered || h.Answered, h.Fault
			}
		}
		if !known {
			f.heard = append(f.heard, h)
		}
	}
}

// whoAnswered is what came of asking.
func (f *facts) whoAnswered() Heard {
	h := Heard{Asked: len(f.heard)}
	for _, source := range f.heard {
		if source.Answered {
			h.Answered++
		} else {
			h.Silent = append(h.Silent, Silence{source.Source, source.Fault})
		}
	}
	for _, tx := range f.pool {
		if at := tx.LastAnswer(); at.After(h.Last) {
			h.Last = at
		}
	}
	return h
}

// listened says how far the sources were heard, unless all were: a reader must
// not take for fresh what nobody was asked.
func (s *summary) listened() {
	h := s.r.Heard
	switch {
	case s.swap:
	case h.Nobody():
		s.said = append(s.said, h.Text())
		s.why(h)
		s.advise(ToMediator, "no-source", "Find out why no source answered, which the test of the explorers shows, and check again before anything is paid, refunded or reimbursed.")
	case h.Asked == 0 && s.r.AsOf != nil: // that tells of its age
	case h.Answered < h.Asked, h.Asked == 0:
		s.said = append(s.said, h.Text())
		s.why(h)
	}
}

// why names those who were asked in vain.
func (s *summary) why(h Heard) {
	if why := h.Why(); !why.IsZero() {
		s.said = append(s.said, why)
	}
}

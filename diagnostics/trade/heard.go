package trade

import (
	"time"

	"tradecase/explorer"
)

// Heard says who was asked about a trade's transactions, and who answered.
type Heard struct {
	Asked    int      `json:"asked"`            // explorers and the own node; 0: nobody was, or had to be
	Answered int      `json:"answered"`         // of these, who gave any answer of use
	Silent   []string `json:"silent,omitempty"` // the others, by name
	// Last is when the newest answer came on which anything here rests, UTC; zero
	// if there is none.
	Last time.Time `json:"last,omitzero"`
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

// hear takes in who answered the ledger; it may be asked several times.
func (f *facts) hear(list []explorer.Heard) {
	for _, h := range list {
		known := false
		for i := range f.heard {
			if f.heard[i].Source == h.Source {
				known, f.heard[i].Answered = true, f.heard[i].Answered || h.Answered
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
			h.Silent = append(h.Silent, source.Source)
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
		s.advise(ToMediator, "no-source", "Find out why no source answered, which the test of the explorers shows, and check again before anything is paid, refunded or reimbursed.")
	case h.Asked == 0 && s.r.AsOf != nil: // that tells of its age
	case h.Answered < h.Asked, h.Asked == 0:
		s.said = append(s.said, h.Text())
	}
}

package explorer

import "time"

// Heard is a source that had to be asked, and whether anything came of it.
type Heard struct {
	Source   string // its name
	Answered bool   // about any transaction, a positive "not found" included
	Fault    Fault  // why nothing came of it, if nothing did
}

// heard lists the servers that were asked anything for this check, in their
// order. What they say of the newest block alone is no answer about a
// transaction.
func (g *gathering) heard() []Heard {
	asked, answered, faults := map[string]bool{}, map[string]bool{}, map[string]Fault{}
	for _, d := range g.dossiers {
		for _, r := range (&view{dossier: d}).replies() {
			asked[r.Source] = true
			switch {
			case r.Outcome == Unknown && (r.Fault != FaultUnsupported || faults[r.Source] == FaultNone):
				faults[r.Source] = r.Fault
			case r.Outcome != Unknown && r.Question != askHeader:
				answered[r.Source] = true
			}
		}
	}
	for _, t := range g.tips {
		if t != nil {
			asked[t.reply.Source] = true
		}
	}
	var all []Heard
	for _, s := range g.c.servers {
		if name := g.c.infos[s].Name; asked[name] {
			h := Heard{Source: name, Answered: answered[name]}
			if !h.Answered {
				h.Fault = faults[name]
			}
			all = append(all, h)
		}
	}
	return all
}

// LastAnswer is when a source last answered what is known of the transaction,
// UTC; zero if none did. Only answers that came over a connection count.
func (t *Transaction) LastAnswer() time.Time { return lastAnswer(t.Replies) }

func lastAnswer(replies []Reply) (last time.Time) {
	for _, r := range replies {
		if r.Outcome == Unknown {
			continue
		}
		for _, x := range r.Exchanges {
			if x.At.After(last) {
				last = x.At.UTC()
			}
		}
	}
	return last
}

package redact

import (
	"bytes"
	"slices"
	"strings"
)

// Plan knows all private values of the items that were collected and what each
// is replaced with. It is immutable and safe for concurrent use.
type Plan struct {
	rules    *rules
	names    map[string]bool   // names of persons, by id
	tokens   map[string]string // pseudonyms by id
	classOf  map[string]Class
	counts   Counts
	unfound  []string        // own words that no item holds
	items    map[string]bool // paths that were collected
	workers  int
	progress func(int64)
}

func newPlan(items []Item, opt Options, own []value, all *finds) (*Plan, error) {
	p := &Plan{
		tokens: make(map[string]string), classOf: make(map[string]Class), counts: make(Counts),
		items: make(map[string]bool), workers: workers(opt.Workers), progress: opt.Progress,
	}
	for _, item := range items {
		p.items[item.Path] = true
	}
	p.names = all.settleTails()
	found := len(all.entities)
	p.unfound = all.lacks(opt.Hide)
	list := all.sorted(own)
	numbers := make(map[Class]int)
	values := make([]value, len(list))
	for i, e := range list {
		numbers[e.class]++
		p.tokens[e.id] = pseudonym(e.class, all.highest[e.class]+numbers[e.class])
		p.classOf[e.id] = e.class
		values[i] = e.value
		if i < found {
			p.counts[e.class]++
		}
	}
	var err error
	p.rules, err = newRules(opt.Profile, values)
	return p, err
}

// Entities returns how many distinct values of each class the items hold.
func (p *Plan) Entities() Counts { return p.counts.clone() }

// Unfound returns the user's own words, as they were given, that no item holds
// as a whole token.
func (p *Plan) Unfound() []string { return slices.Clone(p.unfound) }

// scanner returns a scanner that knows the plan's values.
func (p *Plan) scanner() *scanner {
	return &scanner{rules: p.rules, known: func(id string) bool { return p.names[id] }}
}

// token is the pseudonym of a value and its class; known is false if the value
// was not collected.
func (p *Plan) token(v value) (token string, class Class, known bool) {
	if token, ok := p.tokens[v.id]; ok {
		return token, p.classOf[v.id], true
	}
	return pseudonym(v.class, 0), v.class, false
}

// Text redacts a short text: a file name, a reason, a note. Values that the
// items do not hold get number 0.
func (p *Plan) Text(s string) string {
	data := []byte(s)
	sc := p.scanner()
	found, _ := sc.window(&window{data: data, limit: len(data), eof: true})
	var sb strings.Builder
	done := 0
	_ = unite(found, func(m match) error { // the function returns no error
		sb.Write(data[done:m.start])
		sb.WriteString(p.replacement(m, data))
		done = m.end
		return nil
	})
	sb.Write(data[done:])
	return sb.String()
}

// replacement is what a finding is replaced with: its pseudonym, quoted if need
// be, and the line ends that stood in it.
func (p *Plan) replacement(m match, data []byte) string {
	var sb strings.Builder
	if !m.cont {
		token, _, _ := p.token(m.val)
		q := m.q.String()
		sb.WriteString(q + token + q)
	}
	raw := data[m.start:m.end]
	for i := bytes.IndexByte(raw, '\n'); i >= 0; i = bytes.IndexByte(raw, '\n') {
		if i > 0 && raw[i-1] == '\r' {
			sb.WriteByte('\r')
		}
		sb.WriteByte('\n')
		raw = raw[i+1:]
	}
	return sb.String()
}

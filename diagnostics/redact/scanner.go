package redact

import (
	"bytes"
	"cmp"
	"slices"
)

// Ranks of findings, in falling order.
const (
	rankPayload = iota
	rankKey
	rankLabelled
	rankEvident
	rankSpread
)

// What a pattern's hit leads to.
const (
	hitHome = iota
	hitLabel
	hitPayload
	hitPseudonym
	hitAt
	hitPlus
	hitProof
	hitBlock
	hitMapped
	hitValue  // arg: entity; a whole token
	hitExact  // arg: entity; a whole token in this case only
	hitHex    // arg: entity; anywhere
	hitBase64 // arg: entity; anywhere, compared in its case
)

// overlap is how far behind a window's limit a scan goes on, so that findings
// across it are whole.
const overlap = 4096

// match is a finding in a window.
type match struct {
	start, end int
	at         int // where the label, path or value that gave it away begins
	rank       uint8
	tail       bool // a name with blanks that may be followed by more text
	cont       bool // the rest of a finding that began in an earlier window
	val        value
	q          quote // put around the pseudonym
}

// scanner finds private data in one item, window by window. It is not safe for
// concurrent use; what it shares with others is immutable.
type scanner struct {
	rules *rules
	known func(id string) bool // names known from elsewhere; nil while they are being collected

	data  []byte
	from  int  // what is before has been dealt with
	limit int  // findings that begin before it are dealt with now
	eof   bool // nothing follows data
	hi    int  // how far to look

	matches []match
	tokens  [][2]int // pseudonyms that stand in the text
	highest map[Class]int
	at      int
	inside  int // payloads end here; what begins before is a part of one
	deep    int // very long fields end here; labels that begin before it stand in one
	open    *openEnd
	users   map[string]value
}

// rules are what scanners look for.
type rules struct {
	public bool
	auto   *automaton
	exact  []string // patterns' own spelling, by arg of hitBase64 and hitExact
	owner  []int32  // the entity of each of them
	values []value  // entities by number
	labels []field
	homes  []homeKind
}

// openEnd is a finding that goes on behind the window.
type openEnd struct {
	kind   openKind
	at     int // label's place
	offset int // how far it has been followed
	scan   *bracketScan
	q      quote
}

type openKind uint8

const (
	openPayload openKind = iota
	openString
	openLine
	openBlock
	openArmour
)

// window scans one window and returns its findings in order, overlapping ones
// united. next is where the following window begins.
func (s *scanner) window(w *window) (found []match, next int) {
	s.data, s.from, s.limit, s.eof = w.data, w.from, w.limit, w.eof
	s.matches, s.tokens = s.matches[:0], s.tokens[:0]
	s.hi = min(len(s.data), s.limit+overlap)
	s.inside, s.deep = 0, 0
	if s.open != nil {
		s.resume()
	}
	s.patterns()
	s.runs()
	s.marks()
	return s.settle()
}

// add adds a finding that begins where its label did.
func (s *scanner) add(start, end int, v value, rank uint8) {
	s.addQuoted(start, end, v, rank, quote{})
}

func (s *scanner) addQuoted(start, end int, v value, rank uint8, q quote) {
	if v.class == Key && rank == rankLabelled {
		rank = rankKey
	}
	s.matches = append(s.matches, match{start: start, end: end, at: s.at, rank: rank, val: v, q: q})
	s.reach(end)
}

// reach moves the limit behind a finding that begins before it.
func (s *scanner) reach(end int) {
	if s.at < s.limit && end > s.limit {
		s.limit = end
		s.hi = min(len(s.data), max(s.hi, end+overlap))
	}
}

// leaveOpen remembers that the finding just added goes on behind its end.
func (s *scanner) leaveOpen(o openEnd, end int) {
	if s.open == nil {
		o.at, o.offset = s.at, end
		s.open = &o
	}
}

// resume goes on with a finding that an earlier window left open.
func (s *scanner) resume() {
	o := s.open
	end, done := o.goOn(s.data, s.from, s.limit)
	if end > s.from {
		s.matches = append(s.matches, match{start: s.from, end: end, at: s.from, cont: true})
	}
	o.at, o.offset = s.from, end
	if o.kind == openPayload {
		s.inside = end
	}
	if done {
		s.open = nil
	}
}

// goOn looks for the end of an open finding in d[i:hi].
func (o *openEnd) goOn(d []byte, i, hi int) (end int, done bool) {
	switch o.kind {
	case openPayload:
		return o.scan.run(d, i, hi)
	case openString:
		for i > 0 && d[i-1] == '\\' {
			i--
		}
		end, closed := o.q.closing(d, i, hi)
		return end, closed || end < hi
	case openBlock, openArmour:
		return blockEnd(d, i, hi, o.kind == openArmour)
	default:
		end := lineEnd(d, i, hi)
		return end, end < hi
	}
}

// patterns looks for all patterns in one pass.
func (s *scanner) patterns() {
	a := s.rules.auto
	state := uint32(0)
	for i := s.from; i < s.hi; {
		var hit bool
		if i, state, hit = a.find(s.data, i, s.hi, state); hit {
			a.each(state, func(p int32) { s.hit(a.kind[p], a.arg[p], i-int(a.size[p]), i) })
		}
	}
}

// hit deals with a pattern at data[start:end].
func (s *scanner) hit(kind uint8, arg int32, start, end int) {
	s.at = start
	switch kind {
	case hitHome:
		s.homeHit(start, end, s.rules.homes[arg])
	case hitLabel:
		s.labelHit(start, end, s.rules.labels[arg])
	case hitPayload:
		s.payloadHit(start, end)
	case hitPseudonym:
		s.pseudonymHit(start)
	case hitAt:
		s.atHit(start, end)
	case hitPlus:
		s.phoneHit(start)
	case hitProof:
		s.proofHit(end)
	case hitBlock:
		s.blockHit(start, end)
	case hitMapped:
		s.mappedHit(start, end)
	case hitValue:
		if edged(s.data, start, end) {
			s.add(start, end, s.rules.values[arg], rankSpread)
		}
	case hitHex:
		s.add(start, end, s.rules.values[arg], rankSpread)
	case hitExact, hitBase64:
		s.exactHit(kind, arg, start, end)
	}
}

func (s *scanner) exactHit(kind uint8, arg int32, start, end int) {
	if string(s.data[start:end]) != s.rules.exact[arg] {
		return
	}
	if kind == hitExact {
		if edged(s.data, start, end) {
			s.add(start, end, s.rules.values[s.rules.owner[arg]], rankSpread)
		}
		return
	}
	// The characters beside the pattern hold some bits of the value too.
	if start > s.from && base64Byte(s.data[start-1]) {
		start--
	}
	if end < len(s.data) && base64Byte(s.data[end]) {
		end++
	}
	s.add(start, end, s.rules.values[s.rules.owner[arg]], rankSpread)
}

func base64Byte(b byte) bool {
	return alnum(b) || b == '+' || b == '/' || b == '-' || b == '_'
}

func (s *scanner) pseudonymHit(start int) {
	class, n, size := pseudonymAt(s.data, start)
	if size == 0 {
		return
	}
	s.tokens = append(s.tokens, [2]int{start, start + size})
	if s.highest == nil {
		s.highest = make(map[Class]int)
	}
	s.highest[class] = max(s.highest[class], n)
}

func (s *scanner) atHit(at, after int) {
	if start, end, ok := emailAround(s.data, s.from, at, after); ok {
		if notMail(s.data[start:at], s.data[after:end]) {
			return
		}
		s.at = start
		v := emailValue(s.data[start:end])
		if hasFold(s.data, end-len(onionEnd), onionEnd) { // the host is no secret, what stands before it is
			v.spread, end = false, at
		}
		s.add(start, end, v, rankEvident)
	}
}

func (s *scanner) phoneHit(i int) {
	if start, end, digits, ok := phoneAt(s.data, i); ok {
		s.at = start
		s.add(start, end, phoneValue(digits), rankEvident)
	}
}

// proofHit deals with the query of a Monero proof: the transaction, the address
// and the view key that stand in it tie a payment to a person.
func (s *scanner) proofHit(end int) {
	d := s.data
	for p := end; p < len(d) && p-end < 1024 && d[p] > ' ' && d[p] != '"'; p++ {
		if d[p] != '=' {
			continue
		}
		from := p + 1
		for p+1 < len(d) && alnum(d[p+1]) {
			p++
		}
		if p+1-from >= 32 {
			s.addField(from, p+1, field{class: Payment, person: true}, quote{})
		}
	}
}

// marks looks for what a single rare byte gives away.
func (s *scanner) marks() {
	d := s.data
	for i := s.from; i < s.hi; i++ {
		k := bytes.IndexByte(d[i:s.hi], '@')
		if k < 0 {
			break
		}
		i += k
		s.at = i
		s.atHit(i, i+1)
	}
	for i := s.from; i < s.hi; i++ {
		k := bytes.IndexByte(d[i:s.hi], '+')
		if k < 0 {
			break
		}
		i += k
		s.at = i
		if i+1 < len(d) && digit(d[i+1]) {
			s.phoneHit(i)
		}
	}
}

// settle keeps the findings that begin before the limit, in order.
func (s *scanner) settle() (found []match, next int) {
	for _, t := range s.tokens {
		if t[0] < s.limit && t[1] > s.limit {
			s.limit = t[1]
		}
	}
	if s.open != nil && s.open.at >= s.limit {
		s.open = nil
	}
	if o := s.open; o != nil && o.offset < s.limit {
		end, done := o.goOn(s.data, o.offset, s.limit)
		if end > o.offset {
			s.matches = append(s.matches, match{start: o.offset, end: end, at: s.from, cont: true})
		}
		if done {
			s.open = nil
		}
	}
	found = s.matches[:0]
	for _, m := range s.matches {
		if m.at < s.limit && m.start >= s.from && !s.inToken(m) {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.rank, b.rank))
	})
	return withoutParts(found), s.limit
}

// withoutParts drops self-evident findings inside longer ones, such as a phone
// number that is a part of an IBAN: they are no values of their own.
func withoutParts(found []match) []match {
	end := -1
	kept := found[:0]
	for _, m := range found {
		if m.rank == rankEvident && m.end <= end {
			continue
		}
		if m.rank == rankEvident || m.rank == rankKey {
			end = max(end, m.end)
		}
		kept = append(kept, m)
	}
	return kept
}

// inToken reports whether a finding lies inside a pseudonym, or is nothing but
// one.
func (s *scanner) inToken(m match) bool {
	i, _ := slices.BinarySearchFunc(s.tokens, m.end, func(t [2]int, end int) int { return cmp.Compare(t[1], end) })
	return i < len(s.tokens) && s.tokens[i][0] <= m.start && m.end <= s.tokens[i][1]
}

// unite joins overlapping findings, which come in order. Each result covers all
// of them and stands for the longest; equally long ones for the highest rank.
func unite(found []match, yield func(m match) error) error {
	for i := 0; i < len(found); {
		m, start, end := found[i], found[i].start, found[i].end
		for i++; i < len(found) && found[i].start < end; i++ {
			n := found[i]
			end = max(end, n.end)
			if size, best := n.end-n.start, m.end-m.start; size > best || size == best && n.rank < m.rank {
				m = n
			}
		}
		m.start, m.end = start, end
		if err := yield(m); err != nil {
			return err
		}
	}
	return nil
}

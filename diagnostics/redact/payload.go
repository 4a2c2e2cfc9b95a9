package redact

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// maxPayload is how far a payload or a field may reach before it is hidden as
// a stream, without being looked at as a whole.
const maxPayload = 256 << 10

// payloadHit deals with a label that ends in AccountPayload at d[:end].
func (s *scanner) payloadHit(start, end int) {
	d := s.data
	if end < len(d) && identByte(d[end]) || start < s.inside {
		return
	}
	key := start
	for key > 0 && identByte(d[key-1]) && start-key < 64 {
		key--
	}
	if hasFold(d, key, "hash") {
		return
	}
	q, n := quoteAt(d, end)
	p := skipSpace(d, end+n)
	if p >= len(d) {
		return
	}
	switch {
	case d[p] == ':' || d[p] == '=':
		s.payloadValue(skipSpace(d, p+1), q)
	case d[p] == '{' || d[p] == '(' && p == end:
		s.payloadObject(p, quote{}, n == 0)
	}
}

// payloadValue deals with what a payload's key stands before. null stays, and
// so does a class name: its own brackets are found later or right here.
func (s *scanner) payloadValue(i int, q quote) {
	d := s.data
	hi := min(len(d), i+maxPayload)
	if i >= hi {
		return
	}
	if vq, n := quoteAt(d, i); n > 0 {
		end, closed := vq.closing(d, i+n, hi)
		s.addPayload(i+n, end, quote{})
		if !closed && end == hi {
			s.leaveOpen(openEnd{kind: openString, q: vq}, end)
		}
		return
	}
	p := i
	for p < hi && (identByte(d[p]) || d[p] == '.') {
		p++
	}
	if p < hi && (d[p] == '{' || d[p] == '(' || d[p] == '[' && p == i) {
		s.payloadObject(p, q, q.mark == "")
		return
	}
	if _, _, size := pseudonymAt(d, p); size > 0 || nothing(d[i:p]) {
		return
	}
	end := valueEnd(d, i, hi)
	if q.mark != "" {
		end = i
		for end < hi && strings.IndexByte(",}\r\n", d[end]) < 0 {
			end++
		}
	}
	s.addPayload(i, end, q)
	if end-i > maxNested {
		s.inside = max(s.inside, end)
	}
}

// payloadObject deals with the brackets at i. In JSON q is the quotation mark
// that the pseudonym gets.
func (s *scanner) payloadObject(i int, q quote, dump bool) {
	d := s.data
	hi := min(len(d), i+maxPayload)
	if _, _, size := pseudonymAt(d, i); size > 0 {
		return
	}
	if dump && isFrame(d[i:hi]) {
		return
	}
	sc := newBracketScan(d, i, hi, q)
	end, done := sc.run(d, i, hi)
	if len(bytes.TrimSpace(bytes.Trim(d[i:end], "{}()[]"))) == 0 {
		return
	}
	s.addPayload(i, end, q)
	s.inside = max(s.inside, end)
	if sc.json {
		s.jsonFields(i, end, sc.q)
	} else {
		s.dumpFields(i, end)
	}
	if !done && (hi < len(d) || !s.eof) {
		s.leaveOpen(openEnd{kind: openPayload, scan: sc}, hi)
	}
}

// isFrame reports whether brackets hold a place in source code, as in a stack
// trace: (Trade.java:312).
func isFrame(d []byte) bool {
	end := bytes.IndexByte(d[:min(len(d), 200)], ')')
	if end < 0 {
		return false
	}
	in := d[1:end]
	return bytes.Contains(in, []byte(".java")) || bytes.Contains(in, []byte(".kt:")) ||
		string(in) == "Native Method" || string(in) == "Unknown Source"
}

// addPayload adds a payload. The same fields have the same pseudonym, whether
// they are set in one line or in many, escaped or not.
func (s *scanner) addPayload(i, end int, q quote) {
	raw := s.data[i:end]
	if nothing(raw) || onlyPseudonyms(raw) || !bytes.ContainsFunc(raw, wordRune) {
		return
	}
	h := sha256.New()
	var buf [512]byte
	n := 0
	for _, b := range raw {
		if b <= ' ' || b == '\\' || b == '"' {
			continue
		}
		if n == len(buf) {
			h.Write(buf[:])
			n = 0
		}
		buf[n] = b
		n++
	}
	h.Write(buf[:n])
	v := value{class: Payload, id: "payload " + hex.EncodeToString(h.Sum(nil))}
	s.addQuoted(i, end, v, rankPayload, q)
}

// balanced finds the end of the brackets at i, as a payload's.
func (s *scanner) balanced(i, hi int, q quote) (end int, done bool) {
	sc := newBracketScan(s.data, i, hi, q)
	return sc.run(s.data, i, hi)
}

// bracketScan finds the end of an object, in as many steps as the buffer
// demands. In JSON brackets inside strings do not count. An object that does
// not balance ends before the next log entry.
type bracketScan struct {
	open, close byte
	json        bool
	q           quote // what strings are set in
	depth       int
	inString    bool
	broken      bool // a string with a line end: brackets prove nothing any more
	backslashes int
}

func newBracketScan(d []byte, i, hi int, q quote) *bracketScan {
	sc := &bracketScan{open: d[i], q: q}
	sc.close = map[byte]byte{'{': '}', '(': ')', '[': ']'}[d[i]]
	p := skipSpace(d[:hi], i+1)
	if inner, n := quoteAt(d[:hi], p); n > 0 {
		sc.json, sc.q = true, inner
	} else {
		sc.json = q.mark != ""
	}
	return sc
}

// run goes on at d[i], which is the opening bracket at first, and returns the
// end of the object, or hi if it is not reached. done says that it was.
func (sc *bracketScan) run(d []byte, i, hi int) (end int, done bool) {
	for p := i; p < hi; p++ {
		b := d[p]
		switch {
		case b == '\n':
			sc.broken = sc.broken || sc.json && sc.inString
			if isHeader(d[p+1:]) {
				return beforeLineEnd(d, i, p), true
			}
		case b == '\\':
			sc.backslashes++
			continue
		case sc.json && b == sc.q.mark[0] && hasFold(d, p, sc.q.mark) && sc.q.closes(sc.backslashes):
			sc.inString = !sc.inString
		case sc.inString || sc.broken:
		case b == sc.open:
			sc.depth++
		case b == sc.close:
			sc.depth--
			if sc.depth == 0 && !sc.json && payloadGoesOn(d, p+1) {
				sc.depth = 1
			}
			if sc.depth == 0 {
				return p + 1, true
			}
		}
		sc.backslashes = 0
	}
	return hi, false
}

func beforeLineEnd(d []byte, lo, p int) int {
	if p > lo && d[p-1] == '\r' {
		return p - 1
	}
	return p
}

// payloadGoesOn reports whether ", key=" follows with a key that only payloads
// have: the bracket before it belonged to a value.
func payloadGoesOn(d []byte, p int) bool {
	if p >= len(d) || d[p] != ',' {
		return false
	}
	p = skipBlanks(d, p+1)
	from := p
	for p < len(d) && identByte(d[p]) && p-from < 64 {
		p++
	}
	if p == from || p >= len(d) || d[p] != '=' {
		return false
	}
	key := strings.ToLower(string(d[from:p]))
	_, known := payloadKeys[key]
	return known && key != "id"
}

// jsonFields collects the values of a JSON payload, so that they can be hidden
// elsewhere too.
func (s *scanner) jsonFields(i, end int, q quote) {
	d := s.data
	key := ""
	for p := i; p < end; {
		vq, n := quoteAt(d, p)
		if n == 0 || vq != q {
			p++
			continue
		}
		from := p + n
		to, closed := q.closing(d, from, end)
		p = to
		if closed {
			p += len(q.mark) + q.esc
		}
		if next := skipSpace(d, p); next < end && d[next] == ':' {
			key = string(d[from:to])
			p = s.jsonLiteral(next+1, end, key)
			continue
		}
		s.addInside(from, to, key)
	}
}

// jsonLiteral collects a value that is not a string; it returns where to go on.
func (s *scanner) jsonLiteral(i, end int, key string) int {
	d := s.data
	i = skipSpace(d, i)
	p := i
	for p < end && (alnum(d[p]) || d[p] == '.' || d[p] == '-') {
		p++
	}
	if p > i {
		s.addInside(i, p, key)
	}
	return p
}

// dumpFields collects the values of a toString dump of a payload.
func (s *scanner) dumpFields(i, end int) {
	d := s.data
	for p := i; p < end; p++ {
		if d[p] != '=' {
			continue
		}
		from := p
		for from > i && identByte(d[from-1]) {
			from--
		}
		to := valueEnd(d, p+1, end)
		if from == p || bytes.HasPrefix(bytes.TrimLeftFunc(d[p+1:to], func(r rune) bool { return r < 0x80 && identByte(byte(r)) }), []byte("(")) {
			continue
		}
		lo, hi := p+1, to
		if hi-lo > 1 && (d[lo] == '\'' || d[lo] == '"') && d[hi-1] == d[lo] {
			lo, hi = lo+1, hi-1
		}
		s.addInside(lo, hi, string(d[from:p]))
	}
}

// addInside adds a value found inside a payload, if it identifies a person.
// The payload hides it where it stands.
func (s *scanner) addInside(i, end int, key string) {
	if personKey(key) {
		s.addField(i, end, field{class: Payment, person: true}, quote{})
	}
}

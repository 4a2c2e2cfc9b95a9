package redact

import (
	"bytes"
	"strings"
)

// quote is a quotation mark as it stands in a text: the mark itself, plain or
// escaped for HTML, behind the backslashes that JSON inside JSON puts there.
type quote struct {
	mark string
	esc  int
}

func (q quote) String() string { return strings.Repeat(`\`, q.esc) + q.mark }

var quoteMarks = [...]string{`"`, "&quot;", "&#34;", "&#x22;", "%22"}

// quoteAt recognises a quotation mark at i; size is 0 if there is none.
func quoteAt(d []byte, i int) (q quote, size int) {
	p := i
	for p < len(d) && d[p] == '\\' && p-i < 64 {
		p++
	}
	for _, mark := range quoteMarks {
		if hasFold(d, p, mark) {
			return quote{mark, p - i}, p - i + len(mark)
		}
	}
	return quote{}, 0
}

// closing finds where the string at i ends: the start of the closing mark, its
// backslashes included. A raw line end or hi ends it too; closed tells.
func (q quote) closing(d []byte, i, hi int) (end int, closed bool) {
	backslashes := 0
	for p := i; p < hi; p++ {
		switch {
		case d[p] == '\\':
			backslashes++
			continue
		case d[p] == '\n' || d[p] == '\r':
			return p, false
		case d[p] == q.mark[0] && hasFold(d, p, q.mark) && q.closes(backslashes):
			return p - min(q.esc, p-i), true
		}
		backslashes = 0
	}
	return hi, false
}

// closes reports whether a mark behind so many backslashes closes the string:
// further ones come in pairs, and each level doubles them.
func (q quote) closes(backslashes int) bool {
	return backslashes%(2*(q.esc+1)) == q.esc
}

// skipBlanks moves over blanks and tabs.
func skipBlanks(d []byte, i int) int {
	for i < len(d) && (d[i] == ' ' || d[i] == '\t') {
		i++
	}
	return i
}

// skipSpace moves over white space, line ends included, but not far.
func skipSpace(d []byte, i int) int {
	for n := 0; i < len(d) && n < 256 && (d[i] == ' ' || d[i] == '\t' || d[i] == '\r' || d[i] == '\n'); n++ {
		i++
	}
	return i
}

// trimValue takes blanks and the ornaments of a sentence from both ends of
// d[i:end].
func trimValue(d []byte, i, end int) (int, int) {
	const ornaments = " \t\r.,;:!*_`'\""
	for i < end && strings.IndexByte(ornaments, d[i]) >= 0 {
		i++
	}
	for end > i && strings.IndexByte(ornaments, d[end-1]) >= 0 {
		end--
	}
	return i, end
}

// valueEnd finds where an unquoted value of a toString dump ends: at ", key=",
// at the closing bracket that fits, at the line's end or at hi.
func valueEnd(d []byte, i, hi int) int {
	depth := 0
	for p := i; p < hi; p++ {
		switch d[p] {
		case '\n', '\r':
			return p
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth == 0 {
				return p
			}
			depth--
		case ',', ';', '&':
			if depth == 0 && keyFollows(d, p+1) {
				return p
			}
		}
	}
	return hi
}

// keyFollows reports whether "key=" follows, behind blanks.
func keyFollows(d []byte, p int) bool {
	p = skipBlanks(d, p)
	from := p
	for p < len(d) && (identByte(d[p]) || d[p] == '.') && p-from < 64 {
		p++
	}
	return p > from && letter(d[from]) && p < len(d) && d[p] == '='
}

// lineEnd is the index of the line end at or behind i, or hi.
func lineEnd(d []byte, i, hi int) int {
	if k := bytes.IndexByte(d[i:hi], '\n'); k >= 0 {
		hi = i + k
	}
	if hi > i && d[hi-1] == '\r' {
		hi--
	}
	return hi
}

// nothing reports whether a value says that there is none.
func nothing(raw []byte) bool {
	if len(raw) > 64 {
		return false
	}
	switch strings.ToLower(string(bytes.TrimSpace(raw))) {
	case "", "null", "true", "false", "none", "undefined", "n/a", "optional.empty":
		return true
	}
	return false
}

package logs

// Transaction IDs and trade IDs both hold a long run of hex digits and
// hyphens. nextRun jumps through a text from one such run to the next and
// looks at few bytes between them.

const (
	uuidLen = 36
	txidLen = 64
)

// hexOrHyphen marks the bytes of a run.
var hexOrHyphen = func() (t [256]bool) {
	for _, c := range []byte("0123456789abcdefABCDEF-") {
		t[c] = true
	}
	return t
}()

// nextRun finds the first run of at least uuidLen bytes that begins at from or
// later. start is -1 if there is none.
func nextRun(b []byte, from int) (start, end int) {
	for i := from + uuidLen - 1; i < len(b); {
		if !hexOrHyphen[b[i]] {
			from = i + 1
			i += uuidLen
			continue
		}
		start, end = i, i+1
		for start > from && hexOrHyphen[b[start-1]] {
			start--
		}
		for end < len(b) && hexOrHyphen[b[end]] {
			end++
		}
		if end-start >= uuidLen {
			return start, end
		}
		from = end + 1
		i = end + uuidLen
	}
	return -1, -1
}

func alnum(c byte) bool { return digit(c) || c|0x20-'a' < 26 }

// uuidAt reports whether a UUID begins at i.
func uuidAt(b []byte, i int) bool {
	if i < 0 || i+uuidLen > len(b) || b[i+8] != '-' {
		return false
	}
	for j, c := range b[i : i+uuidLen] {
		hyphen := j == 8 || j == 13 || j == 18 || j == 23
		if hyphen != (c == '-') || !hexOrHyphen[c] {
			return false
		}
	}
	return true
}

// tradeIDAround finds the full trade ID whose UUID begins at i: a prefix of
// five to eight letters and digits before it, two to six digits behind it.
func tradeIDAround(b []byte, i int) (start, end int, ok bool) {
	if i < 1 || b[i-1] != '-' || !uuidAt(b, i) {
		return 0, 0, false
	}
	start = i - 1
	for start > max(0, i-10) && alnum(b[start-1]) {
		start--
	}
	end = i + uuidLen
	if n := i - 1 - start; n < 5 || n > 8 || end >= len(b) || b[end] != '-' {
		return 0, 0, false
	}
	version := end + 1
	for end++; end < len(b) && digit(b[end]); end++ {
	}
	n := end - version
	return start, end, n >= 2 && n <= 6 && (end == len(b) || !alnum(b[end]))
}

// wholeNumber reports whether b[start:end], part of a run, is a number of 64 hex
// digits that stands for itself.
func wholeNumber(b []byte, start, end int) bool {
	return end-start == txidLen && (start == 0 || !alnum(b[start-1])) && (end == len(b) || !alnum(b[end]))
}

// unhex decodes a transaction ID.
func unhex(dst *[txidLen / 2]byte, src []byte) {
	for i := range dst {
		dst[i] = nibble(src[2*i])<<4 | nibble(src[2*i+1])
	}
}

func nibble(c byte) byte {
	if digit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

package redact

import (
	"unicode"
	"unicode/utf8"
)

// What a byte can be part of.
const (
	isDigit = 1 << iota
	isHexLow
	isHexUp
	isLow // g to z
	isUp  // G to Z
	isAlnum
)

var byteKind = func() (t [256]uint8) {
	for b := range 256 {
		switch {
		case b >= '0' && b <= '9':
			t[b] = isDigit | isAlnum
		case b >= 'a' && b <= 'f':
			t[b] = isHexLow | isAlnum
		case b >= 'A' && b <= 'F':
			t[b] = isHexUp | isAlnum
		case b >= 'g' && b <= 'z':
			t[b] = isLow | isAlnum
		case b >= 'G' && b <= 'Z':
			t[b] = isUp | isAlnum
		}
	}
	return t
}()

func alnum(b byte) bool { return byteKind[b] != 0 }
func digit(b byte) bool { return byteKind[b]&isDigit != 0 }
func hexDigit(b byte) bool {
	return byteKind[b]&(isDigit|isHexLow|isHexUp) != 0
}

// letter reports whether b is an ASCII letter.
func letter(b byte) bool { return byteKind[b]&isAlnum != 0 && !digit(b) }

// identByte reports whether b can stand in a Java identifier.
func identByte(b byte) bool { return alnum(b) || b == '_' || b == '$' }

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// hasFold reports whether d has the lower-case ASCII string s at i.
func hasFold(d []byte, i int, s string) bool {
	if i < 0 || len(d)-i < len(s) {
		return false
	}
	for k := range len(s) {
		if lower(d[i+k]) != s[k] {
			return false
		}
	}
	return true
}

func hexValue(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// percentAt decodes the %XX at i.
func percentAt(d []byte, i int) (b byte, ok bool) {
	if i < 0 || i+2 >= len(d) || d[i] != '%' || !hexDigit(d[i+1]) || !hexDigit(d[i+2]) {
		return 0, false
	}
	return byte(hexValue(d[i+1])<<4 | hexValue(d[i+2])), true
}

// unicodeEscapeAt decodes the uXXXX at i, which follows a backslash.
func unicodeEscapeAt(d []byte, i int) (r rune, ok bool) {
	if i < 0 || i+4 >= len(d) || d[i] != 'u' {
		return 0, false
	}
	for _, b := range d[i+1 : i+5] {
		v := hexValue(b)
		if v < 0 {
			return 0, false
		}
		r = r<<4 | rune(v)
	}
	return r, true
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// leftEdge reports whether a token can begin at i: what stands before it is
// no letter or digit, or only the end of an escape (\n, %20, \u0020, a colour
// code). A byte that is not UTF-8 counts as an edge: rather one hit too many.
func leftEdge(d []byte, i int) bool {
	if i <= 0 {
		return true
	}
	b := d[i-1]
	if b < utf8.RuneSelf {
		return !alnum(b) || escapeEnds(d, i)
	}
	r, size := utf8.DecodeLastRune(d[max(0, i-utf8.UTFMax):i])
	return r == utf8.RuneError && size <= 1 || !wordRune(r)
}

// freshEdge is leftEdge for what is not known to be a value. The end of a
// pseudonym is none, as the value that stood there was none: redacted text must
// not look like more than the text did.
func freshEdge(d []byte, i int) bool {
	return leftEdge(d, i) && (i == 0 || d[i-1] != ']' || !pseudonymEnds(d, i))
}

// escapeEnds reports whether an escape of something that is no letter or digit
// ends before i, where a letter or digit stands.
func escapeEnds(d []byte, i int) bool {
	b := d[i-1]
	if i >= 2 && d[i-2] == '\\' {
		switch b {
		case 'n', 'r', 't', 'b', 'f', '0':
			return true
		}
	}
	if v, ok := percentAt(d, i-3); ok {
		return !alnum(v)
	}
	if i >= 6 && d[i-6] == '\\' {
		if r, ok := unicodeEscapeAt(d, i-5); ok {
			return !wordRune(r)
		}
	}
	return b == 'm' && colourEnds(d, i-1)
}

// colourEnds reports whether the m at i ends a terminal's colour code.
func colourEnds(d []byte, i int) bool {
	k := i - 1
	for k > 0 && i-k < 12 && (digit(d[k]) || d[k] == ';') {
		k--
	}
	if k < 1 || d[k] != '[' {
		return false
	}
	return d[k-1] == 0x1B || k >= 3 && string(d[k-3:k]) == "←"
}

// rightEdge reports whether a token can end before i.
func rightEdge(d []byte, i int) bool {
	if i >= len(d) {
		return true
	}
	if d[i] < utf8.RuneSelf {
		return !alnum(d[i])
	}
	r, size := utf8.DecodeRune(d[i:])
	return r == utf8.RuneError && size <= 1 || !wordRune(r)
}

// edged reports whether d[start:end] is a whole token. An end that is no
// letter or digit itself, or the escape of one, needs no edge.
func edged(d []byte, start, end int) bool {
	first, last := d[start], d[end-1]
	if (first >= utf8.RuneSelf || alnum(first)) && !leftEdge(d, start) {
		return false
	}
	return last < utf8.RuneSelf && !alnum(last) || escapeEnds(d[:end], end) || rightEdge(d, end)
}

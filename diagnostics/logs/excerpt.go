package logs

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Bounds of excerpts, in bytes.
const (
	maxExcerpt  = 8 << 10
	maxAround   = 400 // a line before or after an error
	maxLine     = 300 // a line that is evidence by itself
	linesAround = 3
)

// clean makes a piece of a log fit to be shown: valid UTF-8 without control
// characters, lines ended by \n alone, at most limit bytes.
func clean(b []byte, limit int) string {
	cut := len(b) > limit
	s := strings.ToValidUTF8(string(b[:min(len(b), limit)]), "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return -1
		case r < ' ' || r >= 0x7F && r < 0xA0:
			return utf8.RuneError
		}
		return r
	}, s)
	if len(s) > limit {
		s, cut = clip(s, limit), true
	}
	s = strings.TrimRight(s, " \n")
	if cut {
		s = clip(s, limit-len("…")) + "…"
	}
	return s
}

// clip cuts valid UTF-8 to at most n bytes, between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// firstLine is the first line of b that is not blank.
func firstLine(b []byte) []byte {
	b = bytes.TrimLeft(b, "\r\n")
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b = b[:i]
	}
	return b
}

package logs

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"tradecase/diagnostics/text"
)

// Bounds of excerpts, in bytes.
const (
	maxExcerpt  = 8 << 10
	maxAround   = 400 // a line before or after an error
	maxLine     = 300 // a line that is evidence by itself
	linesAround = 3
)

// clean makes a piece of a log fit to be shown: valid UTF-8 without control
// characters and marks that turn the direction of writing, lines ended by \n alone, at most limit bytes.
func clean(b []byte, limit int) string {
	cut := len(b) > limit
	s := strings.ToValidUTF8(string(b[:min(len(b), limit)]), "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if r == '\r' {
			return -1
		}
		return text.Visible(r)
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

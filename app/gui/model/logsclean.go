package model

import (
	"strings"
	"unicode/utf8"

	"tradecase/diagnostics/text"
)

// CleanLog makes a piece of a log fit to be shown: valid UTF-8 without colour
// codes, control characters and marks that turn the direction of writing;
// lines end with \n alone, tabs become spaces.
func CleanLog(b []byte) string {
	var out strings.Builder
	out.Grow(len(b))
	for i := 0; i < len(b); {
		if n := escape(b[i:]); n > 0 {
			i += n
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		i += size
		switch {
		case r == '\n':
			out.WriteByte('\n')
		case r == '\t':
			out.WriteString("    ")
		case r == '\r':
		default:
			out.WriteRune(text.Visible(r))
		}
	}
	return out.String()
}

// escape is the length of the terminal's escape sequence that b begins with,
// 0 if it begins with none: ESC [ numbers letter.
func escape(b []byte) int {
	if len(b) < 2 || b[0] != 0x1b || b[1] != '[' {
		return 0
	}
	for i := 2; i < len(b) && i < 32; i++ {
		if c := b[i]; c >= 0x40 && c <= 0x7e {
			return i + 1
		} else if c < 0x20 || c > 0x3f {
			return 0
		}
	}
	return 0
}

// columns is how many columns of a fixed-width face a character takes at most.
func columns(r rune) int {
	if r >= 0x1100 && r != utf8.RuneError && r != '…' {
		return 2
	}
	return 1
}

// Fit cuts a line to a number of columns; it then ends in ….
func Fit(s string, cols int) string {
	if cols < 1 {
		return ""
	}
	used, cut := 0, 0
	for i, r := range s {
		if used+columns(r) > cols {
			return s[:cut] + "…"
		}
		used += columns(r)
		if used < cols {
			cut = i + utf8.RuneLen(r)
		}
	}
	return s
}

// FitEnd cuts a line to a number of columns at its beginning, where paths say
// least.
func FitEnd(s string, cols int) string {
	used := 0
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if used += columns(r); used >= cols && i-size > 0 || used > cols {
			return "…" + s[i:]
		}
		i -= size
	}
	return s
}

// Wrap breaks a text into lines of at most a number of columns, anywhere.
func Wrap(text string, cols int) []string {
	cols = max(cols, 8)
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		start, used := 0, 0
		for i, r := range line {
			if used+columns(r) > cols {
				out = append(out, line[start:i])
				start, used = i, 0
			}
			used += columns(r)
		}
		out = append(out, line[start:])
	}
	return out
}

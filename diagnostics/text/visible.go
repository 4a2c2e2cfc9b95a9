package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible gives a character as it may be shown to a reader: itself, or U+FFFD if
// it steers a terminal, turns the direction of writing, ends a line that looks
// whole, or cannot be seen at all. Line breaks and tabs are themselves; so are the
// joiners that some scripts need within words.
func Visible(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r),
		r == '\u200b', r == '\ufeff', r >= '\u2060' && r <= '\u206f', r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe007f:
		return utf8.RuneError
	}
	return r
}

// Printable is a text as it may be shown: what others wrote into it can neither
// steer a terminal nor make a line look like another. Carriage returns are left
// out before a line's end, and bytes that are no UTF-8 become U+FFFD.
func Printable(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\ufffd")
	return strings.Map(Visible, s)
}

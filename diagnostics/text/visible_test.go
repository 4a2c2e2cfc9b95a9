package text_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tradecase/diagnostics/text"
)

func TestPrintableShowsWhatCannotBeSeen(t *testing.T) {
	for in, want := range map[string]string{
		"plain\ttext\nand Ünïcode, 漢字":  "plain\ttext\nand Ünïcode, 漢字",
		"\x1b[31mred\x1b]0;title\x07":   "�[31mred�]0;title�",
		"a\u202eb\u2066c\u200ed\u061ce": "a�b�c�d�e",
		"one\u2028two\u2029three\u0085": "one�two�three�",
		"zero\u200bwidth\ufeff\u2060":   "zero�width��",
		"line\r\nover\rwritten":         "line\nover�written",
		"no \xff UTF-8 \u009b31m":       "no � UTF-8 �31m",
		"न्\u200dय":                     "न्\u200dय",
		"tag\U000e0041":                 "tag�",
	} {
		if got := text.Printable(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add("\x1b[2J\u202e")
	f.Add("a\r\r\n\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := text.Printable(s)
		if !utf8.ValidString(got) || text.Printable(got) != got || strings.ContainsFunc(got, func(r rune) bool {
			return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
		}) {
			t.Errorf("%q gives %q", s, got)
		}
	})
}

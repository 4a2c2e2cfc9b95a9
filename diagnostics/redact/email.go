package redact

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of an e-mail address in bytes; escapes count.
const (
	maxLocal = 192
	maxHost  = 255
)

// emailAround recognises the e-mail address whose at sign stands at d[at:after]
// (it may be escaped). It does not reach back before lo.
func emailAround(d []byte, lo, at, after int) (start, end int, ok bool) {
	start = localStart(d, max(lo, at-maxLocal), at)
	if start == at {
		return 0, 0, false
	}
	end = hostEnd(d, after, min(len(d), after+maxHost))
	if end == after {
		return 0, 0, false
	}
	return start, end, true
}

// localStart finds where the local part before at begins.
func localStart(d []byte, lo, at int) int {
	i := at
	for i > lo {
		b := d[i-1]
		if v, ok := percentAt(d, i-3); ok && i-3 >= lo {
			if !alnum(v) && v < utf8.RuneSelf && strings.IndexByte("._+-", v) < 0 {
				break
			}
			i -= 3
			continue
		}
		if alnum(b) || strings.IndexByte("._+-", b) >= 0 {
			i--
			continue
		}
		if b == '\'' && i-1 > lo && alnum(d[i-2]) && i < at && alnum(d[i]) {
			i--
			continue
		}
		r, size := utf8.DecodeLastRune(d[lo:i])
		if size < 2 || !wordRune(r) {
			break
		}
		i -= size
	}
	i = skipEscapeTail(d, i, at)
	for i < at && strings.IndexByte(".+-", d[i]) >= 0 {
		i++
	}
	return i
}

// skipEscapeTail moves a token's start at i behind the letters that belong to
// an escape: the n of \n, the u0020 of \u0020, the 20 of %20.
func skipEscapeTail(d []byte, i, end int) int {
	if i == 0 || i >= end {
		return i
	}
	switch d[i-1] {
	case '\\':
		if _, ok := unicodeEscapeAt(d, i); ok {
			return min(i+5, end)
		}
		if i+1 < end && strings.IndexByte("nrtbf", d[i]) >= 0 {
			return i + 1
		}
	case '%':
		if _, ok := percentAt(d, i-1); ok {
			return min(i+2, end)
		}
	case '[':
		return skipColour(d, i, end)
	}
	return i
}

// skipColour moves behind the rest of a terminal's colour code whose bracket
// stands before i.
func skipColour(d []byte, i, end int) int {
	if i >= 2 && d[i-2] != 0x1B && (i < 4 || string(d[i-4:i-1]) != "←") {
		return i
	}
	for k := i; k < end && k-i < 12 && (digit(d[k]) || d[k] == ';' || d[k] == 'm'); k++ {
		if d[k] == 'm' {
			return k + 1
		}
	}
	return i
}

// hostEnd finds the end of a host name with a dot and an alphabetic top level;
// it is lo when there is none.
func hostEnd(d []byte, lo, hi int) int {
	end := hostRun(d, lo, hi)
	dot := lo + bytes.LastIndexByte(d[lo:end], '.')
	if dot <= lo {
		return lo
	}
	if !topLevel(string(d[dot+1 : end])) { // no top level has a hyphen
		k := bytes.IndexByte(d[dot+1:end], '-')
		if k < 0 || !topLevel(string(d[dot+1:dot+1+k])) {
			return lo
		}
		end = dot + 1 + k
	}
	if _, _, size := pseudonymAt(d, end); size > 0 { // a longer word stood there
		return lo
	}
	return end
}

// hostRun is the end of the letters, digits, hyphens and single dots at lo,
// without a dot or hyphen at its end.
func hostRun(d []byte, lo, hi int) int {
	end := lo
	for end < hi {
		r, size := rune(d[end]), 1
		if r >= utf8.RuneSelf {
			if r, size = utf8.DecodeRune(d[end:hi]); size < 2 {
				break
			}
		}
		if !wordRune(r) && r != '-' && (r != '.' || end == lo || d[end-1] == '.') {
			break
		}
		end += size
	}
	for end > lo && (d[end-1] == '.' || d[end-1] == '-') {
		end--
	}
	return end
}

func topLevel(s string) bool {
	if strings.HasPrefix(strings.ToLower(s), "xn--") {
		return true
	}
	n := 0
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			return false
		}
		n++
	}
	return n >= 2
}

func emailValue(raw []byte) value {
	text := plainText(raw)
	return value{class: Email, id: strings.ToLower(text), text: text, spread: true}
}

const onionEnd = ".onion"

// packageRoots are the first parts of Java's class names.
var packageRoots = []string{"java", "javax", "javafx", "jdk", "sun", "com", "org", "net", "io", "bisq", "kotlin", "ch"}

// notMail recognises Java's name for an object: its class, an at sign and up to
// eight hex digits, a member behind them.
func notMail(local, host []byte) bool {
	parts := bytes.Split(local, []byte("."))
	last := parts[len(parts)-1]
	if len(parts) < 3 || !slices.Contains(packageRoots, string(parts[0])) || len(last) == 0 || last[0] < 'A' || last[0] > 'Z' {
		return false
	}
	id, _, _ := bytes.Cut(host, []byte("."))
	digits := 0
	for _, b := range id {
		if !hexDigit(b) {
			return false
		}
		if digit(b) {
			digits++
		}
	}
	return digits > 0 && len(id) <= 8
}

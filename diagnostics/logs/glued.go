package logs

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// A crash cuts a line off without its end, and the next start of Bisq goes on
// in it: "…b.c.X: halfSep-02 10:00:00.000 [main] INFO  b.c.a.Version:
// Version{VERSION=…". Such a start counts if a whole header stands right before
// it and nobody is being quoted.

// maxGlued bounds the headers in the middle of one entry's lines that are
// looked at.
const maxGlued = 16

// glued takes in the starts in the middle of an entry's lines. wasOpen says
// that the entry began within a chat message.
func (f *fileScan) glued(e *Entry, wasOpen bool) {
	text := e.Raw
	own := -1 // where the entry's own version would stand
	if len(e.At) > 0 {
		own = len(e.Raw) - len(e.Text)
	}
	seen := 0
	for at := 0; seen < maxGlued; at += len(versionAnchor) {
		i := bytes.Index(text[at:], []byte(versionAnchor))
		if i < 0 {
			return
		}
		if at += i; at == own {
			continue
		}
		from, to, ok := stampBefore(text, at)
		if !ok {
			continue
		}
		seen++
		begin := bytes.LastIndexByte(text[:from], '\n') + 1
		if !midLine(text[begin:from]) || openQuote(text[:from]) {
			continue
		}
		line := text[from:]
		st := f.started(&Entry{
			Line: e.Line + int64(bytes.Count(text[:begin], []byte{'\n'})),
			At:   text[from:to], Raw: line, Text: text[at:],
		})
		switch inside := insideChat(text[:from], wasOpen); {
		case inside && bytes.Contains(text[at:], []byte("attachments=")):
		case inside && f.chat.open:
			f.chat.held = append(f.chat.held, st)
		default:
			f.keep(f.chat.add(st)...)
		}
	}
}

// midLine reports whether a line that begins like this is Bisq's own, not an
// indented or quoted one.
func midLine(before []byte) bool {
	before = bytes.TrimLeft(before, " \t")
	return len(before) > 0 && before[0] != '>'
}

// stampBefore finds the header that ends where Bisq's version begins, at, on
// the same line: text[from:to] is its stamp.
func stampBefore(text []byte, at int) (from, to int, ok bool) {
	low := max(0, at-maxThread-2*maxMonth)
	low += bytes.LastIndexByte(text[low:at], '\n') + 1
	for to = at; ; {
		i := bytes.LastIndex(text[low:to], []byte(" ["))
		if i < 0 {
			return 0, 0, false
		}
		to = low + i
		dash := to + 2 - stampTail
		if dash <= low || !clock(text[dash:]) {
			continue
		}
		if h := parseHeader(text, dash, to); h.text != at || !isVersionLogger(h.logger) {
			return 0, 0, false
		}
		from = low + monthBefore(text[low:dash])
		return from, to, from < dash
	}
}

// monthBefore is where the month's name begins with which b ends: the shortest
// end of b that is one, since the text before it has no end of its own. It is
// the last word where no name is known.
func monthBefore(b []byte) int {
	i := len(b)
	for i > 0 && len(b)-i < maxMonth && b[i-1] > ' ' {
		_, n := utf8.DecodeLastRune(b[:i])
		i -= n
		if digit(b[i]) && i > 0 && digit(b[i-1]) {
			i--
		}
		if m, _ := month(b[i:]); m > 0 {
			return i
		}
	}
	return i
}

// openQuote reports whether before ends within quotation marks. An apostrophe
// within a word is none.
func openQuote(before []byte) bool {
	if bytes.Count(before, []byte{'"'})%2 == 1 {
		return true
	}
	open := false
	for i, c := range before {
		if c != '\'' {
			continue
		}
		if !open {
			open = i == 0 || strings.IndexByte("=: \t\n([{", before[i-1]) >= 0
		} else if i+1 == len(before) || !alnum(before[i+1]) {
			open = false
		}
	}
	return open
}

// insideChat reports whether before ends within a chat message.
func insideChat(before []byte, wasOpen bool) bool {
	begin := bytes.LastIndex(before, []byte("ChatMessage"))
	end := bytes.LastIndex(before, []byte("attachments="))
	return wasOpen && begin < 0 && end < 0 || begin > end && unfinished(before)
}

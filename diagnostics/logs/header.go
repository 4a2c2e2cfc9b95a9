package logs

import "bytes"

// Bounds of what a header may be made of, in bytes.
const (
	maxMonth  = 32
	maxThread = 512

	maxGrepped = 256 // what grep puts before a line
)

// stampTail is what follows the month: "-dd HH:mm:ss.SSS [".
const stampTail = len("-02 15:04:05.000 [")

// header is the first line of an entry, cut into its parts. The slices point
// into the line. Level and logger are empty where the line breaks off.
type header struct {
	at, thread, level, logger []byte
	text                      int // where the message begins
}

// lead is the number of bytes before the stamp that a paste put there: colour
// codes, quote marks, a byte order mark.
func lead(line []byte) (n int, quoted bool) {
	for n < len(line) {
		rest := line[n:]
		switch {
		case rest[0] == '>':
			quoted = true
			n++
			if len(rest) > 1 && rest[1] == ' ' {
				n++
			}
		case rest[0] == 0xEF && bytes.HasPrefix(rest, []byte("\ufeff")):
			n += 3
		case colour(rest) > 0:
			n += colour(rest)
		default:
			return n, quoted
		}
	}
	return n, quoted
}

// colour is the length of the colour code that b begins with, 0 if there is
// none: ESC[34m, ←[34m as some terminals copy it, or [34m where the first
// character got lost.
func colour(b []byte) int {
	i := 0
	switch {
	case b[0] == 0x1B:
		i = 1
	case b[0] == 0xE2 && bytes.HasPrefix(b, []byte("←")):
		i = len("←")
	}
	if i >= len(b) || b[i] != '[' {
		return 0
	}
	for j := i + 1; j < min(len(b), i+16); j++ {
		switch {
		case b[j] == 'm':
			return j + 1
		case b[j] != ';' && !digit(b[j]):
			return 0
		}
	}
	return 0
}

// pasted is stamp for the lines of a paste, which may be indented or bear
// what grep puts before them: "bisq.log:12:", "12:".
func pasted(line []byte) (from, to int, quoted, ok bool) {
	n := len(line) - len(bytes.TrimLeft(line, " \t"))
	n += grepped(line[n:])
	n += len(line[n:]) - len(bytes.TrimLeft(line[n:], " \t"))
	from, to, quoted, ok = stamp(line[n:])
	return from + n, to + n, quoted || n > 0, ok
}

// grepped is the length of a file's name and a line's number with their
// colons, each of which may be missing.
func grepped(line []byte) int {
	line = line[:min(len(line), maxGrepped)]
	name := 0
	if i := bytes.Index(line, []byte(".log:")); i >= 0 && bytes.IndexByte(line[:i], ' ') < 0 {
		name = i + len(".log:")
	}
	n := name
	for n < len(line) && digit(line[n]) {
		n++
	}
	if n > name && n < len(line) && line[n] == ':' {
		return n + 1
	}
	return name
}

// stamp finds the stamp of a header line: line[from:to] is "Okt.-07
// 09:06:35.077" and line[to:] goes on with " [". The month is whatever the
// locale makes of it, without a hyphen (that would be another program's
// date) and without a blank, but for one before a number ("thg 10").
func stamp(line []byte) (from, to int, quoted, ok bool) {
	if len(line) < stampTail+1 || line[0] == ' ' || line[0] == '\t' {
		return 0, 0, false, false
	}
	if !alnum(line[0]) { // nearly all lines begin plainly
		from, quoted = lead(line)
	}
	rest := line[from:]
	dash := bytes.IndexByte(rest[:min(len(rest), maxMonth)], '-')
	if dash < 1 || len(rest) < dash+stampTail || !clock(rest[dash:]) || !monthLike(rest[:dash]) {
		return 0, 0, false, false
	}
	return from, from + dash + stampTail - 2, quoted, true
}

// clock reports whether b, of at least stampTail bytes, begins like
// "-dd HH:mm:ss.SSS [".
func clock(b []byte) bool {
	const shape = "-00 00:00:00.000 ["
	for i := range stampTail {
		if shape[i] == '0' {
			if !digit(b[i]) {
				return false
			}
		} else if b[i] != shape[i] {
			return false
		}
	}
	return true
}

// monthLike reports whether b can be a month's short name in some language.
func monthLike(b []byte) bool {
	blank := false
	for _, c := range b {
		switch {
		case blank:
			if !digit(c) {
				return false
			}
		case c == ' ':
			blank = true
		case c < ' ', c == '[', c == '(', c == '{', c == ':', c == '=', c == '/', c == '"', c == '>', c == 0x7F:
			return false
		}
	}
	return b[0] != ' ' && b[len(b)-1] != ' '
}

func digit(c byte) bool { return c-'0' <= 9 }

// parseHeader cuts a line whose stamp is line[from:to]. The thread's name may
// hold brackets itself; it ends before the level.
func parseHeader(line []byte, from, to int) header {
	h := header{at: line[from:to], text: to + 2}
	open := to + 2
	window := line[open:min(len(line), open+maxThread)]
	for i := 0; i < len(window); i++ {
		j := bytes.IndexByte(window[i:], ']')
		if j < 0 {
			break
		}
		i += j
		rest := line[open+i+1:]
		if len(rest) == 0 || rest[0] != ' ' {
			continue
		}
		n := level(rest[1:])
		if n > 0 || h.thread == nil {
			h.thread, h.text = window[:i], open+i+2
		}
		if n > 0 {
			h.level, h.text = rest[1:1+n], h.text+n
			h.cutLogger(line)
			break
		}
	}
	return h
}

// cutLogger reads the logger behind the level and moves text behind it.
func (h *header) cutLogger(line []byte) {
	for h.text < len(line) && line[h.text] == ' ' {
		h.text++
	}
	rest := line[h.text:min(len(line), h.text+maxThread)]
	i := 0
	for i < len(rest) && rest[i] > ' ' && rest[i] != ':' {
		i++
	}
	if i == 0 || i == len(rest) || rest[i] != ':' {
		return
	}
	h.logger = rest[:i]
	h.text += i + 1
	if h.text < len(line) && line[h.text] == ' ' {
		h.text++
	}
}

// level is the length of the level that b begins with, 0 if there is none.
func level(b []byte) int {
	n := 0
	for n < len(b) && n < 6 && b[n] > ' ' {
		n++
	}
	switch string(b[:n]) {
	case "INFO", "WARN", "ERROR", "DEBUG", "TRACE":
		return n
	}
	return 0
}

package logs

import (
	"bytes"
	"io"
	"slices"

	"tradecase/diagnostics/text"
)

// maxEntry bounds how much of one entry is held, in bytes.
const maxEntry = 64 << 10

// Entry is one log entry: a header line and the lines that belong to it. What
// stands before the first header of a file is an entry without At. The slices
// are valid until the Scanner's Next is called.
type Entry struct {
	Line   int64 // number of its first line, from 1
	Lines  int64 // how many lines it has begun; 0 for the rest of a line after a crash
	Offset int64 // bytes before it in the decoded file
	Size   int64 // its bytes there, line ends and all

	At     []byte // the stamp as logged: "Okt.-07 09:06:35.077", local time without year or zone
	Thread []byte
	Level  []byte // INFO, WARN, ERROR, DEBUG, TRACE; empty if the header breaks off
	Logger []byte

	Text      []byte // the message with its continuation lines, at most 64 KiB
	Raw       []byte // the entry from its first byte, at most 64 KiB; Text is its end
	Truncated bool   // the entry is longer than Raw
}

// Scanner cuts a log into entries with bounded memory, whatever its encoding,
// line ends and line lengths. Offsets count bytes of the file after UTF-16 and
// byte order marks are undone. Not safe for concurrent use.
type Scanner struct {
	lines *text.Lines
	entry Entry
	kept  [linesAround + 1]kept          // the present entry and those before it, in a ring
	at    int                            // the present one
	rest  func(line int64, piece []byte) // gets what does not fit into Raw; may be nil

	piece  []byte // not yet in an entry
	held   []byte // to be read with the piece after it
	joined []byte // both
	starts bool   // piece is where a header may stand
	line   int64  // the number of piece's line
	offset int64  // bytes before piece
	fresh  bool   // the next piece begins a line
	zeros  bool   // the present line is zero bytes so far

	found  bool // a header was seen
	quotes bool // and it was quoted: the file is a quoted paste
}

// kept is what is held of an entry.
type kept struct {
	raw []byte
	end []byte // the last bytes of an entry that does not fit into raw
}

// NewScanner returns a Scanner over r, which is read in whatever encoding it
// comes.
func NewScanner(r io.Reader) *Scanner { return scanDecoded(text.NewReader(r)) }

// scanDecoded returns a Scanner over text that is decoded already.
func scanDecoded(r io.Reader) *Scanner {
	return &Scanner{lines: text.NewLines(r, maxEntry-maxStamp), fresh: true}
}

// Next moves to the next entry and reports whether there is one. At a read
// error it still returns what was read before, then false.
func (s *Scanner) Next() bool {
	s.at = (s.at + 1) % len(s.kept)
	k := &s.kept[s.at]
	k.raw, k.end = k.raw[:0], k.end[:0]
	s.entry = Entry{Offset: s.offset}
	headed, from, to := false, 0, 0
	for s.more() {
		i, j, ok := s.header()
		if s.entry.Size == 0 {
			s.entry.Line = s.line
			headed, from, to = ok, i, j
		} else if ok {
			break
		}
		s.take(k)
	}
	e := &s.entry
	e.Raw, e.Text = k.raw, k.raw
	if headed {
		h := parseHeader(k.raw, from, to)
		e.At, e.Thread, e.Level, e.Logger, e.Text = h.at, h.thread, h.level, h.logger, k.raw[h.text:]
	}
	return e.Size > 0
}

// Entry is the present entry, valid until Next is called.
func (s *Scanner) Entry() *Entry { return &s.entry }

// Err is the reader's error, nil at a normal end.
func (s *Scanner) Err() error { return s.lines.Err() }

// more makes sure that there is a piece and reports whether there is one. A
// crash leaves a run of zero bytes in the middle of a line; the header of the
// next start may stand right behind it, so the piece is cut there.
func (s *Scanner) more() bool {
	if len(s.piece) > 0 {
		return true
	}
	if !s.lines.Next() {
		s.piece, s.held = s.held, nil
		s.starts = s.zeros
		return len(s.piece) > 0
	}
	s.piece = s.join(s.lines.Bytes())
	if s.fresh {
		s.line++
	}
	s.starts = s.fresh || s.zeros
	s.zeros = false
	return true
}

// maxStamp is more than a stamp and what stands around it take.
const maxStamp = maxMonth + 32

// join puts what was held back before the next piece. A piece of an unfinished
// line that ends soon after zero bytes may end within a header: what stands
// behind the zero bytes is held back.
func (s *Scanner) join(piece []byte) []byte {
	if len(s.held) > 0 {
		s.joined = append(append(s.joined[:0], s.held...), piece...)
		piece, s.held = s.joined, s.held[:0]
	}
	n := len(piece)
	if piece[n-1] == '\n' {
		return piece
	}
	tail := max(0, n-maxStamp)
	i := bytes.LastIndexByte(piece[tail:], 0)
	if i < 0 || tail+i == n-1 {
		return piece
	}
	s.held = append(s.held, piece[tail+i+1:]...)
	return piece[:tail+i+1]
}

// header reports whether the piece begins with a header that counts. Quoted
// and indented headers count only where the log itself is a quoted paste: elsewhere they
// are somebody's words.
func (s *Scanner) header() (from, to int, ok bool) {
	if !s.starts {
		return 0, 0, false
	}
	from, to, quoted, ok := s.stamp()
	if !ok || quoted && s.found && !s.quotes {
		return 0, 0, false
	}
	if !s.found {
		s.found, s.quotes = true, quoted
	}
	return from, to, true
}

// stamp finds the piece's stamp; indented lines count as quoted ones.
func (s *Scanner) stamp() (from, to int, quoted, ok bool) {
	from, to, quoted, ok = stamp(s.piece)
	if !ok && (s.quotes || !s.found) {
		return pasted(s.piece)
	}
	return from, to, quoted, ok
}

// take moves the piece, or its part before a header behind zero bytes, into
// the entry.
func (s *Scanner) take(k *kept) {
	n := len(s.piece)
	if zero := bytes.IndexByte(s.piece, 0); zero >= 0 {
		n = s.afterZeros(zero)
	}
	part := s.piece[:n]
	s.piece = s.piece[n:]
	if s.fresh {
		s.entry.Lines++
	}
	s.fresh = part[n-1] == '\n'
	s.starts = len(s.piece) > 0
	s.zeros = part[n-1] == 0
	s.entry.Size += int64(n)
	s.offset += int64(n)
	if s.entry.Truncated || len(k.raw)+n > maxEntry {
		s.entry.Truncated = true
		k.end = append(k.end[:0], part[max(0, n-maxAround):]...)
		if s.rest != nil {
			s.rest(s.line, part)
		}
		return
	}
	k.raw = append(k.raw, part...)
}

// before is the last lines before the present entry, oldest first, each cut
// to maxAround bytes.
func (s *Scanner) before() []string {
	var out []string
	for back := 1; back < len(s.kept) && len(out) < linesAround; back++ {
		k := &s.kept[(s.at+len(s.kept)-back)%len(s.kept)]
		text := k.raw
		if len(k.end) > 0 {
			text = k.end
		}
		for len(text) > 0 && len(out) < linesAround {
			begin := bytes.LastIndexByte(text[:len(text)-1], '\n') + 1
			out = append(out, clean(text[begin:], maxAround))
			text = text[:begin]
		}
	}
	slices.Reverse(out)
	return out
}

// afterZeros is where the piece has a header behind zero bytes, else its
// length. The first zero byte is given.
func (s *Scanner) afterZeros(i int) int {
	for i < len(s.piece) {
		for i < len(s.piece) && s.piece[i] == 0 {
			i++
		}
		if _, _, quoted, ok := stamp(s.piece[i:]); ok && !quoted {
			return i
		}
		next := bytes.IndexByte(s.piece[i:], 0)
		if next < 0 {
			break
		}
		i += next
	}
	return len(s.piece)
}

// Package text turns what a trader sends as "text" into lines that can be
// read: it undoes UTF-16 and byte order marks and cuts a stream into lines
// with bounded memory. Bytes that are not valid UTF-8 pass through untouched,
// so that a rewritten file differs only where something was replaced. It also
// says how such text may be shown (Printable).
package text

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const sniffLen = 1024

// NewReader returns a reader of r as UTF-8: a UTF-8 byte order mark is
// dropped, UTF-16 (with a byte order mark, or recognised by its zero bytes) is
// converted. Anything else is passed on byte by byte. Errors are r's.
func NewReader(r io.Reader) io.Reader {
	br := bufio.NewReaderSize(r, 64<<10)
	head, _ := br.Peek(sniffLen) // an error comes back on the first Read
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		_, _ = br.Discard(3) // buffered: cannot fail
		return br
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return utf16(br, unicode.LittleEndian, unicode.ExpectBOM)
	}
	switch zeroes(head) {
	case oddZero:
		return utf16(br, unicode.LittleEndian, unicode.IgnoreBOM)
	case evenZero:
		return utf16(br, unicode.BigEndian, unicode.IgnoreBOM)
	}
	return br
}

func utf16(r io.Reader, e unicode.Endianness, p unicode.BOMPolicy) io.Reader {
	return transform.NewReader(r, unicode.UTF16(e, p).NewDecoder())
}

type zeroPattern int

const (
	noPattern zeroPattern = iota
	oddZero
	evenZero
)

// zeroes recognises UTF-16 without a mark: mostly Latin text has a zero in
// nearly every second byte and none in the others.
func zeroes(head []byte) zeroPattern {
	if len(head) < 16 {
		return noPattern
	}
	var even, odd int
	for i, b := range head {
		if b != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	half := len(head) / 2
	switch {
	case odd > half*3/5 && even < half/20+1:
		return oddZero
	case even > half*3/5 && odd < half/20+1:
		return evenZero
	}
	return noPattern
}

// Lines cuts a stream into lines. A line longer than the limit comes in
// pieces, cut where no value is likely to be cut in two. Not safe for
// concurrent use.
type Lines struct {
	r     io.Reader
	buf   []byte
	start int // first byte not yet handed out
	end   int // end of what was read
	piece []byte
	begin bool // the piece begins a line
	next  bool // the next piece begins a line
	eof   bool
	err   error
}

// NewLines returns the lines of r, in pieces of at most limit bytes (at least
// 64). It reads r as it is: wrap it in NewReader first where the encoding is
// not known.
func NewLines(r io.Reader, limit int) *Lines {
	return &Lines{r: r, buf: make([]byte, max(limit, 64)), next: true}
}

// Next moves to the next piece and reports whether there is one.
func (l *Lines) Next() bool {
	for l.err == nil {
		if i := bytes.IndexByte(l.buf[l.start:l.end], '\n'); i >= 0 {
			return l.take(i+1, true)
		}
		if l.eof {
			if l.start == l.end {
				return false
			}
			return l.take(l.end-l.start, true)
		}
		if l.start == 0 && l.end == len(l.buf) {
			return l.take(cut(l.buf), false)
		}
		l.fill()
	}
	return false
}

// take hands out n bytes; whole says that they end their line.
func (l *Lines) take(n int, whole bool) bool {
	l.piece = l.buf[l.start : l.start+n]
	l.start += n
	l.begin, l.next = l.next, whole
	return true
}

func (l *Lines) fill() {
	if l.start > 0 {
		l.end = copy(l.buf, l.buf[l.start:l.end])
		l.start = 0
	}
	for tries := 0; ; tries++ {
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		switch {
		case errors.Is(err, io.EOF):
			l.eof = true
		case err != nil:
			l.err = err
		case n == 0 && tries < 100:
			continue
		case n == 0:
			l.err = io.ErrNoProgress
		}
		return
	}
}

// Bytes is the present piece with its line end, valid until Next is called.
func (l *Lines) Bytes() []byte { return l.piece }

// Begin reports whether the present piece begins a line.
func (l *Lines) Begin() bool { return l.begin }

// Err is the reader's error, nil at a normal end.
func (l *Lines) Err() error { return l.err }

// cut finds where to cut a full buffer: behind the last structural character,
// else behind the last blank, else before the last whole UTF-8 character.
func cut(buf []byte) int {
	tail := len(buf) - len(buf)/4
	if i := bytes.LastIndexAny(buf[tail:], ",;{}[]()<>|\t"); i >= 0 {
		return tail + i + 1
	}
	if i := bytes.LastIndexByte(buf[tail:], ' '); i >= 0 {
		return tail + i + 1
	}
	for i := len(buf) - 1; i > len(buf)-4; i-- {
		if buf[i] < 0x80 || buf[i] >= 0xC0 {
			return i
		}
	}
	return len(buf)
}

package logs

import "bytes"

// start is a start of Bisq in one file.
type start struct {
	name    string
	release release
	unread  bool // the version cannot be compared
	at      string
	place   place
	line    int64
	excerpt string
}

// refusal is Bisq's own word that it will not run after a newer version.
type refusal struct {
	from, to string
	line     int64
	excerpt  string
}

// Bounds of what is kept of one file.
const (
	maxStarts   = 10_000 // then only starts with another version
	maxRefusals = 1000
)

// fileScan is everything that one file says.
type fileScan struct {
	file     File
	bytes    int64
	lines    int64
	entries  int64
	first    string
	last     []byte
	starts   []start
	unread   []start // starts of versions that cannot be compared
	refusals []refusal
	calendar calendar
	errors   errorKinds
	mentions mentions
	err      error // why it was not read to its end

	chat chat
}

func newFileScan(f File) *fileScan {
	return &fileScan{file: f, errors: newErrorKinds(), mentions: newMentions()}
}

// read takes in all entries of s.
func (f *fileScan) read(s *Scanner) error {
	s.rest = func(line int64, piece []byte) {
		f.mentions.find(f.file.Path, line, s.entry.Logger, piece)
		f.refusal(line, piece)
	}
	before := s.before // once: a method value allocates
	for s.Next() {
		f.entry(s.Entry(), before)
	}
	f.keep(f.chat.end()...)
	return s.Err()
}

func (f *fileScan) entry(e *Entry, before func() []string) {
	f.lines += e.Lines
	if len(e.At) > 0 {
		f.stamp(e)
		f.start(e)
	}
	wasOpen := f.chat.open
	f.keep(f.chat.see(e)...)
	f.glued(e, wasOpen)
	f.refusal(e.Line, e.Raw)
	f.mentions.find(f.file.Path, e.Line, e.Logger, e.Raw)
	f.errors.see(e, before)
}

func (f *fileScan) stamp(e *Entry) {
	if f.entries == 0 {
		f.first = string(e.At)
	}
	f.last = append(f.last[:0], e.At...)
	f.calendar.see(e.At, f.entries)
	f.calendar.learn(e)
	f.entries++
}

func (f *fileScan) start(e *Entry) {
	switch {
	case !startsBisq(e):
	case f.chat.open:
		f.chat.held = append(f.chat.held, f.started(e))
	default:
		f.keep(f.started(e))
	}
}

// started is the start that an entry tells of.
func (f *fileScan) started(e *Entry) start {
	f.calendar.see(e.At, max(0, f.entries-1))
	name, r, ok := startedVersion(e.Text)
	st := start{name: name, release: r, unread: !ok, at: string(e.At), place: f.calendar.now, line: e.Line, excerpt: clean(firstLine(e.Raw), maxLine)}
	st.place.clock = st.at[len(st.at)-len("15:04:05.000"):]
	return st
}

// keep adds starts that are the trader's own.
func (f *fileScan) keep(starts ...start) {
	for _, st := range starts {
		n := len(f.starts)
		switch {
		case st.unread && len(f.unread) < maxEvidence:
			f.unread = append(f.unread, st)
		case !st.unread && (n < maxStarts || f.starts[n-1].release != st.release):
			f.starts = append(f.starts, st)
		}
	}
}

// refusal looks for "Downgrade from version 1.5.0 to version 1.4.2 is not
// supported", wherever it stands: Bisq also shows it in a popup.
func (f *fileScan) refusal(line int64, text []byte) {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte("Downgrade from version "))
		if i < 0 {
			return
		}
		at += i + len("Downgrade from version ")
		from, rest, ok := bytes.Cut(text[at:min(len(text), at+128)], []byte(" to version "))
		to, _, ok2 := bytes.Cut(rest, []byte(" is not supported"))
		if !ok || !ok2 || !plainVersion(from) || !plainVersion(to) || len(f.refusals) >= maxRefusals {
			continue
		}
		begin := bytes.LastIndexByte(text[:at], '\n') + 1
		f.refusals = append(f.refusals, refusal{
			from: string(from), to: string(to), excerpt: clean(firstLine(text[begin:]), maxLine),
			line: line + int64(bytes.Count(text[:at], []byte{'\n'})),
		})
	}
}

// plainVersion reports whether b is short and made of what versions are made of.
func plainVersion(b []byte) bool {
	for _, c := range b {
		if !alnum(c) && c != '.' && c != '-' && c != '+' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 32
}

// chat follows messages between traders that Bisq dumps whole. A log pasted
// into one looks like entries; its starts are not this trader's, so they are
// held back until the message ends (and dropped) or turns out not to end (and
// kept).
type chat struct {
	open bool
	left int // bytes within which the message must end
	held []start
}

// maxChat is the longest message believed, in bytes.
const maxChat = 256 << 10

// see follows an entry and returns the starts that are no chat after all.
// Bisq prints the attachments behind the message.
func (c *chat) see(e *Entry) (kept []start) {
	text := e.Raw
	i := bytes.Index(text, []byte("ChatMessage"))
	if c.open {
		end := bytes.Index(text, []byte("attachments="))
		switch {
		case end >= 0 && (i < 0 || end < i):
			c.open, c.held = false, nil
		case i >= 0:
			kept = c.end() // another message: the first was cut off
		default:
			if c.left -= int(min(e.Size, maxChat)); c.left <= 0 {
				kept = c.end()
			}
		}
	}
	if i >= 0 && unfinished(text) {
		c.open, c.left = true, maxChat
	}
	return kept
}

// unfinished reports whether an entry's last chat message goes on behind it.
func unfinished(text []byte) bool {
	_, dump, _ := bytes.Cut(text[bytes.LastIndex(text, []byte("ChatMessage")):], []byte("ChatMessage"))
	if len(dump) == 0 || dump[0] != '{' && dump[0] != '(' {
		return false
	}
	_, message, ok := bytes.Cut(dump, []byte("message="))
	return ok && !bytes.Contains(message, []byte("attachments="))
}

// end closes an unfinished message and returns the starts held back.
func (c *chat) end() []start {
	held := c.held
	c.open, c.held = false, nil
	return held
}

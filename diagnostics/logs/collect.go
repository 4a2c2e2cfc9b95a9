package logs

import (
	"bytes"
	"time"
)

// start is a start of Bisq in one file.
type start struct {
	name    string
	release release
	unread  bool // the version cannot be compared
	doubt   bool // it may be a peer's words
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
	doubtful []start // what may be a start, or a peer's words
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
		f.refusal(line, piece, f.chat.open)
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
	f.refusal(e.Line, e.Raw, wasOpen)
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
	if startsBisq(e) {
		f.keep(f.chat.add(f.started(e))...)
	}
}

// started is the start that an entry tells of.
func (f *fileScan) started(e *Entry) start {
	f.calendar.see(e.At, max(0, f.entries-1))
	name, r, ok := startedVersion(e.Text)
	st := start{name: name, release: r, unread: !ok, doubt: ok && !nothingBehind(e.Text), at: string(e.At), place: f.calendar.now, line: e.Line, excerpt: clean(firstLine(e.Raw), maxLine)}
	st.place.clock = st.at[len(st.at)-len("15:04:05.000"):]
	return st
}

// keep adds starts that are the trader's own, and apart from them those that are
// not known to be.
func (f *fileScan) keep(starts ...start) {
	for _, st := range starts {
		n := len(f.starts)
		switch {
		case st.doubt && len(f.doubtful) < maxEvidence:
			f.doubtful = append(f.doubtful, st)
		case st.doubt:
		case st.unread && len(f.unread) < maxEvidence:
			f.unread = append(f.unread, st)
		case !st.unread && (n < maxStarts || f.starts[n-1].release != st.release):
			f.starts = append(f.starts, st)
		}
	}
}

// refusal looks for "Downgrade from version 1.5.0 to version 1.4.2 is not
// supported", wherever it stands but in a message: Bisq also shows it in a popup.
func (f *fileScan) refusal(line int64, text []byte, inMessage bool) {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte("Downgrade from version "))
		if i < 0 {
			return
		}
		at += i + len("Downgrade from version ")
		from, rest, ok := bytes.Cut(text[at:min(len(text), at+128)], []byte(" to version "))
		to, _, ok2 := bytes.Cut(rest, []byte(" is not supported"))
		if insideChat(text[:at], inMessage) || !ok || !ok2 || !plainVersion(from) || !plainVersion(to) || len(f.refusals) >= maxRefusals {
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

// chat holds back starts in and behind messages between traders: a log pasted
// into one looks like entries. What stood in a message is dropped when it ends;
// what is behind it counts when no other end follows (see speech).
type chat struct {
	speech
	held   []start // in the open message
	behind []start // behind one that ended
}

// Bounds of what is believed behind a message: Bisq takes a while to start, and
// entries of several threads are written a little out of order.
const (
	soonestStart = 30 * time.Second
	slackBehind  = 5 * time.Second
)

// see follows an entry and returns the starts that are decided.
func (c *chat) see(e *Entry) (decided []start) {
	if len(e.At) > 0 && !c.open {
		for i := range c.behind {
			st := &c.behind[i]
			st.doubt = st.doubt || outOfOrder(st.at, string(e.At))
		}
	}
	t := c.speech.see(e)
	switch {
	case t.ended:
		c.held = nil
	case t.lapsed:
		decided = c.end()
	case t.undone:
		c.behind = nil
	case t.passed:
		decided, c.behind = c.behind, nil
	}
	return decided
}

// add takes in a start; it returns it if it stands in no message and behind none.
func (c *chat) add(st start) (decided []start) {
	switch {
	case c.open:
		c.held = append(c.held, st)
	case c.ended:
		st.doubt = st.doubt || soonAfter(c.at, st.at)
		c.behind = append(c.behind, st)
	default:
		return []start{st}
	}
	if len(c.held)+len(c.behind) > maxHeld {
		return c.end()
	}
	return nil
}

// outOfOrder reports whether an entry's stamp does not go on from one before it. In
// a log whose months are in no known language nothing can be told.
func outOfOrder(before, at string) bool {
	_, _, known := stamped(at)
	return known && stepBetween(before, at, slackBehind) != stepForward
}

// maxHeld bounds the starts that are held back.
const maxHeld = 1000

// soonAfter reports whether a stamp is before another or too soon behind it for
// Bisq to have been started anew.
func soonAfter(message, start string) bool {
	a, aOther, ok := stamped(message)
	b, bOther, ok2 := stamped(start)
	if !ok || !ok2 {
		return true
	}
	soon := func(d time.Duration) bool { return d < soonestStart && d > -halfYear }
	return soon(b-a) || soon(bOther-aOther)
}

// end gives the starts held back. Those in a message without an end are doubtful.
func (c *chat) end() []start {
	out := c.behind
	for _, st := range c.held {
		st.doubt = true
		out = append(out, st)
	}
	c.open, c.ended, c.held, c.behind = false, false, nil, nil
	return out
}

package logs

import "bytes"

// speech follows messages between traders that Bisq dumps whole. What a trader
// writes may have line breaks, and then looks like entries: all of it is the
// peer's word and none of it Bisq's. Where a message ends is only known when
// nothing behind it claims to be its end too: the peer can write what an end
// looks like, but Bisq prints one more.
type speech struct {
	open  bool   // a message goes on
	ended bool   // one ended less than maxChat bytes ago
	left  int    // bytes within which it must end, or within which another end takes the first one back
	at    string // the stamp of the entry in which it began
}

// maxChat is the longest message believed, in bytes.
const maxChat = 256 << 10

// turn says what an entry did to the messages before it.
type turn struct {
	ended  bool // the open message ended: what stood in it are the peer's words
	lapsed bool // the open message has no end: what stood behind its beginning is doubtful
	undone bool // its end was none: what stood behind that are the peer's words too
	passed bool // no other end came: what stood behind the message stands
}

// see follows an entry. Bisq prints the attachments behind the message.
func (s *speech) see(e *Entry) (t turn) {
	text := e.Raw
	i := bytes.Index(text, []byte("ChatMessage"))
	end := bytes.Index(text, []byte("attachments="))
	ends := end >= 0 && (i < 0 || end < i)
	size := int(min(e.Size, maxChat))
	switch {
	case s.open && ends:
		t.ended = true
		s.open, s.ended, s.left = false, true, maxChat
	case s.open && i >= 0: // another message: the first was cut off
		t.lapsed = true
		s.open = false
	case s.open:
		if s.left -= size; s.left <= 0 {
			t.lapsed = true
			s.open = false
		}
	case s.ended && ends:
		t.undone = true
		s.left = maxChat
	case s.ended:
		if s.left -= size; s.left <= 0 {
			t.passed = true
			s.ended = false
		}
	}
	if i >= 0 && dumped(text) {
		s.open = unfinished(text)
		s.ended = s.ended || !s.open
		s.left, s.at = maxChat, string(e.At)
	}
	return t
}

// dumped reports whether the content of an entry's last chat message follows.
func dumped(text []byte) bool {
	rest := text[bytes.LastIndex(text, []byte("ChatMessage"))+len("ChatMessage"):]
	return len(rest) > 0 && (rest[0] == '{' || rest[0] == '(') && bytes.Contains(rest, []byte("message="))
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

package logs

import (
	"bytes"
	"slices"
	"time"
)

// Trust says whose word it is that a transaction has a role in the trade. A log
// holds what the other trader wrote, too, and what belongs to other trades.
type Trust int

// The degrees of trust, the highest first.
const (
	// Own: a line of Bisq's own names the transaction and this trade, and no other
	// trade.
	Own Trust = iota
	// Near: a wallet's dump, which names no trade, right behind Bisq's own line
	// about this one.
	Near
	// Peer: a field of a message between traders names it, or a line that may stand
	// in one.
	Peer
	// Quoted: somebody's free text, such as a chat message, names it.
	Quoted
)

// said is how an entry came to be looked at for the trade's transactions.
type said struct {
	near    bool // the entry does not name the trade
	wasOpen bool // it began within a message
}

// trust judges the ID at e.Text[start]. fits is false if it does not count at all.
func (h said) trust(e *Entry, start int) (t Trust, fits bool) {
	before := e.Text[:start]
	switch {
	case h.wasOpen, insideChat(before, false), quotedWords(before):
		return Quoted, !h.near
	case h.near:
		return Near, walletDump(e, before)
	case !bisqs(e), inMessage(before):
		return Peer, true
	}
	return Own, true
}

// bisqs reports whether an entry has the shape of Bisq's own lines: stamp, level
// and the name of a class.
func bisqs(e *Entry) bool {
	return len(e.At) > 0 && len(e.Level) > 0 && bytes.IndexByte(e.Logger, '.') > 0
}

// quotedWords reports whether text ends within quotation marks in which more
// stands than the value that comes now.
func quotedWords(before []byte) bool {
	value := bytes.TrimRight(before, "'\"")
	return openQuote(value)
}

// messageWords end the names of Bisq's messages, whose fields the peer fills.
var messageWords = [][]byte{[]byte("Message"), []byte("Request"), []byte("Response"), []byte("Payload"), []byte("Envelope")}

// inMessage reports whether a message's content is printed before.
func inMessage(before []byte) bool {
	for _, word := range messageWords {
		for rest := before; ; {
			i := bytes.Index(rest, word)
			if i < 0 {
				break
			}
			rest = rest[i+len(word):]
			if len(rest) > 0 && (rest[0] == '{' || rest[0] == '(') {
				return true
			}
		}
	}
	return false
}

// walletDump reports whether a wallet's class printed the transaction whose ID
// comes now, under its name.
func walletDump(e *Entry, before []byte) bool {
	return bisqs(e) && bytes.Contains(e.Logger[bytes.LastIndexByte(e.Logger, '.'):], []byte("Wallet")) &&
		bytes.HasSuffix(before, []byte("Transaction{")) && lineLabel(bytes.TrimSuffix(before, []byte("Transaction{"))) != ""
}

// nearFor is how long behind Bisq's line about a trade a dump by the same thread
// is about it too: both are written by one step of the protocol.
const nearFor = 2 * time.Second

// near follows the entries behind a line about the trade.
type near struct {
	thread, at []byte // of that line; empty: there is none, or another trade came since
}

// see follows an entry and reports whether it is near.
func (n *near) see(e *Entry, ours, other bool) bool {
	switch {
	case other || !bisqs(e):
		if other {
			n.at = n.at[:0] // Bisq went on with another trade
		}
		return false
	case ours:
		n.thread, n.at = append(n.thread[:0], e.Thread...), append(n.at[:0], e.At...)
		return false
	case len(n.at) == 0 || !bytes.Equal(n.thread, e.Thread):
		return false
	}
	a, _, ok := stamped(string(n.at))
	b, _, ok2 := stamped(string(e.At))
	if !ok || !ok2 {
		return bytes.Equal(n.at, e.At)
	}
	return b >= a && b-a <= nearFor
}

// follow takes back the trust in what turns out to stand in a message.
func (c *chainScan) follow(e *Entry) {
	if len(e.At) > 0 && !c.speech.open {
		for _, i := range c.behind {
			if outOfOrder(c.named[i].at, string(e.At)) {
				c.doubt(i, Peer)
			}
		}
	}
	t := c.speech.see(e)
	switch {
	case t.ended:
		c.inside = c.inside[:0]
	case t.lapsed:
		c.lapse()
	case t.undone:
		for _, i := range c.behind {
			c.doubt(i, Quoted)
		}
		c.behind = c.behind[:0]
	case t.passed:
		c.behind = c.behind[:0]
	}
}

// lapse takes what stood in a message without an end for what may be the peer's.
func (c *chainScan) lapse() {
	for _, i := range c.inside {
		c.named[i].Trust = Peer
	}
	c.inside, c.behind = c.inside[:0], c.behind[:0]
}

// doubt lowers the trust in what was named.
func (c *chainScan) doubt(i int, t Trust) { c.named[i].Trust = max(c.named[i].Trust, t) }

// once gives what a file names, each once for every degree of trust.
func (c *chainScan) once() []Named {
	seen := map[namedKey]bool{}
	return slices.DeleteFunc(c.named, func(n Named) bool {
		k := namedKey{n.Role, n.ID, n.Trust}
		again := seen[k]
		seen[k] = true
		return again
	})
}

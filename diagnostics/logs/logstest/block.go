package logstest

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// slotKind is what changes whenever a block is written again.
type slotKind uint8

const (
	slotStamp slotKind = iota // dd HH:mm:ss.SSS behind the month
	slotHex
	slotDigits
	slotISO
	slotLocal
)

type slot struct {
	kind    slotKind
	at, end int
}

// block is a stretch of noise that is made once and written many times with
// other numbers in it. The month is text of its own width, so a new month
// needs a new block.
type block struct {
	text    []byte
	slots   []slot
	entries []int // where each entry ends
	month   time.Month
}

// pool holds the values that come again and again in one trader's logs.
type pool struct {
	txids, peers, addrs, others []string
}

func (t Trader) pool() pool {
	r := t.rand("pool")
	var p pool
	for range 48 {
		p.txids = append(p.txids, randomHex(r, 64))
		p.peers = append(p.peers, onion(r))
		p.addrs = append(p.addrs, segwit(random(r, 20)))
		p.others = append(p.others, strings.ToUpper(randomHex(r, 6))+"-"+uuid(r)+"-1917")
	}
	return p
}

func uuid(r *rand.Rand) string {
	h := randomHex(r, 32)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// newBlock makes a block for the month of at: the usual mixture, or each
// shape once.
func (t Trader) newBlock(p pool, at time.Time, mixture bool) *block {
	r := t.rand("block")
	b := &block{month: at.Month()}
	month := monthNames(t.Locale)[at.Month()-1]
	for _, i := range t.order(r, mixture) {
		s := noise[i]
		b.text = append(b.text, month+"-"...)
		b.add(slotStamp, len("02 15:04:05.000"))
		b.expand(t, p, r, " ["+s.thread+"] "+padded(s.level)+" "+s.logger+": "+s.layout+" \n")
		b.entries = append(b.entries, len(b.text))
	}
	return b
}

// order is which shapes follow each other.
func (t Trader) order(r *rand.Rand, mixture bool) []int {
	var order []int
	for i, s := range noise {
		if t.NoYear && (strings.Contains(s.layout, "{iso}") || strings.Contains(s.layout, "{local}")) {
			continue
		}
		n := 1
		if mixture {
			n = s.weight
		}
		for range n {
			order = append(order, i)
		}
	}
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order
}

func padded(level string) string {
	return level + strings.Repeat(" ", max(0, 5-len(level)))
}

// add appends n bytes that are filled in whenever the block is written.
func (b *block) add(kind slotKind, n int) {
	at := len(b.text)
	b.text = append(b.text, bytes.Repeat([]byte{'0'}, n)...)
	b.slots = append(b.slots, slot{kind, at, len(b.text)})
}

// expand appends a layout with its places filled in. A brace that begins no
// place stands for itself.
func (b *block) expand(t Trader, p pool, r *rand.Rand, layout string) {
	for {
		open := strings.IndexByte(layout, '{')
		if open < 0 {
			b.text = append(b.text, layout...)
			return
		}
		b.text = append(b.text, layout[:open]...)
		layout = layout[open:]
		word, rest, ok := strings.Cut(layout[1:], "}")
		if ok && b.place(t, p, r, word) {
			layout = rest
			continue
		}
		b.text = append(b.text, '{')
		layout = layout[1:]
	}
}

// place appends what stands for a place and reports whether word names one.
func (b *block) place(t Trader, p pool, r *rand.Rand, word string) bool {
	pick := func(list []string) { b.text = append(b.text, list[r.IntN(len(list))]...) }
	switch word {
	case "tx":
		pick(p.txids)
	case "peer":
		pick(p.peers)
	case "addr":
		pick(p.addrs)
	case "other":
		pick(p.others)
	case "own":
		b.text = append(b.text, t.Onion...)
	case "trade":
		b.text = append(b.text, t.TradeID...)
	case "short":
		short, _, _ := strings.Cut(t.TradeID, "-")
		b.text = append(b.text, short...)
	case "uuid":
		for i, n := range []int{8, 4, 4, 4, 12} {
			if i > 0 {
				b.text = append(b.text, '-')
			}
			b.add(slotHex, n)
		}
	case "iso":
		b.add(slotISO, len("2006-01-02T15:04:05"))
		b.text = append(b.text, 'Z')
	case "local":
		b.add(slotLocal, len("2006-01-02 15:04:05"))
	default:
		return b.number(word)
	}
	return true
}

// number appends the digits that a word such as h64 or n5 asks for.
func (b *block) number(word string) bool {
	if len(word) < 2 || word[0] != 'h' && word[0] != 'n' {
		return false
	}
	n, err := strconv.Atoi(word[1:])
	if err != nil || n < 1 {
		return false
	}
	kind := slotHex
	if word[0] == 'n' {
		kind = slotDigits
	}
	b.add(kind, n)
	return true
}

// fill writes new numbers into the block; its entries are spread between from
// and to, which lie in the block's month.
func (b *block) fill(r *rand.Rand, from, to time.Time) {
	step := to.Sub(from) / time.Duration(len(b.entries)+1)
	now := from
	for _, s := range b.slots {
		dst := b.text[s.at:s.end:s.end]
		switch s.kind {
		case slotStamp:
			now = now.Add(step)
			putClock(dst, now)
		case slotHex:
			fillDigits(dst, r, "0123456789abcdef")
		case slotDigits:
			fillDigits(dst, r, "1234567890123456")
		case slotISO:
			now.AppendFormat(dst[:0], "2006-01-02T15:04:05")
		case slotLocal:
			now.AppendFormat(dst[:0], "2006-01-02 15:04:05")
		}
	}
}

// fillDigits writes random characters of a set of 16.
func fillDigits(dst []byte, r *rand.Rand, set string) {
	for len(dst) > 0 {
		v := r.Uint64()
		n := min(len(dst), 16)
		for i := range n {
			dst[i] = set[v&15]
			v >>= 4
		}
		dst = dst[n:]
	}
}

// putClock writes dd HH:mm:ss.SSS.
func putClock(dst []byte, t time.Time) {
	_, _, day := t.Date()
	hour, minute, second := t.Clock()
	milli := t.Nanosecond() / 1e6
	two(dst, day)
	dst[2] = ' '
	two(dst[3:], hour)
	dst[5] = ':'
	two(dst[6:], minute)
	dst[8] = ':'
	two(dst[9:], second)
	dst[11] = '.'
	dst[12] = byte('0' + milli/100)
	two(dst[13:], milli%100)
}

func two(dst []byte, n int) {
	dst[0], dst[1] = byte('0'+n/10), byte('0'+n%10)
}

package logs

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// needle is a text that is looked for whatever the case of its letters. Only
// spellings of the same length in UTF-8 count as the same letter; all of
// Latin, Greek and Cyrillic that Bisq is translated into are like that.
type needle struct {
	small, large []byte // the text in both cases, of the same length
	letters      []int  // where each letter ends; nil if each is one byte
	anchor       int    // the place of its rarest byte
}

func newNeedle(s string) *needle {
	n := &needle{}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		letter := s[i : i+size]
		small, large := spelling(letter, unicode.ToLower(r)), spelling(letter, unicode.ToUpper(r))
		if letter != small && letter != large {
			small = letter // a letter with a third case
		}
		n.small, n.large = append(n.small, small...), append(n.large, large...)
		i += size
		n.letters = append(n.letters, i)
	}
	if len(n.letters) == len(s) {
		n.letters = nil
	}
	for i := range n.small {
		if n.rank(i) < n.rank(n.anchor) {
			n.anchor = i
		}
	}
	return n
}

// spelling is r if it is as long as the letter, else the letter.
func spelling(letter string, r rune) string {
	if s := string(r); len(s) == len(letter) {
		return s
	}
	return letter
}

// common are the bytes that Bisq logs are made of, rarest first.
const common = "()'}{UK/_\t" + `JGX"WHCMRPEASTBD,[]=IO` + "\njFNzyqxkmwvug8-76hlfp50:4b1392rsc.tidonae "

// rank is about how common the bytes at a place of the needle are in logs.
func (n *needle) rank(i int) int {
	r := strings.IndexByte(common, n.small[i])
	if n.large[i] != n.small[i] {
		r = max(r, strings.IndexByte(common, n.large[i])) + 1
	}
	return r
}

func (n *needle) len() int { return len(n.small) }

// at reports whether b, which is long enough, begins with the needle.
func (n *needle) at(b []byte) bool {
	for i, c := range n.small {
		if b[i] != c && b[i] != n.large[i] {
			return false
		}
	}
	begin := 0
	for _, end := range n.letters {
		if letter := b[begin:end]; !bytes.Equal(letter, n.small[begin:end]) && !bytes.Equal(letter, n.large[begin:end]) {
			return false
		}
		begin = end
	}
	return true
}

// finder finds a needle in one text again and again, ever further behind. It
// jumps between the places of the needle's rarest byte.
type finder struct {
	*needle
	text   []byte
	nSmall int // the next place of the small anchor
	nLarge int // and of the large one
}

func newFinder(n *needle, text []byte) finder {
	return finder{needle: n, text: text, nSmall: -1, nLarge: -1}
}

// find is the needle's first place in text[from:to], -1 if there is none.
func (f *finder) find(from, to int) int {
	small, large := f.small[f.anchor], f.large[f.anchor]
	if small == large {
		f.nLarge = len(f.text)
	}
	for {
		f.nSmall = f.next(f.nSmall, from+f.anchor, small)
		f.nLarge = f.next(f.nLarge, from+f.anchor, large)
		at := min(f.nSmall, f.nLarge) - f.anchor
		if at+f.len() > to {
			return -1
		}
		if f.at(f.text[at:]) {
			return at
		}
		from = at + 1
	}
}

// next is the first place of c at or behind from; known is one before, or one
// that was found before and may still be it.
func (f *finder) next(known, from int, c byte) int {
	if known >= from {
		return known
	}
	i := bytes.IndexByte(f.text[min(from, len(f.text)):], c)
	if i < 0 {
		return len(f.text)
	}
	return from + i
}

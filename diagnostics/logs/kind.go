package logs

import (
	"bytes"
	"hash/maphash"
	"slices"
	"strings"
)

// Errors that differ only in numbers, IDs and addresses are one kind.

const (
	maxKinds     = 200     // kinds of one history that become findings
	maxMoreKinds = 100_000 // further kinds of one file that are counted
	maxKindText  = 4 << 10 // bytes of an entry that say which kind it is
	maxWord      = 20      // a longer word with digits is an address or a key
	placeholder  = "…"
)

// kindSeed makes hashes comparable between files.
var kindSeed = maphash.MakeSeed()

// errorKind is one kind of error in one file.
type errorKind struct {
	hash    uint64
	count   int64
	title   string // normalised first line
	line    int64
	excerpt []string // lines before, the entry, lines after
	after   int      // how many lines after are still wanted
}

// errorKinds collects the errors of one file.
type errorKinds struct {
	kinds   []*errorKind // in order of their first entries
	byHash  map[uint64]*errorKind
	more    map[uint64]int64 // how often kinds beyond maxKinds
	open    []*errorKind     // still want lines after them
	scratch []byte
}

func newErrorKinds() errorKinds {
	return errorKinds{byHash: map[uint64]*errorKind{}, more: map[uint64]int64{}}
}

// see takes in an entry: an error, or what stands after one. before gives the
// lines before it.
func (k *errorKinds) see(e *Entry, before func() []string) {
	if len(k.open) > 0 {
		k.follow(e.Raw)
	}
	if string(e.Level) != "ERROR" {
		return
	}
	k.scratch = append(append(k.scratch[:0], e.Logger...), ": "...)
	k.scratch = normalise(k.scratch, e.Text[:min(len(e.Text), maxKindText)])
	hash := maphash.Bytes(kindSeed, k.scratch)
	if kind := k.byHash[hash]; kind != nil {
		kind.count++
		return
	}
	if len(k.kinds) >= maxKinds {
		if n := k.more[hash]; n > 0 || len(k.more) < maxMoreKinds {
			k.more[hash] = n + 1
		}
		return
	}
	kind := &errorKind{hash: hash, count: 1, title: kindTitle(k.scratch), line: e.Line, excerpt: before(), after: linesAround}
	kind.excerpt = append(kind.excerpt, clean(e.Raw, maxExcerpt-2*linesAround*(maxAround+1)-1))
	k.kinds = append(k.kinds, kind)
	k.byHash[hash] = kind
	k.open = append(k.open, kind)
}

// follow adds the lines of the entry after errors to their excerpts.
func (k *errorKinds) follow(raw []byte) {
	for _, kind := range k.open {
		for line := range bytes.Lines(raw) {
			if kind.after == 0 {
				break
			}
			kind.excerpt = append(kind.excerpt, clean(line, maxAround))
			kind.after--
		}
	}
	k.open = slices.DeleteFunc(k.open, func(kind *errorKind) bool { return kind.after == 0 })
}

// text is the excerpt as evidence shows it.
func (k *errorKind) text() string { return clip(strings.Join(k.excerpt, "\n"), maxExcerpt) }

// kindTitle is the first line of a normalised error, with the logger's last
// name alone.
func kindTitle(normalised []byte) string {
	logger, text, _ := strings.Cut(string(normalised), ": ")
	logger = logger[strings.LastIndexByte(logger, '.')+1:]
	line := strings.TrimSpace(clean(firstLine([]byte(strings.TrimLeft(text, " \r\n\t"))), 160))
	return strings.TrimPrefix(logger+": "+line, ": ")
}

// normalise appends text to dst with numbers, hex, IDs and onions replaced.
func normalise(dst, text []byte) []byte {
	for i := 0; i < len(text); {
		end := i
		if class, size := pseudonymAt(text[i:]); size > 0 {
			dst = append(append(append(dst, '['), class...), "-0]"...)
			i += size
			continue
		}
		for end < len(text) && !alnum(text[end]) && (end == i || text[end] != '[') {
			end++
		}
		if end > i {
			dst = append(dst, text[i:end]...)
			i = end
			continue
		}
		for end < len(text) && alnum(text[end]) {
			end++
		}
		switch {
		case end < len(text) && text[end] == '-' && uuidAt(text, end+1):
			end = skipTradeID(text, end+1)
			dst = append(dst, placeholder...)
		case uuidAt(text, i):
			end = i + uuidLen
			dst = append(dst, placeholder...)
		case bytes.HasPrefix(text[end:], []byte(".onion")) || afterID(text[:i]):
			dst = append(dst, placeholder...)
		default:
			dst = appendWord(dst, text[i:end])
		}
		i = end
	}
	return dst
}

// pseudonymAt recognises what redaction puts in a value's place, "[user-2]":
// its class and its size, 0 if text begins with none. A title keeps its shape,
// so that a later redaction leaves it alone.
func pseudonymAt(text []byte) (class []byte, size int) {
	if len(text) == 0 || text[0] != '[' {
		return nil, 0
	}
	i := 1
	for i < len(text) && (text[i] >= 'a' && text[i] <= 'z' || text[i] == '-') {
		i++
	}
	class = bytes.TrimSuffix(text[1:i], []byte("-"))
	from := i
	for i < len(text) && digit(text[i]) {
		i++
	}
	if len(class) == 0 || len(class) == from-1 || i == from || i >= len(text) || text[i] != ']' {
		return nil, 0
	}
	return class, i + 1
}

// skipTradeID is the end of a trade ID whose UUID begins at i.
func skipTradeID(text []byte, i int) int {
	end := i + uuidLen
	if end < len(text) && text[end] == '-' {
		for end++; end < len(text) && digit(text[end]); end++ {
		}
	}
	return end
}

// afterID reports whether a short trade ID follows: "(id=QWZTRD)", "offerId QWZTRD".
func afterID(before []byte) bool {
	n := len(before)
	if n < 3 || before[n-1] != '=' && before[n-1] != '\'' && before[n-1] != ':' {
		return false
	}
	for n > 0 && !alnum(before[n-1]) && len(before)-n < 3 {
		n--
	}
	return n >= 2 && (before[n-1] == 'd' || before[n-1] == 'D') && before[n-2]|0x20 == 'i'
}

// appendWord appends a word: numbers, hex and long mixtures as a placeholder,
// the digits of others as #.
func appendWord(dst, word []byte) []byte {
	digits, hex := 0, true
	for _, c := range bytes.TrimPrefix(word, []byte("0x")) {
		if digit(c) {
			digits++
		}
		hex = hex && hexOrHyphen[c]
	}
	switch {
	case digits == 0 && (!hex || len(word) < maxWord):
		return append(dst, word...)
	case hex || len(word) >= maxWord:
		return append(dst, placeholder...)
	}
	for i, c := range word {
		switch {
		case !digit(c):
			dst = append(dst, c)
		case i == 0 || !digit(word[i-1]):
			dst = append(dst, '#')
		}
	}
	return dst
}

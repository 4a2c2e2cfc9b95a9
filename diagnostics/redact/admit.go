package redact

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// need is what a label demands of the text around it, since it is a common word
// or the end of many keys.
type need uint8

const (
	needEdge   need = iota // a token of its own
	needUpper              // the same in capitals
	needUser               // the same in capitals, or before what may be a name
	needBegin              // at a line's begin or behind a comma, before a name
	needSuffix             // a token, or the end of a key
	needEquals             // the end of a key; on its own only before an equals sign
	needWords              // before twelve words in small letters
)

// labelBegins reports whether a label can begin at i.
func (s *scanner) labelBegins(i int, n need) bool {
	d := s.data
	if freshEdge(d, i) {
		return true
	}
	return (n == needSuffix || n == needEquals) && i > 0 && alnum(d[i-1]) && (d[i] < 'a' || n == needSuffix)
}

// admitted reports whether the text around the label d[start:end] is what it
// needs.
func (s *scanner) admitted(start, end int, n need) bool {
	d := s.data
	switch n {
	case needUpper, needUser:
		if !bytes.ContainsFunc(d[start:end], func(r rune) bool { return r >= 'a' && r <= 'z' }) {
			return true
		}
		return n == needUser && mayBeUser(d, end+1)
	case needBegin:
		return end < len(d) && d[end] == ':' && beginsEntry(d, start) && mayBeName(d, end+1)
	case needEquals:
		if start > 0 && (alnum(d[start-1]) || strings.IndexByte("_-.", d[start-1]) >= 0) {
			return true
		}
		p := skipBlanks(d, end)
		return p < len(d) && strings.IndexByte("=\"\\", d[p]) >= 0
	}
	return true
}

// mayBeUser reports whether the word at i may be the name of a user: not a
// common word, a number or an object.
func mayBeUser(d []byte, i int) bool {
	end := i
	for end < len(d) && end-i < 64 && strings.IndexByte(" \t\r\n,;&", d[end]) < 0 {
		end++
	}
	word := d[i:end]
	return !bytes.ContainsAny(word, "(){}[]@=:/") && bytes.ContainsFunc(word, unicode.IsLetter) && !common(foldText(string(word)))
}

// beginsEntry reports whether i is at the begin of a line or string, or behind
// the comma or dash that sets off an entry of a list.
func beginsEntry(d []byte, i int) bool {
	before := bytes.TrimRight(d[max(0, i-32):i], "*_`> ")
	if len(before) == 0 {
		return i <= 32
	}
	if strings.IndexByte("\n\",;-|", before[len(before)-1]) >= 0 || bytes.HasSuffix(before, []byte("•")) {
		return true
	}
	return len(before) > 1 && before[len(before)-1] == 'n' && before[len(before)-2] == '\\'
}

// mayBeName reports whether what stands at i looks like a name, not like that
// of a file, a class or a setting.
func mayBeName(d []byte, i int) bool {
	i = skipBlanks(d, i)
	end := i + bytes.IndexAny(d[i:min(len(d), i+80)], "\r\n,;\"\\|<")
	if end < i {
		end = min(len(d), i+80)
	}
	words := strings.Fields(strings.Trim(string(d[i:end]), "*_`' "))
	if len(words) == 0 || len(words) > 6 {
		return len(words) == 0 && i < len(d) && (d[i] == '"' || d[i] == '<')
	}
	for _, w := range words {
		if strings.ContainsAny(strings.TrimRight(w, "."), "/\\_$=(){}[]<>#%0123456789") || innerDot(w) || innerCapital(w) {
			return false
		}
	}
	return true
}

func innerDot(w string) bool {
	k := strings.IndexByte(w, '.')
	return k > 1 && k < len(w)-1
}

// innerCapital reports whether a word is written as classes are: TradeManager.
func innerCapital(w string) bool {
	humps := 0
	for i, r := range w {
		if i > 0 && unicode.IsUpper(r) {
			if last, _ := utf8.DecodeLastRuneInString(w[:i]); unicode.IsLower(last) {
				humps++
			}
		}
	}
	return humps > 0 && !strings.HasPrefix(w, "Mc") && !strings.HasPrefix(w, "Mac") && !strings.HasPrefix(w, "De")
}

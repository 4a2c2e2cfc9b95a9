package redact

import (
	"bytes"
	"crypto/sha256"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// value is a piece of private data in its plain form. Equal id means the same
// value, whatever its spelling.
type value struct {
	class  Class
	id     string
	text   string // for spellings: plain UTF-8
	spread bool   // may be looked for beyond the place it was found in
}

// maxTextValue is the longest value, in bytes, that is remembered as it is.
// Nobody's name is longer; text in which one label follows another could
// otherwise make values that each hold all that follow.
const maxTextValue = 2048

// textValue makes a value of raw bytes that stand for text. A very long one is
// hidden in its place and known by its digest. What is wholly an
// e-mail address, an IBAN or a phone number becomes one. ok is false when
// there is nothing to hide: no letter or digit.
func textValue(class Class, raw []byte, person bool) (v value, ok bool) {
	if len(raw) > maxTextValue {
		id := sha256.Sum256(raw)
		return value{class: class, id: "\x00" + string(id[:]), text: "\x00"}, true
	}
	text := plainText(raw)
	if !strings.ContainsFunc(text, wordRune) {
		return value{}, false
	}
	if class == Payment || class == User {
		if v, ok := selfEvident(text); ok {
			return v, true
		}
	}
	if core := strings.TrimFunc(text, func(r rune) bool { return !wordRune(r) }); class != Word {
		text = core
	}
	v = value{class: class, id: foldText(text), text: text}
	switch class {
	case Key, Word:
		v.spread = true
	case User, Payment:
		v.spread = person && distinctive(text)
	}
	return v, true
}

// selfEvident recognises a text that is an e-mail address, an IBAN or a phone
// number and nothing else.
func selfEvident(text string) (value, bool) {
	d := []byte(text)
	if at := bytes.IndexByte(d, '@'); at > 0 {
		if start, end, ok := emailAround(d, 0, at, at+1); ok && start == 0 && end == len(d) {
			return emailValue(d), true
		}
	}
	if end, ok := ibanAt(d, 0); ok && end == len(d) {
		return ibanValue(d), true
	}
	if start, end, digits, ok := phoneAt(d, 0); ok && start == 0 && end == len(d) {
		return phoneValue(digits), true
	}
	return value{}, false
}

// plainText undoes escapes, character sets and odd blanks, as far as that is
// possible without knowing where raw comes from.
func plainText(raw []byte) string {
	if isPlainASCII(raw) {
		return strings.Join(strings.Fields(string(raw)), " ")
	}
	b := unescapeBackslash(raw)
	if p := unescapePercent(b); p != nil {
		b = p
	}
	var s string
	if utf8.Valid(b) {
		s = string(b)
	} else {
		s = fromWindows1252(b)
	}
	if strings.Contains(s, "&") && strings.Contains(s, ";") {
		s = html.UnescapeString(s)
	}
	for range 2 {
		repaired, ok := repairMojibake(s)
		if !ok {
			break
		}
		s = repaired
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s)
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

func isPlainASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf || c == '\\' || c == '%' || c == '&' {
			return false
		}
	}
	return true
}

// unescapeBackslash undoes JSON's and Java's escapes, however often doubled.
func unescapeBackslash(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw
	}
	var out []byte
	for i := 0; i < len(raw); {
		if raw[i] != '\\' {
			out = append(out, raw[i])
			i++
			continue
		}
		for i < len(raw) && raw[i] == '\\' {
			i++
		}
		if i == len(raw) {
			break
		}
		if r, ok := unicodeEscapeAt(raw, i); ok {
			out, i = appendEscaped(out, raw, i, r)
			continue
		}
		switch raw[i] {
		case 'n', 'r', 't':
			out = append(out, ' ')
			i++
		case '"', '\'', '/', ' ':
		default:
			out = append(out, '\\')
		}
	}
	return out
}

// appendEscaped appends the character whose uXXXX stands at i, with the second
// half of a surrogate pair if there is one, and returns where it ends.
func appendEscaped(out, raw []byte, i int, r rune) ([]byte, int) {
	i += 5
	if r >= 0xD800 && r < 0xDC00 {
		k := i
		for k < len(raw) && raw[k] == '\\' {
			k++
		}
		if low, ok := unicodeEscapeAt(raw, k); ok && k > i && low >= 0xDC00 && low < 0xE000 {
			return utf8.AppendRune(out, (r-0xD800)<<10+(low-0xDC00)+0x10000), k + 5
		}
	}
	return utf8.AppendRune(out, r), i
}

// unescapePercent undoes %XX, also when it was done twice; nil if there is none.
func unescapePercent(b []byte) []byte {
	var out []byte
	for range 2 {
		i := bytes.IndexByte(b, '%')
		found := false
		var once []byte
		for k := 0; i >= 0 && k < len(b); k++ {
			if v, ok := percentAt(b, k); ok {
				once, found = append(once, v), true
				k += 2
				continue
			}
			once = append(once, b[k])
		}
		if !found {
			break
		}
		b, out = once, once
	}
	return out
}

func fromWindows1252(b []byte) string {
	var sb strings.Builder
	for _, c := range b {
		sb.WriteRune(charmap.Windows1252.DecodeByte(c))
	}
	return sb.String()
}

// toWindows1252 returns s in Windows-1252; ok is false if it cannot be written
// in it.
func toWindows1252(s string) (b []byte, ok bool) {
	for _, r := range s {
		c, ok := charmap.Windows1252.EncodeRune(r)
		switch {
		case ok:
		case r >= 0x80 && r < 0xA0: // undefined there, passed through by many
			c = byte(r)
		default:
			return nil, false
		}
		b = append(b, c)
	}
	return b, true
}

// repairMojibake undoes UTF-8 that was read as Windows-1252.
func repairMojibake(s string) (string, bool) {
	if !strings.ContainsAny(s, "ÃÂÄÅÐÑÎÏâ") {
		return s, false
	}
	b, ok := toWindows1252(s)
	if !ok || len(b) >= len(s) || !utf8.Valid(b) || len(b) == utf8.RuneCount(b) {
		return s, false
	}
	return string(b), true
}

// foldText is what texts are compared by: lower case, without accents, with
// runs of blanks, dots, hyphens and underscores as one blank.
func foldText(text string) string {
	var sb strings.Builder
	sep := false
	for _, r := range unaccent(strings.ToLower(text)) {
		if r == ' ' || r == '_' || r == '-' || r == '.' {
			sep = true
			continue
		}
		if sep && sb.Len() > 0 {
			sb.WriteByte(' ')
		}
		sep = false
		sb.WriteRune(r)
	}
	return sb.String()
}

// unaccent removes accents from Latin, Greek and Cyrillic letters.
func unaccent(s string) string {
	if isASCII(s) {
		return s
	}
	var sb strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case r >= 0x300 && r < 0x370:
		case r == 'ß':
			sb.WriteString("ss")
		default:
			sb.WriteRune(r)
		}
	}
	return sb.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// distinctive reports whether a text identifies a person well enough to be
// looked for everywhere.
func distinctive(text string) bool {
	if letters(text) < 4 || isCode(text) {
		return false
	}
	folded := foldText(text)
	if common(folded) {
		return false
	}
	for _, word := range strings.Fields(folded) {
		if letters(word) > 1 && !common(word) {
			return true
		}
	}
	return false
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// isCode recognises names of payment methods: F2F, PAYTM_WALLET. Shorter codes
// fall below the limit of four letters; names like SEPA are common words.
func isCode(text string) bool {
	if !strings.Contains(text, "_") {
		return false
	}
	for _, r := range text {
		if r != '_' && !(r >= 'A' && r <= 'Z') && !(r >= '0' && r <= '9') {
			return false
		}
	}
	return true
}

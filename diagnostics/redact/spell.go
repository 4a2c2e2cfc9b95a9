package redact

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Bounds of the search for values.
const (
	maxPatternBytes = 3 << 20 // over all patterns; beyond it values get no more than what each needs
	maxValueBytes   = 4 << 20 // over what each value needs; a state of the automaton takes 17 bytes
	maxSpelled      = 512     // longer values are looked for as they are
	minEncoded      = 6       // shortest value looked for in base64 and hex
)

// spelling is a way to write a value. ASCII letters match in either case
// unless the kind says otherwise.
type spelling struct {
	text string
	kind uint8
}

// speller gathers spellings without repeating itself.
type speller struct {
	rare bool // with base64, hex and text in the wrong character set
	out  []spelling
	seen map[string]bool
}

func (sp *speller) add(text string, kind uint8) {
	key := string(rune(kind)) + text
	if kind == hitValue || kind == hitHex {
		key = string(rune(kind)) + foldASCII(text)
	}
	if text == "" || sp.seen[key] {
		return
	}
	sp.seen[key] = true
	sp.out = append(sp.out, spelling{text, kind})
}

// detected reports whether detectors recognise a value without its label.
func (v value) detected() bool {
	return v.class == Email || v.class == IBAN || v.class == Phone || v.class == Key
}

// spellCore lists what a value is looked for as in any case: plain, and as URLs
// and JSON escape it. If
// lean, there are very many: in one case, and long ones only as they are.
func spellCore(v value, lean bool) []spelling {
	if v.class == TradeID {
		return spell(v, false)
	}
	sp := &speller{seen: make(map[string]bool)}
	sp.add(v.text, hitValue)
	if lean && len(v.text) > 128 || len(v.text) > maxSpelled {
		return sp.out
	}
	forms := []string{v.text}
	if !isASCII(v.text) && !lean {
		forms = append(forms, strings.ToLower(v.text), strings.ToUpper(v.text))
		sp.add(norm.NFD.String(v.text), hitValue)
		sp.add(unaccent(v.text), hitValue)
	}
	for _, f := range forms {
		full := jsonEscape(f, true)
		if lean {
			sp.add(url.QueryEscape(f), hitValue)
			sp.add(full, hitValue)
			continue
		}
		for _, text := range []string{
			f, url.PathEscape(f), url.QueryEscape(f), jsonEscape(f, false), full,
			strings.ReplaceAll(strings.ReplaceAll(full, `\`, `\\`), `"`, `\"`), html.EscapeString(f),
		} {
			sp.add(text, hitValue)
		}
	}
	return sp.out
}

// spell lists the spellings of a value that spreads.
func spell(v value, rare bool) []spelling {
	sp := &speller{rare: rare, seen: make(map[string]bool)}
	switch {
	case v.class == TradeID:
		sp.add(shortTradeID(v.text), hitExact)
		return sp.out
	case len(v.text) > maxSpelled:
		sp.add(v.text, hitValue)
		return sp.out
	case v.class == Phone:
		digits := strings.TrimPrefix(v.text, "+")
		if len(digits) >= 9 {
			sp.add(digits, hitValue)
		}
		sp.add("00"+digits, hitValue)
		sp.encoded(digits)
	case v.class == IBAN:
		for _, sep := range []string{"", " ", "-", "\u00a0"} {
			sp.add(grouped(v.text, sep), hitValue)
		}
		sp.encoded(v.text)
		sp.encoded(grouped(v.text, " "))
	}
	for _, base := range baseForms(v) {
		sp.written(base)
	}
	return sp.out
}

// grouped sets an IBAN in groups of four.
func grouped(s, sep string) string {
	var sb strings.Builder
	for i := range len(s) {
		if i > 0 && i%4 == 0 {
			sb.WriteString(sep)
		}
		sb.WriteByte(s[i])
	}
	return sb.String()
}

// baseForms lists a value's case, accents and separators. Letters beyond ASCII
// need both cases spelled out.
func baseForms(v value) []string {
	var forms []string
	cased := []string{v.text}
	if !isASCII(v.text) {
		lower := strings.ToLower(v.text)
		cased = append(cased, lower, strings.ToUpper(v.text), titled(lower),
			strings.ReplaceAll(lower, "ß", "ss"), umlauts.Replace(lower))
		cased = append(cased, halfAccented(lower)...)
	}
	for _, c := range cased {
		forms = append(forms, c)
		if d := norm.NFD.String(c); d != c {
			forms = append(forms, d)
		}
	}
	if v.class != User && v.class != Payment && v.class != Word {
		return forms
	}
	for _, f := range forms {
		forms = append(forms, separated(f)...)
	}
	return forms
}

// halfAccented lists a text with the accents left out in some words or in all:
// people are not consistent.
func halfAccented(s string) []string {
	words := strings.Split(s, " ")
	var accented []int
	for i, w := range words {
		if unaccent(w) != w {
			accented = append(accented, i)
		}
	}
	if len(accented) > 4 {
		return []string{unaccent(s)}
	}
	var out []string
	for set := 1; set < 1<<len(accented); set++ {
		some := slices.Clone(words)
		for bit, i := range accented {
			if set>>bit&1 == 1 {
				some[i] = unaccent(some[i])
			}
		}
		out = append(out, strings.Join(some, " "))
	}
	return out
}

// titled puts the first letter of each word in upper case.
func titled(s string) string {
	begin := true
	return strings.Map(func(r rune) rune {
		first := begin
		begin = !wordRune(r)
		if first {
			return unicode.ToUpper(r)
		}
		return r
	}, s)
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "ø", "oe", "å", "aa", "æ", "ae")

// separated lists a text of several words with other separators, and without
// any if the words together are unmistakable.
func separated(s string) []string {
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '_' || r == '-' || r == '.' })
	if len(words) < 2 || len(words) > 6 {
		return nil
	}
	var out []string
	for _, sep := range []string{" ", "_", "-", ".", "\u00a0"} {
		out = append(out, strings.Join(words, sep))
	}
	if joined := strings.Join(words, ""); letters(joined) >= 7 && !common(foldText(joined)) {
		out = append(out, joined)
	}
	return out
}

// written adds all encodings of one form.
func (sp *speller) written(s string) {
	sp.add(s, hitValue)
	if !isASCII(s) {
		sp.otherCharsets(s)
	}
	sp.escaped(s)
	sp.encoded(s)
}

// otherCharsets adds a text as Windows-1252 writes it, as programs show it that
// mistake one for the other, and with what they put for letters they lack.
func (sp *speller) otherCharsets(s string) {
	if b, ok := toWindows1252(s); ok {
		sp.add(string(b), hitValue)
		sp.add(percent(string(b), "%20", func(c byte) bool { return c < utf8.RuneSelf && c != ' ' }), hitValue)
	}
	if !sp.rare {
		return
	}
	garbled := s
	for range 2 {
		var cp, latin strings.Builder
		for i := range len(garbled) {
			cp.WriteRune(charmap.Windows1252.DecodeByte(garbled[i]))
			latin.WriteRune(rune(garbled[i]))
		}
		garbled = cp.String()
		sp.add(garbled, hitValue)
		sp.add(latin.String(), hitValue)
		sp.add(html.EscapeString(garbled), hitValue)
	}
	for _, lost := range []string{"?", "\ufffd", "??", "\ufffd\ufffd"} {
		var sb strings.Builder
		kept := 0
		for _, r := range s {
			if r >= utf8.RuneSelf {
				sb.WriteString(lost)
				continue
			}
			sb.WriteRune(r)
			kept++
		}
		if kept >= 4 {
			sp.add(sb.String(), hitValue)
		}
	}
}

// escaped adds a text as URLs, JSON, Java and HTML escape it.
func (sp *speller) escaped(s string) {
	urls := []string{
		url.PathEscape(s), url.QueryEscape(s),
		percent(s, "%20", alnum),
		percent(s, "+", func(c byte) bool { return c < utf8.RuneSelf }),
		percent(s, "%20", func(c byte) bool { return c < utf8.RuneSelf && c != ' ' }),
	}
	for _, u := range urls {
		sp.add(u, hitValue)
		sp.add(strings.ReplaceAll(u, "%", "%25"), hitValue)
	}
	plain := jsonEscape(s, false)
	full := jsonEscape(s, true)
	for _, j := range []string{plain, full, gsonEscape(plain), gsonEscape(full), strings.ReplaceAll(plain, "/", `\/`)} {
		sp.add(j, hitValue)
		twice := strings.ReplaceAll(strings.ReplaceAll(j, `\`, `\\`), `"`, `\"`)
		sp.add(twice, hitValue)
		sp.add(strings.ReplaceAll(strings.ReplaceAll(twice, `\`, `\\`), `"`, `\"`), hitValue)
		sp.add(html.EscapeString(j), hitValue)
	}
	sp.add(strings.ReplaceAll(full, " ", `\ `), hitValue)
	e := html.EscapeString(s)
	sp.add(e, hitValue)
	for _, numeric := range []string{"&#%d;", "&#x%x;", ""} {
		sp.add(entities(s, numeric), hitValue)
		sp.add(entities(e, numeric), hitValue)
		sp.add(strings.ReplaceAll(entities(e, numeric), " ", "&nbsp;"), hitValue)
	}
	sp.add(strings.NewReplacer("&#39;", "&apos;", "&#34;", "&quot;").Replace(e), hitValue)
}

// percent escapes the bytes that keep does not accept, and blanks as given.
func percent(s, blank string, keep func(byte) bool) string {
	var sb strings.Builder
	for i := range len(s) {
		switch {
		case s[i] == ' ':
			sb.WriteString(blank)
		case keep(s[i]):
			sb.WriteByte(s[i])
		default:
			fmt.Fprintf(&sb, "%%%02x", s[i])
		}
	}
	return sb.String()
}

// jsonEscape escapes what must be escaped in JSON, and all but ASCII if full.
func jsonEscape(s string, full bool) string {
	var sb strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			sb.WriteByte('\\')
			sb.WriteRune(r)
		case r >= 0x10000 && full:
			r -= 0x10000
			fmt.Fprintf(&sb, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		case r >= utf8.RuneSelf && full:
			fmt.Fprintf(&sb, `\u%04x`, r)
		default:
			sb.WriteRune(r)
		}
	}
	return sb.String()
}

// gsonEscape adds what Gson escapes beyond JSON.
func gsonEscape(s string) string {
	return strings.NewReplacer("'", `\u0027`, "&", `\u0026`, "=", `\u003d`, "<", `\u003c`, ">", `\u003e`, "\u00a0", `\u00a0`).Replace(s)
}

// entities writes letters beyond ASCII as HTML entities: by number in the given
// form, else by name where they have one.
func entities(s, numeric string) string {
	var sb strings.Builder
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			sb.WriteRune(r)
		case numeric != "":
			fmt.Fprintf(&sb, numeric, r)
		case r >= 0xA0 && int(r-0xA0) < len(latinEntities):
			sb.WriteString("&" + latinEntities[r-0xA0] + ";")
		default:
			sb.WriteRune(r)
		}
	}
	return sb.String()
}

// latinEntities are HTML's names for U+00A0 to U+00FF.
var latinEntities = strings.Fields(`nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr
	deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest
	Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml
	ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig
	agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml
	eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`)

// encoded adds a text in hex and in base64, wherever it begins in its group.
func (sp *speller) encoded(s string) {
	if len(s) < minEncoded || !sp.rare {
		return
	}
	sp.add(hex.EncodeToString([]byte(s)), hitHex)
	for _, form := range []string{s, strings.ToLower(s), strings.ToUpper(s)} {
		for before := range 3 {
			bits := base64.RawStdEncoding.EncodeToString(append(make([]byte, before), form...))
			core := bits[(before*8+5)/6 : (before+len(form))*8/6]
			sp.add(core, hitBase64)
			sp.add(strings.NewReplacer("+", "-", "/", "_").Replace(core), hitBase64)
		}
	}
}

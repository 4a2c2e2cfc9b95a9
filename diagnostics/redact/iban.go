package redact

import "strings"

// ibanLengths holds each country's IBAN length (the IBAN registry, and the
// countries that use the form without being in it).
const ibanLengths = "AD24AE23AL28AO25AT20AZ28BA20BE16BF28BG22BH22BI27BJ28BR29BY28CF27CG27CH21CI28CM27CR22CV25CY28CZ24" +
	"DE22DJ27DK18DO28DZ26EE20EG29ES24FI18FK18FO18FR27GA27GB22GE22GI23GL18GQ27GR27GT28GW25HN28HR21HU28IE22IL23IQ23" +
	"IR26IS26IT27JO30KM27KW30KZ20LB28LC32LI21LT20LU20LV21LY25MA28MC27MD24ME22MG27MK19ML28MN20MR27MT31MU30MZ25" +
	"NE28NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SN28SO23ST25SV28TD27TG28" +
	"TL23TN24TR26UA29VA22VG24XK20YE30"

var ibanLength = func() (t [26 * 26]uint8) {
	for i := 0; i < len(ibanLengths); i += 4 {
		s := ibanLengths[i:]
		t[int(s[0]-'A')*26+int(s[1]-'A')] = (s[2]-'0')*10 + s[3] - '0'
	}
	return t
}()

// ibanAt recognises an IBAN at i, in one piece or in groups, and checks its
// digits. end is behind it.
func ibanAt(d []byte, i int) (end int, ok bool) {
	if i+4 > len(d) || !letter(d[i]) || !letter(d[i+1]) || !digit(d[i+2]) || !digit(d[i+3]) {
		return 0, false
	}
	want := int(ibanLength[int(lower(d[i])-'a')*26+int(lower(d[i+1])-'a')])
	if want == 0 || !freshEdge(d, i) && skipEscapeTail(d, i, len(d)) == i && !escaped(d, i) {
		return 0, false
	}
	var buf [34]byte
	n, start, hyphens := 0, i, false
	for n < want {
		if i >= len(d) {
			return 0, false
		}
		if alnum(d[i]) {
			buf[n] = lower(d[i])
			n++
			i++
			continue
		}
		gap := gapAt(d, i)
		if gap == 0 {
			return 0, false
		}
		hyphens = hyphens || d[i] == '-'
		i += gap
	}
	if i < len(d) && alnum(d[i]) || !mod97(buf[:n]) || hyphens && hyphenated(d, start, i) {
		return 0, false
	}
	return i, true
}

// hyphenated reports whether d[start:end] is only a part of a longer row of
// groups with hyphens: one in a hundred UUIDs holds what would pass for an IBAN.
func hyphenated(d []byte, start, end int) bool {
	return start > 1 && d[start-1] == '-' && alnum(d[start-2]) || end+1 < len(d) && d[end] == '-' && alnum(d[end+1])
}

// escaped reports whether an escape ends before i.
func escaped(d []byte, i int) bool { return i > 0 && alnum(d[i-1]) && escapeEnds(d, i) }

// gapAt is the length of the separator between two groups at i.
func gapAt(d []byte, i int) int {
	switch d[i] {
	case ' ', '-', '.':
		return 1
	case '\xC2':
		if i+1 < len(d) && d[i+1] == '\xA0' {
			return 2
		}
	case '\xE2': // narrow and thin blanks, odd hyphens
		if i+2 < len(d) && d[i+1] == '\x80' && (d[i+2] == '\xAF' || d[i+2] >= '\x80' && d[i+2] <= '\x95') {
			return 3
		}
	case '\xA0':
		return 1
	case '%':
		if v, ok := percentAt(d, i); ok && (v == ' ' || v == '-') {
			return 3
		}
	case '+':
		return 1
	case '&':
		if hasFold(d, i, "&nbsp;") || hasFold(d, i, "&#160;") {
			return 6
		}
	case '\\':
		if r, ok := unicodeEscapeAt(d, i+1); ok && r == 0xA0 {
			return 6
		}
	}
	return 0
}

// mod97 checks a folded IBAN.
func mod97(s []byte) bool {
	rest := 0
	for k := range s {
		b := s[(k+4)%len(s)]
		if digit(b) {
			rest = (rest*10 + int(b-'0')) % 97
		} else {
			rest = (rest*100 + int(b-'a') + 10) % 97
		}
	}
	return rest == 1
}

func ibanValue(raw []byte) value {
	var sb strings.Builder
	for i := 0; i < len(raw); {
		if alnum(raw[i]) {
			sb.WriteByte(raw[i])
			i++
			continue
		}
		i += max(gapAt(raw, i), 1)
	}
	id := strings.ToUpper(sb.String())
	return value{class: IBAN, id: id, text: id, spread: true}
}
